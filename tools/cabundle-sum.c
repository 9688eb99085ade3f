/* cabundle-sum: one digest for a set of certificates, whatever the format and
 * order. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/openssl_trust.h"
#include "set/digest.h"
#include "tools/bundle_io.h"
#include "tools/options.h"
#include "tools/sum/list.h"
#include "x509/text.h"

static bool check, plain, with_trust, quiet, status_only, null, strict, verbose;

static const struct option_row options[] = {
	{ 'c', "check", NULL, "read digests from the files and check them",
	  OPTION_FLAG, &check },
	{ 0, "plain", NULL, "print only the digest", OPTION_FLAG, &plain },
	{ 0, "with-trust", NULL, "the digest covers the trust settings, too",
	  OPTION_FLAG, &with_trust },
	{ 'q', "quiet", NULL, "with --check: do not print OK for each", OPTION_FLAG,
	  &quiet },
	{ 0, "status", NULL, "with --check: print nothing, the exit status says it",
	  OPTION_FLAG, &status_only },
	{ '0', "null", NULL, "end lines with NUL, and do not escape file names",
	  OPTION_FLAG, &null },
	OPTION_STRICT(&strict),
	OPTION_VERBOSE("tell what was tolerated, and count the certificates",
		       &verbose),
	OPTION_END,
};

static bool take_certificate(void *context, const struct cert *c,
			     const struct origin *o)
{
	struct set_digest *set = context;
	struct buf words = { 0 };

	if (!set->trust) {
		set_digest_add(set, c);
		return true;
	}
	openssl_trust_text(&o->trust, &words);
	set_digest_add_trust(set, c, buf_span(&words));
	buf_free(&words);
	return true;
}

/*
 * The digest of a file, a directory or standard input, with trust or without; false
 * where it was not read.
 */
static bool sum_of(const char *path, bool trust, uint8_t digest[SHA256_BYTES])
{
	struct set_digest set = { .trust = trust };
	struct tool_diags diags;
	struct reader reader;
	bool good;

	tool_diags_start(&diags, verbose, strict);
	reader_start(&reader, &diags.diags,
		     (struct sink){ take_certificate, NULL, &set });
	good = reader_path(&reader, path) && diags.diags.errors == 0;
	reader_end(&reader);
	tool_diags_end(&diags);
	set_digest_end(&set, digest);
	if (good && verbose)
		tool_complain("%s: %zu distinct certificates%s",
			      path != NULL ? shown(path) : "-", set.distinct,
			      trust ? " with their trust settings" : "");
	set_digest_free(&set);
	return good;
}

static int print_sums(char **operands, size_t count)
{
	static char dash[] = "-", *standard_input[] = { dash };
	int status = EXIT_DONE;

	tool_terminal_hint(count);
	if (count == 0) {
		operands = standard_input;
		count = 1;
	}
	for (size_t i = 0; i < count; i++) {
		struct sum_line line = { .file = operands[i], .trust = with_trust };

		if (!sum_of(line.file, line.trust, line.digest)) {
			status = EXIT_TROUBLE;
			continue;
		}
		if (plain)
			buf_hex(&tool_output,
				span_of(line.digest, sizeof(line.digest)));
		else
			sum_line_put(&tool_output, &line, !null);
		buf_put(&tool_output, null ? '\0' : '\n');
		tool_output_some();
	}
	return tool_output_end() ? status : EXIT_TROUBLE;
}

/* What a run of --check found. */
struct checked {
	size_t ok, failed, unreadable, ill_formed;
};

static void say(const char *file, const char *verdict)
{
	if (status_only || (quiet && strcmp(verdict, "OK") == 0))
		return;
	text_utf8(span_str(file), TEXT_PLAIN, &tool_output);
	buf_printf(&tool_output, ": %s\n", verdict);
	tool_output_some();
}

static void check_line(struct checked *found, const struct sum_line *line)
{
	uint8_t digest[SHA256_BYTES];

	if (!sum_of(line->file, line->trust, digest)) {
		found->unreadable++;
		say(line->file, "FAILED to read");
	} else if (memcmp(digest, line->digest, sizeof(digest)) == 0) {
		found->ok++;
		say(line->file, "OK");
	} else {
		found->failed++;
		say(line->file, "FAILED");
	}
}

static void check_list(struct checked *found, const char *path)
{
	struct sum_list list;
	struct sum_line line;
	enum sum_next next;

	if (!sum_list_open(&list, path, null)) {
		tool_complain("%s: %s", path != NULL ? path : "-", strerror(errno));
		found->ill_formed++;
		return;
	}
	while ((next = sum_list_next(&list, &line)) != SUM_END) {
		if (next == SUM_LINE) {
			check_line(found, &line);
			continue;
		}
		found->ill_formed++;
		if (next == SUM_UNREADABLE) {
			tool_complain("%s: cannot read: %s", list.name,
				      strerror(errno));
			break;
		}
		tool_complain(
			"%s:%zu: %s", list.name, list.line,
			next == SUM_OF_FILE
				? "a digest of a file, not of a set: sha256sum -c checks it"
				: "no line such as SHA256-SET (FILE) = DIGEST");
	}
	if (list.lines == 0) {
		tool_complain("%s: no digests in it", list.name);
		found->ill_formed++;
	}
	sum_list_close(&list);
}

static int check_sums(char **operands, size_t count)
{
	struct checked found = { 0 };

	tool_terminal_hint(count);
	if (count == 0)
		check_list(&found, NULL);
	for (size_t i = 0; i < count; i++)
		check_list(&found, operands[i]);
	if (!tool_output_end())
		return EXIT_TROUBLE;
	if (found.failed > 0 && !status_only)
		tool_complain("%zu of %zu digests do not match", found.failed,
			      found.ok + found.failed + found.unreadable);
	if (found.unreadable > 0 || found.ill_formed > 0)
		return EXIT_TROUBLE;
	return found.failed > 0 ? EXIT_NO : EXIT_DONE;
}

static int run(char **operands, size_t count)
{
	tool_exclude(check, "--check", plain, "--plain");
	if (check && with_trust)
		tool_usage("--with-trust: the lines say it to --check");
	if (!check && (quiet || status_only))
		tool_usage("--quiet and --status go with --check");
	return check ? check_sums(operands, count) : print_sums(operands, count);
}

const struct tool this_tool = {
	.name = "cabundle-sum",
	.synopsis =
		"[-0v] [--plain] [--with-trust] [--strict] [FILE ...]\n"
		"       cabundle-sum -c [-0qv] [--status] [--strict] [LIST ...]",
	.brief = "print or check the digest of a set of certificates",
	.options = options,
	.run = run,
};
