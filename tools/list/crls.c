#include "tools/list/crls.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "report/crl_field.h"
#include "report/render.h"
#include "tools/bundle_io.h"

/* For people; the status is by the clock, and other forms show it where it is asked
 * for. */
#define TABLE_COLUMNS \
	"status,kind,number,this-update,next-update,entries,scope,signature,issuer"
#define DATA_COLUMNS \
	"kind,number,this-update,next-update,entries,scope,signature,issuer"

struct run {
	const struct list_crls *options;
	struct field_context context;
	struct render render;
	struct crl_facts facts;
	uint64_t crls;
};

static bool skip_certificate(void *context UNUSED, const struct cert *c UNUSED,
			     const struct origin *o UNUSED)
{
	return true;
}

static bool take_crl(void *context, const struct crl *c, const struct origin *o)
{
	struct run *r = context;

	r->crls++;
	if (r->options->count_only)
		return true;
	crl_facts_start(&r->facts, &r->context, c, o, r->crls);
	render_row(&r->render, &r->facts.facts);
	tool_output_some();
	return true;
}

/* All fields that are the same on every host and day; of text, every field. */
static void all_columns(struct render *r)
{
	const struct field *field;

	for (size_t i = 0; (field = crl_field_row(i)) != NULL; i++)
		if (field->scope == FIELD_CERTIFICATE || r->by == &render_text)
			r->column[r->count++] = field;
}

static void set_columns(struct render *r, const char *list)
{
	struct buf scratch = { 0 };
	const char *wrong = render_columns(r, list, &scratch);

	if (wrong != NULL)
		tool_usage("--columns: %s", wrong);
	buf_free(&scratch);
}

static bool is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static void set_up(struct run *r, char **operands, size_t count)
{
	const struct list_crls *o = r->options;
	const char *format = o->format != NULL ? o->format : "table";

	r->render.by = render_find(format);
	if (r->render.by == NULL || r->render.by->fixed)
		tool_usage(
			"--crls goes with --format table, tsv, csv, json, jsonl or text");
	r->render.find = crl_field_find;
	r->render.header = !o->no_header;
	r->render.end = o->null ? '\0' : '\n';
	r->render.out = &tool_output;
	r->context.now = o->now;
	if (r->render.by->columns == NULL)
		all_columns(&r->render);
	else
		set_columns(&r->render, r->render.by == &render_table
						? TABLE_COLUMNS
						: DATA_COLUMNS);
	if (r->render.by->columns != NULL &&
	    (o->columns == NULL || *o->columns == '+') &&
	    (count > 1 || (count == 1 && is_directory(operands[0]))))
		render_add_first(&r->render, crl_field_find(SPAN_LIT("file")));
	if (o->columns != NULL)
		set_columns(&r->render, o->columns);
}

static int finish(struct run *r, const struct diags *diags)
{
	if (r->options->count_only)
		buf_printf(&tool_output, "%" PRIu64 "\n", r->crls);
	else if (r->crls > 0)
		render_end(&r->render);
	if (r->options->replaces)
		tool_complain("--output %s: that is one of the inputs",
			      shown(r->options->output));
	if (r->options->replaces || diags->errors > 0) {
		tool_output_void();
		return EXIT_TROUBLE;
	}
	if (!tool_output_end())
		return EXIT_TROUBLE;
	if (r->crls == 0)
		tool_complain("no CRL in what was read");
	return r->crls > 0 ? EXIT_DONE : EXIT_NO;
}

int list_crls(const struct list_crls *options, char **operands, size_t count)
{
	struct run r = { .options = options };
	struct tool_diags diags;
	struct reader reader;
	int status;

	set_up(&r, operands, count);
	if (!tool_output_open(options->output))
		return EXIT_TROUBLE;
	tool_diags_start(&diags, options->verbose, options->strict);
	reader_start(&reader, &diags.diags,
		     (struct sink){ .certificate = skip_certificate });
	reader.crl_sink = (struct crl_sink){ take_crl, &r };
	read_operands(&reader, operands, count);
	reader_end(&reader);
	status = finish(&r, &diags.diags);
	tool_diags_end(&diags);
	facts_free(&r.facts.facts);
	return status;
}
