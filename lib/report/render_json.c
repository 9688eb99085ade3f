/* JSON (RFC 8259): one array, or one object a line. */
#include "report/render.h"
#include "x509/moment.h"

void json_string(struct buf *out, struct span s)
{
	buf_put(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		/* Controls never come here: text.h escapes them. */
		if (s.p[i] == '"' || s.p[i] == '\\')
			buf_put(out, '\\');
		buf_put(out, s.p[i]);
	}
	buf_put(out, '"');
}

void json_member(struct buf *out, const char *name)
{
	buf_put(out, '"');
	for (; *name != '\0'; name++)
		buf_put(out, *name == '-' ? '_' : (uint8_t)*name);
	buf_str(out, "\":");
}

static void json_list(struct buf *out, struct span list)
{
	bool first = true;

	buf_put(out, '[');
	while (list.n > 0) {
		const uint8_t *comma = memchr(list.p, ',', list.n);
		size_t n = comma != NULL ? (size_t)(comma - list.p) : list.n;

		if (!first)
			buf_put(out, ',');
		json_string(out, span_of(list.p, n));
		first = false;
		n += comma != NULL;
		list = span_of(list.p + n, list.n - n);
	}
	buf_put(out, ']');
}

/*
 * Text and times that are invalid say what is there; of other types they are null.
 */
void json_value(struct buf *out, const struct field *field, const struct value *v)
{
	bool textual = field->type == FIELD_TEXT || field->type == FIELD_HEX ||
		       field->type == FIELD_TIME;
	struct buf text = { 0 };

	if (v->state == VALUE_ABSENT || (v->state == VALUE_INVALID && !textual))
		buf_str(out, "null");
	else if (field->type == FIELD_BOOLEAN)
		buf_str(out, v->number != 0 ? "true" : "false");
	else if (field->type == FIELD_INTEGER)
		buf_int(out, v->number);
	else if (field->type == FIELD_LIST)
		json_list(out, v->text);
	else {
		value_text(field, v, &text);
		json_string(out, buf_span(&text));
	}
	buf_free(&text);
}

static void object(struct render *r, struct facts *f)
{
	buf_put(r->out, '{');
	for (size_t i = 0; i < r->count; i++) {
		struct value v = field_get(r->column[i], f);

		if (i > 0)
			buf_put(r->out, ',');
		json_member(r->out, r->column[i]->name);
		json_value(r->out, r->column[i], &v);
	}
	buf_put(r->out, '}');
}

static void begin_json(struct render *r)
{
	buf_str(r->out, "[");
}

static void row_json(struct render *r, struct facts *f)
{
	buf_str(r->out, r->rows > 0 ? ",\n " : "\n ");
	object(r, f);
}

static void end_json(struct render *r)
{
	buf_str(r->out, r->rows > 0 ? "\n]\n" : "]\n");
}

static void row_jsonl(struct render *r, struct facts *f)
{
	object(r, f);
	buf_put(r->out, (uint8_t)r->end);
}

const struct renderer render_json = {
	.name = "json",
	.begin = begin_json,
	.row = row_json,
	.end = end_json,
};

const struct renderer render_jsonl = {
	.name = "jsonl",
	.row = row_jsonl,
};
