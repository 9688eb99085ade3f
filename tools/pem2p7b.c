/* pem2p7b: anything readable to PKCS#7. */
#include <string.h>
#include <unistd.h>

#include "tools/convert.h"
#include "tools/options.h"

static struct conversion job;
static bool armor;

static const struct option_row options[] = {
	OPTION_OUTPUT(&job.output),
	OPTION_WHERE(&job.selecting.where),
	OPTION_AT("what is now, for spans such as 90d", &job.selecting.at),
	OPTION_REGION_REGEX(&job.selecting.regex),
	{ 0, "armor", NULL, "write PEM, label PKCS7, instead of DER", OPTION_FLAG,
	  &armor },
	OPTION_DER_ORDER(&job.options.der_order),
	{ 0, "crlf", NULL, "with --armor: end lines with CRLF, as Windows does",
	  OPTION_FLAG, &job.options.crlf },
	OPTION_KEEP_GOING(&job.keep_going),
	OPTION_STRICT(&job.strict),
	OPTION_ALLOW_EMPTY(&job.allow_empty),
	OPTION_VERBOSE("tell what was tolerated, and how many were written",
		       &job.verbose),
	OPTION_END,
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
		"[-kv] [-o FILE] [-w EXPR]... [--at TIME] [--region-regex ERE]\n"
		"       [--armor] [--der-order] [--crlf] [--strict] [--allow-empty] [FILE ...]",
	.brief = "convert PEM and any other bundle to PKCS#7",
	.options = options,
	.run = run,
};
