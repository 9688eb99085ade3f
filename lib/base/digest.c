#include "base/digest.h"

#include <nettle/sha1.h>

void digest_sha1(struct span s, uint8_t out[SHA1_BYTES])
{
	struct sha1_ctx ctx;

	sha1_init(&ctx);
	sha1_update(&ctx, s.n, s.p);
	sha1_digest(&ctx, SHA1_BYTES, out);
}

void digest_sha256(struct span s, uint8_t out[SHA256_BYTES])
{
	struct digest_stream d;

	digest_start(&d);
	digest_add(&d, s);
	digest_end(&d, out);
}

void digest_start(struct digest_stream *d)
{
	sha256_init(&d->ctx);
}

void digest_add(struct digest_stream *d, struct span piece)
{
	sha256_update(&d->ctx, piece.n, piece.p);
}

void digest_end(struct digest_stream *d, uint8_t out[SHA256_BYTES])
{
	sha256_digest(&d->ctx, SHA256_BYTES, out);
}
