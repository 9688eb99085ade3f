/* cabundle-merge: many bundles into one, duplicates out, in a fixed order. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/pile.h"
#include "set/fingerprints.h"
#include "tools/bundle_io.h"
#include "tools/distrust.h"
#include "tools/merge/report.h"
#include "tools/merge/statements.h"
#include "tools/options.h"
#include "tools/selection.h"
#include "x509/text.h"

static const char *output, *to, *sort, *expect, *max_bytes, *report_file;
static struct texts exclude, only;
static struct selection_options selecting;
static struct writer_options writing;
static bool drop_expired, armor, allow_empty, keep_going, strict, verbose;

static const struct option_row options[] = {
	OPTION_OUTPUT(&output),
	{ 't', "to", "FORMAT", "pem (the default), p7b, p7b-pem or der",
	  OPTION_TEXT, &to },
	{ 's', "sort", "FIELDS",
	  "order by these fields; none keeps the order of the input", OPTION_TEXT,
	  &sort },
	OPTION_WHERE(&selecting.where),
	{ 0, "drop-expired", NULL, "leave out what has expired", OPTION_FLAG,
	  &drop_expired },
	OPTION_AT("what is now, for expiry and spans such as 90d", &selecting.at),
	{ 0, "exclude", "FILE",
	  "leave out what this bundle or list of fingerprints names", OPTION_LIST,
	  &exclude },
	{ 0, "only", "FILE", "leave out what this bundle or list does not name",
	  OPTION_LIST, &only },
	{ 0, "expect", "N", "write nothing unless N certificates remain",
	  OPTION_TEXT, &expect },
	{ 0, "max-bytes", "N", "write nothing that is larger than N bytes",
	  OPTION_TEXT, &max_bytes },
	{ 0, "report", "FILE", "write what became of every block, as TSV",
	  OPTION_TEXT, &report_file },
	OPTION_CRLF(&writing.crlf),
	OPTION_COMMENT(&writing.comment),
	{ 0, "armor", NULL, "the same as --to p7b-pem", OPTION_FLAG, &armor },
	OPTION_DER_ORDER(&writing.der_order),
	OPTION_ALLOW_EMPTY(&allow_empty),
	OPTION_REGION_REGEX(&selecting.regex),
	OPTION_KEEP_GOING(&keep_going),
	OPTION_STRICT(&strict),
	OPTION_VERBOSE("name each certificate that is left out, and why", &verbose),
	OPTION_END,
};

/* A PKCS#7 that proves broken delivers nothing: what to return to then. */
struct mark {
	struct pile_mark pile;
	struct merge_report_mark report;
	uint64_t read;
};

struct merge {
	const struct format *format;
	struct selection selection;
	struct digest_index excluded, wanted;
	struct distrust distrust;
	struct statements statements;
	struct pile pile;
	struct tool_diags diags;
	struct facts facts;
	struct merge_report report;
	struct mark file, container; /* where the current ones began */
	uint64_t read;
	uint64_t expect, max_bytes; /* UINT64_MAX where not given */
};

/* Why a certificate is left out, or MERGE_KEPT where it is not. */
static enum merge_outcome judge(struct merge *m, const uint8_t digest[SHA256_BYTES],
				const struct origin *o)
{
	int64_t not_after;

	if (distrust_refuses(&m->distrust, &m->diags.diags, m->format,
			     m->facts.cert, o)) {
		if (digest_index_find(&m->pile.index, digest) != DIGEST_NONE)
			distrust_read_before(&m->diags.diags, o);
		return MERGE_DISTRUSTED;
	}
	statements_add(&m->statements, &m->diags.diags, digest, o);
	if (exclude.count > 0 &&
	    digest_index_find(&m->excluded, digest) != DIGEST_NONE)
		return MERGE_EXCLUDED;
	if (only.count > 0 && digest_index_find(&m->wanted, digest) == DIGEST_NONE)
		return MERGE_NOT_WANTED;
	if (drop_expired && cert_not_after(m->facts.cert, &not_after) &&
	    not_after < m->selection.context.now)
		return MERGE_EXPIRED;
	if (!filter_match(&m->selection.filter, &m->facts))
		return MERGE_NOT_SELECTED;
	return MERGE_KEPT;
}

static void name_drop(struct merge *m, const struct origin *o,
		      enum merge_outcome outcome)
{
	struct value name;
	struct buf line = { 0 };

	if (!verbose)
		return;
	text_utf8(span_str(o->file), TEXT_PLAIN, &line);
	if (o->line > 0)
		buf_printf(&line, ":%" PRIu64, o->line);
	else
		buf_printf(&line, ":byte %" PRIu64, o->offset);
	if (o->number > 0)
		buf_printf(&line, ": certificate %" PRIu64, o->number);
	buf_printf(&line, ": %s: ", merge_outcome_text(outcome));
	name = field_get(field_find(SPAN_LIT("name")), &m->facts);
	buf_add(&line, name.text);
	tool_complain("%s", buf_c(&line));
	buf_free(&line);
}

static struct mark mark_here(const struct merge *m)
{
	return (struct mark){ pile_mark(&m->pile), merge_report_mark(&m->report),
			      m->read };
}

static void cut_to(struct merge *m, const struct mark *mark)
{
	pile_cut(&m->pile, &mark->pile);
	merge_report_cut(&m->report, &mark->report);
	m->read = mark->read;
}

static void take_container(void *context, enum container_event event)
{
	struct merge *m = context;

	if (event == CONTAINER_BEGIN)
		m->container = mark_here(m);
	else if (event == CONTAINER_BROKEN)
		cut_to(m, &m->container);
	else if (event == FILE_BEGIN)
		m->file = mark_here(m);
	else if (event == FILE_REFUSED)
		cut_to(m, &m->file);
}

static bool take_certificate(void *context, const struct cert *c,
			     const struct origin *o)
{
	struct merge *m = context;
	uint8_t digest[SHA256_BYTES];
	enum merge_outcome outcome;
	uint32_t number = 0;

	m->read++;
	digest_sha256(c->der, digest);
	facts_start(&m->facts, &m->selection.context, c, o, m->read);
	outcome = judge(m, digest, o);
	if (outcome == MERGE_KEPT &&
	    !pile_add(&m->pile, &m->facts, digest, &number))
		outcome = MERGE_DUPLICATE;
	if (outcome != MERGE_KEPT)
		name_drop(m, o, outcome);
	merge_report_certificate(&m->report, o, digest, outcome, number);
	return true;
}

/* A block that is no certificate, or cannot be read, has a row in the report as
 * well. */
static void take_diag(void *context, const struct diag *d)
{
	struct merge *m = context;

	if (d->severity >= DIAG_WARNING && d->id != DIAG_ID_DISTRUSTED &&
	    d->id != DIAG_ID_TRUST_DATA && d->id != DIAG_ID_TRUST_CONFLICT)
		merge_report_diag(&m->report, d);
}

/* The report is beside the certificates, never among them. */
static void check_report(void)
{
	if (report_file != NULL &&
	    (*report_file == '\0' || strcmp(report_file, "-") == 0))
		tool_usage(
			"--report: name a file; standard output is for certificates");
}

/* Of what the user named; what a directory holds is known when it was read. */
static bool report_is_input(char **operands, size_t count)
{
	bool is = report_file != NULL && count == 0 && is_input(report_file, NULL);

	for (size_t i = 0; report_file != NULL && i < count; i++)
		is |= is_input(report_file, operands[i]);
	for (size_t i = 0; report_file != NULL && i < exclude.count; i++)
		is |= is_input(report_file, exclude.text[i]);
	for (size_t i = 0; report_file != NULL && i < only.count; i++)
		is |= is_input(report_file, only.text[i]);
	return is;
}

static void complain_report_is_input(void)
{
	tool_complain("--report %s: that is one of the inputs: nothing written",
		      shown(report_file));
}

static void set_up(struct merge *m)
{
	struct buf scratch = { 0 };
	const char *wrong;

	tool_exclude(armor, "--armor", to != NULL, "--to");
	m->format = find_format(armor ? "p7b-pem" : to != NULL ? to : "pem");
	if (m->format->write == &der_writer && output == NULL &&
	    isatty(STDOUT_FILENO))
		tool_usage("DER is not for a terminal: say -o FILE");
	check_report();
	m->expect = tool_number("expect", expect);
	m->max_bytes = tool_number("max-bytes", max_bytes);
	selection_start(&m->selection, &selecting);
	/* And by sha256, which every order ends with. */
	wrong = pile_start(&m->pile, sort != NULL ? sort : "subject,not-before",
			   &scratch);
	if (wrong != NULL)
		tool_usage("--sort: %s", wrong);
	selection_refuse_set(&m->selection.filter);
	tool_diags_start(&m->diags, verbose, strict);
	m->diags.also = take_diag;
	m->diags.context = m;
	merge_report_start(&m->report, report_file != NULL);
	for (size_t i = 0; i < exclude.count; i++)
		fingerprints_add(&m->excluded, exclude.text[i], &m->diags.diags);
	for (size_t i = 0; i < only.count; i++)
		fingerprints_add(&m->wanted, only.text[i], &m->diags.diags);
}

/* The state of the last pass, in which the certificates go out in their order. */
struct delivery {
	struct merge *merge;
	struct writer writer;
};

static bool deliver(void *context, uint32_t number, const struct cert *c)
{
	struct delivery *d = context;

	if (distrust_has(&d->merge->distrust, c))
		return true;
	writer_certificate(&d->writer, c, NULL);
	merge_report_number(&d->merge->report, number, d->writer.count);
	return true;
}

/* What was kept before a copy of it was marked as distrusted is not delivered. */
static void count_drops(struct merge *m)
{
	const struct digest_index *marked = &m->distrust.marked;
	struct buf line = { 0 };

	for (size_t i = 0; i < marked->count; i++) {
		if (digest_index_find(&m->pile.index, marked->digest[i]) ==
		    DIGEST_NONE)
			continue;
		m->report.count[MERGE_KEPT]--;
		m->report.count[MERGE_DISTRUSTED]++;
	}
	merge_report_counts(&m->report, m->read, &line);
	if (m->report.count[MERGE_KEPT] < m->read || verbose)
		tool_complain("%s", buf_c(&line));
	buf_free(&line);
}

/* The answers that make the output void though nothing went wrong; complains. */
static bool acceptable(struct merge *m, uint64_t bytes)
{
	uint64_t kept = m->report.count[MERGE_KEPT];

	if (m->expect != UINT64_MAX && m->expect != kept) {
		tool_complain("expected %" PRIu64
			      " certificates (--expect), found %" PRIu64
			      ": nothing written",
			      m->expect, kept);
		return false;
	}
	if (bytes > m->max_bytes) {
		tool_complain("%" PRIu64 " bytes, more than the %" PRIu64
			      " of --max-bytes: nothing written",
			      bytes, m->max_bytes);
		return false;
	}
	return true;
}

/* No report is published of what is not there; one that is missing is named. */
static bool commit_both(struct outfile *out, struct outfile *rows)
{
	bool done = outfile_commit(out);

	if (!done)
		complain_outfile(out);
	if (!done && !out->in_place)
		return false;
	if (report_file == NULL || outfile_commit(rows))
		return done;
	complain_outfile(rows);
	if (!rows->in_place && out->in_place)
		tool_complain("%s: the new file is in place, without its report",
			      shown(out->name));
	return false;
}

/* Both files are complete before either appears. */
static int publish(struct merge *m, struct outfile *out, struct outfile *rows)
{
	if (report_file != NULL)
		merge_report_write(&m->report, &rows->spool);
	if (report_file != NULL && !outfile_finish(rows, true)) {
		complain_outfile(rows);
		return EXIT_TROUBLE;
	}
	if (!commit_both(out, rows))
		return EXIT_TROUBLE;
	return m->diags.diags.errors > 0 ? EXIT_NO : EXIT_DONE;
}

static int write_out(struct merge *m, struct outfile *out, struct outfile *rows)
{
	struct delivery d = { .merge = m };

	if (m->max_bytes == UINT64_MAX)
		outfile_all_known(out);
	writer_start(&d.writer, m->format->write, out, writing);
	if (!pile_each(&m->pile, deliver, &d)) {
		complain_temporary(pile_error(&m->pile));
		writer_abandon(&d.writer);
		return EXIT_TROUBLE;
	}
	writer_end(&d.writer);
	if (!acceptable(m, spool_bytes(&out->spool)))
		return EXIT_NO;
	return publish(m, out, rows);
}

/* Nothing is left, and it was --where that left out the last of it. */
static bool none_matches(const struct merge *m)
{
	return m->diags.diags.errors == 0 &&
	       m->report.count[MERGE_NOT_SELECTED] > 0;
}

static int finish(struct merge *m, struct outfile *out, struct outfile *rows)
{
	uint64_t count;

	tool_diags_end(&m->diags);
	count_drops(m);
	count = m->report.count[MERGE_KEPT];
	if (m->diags.diags.errors > 0 && !keep_going) {
		if (count > 0)
			tool_complain(
				"nothing written; --keep-going delivers %" PRIu64,
				count);
		else
			tool_complain("nothing written");
		return EXIT_TROUBLE;
	}
	if (count == 0 && (!allow_empty || m->diags.diags.errors > 0)) {
		tool_complain("no certificate is left: nothing written "
			      "(--allow-empty writes an empty bundle)");
		return none_matches(m) ? EXIT_NO : EXIT_TROUBLE;
	}
	if (!acceptable(m, 0))
		return EXIT_NO;
	if (report_file != NULL &&
	    merge_report_replaces_any(&m->report, report_file)) {
		complain_report_is_input();
		return EXIT_TROUBLE;
	}
	return write_out(m, out, rows);
}

static int run(char **operands, size_t count)
{
	static struct merge m;
	struct outfile out, rows = { .fd = -1 };
	struct reader r;
	int status = EXIT_TROUBLE;

	if (!keep_going)
		check_operands(output, "-o", operands, count);
	set_up(&m);
	/* Without the whole list, what it forbids would be written. */
	if (m.diags.diags.errors > 0) {
		tool_diags_end(&m.diags);
		tool_complain("nothing written");
		return EXIT_TROUBLE;
	}
	if (report_is_input(operands, count)) {
		complain_report_is_input();
		return EXIT_TROUBLE;
	}
	if (!outfile_open(&out, output)) {
		complain_outfile(&out);
		return EXIT_TROUBLE;
	}
	if (report_file != NULL && !outfile_open(&rows, report_file)) {
		complain_outfile(&rows);
	} else if (report_file != NULL && outfile_same(&out, &rows)) {
		tool_complain(
			"--report and --output name the same file: nothing written");
	} else {
		reader_start(&r, &m.diags.diags,
			     (struct sink){ take_certificate, take_container, &m });
		r.allow_empty = allow_empty;
		read_operands(&r, operands, count);
		reader_end(&r);
		status = finish(&m, &out, &rows);
	}
	outfile_discard(&out);
	outfile_discard(&rows);
	pile_free(&m.pile);
	distrust_free(&m.distrust);
	statements_free(&m.statements);
	merge_report_free(&m.report);
	facts_free(&m.facts);
	selection_free(&m.selection);
	digest_index_free(&m.excluded);
	digest_index_free(&m.wanted);
	return status;
}

const struct tool this_tool = {
	.name = "cabundle-merge",
	.synopsis =
		"[-kv] [-o FILE] [-t FORMAT] [-s FIELDS] [-w EXPR]... [--drop-expired]\n"
		"       [--at TIME] [--exclude FILE]... [--only FILE]... [--expect N]\n"
		"       [--max-bytes N] [--report FILE] [--crlf] [--comment] [--armor]\n"
		"       [--der-order] [--allow-empty] [--region-regex ERE] [--strict] [FILE ...]",
	.brief = "merge bundles into one, without duplicates and in a fixed order",
	.options = options,
	.run = run,
};
