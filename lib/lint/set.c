#include "lint/set.h"

#include <inttypes.h>

#include "x509/text.h"

void lint_put_place(const struct lint_set *s, size_t i, size_t other,
		    struct buf *out)
{
	const struct origin *o = &s->bundle->entry[other].origin;

	if (o->file != s->bundle->entry[i].origin.file) {
		text_utf8(span_str(o->file), TEXT_PLAIN, out);
		buf_str(out, ", ");
	}
	if (o->line > 0 && o->number == 0)
		buf_printf(out, "line %" PRIu64, o->line);
	else
		buf_printf(out, "certificate %" PRIu64,
			   s->bundle->entry[other].index);
}

bool lint_duplicate(struct lint_set *s, size_t i, const struct lint_sink *to)
{
	uint8_t digest[SHA256_BYTES];
	struct buf place = { 0 };
	uint32_t at = (uint32_t)i;
	size_t position;
	bool fresh;

	digest_sha256(s->bundle->entry[i].cert.der, digest);
	position = digest_index_add(&s->seen, digest, &fresh);
	if (fresh) {
		buf_add(&s->first, span_of(&at, sizeof(at)));
		return false;
	}
	memcpy(&at, s->first.p + position * sizeof(at), sizeof(at));
	lint_put_place(s, i, at, &place);
	lint_found(to, LINT_ID_DUPLICATE, "the same as %s", buf_c(&place));
	buf_free(&place);
	return true;
}

/* What o is behind the certificate that came before in the same file; NULL where
 * both are blocks of one PEM file, or in one PKCS#7. */
static const char *apart(const struct origin *before, const struct origin *o)
{
	if (o->number == 0 && before->number == 0)
		return o->line > 0 ? NULL : "it stands behind another one in DER";
	if (o->number == 0)
		return "it stands behind a PKCS#7";
	if (before->number == 0)
		return "it is in a PKCS#7 that stands behind others";
	return o->number > before->number && o->block == before->block
		       ? NULL
		       : "a second PKCS#7 begins here";
}

void lint_container(struct lint_set *s, size_t i, const struct lint_sink *to)
{
	const struct origin *o = &s->bundle->entry[i].origin, *before;
	const char *fact;

	if (i == 0 || s->several == o->file)
		return;
	before = &s->bundle->entry[i - 1].origin;
	fact = before->file == o->file ? apart(before, o) : NULL;
	if (fact == NULL)
		return;
	s->several = o->file;
	lint_found(to, LINT_ID_SEVERAL_CONTAINERS, "%s", fact);
}
