/*
 * GnuTLS: gnutls_x509_crt_list_import, a search for the text of a marker wherever
 * it stands. Its base64 ends at the next hyphen. The first block that is wrong
 * loses the whole file.
 */
#include "consumer/parts.h"

/* The ends of markers, which are looked for from one block to the next. */
struct markers {
	struct finder dashes, end;
};

/* The X509 CERTIFICATE that is read where a block cannot be. */
struct substitute {
	size_t at; /* where the last one begins, which is the next in the file */
	bool known;
	struct markers markers;
	const char *wrong;
	struct span kept;
};

struct state {
	struct prediction *out;
	struct span file;
	struct finder certificate, x509;
	struct markers markers;
	struct substitute substitute;
	struct line_counter lines;
	struct buf der;
};

static struct markers markers_of(struct span file)
{
	return (struct markers){
		.dashes = { .file = file, .text = SPAN_LIT("-----") },
		.end = { .file = file, .text = SPAN_LIT("-----END ") },
	};
}

static const char *read_block(struct state *s, struct markers *m, size_t at)
{
	static const struct base64_rules rules = { .skips = " \t\r\n\v\f",
						   .stops_at_hyphen = true,
						   .canonical = true };
	size_t label_end, end;
	struct span text;

	if (!find_from(&m->dashes, at + 1, &label_end))
		return "a BEGIN does not end";
	label_end += m->dashes.text.n;
	if (!find_from(&m->end, label_end, &end))
		return "no END follows a BEGIN";
	text = span_of(s->file.p + label_end, end - label_end);
	text.n = span_find(text, SPAN_LIT("-"));
	s->der.n = 0;
	if (end - label_end < 4 || !consumer_base64(text, &rules, &s->der) ||
	    s->der.n == 0)
		return "the base64 of a block cannot be decoded";
	return NULL;
}

/* The next X509 CERTIFICATE is read once, however many blocks it is to replace. */
static void read_substitute(struct state *s, size_t at)
{
	struct substitute *other = &s->substitute;
	struct span der;

	other->at = at;
	other->known = true;
	other->wrong = read_block(s, &other->markers, at);
	if (other->wrong == NULL)
		other->wrong =
			consumer_certificate(s->out->id, buf_span(&s->der), &der);
	if (other->wrong == NULL)
		other->kept = consumer_keep(s->out, der);
}

/* A CERTIFICATE that cannot be decoded: gnutls_x509_crt_import looks for the other
 * label. */
static bool load_substitute(struct state *s, size_t from, uint64_t line)
{
	size_t at;

	if (!find_from(&s->x509, from, &at))
		return false;
	if (!s->substitute.known || s->substitute.at != at)
		read_substitute(s, at);
	if (s->substitute.wrong != NULL)
		return false;
	consumer_lose(
		s->out, line,
		"its base64 cannot be decoded, and the next X509 CERTIFICATE is read in its place");
	consumer_load_kept(s->out, line, s->substitute.kept);
	return true;
}

/* X509 CERTIFICATE is looked for where no CERTIFICATE follows any more. */
static bool next_begin(struct state *s, size_t from, size_t *at)
{
	return find_from(&s->certificate, from, at) ||
	       find_from(&s->x509, from, at);
}

/* NULL, or why the file is lost. */
static const char *take_block(struct state *s, size_t at)
{
	uint64_t line = line_at(&s->lines, at);
	const char *wrong = read_block(s, &s->markers, at);
	struct span der;

	if (wrong != NULL && load_substitute(s, at, line))
		return NULL;
	if (wrong == NULL)
		wrong = consumer_certificate(s->out->id, buf_span(&s->der), &der);
	if (wrong == NULL)
		consumer_load(s->out, line, der);
	else
		consumer_refuse(s->out, line, wrong);
	return wrong;
}

void gnutls_predict(struct span file, struct prediction *out)
{
	struct state s = {
		.out = out,
		.file = file,
		.certificate = { .file = file,
				 .text = SPAN_LIT("-----BEGIN CERTIFICATE") },
		.x509 = { .file = file,
			  .text = SPAN_LIT("-----BEGIN X509 CERTIFICATE") },
		.markers = markers_of(file),
		.substitute.markers = markers_of(file),
		.lines = { .file = file },
	};
	const char *wrong = NULL;

	for (size_t at = 0; wrong == NULL && next_begin(&s, at, &at); at++)
		wrong = take_block(&s, at);
	buf_free(&s.der);
}
