#include "base/digest_index.h"

#include <stdlib.h>
#include <sys/random.h>

#include "base/arena.h"

/* Certificates can be made to collide in some bits: the key decides which ones
 * count. */
static size_t first_slot(const struct digest_index *x,
			 const uint8_t digest[SHA256_BYTES])
{
	uint64_t word;

	memcpy(&word, digest, sizeof(word));
	return (size_t)((word * x->key) >> 20) & (x->slots - 1);
}

/* The slot that holds the value, or the free one where it would go. */
static size_t find_slot(const struct digest_index *x,
			const uint8_t digest[SHA256_BYTES])
{
	size_t at = first_slot(x, digest);

	while (x->slot[at] != 0 &&
	       memcmp(x->digest[x->slot[at] - 1], digest, SHA256_BYTES) != 0)
		at = (at + 1) & (x->slots - 1);
	return at;
}

size_t digest_index_find(const struct digest_index *x,
			 const uint8_t digest[SHA256_BYTES])
{
	size_t at;

	if (x->count == 0)
		return DIGEST_NONE;
	at = find_slot(x, digest);
	return x->slot[at] != 0 ? x->slot[at] - 1 : DIGEST_NONE;
}

static void fill_slots(struct digest_index *x)
{
	memset(x->slot, 0, x->slots * sizeof(*x->slot));
	for (size_t i = 0; i < x->count; i++)
		x->slot[find_slot(x, x->digest[i])] = (uint32_t)(i + 1);
}

/* Twice the slots, at most two thirds of which are ever taken. */
static void grow(struct digest_index *x)
{
	size_t slots = x->slots > 0 ? 2 * x->slots : 256;

	if (x->key == 0 && getrandom(&x->key, sizeof(x->key), 0) != sizeof(x->key))
		x->key = UINT64_C(0x9e3779b97f4a7c15);
	x->key |= 1;
	x->slot = arena_grow(x->slot, slots * sizeof(*x->slot));
	x->slots = slots;
	fill_slots(x);
}

size_t digest_index_add(struct digest_index *x, const uint8_t digest[SHA256_BYTES],
			bool *fresh)
{
	size_t at;

	if (x->count + 1 >= UINT32_MAX)
		arena_exhausted();
	if (3 * (x->count + 1) > 2 * x->slots)
		grow(x);
	at = find_slot(x, digest);
	*fresh = x->slot[at] == 0;
	if (!*fresh)
		return x->slot[at] - 1;
	if (x->count == x->room) {
		x->room = x->room > 0 ? x->room + x->room / 2 : 256;
		x->digest = arena_grow(x->digest, x->room * sizeof(*x->digest));
	}
	memcpy(x->digest[x->count], digest, SHA256_BYTES);
	x->slot[at] = (uint32_t)++x->count;
	return x->count - 1;
}

/*
 * The slot of what was added last is on no other value's way: to free it is enough.
 */
void digest_index_cut(struct digest_index *x, size_t count)
{
	while (x->count > count) {
		x->count--;
		x->slot[find_slot(x, x->digest[x->count])] = 0;
	}
}

void digest_index_free(struct digest_index *x)
{
	free(x->digest);
	free(x->slot);
	*x = (struct digest_index){ 0 };
}
