#include "crypto/key.h"

#include "base/caps.h"

/* The bits of the next INTEGER; 0 where it is zero, or there is none. */
static unsigned take_bits(struct span *rest)
{
	struct span number;

	return der_take(rest, DER_INTEGER, &number) ? der_integer_bits(number) : 0;
}

/* RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER } */
static enum crypto_answer rsa_usable(struct span key)
{
	struct span content;
	unsigned modulus, exponent;

	if (!der_take(&key, DER_SEQUENCE, &content))
		return CRYPTO_NO;
	modulus = take_bits(&content);
	exponent = take_bits(&content);
	if (modulus == 0 || exponent == 0)
		return CRYPTO_NO;
	return modulus > CAP_RSA_ANY_EXPONENT && exponent > CAP_RSA_EXPONENT
		       ? CRYPTO_UNSUPPORTED
		       : CRYPTO_YES;
}

/* Dss-Parms ::= SEQUENCE { p INTEGER, q INTEGER, g INTEGER }; the key is y. */
static enum crypto_answer dsa_usable(struct span parameters, struct span key)
{
	struct span content;
	unsigned p, q, g, y;

	if (!der_take(&parameters, DER_SEQUENCE, &content))
		return CRYPTO_NO;
	p = take_bits(&content);
	q = take_bits(&content);
	g = take_bits(&content);
	y = take_bits(&key);
	if (p == 0 || q == 0 || g == 0 || g > p || y == 0 || y > p)
		return CRYPTO_NO;
	return p > CAP_DSA_MODULUS || q > CAP_DSA_ORDER ? CRYPTO_UNSUPPORTED
							: CRYPTO_YES;
}

enum crypto_answer crypto_key_usable(const struct cert_key *key)
{
	switch (key->algorithm != NULL ? key->algorithm->id : OID_UNKNOWN) {
	case OID_KEY_RSA:
	case OID_KEY_RSA_PSS:
		return rsa_usable(key->bits);
	case OID_KEY_DSA:
		return dsa_usable(key->parameters, key->bits);
	default:
		return CRYPTO_YES;
	}
}
