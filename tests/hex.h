/* Bytes written as hex in a test: "30 03 02 01 05", white space as you like. */
#ifndef HEX_H
#define HEX_H

#include <ctype.h>
#include <stdlib.h>

#include "base/buf.h"

static inline int hex_digit(char c)
{
	return c >= 'a' ? c - 'a' + 10 : c - '0';
}

static inline void hex_add(struct buf *out, const char *text)
{
	while (*text != '\0') {
		if (isspace((unsigned char)*text)) {
			text++;
			continue;
		}
		buf_put(out,
			(uint8_t)(hex_digit(text[0]) << 4 | hex_digit(text[1])));
		text += 2;
	}
}

/*
 * A copy that is exactly as long as it is, so that a sanitizer sees a read of one
 * byte too many. Free its p, which is never NULL.
 */
static inline struct span exact_copy(struct span s)
{
	uint8_t *p = malloc(s.n > 0 ? s.n : 1);

	if (p == NULL)
		abort();
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	return span_of(p, s.n);
}

static inline struct span hex_exact(const char *text)
{
	struct buf b = { 0 };
	struct span s;

	hex_add(&b, text);
	s = exact_copy(buf_span(&b));
	buf_free(&b);
	return s;
}

static inline void exact_free(struct span s)
{
	free((void *)(uintptr_t)s.p);
}

#endif
