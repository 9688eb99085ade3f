/*
 * Signatures of a PKCS#7 or CMS SignedData (RFC 5652 section 5.4), by GnuTLS: who
 * signed it, and whether a certificate's key made that signature over the content.
 * That a signer may be trusted is not decided here.
 */
#ifndef CRYPTO_SIGNED_H
#define CRYPTO_SIGNED_H

#include "base/cdefs.h"
#include "base/span.h"

struct crypto_signed;

/*
 * crypto_signed_import reads a ContentInfo, DER or what GnuTLS takes of BER, which
 * must outlive it. NULL, with why set to a phrase, where GnuTLS refuses it or
 * fails. The caller bounds its size and parts (CAP_SIGNED_BYTES,
 * CAP_SIGNED_ELEMENTS): GnuTLS takes time that grows with the square of the
 * attributes of a signer.
 */
struct crypto_signed *crypto_signed_import(struct span der, const char **why);
void crypto_signed_free(struct crypto_signed *m);

/* crypto_signed_count is the number of its signatures. */
size_t crypto_signed_count(const struct crypto_signed *m);

/* How a signature names its signer's certificate (RFC 5652 section 5.3). */
struct crypto_signer {
	struct span issuer; /* Name, header included; or empty ... */
	struct span serial; /* content octets */
	struct span key_id; /* ... and the subject key identifier instead */
};

/*
 * crypto_signed_signer gives that of signature i, valid until the next call or
 * crypto_signed_free; false, with why set, where GnuTLS does not read it.
 */
MUST_CHECK bool crypto_signed_signer(struct crypto_signed *m, size_t i,
				     struct crypto_signer *out, const char **why);

enum crypto_held {
	CRYPTO_HELD,
	CRYPTO_NOT_HELD,    /* the content, or the signature, is another */
	CRYPTO_NOT_DECIDED, /* why says what is in the way */
};

/*
 * crypto_signed_held says whether signature i is by the key of a certificate, over
 * the content and the signed attributes. An algorithm that GnuTLS takes for broken
 * does not hold.
 */
enum crypto_held crypto_signed_held(struct crypto_signed *m, size_t i,
				    struct span certificate, const char **why);

#endif
