#include "tools/merge/statements.h"

#include <inttypes.h>
#include <stdlib.h>

#include "formats/openssl_trust.h"
#include "x509/text.h"

struct statement {
	const char *words, *file;
	uint64_t line;
};

static void keep(struct statements *s, size_t at, struct span words,
		 const struct origin *o)
{
	if (at == s->room) {
		s->room = s->room > 0 ? 2 * s->room : 64;
		s->first = arena_grow(s->first, s->room * sizeof(*s->first));
	}
	s->first[at] =
		(struct statement){ .words = arena_str(&s->arena, words),
				    .file = arena_str(&s->arena, span_str(o->file)),
				    .line = o->line };
}

/* "trusted for emailProtection; but trusted for serverAuth at a.pem:12" */
static void report(const struct statement *first, struct diags *diags,
		   const char *words, const struct origin *o)
{
	struct place at = { .file = o->file,
			    .line = o->line,
			    .block = o->block,
			    .number = o->number };
	struct buf file = { 0 };

	text_utf8(span_str(first->file), TEXT_PLAIN, &file);
	if (first->line > 0)
		buf_printf(&file, ":%" PRIu64, first->line);
	diag_report(diags, DIAG_ID_TRUST_CONFLICT, &at, "%s here, and %s at %s",
		    words, first->words, buf_c(&file));
	buf_free(&file);
}

void statements_add(struct statements *s, struct diags *diags,
		    const uint8_t digest[SHA256_BYTES], const struct origin *o)
{
	struct buf words = { 0 };
	bool fresh;
	size_t at;

	openssl_trust_text(&o->trust, &words);
	if (words.n > 0) {
		at = digest_index_add(&s->index, digest, &fresh);
		if (fresh)
			keep(s, at, buf_span(&words), o);
		else if (strcmp(s->first[at].words, buf_c(&words)) != 0)
			report(&s->first[at], diags, buf_c(&words), o);
	}
	buf_free(&words);
}

void statements_free(struct statements *s)
{
	digest_index_free(&s->index);
	free(s->first);
	arena_free(&s->arena);
	*s = (struct statements){ 0 };
}
