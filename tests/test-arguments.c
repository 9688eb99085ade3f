#include "tap.h"

#include <stdlib.h>

#include "tools/arguments.h"

/* What a command line set. */
static struct {
	bool keep, verbose, strict, help, version;
	const char *output, *host, *expect, *exclude;
	struct texts where;
} given;

static const struct option_row table[] = {
	{ 'k', "keep-going", NULL, "", OPTION_FLAG, &given.keep },
	{ 'v', "verbose", NULL, "", OPTION_FLAG, &given.verbose },
	{ 0, "strict", NULL, "", OPTION_FLAG, &given.strict },
	{ 'o', "output", "FILE", "", OPTION_TEXT, &given.output },
	{ 'w', "where", "EXPR", "", OPTION_LIST, &given.where },
	{ 0, "hostname", "NAME", "", OPTION_TEXT, &given.host },
	{ 0, "expect", "N", "", OPTION_TEXT, &given.expect },
	{ 0, "exclude", "FILE", "", OPTION_TEXT, &given.exclude },
	{ 'h', "help", NULL, "", OPTION_ONLY, &given.help },
	{ 'V', "version", NULL, "", OPTION_ONLY, &given.version },
};

static void put_text(struct buf *out, const char *name, const char *value)
{
	if (value != NULL)
		buf_printf(out, "%s=%s ", name, value);
}

/* "keep output=f where=a where=b | operand operand" */
static void put_given(struct buf *out, char **words, size_t operands)
{
	buf_str(out, given.keep ? "keep " : "");
	buf_str(out, given.verbose ? "verbose " : "");
	buf_str(out, given.strict ? "strict " : "");
	buf_str(out, given.help ? "help " : "");
	buf_str(out, given.version ? "version " : "");
	put_text(out, "output", given.output);
	put_text(out, "hostname", given.host);
	put_text(out, "expect", given.expect);
	put_text(out, "exclude", given.exclude);
	for (size_t i = 0; i < given.where.count; i++)
		put_text(out, "where", given.where.text[i]);
	buf_put(out, '|');
	for (size_t i = 0; i < operands; i++)
		buf_printf(out, " %s", words[i]);
	CHECK(words[operands] == NULL);
}

/* Reads words that are separated by blanks; what comes of them, or the problem. */
static void read_line(const char *line, bool operand_first, struct buf *out)
{
	const struct option_row *rows[ARRAY_LEN(table) + 1] = { NULL };
	struct arguments a = { .rows = rows, .operand_first = operand_first };
	char text[256], *words[16], *rest = text, *word;
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		rows[i] = &table[i];
	memset(&given, 0, sizeof(given));
	snprintf(text, sizeof(text), "%s", line);
	while ((word = strsep(&rest, " ")) != NULL)
		words[count++] = word;
	count -= *line == '\0';
	words[count] = NULL;
	out->n = 0;
	if (arguments_read(&a, words, count))
		put_given(out, words, a.operands);
	else
		buf_add(out, buf_span(&a.problem));
	buf_free(&a.problem);
	free(given.where.text);
}

struct line {
	const char *words, *result;
};

static void check_lines(const struct line *lines, size_t count, bool operand_first)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < count; i++) {
		ROW(lines[i].words);
		read_line(lines[i].words, operand_first, &out);
		CHECK_EQ_STR(buf_c(&out), lines[i].result);
	}
	buf_free(&out);
}

#define CHECK_LINES(lines) check_lines(lines, ARRAY_LEN(lines), false)

TEST(options_and_operands_may_be_mixed)
{
	static const struct line lines[] = {
		{ "", "|" },
		{ "a", "| a" },
		{ "a -k b", "keep | a b" },
		{ "-k -v a", "keep verbose | a" },
		{ "-kv a", "keep verbose | a" },
		{ "-kk", "keep |" },
		{ "-o f a", "output=f | a" },
		{ "-of a", "output=f | a" },
		{ "-kof a", "keep output=f | a" },
		{ "-kvo f a", "keep verbose output=f | a" },
		{ "-okv a", "output=kv | a" },
		{ "--output f a", "output=f | a" },
		{ "--output=f a", "output=f | a" },
		{ "--output=f=g", "output=f=g |" },
		{ "--output=", "output= |" },
		{ "--output=--strict", "output=--strict |" },
		{ "-o -", "output=- |" },
		{ "-o -k", "output=-k |" },
		{ "-o -30d", "output=-30d |" },
		{ "-o --other", "output=--other |" },
		{ "a - b", "| a - b" },
		{ "a -- -k --strict", "| a -k --strict" },
		{ "-- --", "| --" },
		{ "-w a -wb --where=c --where d",
		  "where=a where=b where=c where=d |" },
		{ "a --strict b", "strict | a b" },
	};

	CHECK_LINES(lines);
}

TEST(the_beginning_of_one_long_name_will_do)
{
	static const struct line lines[] = {
		{ "--st", "strict |" },
		{ "--out f", "output=f |" },
		{ "--host=x", "hostname=x |" },
		{ "--expec 3", "expect=3 |" },
		{ "--ex 3", "--ex is ambiguous (--expect, --exclude)" },
		{ "--ex=3", "--ex is ambiguous (--expect, --exclude)" },
		{ "--ver", "--ver is ambiguous (--verbose, --version)" },
		{ "--vers", "unknown option --vers; did you mean --version?" },
		{ "--hel", "unknown option --hel; did you mean --help?" },
		{ "--h", "--h is ambiguous (--hostname, --help)" },
	};

	CHECK_LINES(lines);
}

TEST(help_and_version_are_whole_and_the_only_argument)
{
	static const struct line lines[] = {
		{ "-h", "help |" },
		{ "--help", "help |" },
		{ "-V", "version |" },
		{ "--version", "version |" },
		{ "-h a", "-h must be the only argument" },
		{ "a -h", "-h must be the only argument" },
		{ "a --help", "--help must be the only argument" },
		{ "--version -k", "--version must be the only argument" },
		{ "-h -h", "-h must be the only argument" },
		{ "-kh", "-h in -kh must be the only argument" },
		{ "-hk", "-h in -hk must be the only argument" },
		{ "-kV", "-V in -kV must be the only argument" },
		{ "-hV", "-h in -hV must be the only argument" },
		{ "--help=a", "--help takes no value" },
		{ "-- -h", "| -h" },
	};

	CHECK_LINES(lines);
}

TEST(a_long_name_with_one_hyphen_is_wrong_though_it_may_make_sense)
{
	static const struct line lines[] = {
		{ "-hostname x",
		  "unknown option -hostname; did you mean --hostname?" },
		{ "-hostname=x",
		  "unknown option -hostname; did you mean --hostname?" },
		{ "-host x", "unknown option -host; did you mean --hostname?" },
		{ "-hostnmae x",
		  "-h in -hostnmae must be the only argument; did you mean --hostname?" },
		{ "-help", "unknown option -help; did you mean --help?" },
		{ "-version", "unknown option -version; did you mean --version?" },
		{ "-output f", "unknown option -output; did you mean --output?" },
		{ "-out f", "unknown option -out; did you mean --output?" },
		{ "-ou f", "output=u | f" },
		{ "-outs f", "output=uts | f" },
		{ "-exc", "unknown option -exc; did you mean --exclude?" },
		{ "-ex", "unknown option -e in -ex" },
		{ "-verbos", "unknown option -verbos; did you mean --verbose?" },
		{ "-where x", "unknown option -where; did you mean --where?" },
		{ "-ofile", "output=file |" },
	};

	CHECK_LINES(lines);
}

TEST(a_problem_names_the_option_as_it_was_typed)
{
	static const struct line lines[] = {
		{ "-x", "unknown option -x" },
		{ "-kx", "unknown option -x in -kx" },
		{ "--keep_going",
		  "unknown option --keep_going; did you mean --keep-going?" },
		{ "--expcet 3", "unknown option --expcet; did you mean --expect?" },
		{ "--colour=never", "unknown option --colour" },
		{ "--=x", "unknown option --" },
		{ "---", "unknown option ---" },
		{ "---strict", "unknown option ---strict; did you mean --strict?" },
		{ "-k-", "unknown option -- in -k-" },
		{ "--\033[2J", "unknown option --\\1B[2J" },
		{ "-\xc3\xa4", "unknown option -\\C3 in -\xc3\xa4" },
		{ "--strict=yes", "--strict takes no value" },
		{ "--stri=", "--stri takes no value" },
		{ "--output", "--output needs a value (FILE)" },
		{ "--out", "--out needs a value (FILE)" },
		{ "-o", "-o needs a value (FILE)" },
		{ "-ko", "-o needs a value (FILE)" },
		{ "-o --strict a",
		  "-o needs a value (FILE); to give it --strict, say --output=--strict" },
		{ "--hostname --expect=3",
		  "--hostname needs a value (NAME); to give it --expect=3, say --hostname=--expect=3" },
		{ "-o -- a",
		  "-o needs a value (FILE); to give it --, say --output=--" },
		{ "-o=f", "-o=f: a letter takes its value without '=': say -o f" },
		{ "-kw=a=b",
		  "-kw=a=b: a letter takes its value without '=': say -kw a=b" },
		{ "-o f --output g", "--output is given twice" },
	};

	CHECK_LINES(lines);
}

TEST(everything_after_the_first_operand_may_be_for_another)
{
	static const struct line lines[] = {
		{ "-k a -v --nope -h", "keep | a -v --nope -h" },
		{ "-- -k a", "| -k a" },
		{ "a -- -k", "| a -- -k" },
		{ "-x a", "unknown option -x" },
		{ "- -k", "| - -k" },
	};

	check_lines(lines, ARRAY_LEN(lines), true);
}
