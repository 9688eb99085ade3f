/* cabundle-list: every certificate of a bundle, a line each, or as a tree. */
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "report/crl_field.h"
#include "report/matrix.h"
#include "report/order.h"
#include "report/render.h"
#include "report/tree.h"
#include "set/chain.h"
#include "tools/bundle_io.h"
#include "tools/list/crls.h"
#include "tools/options.h"
#include "tools/selection.h"

static const char *format, *columns, *sort, *matrix_fields, *output, *within;
static struct selection_options selecting;
static bool count_only, no_header, null, strict, verbose, list_fields, crls;

static const struct option_row options[] = {
	OPTION_OUTPUT(&output),
	{ 'f', "format", "FORM",
	  "table, tree, tsv, csv, json, jsonl, aws-json or text", OPTION_TEXT,
	  &format },
	{ 'c', "columns", "FIELDS",
	  "fields to show, a,b,c; +a,b adds to the default", OPTION_TEXT,
	  &columns },
	{ 's', "sort", "FIELDS", "order by fields; -FIELD turns it round",
	  OPTION_TEXT, &sort },
	OPTION_WHERE(&selecting.where),
	{ 0, "expires-within", "SPAN",
	  "only what is not expired, and will be in a span such as 90d",
	  OPTION_TEXT, &within },
	{ 0, "matrix", "ROW,COLUMN", "count by two fields, as a table or TSV",
	  OPTION_TEXT, &matrix_fields },
	{ 0, "crls", NULL, "list the CRLs, not the certificates", OPTION_FLAG,
	  &crls },
	{ 0, "count", NULL, "print how many there are, and nothing else",
	  OPTION_FLAG, &count_only },
	{ 0, "no-header", NULL, "no line of column names", OPTION_FLAG,
	  &no_header },
	{ '0', "null", NULL, "end records with NUL instead of a line end",
	  OPTION_FLAG, &null },
	OPTION_NO_VERIFY(&selecting.no_verify),
	OPTION_AT("what is now, for days-left, expiry and spans such as 90d",
		  &selecting.at),
	OPTION_REGION_REGEX(&selecting.regex),
	OPTION_STRICT(&strict),
	OPTION_VERBOSE("tell what was tolerated", &verbose),
	{ 0, "list-fields", NULL, "print the table of fields", OPTION_FLAG,
	  &list_fields },
	OPTION_END,
};

struct list {
	struct selection selection;
	struct render render;
	struct matrix matrix;
	struct facts facts;
	struct order order; /* of --sort */
	struct bundle
		bundle; /* where the whole set is needed; else the list streams */
	bool whole, tree, chained; /* chained: fields ask who signed whom */
	struct buf file;	   /* that is being read; of a list to a file */
	bool replaces;		   /* one of the files is the output */
	uint64_t read, matched;
};

static void show(struct list *l, struct facts *f)
{
	l->matched++;
	if (count_only)
		return;
	if (matrix_fields != NULL) {
		matrix_at(&l->matrix, f)[0]++;
		return;
	}
	render_row(&l->render, f);
	tool_output_some();
}

/* A list that replaced what it lists would be the end of it. */
static void look_at_file(struct list *l, const struct origin *o)
{
	if (output == NULL || span_eq(buf_span(&l->file), span_str(o->file)))
		return;
	l->file.n = 0;
	buf_str(&l->file, o->file);
	l->replaces |= is_input(output, o->file);
}

static bool take_certificate(void *context, const struct cert *c,
			     const struct origin *o)
{
	struct list *l = context;

	l->read++;
	look_at_file(l, o);
	if (l->whole) {
		bundle_add(&l->bundle, c, o);
		return true;
	}
	facts_start(&l->facts, &l->selection.context, c, o, l->read);
	if (filter_match(&l->selection.filter, &l->facts))
		show(l, &l->facts);
	return true;
}

static void facts_of_entry(struct list *l, const struct chain *chain, size_t i)
{
	const struct entry *e = &l->bundle.entry[i];

	facts_start(&l->facts, &l->selection.context, &e->cert, &e->origin,
		    e->index);
	l->facts.chain = l->chained ? chain : NULL;
	l->facts.position = i;
}

/*
 * What the second pass over a set gathers: the entries that match, in their order.
 */
struct selected {
	struct list *list;
	struct chain chain;
	struct bundle chosen; /* of a tree */
};

static bool take_selected(void *context, uint32_t i, struct span load UNUSED)
{
	struct selected *s = context;
	const struct entry *e = &s->list->bundle.entry[i];

	if (s->list->tree && !count_only) {
		bundle_add(&s->chosen, &e->cert, &e->origin);
		s->list->matched++;
		return true;
	}
	facts_of_entry(s->list, &s->chain, i);
	show(s->list, &s->list->facts);
	return true;
}

static void say_gave_up(const struct chain *c)
{
	if (c->work != NULL && c->work->gave_up > 0)
		tool_complain(
			"of %zu certificates it is not known whether their issuer "
			"is here: too many keys have its name",
			c->work->gave_up);
}

/* A tree of the entries that were selected alone. */
static void show_tree(const struct selected *s)
{
	const struct field_context *context = &s->list->selection.context;
	struct chain chain;

	chain_start(&chain, &s->chosen, context->verify);
	tree_draw(&s->chosen, &chain, context, s->list->render.colour,
		  &tool_output);
	say_gave_up(&chain);
	chain_free(&chain);
}

/* False where a temporary file failed, which is then said. */
static bool show_set(struct list *l)
{
	struct selected s = { .list = l };
	bool done;

	if (l->chained)
		chain_start(&s.chain, &l->bundle, l->selection.context.verify);
	for (size_t i = 0; i < l->bundle.count; i++) {
		facts_of_entry(l, &s.chain, i);
		if (filter_match(&l->selection.filter, &l->facts))
			order_add(&l->order, &l->facts, NULL, i,
				  (struct span){ 0 });
	}
	done = order_each(&l->order, take_selected, &s);
	if (l->tree && !count_only && done)
		show_tree(&s);
	say_gave_up(&s.chain);
	if (!done)
		complain_temporary(l->order.sorter.error);
	chain_free(&s.chain);
	bundle_free(&s.chosen);
	return done;
}

static void draw_cell(const uint64_t *count, struct buf *out)
{
	if (count == NULL)
		buf_put(out, '.');
	else
		buf_int(out, (int64_t)count[0]);
}

/* False where it cannot be drawn, which is then said. */
static bool draw_matrix(const struct list *l)
{
	const struct matrix_form form = {
		.style = l->render.by == &render_tsv ? MATRIX_TSV : MATRIX_TABLE,
		.cell = draw_cell,
	};
	const char *wrong = matrix_draw(&l->matrix, &form, &tool_output);

	if (wrong != NULL)
		tool_complain("--matrix %s: %s", matrix_fields, wrong);
	return wrong == NULL;
}

static int print_fields(const struct field *(*row)(size_t))
{
	static const char *const types[] = { "text", "integer", "boolean",
					     "time", "hex",	"list" };
	static const char *const scopes[] = { "certificate", "source", "set" };
	const struct field *f;

	buf_printf(&tool_output, "%-16s %-8s %-12s %s\n", "NAME", "TYPE", "SCOPE",
		   "MEANING (VALUES)");
	for (size_t i = 0; (f = row(i)) != NULL; i++) {
		buf_printf(&tool_output, "%-16s %-8s %-12s %s", f->name,
			   types[f->type], scopes[f->scope], f->help);
		if (f->domain != DOMAIN_ANY) {
			buf_str(&tool_output, " (");
			domain_text(f->domain, &tool_output);
			buf_put(&tool_output, ')');
		}
		buf_put(&tool_output, '\n');
	}
	return tool_output_end() ? EXIT_DONE : EXIT_TROUBLE;
}

static bool is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The forms: those of render, and the tree after the table. */
static const char *form_name(const void *table UNUSED, size_t n)
{
	return n == 1 ? "tree" : render_name(n > 1 ? n - 1 : n);
}

static void set_up_render(struct list *l, char **operands, size_t count)
{
	struct buf scratch = { 0 };
	const char *wrong;

	l->tree = format != NULL && strcmp(format, "tree") == 0;
	l->render.by = render_find(format == NULL || l->tree ? "table" : format);
	if (l->render.by == NULL)
		tool_unknown("--format", format, form_name, NULL);
	l->render.header = !no_header;
	l->render.end = null ? '\0' : '\n';
	l->render.out = &tool_output;
	render_default_columns(&l->render);
	if (l->render.by->columns != NULL && (columns == NULL || *columns == '+') &&
	    (count > 1 || (count == 1 && is_directory(operands[0]))))
		render_add_first(&l->render, field_find(SPAN_LIT("file")));
	wrong = columns != NULL ? render_columns(&l->render, columns, &scratch)
				: NULL;
	if (wrong != NULL)
		tool_usage("--columns: %s", wrong);
	buf_free(&scratch);
}

static void set_up_matrix(struct list *l)
{
	struct buf scratch = { 0 };
	const char *wrong;

	if (matrix_fields == NULL)
		return;
	wrong = matrix_start(&l->matrix, matrix_fields, &scratch);
	if (wrong != NULL)
		tool_usage("--matrix %s: %s", matrix_fields, wrong);
	tool_exclude(true, "--matrix", columns != NULL, "--columns");
	tool_exclude(true, "--matrix", sort != NULL, "--sort");
	tool_exclude(true, "--matrix", count_only, "--count");
	if (l->tree ||
	    (l->render.by != &render_table && l->render.by != &render_tsv))
		tool_usage("--matrix goes with --format table or tsv");
}

/* As cabundle-check means it: what has expired does not expire any more. */
static void set_up_within(struct selection *s)
{
	struct buf text = { 0 };

	if (within == NULL)
		return;
	buf_printf(&text, "not-after>=now and not-after<@%" PRId64,
		   selection_soon(within, s->context.now));
	selection_add(&s->filter, "--expires-within", buf_c(&text), s->context.now);
	buf_free(&text);
}

static void set_up(struct list *l, char **operands, size_t count)
{
	struct buf scratch = { 0 };
	const char *wrong;

	selection_start(&l->selection, &selecting);
	set_up_within(&l->selection);
	wrong = order_start(&l->order, sort != NULL ? sort : "none", true,
			    &scratch);
	if (wrong != NULL)
		tool_usage("--sort: %s", wrong);
	set_up_render(l, operands, count);
	tool_exclude(l->tree, "--format tree", columns != NULL, "--columns");
	tool_exclude(l->render.by->fixed, "--format aws-json", columns != NULL,
		     "--columns");
	set_up_matrix(l);
	l->chained = l->selection.filter.set_field != NULL ||
		     render_needs_set(&l->render);
	l->chained |= order_needs_set(&l->order);
	l->chained |= matrix_fields != NULL && matrix_needs_set(&l->matrix);
	l->whole = l->tree || l->chained || !l->order.none;
}

/* What follows the last row. Where nothing was read, nothing is said of it. */
static bool conclude(struct list *l)
{
	if (l->read == 0)
		return true;
	if (count_only)
		buf_printf(&tool_output, "%" PRIu64 "\n", l->matched);
	else if (matrix_fields != NULL)
		return draw_matrix(l);
	else if (!l->tree)
		render_end(&l->render);
	return true;
}

static int finish(struct list *l, const struct diags *diags)
{
	if (l->replaces)
		tool_complain("--output %s: that is one of the inputs",
			      shown(output));
	if (!conclude(l) || l->replaces || diags->errors > 0) {
		tool_output_void();
		return EXIT_TROUBLE;
	}
	if (!tool_output_end())
		return EXIT_TROUBLE;
	return l->matched == 0 && (selecting.where.count > 0 || within != NULL)
		       ? EXIT_NO
		       : EXIT_DONE;
}

/* What belongs to certificates alone does not go with CRLs. */
static int show_crls(char **operands, size_t count, bool replaces)
{
	const struct list_crls o = {
		.output = output,
		.replaces = replaces,
		.format = format,
		.columns = columns,
		.now = tool_now(selecting.at),
		.count_only = count_only,
		.no_header = no_header,
		.null = null,
		.strict = strict,
		.verbose = verbose,
	};

	tool_exclude(true, "--crls", selecting.where.count > 0, "--where");
	tool_exclude(true, "--crls", within != NULL, "--expires-within");
	tool_exclude(true, "--crls", sort != NULL, "--sort");
	tool_exclude(true, "--crls", matrix_fields != NULL, "--matrix");
	tool_exclude(true, "--crls", selecting.no_verify, "--no-verify");
	tool_exclude(true, "--crls", selecting.regex != NULL, "--region-regex");
	return list_crls(&o, operands, count);
}

static void clean_up(struct list *l)
{
	facts_free(&l->facts);
	selection_free(&l->selection);
	bundle_free(&l->bundle);
	order_free(&l->order);
	matrix_free(&l->matrix);
	buf_free(&l->file);
}

static int list_all(struct list *l, char **operands, size_t count)
{
	struct tool_diags diags;
	struct reader reader;
	int status;

	tool_diags_start(&diags, verbose, strict);
	reader_start(&reader, &diags.diags,
		     (struct sink){ take_certificate, NULL, l });
	read_operands(&reader, operands, count);
	reader_end(&reader);
	if (l->whole && !show_set(l))
		diags.diags.errors++;
	tool_diags_end(&diags);
	status = finish(l, &diags.diags);
	clean_up(l);
	return status;
}

static int run(char **operands, size_t count)
{
	static struct list list;
	bool replaces = output != NULL && count == 0 && is_input(output, NULL);

	if (list_fields && count > 0)
		tool_usage("--list-fields takes no FILE");
	if (list_fields)
		return tool_output_open(output)
			       ? print_fields(crls ? crl_field_row : field_row)
			       : EXIT_TROUBLE;
	for (size_t i = 0; i < count && output != NULL; i++)
		replaces |= is_input(output, operands[i]);
	if (crls)
		return show_crls(operands, count, replaces);
	set_up(&list, operands, count);
	list.replaces = replaces;
	if (!tool_output_open(output))
		return EXIT_TROUBLE;
	list.render.colour = tool_colour();
	return list_all(&list, operands, count);
}

const struct tool this_tool = {
	.name = "cabundle-list",
	.synopsis =
		"[-0v] [-o FILE] [-f FORM] [-c FIELDS] [-s FIELDS] [-w EXPR]... [--count]\n"
		"       [--no-header] [--matrix ROW,COLUMN] [--expires-within SPAN] [--no-verify]\n"
		"       [--at TIME] [--region-regex ERE] [--strict] [FILE ...]\n"
		"       cabundle-list --crls [-0v] [-o FILE] [-f FORM] [-c FIELDS] [--count] [--no-header]\n"
		"       [--at TIME] [--strict] [FILE ...]\n"
		"       cabundle-list --list-fields [--crls]",
	.brief =
		"list the certificates of bundles with their roles, algorithms and expiry",
	.options = options,
	.run = run,
};
