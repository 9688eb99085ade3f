/* Base64 (RFC 4648 section 4), by spans, strict: canonical or not at all. */
#ifndef BASE64_H
#define BASE64_H

#include "base/span.h"

enum {
	BASE64_PAD = 64,   /* '=' */
	BASE64_SPACE = 65, /* space, tab, VT, FF */
	BASE64_EOL = 66,   /* CR, LF */
	BASE64_OTHER = 67,
};

/* base64_class is the value of a character, 0 to 63, or one of the above. */
uint8_t base64_class(uint8_t c);

/*
 * base64_run decodes from s whole groups of four characters of the alphabet, as
 * many as follow one another there and fit in room bytes at out with one to spare
 * (which it may overwrite). It advances s and returns the number of bytes decoded,
 * a multiple of three.
 */
size_t base64_run(struct span *s, uint8_t *out, size_t room);

/*
 * base64_full_lines is base64_run for what most PEM consists of: lines of exactly
 * 64 characters of the alphabet and LF, as many as follow one another.
 */
size_t base64_full_lines(struct span *s, uint8_t *out, size_t room);

/*
 * base64_lines writes s as lines of 64 characters, each ended by eol, to out,
 * which has room for base64_lines_bytes(s.n, eol.n), and returns the end.
 */
uint8_t *base64_lines(struct span s, struct span eol, uint8_t *out);

static inline size_t base64_lines_bytes(size_t n, size_t eol)
{
	size_t characters = (n + 2) / 3 * 4;

	return characters + (characters + 63) / 64 * eol;
}

#endif
