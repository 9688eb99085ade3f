/*
 * Algorithms and keys that are too weak to be believed by default: what OpenSSL
 * refuses at security level 1, which libssl demands of a chain, and DSA, which TLS
 * has given up. Each kind has a name, by which it can be allowed.
 */
#ifndef WEAK_H
#define WEAK_H

#include "x509/cert.h"

/* Kinds of weakness, as a set. */
enum {
	WEAK_SHA1 = 1,	    /* signatures over a SHA-1 digest */
	WEAK_MD5 = 2,	    /* ... over MD5, MD4 and MD2 */
	WEAK_DSA = 4,	    /* DSA keys, and so all signatures by them */
	WEAK_SHORT_KEY = 8, /* RSA and DSA below 1024 bits, curves below 160 */
};

/*
 * weak_parse adds the kinds of a list such as "sha1,dsa" to a set. False, with bad
 * set to the word, where one of them is not a name.
 */
MUST_CHECK bool weak_parse(struct span list, unsigned *set, struct span *bad);

/* weak_names is the list of all names, for messages. */
extern const char weak_names[];

/*
 * weak_signature gives the kinds of a signature algorithm (content of the
 * AlgorithmIdentifier), weak_key those of a key (a whole SubjectPublicKeyInfo). One
 * that is unknown or cannot be read is not weak: it is unsupported.
 */
unsigned weak_signature(struct span algorithm);
unsigned weak_key(struct span spki);

#endif
