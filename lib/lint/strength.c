#include "lint/strength.h"

#include "base/buf.h"
#include "consumer/consumer.h"

#define RSA_LEAST      2048 /* bits: 112 bits of strength */
#define EC_LEAST       224  /* bits: 112 bits of strength */
#define EXPONENT_LEAST 65537

static const char *key_word(const struct cert_key *key)
{
	return key->algorithm->id == OID_KEY_DSA  ? "DSA"
	       : key->algorithm->id == OID_KEY_DH ? "DH"
						  : "RSA";
}

/* RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER } */
static bool rsa_exponent(const struct cert_key *key, struct span *out)
{
	struct span bits = key->bits, content;

	return der_take(&bits, DER_SEQUENCE, &content) &&
	       der_take(&content, DER_INTEGER, NULL) &&
	       der_take(&content, DER_INTEGER, out) && content.n == 0;
}

static void judge_exponent(const struct cert_key *key, const struct lint_sink *to)
{
	struct span e;
	uint32_t value;

	if (!rsa_exponent(key, &e)) {
		lint_found(to, LINT_ID_KEY_UNREADABLE,
			   "its RSA exponent cannot be read");
		return;
	}
	if (e.n == 0 || e.p[0] & 0x80 || !(e.p[e.n - 1] & 1)) {
		lint_found(to, LINT_ID_RSA_EXPONENT_INVALID, "the exponent is %s",
			   e.n > 0 && e.p[0] & 0x80 ? "negative" : "even");
		return;
	}
	if (!der_small(e, &value))
		return; /* longer than 32 bits */
	if (value == 1)
		lint_found(to, LINT_ID_RSA_EXPONENT_INVALID,
			   "the exponent is 1: the signature is the message");
	else if (value < EXPONENT_LEAST)
		lint_found(to, LINT_ID_RSA_EXPONENT_SMALL, "the exponent is %u",
			   value);
}

/* RSA, DSA, DH: strength by the number of bits. */
static void judge_size(const struct cert *c, const struct cert_key *key,
		       const struct lint_sink *to)
{
	if (key->size == 0)
		lint_found(to, LINT_ID_KEY_UNREADABLE, "its %s key cannot be read",
			   key_word(key));
	else if (key->size < RSA_LEAST)
		lint_found(to, LINT_ID_WEAK_KEY, "%s with %u bits", key_word(key),
			   key->size);
	else if (consumer_breaks(c, RULE_KEY_LARGE))
		lint_found(to, LINT_ID_LARGE_KEY, "%s with %u bits", key_word(key),
			   key->size);
}

static void judge_curve(const struct cert *c, const struct cert_key *key,
			const struct lint_sink *to)
{
	struct buf name = { 0 };

	if (key->curve_oid.n == 0) {
		lint_found(to, LINT_ID_UNKNOWN_CURVE,
			   "the curve is not given by its name");
	} else if (key->curve == NULL) {
		oid_name(OID_CURVE, key->curve_oid, &name);
		lint_found(to, LINT_ID_UNKNOWN_CURVE, "the curve is %s",
			   buf_c(&name));
	} else if (key->curve->bits < EC_LEAST) {
		lint_found(to, LINT_ID_WEAK_CURVE, "%s", key->curve->name);
	} else if (consumer_breaks(c, RULE_CURVE_RARE)) {
		lint_found(to, LINT_ID_UNCOMMON_CURVE, "%s", key->curve->name);
	}
	buf_free(&name);
}

static void uncommon(const struct cert_key *key, const struct lint_sink *to)
{
	lint_found(to, LINT_ID_UNCOMMON_KEY, "%s", key->algorithm->name);
}

static void judge_key(const struct cert *c, const struct lint_sink *to)
{
	struct buf name = { 0 };
	struct cert_key key;

	if (!cert_key(c, &key)) {
		lint_found(to, LINT_ID_KEY_UNREADABLE,
			   "its SubjectPublicKeyInfo cannot be read");
		return;
	}
	switch (key.algorithm != NULL ? key.algorithm->id : OID_UNKNOWN) {
	case OID_UNKNOWN:
		oid_name(OID_KEY, key.oid, &name);
		lint_found(to, LINT_ID_UNKNOWN_ALGORITHM, "a key for %s",
			   buf_c(&name));
		break;
	case OID_KEY_RSA:
	case OID_KEY_RSA_PSS:
	case OID_KEY_RSA_OAEP:
		judge_size(c, &key, to);
		if (key.size > 0)
			judge_exponent(&key, to);
		break;
	case OID_KEY_DSA:
	case OID_KEY_DH:
		judge_size(c, &key, to);
		uncommon(&key, to);
		break;
	case OID_KEY_EC:
		judge_curve(c, &key, to);
		break;
	default:
		uncommon(&key, to);
		break;
	}
	buf_free(&name);
}

static bool broken_hash(const char *hash)
{
	static const char *const broken[] = { "md2", "md4", "md5", "sha1" };

	for (size_t i = 0; i < ARRAY_LEN(broken); i++)
		if (strcmp(hash, broken[i]) == 0)
			return true;
	return false;
}

static void judge_signature(const struct cert *c, bool self_signed,
			    const struct lint_sink *to)
{
	const struct oid *algorithm;
	struct span oid, parameters;
	struct buf name = { 0 };
	const char *hash;

	cert_signature(c, &algorithm, &hash);
	if (algorithm == NULL) {
		if (cert_algorithm(c->algorithm, &oid, &parameters))
			oid_name(OID_SIGNATURE, oid, &name);
		lint_found(to, LINT_ID_UNKNOWN_ALGORITHM, "signed with %s",
			   name.n > 0 ? buf_c(&name) : "nothing readable");
	} else if (hash != NULL && broken_hash(hash) && !self_signed) {
		lint_found(to, LINT_ID_WEAK_SIGNATURE, "%s", algorithm->name);
	}
	buf_free(&name);
}

void lint_strength(const struct cert *c, bool self_signed,
		   const struct lint_sink *to)
{
	judge_key(c, to);
	judge_signature(c, self_signed, to);
}
