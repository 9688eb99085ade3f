/*
 * The rules by which consumers load a CA's certificate and then prove nothing by
 * it: its key or curve is not theirs, or an extension of it is in their way.
 */
#include "consumer/parts.h"

#include "crypto/crypto.h"
#include "x509/moment.h"
#include "x509/strict_der.h"

/* OPENSSL_RSA_MAX_MODULUS_BITS, and RSA_MAX_MODULUS_BITS of NSS. */
#define RSA_MOST 16384

/* The key's algorithm, also where more stands beside it than should. */
static enum oid_id kind_of(const struct specimen *s)
{
	struct cert_spki spki;
	struct span oid;
	const struct oid *row = NULL;

	if (cert_spki(&s->cert, &spki) && der_take(&spki.algorithm, DER_OID, &oid))
		row = oid_find(OID_KEY, oid);
	return row != NULL ? row->id : OID_UNKNOWN;
}

static bool is_gost(enum oid_id id)
{
	return id >= OID_KEY_GOST2001 && id <= OID_KEY_GOST2012_512;
}

static bool signs_by(enum oid_id id)
{
	return id == OID_KEY_RSA || id == OID_KEY_RSA_PSS || id == OID_KEY_EC ||
	       id == OID_KEY_DSA || id == OID_KEY_ED25519 || id == OID_KEY_ED448;
}

bool broken_key_kind(const struct specimen *s)
{
	return !signs_by(kind_of(s));
}

bool broken_key_kind_gnutls(const struct specimen *s)
{
	enum oid_id id = kind_of(s);

	return !signs_by(id) && !is_gost(id);
}

bool broken_key_kind_go(const struct specimen *s)
{
	enum oid_id id = kind_of(s);

	return id != OID_KEY_RSA && id != OID_KEY_EC && id != OID_KEY_ED25519;
}

bool broken_key_large(const struct specimen *s)
{
	struct cert_key key;
	enum oid_id id = kind_of(s);

	return cert_key(&s->cert, &key) &&
	       (id == OID_KEY_RSA || id == OID_KEY_RSA_PSS) && key.size > RSA_MOST;
}

bool broken_curve_unnamed(const struct specimen *s)
{
	struct cert_key key;

	return kind_of(s) == OID_KEY_EC && cert_key(&s->cert, &key) &&
	       key.curve_oid.n == 0;
}

static bool is_suite_b(const struct oid *curve)
{
	return curve != NULL &&
	       (curve->id == OID_CURVE_P256 || curve->id == OID_CURVE_P384 ||
		curve->id == OID_CURVE_P521);
}

bool broken_curve_rare(const struct specimen *s)
{
	struct cert_key key;

	return kind_of(s) == OID_KEY_EC && cert_key(&s->cert, &key) &&
	       key.curve_oid.n > 0 && !is_suite_b(key.curve);
}

bool broken_curve_gnutls(const struct specimen *s)
{
	struct cert_key key;

	return broken_curve_rare(s) && cert_key(&s->cert, &key) &&
	       (key.curve == NULL || (key.curve->id != OID_CURVE_P192 &&
				      key.curve->id != OID_CURVE_P224));
}

bool broken_edwards_parameters(const struct specimen *s)
{
	struct cert_spki spki;
	struct span oid, parameters;
	enum oid_id id = kind_of(s);

	return (id == OID_KEY_ED25519 || id == OID_KEY_ED448) &&
	       cert_spki(&s->cert, &spki) &&
	       cert_algorithm(spki.algorithm, &oid, &parameters) &&
	       parameters.n > 0;
}

/* OpenSSL compares times of one form, and only if they exist. */
static bool openssl_wrong(const struct tlv *t)
{
	int64_t when;

	return !moment_of_asn1(t->tag, t->body, &when) ||
	       !moment_is_plain(t->tag, t->body);
}

bool broken_time_openssl(const struct specimen *s)
{
	struct tlv not_before, not_after;

	return cert_times(&s->cert, &not_before, &not_after) &&
	       (openssl_wrong(&not_before) || openssl_wrong(&not_after));
}

/* Sets of kinds of faults, and of extensions 2.5.29.n. */
#define FAULT(kind) (UINT32_C(1) << STRICT_DER_##kind)
#define NUMBER(n)   (UINT64_C(1) << (n))

static void note_fault(void *context, const struct strict_der_fault *f)
{
	uint32_t *faults = context;

	if (!f->in_any)
		*faults |= UINT32_C(1) << f->kind;
}

/* Whether one of these extensions has one of these faults. */
static bool any_fault(const struct specimen *s, uint64_t numbers, uint32_t minded)
{
	struct span rest = s->cert.extensions;
	struct cert_extension e;
	uint32_t faults = 0;

	while (cert_next_extension(&rest, &e)) {
		int number = extension_number(&e);

		if (number >= 0 && number < 64 && numbers & NUMBER(number))
			strict_der_extension(e.oid, e.value, note_fault, &faults);
	}
	return (faults & minded) != 0;
}

/*
 * subjectKeyIdentifier, keyUsage, subjectAltName, basicConstraints,
 * nameConstraints, cRLDistributionPoints, authorityKeyIdentifier, extKeyUsage:
 * OpenSSL decodes them as BER, and passes over what follows in extnValue.
 */
bool broken_extension_openssl(const struct specimen *s)
{
	return any_fault(s,
			 NUMBER(14) | NUMBER(15) | NUMBER(17) | NUMBER(19) |
				 NUMBER(30) | NUMBER(31) | NUMBER(35) | NUMBER(37),
			 FAULT(FIELD) | FAULT(BROKEN) | FAULT(INTEGER) |
				 FAULT(NULL) | FAULT(OID));
}

bool broken_usage_unreadable(const struct specimen *s)
{
	return any_fault(s, NUMBER(15), FAULT(FIELD) | FAULT(BROKEN));
}

bool broken_constraints_unreadable(const struct specimen *s)
{
	return any_fault(s, NUMBER(19) | NUMBER(30), FAULT(FIELD) | FAULT(BROKEN));
}

/* subjectAltName and issuerAltName, which GnuTLS decodes at once. */
bool broken_alt_names(const struct specimen *s)
{
	return any_fault(s, NUMBER(17) | NUMBER(18),
			 FAULT(FIELD) | FAULT(BROKEN) | FAULT(TRAILING) |
				 FAULT(INDEFINITE));
}

/* The tags of GeneralNames in a subjectAltName or nameConstraints. */
static bool has_names(const struct cert_extension *e, bool (*is)(uint8_t tag))
{
	struct span rest = e->value, list, part;
	struct tlv t, name;

	if (!der_take(&rest, DER_SEQUENCE, &list))
		return false;
	while (der_next(&list, &t)) {
		if (extension_number(e) == 17 && is(t.tag))
			return true;
		for (rest = t.body; extension_number(e) == 30 &&
				    der_take(&rest, DER_SEQUENCE, &part);)
			if (der_next(&part, &name) && is(name.tag))
				return true;
	}
	return false;
}

static bool is_plain_name(uint8_t tag)
{
	return tag == DER_CONTEXT + 1 || tag == DER_CONTEXT + 2 ||
	       tag == DER_CONTEXT + 6 || tag == DER_CONTEXT + 7;
}

static bool is_other_name(uint8_t tag)
{
	return !is_plain_name(tag);
}

/*
 * Whether a critical extension is one that the consumer does not process. Of names,
 * some know only those of hosts, mail, URIs and addresses.
 */
static bool is_unprocessed(const struct specimen *s, enum consumer_id id,
			   bool names_too)
{
	struct span rest = s->cert.extensions;
	struct cert_extension e;

	while (cert_next_extension(&rest, &e)) {
		int number = extension_number(&e);

		if (!e.critical)
			continue;
		if ((consumers_process(e.oid) & CONSUMER_BIT(id)) == 0)
			return true;
		if (names_too && number == 30 && has_names(&e, is_other_name))
			return true;
		if (id == CONSUMER_GO_1_19 && number == 17 &&
		    !has_names(&e, is_plain_name))
			return true;
	}
	return false;
}

bool broken_critical_openssl(const struct specimen *s)
{
	return is_unprocessed(s, CONSUMER_OPENSSL_3_0, false);
}

bool broken_critical_gnutls(const struct specimen *s)
{
	return is_unprocessed(s, CONSUMER_GNUTLS_3_7, true);
}

bool broken_critical_go(const struct specimen *s)
{
	return is_unprocessed(s, CONSUMER_GO_1_19, true);
}

/* It would be a CA by its name or its key usage. */
bool broken_no_constraints(const struct specimen *s)
{
	struct cert_extensions x;
	uint8_t usage;

	cert_extensions(&s->cert, &x);
	return s->cert.version == 3 && x.basic_constraints.p == NULL &&
	       (cert_self_issued(&s->cert) ||
		(cert_key_usage(&x, &usage) && usage & KEY_USAGE_CERT_SIGN));
}

bool broken_no_cert_sign(const struct specimen *s)
{
	struct cert_extensions x;
	int64_t pathlen;
	uint8_t usage;

	cert_extensions(&s->cert, &x);
	return cert_ca(&x, &pathlen) == CERT_CA_YES && cert_key_usage(&x, &usage) &&
	       !(usage & KEY_USAGE_CERT_SIGN);
}

/* Equal names, other key identifiers: a wrong one, unless another key signed. */
bool broken_key_ids(const struct specimen *s)
{
	struct cert_extensions x;
	struct span subject, authority;

	cert_extensions(&s->cert, &x);
	return cert_self_issued(&s->cert) && cert_subject_key_id(&x, &subject) &&
	       subject.n > 0 && cert_authority_key_id(&x, &authority) &&
	       !span_eq(subject, authority) &&
	       crypto_signed_by(&s->cert, s->cert.spki) == CRYPTO_YES;
}
