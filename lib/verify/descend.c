/* From the anchors down to the certificate; see path_search.h. */
#include "verify/path_search_parts.h"

struct descent {
	struct search *search;
	struct search_result *out;
	struct rules rules;
	uint32_t at[CAP_PATH]; /* in seen, of each certificate of the path */
	size_t length;	       /* of the paths that are looked for */
	bool longer;	       /* there may be longer ones */
	bool done;
};

/* The path as far as it goes, and the way on which the climb came to its last. */
static void path_of(const struct descent *d, struct path *out)
{
	const struct search *s = d->search;
	const struct rules *r = &d->rules;
	uint32_t last = d->at[r->count - 1];

	search_way(s, last, out);
	for (size_t i = r->count - 1; i > 0 && out->count < CAP_PATH; i--)
		out->member[out->count++] = r->member[i - 1];
}

static void keep(struct descent *d)
{
	const struct finding *worst = &d->rules.state.worst;

	if (worst->reason >= d->out->finding.reason)
		return;
	d->out->finding = *worst;
	path_of(d, &d->out->path);
}

/* A whole path, which the rules did not refuse so far. */
static void arrive(struct descent *d)
{
	struct policy_set policies;

	rules_end(&d->rules, &policies);
	if (d->rules.state.worst.reason == VERIFY_OK) {
		d->out->policies = policies;
		d->done = true;
	}
	keep(d);
}

static bool is_on_path(const struct descent *d, uint32_t signer)
{
	for (size_t i = 0; i < d->rules.count; i++)
		if (d->search->seen[d->at[i]].signer == signer)
			return true;
	return false;
}

/* Whether a certificate may come next, and the path may still have its length. */
static bool may_come(struct descent *d, uint32_t at)
{
	const struct search_seen *x = &d->search->seen[at];
	size_t count = d->rules.count;

	if (!x->settled || x->reason > SEARCH_OPEN ||
	    (x->member != d->search->leaf && is_on_path(d, x->signer)) ||
	    !member_identifiers_agree(x->member, d->rules.member[count - 1]))
		return false;
	if (count + x->length > d->length) {
		d->longer = true;
		return false;
	}
	/* A path that is shorter was tried before. */
	return x->member != d->search->leaf || count + 1 == d->length;
}

static void walk(struct descent *d);

static void walk_to(struct descent *d, uint32_t at)
{
	struct rules *r = &d->rules;
	struct rules_state saved = r->state;
	const struct search_seen *x = &d->search->seen[at];
	size_t count = r->count;
	bool end = x->member == d->search->leaf;

	d->at[count] = at;
	rules_next(r, x->member, &x->flaw, end);
	if (r->state.worst.reason == VERIFY_LIMIT) {
		d->search->stopped = r->state.worst;
		d->search->spent = true;
	} else if (r->state.worst.reason > SEARCH_OPEN) {
		keep(d);
	} else if (end) {
		arrive(d);
	} else {
		walk(d);
	}
	if (!d->done)
		rules_back(r, count, &saved);
}

/* Recursion goes CAP_PATH deep. */
static void walk(struct descent *d)
{
	struct search *s = d->search;
	const struct member *last = d->rules.member[d->rules.count - 1];
	uint32_t edge = s->signer[search_signer(s, last->entity)].first_edge;

	while (edge != SEARCH_NONE && !d->done && !s->spent) {
		struct search_edge e = s->edge[edge];

		if (may_come(d, e.child) && search_step(s))
			walk_to(d, e.child);
		edge = e.next;
	}
}

static void from_anchor(struct descent *d, uint32_t top)
{
	const struct search_seen *x = &d->search->seen[top];

	d->at[0] = top;
	rules_start(&d->rules, x->member, &x->flaw);
	if (d->rules.state.worst.reason <= SEARCH_OPEN)
		walk(d);
}

static bool is_top(const struct search_seen *x)
{
	return x->anchor && x->settled && x->reason <= SEARCH_OPEN && x->length > 1;
}

void descend(struct search *s, struct search_result *out)
{
	struct descent d = {
		.search = s,
		.out = out,
		.length = 1,
		.rules = search_rules(s),
	};

	do {
		d.length++;
		d.longer = false;
		for (size_t i = 0; i < s->seens && !d.done && !s->spent; i++)
			if (is_top(&s->seen[i]))
				from_anchor(&d, (uint32_t)i);
	} while (d.longer && d.length < CAP_PATH && !d.done && !s->spent);
}
