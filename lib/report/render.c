#include "report/render.h"

#include "x509/text.h"

static const struct renderer *const renderers[] = {
	&render_table, &render_tsv,  &render_csv, &render_json,
	&render_jsonl, &render_text, &render_aws,
};

const struct renderer *render_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(renderers); i++)
		if (strcmp(renderers[i]->name, name) == 0)
			return renderers[i];
	return NULL;
}

const char *render_name(size_t n)
{
	return n < ARRAY_LEN(renderers) ? renderers[n]->name : NULL;
}

static bool has_column(const struct render *r, const struct field *field)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->column[i] == field)
			return true;
	return false;
}

/* A column of no fixed width stays the last one. */
static void add_column(struct render *r, const struct field *field,
		       bool before_last)
{
	size_t at = r->count++;

	if (before_last && at > 0 && r->column[at - 1]->width == 0) {
		r->column[at] = r->column[at - 1];
		at--;
	}
	r->column[at] = field;
}

const char *render_columns(struct render *r, const char *list, struct buf *scratch)
{
	bool add = *list == '+';
	struct span names = span_str(list + add), name;

	if (!add)
		r->count = 0;
	while (span_cut(&names, ',', &name)) {
		const struct field *field =
			(r->find != NULL ? r->find : field_find)(name);

		if (field == NULL && r->find == NULL)
			return field_unknown(name, scratch);
		if (field == NULL) {
			struct buf quoted = { 0 };

			scratch->n = 0;
			buf_printf(
				scratch,
				"'%s' is not one of these fields; --list-fields has them",
				text_quoted(name, 100, &quoted));
			buf_free(&quoted);
			return buf_c(scratch);
		}
		if (add && has_column(r, field))
			continue;
		if (r->count == CAP_COLUMNS) {
			scratch->n = 0;
			buf_printf(scratch, "more than %d columns", CAP_COLUMNS);
			return buf_c(scratch);
		}
		add_column(r, field, add);
	}
	return NULL;
}

/*
 * Without a list of its own, a form shows what is the same on every host and day.
 */
void render_default_columns(struct render *r)
{
	struct buf problem = { 0 };
	const struct field *field;

	r->count = 0;
	if (r->by->columns != NULL) {
		render_columns(r, r->by->columns, &problem);
		buf_free(&problem);
		return;
	}
	for (size_t i = 0; (field = field_row(i)) != NULL; i++)
		if (field->shown == FIELD_SHOWN &&
		    (field->scope == FIELD_CERTIFICATE || r->by == &render_text))
			r->column[r->count++] = field;
}

void render_add_first(struct render *r, const struct field *field)
{
	if (has_column(r, field) || r->count > CAP_COLUMNS)
		return;
	memmove(r->column + 1, r->column, r->count * sizeof(r->column[0]));
	r->column[0] = field;
	r->count++;
}

bool render_needs_set(const struct render *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->column[i]->scope == FIELD_SET)
			return true;
	return false;
}

static void begin(struct render *r)
{
	if (r->by->begin != NULL)
		r->by->begin(r);
}

void render_row(struct render *r, struct facts *f)
{
	if (r->rows == 0)
		begin(r);
	r->by->row(r, f);
	r->rows++;
}

void render_end(struct render *r)
{
	if (r->rows == 0 && !r->by->rows_only)
		begin(r);
	if (r->by->end != NULL)
		r->by->end(r);
}
