/*
 * A span is borrowed bytes, by value: it never owns them. span_take is the
 * only bounds check of the parsers; everything else is built on it.
 *
 * An empty span may have a null pointer, which is never dereferenced.
 */
#ifndef SPAN_H
#define SPAN_H

#include <string.h>

#include "base/cdefs.h"

struct span {
	const uint8_t *p;
	size_t n; /* bytes */
};

/* A span over the characters of a string literal, without its NUL. */
#define SPAN_LIT(s) ((struct span){ (const uint8_t *)("" s), sizeof(s) - 1 })

static inline struct span span_of(const void *p, size_t n)
{
	return (struct span){ p, n };
}

/* span_str returns the characters of the C string s, without its NUL. */
static inline struct span span_str(const char *s)
{
	return span_of(s, strlen(s));
}

/*
 * span_take cuts the first n bytes off s into out. It returns false, and
 * changes neither, when s has fewer.
 */
MUST_CHECK static inline bool span_take(struct span *s, size_t n, struct span *out)
{
	if (n > s->n)
		return false;
	*out = span_of(s->p, n);
	s->n -= n;
	if (n > 0)
		s->p += n;
	return true;
}

/*
 * span_cut cuts the next item off a list, up to the separator or the end. There is
 * one item more than there are separators; then it is false, with list->p NULL.
 */
MUST_CHECK static inline bool span_cut(struct span *list, uint8_t separator,
				       struct span *item)
{
	const uint8_t *at;

	if (list->p == NULL)
		return false;
	at = memchr(list->p, separator, list->n);
	*item = at != NULL ? span_of(list->p, (size_t)(at - list->p)) : *list;
	*list = at != NULL ? span_of(at + 1, list->n - item->n - 1)
			   : (struct span){ 0 };
	return true;
}

static inline bool span_eq(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* span_starts says whether s begins with the bytes of prefix. */
static inline bool span_starts(struct span s, struct span prefix)
{
	return s.n >= prefix.n && span_eq(span_of(s.p, prefix.n), prefix);
}

/* span_cmp orders by bytes, a shorter span before its extensions (<0, 0, >0). */
static inline int span_cmp(struct span a, struct span b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n > 0 ? memcmp(a.p, b.p, n) : 0;

	return c != 0 ? c : (a.n > b.n) - (a.n < b.n);
}

#endif
