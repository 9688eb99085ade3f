#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"

uint8_t *buf_reserve(struct buf *b, size_t n)
{
	size_t room = b->room > 0 ? b->room : 128;

	if (n > SIZE_MAX / 4 - b->n)
		arena_exhausted();
	while (room - b->n < n)
		room *= 2;
	if (room != b->room) {
		b->p = arena_grow(b->p, room);
		b->room = room;
	}
	return b->p + b->n;
}

void buf_fill(struct buf *b, uint8_t byte, size_t n)
{
	memset(buf_reserve(b, n), byte, n);
	b->n += n;
}

void buf_int(struct buf *b, int64_t number)
{
	char digits[24];
	size_t at = sizeof(digits);
	uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;

	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (number < 0)
		digits[--at] = '-';
	buf_add(b, span_of(digits + at, sizeof(digits) - at));
}

void buf_hex(struct buf *b, struct span s)
{
	static const char digit[] = "0123456789abcdef";
	uint8_t *out = buf_reserve(b, 2 * s.n);

	for (size_t i = 0; i < s.n; i++) {
		*out++ = (uint8_t)digit[s.p[i] >> 4];
		*out++ = (uint8_t)digit[s.p[i] & 15];
	}
	b->n += 2 * s.n;
}

void buf_printf(struct buf *b, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	if (n < 0)
		arena_exhausted();
	buf_reserve(b, (size_t)n + 1);
	va_start(ap, format);
	vsnprintf((char *)b->p + b->n, (size_t)n + 1, format, ap);
	va_end(ap);
	b->n += (size_t)n;
}

const char *buf_c(struct buf *b)
{
	*buf_reserve(b, 1) = '\0';
	return (const char *)b->p;
}

void buf_free(struct buf *b)
{
	free(b->p);
	*b = (struct buf){ 0 };
}
