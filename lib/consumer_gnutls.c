/*
 * GnuTLS: gnutls_x509_crt_list_import, a search for the text of a marker wherever
 * it stands. Its base64 ends at the next hyphen. The first block that is wrong
 * loses the whole file.
 */
#include "consumer_parts.h"

#define CERTIFICATE_RULES \
	(RULES(TRAILING) | RULES(OLD_EXTENSIONS) | RULES(ALGORITHMS) | \
	 RULES(ALGORITHM_FRAME) | RULES(OID_ARC) | RULES(TIME_GNUTLS) | \
	 RULES(KEY_FRAME) | RULES(NAME_FRAME) | RULES(EXTENSION_FRAME) | \
	 RULES(EXTENSION_TWICE) | RULES(ALT_NAMES))

struct state {
	struct prediction *out;
	struct finder certificate, x509, dashes, end;
	struct line_counter lines;
	struct buf der;
};

static const char *read_block(struct state *s, size_t at)
{
	static const struct base64_rules rules = { .skips = " \t\r\n\v\f",
						   .stops_at_hyphen = true,
						   .canonical = true };
	size_t label_end, end;
	struct span text;

	if (!find_from(&s->dashes, at + 1, &label_end))
		return "a BEGIN does not end";
	label_end += s->dashes.text.n;
	if (!find_from(&s->end, label_end, &end))
		return "no END follows a BEGIN";
	text = span_of(s->lines.file.p + label_end, end - label_end);
	text.n = span_find(text, SPAN_LIT("-"));
	s->der.n = 0;
	if (end - label_end < 4 || !consumer_base64(text, &rules, &s->der) ||
	    s->der.n == 0)
		return "the base64 of a block cannot be decoded";
	return NULL;
}

/* X509 CERTIFICATE is looked for where no CERTIFICATE follows any more. */
static bool next_begin(struct state *s, size_t from, size_t *at)
{
	return find_from(&s->certificate, from, at) ||
	       find_from(&s->x509, from, at);
}

void gnutls_predict(struct span file, struct prediction *out)
{
	struct state s = {
		.out = out,
		.certificate = { .file = file,
				 .text = SPAN_LIT("-----BEGIN CERTIFICATE") },
		.x509 = { .file = file,
			  .text = SPAN_LIT("-----BEGIN X509 CERTIFICATE") },
		.dashes = { .file = file, .text = SPAN_LIT("-----") },
		.end = { .file = file, .text = SPAN_LIT("-----END ") },
		.lines = { .file = file },
	};
	const char *wrong = NULL;
	struct span der;

	for (size_t at = 0; wrong == NULL && next_begin(&s, at, &at); at++) {
		uint64_t line = line_at(&s.lines, at);

		wrong = read_block(&s, at);
		if (wrong == NULL)
			wrong = consumer_certificate(buf_span(&s.der),
						     CERTIFICATE_RULES, &der);
		if (wrong == NULL)
			consumer_load(out, line, der);
		else
			consumer_refuse(out, line, wrong);
	}
	buf_free(&s.der);
}
