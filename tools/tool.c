#include "config.h"

#include "tools/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "io/guard.h"
#include "io/spool.h"
#include "tools/bundle_io.h"
#include "x509/moment.h"

/*
 * A closed descriptor 0, 1 or 2 would be given to the next file that is opened.
 * What takes its place fails when it is used, as a closed one should.
 */
static void occupy_standard_descriptors(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
}

void tool_complain(const char *format, ...)
{
	va_list ap;

	fprintf(stderr, "%s: ", this_tool.name);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
}

void tool_usage(const char *format, ...)
{
	va_list ap;

	fprintf(stderr, "%s: ", this_tool.name);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fprintf(stderr, "\n%s: '%s --help' lists the options\n", this_tool.name,
		this_tool.name);
	exit(EXIT_TROUBLE);
}

void tool_unknown(const char *option, const char *word, nearest_name *name,
		  const void *table)
{
	const char *meant = nearest(span_str(word), name, table), *one;
	struct buf names = { 0 };

	for (size_t i = 0; (one = name(table, i)) != NULL; i++)
		buf_printf(&names, "%s%s", i > 0 ? ", " : "", one);
	tool_usage("%s%s%s: not one of %s%s%s%s", option,
		   *option != '\0' ? " " : "", shown(word), buf_c(&names),
		   meant != NULL ? "; did you mean '" : "",
		   meant != NULL ? meant : "", meant != NULL ? "'?" : "");
}

const char *tool_word(const void *words, size_t n)
{
	return ((const char *const *)words)[n];
}

size_t tool_choose(const char *option, const char *word, const char *const *words)
{
	size_t i = 0;

	while (word != NULL && words[i] != NULL && strcmp(words[i], word) != 0)
		i++;
	if (words[i] == NULL)
		tool_unknown(option, word, tool_word, words);
	return i;
}

void tool_exclude(bool a, const char *name_a, bool b, const char *name_b)
{
	if (a && b)
		tool_usage("%s and %s exclude each other", name_a, name_b);
}

static void print_option(const struct option_row *o)
{
	char left[64];

	if (o->letter != 0)
		snprintf(left, sizeof(left), "-%c, --%s %s", o->letter, o->name,
			 o->argument != NULL ? o->argument : "");
	else
		snprintf(left, sizeof(left), "    --%s %s", o->name,
			 o->argument != NULL ? o->argument : "");
	printf("  %-26s %s\n", left, o->help);
}

static bool want_help, want_version;

static const struct option_row common[] = {
	{ 'h', "help", NULL, "print this", OPTION_ONLY, &want_help },
	{ 'V', "version", NULL, "print the version", OPTION_ONLY, &want_version },
};

static int help(void)
{
	printf("usage: %s %s\n%s\n\n", this_tool.name, this_tool.synopsis,
	       this_tool.brief);
	for (const struct option_row *o = this_tool.options; o->name != NULL; o++)
		print_option(o);
	for (size_t i = 0; i < ARRAY_LEN(common); i++)
		print_option(&common[i]);
	printf("\nExit status: 0 done; 1 the answer is no, or something was left out; 2 trouble.\n"
	       "Manual: %s(1), cabundle(7)\n",
	       this_tool.name);
	return EXIT_DONE;
}

static int version(void)
{
	printf("%s (cabundle) %s\n", this_tool.name, PACKAGE_VERSION);
	return EXIT_DONE;
}

static void add_row(const struct option_row ***rows, size_t *count,
		    const struct option_row *row)
{
	*rows = arena_grow(*rows, (*count + 1) * sizeof(**rows));
	(*rows)[(*count)++] = row;
}

/* Ends the program where the command line is wrong; else counts the operands. */
static size_t read_options(char **words, size_t count)
{
	const struct option_row **rows = NULL;
	struct arguments arguments = { .operand_first =
					       this_tool.operand_first ||
					       getenv("POSIXLY_CORRECT") != NULL };
	size_t n = 0;

	for (const struct option_row *o = this_tool.options; o->name != NULL; o++)
		add_row(&rows, &n, o);
	for (size_t i = 0; i < ARRAY_LEN(common); i++)
		add_row(&rows, &n, &common[i]);
	add_row(&rows, &n, NULL);
	arguments.rows = rows;
	if (!arguments_read(&arguments, words, count))
		tool_usage("%s", buf_c(&arguments.problem));
	free(rows);
	return arguments.operands;
}

/* stdio's part of standard output: help and version. */
static int close_stdout(int status)
{
	if (fflush(stdout) != 0 && errno != EPIPE) {
		tool_complain("standard output: cannot write: %s", strerror(errno));
		return EXIT_TROUBLE;
	}
	return status;
}

int main(int argc, char **argv)
{
	char **words = argc > 0 ? argv + 1 : argv;
	size_t operands;
	int status;

	occupy_standard_descriptors();
	guard_start();
	operands = read_options(words, argc > 0 ? (size_t)argc - 1 : 0);
	if (want_help)
		status = help();
	else if (want_version)
		status = version();
	else
		status = this_tool.run(words, operands);
	return close_stdout(status);
}

int64_t tool_now(const char *at)
{
	int64_t now = (int64_t)time(NULL), when;

	if (at == NULL)
		return now;
	if (!moment_of_text(at, now, &when, NULL))
		tool_usage(
			"--at %s: not a time such as 2026-08-22, 2026-08-22T10:00:00Z or 90d",
			at);
	return when;
}

uint64_t tool_number(const char *option, const char *text)
{
	char *end;
	unsigned long long n;

	if (text == NULL)
		return UINT64_MAX;
	errno = 0;
	n = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end != '\0' || errno != 0)
		tool_usage("--%s %s: not a number", option, shown(text));
	return n;
}

void tool_terminal_hint(size_t operands)
{
	if (operands == 0 && isatty(STDIN_FILENO))
		tool_complain("reading standard input, which is a terminal; "
			      "name a FILE, or see --help");
}

struct buf tool_output;

static struct outfile output_file;
static bool to_file;
static int output_error;

bool tool_output_open(const char *file)
{
	to_file = file != NULL && strcmp(file, "-") != 0;
	if (!to_file || outfile_open(&output_file, file))
		return true;
	complain_outfile(&output_file);
	return false;
}

static void write_output(void)
{
	if (to_file)
		spool_add(&output_file.spool, buf_span(&tool_output));
	else if (output_error == 0 &&
		 !write_all(STDOUT_FILENO, buf_span(&tool_output)))
		output_error = errno;
	tool_output.n = 0;
}

void tool_output_some(void)
{
	if (tool_output.n >= (size_t)64 * 1024)
		write_output();
}

static bool end_stdout(void)
{
	if (output_error != 0 && output_error != EPIPE)
		tool_complain("standard output: cannot write: %s",
			      strerror(output_error));
	return output_error == 0;
}

bool tool_output_end(void)
{
	write_output();
	if (!to_file)
		return end_stdout();
	if (outfile_commit(&output_file))
		return true;
	complain_outfile(&output_file);
	return false;
}

void tool_output_void(void)
{
	write_output();
	if (!to_file) {
		end_stdout();
		return;
	}
	outfile_discard(&output_file);
	tool_complain("%s: nothing written", shown(output_file.name));
}

bool tool_colour(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return !to_file && isatty(STDOUT_FILENO) && (no == NULL || *no == '\0') &&
	       term != NULL && strcmp(term, "dumb") != 0;
}
