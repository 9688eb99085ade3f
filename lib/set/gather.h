/*
 * Entries of a bundle, and the issuers that they need, up to the root. Of a
 * signature that is not checked, or cannot be, all that may have made it are
 * needed.
 *
 * Issuers are taken by ranges of the index, each once a round, so that a round
 * takes time in proportion to what it gathers.
 */
#ifndef GATHER_H
#define GATHER_H

#include "set/chain.h"

struct gather_range; /* how far a range of the index was taken */

struct gather {
	const struct chain *chain;
	struct arena arena;
	size_t round;
	size_t *entry; /* of each: the round that has it */
	struct gather_range *by_key, *by_id;
	struct buf members; /* size_t each */
	size_t steps;	    /* entries of the index that were looked at */
};

/* The chain is of this bundle; before gather_issuers, it need not be started. */
void gather_start(struct gather *g, const struct bundle *b, const struct chain *c);
void gather_free(struct gather *g);

/* gather_begin begins a round: nothing is gathered. */
void gather_begin(struct gather *g);
void gather_add(struct gather *g, size_t entry);

/* gather_issuers adds the issuers of all that was added. */
void gather_issuers(struct gather *g);

/* gather_members gives what was gathered, in the order of the bundle, until the
 * next call of any of these. */
const size_t *gather_members(struct gather *g, size_t *count);

#endif
