#include "store.h"

#include <stdlib.h>

#include "arena.h"

void store_start(struct store *p)
{
	*p = (struct store){ 0 };
	spool_start(&p->der, -1);
}

void store_free(struct store *p)
{
	digest_index_free(&p->index);
	spool_free(&p->der);
	free(p->item);
	buf_free(&p->scratch);
}

size_t store_add(struct store *p, const struct cert *c,
		 const uint8_t digest[SHA256_BYTES], bool *fresh)
{
	size_t position = digest_index_add(&p->index, digest, fresh);

	if (!*fresh)
		return position;
	if (position == p->room) {
		p->room = p->room > 0 ? p->room + p->room / 2 : 256;
		p->item = arena_grow(p->item, p->room * sizeof(*p->item));
	}
	p->item[position] =
		(struct store_item){ spool_bytes(&p->der), (uint32_t)c->der.n };
	spool_add(&p->der, c->der);
	return position;
}

bool store_get(struct store *p, size_t position, struct cert *out)
{
	const struct store_item *item = &p->item[position];
	struct cert_error why;

	p->scratch.n = 0;
	if (!spool_at(&p->der, item->offset, buf_reserve(&p->scratch, item->bytes),
		      item->bytes))
		return false;
	p->scratch.n = item->bytes;
	return cert_parse(buf_span(&p->scratch), out, &why);
}
