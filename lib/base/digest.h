/* Digests, by nettle, GnuTLS's own back end: no start-up cost. */
#ifndef DIGEST_H
#define DIGEST_H

#include <nettle/sha2.h>

#include "base/span.h"

#define SHA1_BYTES   20
#define SHA256_BYTES 32

void digest_sha1(struct span s, uint8_t out[SHA1_BYTES]);
void digest_sha256(struct span s, uint8_t out[SHA256_BYTES]);

/* SHA-256 over several pieces. */
struct digest_stream {
	struct sha256_ctx ctx;
};

void digest_start(struct digest_stream *d);
void digest_add(struct digest_stream *d, struct span piece);
void digest_end(struct digest_stream *d, uint8_t out[SHA256_BYTES]);

#endif
