/* How a bundle is written, apart from what is in it. */
#ifndef BUNDLE_FORM_H
#define BUNDLE_FORM_H

#include "base/buf.h"

struct bundle_form {
	const char *format;    /* "pem", "p7b", "directory"; NULL where unknown */
	const char *line_ends; /* of PEM: "LF", "CRLF", "CR", "mixed"; else NULL */
	bool text;	       /* of PEM: something stands outside of the blocks */
	bool utf16;
};

/*
 * bundle_form_of looks at a regular file or a directory again; false, with all
 * unknown, for standard input and what cannot be read twice.
 */
bool bundle_form_of(const char *path, struct bundle_form *out);

/* bundle_form_notes appends "; format pem -> pkcs7; line ends LF -> CRLF". */
void bundle_form_notes(const struct bundle_form *old, const struct bundle_form *new,
		       struct buf *out);

#endif
