/* Every field of every certificate, a line each. */
#include "report/render.h"

#define NAME_WIDTH 15

static void row_text(struct render *r, struct facts *f)
{
	if (r->rows > 0)
		buf_put(r->out, (uint8_t)r->end);
	for (size_t i = 0; i < r->count; i++) {
		const struct field *field = r->column[i];
		struct value v = field_get(field, f);
		size_t n = strlen(field->name);

		if (v.state == VALUE_ABSENT)
			continue;
		buf_str(r->out, field->name);
		buf_put(r->out, ':');
		buf_fill(r->out, ' ', n < NAME_WIDTH ? NAME_WIDTH - n : 1);
		value_text(field, &v, r->out);
		buf_put(r->out, (uint8_t)r->end);
	}
}

const struct renderer render_text = {
	.name = "text",
	.row = row_text,
};
