/*
 * Go: x509.CertPool.AppendCertsFromPEM on pem.Decode. BEGIN stands at the start of
 * a line that ends with LF, END likewise. A block that is wrong is passed over, and
 * the next one is looked for behind its BEGIN.
 */
#include "consumer/parts.h"

#define BEGIN SPAN_LIT("\n-----BEGIN ")
#define END   SPAN_LIT("\n-----END ")

struct state {
	struct prediction *out;
	struct span file;
	struct finder begin, end;
	struct line_counter lines;
	struct buf der;
};

/* A line without its end and the blanks before it; at goes behind it. */
static struct span take_line(struct span file, size_t *at)
{
	struct span rest = span_of(file.p + *at, file.n - *at), line;

	line = span_of(rest.p, span_find(rest, SPAN_LIT("\n")));
	*at += line.n < rest.n ? line.n + 1 : line.n;
	if (line.n < rest.n && line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	while (line.n > 0 &&
	       (line.p[line.n - 1] == ' ' || line.p[line.n - 1] == '\t'))
		line.n--;
	return line;
}

/* The label of the next BEGIN at or behind *at, which goes behind its line. */
static bool next_begin(struct state *s, size_t *at, struct span *label,
		       uint64_t *line)
{
	struct span rest;
	size_t place;

	for (;;) {
		rest = span_of(s->file.p + *at, s->file.n - *at);
		if (span_starts(rest, span_of(BEGIN.p + 1, BEGIN.n - 1)))
			place = *at;
		else if (find_from(&s->begin, *at, &place))
			place++;
		else
			return false;
		*at = place + BEGIN.n - 1;
		*line = line_at(&s->lines, place);
		*label = take_line(s->file, at);
		if (span_ends(*label, SPAN_LIT("-----"))) {
			label->n -= 5;
			return true;
		}
	}
}

/* Header lines go; false where the file ends with them. */
static bool skip_headers(struct state *s, size_t *at, bool *any)
{
	*any = false;
	for (;;) {
		size_t next = *at;
		struct span line;

		if (*at >= s->file.n)
			return false;
		line = take_line(s->file, &next);
		if (span_find(line, SPAN_LIT(":")) == line.n)
			return true;
		*any = true;
		*at = next;
	}
}

/* Where END stands behind at: the body's end, and the text behind the word. */
static bool find_end(struct state *s, size_t at, bool headers, size_t *body_end,
		     size_t *behind)
{
	struct span rest = span_of(s->file.p + at, s->file.n - at);

	if (!headers && span_starts(rest, span_of(END.p + 1, END.n - 1))) {
		*body_end = at;
		*behind = at + END.n - 1;
		return true;
	}
	if (!find_from(&s->end, at, body_end))
		return false;
	*behind = *body_end + END.n;
	return true;
}

/* Whether the END that continues at behind is this label's, alone on its line. */
static bool end_matches(struct state *s, size_t behind, struct span label,
			size_t *next)
{
	struct span rest = span_of(s->file.p + behind, s->file.n - behind), part;

	if (!span_take(&rest, label.n, &part) || !span_eq(part, label) ||
	    !span_take(&rest, 5, &part) || !span_eq(part, SPAN_LIT("-----")))
		return false;
	*next = behind + label.n + 5;
	return take_line(s->file, next).n == 0;
}

static bool decode(struct state *s, struct span text)
{
	static const struct base64_rules rules = { .skips = " \t\r\n" };

	s->der.n = 0;
	return consumer_base64(text, &rules, &s->der);
}

/* The block behind a BEGIN line that ended at *at, which goes behind the header
 * lines, and behind END where the block is whole. Base64 comes first: it ends at
 * once where another BEGIN comes first, which keeps this linear. */
static const char *read_block(struct state *s, size_t *at, struct span label,
			      bool *headers)
{
	size_t body_end, behind, next;
	struct span body;

	if (!skip_headers(s, at, headers) ||
	    !find_end(s, *at, *headers, &body_end, &behind))
		return "no END follows its BEGIN";
	body = span_of(s->file.p + *at, body_end - *at);
	if (!decode(s, body))
		return "its base64 cannot be decoded";
	if (!end_matches(s, behind, label, &next))
		return "the next END does not match its BEGIN";
	*at = next;
	return NULL;
}

void go_predict(struct span file, struct prediction *out)
{
	struct state s = {
		.out = out,
		.file = file,
		.begin = { .file = file, .text = BEGIN },
		.end = { .file = file, .text = END },
		.lines = { .file = file },
	};
	struct span label, der;
	uint64_t line;
	bool headers;

	for (size_t at = 0; next_begin(&s, &at, &label, &line);) {
		const char *wrong = read_block(&s, &at, label, &headers);

		if (wrong == NULL && !span_eq(label, SPAN_LIT("CERTIFICATE")))
			wrong = "its label is not CERTIFICATE";
		if (wrong == NULL && headers)
			wrong = "it has header lines";
		if (wrong == NULL)
			wrong = consumer_certificate(out->id, buf_span(&s.der),
						     &der);
		if (wrong == NULL)
			consumer_load(out, line, der);
		else
			consumer_lose(out, line, wrong);
	}
	buf_free(&s.der);
}
