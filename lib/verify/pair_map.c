#include "verify/pair_map.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define SLOTS_FIRST 64
#define SLOTS_KEPT  4096 /* a map that was larger is not cleared, but freed */

static size_t first_slot(const struct pair_map *m, const void *a, const void *b)
{
	uint64_t word = (uint64_t)(uintptr_t)a * UINT64_C(0x9e3779b97f4a7c15);

	word = (word ^ (uint64_t)(uintptr_t)b) * UINT64_C(0xd6e8feb86659fd93);
	return (size_t)(word >> 32) & (m->slots - 1);
}

/* The slot that holds the pair, or the free one where it would go. */
static struct pair_slot *find_slot(const struct pair_map *m, const void *a,
				   const void *b)
{
	size_t at = first_slot(m, a, b);

	while (m->slot[at].a != NULL && (m->slot[at].a != a || m->slot[at].b != b))
		at = (at + 1) & (m->slots - 1);
	return &m->slot[at];
}

bool pair_map_find(const struct pair_map *m, const void *a, const void *b,
		   uint32_t *value)
{
	const struct pair_slot *s;

	if (m->count == 0)
		return false;
	s = find_slot(m, a, b);
	if (s->a == NULL)
		return false;
	*value = s->value;
	return true;
}

/* Twice the slots, at most two thirds of which are ever taken. */
static void grow(struct pair_map *m)
{
	struct pair_map larger = {
		.slots = m->slots > 0 ? 2 * m->slots : SLOTS_FIRST,
		.count = m->count,
	};

	larger.slot = arena_grow(NULL, larger.slots * sizeof(*larger.slot));
	memset(larger.slot, 0, larger.slots * sizeof(*larger.slot));
	for (size_t i = 0; i < m->slots; i++)
		if (m->slot[i].a != NULL)
			*find_slot(&larger, m->slot[i].a, m->slot[i].b) =
				m->slot[i];
	free(m->slot);
	*m = larger;
}

void pair_map_add(struct pair_map *m, const void *a, const void *b, uint32_t value)
{
	if (3 * (m->count + 1) > 2 * m->slots)
		grow(m);
	*find_slot(m, a, b) = (struct pair_slot){ a, b, value };
	m->count++;
}

void pair_map_clear(struct pair_map *m)
{
	if (m->slots > SLOTS_KEPT)
		pair_map_free(m);
	else if (m->count > 0)
		memset(m->slot, 0, m->slots * sizeof(*m->slot));
	m->count = 0;
}

void pair_map_free(struct pair_map *m)
{
	free(m->slot);
	*m = (struct pair_map){ 0 };
}
