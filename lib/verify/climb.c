/* From a certificate up to the anchors; see path_search.h. */
#include <stdlib.h>

#include "verify/path_search_parts.h"

/*
 * A step that may be taken. From a child to a name and key that may have signed it;
 * and where these have, to each of the certificates that they have.
 */
struct climb_item {
	uint32_t child;	 /* in seen */
	uint32_t signer; /* ... that may have signed it; or SEARCH_NONE: */
	uint32_t parent; /* in seen: the certificate to go on with */
	uint32_t length;
	uint32_t serial;  /* the earlier one of equals comes first */
	uint8_t reason;	  /* enum verify_reason, on all of the way */
	uint8_t rank;	  /* signers, then anchors, the bundle, what was sent */
	bool unsupported; /* its signature cannot be checked */
};

/* ---- A heap of steps ---- */

static bool is_before(const struct climb_item *a, const struct climb_item *b)
{
	if (a->reason != b->reason)
		return a->reason < b->reason;
	if (a->length != b->length)
		return a->length < b->length;
	if (a->rank != b->rank)
		return a->rank < b->rank;
	return a->serial < b->serial;
}

static void push(struct search *s, struct climb_item item)
{
	size_t at = s->items++;

	if (s->items > s->item_room) {
		s->item_room = s->item_room > 0 ? 2 * s->item_room : 64;
		s->heap = arena_grow(s->heap, s->item_room * sizeof(*s->heap));
	}
	item.serial = s->serial++;
	while (at > 0 && is_before(&item, &s->heap[(at - 1) / 2])) {
		s->heap[at] = s->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	s->heap[at] = item;
}

static struct climb_item pop(struct search *s)
{
	struct climb_item top = s->heap[0], last = s->heap[--s->items];
	size_t at = 0, next;

	while ((next = 2 * at + 1) < s->items) {
		if (next + 1 < s->items &&
		    is_before(&s->heap[next + 1], &s->heap[next]))
			next++;
		if (!is_before(&s->heap[next], &last))
			break;
		s->heap[at] = s->heap[next];
		at = next;
	}
	s->heap[at] = last;
	return top;
}

/* ---- Steps ---- */

static enum verify_reason graver(enum verify_reason a, enum verify_reason b)
{
	return a > b ? a : b;
}

/* Whether a way's end is nearer to an anchor than the one that is known. */
static bool is_nearer(const struct search *s, const struct search_end *e)
{
	const struct search_end *known = &s->end;

	if (known->reason == VERIFY_OK || known->circle != e->circle)
		return known->reason == VERIFY_OK || known->circle;
	if (e->reason != known->reason)
		return e->reason < known->reason;
	return s->seen[e->last].length + (e->beyond != NULL) >
	       s->seen[known->last].length + (known->beyond != NULL);
}

/* A way ends without an anchor. The lightest is kept, of equal ones the longest. */
static void end_here(struct search *s, uint32_t last, struct member *beyond,
		     const struct finding *f)
{
	struct search_end e = { .reason = graver(s->seen[last].reason, f->reason),
				.last = last,
				.beyond = beyond,
				.finding = *f };

	if (is_nearer(s, &e))
		s->end = e;
}

static void end_at(struct search *s, uint32_t last, enum verify_reason reason,
		   bool circle)
{
	struct search_end e = { .reason = graver(s->seen[last].reason, reason),
				.last = last,
				.circle = circle,
				.finding = { .reason = reason,
					     .at = s->seen[last].member } };

	if (is_nearer(s, &e))
		s->end = e;
}

/*
 * A name and key that the way has already would only lead round in a circle, but
 * for those of its first certificate, which need not have issued anything.
 */
static bool is_on_way(const struct search *s, uint32_t from, uint32_t signer)
{
	for (uint32_t at = from; s->seen[at].below != SEARCH_NONE;
	     at = s->seen[at].below)
		if (s->seen[at].signer == signer)
			return true;
	return false;
}

static void add_edge(struct search *s, uint32_t signer, uint32_t child)
{
	if (s->edges == s->edge_room) {
		s->edge_room = s->edge_room > 0 ? 2 * s->edge_room : 64;
		s->edge = arena_grow(s->edge, s->edge_room * sizeof(*s->edge));
	}
	s->edge[s->edges] =
		(struct search_edge){ child, s->signer[signer].first_edge };
	s->signer[signer].first_edge = (uint32_t)s->edges++;
}

/*
 * Whether a certificate is the first of the way, or was sent while it is in the
 * bundle, too: no certificate is twice in a path, or tried twice.
 */
static bool is_twin(const struct search *s, uint32_t signer, const struct member *m)
{
	const struct path_entity *own = s->signer[signer].own;
	size_t position;

	if (span_eq(m->cert->der, s->leaf->cert->der))
		return true;
	return own != NULL && m->pool != s->anchors &&
	       path_find(s->anchors, own, m->cert->der, &position);
}

/* The certificates of a signer that may have issued a child. */
struct issuers {
	struct search *search;
	uint32_t child, signer;
	size_t next;	/* of the bundle's, and then of those that were sent */
	bool other_key; /* one was left out for its identifiers */
};

static struct member *issuer_at(const struct issuers *w)
{
	const struct search_signer *x = &w->search->signer[w->signer];
	size_t owned = x->own != NULL ? x->own->count : 0;
	size_t sent = x->sent != NULL ? x->sent->count : 0;

	if (w->next < owned)
		return path_member_of(w->search->anchors, x->own, w->next);
	return w->next < owned + sent
		       ? path_member_of(w->search->sent, x->sent, w->next - owned)
		       : NULL;
}

/* The next one; NULL where there are no more, or no more steps. */
static struct member *next_issuer(struct issuers *w)
{
	const struct member *child = w->search->seen[w->child].member;
	struct member *m;

	while ((m = issuer_at(w)) != NULL && search_step(w->search)) {
		w->next++;
		if (is_twin(w->search, w->signer, m))
			continue;
		if (member_identifiers_agree(child, m))
			return m;
		w->other_key = true;
	}
	return NULL;
}

/* What is known of who may have issued a child. */
struct candidates {
	uint32_t child;
	bool any;	/* some may have */
	bool other_key; /* some have the name, and another identifier */
	bool circle;	/* some have, but the way comes from there */
};

static void try_signer(struct search *s, struct candidates *c, uint32_t signer)
{
	struct issuers w = { .search = s, .child = c->child, .signer = signer };
	const struct search_seen *from = &s->seen[c->child];
	struct member *m;

	if (s->signer[signer].open) {
		c->any = true;
		add_edge(s, signer, c->child);
		return;
	}
	m = next_issuer(&w);
	c->other_key |= w.other_key;
	if (m == NULL)
		return;
	c->any = true;
	if (s->signer[signer].distrusted) {
		end_here(s, c->child, m,
			 &(struct finding){ VERIFY_DISTRUSTED, .at = m });
		return;
	}
	add_edge(s, signer, c->child);
	push(s, (struct climb_item){ .child = c->child,
				     .signer = signer,
				     .length = (uint32_t)from->length + 1,
				     .reason = (uint8_t)from->reason });
}

/*
 * The signers of one pool with the name of the child's issuer. One that is in the
 * bundle was tried there.
 */
static void try_pool(struct search *s, struct candidates *c, struct path_pool *pool)
{
	size_t count;
	struct path_entity *e =
		path_entities(pool, s->seen[c->child].member->issuer, &count);

	for (size_t i = 0; i < count && search_step(s); i++) {
		uint32_t signer = search_signer(s, &e[i]);

		if (is_on_way(s, c->child, signer)) {
			/* From above, a path may come to the child another way. */
			c->circle = true;
			add_edge(s, signer, c->child);
		} else if (pool == s->anchors || s->signer[signer].own == NULL) {
			try_signer(s, c, signer);
		}
	}
}

/* To all that may have issued a certificate. */
static void expand(struct search *s, uint32_t at)
{
	struct candidates c = { .child = at };

	if (s->seen[at].length == CAP_PATH) {
		end_at(s, at, VERIFY_TOO_LONG, false);
		return;
	}
	try_pool(s, &c, s->anchors);
	if (s->sent != s->anchors)
		try_pool(s, &c, s->sent);
	if (s->spent)
		return;
	if (member_self_signed(s->seen[at].member))
		end_at(s, at, VERIFY_NO_ROOT, false);
	else if (!c.any)
		end_at(s, at, c.other_key ? VERIFY_OTHER_KEY : VERIFY_NO_ISSUER,
		       c.circle);
}

static void settle(struct search *s, uint32_t at, uint32_t below,
		   enum verify_reason reason, size_t length)
{
	struct search_seen *x = &s->seen[at];

	x->settled = true;
	x->reason = reason;
	x->length = length;
	x->below = below;
}

bool climb_start(struct search *s)
{
	uint32_t leaf = search_seen(s, s->leaf);
	struct search_seen *x = &s->seen[leaf];

	s->reached = x->flaw.reason;
	settle(s, leaf, SEARCH_NONE, x->flaw.reason, 1);
	if (s->signer[x->signer].distrusted) {
		end_at(s, leaf, VERIFY_DISTRUSTED, false);
		return false;
	}
	if (!x->anchor)
		expand(s, leaf);
	return s->seen[leaf].anchor;
}

/*
 * The signature of a step; false where it is not taken. That of a key which
 * inherits its parameters is checked by the rules, which know them.
 */
static bool check_step(struct search *s, struct climb_item *item,
		       struct member *issuer)
{
	const struct member *child = s->seen[item->child].member;
	struct finding f = { .at = child, .by = issuer };

	if (item->unsupported || issuer->inherits_key)
		return true;
	switch (signature_check(&s->shared->signing, child, issuer,
				issuer->entity->spki)) {
	case SIGNATURE_YES:
		return true;
	case SIGNATURE_NO:
		f.reason = VERIFY_SIGNATURE;
		end_here(s, item->child, issuer, &f);
		return false;
	case SIGNATURE_UNSUPPORTED:
		item->unsupported = true;
		if (item->reason >= VERIFY_UNSUPPORTED)
			return true;
		/* Whatever can be checked goes first. */
		item->reason = VERIFY_UNSUPPORTED;
		push(s, *item);
		return false;
	case SIGNATURE_SPENT:
		f.reason = VERIFY_LIMIT;
		f.fact = "signatures";
		break;
	}
	s->stopped = f;
	s->spent = true;
	return false;
}

/* From a signer's key that made the signature to each of its certificates. */
static void step_to(struct search *s, const struct climb_item *item,
		    struct member *m)
{
	uint32_t parent = search_seen(s, m);
	const struct search_seen *to = &s->seen[parent];
	enum verify_reason reason = (enum verify_reason)item->reason;

	if (to->settled)
		return;
	push(s, (struct climb_item){
			.child = item->child,
			.signer = SEARCH_NONE,
			.parent = parent,
			.length = item->length,
			.reason = (uint8_t)graver(reason, to->flaw.reason),
			.rank = to->anchor		? 1
				: m->pool == s->anchors ? 2
							: 3,
		});
}

/*
 * Where all certificates of a signer have been stepped to, another child of it adds
 * nothing: steps come in the order of what they are worth.
 */
static void open_signer(struct search *s, struct climb_item *item)
{
	struct issuers w = { .search = s,
			     .child = item->child,
			     .signer = item->signer };
	struct member *m = next_issuer(&w);

	if (m == NULL || !check_step(s, item, m))
		return;
	for (; m != NULL; m = next_issuer(&w))
		step_to(s, item, m);
	s->signer[item->signer].open = !w.other_key && !s->spent;
}

uint32_t climb_next(struct search *s, enum verify_reason most)
{
	while (s->items > 0 && !s->spent && s->heap[0].reason <= most) {
		struct climb_item item = pop(s);

		s->reached = (enum verify_reason)item.reason;
		if (item.signer != SEARCH_NONE) {
			if (!s->signer[item.signer].open)
				open_signer(s, &item);
			continue;
		}
		if (s->seen[item.parent].settled)
			continue;
		settle(s, item.parent, item.child, (enum verify_reason)item.reason,
		       item.length);
		if (s->seen[item.parent].anchor)
			return item.parent;
		expand(s, item.parent);
	}
	return SEARCH_NONE;
}
