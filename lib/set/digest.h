/*
 * The digest of a set of certificates: SHA-256 over the SHA-256 values (32 bytes
 * each) of its distinct certificates, in ascending order. Equal for equal sets,
 * whatever their format, order, comments and duplicates. 32 bytes of memory a
 * certificate.
 *
 * The digest of a set with trust is SHA-256 over the distinct pairs of a
 * certificate's SHA-256 and that of the words which its container has for its
 * trust, of no bytes where it says nothing: 64 bytes each, in ascending order.
 */
#ifndef SET_DIGEST_H
#define SET_DIGEST_H

#include "base/digest.h"
#include "x509/cert.h"

/* A set that is all zeros is empty and ready. */
struct set_digest {
	bool trust; /* with trust; set this before the first is added */
	struct buf digests;
	size_t distinct; /* certificates, or pairs, after set_digest_end */
};

/* Of the two, set_digest_add_trust is for a set with trust. */
void set_digest_add(struct set_digest *s, const struct cert *c);
void set_digest_add_trust(struct set_digest *s, const struct cert *c,
			  struct span words);

/* set_digest_add_value adds a certificate by its SHA-256. */
void set_digest_add_value(struct set_digest *s, const uint8_t value[SHA256_BYTES]);

void set_digest_end(struct set_digest *s, uint8_t out[SHA256_BYTES]);
void set_digest_free(struct set_digest *s);

#endif
