#include "x509/cert.h"

#include <stdlib.h>

#include "base/caps.h"
#include "x509/dn.h"
#include "x509/moment.h"

/* The parser's state: what is left of TBSCertificate, and where it stands. */
struct walk {
	const struct span der;
	struct span rest;
	struct cert_error *why;
};

static bool wrong(struct walk *w, const char *fact)
{
	w->why->fact = fact;
	w->why->offset = w->rest.p == NULL ? 0 : (size_t)(w->rest.p - w->der.p);
	return false;
}

/* Version ::= INTEGER, [0] EXPLICIT DEFAULT v1. */
static bool parse_version(struct walk *w, struct cert *c)
{
	struct span content, number;
	uint32_t version;

	c->version = 1;
	if (!der_is(w->rest, DER_CONTEXT_CONSTRUCTED))
		return true;
	if (!der_take(&w->rest, DER_CONTEXT_CONSTRUCTED, &content) ||
	    !der_take(&content, DER_INTEGER, &number) || content.n > 0)
		return wrong(w, "the version is not one INTEGER");
	c->version = der_small(number, &version) && version < CAP_VERSION
			     ? version + 1
			     : 0;
	return true;
}

/* issuerUniqueID [1], subjectUniqueID [2] and extensions [3], all optional. */
static bool parse_optional(struct walk *w, struct cert *c)
{
	struct span content;

	for (uint8_t n = 1; n <= 2; n++) {
		struct tlv id;

		c->has_unique_id[n - 1] =
			der_is(w->rest, DER_CONTEXT + n) ||
			der_is(w->rest, DER_CONTEXT_CONSTRUCTED + n);
		if (c->has_unique_id[n - 1] && !der_next(&w->rest, &id))
			return wrong(w, "the unique identifier does not fit");
	}
	if (der_is(w->rest, DER_CONTEXT_CONSTRUCTED + 3)) {
		if (!der_take(&w->rest, DER_CONTEXT_CONSTRUCTED + 3, &content) ||
		    !der_take(&content, DER_SEQUENCE, &c->extensions) ||
		    content.n > 0)
			return wrong(
				w, "the extensions are not one SEQUENCE that fits");
		c->has_extensions = true;
	}
	if (w->rest.n > 0)
		return wrong(w, "TBSCertificate has more in it than its fields");
	return true;
}

/* RFC 5280 section 4.1.2, field by field. */
static bool parse_tbs(struct walk *w, struct cert *c)
{
	if (!parse_version(w, c))
		return false;
	if (!der_take(&w->rest, DER_INTEGER, &c->serial))
		return wrong(w, "no serial number (INTEGER) where it belongs");
	if (!der_take(&w->rest, DER_SEQUENCE, &c->tbs_algorithm))
		return wrong(w,
			     "no signature algorithm (SEQUENCE) where it belongs");
	if (!der_take_whole(&w->rest, DER_SEQUENCE, &c->issuer))
		return wrong(w, "no issuer (SEQUENCE) where it belongs");
	if (!der_take(&w->rest, DER_SEQUENCE, &c->validity))
		return wrong(w, "no validity (SEQUENCE) where it belongs");
	if (!der_take_whole(&w->rest, DER_SEQUENCE, &c->subject))
		return wrong(w, "no subject (SEQUENCE) where it belongs");
	if (!der_take_whole(&w->rest, DER_SEQUENCE, &c->spki))
		return wrong(w,
			     "no subject public key (SEQUENCE) where it belongs");
	return parse_optional(w, c);
}

bool cert_parse(struct span der, struct cert *out, struct cert_error *why)
{
	struct walk w = { .der = der, .rest = der, .why = why };
	struct cert c = { .der = der };
	struct span outer, tbs;

	if (!der_take(&w.rest, DER_SEQUENCE, &outer))
		return wrong(&w, "no SEQUENCE of the length that it states");
	if (w.rest.n > 0)
		return wrong(&w, "bytes behind the certificate");
	w.rest = outer;
	if (!der_take_whole(&w.rest, DER_SEQUENCE, &c.tbs))
		return wrong(&w, "no TBSCertificate (SEQUENCE) where it belongs");
	outer = w.rest;
	tbs = c.tbs;
	if (!der_take(&tbs, DER_SEQUENCE, &w.rest) || !parse_tbs(&w, &c))
		return false;
	w.rest = outer;
	if (!der_take(&w.rest, DER_SEQUENCE, &c.algorithm))
		return wrong(
			&w,
			"no signature algorithm (SEQUENCE) behind TBSCertificate");
	if (!der_take(&w.rest, DER_BIT_STRING, &c.signature))
		return wrong(&w, "no signature (BIT STRING) at the end");
	if (w.rest.n > 0)
		return wrong(
			&w, "the certificate has more in it than its three fields");
	*out = c;
	return true;
}

bool cert_algorithm(struct span content, struct span *oid, struct span *parameters)
{
	struct tlv any;

	if (!der_take(&content, DER_OID, oid))
		return false;
	*parameters = (struct span){ 0 };
	if (content.n == 0)
		return true;
	if (!der_next(&content, &any) || content.n > 0)
		return false;
	*parameters = any.whole;
	return true;
}

bool cert_times(const struct cert *c, struct tlv *not_before, struct tlv *not_after)
{
	struct span rest = c->validity;

	return der_next(&rest, not_before) && der_next(&rest, not_after) &&
	       rest.n == 0;
}

bool cert_not_after(const struct cert *c, int64_t *out)
{
	struct tlv not_before, not_after;

	return cert_times(c, &not_before, &not_after) &&
	       moment_of_asn1(not_after.tag, not_after.body, out);
}

/* Extension ::= SEQUENCE { extnID, critical BOOLEAN DEFAULT FALSE, extnValue } */
bool cert_next_extension(struct span *rest, struct cert_extension *out)
{
	struct span one, after = *rest;
	struct cert_extension x = { 0 };

	if (!der_take(&after, DER_SEQUENCE, &one) ||
	    !der_take(&one, DER_OID, &x.oid))
		return false;
	if (der_is(one, DER_BOOLEAN) && !der_take(&one, DER_BOOLEAN, &x.flag))
		return false;
	if (!der_take(&one, DER_OCTET_STRING, &x.value) || one.n > 0)
		return false;
	x.critical = x.flag.n > 0 && x.flag.p[0] != 0;
	*out = x;
	*rest = after;
	return true;
}

static int by_octets(const void *a, const void *b)
{
	return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

void cert_repeated_extensions(const struct cert *c,
			      void (*found)(void *context, struct span oid,
					    size_t times),
			      void *context)
{
	struct span rest = c->extensions;
	struct buf list = { 0 };
	struct cert_extension x;
	const struct span *oid;
	size_t n, first = 0;

	while (cert_next_extension(&rest, &x))
		buf_add(&list, span_of(&x.oid, sizeof(x.oid)));
	n = list.n / sizeof(*oid);
	if (n > 1)
		qsort(list.p, n, sizeof(*oid), by_octets);
	oid = (const struct span *)(const void *)list.p;
	for (size_t i = 1; i <= n; i++) {
		if (i < n && span_eq(oid[i], oid[first]))
			continue;
		if (i - first > 1)
			found(context, oid[first], i - first);
		first = i;
	}
	buf_free(&list);
}

/* The member for an extension's OID, all of which are 2.5.29.n; else NULL. */
static struct span *extension_member(struct cert_extensions *x, struct span oid)
{
	if (oid.n != 3 || oid.p[0] != 0x55 || oid.p[1] != 0x1d)
		return NULL;
	switch (oid.p[2]) {
	case 19:
		return &x->basic_constraints;
	case 15:
		return &x->key_usage;
	case 37:
		return &x->ext_key_usage;
	case 14:
		return &x->subject_key_id;
	case 35:
		return &x->authority_key_id;
	default:
		return NULL;
	}
}

bool cert_extensions(const struct cert *c, struct cert_extensions *out)
{
	struct span rest = c->extensions;
	struct cert_extension x;

	*out = (struct cert_extensions){ 0 };
	while (cert_next_extension(&rest, &x)) {
		struct span *member = extension_member(out, x.oid);

		if (member != NULL && member->p == NULL)
			*member = x.value;
	}
	return rest.n == 0;
}

enum cert_ca cert_ca(const struct cert_extensions *x, int64_t *pathlen)
{
	struct span rest = x->basic_constraints, content, value;
	enum cert_ca ca = CERT_CA_NO;
	uint32_t number;

	*pathlen = -1;
	if (rest.p == NULL)
		return CERT_CA_ABSENT;
	if (!der_take(&rest, DER_SEQUENCE, &content) || rest.n > 0)
		return CERT_CA_INVALID;
	if (der_is(content, DER_BOOLEAN)) {
		if (!der_take(&content, DER_BOOLEAN, &value) || value.n != 1)
			return CERT_CA_INVALID;
		ca = value.p[0] != 0 ? CERT_CA_YES : CERT_CA_NO;
	}
	if (der_is(content, DER_INTEGER)) {
		if (!der_take(&content, DER_INTEGER, &value) ||
		    !der_small(value, &number))
			return CERT_CA_INVALID;
		*pathlen = number;
	}
	return content.n == 0 ? ca : CERT_CA_INVALID;
}

bool cert_key_usage(const struct cert_extensions *x, uint8_t *out)
{
	struct span rest = x->key_usage, body, bytes;
	unsigned unused;

	if (!der_take(&rest, DER_BIT_STRING, &body) || rest.n > 0 ||
	    !der_bits(body, &bytes, &unused))
		return false;
	*out = bytes.n > 0 ? bytes.p[0] : 0;
	return true;
}

bool cert_subject_key_id(const struct cert_extensions *x, struct span *out)
{
	struct span rest = x->subject_key_id;

	return der_take(&rest, DER_OCTET_STRING, out) && rest.n == 0;
}

bool cert_authority_key_id(const struct cert_extensions *x, struct span *out)
{
	struct span rest = x->authority_key_id, content;

	return der_take(&rest, DER_SEQUENCE, &content) &&
	       der_take(&content, DER_CONTEXT, out);
}

bool cert_self_issued(const struct cert *c)
{
	return dn_eq(c->issuer, c->subject);
}

enum cert_role cert_role(const struct cert *c, const struct cert_extensions *x,
			 bool disproved)
{
	int64_t pathlen;
	enum cert_ca ca = cert_ca(x, &pathlen);
	bool self_issued = cert_self_issued(c);

	/* A v1 certificate cannot say that it is a CA; a self-issued one acts as
	 * one. */
	if (ca != CERT_CA_YES &&
	    !(c->version == 1 && ca == CERT_CA_ABSENT && self_issued))
		return CERT_LEAF;
	if (!self_issued)
		return CERT_INTERMEDIATE;
	return disproved ? CERT_SELF_ISSUED : CERT_ROOT;
}

const char *cert_role_name(enum cert_role role)
{
	static const char *const names[] = {
		[CERT_ROOT] = "root",
		[CERT_SELF_ISSUED] = "self-issued",
		[CERT_INTERMEDIATE] = "intermediate",
		[CERT_LEAF] = "leaf",
	};

	return names[role];
}
