#include "config.h"

#include "tools/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
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

#define OPTIONS_MOST 64

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

static const struct option_row common[] = {
	{ 'h', "help", NULL, "print this", OPTION_FLAG, NULL },
	{ 'V', "version", NULL, "print the version", OPTION_FLAG, NULL },
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

static void store(const struct option_row *o, const char *value)
{
	const char **text = o->target;
	struct texts *list = o->target;

	switch (o->kind) {
	case OPTION_FLAG:
		*(bool *)o->target = true;
		break;
	case OPTION_TEXT:
		if (*text != NULL)
			tool_usage("--%s is given twice", o->name);
		*text = value;
		break;
	case OPTION_LIST:
		list->text = arena_grow(list->text,
					(list->count + 1) * sizeof(*list->text));
		list->text[list->count++] = value;
		break;
	}
}

/* getopt_long's tables, made from ours; val is the row's number plus 256. */
static int parse_options(int argc, char **argv)
{
	struct option longs[OPTIONS_MOST];
	const struct option_row *rows[OPTIONS_MOST];
	char letters[2 * OPTIONS_MOST + 3] = "+:";
	size_t n = 0, at = 2;
	int c;

	for (const struct option_row *o = this_tool.options; o->name != NULL; o++)
		rows[n++] = o;
	for (size_t i = 0; i < ARRAY_LEN(common); i++)
		rows[n++] = &common[i];
	for (size_t i = 0; i < n; i++) {
		bool argument = rows[i]->argument != NULL;

		longs[i] =
			(struct option){ rows[i]->name,
					 argument ? required_argument : no_argument,
					 NULL, (int)i + 256 };
		if (rows[i]->letter != 0) {
			letters[at++] = rows[i]->letter;
			if (argument)
				letters[at++] = ':';
		}
	}
	letters[at] = '\0';
	longs[n] = (struct option){ NULL, 0, NULL, 0 };
	opterr = 0;
	while ((c = getopt_long(argc, argv, letters + !this_tool.operand_first,
				longs, NULL)) != -1) {
		size_t i = 0;

		if (c == '?' && optopt > 0 && optopt < 256)
			tool_usage("unknown option -%c", optopt);
		if (c == '?')
			tool_usage("unknown, ambiguous or ill-formed option %s",
				   argv[optind - 1]);
		if (c == ':')
			tool_usage("%s needs an argument", argv[optind - 1]);
		if (c >= 256)
			i = (size_t)c - 256;
		else
			while (rows[i]->letter != c)
				i++;
		if (rows[i] == &common[0])
			return help();
		if (rows[i] == &common[1])
			return version();
		store(rows[i], optarg);
	}
	return -1;
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
	int status;

	occupy_standard_descriptors();
	guard_start();
	status = parse_options(argc, argv);
	if (status < 0)
		status = this_tool.run(argv + optind, (size_t)(argc - optind));
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

static int output_error;

static void write_output(void)
{
	if (output_error == 0 && !write_all(STDOUT_FILENO, buf_span(&tool_output)))
		output_error = errno;
	tool_output.n = 0;
}

void tool_output_some(void)
{
	if (tool_output.n >= (size_t)64 * 1024)
		write_output();
}

bool tool_output_end(void)
{
	write_output();
	if (output_error != 0 && output_error != EPIPE)
		tool_complain("standard output: cannot write: %s",
			      strerror(output_error));
	return output_error == 0;
}
