/* Who signs whom, drawn as a tree. */
#ifndef TREE_H
#define TREE_H

#include "report/field.h"
#include "set/chain.h"

/*
 * tree_draw appends one line an entry: roots and certificates without an issuer
 * here at the margin, what they signed below and indented, in the order of the
 * bundle. now decides what has expired; in colour, it is red or yellow as in a
 * table.
 */
void tree_draw(const struct bundle *b, const struct chain *c,
	       const struct field_context *context, bool colour, struct buf *out);

#endif
