#include "crypto/signed.h"

#include <gnutls/pkcs7.h>
#include <gnutls/x509.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/caps.h"
#include "crypto/crypto.h"

struct crypto_signed {
	gnutls_pkcs7_t pkcs7;
	size_t count;
	bool has_info;
	gnutls_pkcs7_signature_info_st info; /* of the signature asked for last */
};

static gnutls_datum_t datum(struct span s)
{
	return (gnutls_datum_t){ .data = (unsigned char *)(uintptr_t)s.p,
				 .size = (unsigned)s.n };
}

static struct span span_of_datum(gnutls_datum_t d)
{
	return span_of(d.data, d.size);
}

struct crypto_signed *crypto_signed_import(struct span der, const char **why)
{
	gnutls_datum_t bytes = datum(der);
	struct crypto_signed *m;
	gnutls_pkcs7_t pkcs7;
	int error;

	*why = "GnuTLS cannot be started";
	crypto_start();
	if (der.n > CAP_SIGNED_BYTES ||
	    gnutls_pkcs7_init(&pkcs7) != GNUTLS_E_SUCCESS)
		return NULL;
	error = gnutls_pkcs7_import(pkcs7, &bytes, GNUTLS_X509_FMT_DER);
	if (error == GNUTLS_E_SUCCESS)
		error = gnutls_pkcs7_get_signature_count(pkcs7);
	if (error < 0) {
		*why = gnutls_strerror(error);
		gnutls_pkcs7_deinit(pkcs7);
		return NULL;
	}
	m = arena_grow(NULL, sizeof(*m));
	*m = (struct crypto_signed){ .pkcs7 = pkcs7, .count = (size_t)error };
	return m;
}

static void forget_info(struct crypto_signed *m)
{
	if (m->has_info)
		gnutls_pkcs7_signature_info_deinit(&m->info);
	m->has_info = false;
}

void crypto_signed_free(struct crypto_signed *m)
{
	if (m == NULL)
		return;
	forget_info(m);
	gnutls_pkcs7_deinit(m->pkcs7);
	free(m);
}

size_t crypto_signed_count(const struct crypto_signed *m)
{
	return m->count;
}

bool crypto_signed_signer(struct crypto_signed *m, size_t i,
			  struct crypto_signer *out, const char **why)
{
	int error;

	forget_info(m);
	error = gnutls_pkcs7_get_signature_info(m->pkcs7, (unsigned)i, &m->info);
	if (error != GNUTLS_E_SUCCESS) {
		*why = gnutls_strerror(error);
		return false;
	}
	m->has_info = true;
	*out = (struct crypto_signer){
		.issuer = span_of_datum(m->info.issuer_dn),
		.serial = span_of_datum(m->info.signer_serial),
		.key_id = span_of_datum(m->info.issuer_keyid),
	};
	return true;
}

/*
 * What holds must be worth it. GnuTLS says "does not verify" of RSASSA-PSS with
 * another salt than of the hash's length, too, which is good: then nobody knows.
 */
static enum crypto_held held_of(gnutls_sign_algorithm_t algorithm, int error,
				const char **why)
{
	bool weak = algorithm != GNUTLS_SIGN_UNKNOWN &&
		    !gnutls_sign_is_secure2(algorithm,
					    GNUTLS_SIGN_FLAG_SECURE_FOR_CERTS);

	*why = gnutls_strerror(error);
	if (error >= 0 && !weak)
		return CRYPTO_HELD;
	if (error >= 0 || error == GNUTLS_E_INSUFFICIENT_SECURITY) {
		*why = "the algorithm of its signature is too weak";
		return CRYPTO_NOT_HELD;
	}
	if (error != GNUTLS_E_PK_SIG_VERIFY_FAILED)
		return CRYPTO_NOT_DECIDED;
	*why = "the content or the signature has changed";
	if (gnutls_sign_get_pk_algorithm(algorithm) != GNUTLS_PK_RSA_PSS)
		return CRYPTO_NOT_HELD;
	*why = "RSASSA-PSS, of which GnuTLS checks one length of the salt";
	return CRYPTO_NOT_DECIDED;
}

enum crypto_held crypto_signed_held(struct crypto_signed *m, size_t i,
				    struct span certificate, const char **why)
{
	gnutls_datum_t bytes = datum(certificate);
	struct crypto_signer signer;
	enum crypto_held held;
	gnutls_x509_crt_t crt;
	int error;

	*why = "the signer's certificate is larger than 64 KiB";
	if (certificate.n > CAP_SCHEMA_BYTES)
		return CRYPTO_NOT_DECIDED;
	if (!crypto_signed_signer(m, i, &signer, why))
		return CRYPTO_NOT_DECIDED;
	*why = "GnuTLS has no memory";
	if (gnutls_x509_crt_init(&crt) != GNUTLS_E_SUCCESS)
		return CRYPTO_NOT_DECIDED;
	error = gnutls_x509_crt_import(crt, &bytes, GNUTLS_X509_FMT_DER);
	*why = gnutls_strerror(error);
	held = CRYPTO_NOT_DECIDED;
	if (error == GNUTLS_E_SUCCESS) {
		error = gnutls_pkcs7_verify_direct(
			m->pkcs7, crt, (unsigned)i, NULL,
			GNUTLS_VERIFY_DISABLE_TIME_CHECKS |
				GNUTLS_VERIFY_DISABLE_TRUSTED_TIME_CHECKS);
		held = held_of(m->info.algo, error, why);
	}
	gnutls_x509_crt_deinit(crt);
	return held;
}
