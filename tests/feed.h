/* An input's source that gives a span in small pieces, as pipes do. */
#ifndef FEED_H
#define FEED_H

#include <errno.h>

#include "io/input.h"

struct feed {
	struct span left;
	size_t step; /* bytes at once, at most; 0: as many as there is room for */
	int error;   /* errno at the end, or 0 for an end as it should be */
	size_t reads;
};

static inline ssize_t feed_read(void *context, uint8_t *dst, size_t room)
{
	struct feed *f = context;
	size_t n = f->step > 0 && f->step < room ? f->step : room;
	struct span part;

	f->reads++;
	if (f->left.n == 0 && f->error != 0) {
		errno = f->error;
		return -1;
	}
	if (!span_take(&f->left, n < f->left.n ? n : f->left.n, &part))
		return -1;
	if (part.n > 0)
		memcpy(dst, part.p, part.n);
	return (ssize_t)part.n;
}

#endif
