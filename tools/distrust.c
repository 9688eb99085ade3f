#include "tools/distrust.h"

#include "tools/bundle_io.h"

bool distrust_has(const struct distrust *d, const struct cert *c)
{
	uint8_t digest[SHA256_BYTES];

	if (d->marked.count == 0)
		return false;
	digest_sha256(c->der, digest);
	return digest_index_find(&d->marked, digest) != DIGEST_NONE;
}

static void report(struct diags *diags, const struct origin *o, const char *detail)
{
	struct place at = { .file = o->file,
			    .line = o->line,
			    .block = o->block,
			    .number = o->number,
			    .offset = o->offset,
			    .has_offset = o->line == 0 };

	diag_report(diags, DIAG_ID_TRUST_CONFLICT, &at, "%s", detail);
}

void distrust_copy(struct diags *diags, const struct origin *o)
{
	report(diags, o,
	       "another copy of it is marked as distrusted, so this one is left out, too");
}

void distrust_read_before(struct diags *diags, const struct origin *o)
{
	report(diags, o,
	       "a copy of it was read before that is not marked, and is left out, too");
}

bool distrust_refuses(struct distrust *d, struct diags *diags,
		      const struct format *format, const struct cert *c,
		      const struct origin *o)
{
	uint8_t digest[SHA256_BYTES];
	bool fresh;

	if (may_write(diags, format, o)) {
		if (!distrust_has(d, c))
			return false;
		distrust_copy(diags, o);
		return true;
	}
	digest_sha256(c->der, digest);
	digest_index_add(&d->marked, digest, &fresh);
	return true;
}

void distrust_free(struct distrust *d)
{
	digest_index_free(&d->marked);
	*d = (struct distrust){ 0 };
}
