/* What a certificate says of its key and of its signature; see cert.h. */
#include "x509/cert.h"

#include "x509/pss.h"

/* RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER } */
static unsigned rsa_size(struct span key)
{
	struct span content, modulus, exponent;

	if (!der_take(&key, DER_SEQUENCE, &content) || key.n > 0 ||
	    !der_take(&content, DER_INTEGER, &modulus) ||
	    !der_take(&content, DER_INTEGER, &exponent))
		return 0;
	return der_integer_bits(modulus);
}

/* Dss-Parms ::= SEQUENCE { p INTEGER, q INTEGER, g INTEGER } */
static unsigned dsa_size(struct span parameters)
{
	struct span content, p;

	if (!der_take(&parameters, DER_SEQUENCE, &content) ||
	    !der_take(&content, DER_INTEGER, &p))
		return 0;
	return der_integer_bits(p);
}

static void ec_curve(struct cert_key *key)
{
	struct span parameters = key->parameters;

	if (!der_take(&parameters, DER_OID, &key->curve_oid))
		return;
	key->curve = oid_find(OID_CURVE, key->curve_oid);
	if (key->curve != NULL)
		key->size = key->curve->bits;
}

/* Without a rule of its own, a key is as long as its BIT STRING. */
static void key_size(struct cert_key *key)
{
	enum oid_id id = key->algorithm != NULL ? key->algorithm->id : OID_UNKNOWN;

	switch (id) {
	case OID_KEY_RSA:
	case OID_KEY_RSA_PSS:
	case OID_KEY_RSA_OAEP:
		key->size = rsa_size(key->bits);
		break;
	case OID_KEY_DSA:
	case OID_KEY_DH:
		key->size = dsa_size(key->parameters);
		break;
	case OID_KEY_EC:
		ec_curve(key);
		break;
	default:
		key->size = key->algorithm != NULL && key->algorithm->bits > 0
				    ? key->algorithm->bits
				    : (unsigned)key->bits.n * 8;
	}
}

static bool take_spki(struct span spki, struct cert_spki *out)
{
	return der_take(&spki, DER_SEQUENCE, &out->rest) &&
	       der_take(&out->rest, DER_SEQUENCE, &out->algorithm) &&
	       der_take(&out->rest, DER_BIT_STRING, &out->bits);
}

bool cert_spki(const struct cert *c, struct cert_spki *out)
{
	return take_spki(c->spki, out);
}

bool cert_key_of(struct span spki, struct cert_key *out)
{
	struct cert_key key = { 0 };
	struct cert_spki parts;
	unsigned unused;

	if (!take_spki(spki, &parts) || parts.rest.n > 0 ||
	    !cert_algorithm(parts.algorithm, &key.oid, &key.parameters) ||
	    !der_bits(parts.bits, &key.bits, &unused))
		return false;
	key.algorithm = oid_find(OID_KEY, key.oid);
	key_size(&key);
	*out = key;
	return true;
}

bool cert_key(const struct cert *c, struct cert_key *out)
{
	return cert_key_of(c->spki, out);
}

static const char *pss_hash(struct span parameters)
{
	const struct oid *row;
	struct pss p;

	if (!pss_parse(parameters, &p))
		return NULL;
	row = oid_find(OID_HASH, p.hash);
	return row != NULL ? row->name : NULL;
}

void cert_signature_of(struct span content, const struct oid **algorithm,
		       const char **hash)
{
	struct span oid, parameters;

	*algorithm = NULL;
	*hash = NULL;
	if (!cert_algorithm(content, &oid, &parameters))
		return;
	*algorithm = oid_find(OID_SIGNATURE, oid);
	if (*algorithm == NULL)
		return;
	if ((*algorithm)->id == OID_SIG_RSA_PSS)
		*hash = pss_hash(parameters);
	else if ((*algorithm)->short_name[0] != '\0')
		*hash = (*algorithm)->short_name;
}

void cert_signature(const struct cert *c, const struct oid **algorithm,
		    const char **hash)
{
	cert_signature_of(c->algorithm, algorithm, hash);
}
