/*
 * The text between PEM blocks: finding BEGIN lines, and what only looks like one.
 */
#include <ctype.h>

#include "base/caps.h"
#include "formats/pem.h"
#include "x509/text.h"

static bool is_eol(uint8_t c)
{
	return c == '\n' || c == '\r';
}

/* Steps over what may stand before a BEGIN; returns how much it was. */
static size_t skip_lead(struct pem *p, struct span s)
{
	size_t n = 0;

	while (n < s.n) {
		uint8_t c = s.p[n];

		if (is_eol(c))
			p->lead = 0;
		else if (c == ' ' || c == '\t' || c == '\v' || c == '\f')
			p->lead |= PEM_LEAD_SPACE;
		else if (c == '\0')
			p->lead |= PEM_LEAD_NUL;
		else if (span_starts(span_of(s.p + n, s.n - n),
				     SPAN_LIT("\xef\xbb\xbf"))) {
			p->lead |= PEM_LEAD_MARK;
			n += 2;
		} else
			break;
		n++;
	}
	input_skip(p->in, n);
	return n;
}

bool pem_foreign(struct pem *p, struct span line)
{
	p->foreign = foreign_line(line);
	if (p->foreign != NULL)
		p->foreign_line = input_line(p->in, line.p);
	return p->foreign != NULL;
}

static void note_lead(struct pem *p)
{
	struct place at = pem_place(p);

	if (p->lead & PEM_LEAD_MARK)
		diag_report(p->diags, DIAG_ID_BYTE_ORDER_MARK, &at, NULL);
	if (p->lead & PEM_LEAD_SPACE)
		diag_report(p->diags, DIAG_ID_INDENTED, &at, "white space");
	if (p->lead & PEM_LEAD_NUL)
		diag_report(p->diags, DIAG_ID_INDENTED, &at, "NUL bytes");
	if (p->lead & PEM_LEAD_END)
		diag_report(p->diags, DIAG_ID_GLUED, &at,
			    "END and BEGIN on one line");
}

static void begin_block(struct pem *p, struct span s, struct span label,
			size_t marker)
{
	p->block++;
	memcpy(p->label, label.p, label.n);
	p->label[label.n] = '\0';
	p->first = input_line(p->in, s.p);
	p->last = 0;
	note_lead(p);
	input_skip(p->in, marker);
	p->lost = p->ended = p->faulty = false;
	p->on_begin = p->first_line = true;
	p->have = p->pads = 0;
	p->column = 0;
	p->short_line = p->uneven = p->spaces = p->glued = false;
}

static bool starts_nocase(struct span s, const char *word)
{
	for (; *word != '\0'; word++, s.p++, s.n--)
		if (s.n == 0 || toupper(*s.p) != *word)
			return false;
	return true;
}

static bool contains_nocase(struct span s, const char *word)
{
	for (; s.n > 0; s.p++, s.n--)
		if (starts_nocase(s, word))
			return true;
	return false;
}

static bool is_word(uint8_t c)
{
	return c < 0x80 && isalnum(c);
}

/* Hyphens, and what word processors make of them (any byte beyond ASCII). */
static bool has_dash(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= 0x80 || s.p[i] == '-' || s.p[i] == '_' ||
		    s.p[i] == '=')
			return true;
	return false;
}

static bool has_lower(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= 'a' && s.p[i] <= 'z')
			return true;
	return false;
}

enum near_miss {
	NO_MARKER,
	NEAR_BEGIN,
	NEAR_END
};

/*
 * A line that was meant to be a marker: some characters that are no letters, BEGIN
 * or END in any case, and CERTIFICATE, PKCS or CMS behind it; with something like a
 * hyphen, or all in capitals.
 */
static enum near_miss near_miss(struct span line)
{
	enum near_miss found = NO_MARKER;
	struct span s = line;
	size_t skipped = 0;

	if (s.n > CAP_MARKER_SEARCH)
		s.n = CAP_MARKER_SEARCH;
	line = s;
	for (; s.n > 0 && !is_word(*s.p) && skipped < CAP_MARKER_LEAD;
	     skipped++, s.p++, s.n--)
		;
	if (starts_nocase(s, "BEGIN "))
		found = NEAR_BEGIN;
	else if (starts_nocase(s, "END "))
		found = NEAR_END;
	else
		return NO_MARKER;
	if (!contains_nocase(s, "CERTIFICATE") && !contains_nocase(s, "PKCS") &&
	    !contains_nocase(s, "CMS"))
		return NO_MARKER;
	return has_dash(line) || !has_lower(s) ? found : NO_MARKER;
}

static const uint8_t *contains_begin(struct span line)
{
	return memmem(line.p, line.n, PEM_BEGIN.p, PEM_BEGIN.n);
}

static bool is_comment(struct span line)
{
	return line.n > 0 && strchr("#;>|*/%", *line.p) != NULL && *line.p != '\0';
}

static struct place place_of(struct pem *p, const uint8_t *at)
{
	return (struct place){
		.file = p->file,
		.line = input_line(p->in, at),
		.column = input_column(p->in, at),
	};
}

/* A BEGIN or END that stands at the start of its line, but not as it should. */
static void damaged_marker(struct pem *p, struct span line, enum near_miss found)
{
	struct place at = place_of(p, line.p);

	if (found == NEAR_BEGIN) {
		at.block = ++p->block;
		p->lost_blocks++;
		p->lost = true;
		diag_report(
			p->diags, DIAG_ID_MARKER_DAMAGED, &at,
			"a BEGIN line that is none: it wants five hyphens, capitals and a label");
	} else if (p->lost) {
		p->lost = false;
	} else {
		diag_report(
			p->diags, DIAG_ID_MARKER_DAMAGED, &at,
			"an END line that is none: it wants five hyphens, capitals and a label");
	}
}

/* Whether something in the first bytes of a line was reported. */
static bool examine_start(struct pem *p, struct span line)
{
	enum near_miss found = near_miss(line);
	struct place at;
	struct span label;

	/* It is none by its label: too long, or not closed. */
	if (span_starts(line, PEM_BEGIN))
		found = NEAR_BEGIN;
	if (found != NO_MARKER && !is_comment(line) &&
	    pem_marker(line, PEM_END, &label) == 0) {
		damaged_marker(p, line, found);
		return true;
	}
	if (contains_begin(line) != NULL)
		return false;
	at = place_of(p, line.p);
	if (pem_marker(line, PEM_END, &label) > 0) {
		if (!p->lost) {
			p->lost_blocks++;
			diag_report(p->diags, DIAG_ID_END_WITHOUT_BEGIN, &at, NULL);
		}
		p->lost = false;
		return true;
	}
	if (found != NEAR_BEGIN)
		return false;
	diag_report(p->diags, DIAG_ID_MARKER_IN_TEXT, &at,
		    "a BEGIN in a comment is text");
	return true;
}

/*
 * An END without BEGIN; or a marker that other text precedes or that is damaged.
 * One thing a line is reported, and its start is looked at by as many bytes as are
 * always at hand, so that a long line gives the same in whatever parts it comes.
 */
static void examine(struct pem *p, struct span line)
{
	size_t n = line.n < CAP_MARKER_SEARCH ? line.n : CAP_MARKER_SEARCH;
	bool starts = !(p->lead & (PEM_LEAD_TEXT | PEM_LEAD_END));
	const uint8_t *marker;
	struct place at;

	if (p->lead & PEM_LEAD_TOLD)
		return;
	if (starts && examine_start(p, span_of(line.p, n))) {
		p->lead |= PEM_LEAD_TOLD;
		return;
	}
	marker = contains_begin(line);
	if (marker == NULL)
		return;
	at = place_of(p, marker);
	diag_report(p->diags, DIAG_ID_MARKER_IN_TEXT, &at,
		    "a BEGIN behind other text on its line is text");
	p->lead |= PEM_LEAD_TOLD;
}

/*
 * A line of text, without its end; of a line that is longer than the window, a
 * part, of which a marker's length is kept back.
 */
static void skip_text(struct pem *p, struct span s)
{
	const uint8_t *eol = memchr(s.p, '\n', s.n);
	const uint8_t *cr =
		memchr(s.p, '\r', eol != NULL ? (size_t)(eol - s.p) : s.n);
	size_t n = s.n;

	if (cr != NULL)
		eol = cr;
	if (eol != NULL)
		n = (size_t)(eol - s.p);
	if (!(p->lead & PEM_LEAD_TEXT) && pem_foreign(p, s))
		return;
	examine(p, span_of(s.p, n));
	if (eol == NULL && !p->in->eof)
		n -= PEM_BEGIN.n - 1;
	p->lead = PEM_LEAD_TEXT | (p->lead & PEM_LEAD_TOLD);
	p->any_text = true;
	input_skip(p->in, n);
}

bool pem_next(struct pem *p)
{
	struct span s, label;

	while (p->foreign == NULL &&
	       (s = input_fill(p->in, CAP_MARKER_SEARCH)).n > 0) {
		size_t marker;

		if (skip_lead(p, s) > 0)
			continue;
		marker = p->lead & PEM_LEAD_TEXT ? 0
						 : pem_marker(s, PEM_BEGIN, &label);
		if (marker > 0) {
			begin_block(p, s, label, marker);
			return true;
		}
		skip_text(p, s);
	}
	return false;
}
