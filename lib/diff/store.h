/*
 * Distinct certificates, by SHA-256, kept in a spool: memory holds some 60 bytes
 * each, whatever their size.
 */
#ifndef STORE_H
#define STORE_H

#include "base/digest_index.h"
#include "io/spool.h"
#include "x509/cert.h"

struct store {
	struct digest_index index; /* a certificate's position here is its number */
	struct spool der;	   /* one behind the other */
	uint64_t *offset;	   /* where each begins in it */
	size_t room;
	struct buf scratch;
};

void store_start(struct store *s);
void store_free(struct store *s);

/* store_add gives the position of a certificate, and whether it came for the first
 * time. */
size_t store_add(struct store *s, const struct cert *c,
		 const uint8_t digest[SHA256_BYTES], bool *fresh);

/*
 * store_get reads a certificate back; it is valid until the next store_get. False
 * where the spool has failed.
 */
MUST_CHECK bool store_get(struct store *s, size_t position, struct cert *out);

#endif
