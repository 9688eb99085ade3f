#include "tap.h"

#include "lint/look.h"

/* What is said, as "id@line " or "id ", in order. */
struct said {
	char text[256];
	uint64_t line;
};

static void take(void *context, enum lint_id id, const char *fact UNUSED)
{
	struct said *s = context;
	size_t n = strlen(s->text);

	if (s->line > 0)
		snprintf(s->text + n, sizeof(s->text) - n, "%s@%llu ",
			 lint_row(id)->name, (unsigned long long)s->line);
	else
		snprintf(s->text + n, sizeof(s->text) - n, "%s ",
			 lint_row(id)->name);
}

static void at_line(void *context, uint64_t line)
{
	((struct said *)context)->line = line;
}

static const struct {
	const char *name;
	struct span bytes;
	const char *said;
} rows[] = {
	{ "nothing", SPAN_LIT(""), "" },
	{ "a line", SPAN_LIT("a\n"), "" },
	{ "no line end", SPAN_LIT("a"), "no-final-newline " },
	{ "CRLF", SPAN_LIT("a\r\nb\r\n"), "" },
	{ "CR alone", SPAN_LIT("a\rb\r"), "line-ends-cr " },
	{ "LF and CRLF", SPAN_LIT("a\nb\r\n"), "line-ends " },
	{ "CR and LF, apart", SPAN_LIT("a\rb\n"), "line-ends " },
	{ "a blank line in CR", SPAN_LIT("a\r\r\n"), "line-ends " },
	{ "NUL", SPAN_LIT("a\n\0\n"), "nul-bytes@2 " },
	{ "NUL in a long line", SPAN_LIT("0123456789abcdef\0\n"), "nul-bytes@1 " },
	{ "markers", SPAN_LIT("-----BEGIN X-----\n-----END X-----\n----\n--x\n"),
	  "" },
	{ "five hyphens", SPAN_LIT("a\n-----\n"), "hyphens-in-text@2 " },
	{ "five hyphens at the end", SPAN_LIT("a\n-----"),
	  "no-final-newline hyphens-in-text@2 " },
	{ "BEGIN without its space", SPAN_LIT("-----BEGINNING\n"),
	  "hyphens-in-text@1 " },
	{ "hyphens behind text", SPAN_LIT("a -----x-----\n"), "" },
	{ "UTF-8",
	  SPAN_LIT("\xef\xbb\xbf"
		   "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\n"),
	  "" },
	{ "Latin-1", SPAN_LIT("\ncaf\xe9\n"), "odd-text@2 " },
	{ "a continuation alone", SPAN_LIT("\x80\n"), "odd-text@1 " },
	{ "a character cut off", SPAN_LIT("\xe2\x82z\n"), "odd-text@1 " },
	{ "a character cut off at the end", SPAN_LIT("a\n\xe2\x82"),
	  "no-final-newline odd-text@2 " },
	{ "an escape", SPAN_LIT("\x1b[0m\n"), "odd-text@1 " },
	{ "a tab", SPAN_LIT("\ta\n"), "" },
};

static void judge(struct said *s, struct span bytes, size_t piece)
{
	const struct lint_sink to = { take, s };
	struct lint_look look = { 0 };
	struct span part;

	while (bytes.n > 0) {
		if (!span_take(&bytes, piece < bytes.n ? piece : bytes.n, &part))
			break;
		lint_look_at(&look, part);
	}
	lint_look_end(&look);
	lint_look_judge(&look, &to, at_line);
}

TEST(what_is_odd_is_said_with_its_line_however_the_bytes_come)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		for (size_t piece = 1; piece <= 64; piece *= 4) {
			struct said s = { 0 };

			ROW(rows[i].name);
			judge(&s, rows[i].bytes, piece);
			CHECK_EQ_STR(s.text, rows[i].said);
		}
	}
}
