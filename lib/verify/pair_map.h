/*
 * A map from pairs of addresses to numbers: what is known of a certificate and a
 * key, or of a certificate within one search. Nothing is ever read in the order of
 * addresses, which would differ from run to run.
 */
#ifndef PAIR_MAP_H
#define PAIR_MAP_H

#include "base/cdefs.h"

struct pair_slot {
	const void *a, *b; /* a is NULL where the slot is free */
	uint32_t value;
};

/* A map that is all zeros is empty and ready. */
struct pair_map {
	struct pair_slot *slot;
	size_t slots, count; /* a power of two; how many are taken */
};

/* pair_map_find gives the number of a pair; false where it has none. */
MUST_CHECK bool pair_map_find(const struct pair_map *m, const void *a,
			      const void *b, uint32_t *value);

/* pair_map_add adds a pair that is not there; a is not NULL. */
void pair_map_add(struct pair_map *m, const void *a, const void *b, uint32_t value);

/* pair_map_clear empties the map for another use; pair_map_free frees it. */
void pair_map_clear(struct pair_map *m);
void pair_map_free(struct pair_map *m);

#endif
