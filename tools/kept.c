#include "tools/kept.h"

struct place_of {
	uint64_t end; /* in the spool; it begins where the one before ends */
	uint64_t line, offset, block, number;
	size_t file;
};

void kept_start(struct kept *k)
{
	*k = (struct kept){ 0 };
	spool_start(&k->der, -1);
}

void kept_free(struct kept *k)
{
	spool_free(&k->der);
	buf_free(&k->places);
	buf_free(&k->files);
	*k = (struct kept){ 0 };
}

static size_t file_at(struct kept *k, const char *name)
{
	if (k->files.n == 0 ||
	    strcmp((const char *)k->files.p + k->last_file, name) != 0) {
		k->last_file = k->files.n;
		buf_add(&k->files, span_of(name, strlen(name) + 1));
	}
	return k->last_file;
}

void kept_add(struct kept *k, const struct cert *c, const struct origin *o)
{
	struct place_of place = { .line = o->line,
				  .offset = o->offset,
				  .block = o->block,
				  .number = o->number,
				  .file = file_at(k, o->file) };

	spool_add(&k->der, c->der);
	place.end = spool_bytes(&k->der);
	buf_add(&k->places, span_of(&place, sizeof(place)));
}

size_t kept_count(const struct kept *k)
{
	return k->places.n / sizeof(struct place_of);
}

static const struct place_of *place_at(const struct kept *k, size_t i)
{
	return (const struct place_of *)(const void *)k->places.p + i;
}

void kept_cut(struct kept *k, size_t count)
{
	spool_cut(&k->der, count > 0 ? place_at(k, count - 1)->end : 0);
	k->places.n = count * sizeof(struct place_of);
}

bool kept_each(struct kept *k,
	       void (*take)(void *context, const struct cert *c,
			    const struct origin *o),
	       void *context)
{
	uint64_t from = 0;
	struct buf der = { 0 };
	bool good = true;

	for (size_t i = 0; i < kept_count(k) && good; i++) {
		const struct place_of *place = place_at(k, i);
		struct origin o = { .file = (const char *)k->files.p + place->file,
				    .line = place->line,
				    .offset = place->offset,
				    .block = place->block,
				    .number = place->number };
		struct cert_error why;
		struct cert c;

		der.n = 0;
		good = spool_at(&k->der, from, buf_reserve(&der, place->end - from),
				place->end - from);
		der.n = place->end - from;
		good = good && cert_parse(buf_span(&der), &c, &why);
		if (good)
			take(context, &c, &o);
		from = place->end;
	}
	buf_free(&der);
	return good;
}
