#include "set/bundle.h"

#include <stdlib.h>

static const char *file_name(struct bundle *b, const char *name)
{
	if (b->last_file == NULL || strcmp(b->last_file, name) != 0)
		b->last_file = arena_str(&b->arena, span_str(name));
	return b->last_file;
}

void bundle_add(struct bundle *b, const struct cert *c, const struct origin *o)
{
	struct cert_error why;
	struct entry *e;

	if (b->count == b->room) {
		b->room = b->room > 0 ? 2 * b->room : 256;
		b->entry = arena_grow(b->entry, b->room * sizeof(*b->entry));
	}
	e = &b->entry[b->count];
	if (!cert_parse(arena_copy(&b->arena, c->der), &e->cert, &why))
		return; /* not possible: these bytes were parsed before */
	e->origin = *o;
	e->origin.file = file_name(b, o->file);
	if (o->trust.aux.p != NULL) {
		e->origin.trust.aux = arena_copy(&b->arena, o->trust.aux);
		e->origin.trust.label = arena_copy(&b->arena, o->trust.label);
	}
	e->index = ++b->count;
}

void bundle_cut(struct bundle *b, size_t count)
{
	b->count = count;
}

void bundle_free(struct bundle *b)
{
	free(b->entry);
	arena_free(&b->arena);
	*b = (struct bundle){ 0 };
}
