/* pem2p7b: anything readable to PKCS#7. */
#include <string.h>
#include <unistd.h>

#include "convert.h"

static struct conversion job;
static bool armor;

static const struct option_row options[] = {
	{ 'o', "output", "FILE", "write to FILE, whole or not at all", OPTION_TEXT,
	  &job.output },
	{ 0, "armor", NULL, "write PEM, label PKCS7, instead of DER", OPTION_FLAG,
	  &armor },
	{ 0, "der-order", NULL,
	  "sort the set as DER requires, instead of input order", OPTION_FLAG,
	  &job.options.der_order },
	{ 0, "crlf", NULL, "with --armor: end lines with CRLF, as Windows does",
	  OPTION_FLAG, &job.options.crlf },
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
	if (job.options.crlf && !armor)
		tool_usage("--crlf is for text: it needs --armor");
	if (!armor && (job.output == NULL || strcmp(job.output, "-") == 0) &&
	    isatty(STDOUT_FILENO))
		tool_usage("DER is not for a terminal: say -o FILE, or --armor");
	job.format = format_find(armor ? "p7b-pem" : "p7b");
	return convert(&job, operands, count);
}

const struct tool this_tool = {
	.name = "pem2p7b",
	.synopsis =
		"[-kv] [-o FILE] [--armor] [--der-order] [--crlf] [--strict] [--allow-empty] "
		"[FILE ...]",
	.brief = "convert PEM and any other bundle to PKCS#7",
	.options = options,
	.run = run,
};
