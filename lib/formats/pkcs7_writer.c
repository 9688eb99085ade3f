/* Writing PKCS#7: a SignedData without signers (RFC 5652 section 5.1, RFC 2315). */
#include <stdlib.h>

#include "base/base64.h"
#include "formats/pkcs7.h"
#include "formats/writer.h"

#define LINE 48 /* bytes that make a line of 64 characters */

static void write_certificate(struct writer *w, const struct cert *c,
			      const struct origin *o UNUSED)
{
	spool_add(&w->body, c->der);
}

static int by_encoding(const void *a, const void *b)
{
	return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

static bool gather(void *context, struct span piece)
{
	buf_add(context, piece);
	return true;
}

/*
 * X.690 section 11.6: ascending order of the encodings. Encodings state their
 * length, so that none begins another, and padding with zeros never decides.
 */
static void sort_body(struct writer *w)
{
	struct buf all = { 0 }, parts = { 0 };
	struct span rest;
	struct tlv t;

	if (!spool_each(&w->body, gather, &all)) {
		buf_free(&all);
		return;
	}
	rest = buf_span(&all);
	while (der_next(&rest, &t))
		buf_add(&parts, span_of(&t.whole, sizeof(t.whole)));
	qsort(parts.p, parts.n / sizeof(t.whole), sizeof(t.whole), by_encoding);
	spool_cut(&w->body, 0);
	for (size_t i = 0; i < parts.n; i += sizeof(t.whole)) {
		memcpy(&t.whole, parts.p + i, sizeof(t.whole));
		spool_add(&w->body, t.whole);
	}
	buf_free(&all);
	buf_free(&parts);
}

/* Head, certificates and tail, one after another to take. */
static void each_part(struct writer *w,
		      bool (*take)(void *context, struct span piece))
{
	if (w->options.der_order)
		sort_body(w);
	w->scratch.n = 0;
	pkcs7_head(&w->scratch, spool_bytes(&w->body));
	take(w, buf_span(&w->scratch));
	if (!spool_each(&w->body, take, w))
		spool_fail_as(&w->out->spool, &w->body);
	w->scratch.n = 0;
	pkcs7_tail(&w->scratch);
	take(w, buf_span(&w->scratch));
}

static bool take_der(void *context, struct span piece)
{
	struct writer *w = context;

	spool_add(&w->out->spool, piece);
	return true;
}

static void end_der(struct writer *w)
{
	each_part(w, take_der);
}

/* Lines of base64 as the pieces come; what does not fill a line waits in carry. */
static bool take_armor(void *context, struct span piece)
{
	struct writer *w = context;
	struct span eol = w->options.crlf ? SPAN_LIT("\r\n") : SPAN_LIT("\n"), part;
	struct spool *out = &w->out->spool;

	while (w->carry.n + piece.n >= LINE) {
		size_t most =
			w->carry.n > 0 ? LINE - w->carry.n : piece.n / LINE * LINE;
		uint8_t *room, *end;

		if (most > 64 * LINE)
			most = 64 * LINE;
		if (!span_take(&piece, most, &part))
			return false;
		if (w->carry.n > 0) {
			buf_add(&w->carry, part);
			part = buf_span(&w->carry);
		}
		room = spool_reserve(out, base64_lines_bytes(part.n, eol.n));
		end = base64_lines(part, eol, room);
		spool_used(out, (size_t)(end - room));
		w->carry.n = 0;
	}
	buf_add(&w->carry, piece);
	return true;
}

static void end_armor(struct writer *w)
{
	struct span eol = w->options.crlf ? SPAN_LIT("\r\n") : SPAN_LIT("\n");
	struct spool *out = &w->out->spool;
	uint8_t *room, *end;

	spool_add(out, SPAN_LIT("-----BEGIN PKCS7-----"));
	spool_add(out, eol);
	each_part(w, take_armor);
	room = spool_reserve(out, base64_lines_bytes(LINE, eol.n));
	end = base64_lines(buf_span(&w->carry), eol, room);
	spool_used(out, (size_t)(end - room));
	spool_add(out, SPAN_LIT("-----END PKCS7-----"));
	spool_add(out, eol);
}

const struct writer_ops pkcs7_writer = {
	.certificate = write_certificate,
	.end = end_der,
	.spools = true,
};

const struct writer_ops pkcs7_armor_writer = {
	.certificate = write_certificate,
	.end = end_armor,
	.spools = true,
};
