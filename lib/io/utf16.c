#include "io/utf16.h"

#include <stdlib.h>

#include "base/arena.h"

#define RAW_BYTES   ((size_t)16 * 1024)
#define REPLACEMENT 0xfffd
#define UNIT_MOST   7 /* bytes that one unit can bring, after a lone surrogate */

_Static_assert(UNIT_MOST <= INPUT_ROOM, "a unit fits in what a source is given");

struct input_utf16 {
	bool big_endian;
	uint32_t high; /* a high surrogate that waits for its low one, or 0 */
	size_t room, at, end;
	uint8_t raw[];
};

size_t utf8_put(uint8_t *out, uint32_t code)
{
	if (code < 0x80) {
		out[0] = (uint8_t)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (uint8_t)(0xc0 | code >> 6);
		out[1] = (uint8_t)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (uint8_t)(0xe0 | code >> 12);
		out[1] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
		out[2] = (uint8_t)(0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (uint8_t)(0xf0 | code >> 18);
	out[1] = (uint8_t)(0x80 | (code >> 12 & 0x3f));
	out[2] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
	out[3] = (uint8_t)(0x80 | (code & 0x3f));
	return 4;
}

void utf16_start(struct input *in, bool big_endian)
{
	struct span have = input_peek(in);
	size_t room = have.n > RAW_BYTES ? have.n : RAW_BYTES;
	struct input_utf16 *u = arena_grow(NULL, sizeof(*u) + room);
	size_t mark = have.n >= 2 && (have.p[0] | have.p[1]) >= 0xfe ? 2 : 0;

	*u = (struct input_utf16){ .big_endian = big_endian,
				   .room = room,
				   .end = have.n - mark };
	memcpy(u->raw, have.p + mark, u->end);
	in->at = in->end = in->counted = 0;
	in->utf16 = u;
	in->eof = false;
}

/* One unit of 16 bits to UTF-8; 0 where it is the first half of a pair. */
static size_t put_unit(struct input *in, struct input_utf16 *u, uint32_t unit,
		       uint8_t *out)
{
	size_t n = 0;

	if (u->high != 0) {
		uint32_t high = u->high;

		u->high = 0;
		if (unit >= 0xdc00 && unit <= 0xdfff)
			return utf8_put(out, 0x10000 + ((high - 0xd800) << 10) +
						     (unit - 0xdc00));
		in->odd_utf16 = true;
		n = utf8_put(out, REPLACEMENT);
	}
	if (unit >= 0xd800 && unit <= 0xdbff) {
		u->high = unit;
		return n;
	}
	if (unit >= 0xdc00 && unit <= 0xdfff) {
		in->odd_utf16 = true;
		unit = REPLACEMENT;
	}
	return n + utf8_put(out + n, unit);
}

/* Moves half a unit to the front and reads more; false at the end. */
static bool more(struct input *in, struct input_utf16 *u, ssize_t *n)
{
	size_t rest = u->end - u->at;

	memmove(u->raw, u->raw + u->at, rest);
	u->at = 0;
	u->end = rest;
	*n = in->source(in->context, u->raw + rest, u->room - rest);
	if (*n <= 0) {
		if (rest > 0 || u->high != 0)
			in->odd_utf16 = true;
		u->end = 0;
		u->high = 0;
		return false;
	}
	u->end += (size_t)*n;
	return true;
}

ssize_t utf16_read(struct input *in, uint8_t *dst, size_t room)
{
	struct input_utf16 *u = in->utf16;
	size_t done = 0;
	ssize_t n;

	while (room - done >= UNIT_MOST) {
		uint32_t unit;

		if (u->end - u->at < 2) {
			if (done > 0)
				break;
			if (!more(in, u, &n))
				return n;
			continue;
		}
		unit = u->big_endian
			       ? (uint32_t)(u->raw[u->at] << 8 | u->raw[u->at + 1])
			       : (uint32_t)(u->raw[u->at + 1] << 8 | u->raw[u->at]);
		u->at += 2;
		done += put_unit(in, u, unit, dst + done);
	}
	return (ssize_t)done;
}
