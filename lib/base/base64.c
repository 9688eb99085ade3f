#include "base/base64.h"

#include <endian.h>

#include "base/base64_kernel.h"

/* What base64_class says of a character, as a constant. */
#define CLASS(c) \
	((c) >= 'A' && (c) <= 'Z'		      ? (c) - 'A' \
	 : (c) >= 'a' && (c) <= 'z'		      ? (c) - 'a' + 26 \
	 : (c) >= '0' && (c) <= '9'		      ? (c) - '0' + 52 \
	 : (c) == '+'				      ? 62 \
	 : (c) == '/'				      ? 63 \
	 : (c) == '='				      ? BASE64_PAD \
	 : (c) == '\r' || (c) == '\n'		      ? BASE64_EOL \
	 : (c) == ' ' || ((c) >= '\t' && (c) <= '\f') ? BASE64_SPACE \
						      : BASE64_OTHER)

/* MAKE(argument, n) for n and its successors: 256 of them make a table. */
#define BY_4(MAKE, a, n) MAKE(a, n), MAKE(a, n + 1), MAKE(a, n + 2), MAKE(a, n + 3)
#define BY_16(MAKE, a, n) \
	BY_4(MAKE, a, n), BY_4(MAKE, a, n + 4), BY_4(MAKE, a, n + 8), \
		BY_4(MAKE, a, n + 12)
#define BY_64(MAKE, a, n) \
	BY_16(MAKE, a, n), BY_16(MAKE, a, n + 16), BY_16(MAKE, a, n + 32), \
		BY_16(MAKE, a, n + 48)
#define BY_256(MAKE, a, n) \
	BY_64(MAKE, a, n), BY_64(MAKE, a, n + 64), BY_64(MAKE, a, n + 128), \
		BY_64(MAKE, a, n + 192)
#define BY_1024(MAKE, a, n) \
	BY_256(MAKE, a, n), BY_256(MAKE, a, n + 256), BY_256(MAKE, a, n + 512), \
		BY_256(MAKE, a, n + 768)

/* A word whose bytes in memory are those of a 24-bit group and a mark. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define IN_MEMORY(group, mark) \
	((uint32_t)(group) >> 16 | ((uint32_t)(group)&0xff00) | \
	 ((uint32_t)(group)&0xff) << 16 | (uint32_t)(mark) << 24)
#else
#define IN_MEMORY(group, mark) ((uint32_t)(group) << 8 | (uint32_t)(mark))
#endif

/*
 * Four tables, each with its value's bits where they go: ored together, the four of
 * a group are its three bytes in the order of memory. The fourth byte is zero, but
 * for characters that are not of the alphabet.
 */
#define BAD IN_MEMORY(0, 0x80)
#define PLACE(k, c) \
	(CLASS(c) < 64 ? IN_MEMORY((uint32_t)CLASS(c) << (18 - 6 * (k)), 0) : BAD)
#define CLASS_OF(unused, c) (uint8_t)(CLASS(c))

static const uint8_t class_of[] = { BY_256(CLASS_OF, , 0) };
static const uint32_t place[4][256] = {
	{ BY_256(PLACE, 0, 0) },
	{ BY_256(PLACE, 1, 0) },
	{ BY_256(PLACE, 2, 0) },
	{ BY_256(PLACE, 3, 0) },
};

/* Two characters for twelve bits. */
#define CHARACTER(v) \
	((v) < 26    ? 'A' + (v) \
	 : (v) < 52  ? 'a' + (v)-26 \
	 : (v) < 62  ? '0' + (v)-52 \
	 : (v) == 62 ? '+' \
		     : '/')
#define PAIR(unused, v) \
	{ \
		CHARACTER((v) >> 6), CHARACTER((v)&63) \
	}

static const char pair[4096][2] = { BY_1024(PAIR, , 0), BY_1024(PAIR, , 1024),
				    BY_1024(PAIR, , 2048), BY_1024(PAIR, , 3072) };

uint8_t base64_class(uint8_t c)
{
	return class_of[c];
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

		if ((v[0] | v[1] | v[2] | v[3]) & BAD)
			break;
		for (size_t k = 0; k < 4; k++)
			memcpy(out + 3 * k, &v[k], sizeof(v[k]));
	}
	for (; i < groups; i++, p += 4, out += 3) {
		uint32_t v = group(p);

		if (v & BAD)
			break;
		memcpy(out, &v, sizeof(v));
	}
	s->p = p;
	s->n -= 4 * i;
	return 3 * i;
}

static bool decode_plain(const uint8_t *p, uint8_t *out)
{
	uint32_t marks = 0;

	for (size_t i = 0; i < BASE64_LINE / 4; i++) {
		uint32_t v = group(p + 4 * i);

		marks |= v;
		memcpy(out + 3 * i, &v, sizeof(v));
	}
	return !(marks & BAD);
}

size_t base64_full_lines(struct span *s, uint8_t *out, size_t room)
{
	const struct base64_kernel *kernel = base64_best();
	size_t done = 0;

	while (s->n > BASE64_LINE && s->p[BASE64_LINE] == '\n' &&
	       room - done >= base64_plain.decode_room) {
		if (room - done < kernel->decode_room)
			kernel = &base64_plain;
		if (!kernel->decode(s->p, out + done))
			break;
		done += BASE64_LINE_BYTES;
		s->p += BASE64_LINE + 1;
		s->n -= BASE64_LINE + 1;
	}
	return done;
}

/* Whole groups of three bytes. */
static uint8_t *encode(const uint8_t *p, size_t groups, uint8_t *out)
{
	for (; groups > 0; groups--, p += 3, out += 4) {
		uint32_t v = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];

		memcpy(out, pair[v >> 12], 2);
		memcpy(out + 2, pair[v & 4095], 2);
	}
	return out;
}

/* Two groups at once, by eight bytes; the last two cannot have the bytes behind. */
static void encode_plain(const uint8_t *p, uint8_t *out)
{
	for (size_t i = 0; i + 2 < BASE64_LINE_BYTES / 6 * 2; i += 2) {
		uint64_t v;

		memcpy(&v, p, sizeof(v));
		v = be64toh(v);
		memcpy(out, pair[v >> 52], 2);
		memcpy(out + 2, pair[v >> 40 & 4095], 2);
		memcpy(out + 4, pair[v >> 28 & 4095], 2);
		memcpy(out + 6, pair[v >> 16 & 4095], 2);
		p += 6;
		out += 8;
	}
	encode(p, 2, out);
}

const struct base64_kernel base64_plain = {
	.decode = decode_plain,
	.decode_room = BASE64_LINE_BYTES + 1,
	.encode = encode_plain,
	.encode_reads = BASE64_LINE_BYTES,
};

/* The last one or two bytes, with their padding. */
static uint8_t *encode_rest(struct span s, uint8_t *out)
{
	uint8_t last[3] = { s.p[0], s.n > 1 ? s.p[1] : 0, 0 };

	out = encode(last, 1, out);
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
	const struct base64_kernel *kernel = base64_best();

	while (s.n >= BASE64_LINE_BYTES) {
		if (s.n < kernel->encode_reads)
			kernel = &base64_plain;
		kernel->encode(s.p, out);
		out = put_eol(eol, out + BASE64_LINE);
		s.p += BASE64_LINE_BYTES;
		s.n -= BASE64_LINE_BYTES;
	}
	if (s.n == 0)
		return out;
	out = encode(s.p, s.n / 3, out);
	if (s.n % 3 > 0)
		out = encode_rest(span_of(s.p + s.n / 3 * 3, s.n % 3), out);
	return put_eol(eol, out);
}
