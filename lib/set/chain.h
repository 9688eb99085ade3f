/*
 * Who signed whom within a bundle. An issuer has the name that the certificate
 * gives as its issuer, a key identifier that does not contradict (RFC 5280
 * sections 4.2.1.1 and 4.2.1.2), and a key by which the signature verifies, where
 * signatures are checked.
 *
 * Keys are looked up by name and identifier, so that those with another identifier
 * cost nothing, and a signature is tried once a key, not once a certificate: with
 * the certificate's own key first, then with those that bear the identifier that it
 * states, then with those that bear none. Where names and identifiers do not tell
 * keys apart, most signatures are tried in vain; of these, a set has CAP_VAIN, and
 * CAP_VAIN_EACH for each of its certificates. Then a search ends early and says so.
 * So the work stays linear in the bundle, whatever it holds.
 */
#ifndef CHAIN_H
#define CHAIN_H

#include "crypto/crypto.h"
#include "set/bundle.h"

#define CHAIN_NONE SIZE_MAX

struct chain_key;  /* a certificate under its subject and key */
struct chain_id;   /* ... under its subject and key identifier */
struct chain_link; /* what is known of an entry */

/* What was done so far; the answers are computed once, when they are asked for. */
struct chain_work {
	size_t tried;	  /* signatures */
	size_t vain;	  /* ... that did not verify */
	size_t steps;	  /* keys that were looked at */
	size_t gave_up;	  /* entries whose issuer may be among keys that were not
			     tried */
	struct buf maybe; /* numbers of keys, size_t each; see chain_index.h */
};

struct chain {
	const struct bundle *bundle;
	bool verify;
	struct arena arena;
	struct chain_key *by_key; /* sorted by subject, key, position */
	struct chain_id *by_id;	  /* sorted by subject, identifier, key, position */
	struct chain_link *link;  /* of each entry */
	bool *cross_signed; /* of each entry: one subject and key, two issuers */
	struct chain_work *work;
};

/* chain_start indexes the bundle, which must not change until chain_free. */
void chain_start(struct chain *c, const struct bundle *b, bool verify);
void chain_free(struct chain *c);

enum chain_proof {
	CHAIN_NO_ISSUER, /* no key but its own has the issuer's name and identifier
			  */
	CHAIN_NOT_BY_IT, /* one has, and did not make the signature */
	CHAIN_UNPROVED, /* one has, and the signature cannot or shall not be checked
			 */
	CHAIN_SIGNED,
};

struct chain_issuer {
	enum chain_proof proof;
	bool gave_up; /* there are keys that were not tried */
	bool itself;  /* the key is, or may be, its own under its own name */
	size_t key;   /* number of the key that proof is about: the first of several
		       */
	size_t position; /* the earliest certificate of the key, or of all that may
			    be the issuer's, whose identifiers do not contradict */
};

/* chain_issuer says who signed an entry; key and position are CHAIN_NONE where
 * proof is CHAIN_NO_ISSUER. */
struct chain_issuer chain_issuer(const struct chain *c, size_t i);

/*
 * chain_self says whether an entry whose subject is its issuer is signed by its own
 * key, whatever its identifiers say; CRYPTO_NO where it is not self-issued.
 */
enum crypto_answer chain_self(const struct chain *c, size_t i);

/*
 * chain_parent is the issuer to draw entry i under: the earliest one; CHAIN_NONE
 * where the entry may have signed itself, so that a root is nobody's child.
 */
size_t chain_parent(const struct chain *c, size_t i);

/*
 * chain_key_next walks the certificates of a key under its subject, in the order of
 * the bundle: cursor is 0 before the first; CHAIN_NONE after the last.
 */
size_t chain_key_next(const struct chain *c, size_t key, size_t *cursor);

#endif
