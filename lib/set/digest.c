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

void set_digest_add_trust(struct set_digest *s, const struct cert *c,
			  struct span words)
{
	uint8_t value[SHA256_BYTES];

	set_digest_add(s, c);
	digest_sha256(words, value);
	set_digest_add_value(s, value);
}

static int by_bytes(const void *a, const void *b, void *bytes)
{
	return memcmp(a, b, *(const size_t *)bytes);
}

void set_digest_end(struct set_digest *s, uint8_t out[SHA256_BYTES])
{
	size_t bytes = s->trust ? 2 * SHA256_BYTES : SHA256_BYTES;
	size_t count = s->digests.n / bytes, kept = 0;
	uint8_t *p = s->digests.p;

	if (count > 0)
		qsort_r(p, count, bytes, by_bytes, &bytes);
	for (size_t i = 0; i < count; i++) {
		if (kept > 0 &&
		    memcmp(p + (kept - 1) * bytes, p + i * bytes, bytes) == 0)
			continue;
		memmove(p + kept * bytes, p + i * bytes, bytes);
		kept++;
	}
	s->distinct = kept;
	s->digests.n = kept * bytes;
	digest_sha256(buf_span(&s->digests), out);
}

void set_digest_free(struct set_digest *s)
{
	buf_free(&s->digests);
	*s = (struct set_digest){ 0 };
}
