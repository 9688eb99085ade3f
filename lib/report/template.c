#include "report/template.h"

static bool is_safe(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

bool template_is_safe_name(struct span name)
{
	if (name.n == 0 || name.n > CAP_FILE_NAME || *name.p == '.' ||
	    *name.p == '-')
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (!is_safe(name.p[i]))
			return false;
	return true;
}

static const char too_many[] = "more than 32 parts of text and fields";
_Static_assert(CAP_TEMPLATE_PARTS == 32, "the text before says so");

static const char *add_part(struct template *t, struct template_part part)
{
	if (t->count == CAP_TEMPLATE_PARTS)
		return too_many;
	t->part[t->count++] = part;
	return NULL;
}

static const char *add_text(struct template *t, struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!is_safe(text.p[i]))
			return "only letters, digits, '.', '_', '-' and fields in braces may be in it";
	return text.n > 0 ? add_part(t, (struct template_part){ .text = text })
			  : NULL;
}

static const char *add_field(struct template *t, struct span name,
			     struct buf *scratch)
{
	struct template_part part = { .kind = TEMPLATE_FIELD };

	if (span_eq(name, SPAN_LIT("n"))) {
		part.kind = TEMPLATE_NUMBER;
		t->numbered = true;
	} else if (span_eq(name, SPAN_LIT("ext"))) {
		part.kind = TEMPLATE_EXTENSION;
	} else {
		part.field = field_find(name);
		if (part.field == NULL)
			return field_unknown(name, scratch);
	}
	return add_part(t, part);
}

const char *template_parse(struct template *t, const char *text,
			   struct buf *scratch)
{
	const char *wrong = NULL;

	*t = (struct template){ 0 };
	if (*text == '\0' || *text == '.' || *text == '-')
		return "empty, or begins with a dot or a hyphen";
	while (*text != '\0' && wrong == NULL) {
		size_t n = strcspn(text, "{");

		wrong = add_text(t, span_of(text, n));
		text += n;
		if (wrong != NULL || *text == '\0')
			break;
		n = strcspn(text, "}");
		if (text[n] == '\0')
			return "a brace is not closed";
		wrong = add_field(t, span_of(text + 1, n - 1), scratch);
		text += n + 1;
	}
	return wrong;
}

/* Other characters become "_", several together one. */
static void put_safe(struct buf *out, struct span s)
{
	bool gap = false;

	for (size_t i = 0; i < s.n; i++) {
		if (is_safe(s.p[i])) {
			buf_put(out, s.p[i]);
			gap = false;
		} else if (!gap) {
			buf_put(out, '_');
			gap = true;
		}
	}
}

static void put_number(struct buf *out, int64_t number, int width)
{
	struct buf digits = { 0 };

	buf_int(&digits, number);
	if ((size_t)width > digits.n)
		buf_fill(out, '0', (size_t)width - digits.n);
	buf_add(out, buf_span(&digits));
	buf_free(&digits);
}

static void put_field(const struct template *t, const struct field *field,
		      struct facts *f, struct buf *out)
{
	struct value v = field_get(field, f);
	struct buf text = { 0 };

	if (field->type == FIELD_INTEGER && v.state == VALUE_GOOD) {
		put_number(out, v.number,
			   strcmp(field->name, "index") == 0 ? t->width : 0);
		return;
	}
	value_text(field, &v, &text);
	if (text.n > 0)
		put_safe(out, buf_span(&text));
	else
		buf_put(out, '_');
	buf_free(&text);
}

static void put_part(const struct template *t, const struct template_part *part,
		     struct facts *f, uint64_t number, const char *extension,
		     struct buf *out)
{
	switch (part->kind) {
	case TEMPLATE_TEXT:
		buf_add(out, part->text);
		break;
	case TEMPLATE_FIELD:
		put_field(t, part->field, f, out);
		break;
	case TEMPLATE_NUMBER:
		buf_int(out, (int64_t)number);
		break;
	case TEMPLATE_EXTENSION:
		buf_str(out, extension);
		break;
	}
}

/*
 * A name that is too long is cut within what its last field brought, so that what
 * follows, such as "-1.pem", stays.
 */
void template_put(const struct template *t, struct facts *f, uint64_t number,
		  const char *extension, struct buf *out)
{
	size_t start = out->n, fixed = out->n, tail;

	for (size_t i = 0; i < t->count; i++) {
		put_part(t, &t->part[i], f, number, extension, out);
		if (t->part[i].kind == TEMPLATE_FIELD)
			fixed = out->n;
	}
	if (out->n > start && (out->p[start] == '.' || out->p[start] == '-'))
		out->p[start] = '_';
	if (out->n - start <= CAP_FILE_NAME)
		return;
	tail = out->n - fixed < CAP_FILE_NAME ? out->n - fixed : 0;
	memmove(out->p + start + CAP_FILE_NAME - tail, out->p + out->n - tail,
		tail);
	out->n = start + CAP_FILE_NAME;
}

bool template_uses(const struct template *t, const struct field *field)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->part[i].kind == TEMPLATE_FIELD && t->part[i].field == field)
			return true;
	return false;
}
