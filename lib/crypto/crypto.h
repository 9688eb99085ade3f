/*
 * Signature checks, by GnuTLS: the only module that sees it, and linked only into
 * programs that check signatures.
 *
 * When GnuTLS cannot do its work, the process ends, as it does without memory
 * (arena.h): it cannot be started, it has no memory, or it returns an error that
 * says nothing of the signature or the key. So no caller can take trouble for an
 * answer.
 */
#ifndef CRYPTO_H
#define CRYPTO_H

#include "x509/cert.h"

enum crypto_answer {
	CRYPTO_NO, /* the signature is not by that key, or one of them is damaged */
	CRYPTO_YES,
	CRYPTO_UNSUPPORTED, /* an algorithm or curve new to this GnuTLS */
};

/*
 * crypto_start starts GnuTLS at the first call, without its environment variables
 * and without the host's configuration, so that these cannot change an answer. The
 * functions of this module call it.
 */
void crypto_start(void);

/*
 * crypto_trouble ends the process for an error of GnuTLS: it says so on standard
 * error and exits with status 2, and exit handlers run.
 */
NORETURN void crypto_trouble(int error);

/*
 * crypto_verify_data says whether signature (the content octets of a BIT STRING) is
 * one by the key in spki (a whole SubjectPublicKeyInfo) over the bytes of data, by
 * algorithm (the content octets of an AlgorithmIdentifier), whatever its strength.
 * So it serves whatever is signed as a certificate is: a CRL, a request, a
 * response.
 */
enum crypto_answer crypto_verify_data(struct span algorithm, struct span spki,
				      struct span data, struct span signature);

/*
 * crypto_signed_by says whether c carries a signature by the key in issuer_spki
 * over its TBSCertificate, whatever names and dates say. gnutls_x509_crt_verify is
 * of no use for this: it does not check the signature of self-issued certificates.
 */
enum crypto_answer crypto_signed_by(const struct cert *c, struct span issuer_spki);

/*
 * crypto_on_curve says whether the point of an elliptic-curve key (a whole
 * SubjectPublicKeyInfo, RFC 5480 section 2) lies on its curve: CRYPTO_NO where it
 * does not, CRYPTO_UNSUPPORTED where GnuTLS does not read the key or the curve.
 */
enum crypto_answer crypto_on_curve(struct span spki);

#endif
