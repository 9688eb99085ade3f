/* p7b2pem: anything readable to PEM. */
#include "tools/convert.h"
#include "tools/options.h"

static struct conversion job;
static const char *anchors;

static const struct option_row options[] = {
	OPTION_OUTPUT(&job.output),
	OPTION_WHERE(&job.selecting.where),
	OPTION_AT("what is now, for spans such as 90d and for signers",
		  &job.selecting.at),
	OPTION_REGION_REGEX(&job.selecting.regex),
	OPTION_COMMENT(&job.options.comment),
	OPTION_CRLF(&job.options.crlf),
	OPTION_KEEP_GOING(&job.keep_going),
	OPTION_STRICT(&job.strict),
	OPTION_ALLOW_EMPTY(&job.allow_empty),
	OPTION_VERIFY_SIGNATURE(&anchors),
	OPTION_VERBOSE("tell what was tolerated, and how many were written",
		       &job.verbose),
	OPTION_END,
};

static struct signature_gate *open_gate(struct diags *diags)
{
	return signature_gate_open(anchors, tool_now(job.selecting.at), diags);
}

static int run(char **operands, size_t count)
{
	if (anchors != NULL) {
		job.open_gate = open_gate;
		job.close_gate = signature_gate_close;
	}
	job.format = format_find("pem");
	return convert(&job, operands, count);
}

const struct tool this_tool = {
	.name = "p7b2pem",
	.synopsis =
		"[-kv] [-o FILE] [-w EXPR]... [--at TIME] [--region-regex ERE]\n"
		"       [--comment] [--crlf] [--strict] [--allow-empty]\n"
		"       [--verify-signature FILE] [FILE ...]",
	.brief = "convert PKCS#7 and any other bundle to PEM",
	.options = options,
	.run = run,
};
