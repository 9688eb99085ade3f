/*
 * cabundle-verify: do servers' chains verify with a bundle, and after its update?
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crypto/crypto.h"
#include "tools/bundle_io.h"
#include "tools/options.h"
#include "tools/verify/chain_files.h"
#include "tools/verify/report.h"
#include "x509/text.h"

static const char *format, *hostname, *purpose;
static struct texts anchors, baseline, at;
static bool partial_chain, strict, verbose;

static const struct option_row options[] = {
	{ 'a', "anchors", "FILE", "the bundle to verify with", OPTION_LIST,
	  &anchors },
	{ 0, "baseline", "FILE", "the bundle before the update", OPTION_LIST,
	  &baseline },
	{ 0, "at", "TIME", "when; the default is now", OPTION_LIST, &at },
	{ 0, "hostname", "NAME",
	  "the DNS name or IP address that servers must have", OPTION_TEXT,
	  &hostname },
	{ 0, "purpose", "PURPOSE", "server (the default), client or any",
	  OPTION_TEXT, &purpose },
	{ 0, "partial-chain", NULL, "every certificate of the bundle is an anchor",
	  OPTION_FLAG, &partial_chain },
	{ 'f', "format", "FORM", "text, tsv or json", OPTION_TEXT, &format },
	OPTION_STRICT(&strict),
	OPTION_VERBOSE("show the path of each chain; tell what was tolerated",
		       &verbose),
	OPTION_END,
};

struct job {
	struct verify_terms terms;
	struct tool_diags diags;
	struct path_pool anchors, old; /* old: where there is a baseline */
	bool *checked;		       /* of each anchor: its own signature */
	struct verify now, before;
	int64_t *times;
	size_t count; /* of times */
	struct buf anchors_name, old_name;
	struct verify_report report;
};

static bool add_certificate(void *context, const struct cert *c,
			    const struct origin *o)
{
	bundle_add(context, c, o);
	return true;
}

/* "new.pem", or "new.pem and 2 more". */
static void name_bundle(const struct texts *files, struct buf *out)
{
	if (files->count == 0)
		return;
	text_utf8(span_str(files->text[0]), TEXT_PLAIN, out);
	if (files->count > 1)
		buf_printf(out, " and %zu more", files->count - 1);
}

/* "new.pem:12: " */
static void put_place(const struct entry *e, struct buf *out)
{
	text_utf8(span_str(e->origin.file), TEXT_PLAIN, out);
	if (e->origin.line > 0)
		buf_printf(out, ":%" PRIu64, e->origin.line);
	buf_str(out, ": ");
}

/*
 * An anchor is trusted as it is. That its own signature is wrong is told once: it
 * may be damaged.
 */
static void check_anchor(struct job *j, const struct path *p)
{
	struct path_node n = p->node[p->count - 1];
	const struct entry *e = path_entry(n);
	struct buf line = { 0 };

	if (n.pool != &j->anchors || j->checked[n.position])
		return;
	j->checked[n.position] = true;
	if (!path_self_signed(&e->cert) ||
	    crypto_signed_by(&e->cert, e->cert.spki) != CRYPTO_NO)
		return;
	put_place(e, &line);
	buf_str(&line, "warning: the anchor's own signature does not verify: ");
	verify_name(e, &line);
	tool_complain("%s", buf_c(&line));
	buf_free(&line);
}

/* With -v: what GnuTLS refuses is named, as it can be no anchor. */
static void name_refused(struct path_pool *p)
{
	for (size_t i = 0; i < p->bundle.count; i++) {
		struct path_node n = { p, i };
		const struct entry *e = path_entry(n);
		struct buf line = { 0 };
		const char *why;

		if (path_crt(n, &why) != NULL)
			continue;
		put_place(e, &line);
		buf_str(&line, "note: ");
		verify_name(e, &line);
		tool_complain("%s cannot be imported by GnuTLS: %s", buf_c(&line),
			      why);
		buf_free(&line);
	}
}

/* False where something could not be read: verdicts would not be true. */
static bool read_anchors(struct job *j, const struct texts *files,
			 struct path_pool *p)
{
	uint64_t errors = j->diags.diags.errors;
	struct reader r;

	reader_start(&r, &j->diags.diags,
		     (struct sink){ add_certificate, NULL, &p->bundle });
	for (size_t i = 0; i < files->count; i++)
		if (!reader_path(&r, files->text[i]))
			break;
	reader_end(&r);
	path_pool_index(p);
	path_pool_anchor(p, j->terms.purpose, partial_chain);
	if (verbose)
		name_refused(p);
	return j->diags.diags.errors == errors;
}

static enum verify_outcome outcome_of(bool good, bool was_good)
{
	if (good)
		return was_good ? OUTCOME_OK : OUTCOME_HEALED;
	return was_good ? OUTCOME_BROKEN : OUTCOME_FAILING;
}

static void judge_at(struct job *j, const struct chain_file *chain, int64_t when)
{
	struct verify_row row = {
		.file = chain->name,
		.leaf = &chain->sent.bundle.entry[chain->leaf],
		.at = when,
		.verify = &j->now,
		.verdict = verify_at(&j->now, when),
	};
	bool good = row.verdict.reason == VERIFY_OK;

	if (good)
		check_anchor(j, row.verdict.path);
	row.outcome = outcome_of(good, good);
	if (!good && baseline.count == 0)
		row.outcome = OUTCOME_FAILING;
	if (baseline.count > 0) {
		row.before = &j->before;
		row.was = verify_at(&j->before, when);
		row.outcome = outcome_of(good, row.was.reason == VERIFY_OK);
	}
	verify_report_row(&j->report, &row);
}

static void judge(void *context, struct chain_file *chain)
{
	struct job *j = context;

	if (!chain->whole) {
		j->report.unread++;
		return;
	}
	verify_start(&j->now, &j->terms, &chain->sent, chain->leaf, &j->anchors);
	if (baseline.count > 0)
		verify_start(&j->before, &j->terms, &chain->sent, chain->leaf,
			     &j->old);
	j->report.chains++;
	for (size_t i = 0; i < j->count; i++)
		judge_at(j, chain, j->times[i]);
}

static enum oid_id purpose_of(const char *word)
{
	static const char *const purposes[] = { "server", "client", "any", NULL };

	if (word == NULL || strcmp(word, "server") == 0)
		return OID_EKU_SERVER;
	if (strcmp(word, "client") == 0)
		return OID_EKU_CLIENT;
	if (strcmp(word, "any") != 0)
		tool_unknown("--purpose", word, tool_word, purposes);
	return OID_UNKNOWN;
}

static void set_times(struct job *j)
{
	j->count = at.count > 0 ? at.count : 1;
	j->times = arena_grow(NULL, j->count * sizeof(*j->times));
	j->report.days = true;
	for (size_t i = 0; i < j->count; i++) {
		j->times[i] = tool_now(at.count > 0 ? at.text[i] : NULL);
		j->report.days &= j->times[i] % (24 * 60 * 60) == 0;
	}
}

static void set_up(struct job *j)
{
	if (anchors.count == 0)
		tool_usage("no bundle to verify with: name one by --anchors");
	j->terms.purpose = purpose_of(purpose);
	j->terms.host = hostname;
	j->report.form = verify_report_form(format != NULL ? format : "text");
	if (j->report.form == NULL)
		tool_unknown("--format", format, verify_report_form_name, NULL);
	set_times(j);
	name_bundle(&anchors, &j->anchors_name);
	name_bundle(&baseline, &j->old_name);
	j->report.verbose = verbose;
	j->report.anchors = buf_c(&j->anchors_name);
	j->report.old = buf_c(&j->old_name);
}

static int finish(const struct job *j)
{
	if (!tool_output_end() || j->report.unread > 0)
		return EXIT_TROUBLE;
	if (j->report.count[OUTCOME_BROKEN] > 0)
		return EXIT_NO;
	if (baseline.count > 0 && j->report.count[OUTCOME_FAILING] > 0)
		tool_complain(
			"%" PRIu64
			" failing before the update and after it: the exit status is 0, as nothing breaks",
			j->report.count[OUTCOME_FAILING]);
	return baseline.count == 0 && j->report.count[OUTCOME_FAILING] > 0
		       ? EXIT_NO
		       : EXIT_DONE;
}

static int verify_all(struct job *j, char **operands, size_t count)
{
	struct chain_files files = { 0 };

	tool_terminal_hint(count);
	j->report.unread =
		chain_files_list(&files, &j->diags.diags, operands, count);
	j->report.width = chain_files_width(&files);
	verify_report_begin(&j->report);
	chain_files_each(&files, &j->diags.diags, judge, j);
	verify_report_end(&j->report);
	chain_files_free(&files);
	return finish(j);
}

static void clean_up(struct job *j)
{
	tool_diags_end(&j->diags);
	path_pool_free(&j->anchors);
	path_pool_free(&j->old);
	buf_free(&j->anchors_name);
	buf_free(&j->old_name);
	free(j->times);
}

static int run(char **operands, size_t count)
{
	static struct job j;
	int status = EXIT_TROUBLE;
	bool readable;

	set_up(&j);
	tool_diags_start(&j.diags, verbose, strict);
	readable = read_anchors(&j, &anchors, &j.anchors);
	if (baseline.count > 0)
		readable &= read_anchors(&j, &baseline, &j.old);
	j.checked = arena_array(&j.anchors.bundle.arena, j.anchors.bundle.count,
				sizeof(*j.checked));
	if (readable)
		status = verify_all(&j, operands, count);
	else
		tool_complain("nothing verified, as the bundle could not be read");
	clean_up(&j);
	return status;
}

const struct tool this_tool = {
	.name = "cabundle-verify",
	.synopsis =
		"-a FILE... [-v] [-f FORM] [--baseline FILE]... [--at TIME]...\n"
		"       [--hostname NAME] [--purpose PURPOSE] [--partial-chain] [--strict]\n"
		"       [CHAIN ...]",
	.brief =
		"verify servers' chains with a bundle, before and after its update",
	.options = options,
	.run = run,
};
