/*
 * OpenSSL: PEM_X509_INFO_read_bio, line by line. A line is what one fgets of 254
 * bytes gives; white space and bytes above 127 at its end go. BEGIN and END stand
 * alone on their lines. What is wrong in any block loses the whole file.
 */
#include "consumer/parts.h"

#define LINE_BYTES 254

struct state {
	struct prediction *out;
	struct span file;
	size_t at;
	struct line_counter lines;
	struct buf header, data, der;
};

/* One line or a part of it, up to a NUL. False at the end, and where a NUL begins
 * it: for OpenSSL, the file ends there. */
static bool next_line(struct state *s, struct span *line, bool *partial)
{
	struct span rest = span_of(s->file.p + s->at, s->file.n - s->at);
	size_t n = rest.n < LINE_BYTES ? rest.n : LINE_BYTES;
	size_t end = span_find(span_of(rest.p, n), SPAN_LIT("\n"));

	*partial = end == n && n == LINE_BYTES;
	n = end < n ? end + 1 : n;
	s->at += n;
	*line = span_of(rest.p, n);
	line->n = n > 0 ? span_find(*line, SPAN_LIT("\0")) : 0;
	return line->n > 0;
}

static void strip(struct span *line)
{
	while (line->n > 0 &&
	       (line->p[line->n - 1] <= ' ' || line->p[line->n - 1] >= 0x80))
		line->n--;
}

/* A UTF-8 byte order mark goes from the first line behind each block. */
static bool next_begin(struct state *s, struct span *label, uint64_t *number)
{
	const struct span begin = SPAN_LIT("-----BEGIN "), tail = SPAN_LIT("-----");
	struct span line, mark;
	bool partial, first = true;
	size_t start = s->at;

	while (next_line(s, &line, &partial)) {
		if (first && line.n > 3 &&
		    span_starts(line, SPAN_LIT("\xef\xbb\xbf")))
			(void)!span_take(&line, 3, &mark);
		first = false;
		strip(&line);
		if (line.n >= begin.n + tail.n && span_starts(line, begin) &&
		    span_ends(line, tail)) {
			*label = span_of(line.p + begin.n,
					 line.n - begin.n - tail.n);
			*number = line_at(&s->lines, start);
			return true;
		}
		start = s->at;
	}
	return false;
}

/* How far the header of RFC 1421 was read. */
enum part {
	MAYBE_HEADER,
	IN_HEADER,
	BEHIND_HEADER,
};

static bool is_end(struct span line, struct span label)
{
	const struct span end = SPAN_LIT("-----END ");
	struct span rest = line, part;

	return span_take(&rest, end.n, &part) && span_take(&rest, label.n, &part) &&
	       span_eq(part, label) && span_eq(rest, SPAN_LIT("-----"));
}

/* A blank line ends the header, and lines behind it are of 64 characters. Without
 * one, all lines are data, though they were taken for a header at first. */
static const char *read_block(struct state *s, struct span label)
{
	enum part part = MAYBE_HEADER;
	bool partial = false, was_partial, last = false;
	struct span line;

	s->header.n = s->data.n = 0;
	for (;;) {
		was_partial = partial;
		if (!next_line(s, &line, &partial))
			return "a block does not end";
		if (part == MAYBE_HEADER && memchr(line.p, ':', line.n) != NULL)
			part = IN_HEADER;
		strip(&line);
		if (line.n == 0 && was_partial)
			continue;
		if (line.n == 0 && part == BEHIND_HEADER)
			return "a block has two blank lines in it";
		if (line.n == 0) {
			part = BEHIND_HEADER;
			continue;
		}
		if (span_starts(line, SPAN_LIT("-----END ")))
			break;
		if (last || (part == BEHIND_HEADER && line.n > 64))
			return "a block has lines of other than 64 characters behind "
			       "a blank one";
		last = part == BEHIND_HEADER && line.n < 64;
		buf_add(part == BEHIND_HEADER ? &s->data : &s->header, line);
		buf_put(part == BEHIND_HEADER ? &s->data : &s->header, '\n');
	}
	if (!is_end(line, label))
		return "the END of a block does not match its BEGIN";
	if (part == MAYBE_HEADER) {
		struct buf swap = s->header;

		s->header = s->data;
		s->data = swap;
	}
	return s->data.n == 0 ? "a block has no data" : NULL;
}

static const char *decode(struct state *s)
{
	static const struct base64_rules rules = { .skips = " \t\r\n",
						   .stops_at_hyphen = true };

	s->der.n = 0;
	return consumer_base64(buf_span(&s->data), &rules, &s->der) && s->der.n > 0
		       ? NULL
		       : "the base64 of a block cannot be decoded";
}

/* CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signature } */
static bool is_crl(struct span s)
{
	struct span list;

	return der_take(&s, DER_SEQUENCE, &list) &&
	       der_take(&list, DER_SEQUENCE, &s) &&
	       der_take(&list, DER_SEQUENCE, NULL) &&
	       der_take(&list, DER_BIT_STRING, NULL) && list.n == 0 &&
	       (!der_is(s, DER_INTEGER) || der_take(&s, DER_INTEGER, NULL)) &&
	       der_take(&s, DER_SEQUENCE, NULL) &&
	       der_take(&s, DER_SEQUENCE, NULL) &&
	       (der_is(s, DER_UTC_TIME) || der_is(s, DER_GENERALIZED_TIME));
}

/* The settings behind a TRUSTED CERTIFICATE: a SEQUENCE, or nothing. */
static bool is_trust(struct span block, struct span der)
{
	struct span rest = span_of(block.p + der.n, block.n - der.n);

	return rest.n == 0 || der_take(&rest, DER_SEQUENCE, NULL);
}

static const char *take_certificate(struct state *s, struct span label,
				    uint64_t line)
{
	struct span block = buf_span(&s->der), der;
	const char *wrong = consumer_certificate(s->out->id, block, &der);

	if (wrong != NULL)
		return wrong;
	if (s->header.n > 0)
		return "a certificate has header lines, or a blank line in its base64";
	if (span_starts(label, SPAN_LIT("TRUSTED")) && !is_trust(block, der))
		return "the trust settings behind a certificate are broken";
	consumer_load(s->out, line, der);
	return NULL;
}

/* What is done with a block of each label; others are passed over once decoded. */
static const char *take_block(struct state *s, struct span label, uint64_t line)
{
	struct span block = buf_span(&s->der);

	if (span_eq(label, SPAN_LIT("CERTIFICATE")) ||
	    span_eq(label, SPAN_LIT("X509 CERTIFICATE")) ||
	    span_eq(label, SPAN_LIT("TRUSTED CERTIFICATE")))
		return take_certificate(s, label, line);
	if (span_eq(label, SPAN_LIT("X509 CRL")))
		return is_crl(block) ? NULL : "an X509 CRL that is none";
	if (span_find(label, SPAN_LIT("PRIVATE KEY")) < label.n &&
	    !span_eq(label, SPAN_LIT("ENCRYPTED PRIVATE KEY")) && s->header.n <= 10)
		return der_take(&block, DER_SEQUENCE, NULL)
			       ? NULL
			       : "a private key that is none";
	if (span_starts(label, SPAN_LIT("PKCS")) || span_eq(label, SPAN_LIT("CMS")))
		consumer_lose(s->out, line, "it does not load PKCS#7");
	return NULL;
}

void openssl_predict(struct span file, struct prediction *out)
{
	struct state s = { .out = out, .file = file, .lines = { .file = file } };
	const char *wrong = NULL;
	struct span label;
	uint64_t line;

	while (wrong == NULL && next_begin(&s, &label, &line)) {
		wrong = read_block(&s, label);
		if (wrong == NULL)
			wrong = decode(&s);
		if (wrong == NULL)
			wrong = take_block(&s, label, line);
		if (wrong != NULL)
			consumer_refuse(out, line, wrong);
	}
	buf_free(&s.header);
	buf_free(&s.data);
	buf_free(&s.der);
}
