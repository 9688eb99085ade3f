#include "diff/diff.h"

#include <stdlib.h>

#include "base/arena.h"
#include "x509/dn.h"

void diff_start(struct diff *d)
{
	*d = (struct diff){ .order_kept = true };
	store_start(&d->store);
	spool_start(&d->words, -1);
}

void diff_free(struct diff *d)
{
	store_free(&d->store);
	free(d->entry);
	buf_free(&d->said);
	spool_free(&d->words);
	*d = (struct diff){ 0 };
}

static void cut_digest(const uint8_t digest[SHA256_BYTES],
		       uint8_t out[DIFF_KEY_BYTES])
{
	memcpy(out, digest, DIFF_KEY_BYTES);
}

static void fill(struct diff_entry *e, const struct cert *c, enum diff_side side)
{
	uint8_t digest[SHA256_BYTES];

	*e = (struct diff_entry){ .related = DIFF_NOTHING,
				  .sides = (uint8_t)side,
				  .class = DIFF_OPEN,
				  .cause = DIFF_NO_CAUSE };
	dn_digest(c->subject, digest);
	cut_digest(digest, e->subject);
	if (!span_eq(c->subject, c->issuer))
		dn_digest(c->issuer, digest);
	cut_digest(digest, e->issuer);
	digest_sha256(c->spki, digest);
	cut_digest(digest, e->key);
}

/* OLD had it, and now NEW has it. */
static void add_common(struct diff *d, size_t position)
{
	struct diff_entry *e = &d->entry[position];

	e->sides |= DIFF_NEW;
	e->class = DIFF_UNCHANGED;
	d->count[DIFF_UNCHANGED][DIFF_NO_CAUSE]++;
	d->order_kept &= position >= d->last_common;
	d->last_common = position;
}

enum diff_added diff_add(struct diff *d, enum diff_side side, const struct cert *c,
			 const uint8_t digest[SHA256_BYTES])
{
	bool fresh;
	size_t position = store_add(&d->store, c, digest, &fresh);

	d->last = position;
	if (!fresh && (d->entry[position].sides & side) != 0) {
		d->duplicates[side]++;
		return DIFF_REPEATED;
	}
	d->certificates[side]++;
	if (!fresh) {
		add_common(d, position);
		return DIFF_COMMON;
	}
	if (position == d->room) {
		d->room = d->room > 0 ? d->room + d->room / 2 : 256;
		d->entry = arena_grow(d->entry, d->room * sizeof(*d->entry));
	}
	fill(&d->entry[position], c, side);
	return DIFF_FIRST;
}

static int by_digest(const void *a, const void *b, void *digests)
{
	const uint8_t(*digest)[SHA256_BYTES] = digests;

	return memcmp(digest[*(const uint32_t *)a], digest[*(const uint32_t *)b],
		      SHA256_BYTES);
}

/* As set_digest does, without a copy of every value. */
void diff_set_digest(const struct diff *d, enum diff_side side,
		     uint8_t out[SHA256_BYTES])
{
	uint32_t *order =
		arena_grow(NULL, (d->certificates[side] + 1) * sizeof(*order));
	struct digest_stream stream;
	size_t count = 0;

	for (size_t i = 0; i < d->store.index.count; i++)
		if ((d->entry[i].sides & side) != 0)
			order[count++] = (uint32_t)i;
	qsort_r(order, count, sizeof(*order), by_digest, d->store.index.digest);
	digest_start(&stream);
	for (size_t i = 0; i < count; i++)
		digest_add(&stream,
			   span_of(d->store.index.digest[order[i]], SHA256_BYTES));
	digest_end(&stream, out);
	free(order);
}

bool diff_leads(const struct diff *d, size_t i)
{
	const struct diff_entry *e = &d->entry[i];

	return e->sides == DIFF_NEW || e->class == DIFF_REMOVED ||
	       e->class == DIFF_TRUST;
}

uint64_t diff_class_count(const struct diff *d, enum diff_class class)
{
	uint64_t count = 0;

	for (size_t cause = 0; cause < DIFF_CAUSES; cause++)
		count += d->count[class][cause];
	return count;
}

uint64_t diff_changes(const struct diff *d)
{
	uint64_t count = 0;

	for (size_t class = 0; class < DIFF_UNCHANGED; class ++)
		count += diff_class_count(d, class);
	return count;
}

const char *diff_class_name(enum diff_class class)
{
	static const char *const names[] = {
		[DIFF_REMOVED] = "removed",
		[DIFF_TRUST] = "trust-changed",
		[DIFF_REKEYED] = "re-keyed",
		[DIFF_RENAMED] = "renamed",
		[DIFF_CROSS_SIGNED] = "cross-signed",
		[DIFF_RESIGNED] = "re-signed",
		[DIFF_RENEWED] = "renewed",
		[DIFF_ADDED] = "added",
		[DIFF_UNCHANGED] = "unchanged",
	};

	return names[class];
}

const char *diff_cause_name(enum diff_cause cause)
{
	static const char *const names[] = {
		[DIFF_WHILE_VALID] = "while-valid",
		[DIFF_COVERED] = "covered",
		[DIFF_EXPIRED] = "expired",
		[DIFF_BESIDE] = "beside",
		[DIFF_NO_CAUSE] = NULL,
	};

	return names[cause];
}
