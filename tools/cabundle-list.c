/* cabundle-list: every certificate of a bundle, a line each, or as a tree. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bundle_io.h"
#include "chain.h"
#include "render.h"
#include "selection.h"
#include "tree.h"

static const char *format, *columns, *sort;
static struct selection_options selecting;
static bool count_only, no_header, null, strict, verbose, list_fields;

static const struct option_row options[] = {
	{ 'f', "format", "FORM", "table, tree, tsv, csv, json, jsonl or text",
	  OPTION_TEXT, &format },
	{ 'c', "columns", "FIELDS",
	  "fields to show, a,b,c; +a,b adds to the default", OPTION_TEXT,
	  &columns },
	{ 's', "sort", "FIELDS", "order by fields; -FIELD turns it round",
	  OPTION_TEXT, &sort },
	{ 'w', "where", "EXPR", "only certificates for which this holds",
	  OPTION_LIST, &selecting.where },
	{ 0, "count", NULL, "print how many there are, and nothing else",
	  OPTION_FLAG, &count_only },
	{ 0, "no-header", NULL, "no line of column names", OPTION_FLAG,
	  &no_header },
	{ '0', "null", NULL, "end records with NUL instead of a line end",
	  OPTION_FLAG, &null },
	{ 0, "no-verify", NULL, "do not check self-signatures", OPTION_FLAG,
	  &selecting.no_verify },
	{ 0, "at", "TIME",
	  "what is now, for days-left, expiry and spans such as 90d", OPTION_TEXT,
	  &selecting.at },
	{ 0, "region-regex", "ERE",
	  "take region from the CN by the first group of this", OPTION_TEXT,
	  &selecting.regex },
	{ 0, "strict", NULL, "what is only tolerated is an error", OPTION_FLAG,
	  &strict },
	{ 'v', "verbose", NULL, "tell what was tolerated", OPTION_FLAG, &verbose },
	{ 0, "list-fields", NULL, "print the table of fields", OPTION_FLAG,
	  &list_fields },
	{ 0, NULL, NULL, NULL, OPTION_FLAG, NULL },
};

struct list {
	struct selection selection;
	struct render render;
	struct facts facts;
	struct bundle
		bundle; /* where the whole set is needed; else the list streams */
	bool whole, tree, chained; /* chained: fields ask who signed whom */
	uint64_t read, matched;
};

static void show(struct list *l, struct facts *f)
{
	l->matched++;
	if (count_only)
		return;
	render_row(&l->render, f);
	tool_output_some();
}

static bool take_certificate(void *context, const struct cert *c,
			     const struct origin *o)
{
	struct list *l = context;

	l->read++;
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

/* The keys to sort by, and one certificate's values for them. */
struct sort_key {
	const struct field *field;
	bool descending;
};

#define SORT_KEYS 8

static struct sort_key sort_key[SORT_KEYS];
static size_t sort_keys;

struct sorted {
	size_t entry;
	struct value value[SORT_KEYS];
};

static void parse_sort(const char *list)
{
	while (*list != '\0') {
		size_t n = strcspn(list, ",");
		bool descending = *list == '-';
		const struct field *field =
			field_find(span_of(list + descending, n - descending));

		if (field == NULL)
			tool_usage(
				"--sort: '%.*s' is no field; --list-fields has them",
				(int)n, list);
		if (sort_keys == SORT_KEYS)
			tool_usage("--sort: more than %d fields", SORT_KEYS);
		sort_key[sort_keys++] = (struct sort_key){ field, descending };
		list += n;
		if (*list == ',')
			list++;
	}
}

static int by_keys(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;

	for (size_t i = 0; i < sort_keys; i++) {
		int order =
			value_cmp(sort_key[i].field, &x->value[i], &y->value[i]);

		if (order != 0)
			return sort_key[i].descending ? -order : order;
	}
	return (x->entry > y->entry) - (x->entry < y->entry);
}

/* The entries that match, in their order, with the values to sort by. */
static size_t select_entries(struct list *l, const struct chain *chain,
			     struct sorted *out)
{
	size_t n = 0;

	for (size_t i = 0; i < l->bundle.count; i++) {
		facts_of_entry(l, chain, i);
		if (!filter_match(&l->selection.filter, &l->facts))
			continue;
		out[n].entry = i;
		for (size_t k = 0; k < sort_keys; k++) {
			struct value v = field_get(sort_key[k].field, &l->facts);

			v.text = arena_copy(&l->bundle.arena, v.text);
			out[n].value[k] = v;
		}
		n++;
	}
	if (sort_keys > 0 && n > 0)
		qsort(out, n, sizeof(*out), by_keys);
	return n;
}

/* A tree of the entries that were selected alone, in their order. */
static void show_tree(struct list *l, const struct sorted *selected, size_t n)
{
	struct bundle chosen = { 0 };
	struct chain chain;

	for (size_t i = 0; i < n; i++) {
		const struct entry *e = &l->bundle.entry[selected[i].entry];

		bundle_add(&chosen, &e->cert, &e->origin);
	}
	l->matched = n;
	chain_start(&chain, &chosen, l->selection.context.verify);
	tree_draw(&chosen, &chain, &l->selection.context, &tool_output);
	chain_free(&chain);
	bundle_free(&chosen);
}

static void show_set(struct list *l)
{
	struct arena arena = { 0 };
	struct sorted *selected =
		arena_array(&arena, l->bundle.count, sizeof(*selected));
	struct chain chain = { 0 };
	size_t n;

	if (l->chained)
		chain_start(&chain, &l->bundle, l->selection.context.verify);
	n = select_entries(l, &chain, selected);
	if (l->tree && !count_only) {
		show_tree(l, selected, n);
	} else {
		for (size_t i = 0; i < n; i++) {
			facts_of_entry(l, &chain, selected[i].entry);
			show(l, &l->facts);
		}
	}
	chain_free(&chain);
	arena_free(&arena);
}

static int print_fields(void)
{
	static const char *const types[] = { "text", "integer", "boolean",
					     "time", "hex",	"list" };
	static const char *const scopes[] = { "certificate", "source", "set" };
	const struct field *f;

	buf_printf(&tool_output, "%-14s %-8s %-12s %s\n", "NAME", "TYPE", "SCOPE",
		   "MEANING");
	for (size_t i = 0; (f = field_row(i)) != NULL; i++)
		buf_printf(&tool_output, "%-14s %-8s %-12s %s\n", f->name,
			   types[f->type], scopes[f->scope], f->help);
	return tool_output_end() ? EXIT_DONE : EXIT_TROUBLE;
}

/* no-color.org: set, and not to nothing. */
static bool no_color(void)
{
	const char *value = getenv("NO_COLOR");

	return value != NULL && *value != '\0';
}

static bool is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static void set_up_render(struct list *l, char **operands, size_t count)
{
	struct buf scratch = { 0 };
	const char *wrong;

	l->tree = format != NULL && strcmp(format, "tree") == 0;
	l->render.by = render_find(format == NULL || l->tree ? "table" : format);
	if (l->render.by == NULL)
		tool_usage(
			"--format %s: not one of table, tree, tsv, csv, json, jsonl, text",
			format);
	l->render.header = !no_header;
	l->render.end = null ? '\0' : '\n';
	l->render.out = &tool_output;
	l->render.colour = isatty(STDOUT_FILENO) && !no_color() &&
			   getenv("TERM") != NULL &&
			   strcmp(getenv("TERM"), "dumb") != 0;
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

static void set_up(struct list *l, char **operands, size_t count)
{
	selection_start(&l->selection, &selecting);
	if (sort != NULL)
		parse_sort(sort);
	set_up_render(l, operands, count);
	tool_exclude(l->tree, "--format tree", columns != NULL, "--columns");
	l->chained = l->selection.filter.needs_set || render_needs_set(&l->render);
	for (size_t i = 0; i < sort_keys; i++)
		l->chained |= sort_key[i].field->scope == FIELD_SET;
	l->whole = l->tree || l->chained || sort_keys > 0;
}

static int finish(struct list *l, const struct diags *diags)
{
	if (!count_only && !l->tree)
		render_end(&l->render);
	if (count_only)
		buf_printf(&tool_output, "%llu\n", (unsigned long long)l->matched);
	if (!tool_output_end() || diags->errors > 0)
		return EXIT_TROUBLE;
	return selecting.where.count > 0 && l->matched == 0 ? EXIT_NO : EXIT_DONE;
}

static int run(char **operands, size_t count)
{
	static struct list list;
	struct tool_diags diags;
	struct reader reader;
	int status;

	if (list_fields)
		return print_fields();
	set_up(&list, operands, count);
	tool_diags_start(&diags, verbose, strict);
	reader_start(&reader, &diags.diags,
		     (struct sink){ take_certificate, NULL, &list });
	if (!count_only && !list.tree)
		render_begin(&list.render);
	read_operands(&reader, operands, count);
	reader_end(&reader);
	if (list.whole)
		show_set(&list);
	status = finish(&list, &diags.diags);
	tool_diags_end(&diags);
	facts_free(&list.facts);
	selection_free(&list.selection);
	bundle_free(&list.bundle);
	return status;
}

const struct tool this_tool = {
	.name = "cabundle-list",
	.synopsis =
		"[-0v] [-f FORM] [-c FIELDS] [-s FIELDS] [-w EXPR]... [--count] [--no-header]\n"
		"       [--no-verify] [--at TIME] [--region-regex ERE] [--strict] [FILE ...]\n"
		"       cabundle-list --list-fields",
	.brief =
		"list the certificates of bundles with their roles, algorithms and expiry",
	.options = options,
	.run = run,
};
