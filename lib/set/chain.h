/*
 * Who signed whom within a bundle. An issuer has the name that the certificate
 * gives as its issuer, a key identifier that does not contradict (RFC 5280
 * sections 4.2.1.1 and 4.2.1.2), and a key by which the signature verifies, where
 * signatures are checked.
 *
 * A signature is tried once a key, not once a certificate; of one name,
 * CAP_SAME_NAME keys are tried, and CAP_RULED_OUT certificates passed over. So the
 * work stays linear in the bundle, whatever it holds.
 */
#ifndef CHAIN_H
#define CHAIN_H

#include "set/bundle.h"

#define CHAIN_NONE SIZE_MAX

struct chain_key; /* a position under its subject and key */

struct chain {
	const struct bundle *bundle;
	bool verify;
	struct arena arena;
	struct chain_key *by_key;	 /* sorted by subject, key, position */
	uint8_t (*issuer)[SHA256_BYTES]; /* of each entry: digest of its canonical
					  name */
	bool *cross_signed;		 /* of each entry */
};

/* chain_start indexes the bundle, which must not change until chain_free. */
void chain_start(struct chain *c, const struct bundle *b, bool verify);
void chain_free(struct chain *c);

/* A walk over the issuers of one entry. */
struct chain_issuers {
	const struct chain *chain;
	size_t child;
	size_t at; /* in by_key */
	unsigned keys_tried;
	unsigned ruled_out; /* certificates, by their identifiers */
	size_t tried;	    /* in by_key: whose key was tried last */
	bool key_signed;    /* ... and whether it made the signature */
};

/*
 * chain_issuers_next gives the position in the bundle of another issuer, or
 * CHAIN_NONE when there are no more. The entry itself is an answer where it is
 * self-signed. The certificates of one key follow one another, in the order of the
 * bundle.
 */
struct chain_issuers chain_issuers_of(const struct chain *c, size_t child);
size_t chain_issuers_next(struct chain_issuers *w);

/* chain_issuers_skip_key goes on to the next key of the issuer's name. */
void chain_issuers_skip_key(struct chain_issuers *w);

/* chain_has_issuer says whether there is any issuer, be it the entry itself. */
bool chain_has_issuer(const struct chain *c, size_t i);

/*
 * chain_parent is the issuer to draw entry i under: the earliest one that is not
 * the same name and key, so that a root is nobody's child; CHAIN_NONE for roots.
 */
size_t chain_parent(const struct chain *c, size_t i);

#endif
