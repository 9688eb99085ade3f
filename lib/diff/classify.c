/*
 * Which class each certificate gets: in groups, from the narrowest to the widest.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "diff/diff.h"

/* Digests differ in their first bytes, as a rule. */
static int order_of(const uint8_t a[DIFF_KEY_BYTES],
		    const uint8_t b[DIFF_KEY_BYTES])
{
	return a[0] != b[0] ? a[0] - b[0] : memcmp(a, b, DIFF_KEY_BYTES);
}

static int order_by_digest(const struct diff *d, uint32_t a, uint32_t b)
{
	return memcmp(d->store.index.digest[a], d->store.index.digest[b],
		      SHA256_BYTES);
}

static bool same(const uint8_t a[DIFF_KEY_BYTES], const uint8_t b[DIFF_KEY_BYTES])
{
	return memcmp(a, b, DIFF_KEY_BYTES) == 0;
}

static int by_subject_key_issuer(const void *a, const void *b, void *context)
{
	const struct diff *d = context;
	uint32_t i = *(const uint32_t *)a, k = *(const uint32_t *)b;
	const struct diff_entry *x = &d->entry[i], *y = &d->entry[k];
	int order = order_of(x->subject, y->subject);

	if (order == 0)
		order = order_of(x->key, y->key);
	if (order == 0)
		order = order_of(x->issuer, y->issuer);
	return order != 0 ? order : order_by_digest(d, i, k);
}

static int by_key(const void *a, const void *b, void *context)
{
	const struct diff *d = context;
	uint32_t i = *(const uint32_t *)a, k = *(const uint32_t *)b;
	int order = order_of(d->entry[i].key, d->entry[k].key);

	return order != 0 ? order : order_by_digest(d, i, k);
}

static int by_subject_issuer(const void *a, const void *b, void *context)
{
	const struct diff *d = context;
	uint32_t i = *(const uint32_t *)a, k = *(const uint32_t *)b;
	const struct diff_entry *x = &d->entry[i], *y = &d->entry[k];
	int order = order_of(x->subject, y->subject);

	if (order == 0)
		order = order_of(x->issuer, y->issuer);
	return order != 0 ? order : order_by_digest(d, i, k);
}

static bool same_subject_key(const struct diff_entry *x, const struct diff_entry *y)
{
	return same(x->subject, y->subject) && same(x->key, y->key);
}

static bool same_issuer(const struct diff_entry *x, const struct diff_entry *y)
{
	return same(x->issuer, y->issuer);
}

static bool same_key(const struct diff_entry *x, const struct diff_entry *y)
{
	return same(x->key, y->key);
}

static bool same_subject_issuer(const struct diff_entry *x,
				const struct diff_entry *y)
{
	return same(x->subject, y->subject) && same(x->issuer, y->issuer);
}

/* Settles a group; false where reading back failed. */
typedef bool take_group(struct diff *d, const uint32_t *group, size_t count,
			const void *context);

/* Calls take for each run of equal entries in order[0..count). */
static bool each_group(struct diff *d, const uint32_t *order, size_t count,
		       bool (*equal)(const struct diff_entry *x,
				     const struct diff_entry *y),
		       take_group *take, const void *context)
{
	size_t begin = 0;

	while (begin < count) {
		size_t end = begin + 1;

		while (end < count &&
		       equal(&d->entry[order[begin]], &d->entry[order[end]]))
			end++;
		if (!take(d, order + begin, end - begin, context))
			return false;
		begin = end;
	}
	return true;
}

/* ---- What a likely partner has in common ---- */

static void serial_and_validity(const struct diff_entry *e UNUSED,
				const struct cert *c, struct buf *out)
{
	buf_add(out, c->serial);
	buf_add(out, c->validity);
}

static void validity(const struct diff_entry *e UNUSED, const struct cert *c,
		     struct buf *out)
{
	buf_add(out, c->validity);
}

static void issuer(const struct diff_entry *e, const struct cert *c UNUSED,
		   struct buf *out)
{
	buf_add(out, span_of(e->issuer, sizeof(e->issuer)));
}

static void key_kind(const struct diff_entry *e UNUSED, const struct cert *c,
		     struct buf *out)
{
	struct cert_key key;

	if (!cert_key(c, &key))
		return;
	buf_add(out, key.oid);
	buf_add(out, key.curve_oid);
	buf_int(out, key.size);
}

/* ---- The classes, in the order in which they are given ---- */

static bool pair_renewed(struct diff *d, const uint32_t *group, size_t count,
			 const void *context UNUSED)
{
	static const struct diff_rule rule = { DIFF_RENEWED, DIFF_RESIGNED,
					       serial_and_validity };

	return diff_pair(d, &rule, group, count);
}

/* The first of a group that a side has, of the same issuer where there is one. */
static uint32_t member(const struct diff *d, const uint32_t *group, size_t count,
		       unsigned side, const struct diff_entry *like)
{
	uint32_t found = DIFF_NOTHING;

	for (size_t i = 0; i < count; i++) {
		const struct diff_entry *e = &d->entry[group[i]];

		if ((e->sides & side) == 0)
			continue;
		if (same_issuer(e, like))
			return group[i];
		if (found == DIFF_NOTHING)
			found = group[i];
	}
	return found;
}

/* One of OLD and one of NEW; of a group that both sides have, never nothing. */
struct pair {
	uint32_t old, new;
};

/*
 * What is open in a run of one issuer: OLD's are covered, NEW's stand beside, by
 * one of the run where there is one, else by one of the whole group.
 */
static bool settle_run(struct diff *d, const uint32_t *run, size_t count,
		       const void *context)
{
	const struct pair *group = context;
	uint32_t old = member(d, run, count, DIFF_OLD, &d->entry[run[0]]);
	uint32_t new = member(d, run, count, DIFF_NEW, &d->entry[run[0]]);

	for (size_t i = 0; i < count; i++) {
		struct diff_entry *e = &d->entry[run[i]];

		if (e->class != DIFF_OPEN)
			continue;
		if (e->sides == DIFF_OLD) {
			e->class = DIFF_REMOVED;
			e->cause = DIFF_COVERED;
			e->related = new != DIFF_NOTHING ? new : group->new;
			continue;
		}
		e->class = old != DIFF_NOTHING ? DIFF_RENEWED : DIFF_CROSS_SIGNED;
		e->cause = DIFF_BESIDE;
		e->related = old != DIFF_NOTHING ? old : group->old;
		d->count[e->class][DIFF_BESIDE]++;
	}
	return true;
}

static bool settle_subject_key(struct diff *d, const uint32_t *group, size_t count,
			       const void *context UNUSED)
{
	static const struct diff_rule rule = { DIFF_CROSS_SIGNED, DIFF_CROSS_SIGNED,
					       validity };
	const struct diff_entry *like = &d->entry[group[0]];
	struct pair any = { member(d, group, count, DIFF_OLD, like),
			    member(d, group, count, DIFF_NEW, like) };

	if (any.old == DIFF_NOTHING || any.new == DIFF_NOTHING)
		return true;
	if (!each_group(d, group, count, same_issuer, pair_renewed, NULL) ||
	    !diff_pair(d, &rule, group, count))
		return false;
	return each_group(d, group, count, same_issuer, settle_run, &any);
}

static bool settle_key(struct diff *d, const uint32_t *group, size_t count,
		       const void *context UNUSED)
{
	static const struct diff_rule rule = { DIFF_RENAMED, DIFF_RENAMED, issuer };
	unsigned sides = 0;

	for (size_t i = 0; i < count; i++)
		sides |= d->entry[group[i]].sides;
	for (size_t i = 0; i < count; i++)
		d->entry[group[i]].lone_key = sides != (DIFF_OLD | DIFF_NEW);
	return diff_pair(d, &rule, group, count);
}

/*
 * Where the key is on the other side too, under whatever name, it was not replaced.
 */
static bool settle_subject_issuer(struct diff *d, const uint32_t *group,
				  size_t count, const void *context UNUSED)
{
	static const struct diff_rule rule = { DIFF_REKEYED, DIFF_REKEYED,
					       key_kind };
	struct buf lone = { 0 };
	bool good;

	for (size_t i = 0; i < count; i++)
		if (d->entry[group[i]].lone_key)
			buf_add(&lone, span_of(&group[i], sizeof(group[i])));
	good = diff_pair(d, &rule, (const uint32_t *)(const void *)lone.p,
			 lone.n / sizeof(*group));
	buf_free(&lone);
	return good;
}

/* What is left was added or removed. */
static bool settle_one(struct diff *d, size_t position, int64_t now)
{
	struct diff_entry *e = &d->entry[position];
	struct cert c;
	int64_t not_after;

	if (e->class == DIFF_OPEN && e->sides == DIFF_NEW) {
		e->class = DIFF_ADDED;
		d->count[DIFF_ADDED][DIFF_NO_CAUSE]++;
	}
	if (e->class != DIFF_OPEN && e->class != DIFF_REMOVED)
		return true;
	if (!store_get(&d->store, position, &c))
		return false;
	if (cert_not_after(&c, &not_after) && not_after < now)
		e->cause = DIFF_EXPIRED;
	else if (e->class == DIFF_OPEN)
		e->cause = DIFF_WHILE_VALID;
	e->class = DIFF_REMOVED;
	d->count[DIFF_REMOVED][e->cause]++;
	return true;
}

typedef int comparison(const void *a, const void *b, void *context);

bool diff_classify(struct diff *d, int64_t now)
{
	static const struct {
		comparison *order;
		bool (*equal)(const struct diff_entry *x,
			      const struct diff_entry *y);
		take_group *settle;
	} passes[] = {
		{ by_subject_key_issuer, same_subject_key, settle_subject_key },
		{ by_key, same_key, settle_key },
		{ by_subject_issuer, same_subject_issuer, settle_subject_issuer },
	};
	size_t count = d->store.index.count;
	uint32_t *order = arena_grow(NULL, (count + 1) * sizeof(*order));
	bool good = true;

	for (size_t i = 0; i < count; i++)
		order[i] = (uint32_t)i;
	for (size_t i = 0; i < ARRAY_LEN(passes) && good; i++) {
		qsort_r(order, count, sizeof(*order), passes[i].order, d);
		good = each_group(d, order, count, passes[i].equal,
				  passes[i].settle, NULL);
	}
	free(order);
	for (size_t i = 0; i < count && good; i++)
		good = settle_one(d, i, now);
	diff_classify_trust(d);
	return good;
}
