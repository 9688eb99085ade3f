#include "crypto/crypto.h"

#include <errno.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "crypto/key.h"
#include "x509/pss.h"

/* Its constructor would run before main, for programs that may never need it. */
GNUTLS_SKIP_GLOBAL_INIT

void crypto_trouble(int error)
{
	struct buf text = { 0 };
	ssize_t ignored UNUSED;

	if (error == GNUTLS_E_MEMORY_ERROR || errno == ENOMEM)
		arena_exhausted();
	buf_printf(&text, "cabundle: GnuTLS cannot check signatures: %s\n",
		   gnutls_strerror(error));
	ignored = write(STDERR_FILENO, text.p, text.n);
	exit(2);
}

void crypto_start(void)
{
	static const char *const variables[] = {
		"GNUTLS_SYSTEM_PRIORITY_FILE",
		"GNUTLS_SYSTEM_PRIORITY_FAIL_ON_INVALID",
		"GNUTLS_FORCE_FIPS_MODE",
		"GNUTLS_CPUID_OVERRIDE",
		"GNUTLS_DEBUG_LEVEL",
		"GNUTLS_NO_IMPLICIT_INIT",
		"GNUTLS_NO_EXPLICIT_INIT",
		"GNUTLS_SKIP_FIPS_INTEGRITY_CHECKS",
	};
	static bool started;
	int error;

	if (started)
		return;
	for (size_t i = 0; i < ARRAY_LEN(variables); i++)
		unsetenv(variables[i]);
	/* The host's /etc/gnutls/config must not decide what a signature is. */
	setenv("GNUTLS_SYSTEM_PRIORITY_FILE", "/dev/null", 1);
	errno = 0;
	error = gnutls_global_init();
	/* Its ASN.1 definitions may lack a part for want of memory, and it starts.
	 */
	if (error != GNUTLS_E_SUCCESS || errno == ENOMEM)
		crypto_trouble(error);
	started = true;
}

/* How GnuTLS is to check a signature. */
struct scheme {
	gnutls_sign_algorithm_t algorithm;
	gnutls_digest_algorithm_t
		pss_hash; /* GNUTLS_DIG_UNKNOWN but for RSASSA-PSS */
	unsigned pss_salt_bytes;
};

/* RSASSA-PSS: GnuTLS has an algorithm a hash, which makes the mask too. */
static bool pss_scheme(const struct pss *p, struct scheme *out)
{
	static const struct {
		enum oid_id hash;
		gnutls_sign_algorithm_t algorithm;
		gnutls_digest_algorithm_t digest;
	} known[] = {
		{ OID_HASH_SHA256, GNUTLS_SIGN_RSA_PSS_SHA256, GNUTLS_DIG_SHA256 },
		{ OID_HASH_SHA384, GNUTLS_SIGN_RSA_PSS_SHA384, GNUTLS_DIG_SHA384 },
		{ OID_HASH_SHA512, GNUTLS_SIGN_RSA_PSS_SHA512, GNUTLS_DIG_SHA512 },
	};

	if (!p->mgf1 || !span_eq(p->mask_hash, p->hash) || p->trailer != 1)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (!span_eq(oid_row(known[i].hash)->octets, p->hash))
			continue;
		*out = (struct scheme){ known[i].algorithm, known[i].digest,
					p->salt_bytes };
		return true;
	}
	return false;
}

/*
 * CRYPTO_YES where there is a scheme to try. Whatever GnuTLS knows, some keys made
 * no such signature: one of an algorithm that nobody knows, where that of the
 * signature is known; one that does not allow the parameters; and one for
 * RSASSA-PSS no signature of another kind.
 */
static enum crypto_answer find_scheme(struct span algorithm,
				      const struct cert_key *key,
				      struct scheme *out)
{
	struct span oid, parameters;
	const struct oid *row;
	struct pss pss;

	*out = (struct scheme){ .algorithm = GNUTLS_SIGN_UNKNOWN };
	if (!cert_algorithm(algorithm, &oid, &parameters) ||
	    (row = oid_find(OID_SIGNATURE, oid)) == NULL)
		return CRYPTO_UNSUPPORTED;
	if (key->algorithm == NULL)
		return CRYPTO_NO;
	if (row->id == OID_SIG_RSA_PSS) {
		/* No salt is longer than the key; sums of it must not overflow. */
		if (!pss_parse(parameters, &pss) || !pss_allows(key, &pss) ||
		    pss.salt_bytes > key->bits.n)
			return CRYPTO_NO;
		return pss_scheme(&pss, out) ? CRYPTO_YES : CRYPTO_UNSUPPORTED;
	}
	if (key->algorithm->id == OID_KEY_RSA_PSS)
		return CRYPTO_NO;
	out->algorithm = gnutls_oid_to_sign(row->dotted);
	return out->algorithm != GNUTLS_SIGN_UNKNOWN ? CRYPTO_YES
						     : CRYPTO_UNSUPPORTED;
}

/*
 * What an error of GnuTLS says of the signature or the key. These are the errors
 * that damaged ones and unknown ones were seen to give; any other is trouble. A
 * check that has no memory fails like one of a false signature, so that errno must
 * be asked: it is 0 before.
 */
static enum crypto_answer answer_of(int error)
{
	if (error >= 0)
		return CRYPTO_YES;
	if (errno == ENOMEM)
		arena_exhausted();
	switch (error) {
	case GNUTLS_E_PK_SIG_VERIFY_FAILED:
	case GNUTLS_E_INCOMPATIBLE_SIG_WITH_KEY:
	case GNUTLS_E_PK_INVALID_PUBKEY:
	case GNUTLS_E_PK_INVALID_PUBKEY_PARAMS:
	case GNUTLS_E_ILLEGAL_PARAMETER:
	case GNUTLS_E_PARSING_ERROR:
	case GNUTLS_E_INVALID_REQUEST:	   /* a point without bytes */
	case GNUTLS_E_SHORT_MEMORY_BUFFER: /* an OID that is too long */
	case GNUTLS_E_ASN1_ELEMENT_NOT_FOUND:
	case GNUTLS_E_ASN1_IDENTIFIER_NOT_FOUND:
	case GNUTLS_E_ASN1_DER_ERROR:
	case GNUTLS_E_ASN1_VALUE_NOT_FOUND:
	case GNUTLS_E_ASN1_GENERIC_ERROR:
	case GNUTLS_E_ASN1_VALUE_NOT_VALID:
	case GNUTLS_E_ASN1_TAG_ERROR:
	case GNUTLS_E_ASN1_TAG_IMPLICIT:
	case GNUTLS_E_ASN1_TYPE_ANY_ERROR:
	case GNUTLS_E_ASN1_SYNTAX_ERROR:
	case GNUTLS_E_ASN1_DER_OVERFLOW:
		return CRYPTO_NO;
	case GNUTLS_E_UNKNOWN_PK_ALGORITHM:
	case GNUTLS_E_UNSUPPORTED_SIGNATURE_ALGORITHM:
	case GNUTLS_E_UNKNOWN_HASH_ALGORITHM:
	case GNUTLS_E_ECC_UNSUPPORTED_CURVE:
	case GNUTLS_E_UNIMPLEMENTED_FEATURE:
	case GNUTLS_E_UNKNOWN_ALGORITHM:
	case GNUTLS_E_INSUFFICIENT_SECURITY:
	case GNUTLS_E_CONSTRAINT_ERROR:
		return CRYPTO_UNSUPPORTED;
	default:
		crypto_trouble(error);
	}
}

static gnutls_datum_t datum(struct span s)
{
	return (gnutls_datum_t){ .data = (unsigned char *)(uintptr_t)s.p,
				 .size = (unsigned)s.n };
}

/*
 * The salt's length belongs to the signature, but GnuTLS takes it from the key;
 * where the key has none, as long as the hash.
 */
static int set_pss(gnutls_pubkey_t key, const struct scheme *scheme)
{
	gnutls_x509_spki_t spki;
	int error = gnutls_x509_spki_init(&spki);

	if (error != GNUTLS_E_SUCCESS)
		return error;
	gnutls_x509_spki_set_rsa_pss_params(spki, scheme->pss_hash,
					    scheme->pss_salt_bytes);
	error = gnutls_pubkey_set_spki(key, spki, 0);
	gnutls_x509_spki_deinit(spki);
	return error;
}

static gnutls_pubkey_t new_key(void)
{
	gnutls_pubkey_t key;
	int error;

	crypto_start();
	errno = 0;
	error = gnutls_pubkey_init(&key);
	if (error != GNUTLS_E_SUCCESS)
		crypto_trouble(error);
	return key;
}

static enum crypto_answer verify(const struct scheme *scheme, struct span spki,
				 struct span data, struct span signature)
{
	gnutls_datum_t spki_datum = datum(spki), data_datum = datum(data),
		       signature_datum = datum(signature);
	gnutls_pubkey_t key = new_key();
	enum crypto_answer answer;
	int error = gnutls_pubkey_import(key, &spki_datum, GNUTLS_X509_FMT_DER);

	if (error == GNUTLS_E_SUCCESS && scheme->pss_hash != GNUTLS_DIG_UNKNOWN)
		error = set_pss(key, scheme);
	if (error == GNUTLS_E_SUCCESS)
		error = gnutls_pubkey_verify_data2(key, scheme->algorithm,
						   GNUTLS_VERIFY_ALLOW_BROKEN,
						   &data_datum, &signature_datum);
	answer = answer_of(error);
	gnutls_pubkey_deinit(key);
	return answer;
}

enum crypto_answer crypto_verify_data(struct span algorithm, struct span spki,
				      struct span data, struct span signature)
{
	enum crypto_answer answer;
	struct scheme scheme;
	struct cert_key key;
	struct span bytes;
	unsigned unused;

	if (!der_bits(signature, &bytes, &unused) || unused != 0 ||
	    !cert_key_of(spki, &key))
		return CRYPTO_NO;
	if (spki.n > INT_MAX || data.n > INT_MAX)
		return CRYPTO_UNSUPPORTED;
	answer = find_scheme(algorithm, &key, &scheme);
	if (answer == CRYPTO_YES)
		answer = crypto_key_usable(&key);
	return answer == CRYPTO_YES ? verify(&scheme, spki, data, bytes) : answer;
}

enum crypto_answer crypto_signed_by(const struct cert *c, struct span issuer_spki)
{
	return crypto_verify_data(c->algorithm, issuer_spki, c->tbs, c->signature);
}

enum crypto_answer crypto_on_curve(struct span spki)
{
	gnutls_datum_t spki_datum = datum(spki);
	enum crypto_answer answer;
	gnutls_pubkey_t key;
	int error;

	if (spki.n > INT_MAX)
		return CRYPTO_UNSUPPORTED;
	key = new_key();
	error = gnutls_pubkey_import(key, &spki_datum, GNUTLS_X509_FMT_DER);
	if (error == GNUTLS_E_SUCCESS)
		error = gnutls_pubkey_verify_params(key);
	answer = answer_of(error);
	gnutls_pubkey_deinit(key);
	/* A key that is not imported for its form is another matter. */
	if (answer == CRYPTO_NO && error != GNUTLS_E_PK_INVALID_PUBKEY &&
	    error != GNUTLS_E_ILLEGAL_PARAMETER)
		return CRYPTO_UNSUPPORTED;
	return answer;
}
