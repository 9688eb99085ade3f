/* CRL processing by RFC 5280 section 6.3.3, whose letters are named. */
#include "verify/crl_index.h"
#include "verify/crl_names.h"
#include "verify/revocation_parts.h"
#include "x509/dn.h"
#include "x509/moment.h"

/* A distribution point, as CRLs are compared with it. */
struct point {
	struct crl_names names;
	bool indirect; /* it has a cRLIssuer */
	unsigned reasons;
};

bool revocation_note(struct inquiry *i, const struct pool_crl *c,
		     enum revocation_doubt doubt)
{
	if (doubt > i->doubt) {
		i->doubt = doubt;
		i->nearest = c;
	}
	return false;
}

static bool is_over(const struct inquiry *i)
{
	return i->out->status == REVOCATION_REVOKED ||
	       (i->q->reasons & ~i->out->reasons) == 0 || i->gave_up;
}

/* Counts a CRL, or a point, that is looked at; false where it is one too many. */
static bool may_try(struct inquiry *i, const struct pool_crl *c)
{
	if (i->r->tries < CAP_CRL_TRIES) {
		i->r->tries++;
		return true;
	}
	i->gave_up = true;
	return revocation_note(i, c, REVOCATION_GAVE_UP);
}

void revocation_narrow(struct revocation_answer *out, int64_t from, int64_t until)
{
	if (from > out->from)
		out->from = from;
	if (until < out->until)
		out->until = until;
}

static void narrow_by(struct revocation_answer *out, const struct pool_crl *c,
		      int64_t when)
{
	if (!c->dated)
		return;
	if (when < c->from)
		revocation_narrow(out, INT64_MIN, c->from - 1);
	else
		revocation_narrow(out, c->from, INT64_MAX);
	if (when > c->until)
		revocation_narrow(out, c->until + 1, INT64_MAX);
	else
		revocation_narrow(out, INT64_MIN, c->until);
}

static bool is_current(const struct inquiry *i, const struct pool_crl *c)
{
	return c->dated && c->from <= i->q->when && i->q->when <= c->until;
}

/* Whether a CRL covers the certificate and the point: 6.3.3 (b), and (1) of it. */
static bool in_scope(struct inquiry *i, const struct point *p, struct pool_crl *c)
{
	const struct crl_scope *scope = &c->extensions.scope;
	const struct crl_names *names;

	if (scope->only_attribute || (scope->only_user && i->ca == CERT_CA_YES) ||
	    (scope->only_ca && i->ca != CERT_CA_YES) ||
	    ((scope->only_user || scope->only_ca) && i->ca == CERT_CA_INVALID) ||
	    (p->indirect && !scope->indirect))
		return revocation_note(i, c, REVOCATION_SCOPE);
	if (scope->point.n == 0)
		return true;
	names = crl_pool_names(i->r->pool, c);
	if (crl_names_meet(&p->names, names))
		return true;
	return revocation_note(i, c,
			       p->names.more || names->more ? REVOCATION_GAVE_UP
							    : REVOCATION_SCOPE);
}

/* Whether entries can be used at all, which takes a walk over all of them. */
static bool check_entries(struct inquiry *i, struct pool_crl *c)
{
	struct span unknown;
	const char *fact;

	switch (crl_index_fault(crl_pool_entries(c), &fact, &unknown)) {
	case CRL_INDEX_MALFORMED:
		return revocation_note(i, c, REVOCATION_MALFORMED_ENTRY);
	case CRL_INDEX_CRITICAL:
		return revocation_note(i, c, REVOCATION_CRITICAL_ENTRY);
	case CRL_INDEX_GOOD:
		break;
	}
	return true;
}

/* Section 5.2.4, and 6.3.3 (c): what a delta and its base must have in common. */
static bool fits(const struct pool_crl *base, const struct pool_crl *delta)
{
	const struct crl_extensions *b = &base->extensions, *d = &delta->extensions;

	return d->delta && delta->malformed == NULL && d->unknown.n == 0 &&
	       delta->dated && b->number.n > 0 && d->number.n > 0 &&
	       b->scope.given == d->scope.given &&
	       span_eq(b->scope.value, d->scope.value) &&
	       span_eq(b->authority_key_id, d->authority_key_id) &&
	       crl_serial_cmp(d->base, b->number) <= 0 &&
	       crl_serial_cmp(b->number, d->number) < 0;
}

/*
 * The delta of the highest number that fits and holds already. With a key, only one
 * that it signed (6.3.3 (h)) and that can be read to its end.
 */
static struct pool_crl *find_delta(struct inquiry *i, const struct pool_crl *base,
				   const struct span *key)
{
	struct pool_crl *best = NULL;
	size_t count;
	struct pool_crl *const *list =
		crl_pool_find(i->r->pool, base->issuer, &count);

	for (size_t n = 0; n < count; n++) {
		struct pool_crl *c = list[n];
		struct span unknown;
		const char *fact;

		if (!c->extensions.delta)
			continue;
		if (!may_try(i, c))
			break;
		narrow_by(i->out, c, i->q->when);
		if (!fits(base, c) || c->from > i->q->when ||
		    (best != NULL && crl_serial_cmp(c->extensions.number,
						    best->extensions.number) <= 0))
			continue;
		if (key == NULL ||
		    (crl_pool_signed_by(i->r->pool, c, *key) == CRYPTO_YES &&
		     crl_index_fault(crl_pool_entries(c), &fact, &unknown) ==
			     CRL_INDEX_GOOD))
			best = c;
	}
	return best;
}

/* What can be said without a signature; a delta may make up for a stale base. */
static bool check_times(struct inquiry *i, const struct pool_crl *c)
{
	const struct pool_crl *delta;

	if (!c->dated)
		return revocation_note(i, c, REVOCATION_UNDATED);
	if (i->q->when < c->from)
		return revocation_note(i, c, REVOCATION_NOT_YET);
	if (i->q->when <= c->until)
		return true;
	delta = find_delta(i, c, NULL);
	if (delta != NULL && is_current(i, delta))
		return true;
	return revocation_note(i, c, REVOCATION_STALE);
}

/* 6.3.3 (i) to (l). */
static void decide(struct inquiry *i, struct pool_crl *base, struct pool_crl *delta,
		   unsigned reasons)
{
	struct revocation_answer *out = i->out;
	struct span serial = i->q->cert->serial;
	struct crl_entry_extensions x;
	struct crl_entry e;
	bool in_delta = delta != NULL && crl_index_find(crl_pool_entries(delta),
							i->issuer, serial, &e, &x);

	out->crl = base;
	out->delta = delta;
	if ((in_delta ||
	     crl_index_find(crl_pool_entries(base), i->issuer, serial, &e, &x)) &&
	    x.reason != CRL_REMOVE_FROM_CRL) {
		out->status = REVOCATION_REVOKED;
		out->in_delta = in_delta;
		out->reason = x.reason;
		out->dated = moment_of_asn1(e.date.tag, e.date.body, &out->date);
		return;
	}
	out->reasons |= reasons;
}

/* One CRL for one point: 6.3.3 (a) to (l). */
static void try_crl(struct inquiry *i, const struct point *p, struct pool_crl *c)
{
	unsigned reasons = c->extensions.scope.reasons & p->reasons;
	struct pool_crl *delta;
	struct span key;

	if (c->extensions.delta) {
		revocation_note(i, c, REVOCATION_NO_BASE);
		return;
	}
	if (c->malformed != NULL) {
		revocation_note(i, c, REVOCATION_MALFORMED);
		return;
	}
	if (!in_scope(i, p, c))
		return;
	if ((reasons & ~i->out->reasons) == 0) {
		revocation_note(i, c, REVOCATION_SCOPE);
		return;
	}
	if (c->extensions.unknown.n > 0) {
		revocation_note(i, c, REVOCATION_CRITICAL);
		return;
	}
	if (!check_times(i, c) || !revocation_find_signer(i, c, &key) ||
	    !check_entries(i, c))
		return;
	delta = find_delta(i, c, &key);
	if (i->gave_up)
		return;
	if (is_current(i, c) || (delta != NULL && is_current(i, delta)))
		decide(i, c, delta, reasons);
	else
		revocation_note(i, c, REVOCATION_STALE);
}

static void try_issuer(struct inquiry *i, const struct point *p,
		       const uint8_t issuer[SHA256_BYTES])
{
	size_t count;
	struct pool_crl *const *list = crl_pool_find(i->r->pool, issuer, &count);

	for (size_t n = 0; n < count && !is_over(i) && may_try(i, list[n]); n++) {
		narrow_by(i->out, list[n], i->q->when);
		try_crl(i, p, list[n]);
	}
}

/* The CRLs of each directory name of a cRLIssuer. */
static void try_crl_issuers(struct inquiry *i, const struct point *p,
			    struct span names)
{
	struct tlv name;

	while (!is_over(i) && der_next(&names, &name)) {
		uint8_t issuer[SHA256_BYTES];

		if (name.tag != DER_CONTEXT_CONSTRUCTED + 4)
			continue;
		dn_digest(name.body, issuer);
		try_issuer(i, p, issuer);
	}
}

/* The first directory name of a cRLIssuer, to which a relative name is relative. */
static struct span first_name(struct span names, struct span otherwise)
{
	struct tlv name;

	while (der_next(&names, &name))
		if (name.tag == DER_CONTEXT_CONSTRUCTED + 4)
			return name.body;
	return otherwise;
}

static void try_point(struct inquiry *i, const struct crl_point *given)
{
	struct point p = { .indirect = given->issuer.p != NULL,
			   .reasons = given->reasons };

	if (given->name.n > 0)
		crl_names_add_point(&p.names, given->name,
				    first_name(given->issuer, i->q->cert->issuer));
	else
		crl_names_add(&p.names, given->issuer);
	if (p.indirect)
		try_crl_issuers(i, &p, given->issuer);
	else
		try_issuer(i, &p, i->issuer);
}

/* The content of an extension's SEQUENCE; false where it is absent or malformed. */
static bool find_sequence(const struct cert *c, enum oid_id id, struct span *out)
{
	struct span rest = c->extensions;
	struct cert_extension x;

	while (cert_next_extension(&rest, &x))
		if (span_eq(x.oid, oid_row(id)->octets))
			return der_take(&x.value, DER_SEQUENCE, out) &&
			       x.value.n == 0;
	return false;
}

/* The point that is taken for granted: the certificate's issuer, with all its
 * names. */
static void try_own_point(struct inquiry *i)
{
	struct point p = { .reasons = CRL_ALL_REASONS };
	struct span names;

	crl_names_add_directory(&p.names, i->q->cert->issuer);
	if (find_sequence(i->q->cert, OID_EXT_ISSUER_ALT_NAME, &names))
		crl_names_add(&p.names, names);
	try_issuer(i, &p, i->issuer);
}

/* All points of the certificate, and then its own. */
static void try_points(struct inquiry *i)
{
	struct crl_point point;
	struct span points;

	if (find_sequence(i->q->cert, OID_EXT_CRL_POINTS, &points))
		while (!is_over(i) && crl_next_point(&points, &point) &&
		       may_try(i, NULL))
			try_point(i, &point);
	if (!is_over(i))
		try_own_point(i);
}

static void inquire(struct inquiry *i)
{
	struct revocation_answer *out = i->out;
	struct cert_extensions x;
	int64_t pathlen;

	cert_extensions(i->q->cert, &x);
	i->ca = cert_ca(&x, &pathlen);
	dn_digest(i->q->cert->issuer, i->issuer);
	try_points(i);
	if (!is_over(i) && i->would_vouch) {
		i->may_vouch = true;
		try_points(i);
	}
	if (out->status == REVOCATION_REVOKED)
		return;
	if ((i->q->reasons & ~out->reasons) == 0) {
		out->status = REVOCATION_GOOD;
		return;
	}
	if (out->reasons != 0)
		revocation_note(i, out->crl, REVOCATION_REASONS);
	out->doubt = i->doubt;
	out->crl = i->nearest;
	out->delta = NULL;
}

static bool is_asked(const struct revocation *r, const struct cert *c)
{
	for (size_t n = 0; n < r->depth; n++)
		if (span_eq(r->asked[n]->der, c->der))
			return true;
	return false;
}

void revocation_ask(struct revocation *r, const struct revocation_question *q,
		    struct revocation_answer *out)
{
	struct inquiry i = {
		.r = r, .q = q, .out = out, .doubt = REVOCATION_NO_CRL
	};

	*out = (struct revocation_answer){ .status = REVOCATION_UNKNOWN,
					   .from = INT64_MIN,
					   .until = INT64_MAX };
	if (is_asked(r, q->cert)) {
		out->status = REVOCATION_GOOD;
		out->reasons = q->reasons;
		return;
	}
	if (r->depth == CAP_CRL_DEPTH) {
		out->doubt = REVOCATION_GAVE_UP;
		return;
	}
	if (r->depth == 0)
		r->tries = r->keys = r->signers = 0;
	r->asked[r->depth++] = q->cert;
	inquire(&i);
	r->depth--;
}
