/*
 * What the inputs say of one certificate's trust need not be the same. The output
 * carries none of it, so that whoever merges has to know.
 */
#ifndef MERGE_STATEMENTS_H
#define MERGE_STATEMENTS_H

#include "base/arena.h"
#include "base/digest_index.h"
#include "formats/reader.h"

struct statement;

/* All zeros: nothing was said yet. */
struct statements {
	struct digest_index index; /* of the certificates of which something is */
	struct statement *first;   /* of each, in this order: what came first */
	size_t room;
	struct arena arena;
};

/*
 * statements_add takes what is said of a certificate, if anything, and reports what
 * is not what was said of it first.
 */
void statements_add(struct statements *s, struct diags *diags,
		    const uint8_t digest[SHA256_BYTES], const struct origin *o);

void statements_free(struct statements *s);

#endif
