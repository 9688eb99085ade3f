/*
 * NSS: certutil -A, without -a where the file begins with a 30, takes one
 * certificate: of text, that of the first block, whatever its label; without a
 * BEGIN, the whole text is base64. Of a PKCS#7, the first in the set.
 */
#include "consumer/parts.h"

static void take_first(void *context, struct span der)
{
	struct span *first = context;

	if (first->n == 0)
		*first = der;
}

static void take(struct prediction *out, uint64_t line, struct span block)
{
	struct span first = { 0 }, der;
	struct der_head h;
	const char *wrong;

	if (der_head(block, &h) != DER_OK || h.header > 2 + 4 ||
	    (!h.indefinite && h.header + h.length != block.n)) {
		consumer_refuse(out, line, "its length is not that of the data");
		return;
	}
	if (consumer_pkcs7(block, take_first, &first) && first.n > 0)
		block = first;
	wrong = consumer_certificate(out->id, block, &der);
	if (wrong == NULL)
		consumer_load(out, line, der);
	else
		consumer_refuse(out, line, wrong);
}

/* The text of the first block, from the line behind BEGIN to END; up to a NUL. */
static const char *first_body(struct span text, size_t *begin, struct span *body)
{
	size_t eol;

	text.n = span_find(text, SPAN_LIT("\0"));
	*begin = span_find(text, SPAN_LIT("-----BEGIN"));
	*body = text;
	if (*begin == text.n)
		return NULL;
	text = span_of(text.p + *begin, text.n - *begin);
	eol = span_find(text, SPAN_LIT("\n"));
	if (eol == text.n)
		eol = span_find(text, SPAN_LIT("\r"));
	if (eol == text.n)
		return "a BEGIN without a line end";
	*body = span_of(text.p + eol + 1, text.n - eol - 1);
	eol = span_find(*body, SPAN_LIT("-----END"));
	if (eol == body->n)
		return "no END follows the first BEGIN";
	body->n = eol;
	return NULL;
}

static void predict_text(struct span file, struct prediction *out)
{
	static const struct base64_rules rules = { .pads_optional = true };
	struct line_counter lines = { .file = file };
	struct buf der = { 0 };
	struct span body;
	size_t begin;
	const char *wrong = first_body(file, &begin, &body);
	uint64_t line = line_at(&lines, begin < file.n ? begin : 0);

	if (wrong == NULL && !consumer_base64(body, &rules, &der))
		wrong = "the base64 of the first block cannot be decoded";
	if (wrong == NULL)
		take(out, line, buf_span(&der));
	else
		consumer_refuse(out, line, wrong);
	buf_free(&der);
}

void nss_predict(struct span file, struct prediction *out)
{
	if (der_is(file, DER_SEQUENCE))
		take(out, 0, file);
	else
		predict_text(file, out);
}
