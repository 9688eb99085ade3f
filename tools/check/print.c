/* The forms in which cabundle-check reports its findings; see findings.h. */
#include <inttypes.h>
#include <string.h>

#include "base/caps.h"
#include "report/json.h"
#include "tools/check/consumers.h"
#include "tools/check/findings.h"
#include "tools/tool.h"
#include "x509/text.h"

static const char *const severity_word[] = { "remark", "note", "warning", "error" };

static const char *severity(const struct finding *x)
{
	return severity_word[lint_row(x->id)->severity];
}

static void put_colour(const struct findings_view *view, const char *code)
{
	if (view->colour)
		buf_printf(&tool_output, "\033[%sm", code);
}

static void put_severity(const struct findings_view *view, enum diag_severity s)
{
	static const char *const code[] = { "36", "36", "33", "1;31" };

	put_colour(view, code[s]);
	buf_str(&tool_output, severity_word[s]);
	put_colour(view, "0");
}

static void put_file(const struct findings *f, uint32_t file)
{
	text_utf8(span_str(f->file[file]), TEXT_PLAIN, &tool_output);
}

static void put_place(const struct findings *f, const struct finding *x)
{
	put_file(f, x->file);
	if (x->at.line > 0)
		buf_printf(&tool_output, ":%" PRIu64, x->at.line);
	if (x->at.line > 0 && x->at.column > 0)
		buf_printf(&tool_output, ":%" PRIu64, x->at.column);
	if (x->at.line == 0 && x->at.has_offset)
		buf_printf(&tool_output, ":byte %" PRIu64, x->at.offset);
	buf_str(&tool_output, ": ");
}

/* ": certificate 9, Amazon RDS me-south-1 CA", or the block; or nothing. */
static void put_subject(const struct finding *x)
{
	if (x->at.block != NULL)
		buf_printf(&tool_output, ": %s", x->at.block);
	else if (x->at.certificate > 0)
		buf_printf(&tool_output, ": certificate %" PRIu64,
			   x->at.certificate);
	if (x->at.name != NULL)
		buf_printf(&tool_output, ", %s", x->at.name);
}

static void put_finding(const struct findings *f, const struct findings_view *view,
			const struct finding *x)
{
	const struct lint_row *row = lint_row(x->id);

	put_place(f, x);
	put_severity(view, row->severity);
	buf_printf(&tool_output, ": %s", row->name);
	put_subject(x);
	buf_printf(&tool_output, "\n    %s", x->fact);
	if (view->verbose && row->standard[0] != '\0')
		buf_printf(&tool_output, " (%s)", row->standard);
	buf_put(&tool_output, '\n');
	tool_output_some();
}

/* What was not printed of a file, of which there were so many of each kind. */
static void put_rest(const struct findings *f, const struct findings_view *view,
		     uint32_t file, uint64_t count[LINT_ID_COUNT])
{
	for (size_t id = 0; id < LINT_ID_COUNT; id++) {
		const struct lint_row *row = lint_row((enum lint_id)id);

		if (count[id] <= CAP_REPEATS)
			continue;
		put_file(f, file);
		buf_str(&tool_output, ": ");
		put_severity(view, row->severity);
		buf_printf(&tool_output,
			   ": %s: %" PRIu64 " more of this kind (-v shows all)\n",
			   row->name, count[id] - CAP_REPEATS);
	}
	memset(count, 0, LINT_ID_COUNT * sizeof(*count));
}

static void put_count(uint64_t n, const char *what, const char *before)
{
	buf_printf(&tool_output, "%s%" PRIu64 " %s%s", before, n, what,
		   n == 1 ? "" : "s");
}

/* "115 certificates: 1 error, 28 warnings; 3 notes are hidden (-v shows them)" */
static void put_counts(const struct findings *f, bool notes)
{
	uint64_t hidden = notes ? 0 : f->of_severity[DIAG_NOTE];
	const char *before = ": ";

	put_count(f->certificates, "certificate", "");
	for (size_t s = DIAG_ERROR; s >= DIAG_NOTE; s--) {
		if (f->of_severity[s] == 0 || (s == DIAG_NOTE && !notes))
			continue;
		put_count(f->of_severity[s], severity_word[s], before);
		before = ", ";
	}
	if (*before == ':')
		buf_str(&tool_output, ": no errors, no warnings");
	if (hidden > 0)
		put_count(hidden, "note", "; ");
	if (hidden > 0)
		buf_str(&tool_output, " hidden (-v shows them)");
	if (f->left_out > 0)
		buf_printf(&tool_output,
			   "; %" PRIu64 " left out that only other consumers mind",
			   f->left_out);
	buf_str(&tool_output, f->incomplete ? "; not all could be read\n" : "\n");
}

void findings_text(const struct findings *f, const struct findings_view *view)
{
	bool notes = view->verbose || view->notes;
	uint64_t count[LINT_ID_COUNT] = { 0 };

	for (size_t i = 0; i < f->count; i++) {
		const struct finding *x = &f->finding[i];

		if (i > 0 && x->file != x[-1].file)
			put_rest(f, view, x[-1].file, count);
		if (lint_row(x->id)->severity < DIAG_WARNING && !notes)
			continue;
		if (view->verbose || ++count[x->id] <= CAP_REPEATS)
			put_finding(f, view, x);
	}
	if (f->count > 0)
		put_rest(f, view, f->finding[f->count - 1].file, count);
	put_counts(f, notes);
	consumers_text(f);
}

static void json_text(const char *name, const char *value)
{
	buf_printf(&tool_output, ",\"%s\":", name);
	if (value != NULL)
		json_string(&tool_output, span_str(value));
	else
		buf_str(&tool_output, "null");
}

static void json_number(const char *name, uint64_t value, bool there)
{
	if (there)
		buf_printf(&tool_output, ",\"%s\":%" PRIu64, name, value);
	else
		buf_printf(&tool_output, ",\"%s\":null", name);
}

/* The names in a set, with this between them and around each. */
static void put_names(uint32_t set, const char *quote)
{
	const char *comma = "";

	for (size_t i = 0; i < CONSUMER_COUNT; i++) {
		if ((set & CONSUMER_BIT(i)) == 0)
			continue;
		buf_printf(&tool_output, "%s%s%s%s", comma, quote,
			   consumer_row((enum consumer_id)i)->name, quote);
		comma = ",";
	}
}

static void json_finding(const struct findings *f, const struct finding *x)
{
	const struct lint_row *row = lint_row(x->id);

	buf_str(&tool_output, "{\"file\":");
	json_string(&tool_output, span_str(f->file[x->file]));
	json_number("line", x->at.line, x->at.line > 0);
	json_number("column", x->at.column, x->at.column > 0);
	json_number("byte", x->at.offset, x->at.has_offset);
	json_number("certificate", x->at.certificate, x->at.certificate > 0);
	buf_str(&tool_output, ",\"name\":");
	if (x->at.name != NULL)
		json_unescaped(&tool_output, span_str(x->at.name));
	else
		buf_str(&tool_output, "null");
	json_text("sha256", x->at.sha256);
	json_text("block", x->at.block);
	json_text("severity", severity(x));
	json_text("id", row->name);
	json_text("fact", x->fact);
	json_text("standard", row->standard[0] != '\0' ? row->standard : NULL);
	buf_str(&tool_output, ",\"consumers\":[");
	put_names(x->minds, "\"");
	buf_str(&tool_output, "]}");
	tool_output_some();
}

void findings_json(const struct findings *f)
{
	buf_printf(&tool_output,
		   "{\"complete\":%s,\"certificates\":%" PRIu64
		   ",\"errors\":%" PRIu64 ",\"warnings\":%" PRIu64
		   ",\"notes\":%" PRIu64 ",\"left_out\":%" PRIu64 ",\"findings\":[",
		   f->incomplete ? "false" : "true", f->certificates,
		   f->of_severity[DIAG_ERROR], f->of_severity[DIAG_WARNING],
		   f->of_severity[DIAG_NOTE], f->left_out);
	for (size_t i = 0; i < f->count; i++) {
		buf_str(&tool_output, i > 0 ? ",\n " : "\n ");
		json_finding(f, &f->finding[i]);
	}
	buf_str(&tool_output, f->count > 0 ? "\n]" : "]");
	consumers_json(f);
	buf_str(&tool_output, "}\n");
}

static void tsv_number(uint64_t value, bool there)
{
	if (there)
		buf_printf(&tool_output, "%" PRIu64, value);
	buf_put(&tool_output, '\t');
}

static void tsv_text(const char *text)
{
	buf_str(&tool_output, text != NULL ? text : "");
	buf_put(&tool_output, '\t');
}

void findings_tsv(const struct findings *f)
{
	buf_str(&tool_output,
		"file\tline\tcolumn\tbyte\tcertificate\tsha256\tblock\tseverity\tid\tname\tfact\tconsumers\n");
	for (size_t i = 0; i < f->count; i++) {
		const struct finding *x = &f->finding[i];

		put_file(f, x->file);
		buf_put(&tool_output, '\t');
		tsv_number(x->at.line, x->at.line > 0);
		tsv_number(x->at.column, x->at.column > 0);
		tsv_number(x->at.offset, x->at.has_offset);
		tsv_number(x->at.certificate, x->at.certificate > 0);
		tsv_text(x->at.sha256);
		tsv_text(x->at.block);
		tsv_text(severity(x));
		tsv_text(lint_row(x->id)->name);
		tsv_text(x->at.name);
		tsv_text(x->fact);
		put_names(x->minds, "");
		buf_put(&tool_output, '\n');
		tool_output_some();
	}
}
