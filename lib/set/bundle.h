/*
 * A bundle in memory: certificates with their origin, in file order. For what needs
 * the whole set; programs that do not, stream.
 */
#ifndef BUNDLE_H
#define BUNDLE_H

#include "base/arena.h"
#include "base/digest.h"
#include "formats/reader.h"

struct entry {
	struct cert cert;
	struct origin origin;
	uint64_t index; /* from 1, in the order of reading */
};

/* A bundle that is all zeros is empty and ready. */
struct bundle {
	struct arena arena; /* holds DER, names of files, trust settings */
	struct entry *entry;
	size_t count, room;
	const char *last_file; /* the copy of the name that most entries share */
};

/* bundle_add appends a copy of a certificate and of its origin. */
void bundle_add(struct bundle *b, const struct cert *c, const struct origin *o);

/* bundle_cut drops all but the first count entries. */
void bundle_cut(struct bundle *b, size_t count);

void bundle_free(struct bundle *b);

#endif
