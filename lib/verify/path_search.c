#include "verify/path_search.h"

#include <stdlib.h>

#include "verify/path_search_parts.h"
#include "verify/status.h"

bool search_step(struct search *s)
{
	if (s->shared->steps == 0) {
		s->stopped = (struct finding){ .reason = VERIFY_LIMIT,
					       .at = s->leaf,
					       .fact = "certificates" };
		s->spent = true;
		return false;
	}
	s->shared->steps--;
	return true;
}

static uint32_t add_signer(struct search *s, const struct search_signer *x)
{
	if (s->signers == s->signer_room) {
		s->signer_room = s->signer_room > 0 ? 2 * s->signer_room : 16;
		s->signer =
			arena_grow(s->signer, s->signer_room * sizeof(*s->signer));
	}
	s->signer[s->signers] = *x;
	return (uint32_t)s->signers++;
}

/* One for both pools: a name and a key are the same wherever they come from. */
uint32_t search_signer(struct search *s, const struct path_entity *e)
{
	struct search_signer x = { .first_edge = SEARCH_NONE };
	uint32_t at;

	if (pair_map_find(&s->index, e, NULL, &at))
		return at;
	x.own = path_entity_find(s->anchors, e->subject, e->spki);
	if (s->sent != s->anchors)
		x.sent = path_entity_find(s->sent, e->subject, e->spki);
	x.distrusted = x.own != NULL && x.own->distrusted;
	at = add_signer(s, &x);
	if (x.own != NULL)
		pair_map_add(&s->index, x.own, NULL, at);
	if (x.sent != NULL)
		pair_map_add(&s->index, x.sent, NULL, at);
	return at;
}

static bool is_anchor(const struct search *s, const struct member *m)
{
	return m->pool == s->anchors && (s->only == NULL || s->only == m->entity) &&
	       s->anchors->role[m->entry - s->anchors->bundle.entry] == PATH_ANCHOR;
}

uint32_t search_seen(struct search *s, struct member *m)
{
	struct search_seen x = { .member = m, .below = SEARCH_NONE };
	uint32_t at;

	if (pair_map_find(&s->index, m, NULL, &at))
		return at;
	x.anchor = is_anchor(s, m);
	x.signer = search_signer(s, m->entity);
	rules_member(s->terms, m,
		     (m == s->leaf ? RULES_END : 0) | (x.anchor ? RULES_ANCHOR : 0),
		     s->when, &x.flaw);
	if (s->seens == s->seen_room) {
		s->seen_room = s->seen_room > 0 ? 2 * s->seen_room : 16;
		s->seen = arena_grow(s->seen, s->seen_room * sizeof(*s->seen));
	}
	s->seen[s->seens] = x;
	at = (uint32_t)s->seens++;
	pair_map_add(&s->index, m, NULL, at);
	return at;
}

void search_way(const struct search *s, uint32_t last, struct path *out)
{
	size_t n = s->seen[last].length;

	out->count = n;
	for (uint32_t at = last; at != SEARCH_NONE; at = s->seen[at].below)
		out->member[--n] = s->seen[at].member;
}

static void start(struct search *s, struct member *leaf, int64_t when)
{
	pair_map_clear(&s->index);
	s->seens = s->signers = s->edges = s->items = 0;
	s->serial = 0;
	s->when = when;
	s->leaf = leaf;
	s->spent = false;
	s->stopped = (struct finding){ .reason = VERIFY_OK };
	s->end = (struct search_end){ .reason = VERIFY_OK };
}

struct rules search_rules(struct search *s)
{
	struct search_shared *shared = s->shared;
	struct rules r = { .terms = s->terms,
			   .signing = &shared->signing,
			   .graph = &s->graph,
			   .arena = &shared->arena,
			   .left = &shared->comparisons,
			   .when = s->when };

	if (shared->status != NULL && s->terms->crls != RULES_CRLS_NONE) {
		r.ask = status_ask;
		r.context = s;
	}
	return r;
}

/* What the rules say of the way to an anchor. */
static void judge(struct search *s, uint32_t anchor, struct search_result *out)
{
	struct rules r = search_rules(s);
	const struct search_seen *x = &s->seen[anchor];

	search_way(s, anchor, &out->path);
	rules_start(&r, x->member, &x->flaw);
	while (x->below != SEARCH_NONE) {
		x = &s->seen[x->below];
		rules_next(&r, x->member, &x->flaw, x->below == SEARCH_NONE);
	}
	rules_end(&r, &out->policies);
	out->finding = r.state.worst;
}

/* Whether nothing more need be known: the path verifies, or nobody can say. */
static bool is_final(const struct finding *f)
{
	return f->reason == VERIFY_OK || f->reason == VERIFY_LIMIT;
}

/*
 * The rules refuse the best path as a whole: all others are tried. Where the search
 * is stopped before it is known whether one of them verifies, that is the answer.
 */
static void try_others(struct search *s, struct search_result *best)
{
	while (climb_next(s, SEARCH_OPEN) != SEARCH_NONE)
		;
	if (!s->spent)
		descend(s, best);
	if (s->spent && best->finding.reason != VERIFY_OK)
		best->finding = s->stopped;
}

/* Goes on from anchor to anchor until none can have a lighter reason than the best.
 */
static void try_anchors(struct search *s, struct search_result *best)
{
	bool tried_others = false;
	uint32_t at;

	while (!s->spent) {
		struct search_result one = { .path.count = 0 };

		at = climb_next(s, best->path.count > 0 ? best->finding.reason - 1
							: VERIFY_SIGNATURE);
		if (at == SEARCH_NONE)
			return;
		judge(s, at, &one);
		if (best->path.count == 0 ||
		    one.finding.reason < best->finding.reason)
			*best = one;
		if (is_final(&best->finding))
			return;
		if (s->seen[at].reason < one.finding.reason &&
		    s->seen[at].reason <= SEARCH_OPEN && !tried_others) {
			tried_others = true;
			try_others(s, best);
		}
		if (best->finding.reason <= SEARCH_OPEN)
			return;
	}
}

/* The way that leads to no anchor, but came furthest. */
static void take_end(const struct search *s, struct search_result *out)
{
	const struct search_end *e = &s->end;

	search_way(s, e->last, &out->path);
	if (e->beyond != NULL)
		out->path.member[out->path.count++] = e->beyond;
	out->finding = e->finding;
}

/* The climb was stopped on its way. */
static void take_stop(const struct search *s, struct search_result *out)
{
	search_way(s, 0, &out->path);
	out->finding = s->stopped;
}

void search_run(struct search *s, struct member *leaf, int64_t when,
		struct search_result *out)
{
	*out = (struct search_result){ .path.count = 0 };
	start(s, leaf, when);
	if (climb_start(s)) {
		judge(s, 0, out);
		return;
	}
	try_anchors(s, out);
	if (out->path.count > 0 && is_final(&out->finding))
		return;
	if (s->spent && out->path.count == 0 && s->reached <= SEARCH_OPEN)
		take_stop(s, out);
	else if (s->end.reason != VERIFY_OK &&
		 (out->path.count == 0 || s->end.reason < out->finding.reason))
		take_end(s, out);
	else if (out->path.count == 0)
		take_stop(s, out);
}

void search_free(struct search *s)
{
	pair_map_free(&s->index);
	policy_free(&s->graph);
	free(s->seen);
	free(s->signer);
	free(s->edge);
	free(s->heap);
	*s = (struct search){ 0 };
}

void search_refill(struct search_shared *shared)
{
	shared->steps = CAP_SEARCH_STEPS;
	shared->comparisons = CAP_SEARCH_COMPARISONS;
	shared->signing.left = CAP_SEARCH_SIGNATURES;
	if (shared->status != NULL)
		status_clear(shared->status);
}

void search_forget(struct search_shared *shared)
{
	signing_forget(&shared->signing);
	arena_free(&shared->arena);
}

void search_shared_free(struct search_shared *shared)
{
	search_forget(shared);
	signing_free(&shared->signing);
	*shared = (struct search_shared){ 0 };
}
