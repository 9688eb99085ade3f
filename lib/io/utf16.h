/* UTF-16 (RFC 2781) to UTF-8 between an input's source and its window. */
#ifndef UTF16_H
#define UTF16_H

#include "io/input.h"

/*
 * utf16_start turns the decoder on. The bytes in the window so far, all still
 * unread, become its first input; a byte order mark among them is dropped.
 */
void utf16_start(struct input *in, bool big_endian);

/*
 * utf16_read is a source that decodes what in->source gives. A lone surrogate
 * comes out as U+FFFD and sets in->odd_utf16, as does half a character at the end.
 */
ssize_t utf16_read(struct input *in, uint8_t *dst, size_t room);

/* utf8_put writes one code point to out (up to 4 bytes) and returns its length. */
size_t utf8_put(uint8_t *out, uint32_t code);

#endif
