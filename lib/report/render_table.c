/* A table for people, TSV and CSV for scripts. */
#include <ctype.h>

#include "report/render.h"
#include "x509/moment.h"
#include "x509/text.h"

#define SOON INT64_C(90) /* days */

static void upper(struct buf *out, const char *word)
{
	for (; *word != '\0'; word++)
		buf_put(out, (uint8_t)toupper((unsigned char)*word));
}

/* Fills the column up to its width; the last one ends where it ends. */
static void pad(struct render *r, size_t column, size_t start)
{
	int width = r->column[column]->width;
	size_t have;

	if (column + 1 == r->count)
		return;
	have = text_columns(buf_since(r->out, start));
	if (width > 0 && have < (size_t)width)
		buf_fill(r->out, ' ', (size_t)width - have);
	buf_str(r->out, "  ");
}

static void begin_table(struct render *r)
{
	if (!r->header)
		return;
	for (size_t i = 0; i < r->count; i++) {
		size_t start = r->out->n;

		upper(r->out, r->column[i]->name);
		pad(r, i, start);
	}
	buf_put(r->out, (uint8_t)r->end);
}

const char *render_time_colour(const struct value *not_after, int64_t now)
{
	if (not_after->state == VALUE_INVALID || not_after->number < now)
		return "\033[31m";
	return moment_days(now, not_after->number) < SOON ? "\033[33m" : NULL;
}

static const char *colour_of(const struct render *r, const struct facts *f,
			     const struct field *field, const struct value *v)
{
	return r->colour && field == field_row(FIELD_ID_not_after)
		       ? render_time_colour(v, f->context->now)
		       : NULL;
}

static void row_table(struct render *r, struct facts *f)
{
	for (size_t i = 0; i < r->count; i++) {
		const struct field *field = r->column[i];
		struct value v = field_get(field, f);
		const char *colour = colour_of(r, f, field, &v);
		size_t start;

		if (colour != NULL)
			buf_str(r->out, colour);
		start = r->out->n;
		if (field->type == FIELD_TIME && v.state == VALUE_GOOD)
			moment_date(v.number, r->out);
		else
			value_text(field, &v, r->out);
		pad(r, i, start);
		if (colour != NULL)
			buf_str(r->out, RENDER_PLAIN);
	}
	buf_put(r->out, (uint8_t)r->end);
}

static void begin_delimited(struct render *r, uint8_t delimiter)
{
	if (!r->header)
		return;
	for (size_t i = 0; i < r->count; i++) {
		if (i > 0)
			buf_put(r->out, delimiter);
		buf_str(r->out, r->column[i]->name);
	}
	buf_put(r->out, (uint8_t)r->end);
}

static void begin_tsv(struct render *r)
{
	begin_delimited(r, '\t');
}

/* Escaping leaves no tab and no line end in a value. */
static void row_tsv(struct render *r, struct facts *f)
{
	for (size_t i = 0; i < r->count; i++) {
		struct value v = field_get(r->column[i], f);

		if (i > 0)
			buf_put(r->out, '\t');
		value_text(r->column[i], &v, r->out);
	}
	buf_put(r->out, (uint8_t)r->end);
}

static void begin_csv(struct render *r)
{
	begin_delimited(r, ',');
}

/* RFC 4180 section 2: quoted where there is a comma or a quote. */
static void csv_text(struct buf *out, struct span s)
{
	if (s.n == 0 ||
	    (memchr(s.p, ',', s.n) == NULL && memchr(s.p, '"', s.n) == NULL)) {
		buf_add(out, s);
		return;
	}
	buf_put(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buf_put(out, '"');
		buf_put(out, s.p[i]);
	}
	buf_put(out, '"');
}

static void row_csv(struct render *r, struct facts *f)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < r->count; i++) {
		struct value v = field_get(r->column[i], f);

		text.n = 0;
		value_text(r->column[i], &v, &text);
		if (i > 0)
			buf_put(r->out, ',');
		csv_text(r->out, buf_span(&text));
	}
	buf_put(r->out, (uint8_t)r->end);
	buf_free(&text);
}

#define COLUMNS "role,key,signature,not-after,region,name"

const struct renderer render_table = {
	.name = "table",
	.begin = begin_table,
	.row = row_table,
	.rows_only = true,
	.columns = COLUMNS,
};

const struct renderer render_tsv = {
	.name = "tsv",
	.begin = begin_tsv,
	.row = row_tsv,
	.columns = COLUMNS,
};

const struct renderer render_csv = {
	.name = "csv",
	.begin = begin_csv,
	.row = row_csv,
	.columns = COLUMNS,
};
