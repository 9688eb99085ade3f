#include "tools/split/parts.h"

#include <stdlib.h>

#include "base/arena.h"

/*
 * The values of the fields, each ended by a NUL, which no value holds. False where
 * one is absent.
 */
static bool key_of(const struct split_by *by, struct facts *f, struct buf *key)
{
	key->n = 0;
	if (by->count == 0)
		buf_int(key, (int64_t)f->index);
	for (size_t i = 0; i < by->count; i++) {
		struct value v = field_get(by->field[i], f);

		if (v.state == VALUE_ABSENT)
			return false;
		value_text(by->field[i], &v, key);
		buf_put(key, '\0');
	}
	return true;
}

static size_t part_of(struct parts *p, struct span key, size_t entry)
{
	uint8_t digest[SHA256_BYTES];
	size_t part;
	bool fresh;

	digest_sha256(key, digest);
	part = digest_index_add(&p->keys, digest, &fresh);
	if (!fresh)
		return part;
	if (part == p->room) {
		p->room = p->room > 0 ? 2 * p->room : 64;
		p->part = arena_grow(p->part, p->room * sizeof(*p->part));
		p->last = arena_grow(p->last, p->room * sizeof(*p->last));
	}
	p->part[part] = (struct part){ .first = entry };
	p->count = part + 1;
	return part;
}

static void put_in_part(struct parts *p, size_t entry, size_t part)
{
	p->of_entry[entry] = part;
	p->covered[entry] = true;
	if (p->part[part].first != entry)
		p->next[p->last[part]] = entry;
	p->next[entry] = PART_NONE;
	p->last[part] = entry;
}

void parts_start(struct parts *p, const struct bundle *b, const struct split_by *by,
		 const struct filter *filter, const struct field_context *context,
		 const struct chain *chain)
{
	struct facts facts = { 0 };
	struct buf key = { 0 };

	*p = (struct parts){ .bundle = b };
	p->of_entry = arena_grow(NULL, b->count * sizeof(*p->of_entry));
	p->next = arena_grow(NULL, b->count * sizeof(*p->next));
	p->covered = arena_grow(NULL, b->count * sizeof(*p->covered));
	gather_start(&p->gather, b, chain);
	for (size_t i = 0; i < b->count; i++) {
		const struct entry *e = &b->entry[i];

		p->of_entry[i] = PART_NONE;
		p->covered[i] = false;
		facts_start(&facts, context, &e->cert, &e->origin, e->index);
		facts.chain = chain;
		facts.position = i;
		if (filter_match(filter, &facts) && key_of(by, &facts, &key))
			put_in_part(p, i, part_of(p, buf_span(&key), i));
	}
	facts_free(&facts);
	buf_free(&key);
}

void parts_free(struct parts *p)
{
	digest_index_free(&p->keys);
	free(p->part);
	free(p->last);
	free(p->of_entry);
	free(p->next);
	free(p->covered);
	gather_free(&p->gather);
	*p = (struct parts){ 0 };
}

const size_t *parts_members(struct parts *p, size_t part, bool with_issuers,
			    size_t *count)
{
	struct gather *g = &p->gather;
	size_t entry = p->part[part].first;
	const size_t *members;

	gather_begin(g);
	for (; entry != PART_NONE; entry = p->next[entry])
		gather_add(g, entry);
	if (with_issuers)
		gather_issuers(g);
	members = gather_members(g, count);
	for (size_t i = 0; i < *count; i++)
		p->covered[members[i]] = true;
	return members;
}
