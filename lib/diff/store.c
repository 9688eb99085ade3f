#include "diff/store.h"

#include <stdlib.h>

#include "base/arena.h"

void store_start(struct store *s)
{
	*s = (struct store){ 0 };
	spool_start(&s->der, -1);
}

void store_free(struct store *s)
{
	digest_index_free(&s->index);
	spool_free(&s->der);
	free(s->offset);
	buf_free(&s->scratch);
	store_start(s);
}

size_t store_add(struct store *s, const struct cert *c,
		 const uint8_t digest[SHA256_BYTES], bool *fresh)
{
	size_t position = digest_index_add(&s->index, digest, fresh);

	if (!*fresh)
		return position;
	if (position == s->room) {
		s->room = s->room > 0 ? s->room + s->room / 2 : 256;
		s->offset = arena_grow(s->offset, s->room * sizeof(*s->offset));
	}
	s->offset[position] = spool_bytes(&s->der);
	spool_add(&s->der, c->der);
	return position;
}

bool store_get(struct store *s, size_t position, struct cert *out)
{
	uint64_t from = s->offset[position];
	uint64_t to = position + 1 < s->index.count ? s->offset[position + 1]
						    : spool_bytes(&s->der);
	struct cert_error why;

	s->scratch.n = 0;
	if (!spool_at(&s->der, from, buf_reserve(&s->scratch, to - from),
		      to - from))
		return false;
	s->scratch.n = to - from;
	return cert_parse(buf_span(&s->scratch), out, &why);
}
