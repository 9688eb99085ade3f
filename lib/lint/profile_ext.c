#include "lint/profile_parts.h"

#include "consumer/consumer.h"
#include "x509/oid.h"

/* Extensions of which RFC 5280 says that they MUST be critical, or MUST NOT. */
static const struct rule {
	enum oid_id id;
	bool critical;
	const char *section; /* of RFC 5280 */
} rules[] = {
	{ OID_EXT_SUBJECT_KEY_ID, false, "4.2.1.2" },
	{ OID_EXT_AUTHORITY_KEY_ID, false, "4.2.1.1" },
	{ OID_EXT_AUTHORITY_INFO, false, "4.2.2.1" },
	{ OID_EXT_SUBJECT_INFO, false, "4.2.2.2" },
	{ OID_EXT_NAME_CONSTRAINTS, true, "4.2.1.10" },
	{ OID_EXT_POLICY_CONSTRAINTS, true, "4.2.1.11" },
	{ OID_EXT_INHIBIT_ANY_POLICY, true, "4.2.1.14" },
	{ OID_EXT_FRESHEST_CRL, false, "4.2.1.15" },
	{ OID_EXT_DIRECTORY_ATTRIBUTES, false, "4.2.1.8" },
};

static const struct rule *rule_of(struct span oid)
{
	const struct oid *row = oid_find(OID_EXTENSION, oid);

	for (size_t i = 0; row != NULL && i < ARRAY_LEN(rules); i++)
		if (rules[i].id == row->id)
			return &rules[i];
	return NULL;
}

/* Those that OpenSSL processes are known well enough to be critical. */
static void check_critical(const struct cert_extension *x,
			   const struct lint_sink *to)
{
	const struct rule *rule = rule_of(x->oid);
	bool known = consumers_process(x->oid) & CONSUMER_BIT(CONSUMER_OPENSSL_3_0);
	struct buf name = { 0 };

	if (rule == NULL ? !x->critical || known : rule->critical == x->critical)
		return;
	oid_name(OID_EXTENSION, x->oid, &name);
	if (rule == NULL)
		lint_found(
			to, LINT_ID_CRITICAL_UNKNOWN,
			"extension %.80s is critical: who does not process it must not use the certificate",
			buf_c(&name));
	else
		lint_found(to,
			   rule->critical ? LINT_ID_CRITICAL_MISSING
					  : LINT_ID_CRITICAL_WRONGLY,
			   "%s is %s, against section %s", buf_c(&name),
			   rule->critical ? "not critical" : "critical",
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
	if (consumer_breaks(s->cert, RULE_NO_CONSTRAINTS))
		lint_found(to, LINT_ID_NO_BASIC_CONSTRAINTS,
			   "%s, and has no basicConstraints",
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
	if (consumer_breaks(s->cert, RULE_NO_CERT_SIGN))
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
	} else if (consumer_breaks(s->cert, RULE_KEY_IDS)) {
		lint_found(
			to, LINT_ID_KEY_IDS_DIFFER,
			"self-signed, and authorityKeyIdentifier is not its subjectKeyIdentifier");
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
