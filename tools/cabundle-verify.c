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
#include "verify/host.h"
#include "verify/weak.h"
#include "x509/text.h"

static const char *format, *hostname, *purpose, *crl_check;
static struct texts anchors, baseline, at, allow, policy, crl;
static bool explicit_policy, inhibit_mapping, inhibit_any;
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
	{ 0, "purpose", "PURPOSE",
	  "server (the default), client, email, code-signing or any", OPTION_TEXT,
	  &purpose },
	{ 0, "allow", "KIND,...",
	  "weak algorithms that pass: sha1, md5, dsa, short-keys", OPTION_LIST,
	  &allow },
	{ 0, "crl", "FILE", "CRLs that say what is revoked; or a directory",
	  OPTION_LIST, &crl },
	{ 0, "crl-check", "WHICH",
	  "leaf or all: these must be known not to be revoked", OPTION_TEXT,
	  &crl_check },
	{ 0, "policy", "OID,...",
	  "the certificate policies that are wanted; the default is any",
	  OPTION_LIST, &policy },
	{ 0, "explicit-policy", NULL, "chains must be valid for one of them",
	  OPTION_FLAG, &explicit_policy },
	{ 0, "inhibit-policy-mapping", NULL, "no policy is mapped to another",
	  OPTION_FLAG, &inhibit_mapping },
	{ 0, "inhibit-any-policy", NULL, "anyPolicy stands for no other policy",
	  OPTION_FLAG, &inhibit_any },
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
	struct policy_set policies; /* of --policy */
	struct crl_pool crls;
	struct arena arena;
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
	const struct member *m = p->member[p->count - 1];
	const struct entry *e = m->entry;
	size_t position = (size_t)(e - m->pool->bundle.entry);
	struct buf line = { 0 };

	if (m->pool != &j->anchors || j->checked[position])
		return;
	j->checked[position] = true;
	if (!member_self_signed(m) ||
	    crypto_signed_by(&e->cert, e->cert.spki) != CRYPTO_NO)
		return;
	put_place(e, &line);
	buf_str(&line, "warning: the anchor's own signature does not verify: ");
	verify_name(e, &line);
	tool_complain("%s", buf_c(&line));
	buf_free(&line);
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
	return j->diags.diags.errors == errors;
}

static bool skip_certificate(void *context UNUSED, const struct cert *c UNUSED,
			     const struct origin *o UNUSED)
{
	return true;
}

/* What is named with --crl must hold one. */
static bool read_crl(struct job *j, const char *path)
{
	uint64_t errors = j->diags.diags.errors;
	size_t before = j->crls.count;
	struct reader r;

	reader_start(&r, &j->diags.diags,
		     (struct sink){ .certificate = skip_certificate });
	r.crl_sink = (struct crl_sink){ crl_pool_take, &j->crls };
	if (reader_path(&r, path) && j->crls.count == before &&
	    j->diags.diags.errors == errors) {
		tool_complain("%s: no CRL in it", path);
		errors--;
	}
	reader_end(&r);
	return j->diags.diags.errors == errors;
}

static bool read_crls(struct job *j)
{
	bool good = true;

	for (size_t i = 0; i < crl.count; i++)
		good &= read_crl(j, crl.text[i]);
	crl_pool_index(&j->crls);
	return good;
}

static enum verify_outcome outcome_of(const struct verdict *now,
				      const struct verdict *was)
{
	bool good = now->reason == VERIFY_OK, was_good = was->reason == VERIFY_OK;

	if (!verify_decided(now) || !verify_decided(was))
		return OUTCOME_UNDECIDED;
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

	if (row.verdict.reason == VERIFY_OK)
		check_anchor(j, row.verdict.path);
	row.was = row.verdict;
	if (baseline.count > 0) {
		row.before = &j->before;
		row.was = verify_at(&j->before, when);
	}
	row.outcome = outcome_of(&row.verdict, &row.was);
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

static enum oid_id purpose_named(const char *word)
{
	const struct purpose *p = purpose_of_word(word);

	if (p == NULL)
		tool_unknown("--purpose", word, purpose_word, NULL);
	return p->id;
}

static void set_allowed(struct job *j)
{
	struct span bad;

	for (size_t i = 0; i < allow.count; i++)
		if (!weak_parse(span_str(allow.text[i]), &j->terms.allow, &bad))
			tool_usage("--allow %s: '%.*s' is not one of %s",
				   allow.text[i], (int)bad.n, (const char *)bad.p,
				   weak_names);
}

static void set_policies(struct job *j)
{
	struct span bad;

	for (size_t i = 0; i < policy.count; i++)
		if (!policy_set_parse(&j->policies, &j->arena,
				      span_str(policy.text[i]), &bad))
			tool_usage("--policy %s: '%.*s' is not an OID such as "
				   "2.16.840.1.101.3.2.1.48.1",
				   policy.text[i], (int)bad.n, (const char *)bad.p);
	if (policy.count > 0)
		j->terms.policies = &j->policies;
	j->terms.explicit_policy = explicit_policy;
	j->terms.inhibit_mapping = inhibit_mapping;
	j->terms.inhibit_any = inhibit_any;
}

static enum rules_crls crls_named(const char *word)
{
	if (word == NULL)
		return RULES_CRLS_TOLD;
	if (strcmp(word, "leaf") == 0)
		return RULES_CRLS_END;
	if (strcmp(word, "all") != 0)
		tool_usage("--crl-check %s: not one of leaf, all", word);
	return RULES_CRLS_ALL;
}

static void set_terms(struct job *j)
{
	if (crl_check != NULL && crl.count == 0)
		tool_usage(
			"--crl-check: no CRLs to check with: name some by --crl");
	if (crl.count > 0) {
		j->terms.crl_pool = &j->crls;
		j->terms.crls = crls_named(crl_check);
	}
	j->terms.purpose = purpose_named(purpose != NULL ? purpose : "server");
	if (hostname != NULL && !host_is_valid(hostname))
		tool_usage("--hostname %s: not a DNS name or IP address", hostname);
	j->terms.host = hostname;
	set_allowed(j);
	set_policies(j);
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
	set_terms(j);
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

/* What the exit status does not say, as the update changes nothing in it. */
static void tell_failing(const struct verify_report *r)
{
	uint64_t failing = r->count[OUTCOME_FAILING];

	if (baseline.count > 0 && failing > 0)
		tool_complain("%" PRIu64
			      " failing before and after the update, which the "
			      "exit status does not count",
			      failing);
}

static int finish(const struct job *j)
{
	tell_failing(&j->report);
	if (!tool_output_end() || j->report.unread > 0 ||
	    j->report.count[OUTCOME_UNDECIDED] > 0)
		return EXIT_TROUBLE;
	if (j->report.count[OUTCOME_BROKEN] > 0)
		return EXIT_NO;
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
	verify_free(&j->now);
	verify_free(&j->before);
	arena_free(&j->arena);
	crl_pool_free(&j->crls);
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
	readable &= read_crls(&j);
	j.checked = arena_array(&j.anchors.bundle.arena, j.anchors.bundle.count,
				sizeof(*j.checked));
	if (readable)
		status = verify_all(&j, operands, count);
	else
		tool_complain("nothing verified, as %s could not be read",
			      crl.count > 0 ? "the bundle or the CRLs"
					    : "the bundle");
	clean_up(&j);
	return status;
}

const struct tool this_tool = {
	.name = "cabundle-verify",
	.synopsis =
		"-a FILE... [-v] [-f FORM] [--baseline FILE]... [--at TIME]...\n"
		"       [--hostname NAME] [--purpose PURPOSE] [--allow KIND,...]\n"
		"       [--crl FILE]... [--crl-check WHICH]\n"
		"       [--policy OID,...] [--explicit-policy] [--inhibit-policy-mapping]\n"
		"       [--inhibit-any-policy] [--partial-chain] [--strict] [CHAIN ...]",
	.brief =
		"verify servers' chains with a bundle, before and after its update",
	.options = options,
	.run = run,
};
