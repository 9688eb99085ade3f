/*
 * A buffer of bytes that grows. It never fails: without memory the process
 * ends, as arena.h says. A buffer that is all zeros is empty and ready.
 */
#ifndef BUF_H
#define BUF_H

#include "base/span.h"

struct buf {
	uint8_t *p;
	size_t n;    /* bytes in use */
	size_t room; /* bytes allocated */
};

/* buf_reserve makes room for n more bytes behind the end and returns the end. */
uint8_t *buf_reserve(struct buf *b, size_t n);

static inline void buf_put(struct buf *b, uint8_t byte)
{
	if (b->n == b->room)
		buf_reserve(b, 1);
	b->p[b->n++] = byte;
}

static inline void buf_add(struct buf *b, struct span s)
{
	if (s.n == 0)
		return;
	if (b->room - b->n < s.n)
		buf_reserve(b, s.n);
	memcpy(b->p + b->n, s.p, s.n);
	b->n += s.n;
}

static inline void buf_str(struct buf *b, const char *s)
{
	buf_add(b, span_str(s));
}

/* buf_fill appends n times the same byte. */
void buf_fill(struct buf *b, uint8_t byte, size_t n);

/* buf_int appends a number in decimal. */
void buf_int(struct buf *b, int64_t number);

/* buf_hex appends two lower-case hex digits a byte. */
void buf_hex(struct buf *b, struct span s);

/* buf_printf appends formatted text. Not for hot paths. */
void buf_printf(struct buf *b, const char *format, ...) PRINTF_LIKE(2, 3);

/* buf_span returns what is in the buffer, valid until it is next changed. */
static inline struct span buf_span(const struct buf *b)
{
	return span_of(b->p, b->n);
}

/* buf_since is what came behind the first start bytes. */
static inline struct span buf_since(const struct buf *b, size_t start)
{
	return start < b->n ? span_of(b->p + start, b->n - start)
			    : (struct span){ 0 };
}

/* buf_c returns the content as a C string, valid until the next change. */
const char *buf_c(struct buf *b);

/* buf_free frees the memory; the buffer is empty again. */
void buf_free(struct buf *b);

#endif
