/* cabundle-check: is this bundle fit to ship? */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/nearest.h"
#include "lint/minds.h"
#include "tools/bundle_io.h"
#include "tools/check/bundle.h"
#include "tools/check/findings.h"
#include "tools/options.h"
#include "tools/selection.h"

static const char *output, *format, *fail_on, *at, *within, *expect, *max_bytes,
	*regex, *signers;
static struct texts require, disable, only, consumers;
static struct check_aws_options asking_aws;
static bool list_checks, quiet, verbose;

/* "... openssl3.0, gnutls3.7 ...", as the table has them. */
static const char help_for[] =
	"what these would load, and only what matters to them: "
#define CONSUMER(constant, family, version, ...) family version ", "
#include "consumer/consumer.def"
#undef CONSUMER
	"a program in its newest version, or all";

static const struct option_row options[] = {
	OPTION_OUTPUT(&output),
	{ 'f', "format", "FORM", "text (the default), json or tsv", OPTION_TEXT,
	  &format },
	{ 0, "fail-on", "SEVERITY",
	  "exit with 1 from this severity on: error (the default), warning or note",
	  OPTION_TEXT, &fail_on },
	OPTION_AT("what is now, for expiry and spans such as 90d", &at),
	{ 0, "expires-within", "SPAN", "what expires soon (90d)", OPTION_TEXT,
	  &within },
	{ 0, "expect", "N", "a file must hold N certificates", OPTION_TEXT,
	  &expect },
	{ 0, "require", "EXPR",
	  "a file must hold an unexpired certificate for which this holds",
	  OPTION_LIST, &require },
	{ 0, "max-bytes", "N", "a file must have N bytes or fewer", OPTION_TEXT,
	  &max_bytes },
	{ 0, "for", "CONSUMERS", help_for, OPTION_LIST, &consumers },
	{ 0, "disable", "CHECKS", "leave out these checks, a,b,c", OPTION_LIST,
	  &disable },
	{ 0, "only", "CHECKS", "leave out all checks but these, a,b,c", OPTION_LIST,
	  &only },
	{ 0, "list-checks", NULL, "print the table of checks", OPTION_FLAG,
	  &list_checks },
	{ 0, "aws-certificates", "FILE",
	  "a file must hold what aws rds describe-certificates answered",
	  OPTION_LIST, &asking_aws.certificates },
	{ 0, "aws-engine-versions", "FILE",
	  "... the CAs that aws rds describe-db-engine-versions answered",
	  OPTION_LIST, &asking_aws.versions },
	OPTION_VERIFY_SIGNATURE(&signers),
	OPTION_REGION_REGEX(&regex),
	{ 'q', "quiet", NULL, "print nothing; the exit status says it", OPTION_FLAG,
	  &quiet },
	OPTION_VERBOSE("show notes, standards and all findings of a kind",
		       &verbose),
	OPTION_END,
};

static const char *const severities[] = { "remark", "note", "warning", "error" };

/* A check that is only for some consumers. */
static void print_minds(uint32_t set)
{
	if (set == 0)
		return;
	buf_str(&tool_output, " [");
	consumers_put(set, &tool_output);
	buf_put(&tool_output, ']');
}

static int print_checks(void)
{
	buf_printf(&tool_output, "%-22s %-8s %s\n", "CHECK", "SEVERITY", "MEANING");
	for (size_t i = 0; i < LINT_ID_COUNT; i++) {
		const struct lint_row *row = lint_row((enum lint_id)i);

		buf_printf(&tool_output, "%-22s %-8s %s", row->name,
			   severities[row->severity], row->meaning);
		if (row->standard[0] != '\0')
			buf_printf(&tool_output, " (%s)", row->standard);
		print_minds(lint_may_mind((enum lint_id)i));
		buf_put(&tool_output, '\n');
	}
	return tool_output_end() ? EXIT_DONE : EXIT_TROUBLE;
}

static enum diag_severity threshold(void)
{
	static const char *const words[] = { "error", "warning", "note", NULL };

	return (enum diag_severity)(DIAG_ERROR -
				    tool_choose("--fail-on", fail_on, words));
}

static const char *check_name(const void *table UNUSED, size_t n)
{
	return n < LINT_ID_COUNT ? lint_row((enum lint_id)n)->name : NULL;
}

NORETURN static void no_such_check(const char *option, const char *name)
{
	const char *meant = nearest(span_str(name), check_name, NULL);

	if (meant != NULL)
		tool_usage("%s %s: not a check; did you mean %s?", option,
			   shown(name), meant);
	tool_usage("%s %s: not a check; --list-checks lists them", option,
		   shown(name));
}

/* One list of names, a,b,c. */
static void set_checks(struct findings *f, const char *option, const char *list,
		       bool disabled)
{
	struct span names = span_str(list), one;
	struct buf name = { 0 };

	while (span_cut(&names, ',', &one)) {
		enum lint_id id;

		name.n = 0;
		buf_add(&name, one);
		id = lint_find(buf_c(&name));
		if (id == LINT_ID_COUNT)
			no_such_check(option, buf_c(&name));
		f->disabled[id] = disabled;
	}
	buf_free(&name);
}

static void choose_checks(struct findings *f)
{
	tool_exclude(only.count > 0, "--only", disable.count > 0, "--disable");
	for (size_t i = 0; i < LINT_ID_COUNT; i++)
		f->disabled[i] = only.count > 0;
	for (size_t i = 0; i < only.count; i++)
		set_checks(f, "--only", only.text[i], false);
	for (size_t i = 0; i < disable.count; i++)
		set_checks(f, "--disable", disable.text[i], true);
}

static void set_up_requires(struct check_rules *rules)
{
	rules->requires = require.count;
	rules->require_text = require.text;
	rules->require =
		arena_grow(NULL, require.count * sizeof(*rules->require) + 1);
	for (size_t i = 0; i < require.count; i++) {
		rules->require[i] = (struct filter){ 0 };
		selection_add(&rules->require[i], "--require", require.text[i],
			      rules->context.now);
	}
}

static void set_up(struct check_rules *rules, struct findings *findings)
{
	const char *wrong = NULL;
	int64_t now = tool_now(at);

	if (regex != NULL)
		wrong = field_context_regex(&rules->context, regex);
	if (wrong != NULL)
		tool_usage("--region-regex: %s", wrong);
	rules->context.now = now;
	rules->context.verify = true;
	rules->soon = selection_soon(within != NULL ? within : "90d", now);
	rules->expect = tool_number("expect", expect);
	rules->max_bytes = tool_number("max-bytes", max_bytes);
	set_up_requires(rules);
	for (size_t i = 0; i < consumers.count; i++)
		consumers_ask(&rules->consumers, consumers.text[i]);
	choose_checks(findings);
	tool_exclude(quiet, "--quiet", output != NULL, "--output");
	tool_exclude(quiet, "--quiet", verbose, "--verbose");
}

/* What AWS answered is read first: where that fails, no bundle can pass. */
static bool set_up_aws(struct check_rules *rules, struct check_aws *aws,
		       char **operands, size_t count)
{
	rules->aws = aws;
	aws->context = &rules->context;
	aws->require = rules->require;
	aws->requires = rules->requires;
	return check_aws_read(aws, &asking_aws, operands, count, verbose);
}

/* False where the anchors of --verify-signature cannot be read, which is said. */
static bool set_up_signatures(struct check_rules *rules)
{
	struct tool_diags diags;

	if (signers == NULL)
		return true;
	tool_diags_start(&diags, verbose, false);
	rules->gate =
		signature_gate_open(signers, rules->context.now, &diags.diags);
	tool_diags_end(&diags);
	return rules->gate != NULL;
}

enum form {
	FORM_TEXT,
	FORM_JSON,
	FORM_TSV,
};

static enum form find_form(void)
{
	static const char *const forms[] = { "text", "json", "tsv", NULL };

	return (enum form)tool_choose("--format", format, forms);
}

/* What was read is never replaced by what is said of it. */
static bool replaces_input(const struct findings *f, size_t operands)
{
	bool is;

	if (output == NULL || strcmp(output, "-") == 0)
		return false;
	is = operands == 0 && is_input(output, NULL);
	for (size_t i = 0; i < f->files; i++)
		is |= is_input(output, f->file[i]);
	if (is)
		tool_complain(
			"--output %s: that is one of the inputs: nothing written",
			shown(output));
	return is;
}

static void print(const struct findings *f, enum form form,
		  enum diag_severity fail_from)
{
	const struct findings_view view = {
		.verbose = verbose,
		.notes = fail_from == DIAG_NOTE,
		.colour = tool_colour(),
	};

	switch (form) {
	case FORM_TEXT:
		findings_text(f, &view);
		break;
	case FORM_JSON:
		findings_json(f);
		break;
	case FORM_TSV:
		findings_tsv(f);
		break;
	}
}

/* False where it could not be written, which is then said. */
static bool report(const struct findings *f, enum form form,
		   enum diag_severity fail_from, size_t operands)
{
	if (quiet)
		return true;
	if (replaces_input(f, operands) || !tool_output_open(output))
		return false;
	print(f, form, fail_from);
	return tool_output_end();
}

/* Judges the files and prints what was found; returns the exit status. */
static int judge(const struct check_rules *rules, struct findings *findings,
		 char **operands, size_t count)
{
	enum diag_severity fail_from = threshold();
	enum form form = find_form();
	int status = EXIT_DONE;
	size_t i = 0;

	tool_terminal_hint(count);
	do {
		if (!check_bundle(count > 0 ? operands[i] : NULL, rules, findings))
			status = EXIT_TROUBLE;
	} while (++i < count);
	findings_sort(findings);
	if (!report(findings, form, fail_from, count))
		status = EXIT_TROUBLE;
	else if (status == EXIT_DONE && findings_at_least(findings, fail_from) > 0)
		status = EXIT_NO;
	return status;
}

static int run(char **operands, size_t count)
{
	struct check_rules rules = { 0 };
	struct findings findings = { 0 };
	struct check_aws aws = { 0 };
	int status = EXIT_TROUBLE;

	if (list_checks && count > 0)
		tool_usage("--list-checks takes no FILE");
	if (list_checks)
		return tool_output_open(output) ? print_checks() : EXIT_TROUBLE;
	set_up(&rules, &findings);
	if (set_up_signatures(&rules) && set_up_aws(&rules, &aws, operands, count))
		status = judge(&rules, &findings, operands, count);
	for (size_t i = 0; i < rules.requires; i++)
		filter_free(&rules.require[i]);
	free(rules.require);
	signature_gate_close(rules.gate);
	check_aws_free(&aws);
	findings_free(&findings);
	return status;
}

const struct tool this_tool = {
	.name = "cabundle-check",
	.synopsis =
		"[-qv] [-o FILE] [-f FORM] [--fail-on SEVERITY] [--at TIME]\n"
		"       [--expires-within SPAN] [--expect N] [--require EXPR]... [--max-bytes N]\n"
		"       [--for CONSUMERS]... [--only CHECKS]... [--disable CHECKS]...\n"
		"       [--aws-certificates FILE]... [--aws-engine-versions FILE]...\n"
		"       [--verify-signature FILE] [--region-regex ERE] [FILE ...]\n"
		"       cabundle-check --list-checks",
	.brief = "say whether a bundle is fit to ship",
	.options = options,
	.run = run,
};
