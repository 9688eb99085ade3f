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

/*
 * OpenSSL decodes as BER, and passes over what follows in extnValue; GnuTLS and NSS
 * are taken to mind the same.
 */
static void note_unreadable(void *context, const struct strict_der_fault *f)
{
	bool *unreadable = context;

	*unreadable |= f->kind == STRICT_DER_FIELD ||
		       f->kind == STRICT_DER_BROKEN ||
		       f->kind == STRICT_DER_INTEGER ||
		       f->kind == STRICT_DER_NULL || f->kind == STRICT_DER_OID;
}

/* Whether one of these extensions 2.5.29.n is not built as its type says. */
static bool any_unreadable(const struct specimen *s, const uint8_t *number,
			   size_t n)
{
	struct span rest = s->cert.extensions;
	struct cert_extension e;
	bool unreadable = false;

	while (!unreadable && cert_next_extension(&rest, &e)) {
		int is = extension_number(&e);

		if (is >= 0 && memchr(number, is, n) != NULL)
			strict_der_extension(e.oid, e.value, note_unreadable,
					     &unreadable);
	}
	return unreadable;
}

/* subjectKeyIdentifier, keyUsage, subjectAltName, basicConstraints,
 * nameConstraints, cRLDistributionPoints, authorityKeyIdentifier, extKeyUsage */
bool broken_extension_openssl(const struct specimen *s)
{
	static const uint8_t numbers[] = { 14, 15, 17, 19, 30, 31, 35, 37 };

	return any_unreadable(s, numbers, sizeof(numbers));
}

bool broken_usage_unreadable(const struct specimen *s)
{
	static const uint8_t numbers[] = { 15 };

	return any_unreadable(s, numbers, sizeof(numbers));
}

bool broken_constraints_unreadable(const struct specimen *s)
{
	static const uint8_t numbers[] = { 19, 30 };

	return any_unreadable(s, numbers, sizeof(numbers));
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
