#include "crypto/crypto.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <limits.h>
#include <stdlib.h>

#include "base/buf.h"

/* Its constructor would run before main, for programs that may never need it. */
GNUTLS_SKIP_GLOBAL_INIT

bool crypto_start(void)
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
	static enum {
		NOT_YET,
		GOOD,
		BAD
	} state;

	if (state == NOT_YET) {
		for (size_t i = 0; i < ARRAY_LEN(variables); i++)
			unsetenv(variables[i]);
		/* The host's /etc/gnutls/config must not decide what a signature
		 * is. */
		setenv("GNUTLS_SYSTEM_PRIORITY_FILE", "/dev/null", 1);
		state = gnutls_global_init() == GNUTLS_E_SUCCESS ? GOOD : BAD;
	}
	return state == GOOD;
}

/* RSASSA-PSS: GnuTLS has an algorithm a hash. */
static gnutls_sign_algorithm_t pss_algorithm(const char *hash)
{
	static const struct {
		const char *hash;
		gnutls_sign_algorithm_t algorithm;
	} known[] = {
		{ "sha256", GNUTLS_SIGN_RSA_PSS_SHA256 },
		{ "sha384", GNUTLS_SIGN_RSA_PSS_SHA384 },
		{ "sha512", GNUTLS_SIGN_RSA_PSS_SHA512 },
	};

	for (size_t i = 0; hash != NULL && i < ARRAY_LEN(known); i++)
		if (strcmp(known[i].hash, hash) == 0)
			return known[i].algorithm;
	return GNUTLS_SIGN_UNKNOWN;
}

static gnutls_sign_algorithm_t algorithm_of(struct span algorithm)
{
	const struct oid *row;
	const char *hash;

	cert_signature_of(algorithm, &row, &hash);
	if (row == NULL)
		return GNUTLS_SIGN_UNKNOWN;
	if (row->id == OID_SIG_RSA_PSS)
		return pss_algorithm(hash);
	return gnutls_oid_to_sign(row->dotted);
}

/* What kind of failure an error of GnuTLS is. */
static enum crypto_answer answer_of(int error)
{
	switch (error) {
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
		return error >= 0 ? CRYPTO_YES : CRYPTO_NO;
	}
}

static gnutls_datum_t datum(struct span s)
{
	return (gnutls_datum_t){ .data = (unsigned char *)(uintptr_t)s.p,
				 .size = (unsigned)s.n };
}

static enum crypto_answer verify(gnutls_pubkey_t key,
				 gnutls_sign_algorithm_t algorithm,
				 struct span spki, struct span data,
				 struct span signature)
{
	gnutls_datum_t spki_datum = datum(spki), data_datum = datum(data),
		       signature_datum = datum(signature);
	int error = gnutls_pubkey_import(key, &spki_datum, GNUTLS_X509_FMT_DER);

	if (error == GNUTLS_E_SUCCESS)
		error = gnutls_pubkey_verify_data2(key, algorithm,
						   GNUTLS_VERIFY_ALLOW_BROKEN,
						   &data_datum, &signature_datum);
	return answer_of(error);
}

enum crypto_answer crypto_verify_data(struct span algorithm, struct span spki,
				      struct span data, struct span signature)
{
	gnutls_sign_algorithm_t sign;
	enum crypto_answer answer;
	struct span bytes;
	gnutls_pubkey_t key;
	unsigned unused;

	if (!der_bits(signature, &bytes, &unused) || unused != 0)
		return CRYPTO_NO;
	if (!crypto_start() || spki.n > INT_MAX || data.n > INT_MAX)
		return CRYPTO_UNSUPPORTED;
	sign = algorithm_of(algorithm);
	if (sign == GNUTLS_SIGN_UNKNOWN ||
	    gnutls_pubkey_init(&key) != GNUTLS_E_SUCCESS)
		return CRYPTO_UNSUPPORTED;
	answer = verify(key, sign, spki, data, bytes);
	gnutls_pubkey_deinit(key);
	return answer;
}

enum crypto_answer crypto_signed_by(const struct cert *c, struct span issuer_spki)
{
	return crypto_verify_data(c->algorithm, issuer_spki, c->tbs, c->signature);
}

enum crypto_answer crypto_on_curve(struct span spki)
{
	gnutls_datum_t spki_datum = datum(spki);
	gnutls_pubkey_t key;
	int error;

	if (!crypto_start() || spki.n > INT_MAX ||
	    gnutls_pubkey_init(&key) != GNUTLS_E_SUCCESS)
		return CRYPTO_UNSUPPORTED;
	error = gnutls_pubkey_import(key, &spki_datum, GNUTLS_X509_FMT_DER);
	if (error == GNUTLS_E_SUCCESS)
		error = gnutls_pubkey_verify_params(key);
	gnutls_pubkey_deinit(key);
	/* A key that is not imported for its form is another matter. */
	if (error == GNUTLS_E_PK_INVALID_PUBKEY ||
	    error == GNUTLS_E_ILLEGAL_PARAMETER)
		return CRYPTO_NO;
	return error >= 0 ? CRYPTO_YES : CRYPTO_UNSUPPORTED;
}
