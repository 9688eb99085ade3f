#include "lint/profile_parts.h"

#include "x509/oid.h"

enum parameters {
	ABSENT,
	NULL_VALUE,
	CURVE,	 /* an OBJECT IDENTIFIER */
	PRESENT, /* of a type of their own */
};

/*
 * What the standards say of the parameters, for one row of oid.def or for a family
 * of rows that stand together there. Algorithms without a row here may have what
 * they like.
 */
static const struct rule {
	enum oid_id first, last;
	enum parameters parameters;
	const char *standard;
} rules[] = {
	{ OID_SIG_RSA_SHA256, OID_SIG_RSA_SHA512, NULL_VALUE,
	  "RFC 4055 section 5" },
	{ OID_SIG_RSA_SHA224, OID_SIG_RSA_SHA224, NULL_VALUE,
	  "RFC 4055 section 5" },
	{ OID_SIG_RSA_SHA1, OID_SIG_RSA_SHA1, NULL_VALUE,
	  "RFC 3279 section 2.2.1" },
	{ OID_SIG_RSA_MD2, OID_SIG_RSA_MD2, NULL_VALUE, "RFC 3279 section 2.2.1" },
	{ OID_SIG_RSA_MD5, OID_SIG_RSA_MD5, NULL_VALUE, "RFC 3279 section 2.2.1" },
	{ OID_SIG_RSA_PSS, OID_SIG_RSA_PSS, PRESENT, "RFC 4055 section 3.1" },
	{ OID_SIG_ECDSA_SHA256, OID_SIG_ECDSA_SHA224, ABSENT,
	  "RFC 5758 section 3.2" },
	{ OID_SIG_ECDSA_SHA1, OID_SIG_ECDSA_SHA1, ABSENT,
	  "RFC 3279 section 2.2.3" },
	{ OID_SIG_DSA_SHA1, OID_SIG_DSA_SHA1, ABSENT, "RFC 3279 section 2.2.2" },
	{ OID_SIG_DSA_SHA224, OID_SIG_DSA_SHA256, ABSENT, "RFC 5758 section 3.1" },
	{ OID_SIG_ED25519, OID_SIG_ED448, ABSENT, "RFC 8410 section 3" },
	{ OID_SIG_ML_DSA_44, OID_SIG_ML_DSA_87, ABSENT, "RFC 9881 section 2" },
	{ OID_SIG_SLH_DSA_SHA2_128S, OID_SIG_HASH_SLH_DSA_SHAKE_256F, ABSENT,
	  "RFC 9909 section 3" },
	{ OID_KEY_RSA, OID_KEY_RSA, NULL_VALUE, "RFC 3279 section 2.3.1" },
	{ OID_KEY_EC, OID_KEY_EC, CURVE, "RFC 5480 section 2.1.1" },
	{ OID_KEY_ED25519, OID_KEY_ED448, ABSENT, "RFC 8410 section 3" },
	{ OID_KEY_X25519, OID_KEY_X448, ABSENT, "RFC 8410 section 3" },
	{ OID_KEY_ML_DSA_44, OID_KEY_ML_DSA_87, ABSENT, "RFC 9881 section 2" },
	{ OID_KEY_SLH_DSA_SHA2_128S, OID_KEY_HASH_SLH_DSA_SHAKE_256F, ABSENT,
	  "RFC 9909 section 3" },
};

static const struct rule *rule_of(enum oid_id id)
{
	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		if (id >= rules[i].first && id <= rules[i].last)
			return &rules[i];
	return NULL;
}

/* What is wrong with the parameters, or NULL. */
static const char *complaint(const struct rule *rule, struct span parameters)
{
	bool absent = parameters.n == 0;

	switch (rule->parameters) {
	case ABSENT:
		return absent ? NULL : "has parameters, and must have none";
	case NULL_VALUE:
		if (der_is(parameters, DER_NULL))
			return NULL;
		return absent ? "has no parameters, and must have NULL"
			      : "has other parameters than NULL";
	case CURVE:
		return der_is(parameters, DER_OID)
			       ? NULL
			       : "has no named curve, and must have one";
	default:
		return absent ? "has no parameters, and must have some" : NULL;
	}
}

/*
 * The parameters of one AlgorithmIdentifier, of which content is the content. Those
 * of RSA signatures may be absent, so far as readers are concerned (RFC 4055).
 */
static void check_parameters(enum oid_kind kind, const char *field,
			     struct span content, const struct lint_sink *to)
{
	enum lint_id id = kind == OID_KEY ? LINT_ID_KEY_PARAMETERS
					  : LINT_ID_SIGNATURE_PARAMETERS;
	const struct rule *rule;
	const struct oid *row;
	struct span oid, parameters;
	const char *what;

	if (!cert_algorithm(content, &oid, &parameters)) {
		lint_found(to, id, "%s is no AlgorithmIdentifier", field);
		return;
	}
	row = oid_find(kind, oid);
	rule = row != NULL ? rule_of(row->id) : NULL;
	what = rule != NULL ? complaint(rule, parameters) : NULL;
	if (what == NULL)
		return;
	if (kind == OID_SIGNATURE && rule->parameters == NULL_VALUE &&
	    parameters.n == 0)
		id = LINT_ID_SIGNATURE_WITHOUT_NULL;
	lint_found(to, id, "%s (%s) %s by %s", field, row->name, what,
		   rule->standard);
}

static void check_key(const struct cert *c, const struct lint_sink *to)
{
	struct cert_spki spki;

	if (cert_spki(c, &spki))
		check_parameters(OID_KEY, "subjectPublicKeyInfo.algorithm",
				 spki.algorithm, to);
}

static void check_agreement(const struct cert *c, const struct lint_sink *to)
{
	struct span inner, outer, parameters;

	if (span_eq(c->tbs_algorithm, c->algorithm))
		return;
	if (cert_algorithm(c->tbs_algorithm, &inner, &parameters) &&
	    cert_algorithm(c->algorithm, &outer, &parameters) &&
	    span_eq(inner, outer)) {
		lint_found(
			to, LINT_ID_ALGORITHMS_DIFFER,
			"the signature algorithm has other parameters inside the TBSCertificate than outside");
	} else {
		lint_found(
			to, LINT_ID_ALGORITHMS_DIFFER,
			"the signature algorithm inside the TBSCertificate is another than outside");
	}
}

void lint_algorithms(const struct lint_subject *s, const struct lint_sink *to)
{
	check_agreement(s->cert, to);
	check_parameters(OID_SIGNATURE, "signatureAlgorithm", s->cert->algorithm,
			 to);
	check_key(s->cert, to);
}
