/* One array, or one object a line. */
#include "report/json.h"
#include "report/render.h"

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
