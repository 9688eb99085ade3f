#include "lint/profile_parts.h"

#include "crypto/crypto.h"
#include "x509/oid.h"

/*
 * What RFC 5280 says of an extension's critical, and whether consumers process it.
 */
enum criticality {
	EITHER,
	ALWAYS, /* MUST be critical */
	NEVER,	/* MUST NOT be */
};

static const struct rule {
	enum oid_id id;
	enum criticality critical;
	const char *section; /* of RFC 5280 */
} rules[] = {
	/* basicConstraints: in a CA alone, see check_basic_constraints */
	{ OID_EXT_BASIC_CONSTRAINTS, EITHER, "4.2.1.9" },
	{ OID_EXT_KEY_USAGE, EITHER, "4.2.1.3" },
	{ OID_EXT_EXT_KEY_USAGE, EITHER, "4.2.1.12" },
	{ OID_EXT_SUBJECT_KEY_ID, NEVER, "4.2.1.2" },
	{ OID_EXT_AUTHORITY_KEY_ID, NEVER, "4.2.1.1" },
	{ OID_EXT_SUBJECT_ALT_NAME, EITHER, "4.2.1.6" },
	{ OID_EXT_CRL_POINTS, EITHER, "4.2.1.13" },
	{ OID_EXT_POLICIES, EITHER, "4.2.1.4" },
	{ OID_EXT_AUTHORITY_INFO, NEVER, "4.2.2.1" },
	{ OID_EXT_SUBJECT_INFO, NEVER, "4.2.2.2" },
	{ OID_EXT_NAME_CONSTRAINTS, ALWAYS, "4.2.1.10" },
	{ OID_EXT_POLICY_MAPPINGS, EITHER, "4.2.1.5" },
	{ OID_EXT_POLICY_CONSTRAINTS, ALWAYS, "4.2.1.11" },
	{ OID_EXT_INHIBIT_ANY_POLICY, ALWAYS, "4.2.1.14" },
	{ OID_EXT_FRESHEST_CRL, NEVER, "4.2.1.15" },
	{ OID_EXT_DIRECTORY_ATTRIBUTES, NEVER, "4.2.1.8" },
	/* not of RFC 5280, but processed by OpenSSL where critical */
	{ OID_EXT_IP_BLOCKS, EITHER, "" },
	{ OID_EXT_AS_IDS, EITHER, "" },
	{ OID_EXT_NS_CERT_TYPE, EITHER, "" },
};

static const struct rule *rule_of(struct span oid)
{
	const struct oid *row = oid_find(OID_EXTENSION, oid);

	for (size_t i = 0; row != NULL && i < ARRAY_LEN(rules); i++)
		if (rules[i].id == row->id)
			return &rules[i];
	return NULL;
}

static void check_critical(const struct cert_extension *x,
			   const struct lint_sink *to)
{
	const struct rule *rule = rule_of(x->oid);
	struct buf name = { 0 };

	if (rule != NULL && rule->critical == EITHER)
		return;
	oid_name(OID_EXTENSION, x->oid, &name);
	if (rule == NULL && x->critical)
		lint_found(
			to, LINT_ID_CRITICAL_UNKNOWN,
			"extension %.80s is critical, and no consumer is known to process it",
			buf_c(&name));
	else if (rule != NULL && rule->critical == NEVER && x->critical)
		lint_found(to, LINT_ID_CRITICAL_WRONGLY,
			   "%s is critical, against section %s", buf_c(&name),
			   rule->section);
	else if (rule != NULL && rule->critical == ALWAYS && !x->critical)
		lint_found(to, LINT_ID_CRITICAL_MISSING,
			   "%s is not critical, against section %s", buf_c(&name),
			   rule->section);
	buf_free(&name);
}

static void report_repeated(void *context, struct span oid, size_t times)
{
	const struct lint_sink *to = context;
	struct buf name = { 0 };

	oid_name(OID_EXTENSION, oid, &name);
	lint_found(to, LINT_ID_EXTENSION_TWICE,
		   "extension %.80s is there %zu times", buf_c(&name), times);
	buf_free(&name);
}

static void check_each(const struct cert *c, const struct lint_sink *to)
{
	struct span rest = c->extensions;
	struct cert_extension x;
	size_t count = 0;

	while (cert_next_extension(&rest, &x)) {
		check_critical(&x, to);
		count++;
	}
	if (rest.n > 0)
		lint_found(to, LINT_ID_EXTENSION_BROKEN,
			   "the extensions cannot be read from number %zu on",
			   count + 1);
	cert_repeated_extensions(c, report_repeated, (void *)(uintptr_t)to);
}

static bool is_critical(const struct cert *c, enum oid_id id)
{
	struct span rest = c->extensions;
	struct cert_extension x;

	while (cert_next_extension(&rest, &x))
		if (span_eq(x.oid, oid_row(id)->octets))
			return x.critical;
	return false;
}

static bool signs_certificates(const struct lint_subject *s)
{
	return s->has_key_usage && s->key_usage & KEY_USAGE_CERT_SIGN;
}

static void check_basic_constraints(const struct lint_subject *s,
				    const struct lint_sink *to)
{
	if (s->ca == CERT_CA_ABSENT && s->cert->version == 3 &&
	    (s->self_issued || signs_certificates(s)))
		lint_found(
			to, LINT_ID_NO_BASIC_CONSTRAINTS,
			"%s, and has no basicConstraints: no CA to most consumers",
			signs_certificates(s) ? "its key usage is keyCertSign"
					      : "it is self-issued");
	if (s->ca == CERT_CA_YES &&
	    !is_critical(s->cert, OID_EXT_BASIC_CONSTRAINTS))
		lint_found(
			to, LINT_ID_CRITICAL_MISSING,
			"basicConstraints of a CA is not critical, against section 4.2.1.9");
	if (s->pathlen >= 0 && s->ca == CERT_CA_NO)
		lint_found(to, LINT_ID_PATHLEN_WITHOUT_CA,
			   "a path length constraint of %d, and no CA",
			   (int)s->pathlen);
	else if (s->pathlen >= 0 && s->x.key_usage.p != NULL &&
		 !signs_certificates(s))
		lint_found(
			to, LINT_ID_PATHLEN_WITHOUT_CA,
			"a path length constraint of %d, and no key usage keyCertSign",
			(int)s->pathlen);
}

static void check_key_usage(const struct lint_subject *s,
			    const struct lint_sink *to)
{
	if (s->ca == CERT_CA_YES && s->x.key_usage.p == NULL)
		lint_found(to, LINT_ID_CA_WITHOUT_KEY_USAGE,
			   "a CA without keyUsage");
	if (s->ca == CERT_CA_YES && s->has_key_usage && !signs_certificates(s))
		lint_found(to, LINT_ID_CA_WITHOUT_CERT_SIGN,
			   "a CA whose key usage has no keyCertSign");
	if (s->ca == CERT_CA_NO && signs_certificates(s))
		lint_found(
			to, LINT_ID_CERT_SIGN_WITHOUT_CA,
			"key usage keyCertSign, and no CA by its basicConstraints");
}

/*
 * AuthorityKeyIdentifier ::= SEQUENCE { keyIdentifier [0], authorityCertIssuer [1],
 * authorityCertSerialNumber [2] }, all optional, the last two together.
 */
static void check_authority_key_id(struct span value, const struct lint_sink *to)
{
	struct span content;
	struct tlv t;
	bool has[3] = { false };

	if (!der_take(&value, DER_SEQUENCE, &content) || value.n > 0) {
		lint_found(to, LINT_ID_KEY_ID_MALFORMED,
			   "authorityKeyIdentifier is not one SEQUENCE");
		return;
	}
	while (der_next(&content, &t))
		if ((t.tag & 0x1f) < 3)
			has[t.tag & 0x1f] = true;
	if (has[1] != has[2])
		lint_found(to, LINT_ID_KEY_ID_MALFORMED,
			   "authorityKeyIdentifier has the issuer's %s alone",
			   has[1] ? "name" : "serial number");
	if (!has[0])
		lint_found(to, LINT_ID_NO_AUTHORITY_KEY_ID,
			   "authorityKeyIdentifier holds no keyIdentifier");
}

/* Equal names, other key identifiers: a wrong one, unless another key signed. */
static void check_own_key_id(const struct lint_subject *s, struct span subject_id,
			     const struct lint_sink *to)
{
	struct span authority_id;

	if (!s->self_issued || !cert_authority_key_id(&s->x, &authority_id) ||
	    span_eq(subject_id, authority_id))
		return;
	if (crypto_signed_by(s->cert, s->cert->spki) == CRYPTO_YES)
		lint_found(
			to, LINT_ID_KEY_IDS_DIFFER,
			"self-signed, and authorityKeyIdentifier is not its subjectKeyIdentifier");
}

static void check_key_ids(const struct lint_subject *s, const struct lint_sink *to)
{
	struct span id;

	if (s->x.subject_key_id.p == NULL) {
		if (s->ca == CERT_CA_YES)
			lint_found(to, LINT_ID_NO_SUBJECT_KEY_ID,
				   "a CA without subjectKeyIdentifier");
	} else if (!cert_subject_key_id(&s->x, &id) || id.n == 0) {
		lint_found(
			to, LINT_ID_KEY_ID_MALFORMED,
			"subjectKeyIdentifier is not one OCTET STRING with octets in it");
	} else {
		check_own_key_id(s, id, to);
	}
	if (s->x.authority_key_id.p != NULL)
		check_authority_key_id(s->x.authority_key_id, to);
	else if (!s->self_issued && s->cert->version == 3)
		lint_found(to, LINT_ID_NO_AUTHORITY_KEY_ID,
			   "not self-issued, and without authorityKeyIdentifier");
}

void lint_extensions(const struct lint_subject *s, const struct lint_sink *to)
{
	check_each(s->cert, to);
	check_basic_constraints(s, to);
	check_key_usage(s, to);
	check_key_ids(s, to);
}
