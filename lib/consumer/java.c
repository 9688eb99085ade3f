/*
 * Java: CertificateFactory.generateCertificates reads one block after another, DER
 * where a 30 stands and else PEM of any label. A PKCS#7 must be the first, and what
 * follows it is not read; without one, each block must be a certificate. What is
 * wrong loses the whole file.
 */
#include "consumer/parts.h"

struct state {
	struct prediction *out;
	struct span file;
	size_t at;
	struct line_counter lines;
	struct buf base64, der;
	uint64_t line; /* of the block; 0 where it is binary */
	const char *wrong;
};

enum block {
	BLOCK_NONE, /* the file ends without another one */
	BLOCK_WHOLE,
	BLOCK_WRONG,
};

static enum block wrong(struct state *s, const char *why)
{
	s->wrong = why;
	return BLOCK_WRONG;
}

/* Five hyphens at the start of a line; what stands before that is passed over. */
static bool find_begin(struct state *s)
{
	size_t hyphens = 0;
	bool line_start = true;

	while (s->at < s->file.n) {
		uint8_t c = s->file.p[s->at++];

		if (c == '-') {
			hyphens++;
		} else {
			hyphens = 0;
			line_start = c == '\r' || c == '\n';
		}
		if (hyphens == 5 && line_start)
			return true;
	}
	return false;
}

/*
 * The rest of a line, without the line end; cr says that it ended with a lone CR.
 */
static struct span rest_of_line(struct state *s, bool ends_at_cr, bool *cr)
{
	size_t start = s->at, end;

	*cr = false;
	while (s->at < s->file.n && s->file.p[s->at] != '\n' &&
	       !(ends_at_cr && s->file.p[s->at] == '\r'))
		s->at++;
	end = s->at;
	if (s->at < s->file.n)
		*cr = s->file.p[s->at++] == '\r';
	if (*cr && s->at < s->file.n && s->file.p[s->at] == '\n') {
		*cr = false;
		s->at++;
	}
	return span_of(s->file.p + start, end - start);
}

/* What Character.isWhitespace holds for such. */
static bool is_space(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f);
}

static void strip_right(struct span *line)
{
	while (line->n > 0 && is_space(line->p[line->n - 1]))
		line->n--;
}

/* The label of a marker line: what stands between the word and five hyphens. */
static bool label_of(struct span line, struct span word, struct span *label)
{
	strip_right(&line);
	if (line.n < word.n + 5 || !span_starts(line, word) ||
	    !span_ends(line, SPAN_LIT("-----")))
		return false;
	*label = span_of(line.p + word.n, line.n - word.n - 5);
	return true;
}

/* The body, up to the next hyphen, without white space. */
static bool read_body(struct state *s)
{
	s->base64.n = 0;
	while (s->at < s->file.n && s->file.p[s->at] != '-') {
		uint8_t c = s->file.p[s->at++];

		if (c != '\t' && c != '\n' && c != '\r' && c != ' ')
			buf_put(&s->base64, c);
	}
	return s->at < s->file.n;
}

static enum block read_pem(struct state *s)
{
	static const struct base64_rules rules = { .skips = "",
						   .pads_optional = true };
	struct span line, begin, end;
	bool cr, ignored;

	if (!find_begin(s))
		return BLOCK_NONE;
	s->line = line_at(&s->lines, s->at - 5);
	line = rest_of_line(s, true, &cr);
	if (s->at >= s->file.n || !read_body(s))
		return wrong(s, "a block does not end");
	if (!label_of(line, SPAN_LIT("BEGIN "), &begin))
		return wrong(s, "a line that begins with five hyphens is no BEGIN");
	line = rest_of_line(s, cr, &ignored);
	if (!label_of(line, SPAN_LIT("-----END "), &end) || !span_eq(begin, end))
		return wrong(s, "the END of a block does not match its BEGIN");
	s->der.n = 0;
	if (!consumer_base64(buf_span(&s->base64), &rules, &s->der))
		return wrong(s, "the base64 of a block cannot be decoded");
	return BLOCK_WHOLE;
}

static enum block read_block(struct state *s)
{
	struct span rest = span_of(s->file.p + s->at, s->file.n - s->at);
	struct der_head h;
	struct tlv t;

	if (rest.n == 0)
		return BLOCK_NONE;
	if (!der_is(rest, DER_SEQUENCE))
		return read_pem(s);
	if (der_head(rest, &h) != DER_OK || h.header > 2 + 4)
		return wrong(s, "a length has more than four octets");
	if (!ber_next(&rest, &t))
		return wrong(s, "the DER does not end where it says");
	s->line = 0;
	s->at += t.whole.n;
	s->der.n = 0;
	buf_add(&s->der, t.whole);
	return BLOCK_WHOLE;
}

static void take_certificate(void *context, struct span block)
{
	struct state *s = context;
	struct span der;
	const char *why = consumer_certificate(s->out->id, block, &der);

	if (why == NULL)
		consumer_load(s->out, s->line, der);
	else if (s->wrong == NULL)
		s->wrong = why;
}

void java_predict(struct span file, struct prediction *out)
{
	struct state s = { .out = out, .file = file, .lines = { .file = file } };
	enum block block = read_block(&s);

	if (block == BLOCK_WHOLE &&
	    !consumer_pkcs7(buf_span(&s.der), take_certificate, &s))
		for (; block == BLOCK_WHOLE && s.wrong == NULL;
		     block = read_block(&s))
			take_certificate(&s, buf_span(&s.der));
	if (s.wrong != NULL)
		consumer_refuse(out, s.line, s.wrong);
	buf_free(&s.base64);
	buf_free(&s.der);
}
