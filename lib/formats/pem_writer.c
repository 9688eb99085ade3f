/* Writing PEM (RFC 7468): blocks of 64 columns and nothing else, unless asked. */
#include "base/base64.h"
#include "base/digest.h"
#include "formats/writer.h"
#include "x509/dn.h"
#include "x509/moment.h"
#include "x509/text.h"

static struct span eol_of(const struct writer *w)
{
	return w->options.crlf ? SPAN_LIT("\r\n") : SPAN_LIT("\n");
}

static void comment_line(struct writer *w, const char *word)
{
	buf_add(&w->scratch, eol_of(w));
	buf_str(&w->scratch, "# ");
	buf_str(&w->scratch, word);
}

static void comment_time(struct writer *w, const struct tlv *t)
{
	int64_t when;

	if (moment_of_asn1(t->tag, t->body, &when))
		moment_iso(when, &w->scratch);
	else
		text_utf8(t->body, TEXT_PLAIN, &w->scratch);
}

/*
 * Some readers take five hyphens anywhere on a line for a marker: of a run of them
 * in a name, the first and every fifth is escaped as RFC 4514 allows.
 */
static void put_text(struct spool *out, struct span text)
{
	size_t run = 0;

	for (size_t i = 0; i < text.n; i++) {
		run = text.p[i] == '-' ? run + 1 : 0;
		if (run % 5 == 1 && i + 1 < text.n && text.p[i + 1] == '-')
			spool_add(out, SPAN_LIT("\\2D"));
		else
			spool_add(out, span_of(text.p + i, 1));
	}
}

/*
 * Explanatory text (RFC 7468 section 2). The names are escaped, so that nothing in
 * it can be taken for a marker.
 */
static void put_comment(struct writer *w, const struct cert *c)
{
	struct tlv not_before, not_after;
	uint8_t digest[SHA256_BYTES];
	bool named;

	w->scratch.n = 0;
	buf_str(&w->scratch, "# Subject: ");
	named = dn_text(c->subject, &w->scratch);
	comment_line(w, "Issuer: ");
	named = dn_text(c->issuer, &w->scratch) && named;
	if (cert_times(c, &not_before, &not_after)) {
		comment_line(w, "Not before: ");
		comment_time(w, &not_before);
		comment_line(w, "Not after: ");
		comment_time(w, &not_after);
	}
	if (!named)
		comment_line(w, "A name in it is malformed");
	comment_line(w, "SHA-256: ");
	digest_sha256(c->der, digest);
	buf_hex(&w->scratch, span_of(digest, sizeof(digest)));
	buf_add(&w->scratch, eol_of(w));
	put_text(&w->out->spool, buf_span(&w->scratch));
}

static uint8_t *put(uint8_t *at, struct span s)
{
	memcpy(at, s.p, s.n);
	return at + s.n;
}

static void write_pem(struct writer *w, const struct cert *c,
		      const struct origin *o UNUSED)
{
	static const struct span begin = SPAN_LIT("-----BEGIN CERTIFICATE-----");
	static const struct span end = SPAN_LIT("-----END CERTIFICATE-----");
	struct span eol = eol_of(w);
	uint8_t *room, *at;

	if (w->options.comment)
		put_comment(w, c);
	room = spool_reserve(&w->out->spool,
			     begin.n + end.n + 2 * eol.n +
				     base64_lines_bytes(c->der.n, eol.n));
	at = put(put(room, begin), eol);
	at = base64_lines(c->der, eol, at);
	at = put(put(at, end), eol);
	spool_used(&w->out->spool, (size_t)(at - room));
}

const struct writer_ops pem_writer = { .certificate = write_pem };
