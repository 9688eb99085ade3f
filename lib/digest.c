#include "digest.h"

#include <nettle/sha1.h>
#include <nettle/sha2.h>

void digest_sha1(struct span s, uint8_t out[SHA1_BYTES])
{
	struct sha1_ctx ctx;

	sha1_init(&ctx);
	sha1_update(&ctx, s.n, s.p);
	sha1_digest(&ctx, SHA1_BYTES, out);
}

void digest_sha256(struct span s, uint8_t out[SHA256_BYTES])
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, s.n, s.p);
	sha256_digest(&ctx, SHA256_BYTES, out);
}
