/*
 * Text from certificates and files, made safe to print: nothing that a terminal,
 * a log or a line-based format would act on comes out raw.
 *
 * Escaped as \XX for each byte: controls (C0, DEL, C1), bidirectional and other
 * invisible format characters, line and paragraph separators, bytes that are not
 * UTF-8. A backslash becomes two. What comes out is valid UTF-8 on one line.
 */
#ifndef TEXT_H
#define TEXT_H

#include "base/buf.h"

enum text_style {
	TEXT_PLAIN,
	TEXT_RFC4514, /* and RFC 4514 section 2.4, by a backslash */
};

/* text_utf8 appends text that should be UTF-8. */
void text_utf8(struct span s, enum text_style style, struct buf *out);

/* text_unescape appends what text_utf8 escaped, TEXT_PLAIN, as it was before. */
void text_unescape(struct span text, struct buf *out);

/*
 * text_asn1 appends the content of an ASN.1 string as UTF-8: UTF8, Printable,
 * IA5, Visible, Numeric, T61 (as Latin-1), BMP, Universal. False, with nothing
 * appended, where the tag is none of these.
 */
MUST_CHECK bool text_asn1(uint8_t tag, struct span body, enum text_style style,
			  struct buf *out);

/*
 * utf8_next cuts one code point off s. False, with s untouched, where the bytes
 * there are not UTF-8 (RFC 3629: the shortest form, no surrogates) or s is empty.
 */
MUST_CHECK bool utf8_next(struct span *s, uint32_t *code);

/*
 * text_acts says whether a character is one of those that are escaped for what they
 * do: they change how what surrounds them is shown, or end a line.
 */
bool text_acts(uint32_t code);

/*
 * text_raw_utf8 appends an ASN.1 string as UTF-8 without any escape, for
 * comparison only. False where it is no string type or cannot be converted.
 */
MUST_CHECK bool text_raw_utf8(uint8_t tag, struct span body, struct buf *out);

/*
 * text_belongs says whether an ASN.1 string of this type may hold the character
 * (X.680 section 41); true of types without a table.
 */
bool text_belongs(uint8_t tag, uint32_t code);

/*
 * text_quoted makes the first most bytes of s safe to quote in a message, with
 * "..." where there are more. The result lives in scratch.
 */
const char *text_quoted(struct span s, size_t most, struct buf *scratch);

/* text_columns is the width of UTF-8 text in characters. */
size_t text_columns(struct span s);

/*
 * text_markdown appends text that is safe to print already, with a backslash before
 * all that Markdown could act on, so that it reads as it is.
 */
void text_markdown(struct span s, struct buf *out);

#endif
