/* cabundle-split: one bundle into many, by any field. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/template.h"
#include "tools/bundle_io.h"
#include "tools/distrust.h"
#include "tools/options.h"
#include "tools/selection.h"
#include "tools/split/files.h"
#include "tools/split/parts.h"
#include "x509/text.h"

static const char *by_text, *name_text, *directory, *to, *rest;
static struct selection_options selecting;
static struct writer_options writing;
static bool with_issuers, force, dry_run, null, keep_going, strict, verbose;

static const struct option_row options[] = {
	{ 'b', "by", "FIELDS",
	  "a file for each value of these fields; default: for each certificate",
	  OPTION_TEXT, &by_text },
	{ 'n', "name", "TEMPLATE",
	  "names of the files, such as {region}-bundle.{ext}", OPTION_TEXT,
	  &name_text },
	{ 'd', "directory", "DIR", "where the files go; made where it is not there",
	  OPTION_TEXT, &directory },
	{ 't', "to", "FORMATS",
	  "pem (the default), p7b, p7b-pem, der; several with commas", OPTION_TEXT,
	  &to },
	{ 0, "with-issuers", NULL,
	  "add to each file the issuers that it needs, up to the root", OPTION_FLAG,
	  &with_issuers },
	OPTION_WHERE(&selecting.where),
	{ 0, "rest", "TEMPLATE", "a file for what has no such value", OPTION_TEXT,
	  &rest },
	{ 0, "force", NULL, "replace files that are there", OPTION_FLAG, &force },
	{ 0, "dry-run", NULL, "print the names, and write nothing", OPTION_FLAG,
	  &dry_run },
	{ '0', "null", NULL, "end the names that are printed with NUL", OPTION_FLAG,
	  &null },
	OPTION_CRLF(&writing.crlf),
	OPTION_COMMENT(&writing.comment),
	OPTION_AT("what is now, for spans such as 90d", &selecting.at),
	OPTION_NO_VERIFY(&selecting.no_verify),
	OPTION_REGION_REGEX(&selecting.regex),
	OPTION_KEEP_GOING(&keep_going),
	OPTION_STRICT(&strict),
	OPTION_VERBOSE("tell what was tolerated, and how many were written",
		       &verbose),
	OPTION_END,
};

struct split {
	struct selection selection;
	struct split_by by;
	struct template name, rest_name;
	const struct format *format[8];
	size_t formats;
	struct bundle bundle;
	size_t file, container; /* how many there were when the current ones began
				 */
	struct chain chain;
	struct parts parts;
	struct facts facts;
	struct split_files files;
	struct tool_diags diags;
	struct distrust distrust;
	uint64_t refused;
	size_t uncovered;  /* certificates that are in no file */
	size_t unsearched; /* covered entries whose issuer was not searched for to
			      the end */
};

static bool take_certificate(void *context, const struct cert *c,
			     const struct origin *o)
{
	struct split *s = context;
	bool refused = false;

	for (size_t i = 0; i < s->formats && !refused; i++)
		refused = distrust_refuses(&s->distrust, &s->diags.diags,
					   s->format[i], c, o);
	if (refused)
		s->refused++;
	else
		bundle_add(&s->bundle, c, o);
	return true;
}

/* With --keep-going: what was read before a copy of it was marked as distrusted. */
static void drop_distrusted(struct split *s)
{
	struct bundle *b = &s->bundle;
	size_t kept = 0;

	for (size_t i = 0; i < b->count; i++) {
		if (!distrust_has(&s->distrust, &b->entry[i].cert)) {
			b->entry[kept++] = b->entry[i];
			continue;
		}
		distrust_copy(&s->diags.diags, &b->entry[i].origin);
		s->refused++;
	}
	bundle_cut(b, kept);
}

static void take_container(void *context, enum container_event event)
{
	struct split *s = context;

	if (event == CONTAINER_BEGIN)
		s->container = s->bundle.count;
	else if (event == CONTAINER_BROKEN)
		bundle_cut(&s->bundle, s->container);
	else if (event == FILE_BEGIN)
		s->file = s->bundle.count;
	else if (event == FILE_REFUSED)
		bundle_cut(&s->bundle, s->file);
}

static void parse_by(struct split *s, const char *list)
{
	struct span names = span_str(list), name;
	struct buf scratch = { 0 };

	while (span_cut(&names, ',', &name)) {
		const struct field *field = field_find(name);

		if (field == NULL)
			tool_usage("--by: %s", field_unknown(name, &scratch));
		if (s->by.count == CAP_FIELDS)
			tool_usage("--by: more than %d fields", CAP_FIELDS);
		s->by.field[s->by.count++] = field;
	}
}

static void parse_formats(struct split *s, const char *list)
{
	struct span names = span_str(list), name;
	struct buf scratch = { 0 };

	while (span_cut(&names, ',', &name)) {
		if (s->formats == ARRAY_LEN(s->format))
			tool_usage("--to: too many formats");
		scratch.n = 0;
		buf_add(&scratch, name);
		s->format[s->formats++] = find_format(buf_c(&scratch));
	}
	buf_free(&scratch);
}

/* "{region}-bundle.{ext}" for regions, as AWS names them; else the fields
 * themselves. */
static const char *default_name(const struct split *s, struct buf *out)
{
	if (s->by.count == 0)
		return "{index}-{name}.{ext}";
	for (size_t i = 0; i < s->by.count; i++)
		buf_printf(out, "%s{%s}", i > 0 ? "-" : "", s->by.field[i]->name);
	if (s->by.count == 1 && strcmp(s->by.field[0]->name, "region") == 0)
		buf_str(out, "-bundle");
	buf_str(out, ".{ext}");
	return buf_c(out);
}

/* A part's name must follow from its key: its members differ in other fields. */
static void check_template(const struct split *s)
{
	const struct field *field;

	for (size_t k = 0; s->by.count > 0 && (field = field_row(k)) != NULL; k++) {
		bool divides = false;

		for (size_t i = 0; i < s->by.count; i++)
			divides |= s->by.field[i] == field;
		if (!divides && template_uses(&s->name, field))
			tool_usage(
				"--name: {%s} is not one of --by, and may differ within a file",
				field->name);
	}
	for (size_t k = 0; (field = field_row(k)) != NULL; k++)
		if (rest != NULL && template_uses(&s->rest_name, field))
			tool_usage(
				"--rest: {%s}: certificates of the rest have no common value",
				field->name);
}

static void set_up(struct split *s)
{
	static struct buf by_default;
	struct buf scratch = { 0 };
	const char *wrong;

	selection_start(&s->selection, &selecting);
	if (by_text != NULL)
		parse_by(s, by_text);
	parse_formats(s, to != NULL ? to : "pem");
	wrong = template_parse(&s->name,
			       name_text != NULL ? name_text
						 : default_name(s, &by_default),
			       &scratch);
	if (wrong != NULL)
		tool_usage("--name: %s", wrong);
	wrong = rest != NULL ? template_parse(&s->rest_name, rest, &scratch) : NULL;
	if (wrong != NULL)
		tool_usage("--rest: %s", wrong);
	check_template(s);
	split_files_start(&s->files, directory, force);
	tool_diags_start(&s->diags, verbose, strict);
}

static bool chain_needed(const struct split *s)
{
	bool needed = with_issuers || s->selection.filter.set_field != NULL;

	for (size_t i = 0; i < s->by.count; i++)
		needed |= s->by.field[i]->scope == FIELD_SET;
	for (size_t i = 0; i < s->name.count; i++)
		needed |= s->name.part[i].kind == TEMPLATE_FIELD &&
			  s->name.part[i].field->scope == FIELD_SET;
	return needed;
}

/* The names of one part, one a format. */
static bool plan_part(struct split *s, const struct template *name, size_t part,
		      size_t entry)
{
	const struct entry *e = &s->bundle.entry[entry];
	struct buf stem = { 0 };
	uint64_t number = 0;
	bool good = true;

	facts_start(&s->facts, &s->selection.context, &e->cert, &e->origin,
		    e->index);
	s->facts.chain = chain_needed(s) ? &s->chain : NULL;
	s->facts.position = entry;
	if (name->numbered) {
		template_put(name, &s->facts, 0, "", &stem);
		number = split_files_number(&s->files, buf_span(&stem));
	}
	for (size_t i = 0; i < s->formats && good; i++) {
		stem.n = 0;
		template_put(name, &s->facts, number, s->format[i]->extension,
			     &stem);
		good = split_files_add(&s->files, buf_span(&stem), s->format[i],
				       part);
	}
	buf_free(&stem);
	return good;
}

/* The rest is a part of its own, behind all others. */
static bool in_rest(const struct split *s, size_t entry)
{
	return !s->parts.covered[entry];
}

/* Says of an entry, after its place, what is the matter with it. */
static void name_entry(struct split *s, size_t entry, const char *matter)
{
	const struct entry *e = &s->bundle.entry[entry];
	struct buf line = { 0 };
	struct value name;

	facts_start(&s->facts, &s->selection.context, &e->cert, &e->origin,
		    e->index);
	name = field_get(field_find(SPAN_LIT("name")), &s->facts);
	text_utf8(span_str(e->origin.file), TEXT_PLAIN, &line);
	if (e->origin.line > 0)
		buf_printf(&line, ":%" PRIu64, e->origin.line);
	else
		buf_printf(&line, ":byte %" PRIu64, e->origin.offset);
	buf_printf(&line, ": %s: ", matter);
	buf_add(&line, name.text);
	tool_complain("%s", buf_c(&line));
	buf_free(&line);
}

/* Where the search for issuers ended early, a file may lack what it should have. */
static void cover_issuers(struct split *s)
{
	size_t count;

	if (!with_issuers)
		return;
	for (size_t i = 0; i < s->parts.count; i++)
		parts_members(&s->parts, i, true, &count);
	for (size_t i = 0; i < s->bundle.count; i++) {
		if (!s->parts.covered[i] || !chain_issuer(&s->chain, i).gave_up)
			continue;
		s->unsearched++;
		name_entry(s, i,
			   "its issuer may be missing, as too many keys have "
			   "the issuer's name");
	}
}

/* Whether an entry was meant to be split: --where leaves others out on purpose. */
static bool selected(struct split *s, size_t entry)
{
	const struct entry *e = &s->bundle.entry[entry];

	facts_start(&s->facts, &s->selection.context, &e->cert, &e->origin,
		    e->index);
	s->facts.chain = chain_needed(s) ? &s->chain : NULL;
	s->facts.position = entry;
	return filter_match(&s->selection.filter, &s->facts);
}

/* Entries that the parts do not cover: named, or the rest. False where a name
 * clashes. */
static bool plan_rest(struct split *s)
{
	size_t first = PART_NONE;

	for (size_t i = 0; i < s->bundle.count; i++) {
		if (!in_rest(s, i) || !selected(s, i)) {
			s->parts.covered[i] = true;
			continue;
		}
		if (first == PART_NONE)
			first = i;
		if (rest == NULL) {
			s->uncovered++;
			name_entry(s, i, "in no file");
		}
	}
	return rest == NULL || first == PART_NONE ||
	       plan_part(s, &s->rest_name, s->parts.count, first);
}

static void write_entry(struct split *s, struct writer *w, size_t i)
{
	writer_certificate(w, &s->bundle.entry[i].cert, &s->bundle.entry[i].origin);
}

/* Writes one file beside its place; called for each in turn. */
static void fill(void *context, const struct split_file *file, struct outfile *out)
{
	struct split *s = context;
	struct writer w;

	writer_start(&w, file->format->write, out, writing);
	if (file->part == s->parts.count) {
		for (size_t i = 0; i < s->bundle.count; i++)
			if (in_rest(s, i))
				write_entry(s, &w, i);
	} else {
		size_t count;
		const size_t *member =
			parts_members(&s->parts, file->part, with_issuers, &count);

		for (size_t i = 0; i < count; i++)
			write_entry(s, &w, member[i]);
	}
	writer_end(&w);
}

static int finish(struct split *s)
{
	split_files_print(&s->files, null ? '\0' : '\n', &tool_output);
	if (!tool_output_end()) {
		if (s->files.in_place)
			split_files_take_back(&s->files);
		return EXIT_TROUBLE;
	}
	if (s->files.count == 0)
		tool_complain(
			s->uncovered > 0
				? "nothing written"
				: "--where: nothing matches: nothing written");
	else if (verbose)
		tool_complain("%zu files from %zu certificates", s->files.count,
			      s->bundle.count);
	return s->files.count == 0 || s->uncovered > 0 || s->unsearched > 0 ||
			       s->diags.diags.errors > 0
		       ? EXIT_NO
		       : EXIT_DONE;
}

static int split(struct split *s)
{
	int width = 1;

	for (size_t n = s->bundle.count; n >= 10; n /= 10)
		width++;
	s->name.width = width;
	if (chain_needed(s))
		chain_start(&s->chain, &s->bundle, s->selection.context.verify);
	parts_start(&s->parts, &s->bundle, &s->by, &s->selection.filter,
		    &s->selection.context, &s->chain);
	cover_issuers(s);
	for (size_t i = 0; i < s->parts.count; i++)
		if (!plan_part(s, &s->name, i, s->parts.part[i].first))
			return EXIT_TROUBLE;
	if (!plan_rest(s))
		return EXIT_TROUBLE;
	if (!split_files_check(&s->files))
		return EXIT_TROUBLE;
	if (!dry_run && s->files.count > 0 &&
	    !split_files_write(&s->files, fill, s))
		return EXIT_TROUBLE;
	return finish(s);
}

static int run(char **operands, size_t count)
{
	static struct split s;
	struct reader r;
	int status = EXIT_TROUBLE;

	if (!keep_going)
		check_operands(directory, "-d", operands, count);
	set_up(&s);
	reader_start(&r, &s.diags.diags,
		     (struct sink){ take_certificate, take_container, &s });
	read_operands(&r, operands, count);
	drop_distrusted(&s);
	tool_diags_end(&s.diags);
	if (s.diags.diags.errors > 0 && !keep_going)
		tool_complain(
			"nothing written; --keep-going delivers %zu of %" PRIu64,
			s.bundle.count, s.bundle.count + r.lost + s.refused);
	else if (s.bundle.count == 0)
		tool_complain("no certificate: nothing written");
	else
		status = split(&s);
	reader_end(&r);
	split_files_free(&s.files);
	parts_free(&s.parts);
	chain_free(&s.chain);
	bundle_free(&s.bundle);
	distrust_free(&s.distrust);
	facts_free(&s.facts);
	selection_free(&s.selection);
	return status;
}

const struct tool this_tool = {
	.name = "cabundle-split",
	.synopsis =
		"[-0kv] [-b FIELDS] [-n TEMPLATE] [-d DIR] [-t FORMATS] [--with-issuers]\n"
		"       [-w EXPR]... [--rest TEMPLATE] [--force] [--dry-run] [--crlf] [--comment]\n"
		"       [--at TIME] [--no-verify] [--region-regex ERE] [--strict] [FILE ...]",
	.brief = "split a bundle into files by region, or by any field",
	.options = options,
	.run = run,
};
