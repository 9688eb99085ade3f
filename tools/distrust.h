/*
 * Distrust never becomes trust: a certificate that one input marks as distrusted is
 * refused wherever else it is read. Without --keep-going, the first one stops a
 * writer anyway; with it, no copy of it may be written.
 */
#ifndef DISTRUST_H
#define DISTRUST_H

#include "base/digest_index.h"
#include "formats/format.h"

/* All zeros: nothing was refused yet. */
struct distrust {
	struct digest_index marked; /* what was marked as distrusted so far */
};

/*
 * distrust_refuses says, and reports, whether a certificate must not be written in
 * a format: it is marked as distrusted, or a copy of it was before.
 */
MUST_CHECK bool distrust_refuses(struct distrust *d, struct diags *diags,
				 const struct format *format, const struct cert *c,
				 const struct origin *o);

/* distrust_has says whether a copy of a certificate was marked, before or since. */
bool distrust_has(const struct distrust *d, const struct cert *c);

/*
 * distrust_copy reports a copy that has to be left out, as another is marked;
 * distrust_refuses does so itself. distrust_read_before reports, at the place of
 * the one that is marked, that a copy was read before and is left out, too.
 */
void distrust_copy(struct diags *diags, const struct origin *o);
void distrust_read_before(struct diags *diags, const struct origin *o);

void distrust_free(struct distrust *d);

#endif
