/*
 * Writing JSON (RFC 8259). What comes out is UTF-8, and safe to print: of the
 * characters that text.h escapes, each is written as \uXXXX, in two parts beyond
 * U+FFFF. Who parses it has the very text; a byte that is not UTF-8 is U+FFFD.
 */
#ifndef JSON_H
#define JSON_H

#include "report/field.h"

/* json_string appends a string of raw text, which should be UTF-8. */
void json_string(struct buf *out, struct span s);

/* json_unescaped is json_string for text that text_utf8 escaped, TEXT_PLAIN. */
void json_unescaped(struct buf *out, struct span text);

/* json_member appends "name":, with _ for - in the name. */
void json_member(struct buf *out, const char *name);

/*
 * json_value appends a value by the type of its field; null where absent. An RFC
 * 4514 string has its own escapes; other text has none.
 */
void json_value(struct buf *out, const struct field *field, const struct value *v);

#endif
