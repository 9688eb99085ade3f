/*
 * A set of SHA-256 values that remembers in which order they came: what makes
 * certificates distinct. About 44 bytes a value.
 */
#ifndef DIGEST_INDEX_H
#define DIGEST_INDEX_H

#include "base/digest.h"

/* An index that is all zeros is empty and ready. */
struct digest_index {
	uint8_t (*digest)[SHA256_BYTES]; /* in the order of adding */
	size_t count, room;
	uint32_t *slot; /* position plus one in digest, 0 where free */
	size_t slots;	/* a power of two */
	uint64_t key;	/* so that nobody can aim at one slot */
};

#define DIGEST_NONE SIZE_MAX

/* digest_index_find gives the position of a value, or DIGEST_NONE. */
size_t digest_index_find(const struct digest_index *x,
			 const uint8_t digest[SHA256_BYTES]);

/*
 * digest_index_add adds a value and gives its position; fresh says whether it was
 * not there before.
 */
size_t digest_index_add(struct digest_index *x, const uint8_t digest[SHA256_BYTES],
			bool *fresh);

/*
 * digest_index_cut forgets all but the first count values, in time for the others.
 */
void digest_index_cut(struct digest_index *x, size_t count);

void digest_index_free(struct digest_index *x);

#endif
