/*
 * Certificate paths, checked by GnuTLS: a trust list that holds one anchor, and the
 * certificates that lead to it. Times are not looked at; see verify.h.
 *
 * The flags are fixed, and none of them comes from the host: no time checks, no
 * CRLs, no reordering; SHA-1 and older hashes, RSA keys below 1024 bits and curves
 * below 160 bits are insecure (GNUTLS_PROFILE_LOW). What GnuTLS does not do is said
 * at crypto_signed_by: it trusts an anchor's own signature.
 */
#ifndef CRYPTO_VERIFY_H
#define CRYPTO_VERIFY_H

#include "base/buf.h"

struct crypto_crt; /* a certificate that GnuTLS has read */

/*
 * crypto_import reads a certificate, to be freed with crypto_crt_free. NULL, with
 * why set to GnuTLS's words, where it refuses the certificate, or the certificate
 * is larger than CAP_SCHEMA_BYTES: GnuTLS takes minutes for some of these.
 */
struct crypto_crt *crypto_import(struct span der, const char **why);
void crypto_crt_free(struct crypto_crt *crt);

/* What GnuTLS finds wrong with a path. */
enum crypto_flaw {
	CRYPTO_SOUND,
	CRYPTO_NOT_ISSUED,	/* names differ in a byte, or the key identifiers */
	CRYPTO_FALSE_SIGNATURE, /* the issuer's key did not make the signature */
	CRYPTO_NOT_CA,		/* the issuer is no CA */
	CRYPTO_CONSTRAINED,	/* path length, key usage or names forbid it */
	CRYPTO_CRITICAL,	/* a critical extension that GnuTLS does not know */
	CRYPTO_INSECURE,	/* signature algorithm or key are too weak */
	CRYPTO_PURPOSE,		/* not for this purpose */
	CRYPTO_UNKNOWN,		/* an algorithm that this GnuTLS does not know */
};

struct crypto_finding {
	enum crypto_flaw flaw;
	size_t at; /* whose issuer, or signature, it is */
};

/*
 * crypto_verify_path checks count certificates, 1 to CAP_PATH, each of them issued
 * by the next; the last one is the anchor, and is trusted as it is. purpose is a
 * dotted OID, or NULL for any. The first flaw from the anchor on is found.
 */
struct crypto_finding crypto_verify_path(struct crypto_crt *const *path,
					 size_t count, const char *purpose);

/*
 * crypto_is_for_host says whether a certificate is for this DNS name or IP address
 * (RFC 6125; the common name counts where there is no DNS name).
 */
bool crypto_is_for_host(const struct crypto_crt *crt, const char *host);

/*
 * crypto_hosts appends the DNS names and IP addresses that a certificate is for,
 * escaped, separated by ", ", the first few of them. False where there are none.
 */
bool crypto_hosts(const struct crypto_crt *crt, struct buf *out);

#endif
