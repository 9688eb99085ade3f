/*
 * What the containers say of trust: few certificates have anything said of them, so
 * that it lies apart, and only its digest in memory.
 */
#include <stdlib.h>

#include "base/digest.h"
#include "diff/diff.h"

/* One statement on one certificate by one side. */
struct said {
	uint8_t digest[DIFF_KEY_BYTES]; /* of its words */
	uint32_t position;
	uint64_t offset; /* of its words in the spool */
	uint32_t bytes;
	uint32_t side;
};

void diff_say(struct diff *d, enum diff_side side, struct span words)
{
	struct said said = { .position = (uint32_t)d->last,
			     .offset = spool_bytes(&d->words),
			     .bytes = (uint32_t)words.n,
			     .side = side };
	uint8_t digest[SHA256_BYTES];

	if (words.n == 0) {
		d->entry[d->last].unsaid |= (uint8_t)side;
		return;
	}
	digest_sha256(words, digest);
	memcpy(said.digest, digest, sizeof(said.digest));
	buf_add(&d->said, span_of(&said, sizeof(said)));
	spool_add(&d->words, words);
}

static struct said *said_of(const struct diff *d, size_t *count)
{
	*count = d->said.n / sizeof(struct said);
	return (struct said *)(void *)d->said.p;
}

static int order_of(const struct said *x, const struct said *y)
{
	if (x->position != y->position)
		return x->position < y->position ? -1 : 1;
	if (x->side != y->side)
		return x->side < y->side ? -1 : 1;
	return memcmp(x->digest, y->digest, sizeof(x->digest));
}

/* Of equal statements, the first one is kept: the order of the input decides. */
static int by_position(const void *a, const void *b)
{
	const struct said *x = a, *y = b;
	int order = order_of(x, y);

	return order != 0 ? order
			  : (x->offset > y->offset) - (x->offset < y->offset);
}

static void sort_and_unite(struct diff *d)
{
	size_t count, kept = 0;
	struct said *said = said_of(d, &count);

	qsort(said, count, sizeof(*said), by_position);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || order_of(&said[kept - 1], &said[i]) != 0)
			said[kept++] = said[i];
	d->said.n = kept * sizeof(*said);
}

/* Statements on one certificate: those of OLD, and then those of NEW. */
static bool differ(const struct diff_entry *e, const struct said *said,
		   size_t count)
{
	size_t olds = 0;

	while (olds < count && said[olds].side == DIFF_OLD)
		olds++;
	if (olds * 2 != count || e->unsaid == DIFF_OLD || e->unsaid == DIFF_NEW)
		return true;
	for (size_t i = 0; i < olds; i++)
		if (memcmp(said[i].digest, said[olds + i].digest,
			   sizeof(said->digest)) != 0)
			return true;
	return false;
}

void diff_classify_trust(struct diff *d)
{
	size_t begin = 0, count;
	struct said *said;

	if (d->said.n == 0)
		return;
	sort_and_unite(d);
	said = said_of(d, &count);
	while (begin < count) {
		struct diff_entry *e = &d->entry[said[begin].position];
		size_t end = begin + 1;

		while (end < count && said[end].position == said[begin].position)
			end++;
		if (e->class == DIFF_UNCHANGED &&
		    differ(e, said + begin, end - begin)) {
			e->class = DIFF_TRUST;
			d->count[DIFF_UNCHANGED][DIFF_NO_CAUSE]--;
			d->count[DIFF_TRUST][DIFF_NO_CAUSE]++;
		}
		begin = end;
	}
}

/* The first statement of a side on a certificate, or where it would be. */
static size_t find(const struct diff *d, size_t position, enum diff_side side)
{
	size_t low = 0, high;
	const struct said *said = said_of(d, &high);

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (said[middle].position < position ||
		    (said[middle].position == position &&
		     said[middle].side < (uint32_t)side))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool diff_said(struct diff *d, size_t position, enum diff_side side,
	       struct buf *out)
{
	size_t start = out->n, count;
	const struct said *said = said_of(d, &count);

	for (size_t i = find(d, position, side);
	     i < count && said[i].position == position && said[i].side == side;
	     i++) {
		if (out->n > start)
			buf_str(out, " | ");
		if (!spool_at(&d->words, said[i].offset,
			      buf_reserve(out, said[i].bytes), said[i].bytes))
			return false;
		out->n += said[i].bytes;
	}
	if (out->n > start && (d->entry[position].unsaid & side) != 0)
		buf_str(out, " | none");
	return true;
}
