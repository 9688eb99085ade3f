/*
 * The signatures along paths, each checked once: between two certificates of the
 * bundle once for all chains, others once for a chain.
 */
#ifndef SIGNATURE_H
#define SIGNATURE_H

#include "crypto/crypto.h"
#include "verify/path.h"

/* All zeros but for left is ready. */
struct signing {
	struct pair_map known; /* of this chain */
	struct pair_map made;  /* keys that were made from two, in key */
	struct span *key;
	size_t keys, room;
	unsigned left; /* checks that may still be made */

	/* What checks, where it is not crypto_signed_by: for tests. */
	enum crypto_answer (*check)(const struct cert *c, struct span spki);
};

/* signing_forget forgets a chain; signing_free frees what is known. */
void signing_forget(struct signing *s);
void signing_free(struct signing *s);

enum signature_answer {
	SIGNATURE_NO,
	SIGNATURE_YES,
	SIGNATURE_UNSUPPORTED,
	SIGNATURE_SPENT, /* none was left, and this one is not known */
};

/*
 * signature_check says whether a certificate is signed by the key of an issuer, its
 * own or what signature_key gives for it.
 */
enum signature_answer signature_check(struct signing *s, const struct member *child,
				      const struct member *issuer, struct span key);

/*
 * signature_key is the key of a certificate in a path: its own, or where that is a
 * DSA key without parameters the same with those of the key above (RFC 5280 section
 * 6.1.4 (e); RFC 3279 section 2.3.2); the certificate's own where the key above has
 * none. What is made of two lives in the arena, at one address until
 * signing_forget.
 */
struct span signature_key(struct signing *s, const struct member *m,
			  struct span above, struct arena *a);

#endif
