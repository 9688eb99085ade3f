#include "base64.h"

/* Four tables, each with its value's bits in place; bit 31 marks all others. */
#define BAD ((uint32_t)1 << 31)

static const char alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static uint32_t place[4][256];
static uint8_t class[256];
static char pair[4096][2]; /* two characters for twelve bits */

/* The tables follow from the alphabet; making them takes a few microseconds. */
__attribute__((constructor)) static void make_tables(void)
{
	for (size_t i = 0; i < 256; i++) {
		class[i] = BASE64_OTHER;
		for (size_t k = 0; k < 4; k++)
			place[k][i] = BAD;
	}
	for (size_t i = 0; i < 64; i++) {
		uint8_t c = (uint8_t)alphabet[i];

		class[c] = (uint8_t)i;
		for (size_t k = 0; k < 4; k++)
			place[k][c] = (uint32_t)i << (18 - 6 * k);
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

size_t base64_run(struct span *s, uint8_t *out, size_t room)
{
	const uint8_t *p = s->p;
	size_t groups = s->n / 4 < room / 3 ? s->n / 4 : room / 3;
	size_t i;

	for (i = 0; i < groups; i++, p += 4, out += 3) {
		uint32_t v = place[0][p[0]] | place[1][p[1]] | place[2][p[2]] |
			     place[3][p[3]];

		if (v & BAD)
			break;
		out[0] = (uint8_t)(v >> 16);
		out[1] = (uint8_t)(v >> 8);
		out[2] = (uint8_t)v;
	}
	s->p = p;
	s->n -= 4 * i;
	return 3 * i;
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
	const size_t line = 48; /* bytes that make 64 characters */

	for (; s.n >= line; s.p += line, s.n -= line)
		out = put_eol(eol, encode(s.p, line / 3, out));
	if (s.n == 0)
		return out;
	out = encode(s.p, s.n / 3, out);
	if (s.n % 3 > 0)
		out = encode_rest(span_of(s.p + s.n / 3 * 3, s.n % 3), out);
	return put_eol(eol, out);
}
