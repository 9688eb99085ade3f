/* The rules on public keys: which algorithms and curves each consumer reads. */
#include "consumer/parts.h"

#include "crypto/crypto.h"

/* The parts of a SubjectPublicKeyInfo. */
struct key_parts {
	const struct oid *algorithm; /* NULL where unknown */
	struct span parameters, bits;
};

static bool key_parts(const struct specimen *s, struct key_parts *out)
{
	struct cert_spki spki;
	struct span oid;
	unsigned unused;

	if (!cert_spki(&s->cert, &spki) ||
	    !cert_algorithm(spki.algorithm, &oid, &out->parameters) ||
	    !der_bits(spki.bits, &out->bits, &unused) || unused > 0)
		return false;
	out->algorithm = oid_find(OID_KEY, oid);
	return true;
}

static enum oid_id algorithm_of(const struct key_parts *k)
{
	return k->algorithm != NULL ? k->algorithm->id : OID_UNKNOWN;
}

/* A positive INTEGER with no octet too many. */
static bool take_positive(struct span *s, struct span *out)
{
	return der_take(s, DER_INTEGER, out) && out->n > 0 && out->p[0] < 0x80 &&
	       !(out->n == 1 && out->p[0] == 0) &&
	       !(out->n > 1 && out->p[0] == 0 && out->p[1] < 0x80);
}

static bool go_rsa(struct span key)
{
	struct span content, modulus, exponent;

	return der_take(&key, DER_SEQUENCE, &content) &&
	       take_positive(&content, &modulus) &&
	       take_positive(&content, &exponent) && exponent.n <= 8;
}

#define JAVA_RSA_BYTES (16384 / 8 + 1)

/* The sign bit is read as one of the number. */
static bool java_rsa(struct span key)
{
	struct span content, modulus, exponent;

	return der_take(&key, DER_SEQUENCE, &content) &&
	       der_take(&content, DER_INTEGER, &modulus) &&
	       der_take(&content, DER_INTEGER, &exponent) && modulus.n > 0 &&
	       exponent.n > 0 && modulus.n <= JAVA_RSA_BYTES &&
	       (exponent.n > 1 || exponent.p[0] >= 3);
}

static bool is_null(struct span parameters)
{
	return parameters.n == 2 && parameters.p[0] == DER_NULL &&
	       parameters.p[1] == 0;
}

static const struct oid *named_curve(struct span parameters)
{
	struct span oid;

	return der_take(&parameters, DER_OID, &oid) ? oid_find(OID_CURVE, oid)
						    : NULL;
}

/* An uncompressed point has as many octets for x and y as the field. */
static bool is_point(struct span bits, const struct oid *curve)
{
	return bits.n == 1 + 2 * (size_t)((curve->bits + 7) / 8) &&
	       bits.p[0] == 0x04;
}

static bool go_curve(const struct oid *curve)
{
	return curve != NULL &&
	       (curve->id == OID_CURVE_P224 || curve->id == OID_CURVE_P256 ||
		curve->id == OID_CURVE_P384 || curve->id == OID_CURVE_P521);
}

/* DSA: y, and the parameters p, q and g. */
static bool is_dsa(const struct key_parts *k)
{
	struct span bits = k->bits, parameters = k->parameters, list, number;

	return take_positive(&bits, &number) &&
	       der_take(&parameters, DER_SEQUENCE, &list) &&
	       take_positive(&list, &number) && take_positive(&list, &number) &&
	       take_positive(&list, &number);
}

bool broken_key_go(const struct specimen *s)
{
	struct key_parts k;
	const struct oid *curve;

	if (!key_parts(s, &k))
		return true;
	switch (algorithm_of(&k)) {
	case OID_KEY_RSA:
		return !is_null(k.parameters) || !go_rsa(k.bits);
	case OID_KEY_EC:
		curve = named_curve(k.parameters);
		return !go_curve(curve) || !is_point(k.bits, curve);
	case OID_KEY_ED25519:
		return k.parameters.n > 0 || k.bits.n != 32;
	case OID_KEY_DSA:
		return !is_dsa(&k);
	default:
		return false;
	}
}

bool broken_key_point(const struct specimen *s)
{
	struct key_parts k;

	return key_parts(s, &k) && algorithm_of(&k) == OID_KEY_EC &&
	       crypto_on_curve(s->cert.spki) == CRYPTO_NO;
}

/* The curves of the JDK's table: SEC 2, X9.62 and Brainpool (r1). */
static bool java_curve(struct span parameters)
{
	static const struct span arcs[] = {
		SPAN_LIT("\x2b\x81\x04\x00"),		      /* 1.3.132.0 */
		SPAN_LIT("\x2a\x86\x48\xce\x3d\x03"),	      /* X9.62 */
		SPAN_LIT("\x2b\x24\x03\x03\x02\x08\x01\x01"), /* Brainpool */
	};
	struct span oid;

	if (!der_take(&parameters, DER_OID, &oid))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(arcs); i++)
		if (span_starts(oid, arcs[i]))
			return true;
	return false;
}

bool broken_key_java(const struct specimen *s)
{
	struct key_parts k;
	const struct oid *curve;

	if (!key_parts(s, &k))
		return true;
	switch (algorithm_of(&k)) {
	case OID_KEY_RSA:
	case OID_KEY_RSA_PSS:
		return !java_rsa(k.bits);
	case OID_KEY_EC:
		curve = named_curve(k.parameters);
		return !java_curve(k.parameters) ||
		       (curve != NULL && !is_point(k.bits, curve));
	case OID_KEY_ED25519:
		return k.bits.n != 32;
	case OID_KEY_ED448:
		return k.bits.n != 57;
	case OID_KEY_DSA:
		return k.parameters.n > 0 && !is_dsa(&k);
	default:
		return false;
	}
}

static bool is_rsa(struct span key)
{
	struct span content;

	return der_take(&key, DER_SEQUENCE, &content) &&
	       der_take(&content, DER_INTEGER, NULL) &&
	       der_take(&content, DER_INTEGER, NULL) && content.n == 0;
}

bool broken_key_nss(const struct specimen *s)
{
	struct key_parts k;

	if (!key_parts(s, &k))
		return true;
	switch (algorithm_of(&k)) {
	case OID_KEY_RSA:
	case OID_KEY_RSA_PSS:
	case OID_KEY_RSA_OAEP:
		return !is_rsa(k.bits);
	case OID_KEY_DSA:
	case OID_KEY_DH:
		return false;
	case OID_KEY_EC:
		return !der_is(k.parameters, DER_OID);
	default:
		return true;
	}
}

/* SubjectPublicKeyInfo ::= SEQUENCE { algorithm, subjectPublicKey BIT STRING } */
bool broken_key_frame(const struct specimen *s)
{
	struct cert_spki spki;

	return !cert_spki(&s->cert, &spki) || spki.rest.n > 0;
}
