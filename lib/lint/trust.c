/* Signatures, issuers and validity within a bundle; see set.h. */
#include "lint/set.h"

#include "x509/cert.h"
#include "x509/dn.h"
#include "x509/moment.h"
#include "x509/text.h"

#define NAME_BYTES   100 /* of a name in a fact */
#define KEY_ID_BYTES 20	 /* of a key identifier in a fact; SHA-1 has as many */

/* When the last certificate of a subject and key ends. */
struct lint_ended {
	bool known;
	bool never; /* one has no readable end */
	int64_t not_after;
	size_t position;
};

void lint_set_start(struct lint_set *s, const struct bundle *b, int64_t now,
		    int64_t soon)
{
	*s = (struct lint_set){ .bundle = b, .now = now, .soon = soon };
	chain_start(&s->chain, b, true);
	s->ended = arena_array(&s->arena, b->count, sizeof(*s->ended));
}

void lint_set_free(struct lint_set *s)
{
	chain_free(&s->chain);
	arena_free(&s->arena);
	digest_index_free(&s->seen);
	buf_free(&s->first);
	*s = (struct lint_set){ 0 };
}

/* The last end of all that bear a key under its subject. */
static const struct lint_ended *key_ended(struct lint_set *s, size_t key)
{
	struct lint_ended *e = &s->ended[key];
	size_t cursor = 0, at;

	if (e->known)
		return e;
	e->known = true;
	e->not_after = INT64_MIN;
	while ((at = chain_key_next(&s->chain, key, &cursor)) != CHAIN_NONE) {
		int64_t not_after;

		if (!cert_not_after(&s->bundle->entry[at].cert, &not_after)) {
			e->never = true;
		} else if (not_after > e->not_after) {
			e->not_after = not_after;
			e->position = at;
		}
	}
	return e;
}

static bool key_ids(const struct cert *c, struct span *aki, struct span *ski)
{
	struct cert_extensions x;
	bool both;

	cert_extensions(c, &x);
	*aki = *ski = (struct span){ 0 };
	both = cert_authority_key_id(&x, aki);
	return cert_subject_key_id(&x, ski) && both;
}

/* The issuer's name, which may be long, and its key identifier where it is said. */
static void put_issuer(const struct cert *c, struct buf *out)
{
	struct span aki, ski;

	if (!dn_text(c->issuer, out) || out->n == 0)
		buf_str(out, out->n > 0 ? " ?" : "a name that is empty");
	if (out->n > NAME_BYTES) {
		out->n = NAME_BYTES;
		while ((out->p[out->n] & 0xc0) == 0x80)
			out->n--;
		buf_str(out, "...");
	}
	key_ids(c, &aki, &ski);
	if (aki.n == 0)
		return;
	buf_str(out, ", key identifier ");
	buf_hex(out, span_of(aki.p, aki.n < KEY_ID_BYTES ? aki.n : KEY_ID_BYTES));
	if (aki.n > KEY_ID_BYTES)
		buf_str(out, "...");
}

static void orphan(const struct cert *c, const struct lint_sink *to)
{
	struct buf issuer = { 0 };

	put_issuer(c, &issuer);
	lint_found(to, LINT_ID_ORPHAN, "not in the bundle: %s", buf_c(&issuer));
	buf_free(&issuer);
}

/* The issuer is here by its name, and by its key identifier where there is one. */
static void wrong(struct lint_set *s, size_t i, size_t at,
		  const struct lint_sink *to)
{
	const struct cert *c = &s->bundle->entry[i].cert,
			  *issuer = &s->bundle->entry[at].cert;
	struct span aki, ski, unused;
	struct buf place = { 0 };
	bool by_id;

	key_ids(c, &aki, &unused);
	key_ids(issuer, &unused, &ski);
	by_id = aki.n > 0 && ski.n > 0;
	lint_put_place(s, i, at, &place);
	lint_found(to, LINT_ID_SIGNATURE_WRONG,
		   "not by the key of %s, its issuer by name %s%s", buf_c(&place),
		   by_id ? "and key identifier" : "alone",
		   cert_self_issued(issuer) &&
				   chain_self(&s->chain, at) == CRYPTO_NO
			   ? ", whose own signature is wrong as well"
			   : "");
	buf_free(&place);
}

static void unchecked(const struct cert *c, const struct lint_sink *to)
{
	const struct oid *algorithm;
	const char *hash;

	cert_signature(c, &algorithm, &hash);
	lint_found(to, LINT_ID_SIGNATURE_UNCHECKED, "%s",
		   algorithm != NULL ? algorithm->name : "an unknown algorithm");
}

/* Who knows what is among the keys that were not tried? */
static void gave_up(const struct cert *c, const struct lint_sink *to)
{
	struct buf issuer = { 0 };

	put_issuer(c, &issuer);
	lint_found(to, LINT_ID_SEARCH_GAVE_UP, "it may be in the bundle: %s",
		   buf_c(&issuer));
	buf_free(&issuer);
}

/* Equal names, and the own key did not make the signature. */
static void self_issued(struct lint_set *s, size_t i, const struct lint_sink *to)
{
	const struct cert *c = &s->bundle->entry[i].cert;
	struct chain_issuer issuer = chain_issuer(&s->chain, i);
	struct buf place = { 0 };
	struct span aki, ski;
	bool another = key_ids(c, &aki, &ski) && !span_eq(aki, ski);

	if (issuer.proof >= CHAIN_UNPROVED) {
		lint_put_place(s, i, issuer.position, &place);
		lint_found(to, LINT_ID_KEY_ROLLOVER, "signed by the key of %s",
			   buf_c(&place));
	} else if (issuer.gave_up) {
		gave_up(c, to);
	} else if (!another) {
		lint_found(to, LINT_ID_SELF_SIGNATURE_WRONG,
			   "self-issued, and not signed by its own key");
	} else if (issuer.proof == CHAIN_NOT_BY_IT) {
		wrong(s, i, issuer.position, to);
	} else {
		orphan(c, to);
	}
	buf_free(&place);
}

/* Nothing that the key of its only issuer has here is valid any more. */
static void sole_anchor(struct lint_set *s, size_t i, size_t key,
			const struct lint_sink *to)
{
	const struct cert *c = &s->bundle->entry[i].cert;
	const struct lint_ended *e = key_ended(s, key);
	struct buf until = { 0 }, ended = { 0 }, place = { 0 };
	int64_t not_after;

	if (e->never || e->not_after >= s->now || !cert_not_after(c, &not_after) ||
	    not_after < s->now)
		return;
	moment_date(not_after, &until);
	moment_date(e->not_after, &ended);
	lint_put_place(s, i, e->position, &place);
	lint_found(to, LINT_ID_SOLE_ANCHOR_EXPIRED,
		   "valid to %s; its only issuer (%s) ended %s", buf_c(&until),
		   buf_c(&place), buf_c(&ended));
	buf_free(&until);
	buf_free(&ended);
	buf_free(&place);
}

static void issued(struct lint_set *s, size_t i, bool is_ca,
		   const struct lint_sink *to)
{
	const struct cert *c = &s->bundle->entry[i].cert;
	struct chain_issuer issuer = chain_issuer(&s->chain, i);

	if (issuer.gave_up && issuer.proof < CHAIN_UNPROVED) {
		gave_up(c, to);
		return;
	}
	switch (issuer.proof) {
	case CHAIN_NO_ISSUER:
		if (is_ca)
			orphan(c, to);
		break;
	case CHAIN_NOT_BY_IT:
		wrong(s, i, issuer.position, to);
		break;
	case CHAIN_UNPROVED:
		unchecked(c, to);
		break;
	case CHAIN_SIGNED:
		break;
	}
	if (is_ca && issuer.proof >= CHAIN_UNPROVED)
		sole_anchor(s, i, issuer.key, to);
}

static void validity(const struct lint_set *s, const struct cert *c,
		     const struct lint_sink *to)
{
	struct tlv begin, end;
	struct buf date = { 0 };
	int64_t not_before, not_after;

	if (!cert_times(c, &begin, &end))
		return;
	if (moment_of_asn1(begin.tag, begin.body, &not_before) &&
	    not_before > s->now) {
		moment_date(not_before, &date);
		lint_found(to, LINT_ID_NOT_YET_VALID, "not-before %s",
			   buf_c(&date));
	}
	date.n = 0;
	if (moment_of_asn1(end.tag, end.body, &not_after) && not_after < s->soon) {
		moment_date(not_after, &date);
		lint_found(to,
			   not_after < s->now ? LINT_ID_EXPIRED
					      : LINT_ID_EXPIRES_SOON,
			   "not-after %s", buf_c(&date));
	}
	buf_free(&date);
}

void lint_trust(struct lint_set *s, size_t i, const struct lint_sink *to)
{
	const struct cert *c = &s->bundle->entry[i].cert;
	enum crypto_answer self = chain_self(&s->chain, i);
	struct cert_extensions x;
	enum cert_role role;

	cert_extensions(c, &x);
	role = cert_role(c, &x, self == CRYPTO_NO);
	if (!cert_self_issued(c))
		issued(s, i, role != CERT_LEAF, to);
	else if (self == CRYPTO_NO)
		self_issued(s, i, to);
	else if (self == CRYPTO_UNSUPPORTED)
		unchecked(c, to);
	if (role == CERT_LEAF)
		lint_found(to, LINT_ID_LEAF, "%s",
			   x.basic_constraints.n > 0
				   ? "its basicConstraints do not make it a CA"
				   : "it has no basicConstraints");
	validity(s, c, to);
	if (s->chain.cross_signed[i])
		lint_found(to, LINT_ID_CROSS_SIGNED,
			   "its subject and key are here under another issuer too");
}
