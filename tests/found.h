/* What a check finds, collected for a test: lint's sink. */
#ifndef FOUND_H
#define FOUND_H

#include "base/buf.h"
#include "lint/lint.h"

struct found {
	struct buf ids;	  /* separated by spaces, each once */
	struct buf facts; /* a line each */
	size_t count[LINT_ID_COUNT];
};

static inline void found_take(void *context, enum lint_id id, const char *fact)
{
	struct found *f = context;

	if (f->count[id]++ == 0) {
		if (f->ids.n > 0)
			buf_put(&f->ids, ' ');
		buf_str(&f->ids, lint_row(id)->name);
	}
	buf_str(&f->facts, fact);
	buf_put(&f->facts, '\n');
}

static inline void found_free(struct found *f)
{
	buf_free(&f->ids);
	buf_free(&f->facts);
}

#endif
