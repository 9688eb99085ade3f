/*
 * Distinct certificates, by SHA-256, kept in a spool: memory holds some 60 bytes
 * each, whatever their size.
 */
#ifndef PILE_H
#define PILE_H

#include "cert.h"
#include "digest_index.h"
#include "spool.h"

struct pile {
	struct digest_index index; /* a certificate's position here is its number */
	struct spool der;	   /* one behind the other */
	struct pile_item {
		uint64_t offset;
		uint32_t bytes;
	} * item;
	size_t room;
	struct buf scratch;
};

void pile_start(struct pile *p);
void pile_free(struct pile *p);

/* pile_add gives the position of a certificate, and whether it came for the first
 * time. */
size_t pile_add(struct pile *p, const struct cert *c,
		const uint8_t digest[SHA256_BYTES], bool *fresh);

/*
 * pile_get reads a certificate back; it is valid until the next pile_get. False
 * where the spool has failed.
 */
MUST_CHECK bool pile_get(struct pile *p, size_t position, struct cert *out);

#endif
