/* Used between revocation.c and revocation_signer.c. */
#ifndef REVOCATION_PARTS_H
#define REVOCATION_PARTS_H

#include "verify/revocation.h"

/* Paths of CRL issuers that a question remembers. */
#define KNOWN_SIGNERS 8

/* A CRL issuer whose path was asked for. */
struct known_signer {
	const uint8_t *der; /* of its certificate */
	bool good;
	struct span spki;
};

/* A question on its way to an answer. */
struct inquiry {
	struct revocation *r;
	const struct revocation_question *q;
	struct revocation_answer *out;

	enum cert_ca ca;
	uint8_t issuer[SHA256_BYTES]; /* digest of the certificate's issuer's name
				       */

	enum revocation_doubt doubt; /* the nearest so far, and of which CRL */
	const struct pool_crl *nearest;
	bool gave_up; /* there were more CRLs than may be tried */

	/* Whether a certificate may vouch for itself, and whether one would. */
	bool may_vouch, would_vouch;

	struct known_signer known[KNOWN_SIGNERS];
	size_t signers;
};

/*
 * revocation_note keeps a doubt and the CRL that it is of, where it is nearer than
 * the ones before. Always false.
 */
bool revocation_note(struct inquiry *i, const struct pool_crl *c,
		     enum revocation_doubt doubt);

/* revocation_narrow says that the answer may be another one outside of this time.
 */
void revocation_narrow(struct revocation_answer *out, int64_t from, int64_t until);

/*
 * revocation_find_signer gives the key that signed a CRL, of a certificate that may
 * sign CRLs; false where there is none, which is noted.
 */
bool revocation_find_signer(struct inquiry *i, struct pool_crl *c,
			    struct span *key);

#endif
