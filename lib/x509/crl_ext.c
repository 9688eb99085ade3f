/* What the extensions of a CRL, of its entries, and of distribution points say. */
#include "x509/crl.h"

const char *crl_reason_name(unsigned reason)
{
	static const char *const names[] = {
		[CRL_UNSPECIFIED] = "unspecified",
		[CRL_KEY_COMPROMISE] = "keyCompromise",
		[CRL_CA_COMPROMISE] = "cACompromise",
		[CRL_AFFILIATION_CHANGED] = "affiliationChanged",
		[CRL_SUPERSEDED] = "superseded",
		[CRL_CESSATION_OF_OPERATION] = "cessationOfOperation",
		[CRL_CERTIFICATE_HOLD] = "certificateHold",
		[CRL_REMOVE_FROM_CRL] = "removeFromCRL",
		[CRL_PRIVILEGE_WITHDRAWN] = "privilegeWithdrawn",
		[CRL_AA_COMPROMISE] = "aACompromise",
	};

	return reason < ARRAY_LEN(names) ? names[reason] : NULL;
}

enum crl_reason crl_reason_of_bit(unsigned bit)
{
	/* certificateHold is the last one that both number alike. */
	static const enum crl_reason after[] = { CRL_PRIVILEGE_WITHDRAWN,
						 CRL_AA_COMPROMISE };

	return bit <= CRL_CERTIFICATE_HOLD ? (enum crl_reason)bit : after[bit - 7];
}

bool crl_reasons(struct span bits, unsigned *mask)
{
	struct span octets;
	unsigned unused;

	if (!der_bits(bits, &octets, &unused))
		return false;
	*mask = 0;
	for (unsigned bit = 0; bit < 9 && bit / 8 < octets.n; bit++)
		if (octets.p[bit / 8] & 0x80 >> bit % 8)
			*mask |= 1U << bit;
	*mask &= CRL_ALL_REASONS;
	return true;
}

/* [n] IMPLICIT BOOLEAN DEFAULT FALSE; absent is false. */
static bool take_flag(struct span *s, uint8_t n, bool *out)
{
	struct span body;

	*out = false;
	if (!der_is(*s, DER_CONTEXT + n))
		return true;
	if (!der_take(s, DER_CONTEXT + n, &body) || body.n != 1)
		return false;
	*out = body.p[0] != 0;
	return true;
}

/* [0] DistributionPointName OPTIONAL: fullName [0] or nameRelativeToCRLIssuer [1].
 */
static bool take_point_name(struct span *s, struct span *out)
{
	struct span content;
	struct tlv name;

	*out = (struct span){ 0 };
	if (!der_is(*s, DER_CONTEXT_CONSTRUCTED))
		return true;
	if (!der_take(s, DER_CONTEXT_CONSTRUCTED, &content) ||
	    !der_next(&content, &name) || content.n > 0 ||
	    (name.tag != DER_CONTEXT_CONSTRUCTED &&
	     name.tag != DER_CONTEXT_CONSTRUCTED + 1))
		return false;
	*out = name.whole;
	return true;
}

/* [n] ReasonFlags OPTIONAL; all reasons where absent. */
static bool take_reasons(struct span *s, uint8_t n, bool *some, unsigned *mask)
{
	struct span bits;

	*some = der_is(*s, DER_CONTEXT + n);
	*mask = CRL_ALL_REASONS;
	return !*some ||
	       (der_take(s, DER_CONTEXT + n, &bits) && crl_reasons(bits, mask));
}

static bool read_scope(struct span value, struct crl_scope *out)
{
	struct crl_scope scope = { .given = true, .value = value };
	struct span content;

	if (!der_take(&value, DER_SEQUENCE, &content) || value.n > 0 ||
	    !take_point_name(&content, &scope.point) ||
	    !take_flag(&content, 1, &scope.only_user) ||
	    !take_flag(&content, 2, &scope.only_ca) ||
	    !take_reasons(&content, 3, &scope.some_reasons, &scope.reasons) ||
	    !take_flag(&content, 4, &scope.indirect) ||
	    !take_flag(&content, 5, &scope.only_attribute) || content.n > 0)
		return false;
	*out = scope;
	return true;
}

/* One INTEGER that is not negative, as numbers of CRLs are. */
static bool read_number(struct span value, struct span *out)
{
	return der_take(&value, DER_INTEGER, out) && value.n == 0 && out->n > 0 &&
	       !(out->p[0] & 0x80);
}

bool crl_key_id(struct span authority_key_id, struct span *out)
{
	const struct cert_extensions x = { .authority_key_id = authority_key_id };

	return cert_authority_key_id(&x, out);
}

/* False where what it holds is malformed; known says whether it means something. */
static bool read_extension(const struct cert_extension *x,
			   struct crl_extensions *out, enum oid_id *known)
{
	const struct oid *row = oid_find(OID_EXTENSION, x->oid);

	*known = row != NULL ? row->id : OID_UNKNOWN;
	switch (*known) {
	case OID_EXT_CRL_NUMBER:
		return read_number(x->value, &out->number);
	case OID_EXT_DELTA_CRL:
		out->delta = true;
		return read_number(x->value, &out->base);
	case OID_EXT_ISSUING_POINT:
		/* What cannot be read restricts the CRL all the same. */
		out->scope.given = true;
		return read_scope(x->value, &out->scope);
	case OID_EXT_AUTHORITY_KEY_ID:
		out->authority_key_id = x->value;
		return true;
	case OID_EXT_FRESHEST_CRL:
		out->freshest = true;
		return true;
	default:
		*known = OID_UNKNOWN;
		return true;
	}
}

/* Keeps the first complaint. */
static bool complain(const char **fact, const char *text)
{
	if (*fact == NULL)
		*fact = text;
	return false;
}

bool crl_extensions(const struct crl *c, struct crl_extensions *out,
		    const char **fact)
{
	struct span rest = c->extensions;
	bool seen[OID_COUNT] = { false };
	struct cert_extension x;
	enum oid_id known;

	*out = (struct crl_extensions){ .scope.reasons = CRL_ALL_REASONS };
	*fact = NULL;
	while (cert_next_extension(&rest, &x)) {
		if (!read_extension(&x, out, &known))
			complain(fact, "an extension that is malformed");
		if (known != OID_UNKNOWN && seen[known])
			complain(fact, "an extension that occurs twice");
		if (known != OID_UNKNOWN)
			seen[known] = true;
		else if (x.critical && out->unknown.p == NULL)
			out->unknown = x.oid;
	}
	if (rest.n > 0)
		complain(fact, "the list of extensions is malformed");
	return *fact == NULL;
}

const char *crl_malformed(const struct crl *c, struct crl_extensions *out)
{
	const char *fact;

	if (!crl_extensions(c, out, &fact))
		return fact;
	if (c->version != 1 && c->version != 2)
		return "a version other than 1 and 2";
	if (!span_eq(c->algorithm, c->tbs_algorithm))
		return "two signature algorithms that differ";
	return NULL;
}

/* ENUMERATED, as an unsigned number. */
static bool read_reason(struct span value, struct crl_entry_extensions *out)
{
	struct span body;
	uint32_t number;

	if (!der_take(&value, DER_ENUMERATED, &body) || value.n > 0 ||
	    !der_small(body, &number))
		return false;
	out->has_reason = true;
	out->reason = number;
	return true;
}

static bool read_entry_extension(const struct cert_extension *x,
				 struct crl_entry_extensions *out)
{
	const struct oid *row = oid_find(OID_EXTENSION, x->oid);
	struct span rest = x->value;

	switch (row != NULL ? row->id : OID_UNKNOWN) {
	case OID_EXT_CRL_REASON:
		return !out->has_reason && read_reason(rest, out);
	case OID_EXT_INVALIDITY_DATE:
		return out->invalid.whole.n == 0 &&
		       der_is(rest, DER_GENERALIZED_TIME) &&
		       der_next(&rest, &out->invalid) && rest.n == 0;
	case OID_EXT_CERTIFICATE_ISSUER:
		return out->issuer.p == NULL &&
		       der_take(&rest, DER_SEQUENCE, &out->issuer) && rest.n == 0;
	default:
		if (x->critical && out->unknown.p == NULL)
			out->unknown = x->oid;
		return true;
	}
}

bool crl_entry_extensions(const struct crl_entry *e,
			  struct crl_entry_extensions *out, const char **fact)
{
	struct span rest = e->extensions;
	struct cert_extension x;

	*out = (struct crl_entry_extensions){ .reason = CRL_UNSPECIFIED };
	*fact = NULL;
	while (cert_next_extension(&rest, &x))
		if (!read_entry_extension(&x, out))
			complain(
				fact,
				"an entry's extension that is malformed, or occurs twice");
	if (rest.n > 0)
		complain(fact, "an entry's list of extensions is malformed");
	return *fact == NULL;
}

bool crl_next_point(struct span *rest, struct crl_point *out)
{
	struct crl_point p = { .reasons = CRL_ALL_REASONS };
	struct span after = *rest, content;

	if (!der_take(&after, DER_SEQUENCE, &content) ||
	    !take_point_name(&content, &p.name) ||
	    !take_reasons(&content, 1, &p.some_reasons, &p.reasons))
		return false;
	if (der_is(content, DER_CONTEXT_CONSTRUCTED + 2) &&
	    !der_take(&content, DER_CONTEXT_CONSTRUCTED + 2, &p.issuer))
		return false;
	if (content.n > 0)
		return false;
	*out = p;
	*rest = after;
	return true;
}
