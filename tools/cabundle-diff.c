/* cabundle-diff: what changed between two bundles, by meaning. */
#include <stdio.h>
#include <string.h>

#include "formats/openssl_trust.h"
#include "report/matrix.h"
#include "tools/bundle_form.h"
#include "tools/bundle_io.h"
#include "tools/diff/report.h"
#include "tools/options.h"
#include "tools/selection.h"

static const char *format, *matrix_fields;
static struct selection_options selecting;
static bool order_counts, quiet, strict, verbose;

static const struct option_row options[] = {
	{ 'f', "format", "FORM",
	  "text, summary, json, jsonl, tsv, markdown or debian", OPTION_TEXT,
	  &format },
	OPTION_WHERE(&selecting.where),
	{ 0, "matrix", "ROW,COLUMN",
	  "count what was kept, gained and lost by two fields", OPTION_TEXT,
	  &matrix_fields },
	{ 0, "order", NULL, "another order is a difference, too", OPTION_FLAG,
	  &order_counts },
	OPTION_AT("what is now, for what has expired and spans such as 90d",
		  &selecting.at),
	{ 'q', "quiet", NULL, "print nothing: the exit status says it", OPTION_FLAG,
	  &quiet },
	OPTION_NO_VERIFY(&selecting.no_verify),
	OPTION_REGION_REGEX(&selecting.regex),
	OPTION_STRICT(&strict),
	OPTION_VERBOSE("show all fields that differ; tell what was tolerated",
		       &verbose),
	OPTION_END,
};

/* Two bundles on their way in. */
struct comparison {
	struct selection selection;
	struct diff diff;
	struct facts facts;
	struct buf words; /* on the trust of the certificate at hand */
	enum diff_side side;
	bool regions;
	struct matrix matrix;
};

/* What the counts of a cell of the matrix are. */
enum {
	KEPT,
	GAINED,
	LOST,
};

static bool has_region(struct comparison *c)
{
	return field_get(field_row(FIELD_ID_region), &c->facts).state == VALUE_GOOD;
}

/* The cell of a certificate is the same on both sides: where it was read from does
 * not count. */
static void count_cell(struct comparison *c, const struct cert *cert,
		       enum diff_added added)
{
	static const struct origin nowhere = { .file = "" };
	uint64_t *count;

	facts_start(&c->facts, &c->selection.context, cert, &nowhere, 0);
	count = matrix_at(&c->matrix, &c->facts);
	if (added == DIFF_COMMON) {
		count[LOST]--;
		count[KEPT]++;
	} else if (added == DIFF_FIRST) {
		count[c->side == DIFF_OLD ? LOST : GAINED]++;
	}
}

static void say_trust(struct comparison *c, const struct origin *o)
{
	c->words.n = 0;
	openssl_trust_text(&o->trust, &c->words);
	diff_say(&c->diff, c->side, buf_span(&c->words));
}

static bool take_certificate(void *context, const struct cert *cert,
			     const struct origin *o)
{
	struct comparison *c = context;
	uint8_t digest[SHA256_BYTES];
	enum diff_added added;

	facts_start(&c->facts, &c->selection.context, cert, o, 0);
	if (!filter_match(&c->selection.filter, &c->facts))
		return true;
	c->regions = c->regions || has_region(c);
	digest_sha256(cert->der, digest);
	added = diff_add(&c->diff, c->side, cert, digest);
	say_trust(c, o);
	if (matrix_fields != NULL)
		count_cell(c, cert, added);
	return true;
}

/*
 * What cannot be read would look like what was removed: then nothing is compared.
 */
static bool read_side(struct comparison *c, enum diff_side side, const char *path)
{
	struct tool_diags diags;
	struct reader reader;
	bool good;

	c->side = side;
	tool_diags_start(&diags, verbose, strict);
	reader_start(&reader, &diags.diags,
		     (struct sink){ take_certificate, NULL, c });
	good = reader_path(&reader, path) && diags.diags.errors == 0;
	reader_end(&reader);
	tool_diags_end(&diags);
	return good;
}

/*
 * Only where the certificates are the same is it worth another look at the files.
 */
static void note_form(const struct diff *d, char **operands, struct buf *out)
{
	struct bundle_form old, new;

	if (diff_changes(d) == 0 && bundle_form_of(operands[0], &old) &&
	    bundle_form_of(operands[1], &new))
		bundle_form_notes(&old, &new, out);
}

/* "=3 +1 -2": kept, gained, lost. */
static void draw_cell(const uint64_t *count, struct buf *out)
{
	static const char signs[] = { [KEPT] = '=', [GAINED] = '+', [LOST] = '-' };
	size_t start = out->n;

	for (size_t i = 0; count != NULL && i < ARRAY_LEN(signs); i++)
		if (count[i] > 0)
			buf_printf(out, "%s%c%llu", out->n > start ? " " : "",
				   signs[i], (unsigned long long)count[i]);
	if (out->n == start)
		buf_put(out, '.');
}

static int show_matrix(struct comparison *c)
{
	struct matrix_form form = { .cell = draw_cell };
	const char *wrong;

	if (format != NULL && strcmp(format, "tsv") == 0)
		form.style = MATRIX_TSV;
	else if (format != NULL && strcmp(format, "markdown") == 0)
		form.style = MATRIX_MARKDOWN;
	wrong = matrix_draw(&c->matrix, &form, &tool_output);
	if (wrong != NULL) {
		tool_complain("--matrix %s: %s", matrix_fields, wrong);
		return EXIT_TROUBLE;
	}
	return tool_output_end() ? EXIT_DONE : EXIT_TROUBLE;
}

static int show(struct comparison *c, const struct diff_form *form, char **operands)
{
	struct buf notes = { 0 };
	struct diff_report report = {
		.diff = &c->diff,
		.context = &c->selection.context,
		.name = { [DIFF_OLD] = operands[0], [DIFF_NEW] = operands[1] },
		.verbose = verbose,
		.colour = tool_colour(),
		.regions = c->regions,
		.out = &tool_output,
	};
	int error;

	note_form(&c->diff, operands, &notes);
	report.form_notes = buf_c(&notes);
	error = diff_report_show(&report, form);
	buf_free(&notes);
	if (error != 0) {
		complain_temporary(error);
		return EXIT_TROUBLE;
	}
	return tool_output_end() ? EXIT_DONE : EXIT_TROUBLE;
}

static int compare(struct comparison *c, const struct diff_form *form,
		   char **operands)
{
	int status;

	if (!read_side(c, DIFF_OLD, operands[0]) ||
	    !read_side(c, DIFF_NEW, operands[1])) {
		tool_complain("nothing compared: what cannot be read would look "
			      "like a change");
		return EXIT_TROUBLE;
	}
	if (!diff_classify(&c->diff, c->selection.context.now)) {
		complain_temporary(c->diff.store.der.error);
		return EXIT_TROUBLE;
	}
	if (quiet)
		status = EXIT_DONE;
	else if (matrix_fields != NULL)
		status = show_matrix(c);
	else
		status = show(c, form, operands);
	if (status != EXIT_DONE)
		return status;
	return diff_changes(&c->diff) > 0 || (order_counts && !c->diff.order_kept)
		       ? EXIT_NO
		       : EXIT_DONE;
}

static void set_up_matrix(struct matrix *m)
{
	struct buf scratch = { 0 };
	const char *wrong;

	if (matrix_fields == NULL)
		return;
	wrong = matrix_start(m, matrix_fields, &scratch);
	if (wrong == NULL && matrix_needs_set(m))
		wrong = "fields of the set are for cabundle-list";
	if (wrong != NULL)
		tool_usage("--matrix %s: %s", matrix_fields, wrong);
	if (format != NULL && strcmp(format, "text") != 0 &&
	    strcmp(format, "tsv") != 0 && strcmp(format, "markdown") != 0)
		tool_usage("--matrix goes with --format text, tsv or markdown");
}

static int run(char **operands, size_t count)
{
	static struct comparison c;
	const struct diff_form *form;
	int status;

	if (count != 2)
		tool_usage("%s", count < 2 ? "name two bundles, OLD and NEW"
					   : "two bundles at a time, OLD and NEW");
	if (strcmp(operands[0], "-") == 0 && strcmp(operands[1], "-") == 0)
		tool_usage("standard input can be one of the bundles, not both");
	form = diff_form_find(format != NULL ? format : "text");
	if (form == NULL)
		tool_unknown("--format", format, diff_form_name, NULL);
	selection_start(&c.selection, &selecting);
	selection_refuse_set(&c.selection.filter);
	set_up_matrix(&c.matrix);
	diff_start(&c.diff);
	status = compare(&c, form, operands);
	diff_free(&c.diff);
	matrix_free(&c.matrix);
	facts_free(&c.facts);
	buf_free(&c.words);
	selection_free(&c.selection);
	return status;
}

const struct tool this_tool = {
	.name = "cabundle-diff",
	.synopsis =
		"[-qv] [-f FORM] [-w EXPR]... [--matrix ROW,COLUMN] [--order]\n"
		"       [--at TIME] [--no-verify] [--region-regex ERE] [--strict] OLD NEW",
	.brief = "what changed between two bundles, by meaning",
	.options = options,
	.run = run,
};
