#include "set/gather.h"

#include <stdlib.h>

#include "set/chain_index.h"

/* Ranges that begin at one place lie in each other: what was taken is the longest.
 */
struct gather_range {
	size_t round, end;
};

void gather_start(struct gather *g, const struct bundle *b, const struct chain *c)
{
	*g = (struct gather){ .chain = c };
	g->entry = arena_array(&g->arena, b->count, sizeof(*g->entry));
	g->by_key = arena_array(&g->arena, b->count, sizeof(*g->by_key));
	g->by_id = arena_array(&g->arena, b->count, sizeof(*g->by_id));
}

void gather_free(struct gather *g)
{
	buf_free(&g->members);
	arena_free(&g->arena);
	*g = (struct gather){ 0 };
}

void gather_begin(struct gather *g)
{
	g->members.n = 0;
	g->round++;
}

void gather_add(struct gather *g, size_t entry)
{
	if (g->entry[entry] == g->round)
		return;
	g->entry[entry] = g->round;
	buf_add(&g->members, span_of(&entry, sizeof(entry)));
}

/* Where to go on in a range that begins at begin; the end is then taken. */
static size_t take_range(struct gather_range *taken, size_t round,
			 struct chain_range range)
{
	size_t from = taken->round == round ? taken->end : range.begin;

	if (from < range.end)
		*taken = (struct gather_range){ round, range.end };
	return from;
}

static void add_ids(struct gather *g, struct chain_range range)
{
	const struct chain *c = g->chain;

	if (range.begin == range.end)
		return;
	for (size_t i = take_range(&g->by_id[range.begin], g->round, range);
	     i < range.end; i++) {
		g->steps++;
		gather_add(g, c->by_key[c->by_id[i].at].position);
	}
}

/* The certificates of a key whose identifiers do not contradict. */
static void add_key(struct gather *g, const struct chain_candidates *of, size_t key)
{
	const struct chain *c = g->chain;
	struct chain_range range = { key, c->by_key[key].end };

	if (of->by_id) {
		add_ids(g, chain_run(c, of->range[0], key));
		add_ids(g, chain_run(c, of->range[1], key));
		return;
	}
	for (size_t i = take_range(&g->by_key[key], g->round, range); i < range.end;
	     i++) {
		g->steps++;
		gather_add(g, c->by_key[i].position);
	}
}

static void add_issuers_of(struct gather *g, size_t entry)
{
	const struct chain *c = g->chain;
	struct chain_issuer issuer = chain_issuer(c, entry);
	const struct chain_link *link = &c->link[entry];
	struct chain_candidates of;

	if (issuer.proof < CHAIN_UNPROVED)
		return;
	chain_candidates(c, entry, &of);
	if (issuer.proof == CHAIN_SIGNED) {
		add_key(g, &of, issuer.key);
	} else if (!c->verify) {
		add_ids(g, of.range[0]);
		add_ids(g, of.range[1]);
	}
	for (size_t i = 0; i < link->maybes; i++) {
		size_t key;

		memcpy(&key, c->work->maybe.p + (link->maybe + i) * sizeof(key),
		       sizeof(key));
		add_key(g, &of, key);
	}
}

/* What is gathered grows while it is walked: issuers have issuers. */
void gather_issuers(struct gather *g)
{
	for (size_t at = 0; at < g->members.n; at += sizeof(size_t)) {
		size_t entry;

		memcpy(&entry, g->members.p + at, sizeof(entry));
		add_issuers_of(g, entry);
	}
}

static int by_position(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return (x > y) - (x < y);
}

const size_t *gather_members(struct gather *g, size_t *count)
{
	*count = g->members.n / sizeof(size_t);
	if (*count > 0)
		qsort(g->members.p, *count, sizeof(size_t), by_position);
	return (const size_t *)(void *)g->members.p;
}
