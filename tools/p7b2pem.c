/* p7b2pem: anything readable to PEM. */
#include "tools/convert.h"
#include "tools/options.h"

static struct conversion job;

static const struct option_row options[] = {
	OPTION_OUTPUT(&job.output),
	OPTION_WHERE(&job.selecting.where),
	OPTION_AT("what is now, for spans such as 90d", &job.selecting.at),
	OPTION_REGION_REGEX(&job.selecting.regex),
	OPTION_COMMENT(&job.options.comment),
	OPTION_CRLF(&job.options.crlf),
	OPTION_KEEP_GOING(&job.keep_going),
	OPTION_STRICT(&job.strict),
	OPTION_ALLOW_EMPTY(&job.allow_empty),
	OPTION_VERBOSE("tell what was tolerated, and how many were written",
		       &job.verbose),
	OPTION_END,
};

static int run(char **operands, size_t count)
{
	job.format = format_find("pem");
	return convert(&job, operands, count);
}

const struct tool this_tool = {
	.name = "p7b2pem",
	.synopsis =
		"[-kv] [-o FILE] [-w EXPR]... [--at TIME] [--region-regex ERE]\n"
		"       [--comment] [--crlf] [--strict] [--allow-empty] [FILE ...]",
	.brief = "convert PKCS#7 and any other bundle to PEM",
	.options = options,
	.run = run,
};
