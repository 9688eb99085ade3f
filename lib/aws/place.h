/* Places in JSON text (RFC 8259), which jansson's values do not know. */
#ifndef AWS_PLACE_H
#define AWS_PLACE_H

#include "base/span.h"

/*
 * Finds where a document ends, while more and more of it is read: brackets are
 * counted, and strings stepped over. All zeros is the start.
 */
struct json_extent {
	size_t at;	     /* bytes looked at */
	size_t values;	     /* there are no more than so many */
	size_t depth;	     /* of brackets that are open */
	bool string, escape; /* inside one */
};

/*
 * json_extent_find looks on in text, which begins with what it had before. True
 * where the document ends at x->at. What begins with no bracket is no answer, and
 * ends with its line.
 */
MUST_CHECK bool json_extent_find(struct json_extent *x, struct span text);

/*
 * A value of a document: the one of member; item index of the array that is there;
 * member inner of that item. What is not asked for is NULL, or AWS_NO_INDEX.
 */
struct aws_path {
	const char *member;
	size_t index;
	const char *inner;
};

#define AWS_NO_INDEX SIZE_MAX

/*
 * aws_place returns where in a well-formed document the value is, or else the last
 * on the way to it that is there. Linear in the text before it.
 */
const uint8_t *aws_place(struct span document, const struct aws_path *path);

#endif
