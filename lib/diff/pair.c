/* Which old certificate a new one takes the place of, within one group. */
#include <stdlib.h>

#include "diff/diff.h"
#include "x509/moment.h"

struct candidate {
	uint32_t position;
	bool taken;
	int64_t not_before, not_after; /* INT64_MIN where they are none */
	uint8_t affinity[SHA256_BYTES];
};

struct pairing {
	struct diff *diff;
	const struct diff_rule *rule;
	struct buf olds, news; /* struct candidate */
};

static struct candidate *candidates(const struct buf *b, size_t *count)
{
	*count = b->n / sizeof(struct candidate);
	return (struct candidate *)(void *)b->p;
}

/* Reads what pairing goes by. */
static bool weigh(struct pairing *p, struct candidate *c)
{
	struct buf affinity = { 0 };
	struct tlv not_before, not_after;
	struct cert cert;

	if (!store_get(&p->diff->store, c->position, &cert))
		return false;
	c->not_before = c->not_after = INT64_MIN;
	if (cert_times(&cert, &not_before, &not_after) &&
	    !moment_of_asn1(not_before.tag, not_before.body, &c->not_before))
		c->not_before = INT64_MIN;
	if (!cert_not_after(&cert, &c->not_after))
		c->not_after = INT64_MIN;
	p->rule->affinity(&p->diff->entry[c->position], &cert, &affinity);
	digest_sha256(buf_span(&affinity), c->affinity);
	buf_free(&affinity);
	return true;
}

static bool collect(struct pairing *p, const uint32_t *order, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct diff_entry *e = &p->diff->entry[order[i]];
		struct candidate c = { .position = order[i] };

		if (e->class != DIFF_OPEN)
			continue;
		if (!weigh(p, &c))
			return false;
		buf_add(e->sides == DIFF_OLD ? &p->olds : &p->news,
			span_of(&c, sizeof(c)));
	}
	return true;
}

/* The one that ends last is first, then the one that begins last; the SHA-256
 * decides between equals. */
static int latest_first(const void *a, const void *b, void *context)
{
	const struct candidate *x = a, *y = b;
	const struct diff *d = context;

	if (x->not_after != y->not_after)
		return x->not_after > y->not_after ? -1 : 1;
	if (x->not_before != y->not_before)
		return x->not_before > y->not_before ? -1 : 1;
	return memcmp(d->store.index.digest[x->position],
		      d->store.index.digest[y->position], SHA256_BYTES);
}

static int by_affinity(const void *a, const void *b, void *context)
{
	const struct candidate *x = a, *y = b;
	int order = memcmp(x->affinity, y->affinity, SHA256_BYTES);

	return order != 0 ? order : latest_first(a, b, context);
}

static void join(struct diff *d, uint32_t o, uint32_t n, enum diff_class class)
{
	struct diff_entry *old = &d->entry[o], *new = &d->entry[n];

	old->class = new->class = (uint8_t) class;
	old->related = n;
	new->related = o;
	d->count[class][DIFF_NO_CAUSE]++;
}

static void join_candidates(struct pairing *p, struct candidate *o,
			    struct candidate *n, enum diff_class class)
{
	join(p->diff, o->position, n->position, class);
	o->taken = n->taken = true;
}

/* First those that have most in common. */
static void join_alike(struct pairing *p)
{
	size_t olds, news, i = 0, k = 0;
	struct candidate *o = candidates(&p->olds, &olds);
	struct candidate *n = candidates(&p->news, &news);

	qsort_r(o, olds, sizeof(*o), by_affinity, p->diff);
	qsort_r(n, news, sizeof(*n), by_affinity, p->diff);
	while (i < olds && k < news) {
		int order = memcmp(o[i].affinity, n[k].affinity, SHA256_BYTES);

		if (order == 0)
			join_candidates(p, &o[i++], &n[k++], p->rule->alike);
		else if (order < 0)
			i++;
		else
			k++;
	}
}

/* Then the rest, from the latest, so that of two renewals each finds its own. */
static void join_rest(struct pairing *p)
{
	size_t olds, news, i = 0, k = 0;
	struct candidate *o = candidates(&p->olds, &olds);
	struct candidate *n = candidates(&p->news, &news);

	qsort_r(o, olds, sizeof(*o), latest_first, p->diff);
	qsort_r(n, news, sizeof(*n), latest_first, p->diff);
	for (;;) {
		while (i < olds && o[i].taken)
			i++;
		while (k < news && n[k].taken)
			k++;
		if (i == olds || k == news)
			return;
		join_candidates(p, &o[i], &n[k], p->rule->class);
	}
}

/* What is open in a group: how many on each side, and the last of them. */
struct open {
	size_t olds, news;
	uint32_t old, new;
};

static struct open open_in(const struct diff *d, const uint32_t *order,
			   size_t count)
{
	struct open found = { 0 };

	for (size_t i = 0; i < count; i++) {
		const struct diff_entry *e = &d->entry[order[i]];

		if (e->class != DIFF_OPEN)
			continue;
		if (e->sides == DIFF_OLD) {
			found.olds++;
			found.old = order[i];
		} else {
			found.news++;
			found.new = order[i];
		}
	}
	return found;
}

bool diff_pair(struct diff *d, const struct diff_rule *rule, const uint32_t *order,
	       size_t count)
{
	struct pairing p = { .diff = d, .rule = rule };
	struct open open = open_in(d, order, count);
	bool good;

	if (open.olds == 0 || open.news == 0)
		return true;
	if (open.olds == 1 && open.news == 1 && rule->alike == rule->class) {
		join(d, open.old, open.new, rule->class);
		return true;
	}
	good = collect(&p, order, count);
	if (good) {
		join_alike(&p);
		join_rest(&p);
	}
	buf_free(&p.olds);
	buf_free(&p.news);
	return good;
}
