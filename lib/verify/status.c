#include "verify/status.h"

#include <stdlib.h>

#include "verify/weak.h"
#include "x509/dn.h"

/* An answer, and the anchor to whose paths it belongs. */
struct status_known {
	struct rules_status status;
	const struct path_entity *anchor;
};

/* ---- Who may have signed a CRL ---- */

/* Certificate n of a pool with this name, counted on from *n; or NULL. */
static const struct cert *nth_of(struct path_pool *p,
				 const uint8_t name[SHA256_BYTES], size_t *n)
{
	size_t count;
	struct path_entity *e = path_entities(p, name, &count);

	for (size_t i = 0; i < count; i++) {
		if (*n < e[i].count)
			return path_member_of(p, &e[i], *n)->cert;
		*n -= e[i].count;
	}
	return NULL;
}

static const struct cert *candidate(void *context, struct span name, size_t n)
{
	const struct status *st = context;
	const struct search *s = st->search;
	uint8_t digest[SHA256_BYTES];
	const struct cert *found;

	dn_digest(name, digest);
	found = nth_of(s->anchors, digest, &n);
	if (found == NULL && s->sent != s->anchors)
		found = nth_of(s->sent, digest, &n);
	return found;
}

/* The member that a candidate is. */
static struct member *member_of(const struct search *s, const struct cert *c)
{
	const struct entry *e = (const struct entry *)(const void *)c;
	const struct bundle *own = &s->anchors->bundle;

	return own->count > 0 && e >= own->entry && e < own->entry + own->count
		       ? path_member(s->anchors, (size_t)(e - own->entry))
		       : path_member(s->sent, (size_t)(e - s->sent->bundle.entry));
}

/* ---- The path of who signed it ---- */

static void narrow(int64_t *from, int64_t *until, int64_t later, int64_t earlier)
{
	if (later > *from)
		*from = later;
	if (earlier < *until)
		*until = earlier;
}

/* The key of a path's first certificate, with what it inherits. */
static struct span key_of(const struct path *p, struct search_shared *shared)
{
	struct span key = p->member[p->count - 1]->entity->spki;

	for (size_t i = p->count - 1; i > 0; i--)
		key = signature_key(&shared->signing, p->member[i - 1], key,
				    &shared->arena);
	return key;
}

/* A certificate of the path in question needs no other. */
static bool is_on_path(const struct status *st, const struct cert *c,
		       struct revocation_signer *out)
{
	const struct rules *r = st->rules;

	if (!span_eq(r->member[r->count - 1]->cert->der, c->der))
		return false;
	out->spki = r->state.key;
	return true;
}

/* What the paths of who signed CRLs are verified for. */
static struct verify_terms signer_terms(const struct verify_terms *t)
{
	return (struct verify_terms){
		.purpose = OID_UNKNOWN,
		.allow = t->allow,
		.crls = t->crls == RULES_CRLS_END ? RULES_CRLS_NONE : t->crls,
	};
}

static bool signer_path(void *context, const struct cert *crl_issuer, int64_t when,
			struct revocation_signer *out)
{
	struct status *st = context;
	struct search *outer = st->search;
	struct verify_terms terms = signer_terms(outer->terms);
	struct search inner = { .sent = outer->sent,
				.anchors = outer->anchors,
				.terms = &terms,
				.shared = outer->shared,
				.only = st->rules->member[0]->entity };
	struct search_result result;
	bool good;

	out->from = INT64_MIN;
	out->until = INT64_MAX;
	if (is_on_path(st, crl_issuer, out))
		return true;
	search_run(&inner, member_of(outer, crl_issuer), when, &result);
	good = result.finding.reason == VERIFY_OK;
	if (good) {
		for (size_t i = 0; i < result.path.count; i++)
			narrow(&out->from, &out->until, result.path.member[i]->from,
			       result.path.member[i]->until);
		out->spki = key_of(&result.path, outer->shared);
	} else if (result.finding.reason == VERIFY_LIMIT) {
		st->gave_up = true;
	}
	search_free(&inner);
	return good;
}

static bool algorithm(void *context, struct span algorithm_id, struct span spki)
{
	const struct status *st = context;
	unsigned kinds = weak_signature(algorithm_id) | weak_key(spki);

	return (kinds & ~st->search->terms->allow) == 0;
}

/* ---- Questions ---- */

static struct status_known *find(const struct status *st, const struct member *m,
				 const struct member *issuer)
{
	uint32_t at;

	return pair_map_find(&st->index, m, issuer, &at) ? st->known[at] : NULL;
}

static void keep(struct status *st, const struct member *m,
		 const struct member *issuer, struct status_known *k)
{
	uint32_t at;

	if (pair_map_find(&st->index, m, issuer, &at)) {
		st->known[at] = k;
		return;
	}
	if (st->count == st->room) {
		st->room = st->room > 0 ? 2 * st->room : 16;
		st->known = arena_grow(st->known,
				       st->room * sizeof(struct status_known *));
	}
	pair_map_add(&st->index, m, issuer, (uint32_t)st->count);
	st->known[st->count++] = k;
}

/*
 * What a CRL revoked stays revoked when it is stale, unless it was on hold; only of
 * the others is nothing known any more. So it is asked as of its last moment.
 */
static void ask_stale(struct status *st, struct rules_status *out)
{
	struct revocation_question then = out->question;
	struct revocation_answer answer;

	if (out->answer.status != REVOCATION_UNKNOWN ||
	    out->answer.doubt != REVOCATION_STALE || !out->answer.crl->dated)
		return;
	then.when = out->answer.crl->until;
	revocation_ask(&st->revocation, &then, &answer);
	if (answer.status == REVOCATION_REVOKED &&
	    answer.reason != CRL_CERTIFICATE_HOLD)
		out->answer = answer;
}

static void ask(struct status *st, struct search *s, const struct rules *r,
		struct rules_status *out)
{
	struct search *outer = st->search;
	const struct rules *outer_rules = st->rules;

	st->terms = (struct revocation_terms){ .context = st,
					       .candidate = candidate,
					       .signer_path = signer_path,
					       .algorithm = algorithm };
	st->revocation.terms = &st->terms;
	st->search = s;
	st->rules = r;
	revocation_ask(&st->revocation, &out->question, &out->answer);
	ask_stale(st, out);
	st->search = outer;
	st->rules = outer_rules;
	narrow(&st->from, &st->until, out->answer.from, out->answer.until);
}

/* A question that is not within another: what these met, it has met. */
static void ask_first(struct status *st, struct search *s, const struct rules *r,
		      struct rules_status *out)
{
	struct revocation_answer *a = &out->answer;

	st->gave_up = false;
	st->from = INT64_MIN;
	st->until = INT64_MAX;
	ask(st, s, r, out);
	a->from = st->from;
	a->until = st->until;
	if (a->status == REVOCATION_UNKNOWN && st->gave_up)
		a->doubt = REVOCATION_GAVE_UP;
}

/*
 * What is answered within another question may hold there only, as that one
 * decides; so it is not kept.
 */
const struct rules_status *status_ask(void *context, const struct rules *r,
				      const struct member *m)
{
	struct search *s = context;
	struct status *st = s->shared->status;
	const struct member *issuer = r->member[r->count - 1];
	const struct path_entity *anchor = r->member[0]->entity;
	struct status_known *k = find(st, m, issuer);

	if (k != NULL && k->anchor == anchor)
		return &k->status;
	k = arena_alloc(&s->shared->arena, sizeof(*k));
	k->anchor = anchor;
	k->status.question = (struct revocation_question){
		.cert = m->cert,
		.issuer = issuer->cert,
		.issuer_spki = r->state.key,
		.when = r->when,
		.reasons = CRL_ALL_REASONS,
	};
	if (st->revocation.depth > 0) {
		ask(st, s, r, &k->status);
	} else {
		ask_first(st, s, r, &k->status);
		keep(st, m, issuer, k);
	}
	return &k->status;
}

const struct rules_status *status_of(const struct status *st,
				     const struct member *m,
				     const struct member *issuer)
{
	const struct status_known *k = find(st, m, issuer);

	return k != NULL ? &k->status : NULL;
}

void status_clear(struct status *st)
{
	pair_map_clear(&st->index);
	st->count = 0;
}

void status_free(struct status *st)
{
	pair_map_free(&st->index);
	free(st->known);
	st->known = NULL;
	st->count = st->room = 0;
	*st = (struct status){ 0 };
}
