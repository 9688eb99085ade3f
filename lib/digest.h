/* Digests, by nettle, GnuTLS's own back end: no start-up cost. */
#ifndef DIGEST_H
#define DIGEST_H

#include "span.h"

#define SHA1_BYTES   20
#define SHA256_BYTES 32

void digest_sha1(struct span s, uint8_t out[SHA1_BYTES]);
void digest_sha256(struct span s, uint8_t out[SHA256_BYTES]);

#endif
