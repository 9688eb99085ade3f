#include "set/chain_index.h"

#include <stdlib.h>

#include "x509/dn.h"

static int order_of(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int by_key(const void *a, const void *b)
{
	const struct chain_key *x = a, *y = b;
	int order = memcmp(x->subject, y->subject, SHA256_BYTES);

	if (order == 0)
		order = memcmp(x->spki, y->spki, SHA256_BYTES);
	return order != 0 ? order : order_of(x->position, y->position);
}

/* Those without an identifier come first. */
static int by_id(const void *a, const void *b)
{
	const struct chain_id *x = a, *y = b;
	int order = order_of(x->name, y->name);

	if (order == 0)
		order = x->has_id - y->has_id;
	if (order == 0)
		order = span_cmp(x->id, y->id);
	return order != 0 ? order : order_of(x->at, y->at);
}

static bool same(const uint8_t a[SHA256_BYTES], const uint8_t b[SHA256_BYTES])
{
	return memcmp(a, b, SHA256_BYTES) == 0;
}

static void read_entry(struct chain *c, size_t i)
{
	const struct cert *cert = &c->bundle->entry[i].cert;
	struct chain_link *link = &c->link[i];
	struct cert_extensions x;

	dn_digest(cert->subject, c->by_key[i].subject);
	digest_sha256(cert->spki, c->by_key[i].spki);
	c->by_key[i].position = i;
	dn_digest(cert->issuer, link->issuer);
	cert_extensions(cert, &x);
	link->has_aki = cert_authority_key_id(&x, &link->aki);
}

/* One subject and key under several issuers: all of these are cross-signed. */
static void mark_key(struct chain *c, size_t begin, size_t end)
{
	size_t first = c->by_key[begin].position;
	bool several = false;

	for (size_t i = begin; i < end; i++) {
		size_t at = c->by_key[i].position;

		c->by_key[i].key = begin;
		c->by_key[i].end = end;
		c->link[at].at = i;
		several |= !same(c->link[first].issuer, c->link[at].issuer);
	}
	for (size_t i = begin; i < end; i++)
		c->cross_signed[c->by_key[i].position] = several;
}

static void mark_keys(struct chain *c)
{
	size_t count = c->bundle->count, name = 0, key = 0;

	for (size_t i = 0; i < count; i++) {
		struct chain_key *k = &c->by_key[i], *first;
		bool last = i + 1 == count;

		k->name = name;
		first = &c->by_key[name];
		if (i == name || k->position < first->name_earliest)
			first->name_earliest = k->position;
		if (last || !same(k->subject, k[1].subject)) {
			first->name_end = i + 1;
			name = i + 1;
		}
		if (name == i + 1 || !same(k->spki, k[1].spki)) {
			mark_key(c, key, i + 1);
			key = i + 1;
		}
	}
}

static bool same_id(const struct chain_id *a, const struct chain_id *b)
{
	return a->name == b->name && a->has_id == b->has_id &&
	       span_eq(a->id, b->id);
}

static void mark_ids(struct chain *c)
{
	size_t count = c->bundle->count, run = 0, id = 0;

	for (size_t i = 0; i < count; i++) {
		struct chain_id *x = &c->by_id[i], *first = &c->by_id[id];
		const struct chain_key *k = &c->by_key[x->at];
		bool ends = i + 1 == count || !same_id(x, x + 1);

		if (i == id || k->position < first->earliest)
			first->earliest = k->position;
		if (ends || k->key != c->by_key[x[1].at].key)
			for (; run <= i; run++)
				c->by_id[run].run_end = i + 1;
		if (ends) {
			first->id_end = i + 1;
			id = i + 1;
		}
	}
}

static void index_ids(struct chain *c)
{
	for (size_t i = 0; i < c->bundle->count; i++) {
		const struct chain_key *k = &c->by_key[i];
		struct chain_id *x = &c->by_id[i];
		struct cert_extensions extensions;

		cert_extensions(&c->bundle->entry[k->position].cert, &extensions);
		x->has_id = cert_subject_key_id(&extensions, &x->id);
		if (!x->has_id)
			x->id = (struct span){ 0 };
		x->name = k->name;
		x->at = i;
	}
	if (c->bundle->count > 0)
		qsort(c->by_id, c->bundle->count, sizeof(*c->by_id), by_id);
	mark_ids(c);
}

void chain_start(struct chain *c, const struct bundle *b, bool verify)
{
	*c = (struct chain){ .bundle = b, .verify = verify };
	c->by_key = arena_array(&c->arena, b->count, sizeof(*c->by_key));
	c->by_id = arena_array(&c->arena, b->count, sizeof(*c->by_id));
	c->link = arena_array(&c->arena, b->count, sizeof(*c->link));
	c->cross_signed =
		arena_array(&c->arena, b->count, sizeof(*c->cross_signed));
	c->work = arena_alloc(&c->arena, sizeof(*c->work));
	for (size_t i = 0; i < b->count; i++)
		read_entry(c, i);
	if (b->count > 0)
		qsort(c->by_key, b->count, sizeof(*c->by_key), by_key);
	mark_keys(c);
	index_ids(c);
}

void chain_free(struct chain *c)
{
	if (c->work != NULL)
		buf_free(&c->work->maybe);
	arena_free(&c->arena);
	*c = (struct chain){ 0 };
}

/* Where the first of a subject is; CHAIN_NONE where it is nobody's. */
static size_t find_name(const struct chain *c, const uint8_t subject[SHA256_BYTES])
{
	size_t low = 0, high = c->bundle->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(c->by_key[middle].subject, subject, SHA256_BYTES) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < c->bundle->count && same(c->by_key[low].subject, subject)
		       ? low
		       : CHAIN_NONE;
}

/* The certificates of a range, all of which have an identifier, with this one. */
static struct chain_range find_id(const struct chain *c, struct chain_range range,
				  struct span id)
{
	size_t low = range.begin, high = range.end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (span_cmp(c->by_id[middle].id, id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == range.end || !span_eq(c->by_id[low].id, id))
		return (struct chain_range){ low, low };
	return (struct chain_range){ low, c->by_id[low].id_end };
}

void chain_candidates(const struct chain *c, size_t child,
		      struct chain_candidates *out)
{
	const struct chain_link *link = &c->link[child];
	struct chain_range all, without;

	*out = (struct chain_candidates){ .name = find_name(c, link->issuer) };
	if (out->name == CHAIN_NONE)
		return;
	all = (struct chain_range){ out->name, c->by_key[out->name].name_end };
	out->by_id = link->has_aki;
	if (!out->by_id) {
		out->range[0] = all;
		return;
	}
	without = (struct chain_range){ all.begin, all.begin };
	if (!c->by_id[all.begin].has_id)
		without.end = c->by_id[all.begin].id_end;
	all.begin = without.end;
	out->range[0] = find_id(c, all, link->aki);
	out->range[1] = without;
}

struct chain_range chain_run(const struct chain *c, struct chain_range range,
			     size_t key)
{
	size_t low = range.begin, high = range.end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (c->by_id[middle].at < key)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == range.end || c->by_key[c->by_id[low].at].key != key)
		return (struct chain_range){ low, low };
	return (struct chain_range){ low, c->by_id[low].run_end };
}
