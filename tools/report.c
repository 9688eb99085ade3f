/* Diagnostics on standard error; see tool.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/caps.h"
#include "tools/tool.h"
#include "x509/text.h"

/* "FILE:LINE:COLUMN: " of text, "FILE:byte N: " of a binary file. */
static void put_place(struct buf *out, const struct place *at)
{
	text_utf8(span_str(at->file), TEXT_PLAIN, out);
	if (at->line > 0 && at->column > 0)
		buf_printf(out, ":%" PRIu64 ":%" PRIu64, at->line, at->column);
	else if (at->line > 0)
		buf_printf(out, ":%" PRIu64, at->line);
	else if (at->has_offset)
		buf_printf(out, ":byte %" PRIu64, at->offset);
	buf_str(out, ": ");
}

void tool_put_block(struct buf *out, const struct place *at)
{
	size_t start = out->n;

	if (at->block > 0 && at->label != NULL) {
		buf_printf(out, "block %" PRIu64 " (", at->block);
		text_utf8(span_str(at->label), TEXT_PLAIN, out);
		if (at->last > at->first)
			buf_printf(out, ", lines %" PRIu64 "-%" PRIu64 ")",
				   at->first, at->last);
		else
			buf_printf(out, ", line %" PRIu64 ")", at->first);
	} else if (at->block > 0) {
		buf_printf(out, "block %" PRIu64, at->block);
	}
	if (at->number > 0)
		buf_printf(out, "%scertificate %" PRIu64,
			   out->n > start ? ", " : "", at->number);
	if (at->line > 0 && at->has_offset)
		buf_printf(out, "%sbyte %" PRIu64, out->n > start ? ", " : "",
			   at->offset);
}

void tool_put_fact(struct buf *out, const struct diag *d)
{
	const char *fact = diag_fact(d->id), *detail = strstr(fact, "%s");

	if (detail == NULL) {
		buf_str(out, fact);
	} else {
		buf_add(out, span_of(fact, (size_t)(detail - fact)));
		buf_str(out, d->detail != NULL ? d->detail : "");
		buf_str(out, detail + 2);
	}
}

static void print(const struct diag *d)
{
	struct buf line = { 0 };
	size_t before;

	buf_printf(&line, "%s: ", this_tool.name);
	put_place(&line, &d->place);
	if (d->severity == DIAG_WARNING)
		buf_str(&line, "warning: ");
	else if (d->severity != DIAG_ERROR)
		buf_str(&line, "note: ");
	before = line.n;
	tool_put_block(&line, &d->place);
	if (line.n > before)
		buf_str(&line, ": ");
	tool_put_fact(&line, d);
	if (diag_standard(d->id)[0] != '\0')
		buf_printf(&line, " (%s)", diag_standard(d->id));
	buf_printf(&line, " [%s]", diag_name(d->id));
	buf_put(&line, '\n');
	fwrite(line.p, 1, line.n, stderr);
	buf_free(&line);
}

/* What was not printed of the file so far. */
static void end_file(struct tool_diags *t)
{
	for (size_t i = 0; i < DIAG_ID_COUNT; i++)
		if (t->count[i] > CAP_REPEATS)
			tool_complain("%s: %" PRIu64
				      " more of this kind [%s]; -v prints all",
				      t->file, t->count[i] - CAP_REPEATS,
				      diag_name((enum diag_id)i));
	memset(t->count, 0, sizeof(t->count));
	free(t->file);
	t->file = NULL;
}

static void begin_file(struct tool_diags *t, const char *name)
{
	struct buf file = { 0 };

	text_utf8(span_str(name), TEXT_PLAIN, &file);
	buf_c(&file);
	t->file = (char *)file.p;
}

static void report(void *context, const struct diag *d)
{
	struct tool_diags *t = context;

	if (t->also != NULL)
		t->also(t->context, d);
	if (d->severity < DIAG_WARNING && !t->verbose)
		return;
	if (t->verbose) {
		print(d);
		return;
	}
	if (t->file != NULL && strcmp(t->file, d->place.file) != 0)
		end_file(t);
	if (t->file == NULL)
		begin_file(t, d->place.file);
	if (++t->count[d->id] <= CAP_REPEATS)
		print(d);
}

void tool_diags_start(struct tool_diags *t, bool verbose, bool strict)
{
	*t = (struct tool_diags){
		.diags = { .report = report, .context = t, .strict = strict },
		.verbose = verbose,
	};
}

void tool_diags_end(struct tool_diags *t)
{
	if (t->file != NULL)
		end_file(t);
}
