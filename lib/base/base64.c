#include "base/base64.h"

#include <endian.h>

/*
 * Four tables, each with its value's bits where they go: ored together, the four of
 * a group are its three bytes in the order of memory. The fourth byte is zero, but
 * for characters that are none of the alphabet.
 */
#define BAD UINT32_C(0x80)

#define LINE	   64 /* characters (RFC 7468 section 2) ... */
#define LINE_BYTES 48 /* ... and what they stand for */

static const char alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static uint32_t place[4][256];
static uint32_t bad; /* the mark, in the order of memory */
static uint8_t class[256];
static char pair[4096][2]; /* two characters for twelve bits */

/* A word whose bytes in memory are those of a 24-bit group and a mark. */
static uint32_t in_memory(uint32_t group, uint32_t mark)
{
	uint8_t bytes[4] = { (uint8_t)(group >> 16), (uint8_t)(group >> 8),
			     (uint8_t)group, (uint8_t)mark };
	uint32_t word;

	memcpy(&word, bytes, sizeof(word));
	return word;
}

/* The tables follow from the alphabet; making them takes a few microseconds. */
__attribute__((constructor)) static void make_tables(void)
{
	bad = in_memory(0, BAD);
	for (size_t i = 0; i < 256; i++) {
		class[i] = BASE64_OTHER;
		for (size_t k = 0; k < 4; k++)
			place[k][i] = bad;
	}
	for (size_t i = 0; i < 64; i++) {
		uint8_t c = (uint8_t)alphabet[i];

		class[c] = (uint8_t)i;
		for (size_t k = 0; k < 4; k++)
			place[k][c] = in_memory((uint32_t)i << (18 - 6 * k), 0);
	}
	for (size_t i = 0; i < 4096; i++) {
		pair[i][0] = alphabet[i >> 6];
		pair[i][1] = alphabet[i & 63];
	}
	class['='] = BASE64_PAD;
	class[' '] = class['\t'] = class['\v'] = class['\f'] = BASE64_SPACE;
	class['\r'] = class['\n'] = BASE64_EOL;
}

uint8_t base64_class(uint8_t c)
{
	return class[c];
}

static uint32_t group(const uint8_t *p)
{
	return place[0][p[0]] | place[1][p[1]] | place[2][p[2]] | place[3][p[3]];
}

/*
 * Each group is stored with its fourth byte, which the next one covers: so the last
 * group that fits is left to the caller, unless there is a byte of room to spare.
 */
size_t base64_run(struct span *s, uint8_t *out, size_t room)
{
	const uint8_t *p = s->p;
	size_t fit = room > 0 ? (room - 1) / 3 : 0;
	size_t groups = s->n / 4 < fit ? s->n / 4 : fit, i = 0;

	for (; i + 4 <= groups; i += 4, p += 16, out += 12) {
		uint32_t v[4] = { group(p), group(p + 4), group(p + 8),
				  group(p + 12) };

		if ((v[0] | v[1] | v[2] | v[3]) & bad)
			break;
		for (size_t k = 0; k < 4; k++)
			memcpy(out + 3 * k, &v[k], sizeof(v[k]));
	}
	for (; i < groups; i++, p += 4, out += 3) {
		uint32_t v = group(p);

		if (v & bad)
			break;
		memcpy(out, &v, sizeof(v));
	}
	s->p = p;
	s->n -= 4 * i;
	return 3 * i;
}

size_t base64_full_lines(struct span *s, uint8_t *out, size_t room)
{
	size_t done = 0;

	while (s->n > LINE && s->p[LINE] == '\n' && room - done > LINE_BYTES) {
		uint32_t marks = 0;

		for (size_t i = 0; i < LINE / 4; i++) {
			uint32_t v = group(s->p + 4 * i);

			marks |= v;
			memcpy(out + done + 3 * i, &v, sizeof(v));
		}
		if (marks & bad)
			break;
		done += LINE_BYTES;
		s->p += LINE + 1;
		s->n -= LINE + 1;
	}
	return done;
}

/* Whole groups of three bytes; by two, where the eight bytes that this reads are
 * there. */
static uint8_t *encode(const uint8_t *p, size_t groups, size_t readable,
		       uint8_t *out)
{
	for (; groups >= 2 && readable >= 8;
	     groups -= 2, readable -= 6, p += 6, out += 8) {
		uint64_t v;

		memcpy(&v, p, sizeof(v));
		v = be64toh(v);
		memcpy(out, pair[v >> 52], 2);
		memcpy(out + 2, pair[v >> 40 & 4095], 2);
		memcpy(out + 4, pair[v >> 28 & 4095], 2);
		memcpy(out + 6, pair[v >> 16 & 4095], 2);
	}
	for (; groups > 0; groups--, p += 3, out += 4) {
		uint32_t v = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];

		memcpy(out, pair[v >> 12], 2);
		memcpy(out + 2, pair[v & 4095], 2);
	}
	return out;
}

/* The last one or two bytes, with their padding. */
static uint8_t *encode_rest(struct span s, uint8_t *out)
{
	uint8_t last[3] = { s.p[0], s.n > 1 ? s.p[1] : 0, 0 };

	out = encode(last, 1, sizeof(last), out);
	out[-1] = '=';
	if (s.n == 1)
		out[-2] = '=';
	return out;
}

static uint8_t *put_eol(struct span eol, uint8_t *out)
{
	memcpy(out, eol.p, eol.n);
	return out + eol.n;
}

uint8_t *base64_lines(struct span s, struct span eol, uint8_t *out)
{
	for (; s.n >= LINE_BYTES; s.p += LINE_BYTES, s.n -= LINE_BYTES)
		out = put_eol(eol, encode(s.p, LINE_BYTES / 3, s.n, out));
	if (s.n == 0)
		return out;
	out = encode(s.p, s.n / 3, s.n, out);
	if (s.n % 3 > 0)
		out = encode_rest(span_of(s.p + s.n / 3 * 3, s.n % 3), out);
	return put_eol(eol, out);
}
