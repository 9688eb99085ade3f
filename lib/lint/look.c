#include "lint/look.h"

#include <inttypes.h>

static uint64_t line(const struct lint_look *look)
{
	return 1 + look->lf + look->crlf + look->cr;
}

static void remember(uint64_t *first, const struct lint_look *look)
{
	if (*first == 0)
		*first = line(look);
}

/* The line is over, or longer than a marker's beginning. */
static void judge_head(struct lint_look *look)
{
	struct span head = span_of(look->head, look->in_head);

	if (span_starts(head, SPAN_LIT("-----")) &&
	    !span_starts(head, SPAN_LIT("-----BEGIN ")) &&
	    !span_starts(head, SPAN_LIT("-----END ")))
		remember(&look->hyphens, look);
}

/* A character that wants more bytes does not get them. */
static void cut_off(struct lint_look *look)
{
	if (look->continues > 0)
		remember(&look->odd, look);
	look->continues = 0;
}

static void end_line(struct lint_look *look, uint64_t *kind)
{
	if (look->in_head < sizeof(look->head))
		judge_head(look);
	cut_off(look);
	look->in_head = 0;
	++*kind;
}

static void head_byte(struct lint_look *look, uint8_t byte)
{
	look->head[look->in_head++] = byte;
	if (look->in_head == sizeof(look->head))
		judge_head(look);
}

/* UTF-8 by its first bytes alone (RFC 3629): good enough to tell text. */
static void wide_byte(struct lint_look *look, uint8_t byte)
{
	bool continuation = (byte & 0xc0) == 0x80;

	if (continuation != (look->continues > 0)) {
		remember(&look->odd, look);
		look->continues = 0;
	}
	if (continuation && look->continues > 0)
		look->continues--;
	else if (!continuation && byte >= 0xc2 && byte <= 0xf4)
		look->continues = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
	else if (!continuation)
		remember(&look->odd, look);
}

static void text_byte(struct lint_look *look, uint8_t byte)
{
	if (look->in_head < sizeof(look->head))
		head_byte(look, byte);
	if (byte >= 0x80) {
		wide_byte(look, byte);
		return;
	}
	cut_off(look);
	if (byte == '\0')
		remember(&look->nul, look);
	else if ((byte < 0x20 && byte != '\t') || byte == 0x7f)
		remember(&look->odd, look);
}

/* Bytes that any line of base64 has, where nothing is to be remembered. */
static bool plain(const struct lint_look *look, uint8_t byte)
{
	return look->in_head == sizeof(look->head) && byte >= 0x20 && byte < 0x7f &&
	       look->continues == 0 && !look->after_cr;
}

void lint_look_at(struct lint_look *look, struct span s)
{
	look->bytes += s.n;
	for (size_t i = 0; i < s.n; i++) {
		uint8_t byte = s.p[i];

		if (plain(look, byte))
			continue;
		if (look->after_cr && byte != '\n')
			end_line(look, &look->cr);
		if (byte == '\n')
			end_line(look, look->after_cr ? &look->crlf : &look->lf);
		else if (byte != '\r')
			text_byte(look, byte);
		look->after_cr = byte == '\r';
	}
	if (s.n > 0)
		look->in_line = s.p[s.n - 1] != '\n' && s.p[s.n - 1] != '\r';
}

void lint_look_end(struct lint_look *look)
{
	if (look->after_cr)
		end_line(look, &look->cr);
	else if (look->in_head < sizeof(look->head))
		judge_head(look);
	cut_off(look);
	look->after_cr = false;
}

ssize_t lint_look_read(void *context, uint8_t *dst, size_t room)
{
	struct lint_look *look = context;
	ssize_t n = input_file_read(&look->file, dst, room);

	if (n <= 0) {
		lint_look_end(look);
		return n;
	}
	lint_look_at(look, span_of(dst, (size_t)n));
	if (look->keep != NULL)
		buf_add(look->keep, span_of(dst, (size_t)n));
	return n;
}

static void judge_line_ends(const struct lint_look *look,
			    const struct lint_sink *to)
{
	unsigned kinds =
		(look->lf > 0) + (look->crlf > 0) + (unsigned)(look->cr > 0);

	if (kinds > 1)
		lint_found(to, LINT_ID_LINE_ENDS,
			   "%" PRIu64 " lines end with LF, %" PRIu64
			   " with CRLF, %" PRIu64 " with CR alone",
			   look->lf, look->crlf, look->cr);
	else if (look->cr > 0)
		lint_found(to, LINT_ID_LINE_ENDS_CR,
			   "all %" PRIu64 " lines end with CR alone", look->cr);
}

void lint_look_judge(const struct lint_look *look, const struct lint_sink *to,
		     void (*at_line)(void *context, uint64_t line))
{
	const struct {
		uint64_t line;
		enum lint_id id;
		const char *fact;
	} seen[] = {
		{ look->nul, LINT_ID_NUL_BYTES, "a NUL byte, and maybe more" },
		{ look->hyphens, LINT_ID_HYPHENS_IN_TEXT,
		  "five hyphens, and no BEGIN or END behind them" },
		{ look->odd, LINT_ID_ODD_TEXT,
		  "a control character or a byte that is not UTF-8" },
	};

	judge_line_ends(look, to);
	if (look->in_line)
		lint_found(to, LINT_ID_NO_FINAL_NEWLINE,
			   "the last line has no end");
	for (size_t i = 0; i < ARRAY_LEN(seen); i++) {
		if (seen[i].line == 0)
			continue;
		at_line(to->context, seen[i].line);
		lint_found(to, seen[i].id, "%s", seen[i].fact);
	}
	at_line(to->context, 0);
}
