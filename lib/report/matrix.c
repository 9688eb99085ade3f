#include "report/matrix.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/caps.h"
#include "x509/text.h"

const char *matrix_start(struct matrix *m, const char *fields, struct buf *scratch)
{
	struct span names = span_str(fields), row, column;

	if (!span_cut(&names, ',', &row) || !span_cut(&names, ',', &column) ||
	    names.p != NULL)
		return "not two fields, ROW,COLUMN";
	m->row = field_find(row);
	m->column = field_find(column);
	if (m->row == NULL)
		return field_unknown(row, scratch);
	return m->column != NULL ? NULL : field_unknown(column, scratch);
}

void matrix_free(struct matrix *m)
{
	arena_free(&m->arena);
	digest_index_free(&m->index);
	free(m->cell);
	*m = (struct matrix){ 0 };
}

bool matrix_needs_set(const struct matrix *m)
{
	return m->row->scope == FIELD_SET || m->column->scope == FIELD_SET;
}

static void put_key(const struct field *field, struct facts *f, struct buf *out)
{
	struct value v = field_get(field, f);

	value_key(field, &v, out);
}

static struct span keep_text(struct matrix *m, const struct field *field,
			     struct facts *f)
{
	struct value v = field_get(field, f);
	struct buf text = { 0 };
	struct span kept;

	value_text(field, &v, &text);
	if (text.n == 0)
		buf_str(&text, "(none)");
	kept = arena_copy(&m->arena, buf_span(&text));
	buf_free(&text);
	return kept;
}

static void fill(struct matrix *m, struct matrix_cell *cell, struct facts *f,
		 struct span keys, size_t row_bytes)
{
	struct span kept = arena_copy(&m->arena, keys);

	*cell = (struct matrix_cell){
		.row_key = span_of(kept.p, row_bytes),
		.column_key = span_of(kept.p + row_bytes, kept.n - row_bytes),
		.row = keep_text(m, m->row, f),
		.column = keep_text(m, m->column, f),
	};
}

uint64_t *matrix_at(struct matrix *m, struct facts *f)
{
	struct buf keys = { 0 };
	uint8_t digest[SHA256_BYTES];
	size_t row_bytes, at;
	bool fresh;

	put_key(m->row, f, &keys);
	row_bytes = keys.n;
	put_key(m->column, f, &keys);
	digest_sha256(buf_span(&keys), digest);
	at = digest_index_add(&m->index, digest, &fresh);
	if (fresh && at == m->room) {
		m->room = m->room > 0 ? 2 * m->room : 64;
		m->cell = arena_grow(m->cell, m->room * sizeof(*m->cell));
	}
	if (fresh)
		fill(m, &m->cell[at], f, buf_span(&keys), row_bytes);
	buf_free(&keys);
	return m->cell[at].count;
}

/* ---- Drawing ---- */

struct drawing {
	const struct matrix *matrix;
	const struct matrix_form *form;
	const struct matrix_cell **cell;   /* by row, then column */
	const struct matrix_cell **column; /* one cell of each, in their order */
	size_t cells, columns;
	size_t width[CAP_MATRIX_COLUMNS +
		     1]; /* of the rows' names, and each column */
	struct buf text;
	struct buf *out;
};

static int by_column(const void *a, const void *b)
{
	const struct matrix_cell *x = *(const struct matrix_cell *const *)a;
	const struct matrix_cell *y = *(const struct matrix_cell *const *)b;

	return span_cmp(x->column_key, y->column_key);
}

static int by_row(const void *a, const void *b)
{
	const struct matrix_cell *x = *(const struct matrix_cell *const *)a;
	const struct matrix_cell *y = *(const struct matrix_cell *const *)b;
	int order = span_cmp(x->row_key, y->row_key);

	return order != 0 ? order : by_column(a, b);
}

static void arrange(struct drawing *d)
{
	size_t count = d->matrix->index.count;

	d->cell = arena_grow(NULL, (count + 1) * sizeof(*d->cell));
	d->column = arena_grow(NULL, (count + 1) * sizeof(*d->column));
	d->cells = count;
	for (size_t i = 0; i < count; i++)
		d->cell[i] = d->column[i] = &d->matrix->cell[i];
	qsort(d->cell, count, sizeof(*d->cell), by_row);
	qsort(d->column, count, sizeof(*d->column), by_column);
	for (size_t i = 0; i < count; i++)
		if (i == 0 ||
		    by_column(&d->column[d->columns - 1], &d->column[i]) != 0)
			d->column[d->columns++] = d->column[i];
}

/* A word of a line: cells fill their column, all but the last one. */
static void put_word(struct drawing *d, size_t column, struct span word)
{
	enum matrix_style style = d->form->style;
	size_t have = text_columns(word);

	if (style == MATRIX_MARKDOWN)
		buf_str(d->out, column == 0 ? "| " : " | ");
	else if (column > 0)
		buf_str(d->out, style == MATRIX_TSV ? "\t" : "  ");
	if (style == MATRIX_MARKDOWN)
		text_markdown(word, d->out);
	else
		buf_add(d->out, word);
	if (style == MATRIX_TABLE && column < d->columns && have < d->width[column])
		buf_fill(d->out, ' ', d->width[column] - have);
}

static void end_line(struct drawing *d)
{
	buf_str(d->out, d->form->style == MATRIX_MARKDOWN ? " |\n" : "\n");
}

static void measure(struct drawing *d, size_t column, struct span word)
{
	size_t have = text_columns(word);

	if (have > d->width[column])
		d->width[column] = have;
}

/* Hands every word below the header to take, line by line. */
static void each_word(struct drawing *d,
		      void (*take)(struct drawing *d, size_t column,
				   struct span word),
		      void (*end)(struct drawing *d))
{
	size_t at = 0;

	while (at < d->cells) {
		const struct matrix_cell *first = d->cell[at];

		take(d, 0, first->row);
		for (size_t i = 0; i < d->columns; i++) {
			bool there =
				at < d->cells &&
				span_eq(d->cell[at]->row_key, first->row_key) &&
				by_column(&d->cell[at], &d->column[i]) == 0;

			d->text.n = 0;
			d->form->cell(there ? d->cell[at]->count : NULL, &d->text);
			take(d, i + 1, buf_span(&d->text));
			at += there;
		}
		end(d);
	}
}

static void header(struct drawing *d)
{
	put_word(d, 0, span_str(d->matrix->row->name));
	for (size_t i = 0; i < d->columns; i++)
		put_word(d, i + 1, d->column[i]->column);
	end_line(d);
	if (d->form->style != MATRIX_MARKDOWN)
		return;
	for (size_t i = 0; i <= d->columns; i++)
		put_word(d, i, SPAN_LIT("---"));
	end_line(d);
}

static void no_end(struct drawing *d UNUSED)
{
}

const char *matrix_draw(const struct matrix *m, const struct matrix_form *form,
			struct buf *out)
{
	struct drawing d = { .matrix = m, .form = form, .out = out };
	const char *wrong = NULL;

	arrange(&d);
	if (d.columns > CAP_MATRIX_COLUMNS) {
		wrong = "more than 256 columns";
	} else {
		measure(&d, 0, span_str(m->row->name));
		for (size_t i = 0; i < d.columns; i++)
			measure(&d, i + 1, d.column[i]->column);
		each_word(&d, measure, no_end);
		header(&d);
		each_word(&d, put_word, end_line);
	}
	free(d.cell);
	free(d.column);
	buf_free(&d.text);
	return wrong;
}
