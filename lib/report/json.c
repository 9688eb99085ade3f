#include "report/json.h"

#include "x509/text.h"

/* RFC 8259 section 7. */
static void put_code(struct buf *out, uint32_t c)
{
	if (c > 0xffff) {
		c -= 0x10000;
		buf_printf(out, "\\u%04x\\u%04x", (unsigned)(0xd800 + (c >> 10)),
			   (unsigned)(0xdc00 + (c & 0x3ff)));
	} else {
		buf_printf(out, "\\u%04x", (unsigned)c);
	}
}

void json_string(struct buf *out, struct span s)
{
	buf_put(out, '"');
	while (s.n > 0) {
		struct span before = s, byte;
		uint32_t code;

		if (!utf8_next(&s, &code)) {
			put_code(out, 0xfffd);
			if (!span_take(&s, 1, &byte))
				break;
		} else if (text_acts(code)) {
			put_code(out, code);
		} else {
			if (code == '"' || code == '\\')
				buf_put(out, '\\');
			buf_add(out, span_of(before.p, before.n - s.n));
		}
	}
	buf_put(out, '"');
}

void json_unescaped(struct buf *out, struct span text)
{
	struct buf raw = { 0 };

	if (memchr(text.p != NULL ? text.p : (const uint8_t *)"", '\\', text.n) ==
	    NULL) {
		json_string(out, text);
		return;
	}
	text_unescape(text, &raw);
	json_string(out, buf_span(&raw));
	buf_free(&raw);
}

void json_member(struct buf *out, const char *name)
{
	buf_put(out, '"');
	for (; *name != '\0'; name++)
		buf_put(out, *name == '-' ? '_' : (uint8_t)*name);
	buf_str(out, "\":");
}

/* A name by RFC 4514 among the words of a list, such as permitted:dirname:O=a. */
static bool is_name(struct span word)
{
	static const char *const kinds[] = { "dirname:", "relative:" };
	struct span side;

	if ((span_starts(word, SPAN_LIT("permitted:")) ||
	     span_starts(word, SPAN_LIT("excluded:"))) &&
	    !span_cut(&word, ':', &side))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (span_starts(word, span_str(kinds[i])))
			return true;
	return false;
}

static void json_list(struct buf *out, struct span list)
{
	struct span word;
	const char *between = "[";

	if (list.n == 0) {
		buf_str(out, "[]");
		return;
	}
	while (span_cut(&list, ',', &word)) {
		buf_str(out, between);
		if (is_name(word))
			json_string(out, word);
		else
			json_unescaped(out, word);
		between = ",";
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

	if (v->state == VALUE_ABSENT || (v->state == VALUE_INVALID && !textual)) {
		buf_str(out, "null");
	} else if (field->type == FIELD_BOOLEAN) {
		buf_str(out, v->number != 0 ? "true" : "false");
	} else if (field->type == FIELD_INTEGER) {
		buf_int(out, v->number);
	} else if (field->type == FIELD_LIST) {
		json_list(out, v->text);
	} else {
		value_text(field, v, &text);
		if (v->rfc4514)
			json_string(out, buf_span(&text));
		else
			json_unescaped(out, buf_span(&text));
	}
	buf_free(&text);
}
