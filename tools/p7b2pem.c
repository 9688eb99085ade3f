/* p7b2pem: anything readable to PEM. */
#include "convert.h"

static struct conversion job;

static const struct option_row options[] = {
	{ 'o', "output", "FILE", "write to FILE, whole or not at all", OPTION_TEXT,
	  &job.output },
	{ 0, "comment", NULL, "name, dates and fingerprint above each block",
	  OPTION_FLAG, &job.options.comment },
	{ 0, "crlf", NULL, "end lines with CRLF, as Windows does", OPTION_FLAG,
	  &job.options.crlf },
	{ 'k', "keep-going", NULL,
	  "write what can be read and name the rest; then exit with 1", OPTION_FLAG,
	  &job.keep_going },
	{ 0, "strict", NULL, "refuse what is only tolerated", OPTION_FLAG,
	  &job.strict },
	{ 0, "allow-empty", NULL, "no certificates at all is no error", OPTION_FLAG,
	  &job.allow_empty },
	{ 'v', "verbose", NULL,
	  "tell what was tolerated, and how many were written", OPTION_FLAG,
	  &job.verbose },
	{ 0, NULL, NULL, NULL, OPTION_FLAG, NULL },
};

static int run(char **operands, size_t count)
{
	job.format = format_find("pem");
	return convert(&job, operands, count);
}

const struct tool this_tool = {
	.name = "p7b2pem",
	.synopsis =
		"[-kv] [-o FILE] [--comment] [--crlf] [--strict] [--allow-empty] [FILE ...]",
	.brief = "convert PKCS#7 and any other bundle to PEM",
	.options = options,
	.run = run,
};
