#include "set/digest.h"

#include <stdlib.h>

void set_digest_add_value(struct set_digest *s, const uint8_t value[SHA256_BYTES])
{
	buf_add(&s->digests, span_of(value, SHA256_BYTES));
}

void set_digest_add(struct set_digest *s, const struct cert *c)
{
	uint8_t value[SHA256_BYTES];

	digest_sha256(c->der, value);
	set_digest_add_value(s, value);
}

static int by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, SHA256_BYTES);
}

void set_digest_end(struct set_digest *s, uint8_t out[SHA256_BYTES])
{
	uint8_t *p = s->digests.p;
	size_t count = s->digests.n / SHA256_BYTES, kept = 0;

	if (count > 0)
		qsort(p, count, SHA256_BYTES, by_bytes);
	for (size_t i = 0; i < count; i++) {
		if (kept > 0 && by_bytes(p + (kept - 1) * SHA256_BYTES,
					 p + i * SHA256_BYTES) == 0)
			continue;
		memmove(p + kept * SHA256_BYTES, p + i * SHA256_BYTES,
			SHA256_BYTES);
		kept++;
	}
	s->distinct = kept;
	s->digests.n = kept * SHA256_BYTES;
	digest_sha256(buf_span(&s->digests), out);
}

void set_digest_free(struct set_digest *s)
{
	buf_free(&s->digests);
	*s = (struct set_digest){ 0 };
}
