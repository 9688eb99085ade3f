#include "formats/pem.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/base64.h"
#include "x509/text.h"

#define LINE 64 /* characters (RFC 7468 section 2) */

void pem_start(struct pem *p, struct input *in, struct diags *diags,
	       const char *file)
{
	in->counts_lines = true;
	*p = (struct pem){ .in = in, .diags = diags, .file = file, .ended = true };
}

struct place pem_place(const struct pem *p)
{
	struct place at = { .file = p->file, .line = p->first };

	if (!p->bare) {
		at.block = p->block;
		at.label = p->label;
		at.first = p->first;
		at.last = p->last;
	}
	return at;
}

size_t pem_marker(struct span s, struct span word, struct span *label)
{
	const uint8_t *end;
	size_t most;

	if (!span_starts(s, word))
		return 0;
	most = s.n < PEM_MARKER_BYTES ? s.n : PEM_MARKER_BYTES;
	end = memmem(s.p + word.n, most - word.n, "-----", 5);
	if (end == NULL)
		return 0;
	*label = span_of(s.p + word.n, (size_t)(end - s.p) - word.n);
	for (size_t i = 0; i < label->n; i++)
		if (label->p[i] < 0x20 || label->p[i] > 0x7e)
			return 0;
	/* Exactly five hyphens: a sixth would be part of another marker. */
	if (label->n > CAP_LABEL ||
	    (label->n + word.n + 5 < s.n && end[5] == '-' &&
	     !span_starts(span_of(end + 5, s.n - (size_t)(end + 5 - s.p)),
			  PEM_BEGIN)))
		return 0;
	return label->n + word.n + 5;
}

void pem_bare(struct pem *p)
{
	p->bare = true;
	p->ended = false;
	p->first = 1;
}

static void fault(struct pem *p, enum diag_id id, const uint8_t *at,
		  const char *detail, ...) PRINTF_LIKE(4, 5);

static void fault(struct pem *p, enum diag_id id, const uint8_t *at,
		  const char *detail, ...)
{
	va_list ap;

	p->faulty = true;
	p->fault = id;
	p->fault_line = input_line(p->in, at);
	p->fault_column = input_column(p->in, at);
	va_start(ap, detail);
	vsnprintf(p->fault_detail, sizeof(p->fault_detail), detail, ap);
	va_end(ap);
}

/*
 * "-----END label-----", or what else begins with a hyphen where base64 should be.
 */
static void read_end(struct pem *p)
{
	struct span s = input_fill(p->in, PEM_MARKER_BYTES), label;
	size_t n = pem_marker(s, PEM_END, &label);
	struct buf quoted = { 0 };

	if (n == 0 || p->bare) {
		if (span_starts(s, PEM_BEGIN))
			fault(p, DIAG_ID_NO_END, s.p,
			      "another BEGIN line comes first");
		else
			fault(p, DIAG_ID_MARKER_DAMAGED, s.p,
			      "a hyphen, but no END line as it should be");
		return;
	}
	if (!span_eq(label, span_str(p->label)))
		fault(p, DIAG_ID_LABEL_MISMATCH, s.p, "%s",
		      text_quoted(label, 64, &quoted));
	else if (p->have > 0)
		fault(p, DIAG_ID_BASE64_PADDING, s.p,
		      "the base64 ends within a group of four characters");
	p->glued |= p->column > 0;
	p->last = input_line(p->in, s.p);
	input_skip(p->in, n);
	p->ended = true;
	buf_free(&quoted);
}

/* The first LF or CR in s, or NULL. */
static const uint8_t *find_eol(struct span s)
{
	const uint8_t *lf = s.n > 0 ? memchr(s.p, '\n', s.n) : NULL;
	size_t n = lf != NULL ? (size_t)(lf - s.p) : s.n;
	const uint8_t *cr = n > 0 ? memchr(s.p, '\r', n) : NULL;

	return cr != NULL ? cr : lf;
}

/* To the start of the next line, however long this one is. */
static void skip_line(struct input *in)
{
	struct span s;
	const uint8_t *eol = NULL;

	while (eol == NULL && (s = input_fill(in, 1)).n > 0) {
		eol = find_eol(s);
		input_skip(in, eol != NULL ? (size_t)(eol - s.p) : s.n);
	}
	s = input_fill(in, 2);
	if (span_starts(s, SPAN_LIT("\r\n")))
		input_skip(in, 2);
	else if (s.n > 0)
		input_skip(in, 1);
}

/* RFC 1421 header lines, up to a blank line, where they begin here. */
static void read_headers(struct pem *p)
{
	struct place place = pem_place(p);
	struct span s = input_fill(p->in, CAP_MARKER_SEARCH);
	size_t most = s.n < CAP_MARKER_SEARCH ? s.n : CAP_MARKER_SEARCH;
	const uint8_t *eol = find_eol(span_of(s.p, most));

	most = eol != NULL ? (size_t)(eol - s.p) : most;
	if (p->bare || most == 0 || memchr(s.p, ':', most) == NULL)
		return;
	diag_report(p->diags, DIAG_ID_HEADERS, &place, NULL);
	while (s.n > 0 && s.p[0] != '\n' && s.p[0] != '\r' && s.p[0] != '-' &&
	       foreign_line(s) == NULL) {
		skip_line(p->in);
		s = input_fill(p->in, FOREIGN_LINE_BYTES);
	}
}

static void end_of_line(struct pem *p)
{
	p->on_begin = false;
	if (p->column == 0)
		return;
	if (p->short_line || p->column > LINE)
		p->uneven = true;
	if (p->column < LINE)
		p->short_line = true;
	p->column = 0;
}

/* The group of four is complete with its padding: one or two bytes. */
static size_t padded_group(struct pem *p, const uint8_t *at, uint8_t *dst)
{
	uint32_t v = (uint32_t)p->quad[0] << 18 | (uint32_t)p->quad[1] << 12;

	if (p->have == 3)
		v |= (uint32_t)p->quad[2] << 6;
	if ((p->have == 2 && v & 0xffff) || (p->have == 3 && v & 0xff)) {
		fault(p, DIAG_ID_BASE64_PADDING, at,
		      "the last character has bits that no byte takes");
		return 0;
	}
	dst[0] = (uint8_t)(v >> 16);
	dst[1] = (uint8_t)(v >> 8);
	return p->have - 1;
}

static size_t read_pad(struct pem *p, const uint8_t *at, uint8_t *dst)
{
	size_t n = 0;

	if (p->have < 2 || p->have + p->pads >= 4) {
		fault(p, DIAG_ID_BASE64_PADDING, at,
		      "'=' where no padding belongs");
		return 0;
	}
	p->pads++;
	p->column++;
	if (p->have + p->pads == 4) {
		n = padded_group(p, at, dst);
		p->have = 0;
	}
	return n;
}

static size_t read_digit(struct pem *p, uint8_t value, const uint8_t *at,
			 uint8_t *dst)
{
	if (p->pads > 0) {
		fault(p, DIAG_ID_BASE64_PADDING, at, "base64 goes on behind '='");
		return 0;
	}
	p->quad[p->have++] = value;
	p->column++;
	p->glued |= p->on_begin;
	if (p->have < 4)
		return 0;
	p->have = 0;
	dst[0] = (uint8_t)(p->quad[0] << 2 | p->quad[1] >> 4);
	dst[1] = (uint8_t)(p->quad[1] << 4 | p->quad[2] >> 2);
	dst[2] = (uint8_t)(p->quad[2] << 6 | p->quad[3]);
	return 3;
}

static void bad_character(struct pem *p, const uint8_t *at)
{
	if (*at > 0x20 && *at < 0x7f)
		fault(p, DIAG_ID_BASE64_CHARACTER, at, "'%c'", *at);
	else
		fault(p, DIAG_ID_BASE64_CHARACTER, at, "byte 0x%02x", *at);
}

/* One character of the body; returns how many bytes it brought to dst. */
static size_t read_character(struct pem *p, const uint8_t *at, uint8_t *dst)
{
	uint8_t kind = base64_class(*at);
	size_t n = 0;

	switch (kind) {
	case BASE64_PAD:
		n = read_pad(p, at, dst);
		break;
	case BASE64_SPACE:
		p->spaces |= !p->on_begin;
		break;
	case BASE64_EOL:
		end_of_line(p);
		break;
	case BASE64_OTHER:
		if (*at == '-') {
			read_end(p);
			return 0;
		}
		bad_character(p, at);
		break;
	default:
		n = read_digit(p, kind, at, dst);
	}
	if (!p->faulty)
		input_skip(p->in, 1);
	return n;
}

static void end_of_input(struct pem *p)
{
	const uint8_t *at = input_peek(p->in).p;

	if (!p->bare)
		fault(p, DIAG_ID_NO_END, at, "the file ends");
	else if (p->have > 0)
		fault(p, DIAG_ID_BASE64_PADDING, at,
		      "the base64 ends within a group of four characters");
	else
		p->ended = true;
}

/* Whole groups of four, as far as they go; advances s. */
static size_t read_groups(struct pem *p, struct span *s, uint8_t *dst, size_t room)
{
	size_t n = 0, before;

	if (p->column == 0 && !p->on_begin && !p->short_line)
		n = base64_full_lines(s, dst, room);
	before = s->n;
	n += base64_run(s, dst + n, room - n);
	p->column += before - s->n;
	p->glued |= p->on_begin && s->n < before;
	return n;
}

ssize_t pem_read(void *pem, uint8_t *dst, size_t room)
{
	struct pem *p = pem;
	size_t done = 0;

	while (!p->ended && !p->faulty && room - done >= 3) {
		struct span have = input_fill(p->in, 1), rest = have;

		if (have.n == 0) {
			end_of_input(p);
			break;
		}
		if (p->first_line && !p->on_begin && *have.p != '\n' &&
		    *have.p != '\r') {
			p->first_line = false;
			read_headers(p);
			continue; /* the window may have moved */
		}
		if (p->have == 0 && p->pads == 0)
			done += read_groups(p, &rest, dst + done, room - done);
		input_skip(p->in, have.n - rest.n);
		if (rest.n > 0 && room - done >= 3)
			done += read_character(p, rest.p, dst + done);
	}
	if (done > 0)
		return (ssize_t)done;
	if (p->faulty)
		errno = EILSEQ;
	return p->faulty ? -1 : 0;
}

/* A hyphen, or what else could be no base64 but the start of something. */
static size_t find_stop(struct span s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] != '-' && s.p[n] != '[')
		n++;
	return n;
}

/*
 * Behind a fault, or a body that nobody wants: to the line of the END, or of a
 * BEGIN that comes first.
 */
static void skip_body(struct pem *p)
{
	struct span s, label;
	size_t n;

	while ((s = input_fill(p->in, PEM_MARKER_BYTES)).n > 0) {
		size_t stop = find_stop(s);

		input_skip(p->in, stop);
		if (stop == s.n)
			continue;
		s = input_fill(p->in, PEM_MARKER_BYTES);
		if (span_starts(s, PEM_BEGIN) || pem_foreign(p, s))
			break;
		n = pem_marker(s, PEM_END, &label);
		if (n > 0) {
			p->last = input_line(p->in, s.p);
			if (!p->faulty && !span_eq(label, span_str(p->label)))
				read_end(p);
			else
				input_skip(p->in, n);
			p->ended = true;
			return;
		}
		input_skip(p->in, 1);
	}
	if (!p->faulty)
		fault(p, DIAG_ID_NO_END, s.p,
		      p->foreign != NULL ? "something else comes first"
		      : s.n > 0		 ? "another BEGIN line comes first"
					 : "the file ends");
}

static void report_notes(struct pem *p)
{
	struct place at = pem_place(p);

	if (p->uneven)
		diag_report(p->diags, DIAG_ID_LINE_LENGTH, &at, NULL);
	if (p->spaces)
		diag_report(p->diags, DIAG_ID_WHITE_SPACE, &at, NULL);
	if (p->glued)
		diag_report(p->diags, DIAG_ID_GLUED, &at,
			    "base64 and a marker on one line");
}

bool pem_finish(struct pem *p)
{
	struct place at;

	if (!p->ended)
		skip_body(p);
	p->lead = p->ended && !p->bare ? PEM_LEAD_END : 0;
	if (!p->faulty) {
		end_of_line(p);
		report_notes(p);
		return true;
	}
	at = pem_place(p);
	at.line = p->fault_line;
	at.column = p->fault_column;
	diag_report(p->diags, p->fault, &at, "%s", p->fault_detail);
	return false;
}
