#include "tap.h"

#include "report/json.h"
#include "x509/text.h"

static const struct {
	struct span raw;
	const char *json, *text;
} strings[] = {
	{ SPAN_LIT(""), "\"\"", "" },
	{ SPAN_LIT("abc"), "\"abc\"", "abc" },
	{ SPAN_LIT("a\"b/c"), "\"a\\\"b/c\"", "a\"b/c" },
	{ SPAN_LIT("a\\b"), "\"a\\\\b\"", "a\\\\b" },
	{ SPAN_LIT("a\\0Ab"), "\"a\\\\0Ab\"", "a\\\\0Ab" },
	{ SPAN_LIT("\\"), "\"\\\\\"", "\\\\" },
	{ SPAN_LIT("\\\\"), "\"\\\\\\\\\"", "\\\\\\\\" },
	{ SPAN_LIT("a\nb"), "\"a\\u000ab\"", "a\\0Ab" },
	{ SPAN_LIT("\t\0\x1f\x7f"), "\"\\u0009\\u0000\\u001f\\u007f\"",
	  "\\09\\00\\1F\\7F" },
	{ SPAN_LIT("Gr\xc3\xbc"), "\"Gr\xc3\xbc\"", "Gr\xc3\xbc" },
	{ SPAN_LIT("\xc2\x85"), "\"\\u0085\"", "\\C2\\85" },
	{ SPAN_LIT("a\xe2\x80\xae"
		   "b"),
	  "\"a\\u202eb\"", "a\\E2\\80\\AEb" },
	{ SPAN_LIT("\xef\xbb\xbf"), "\"\\ufeff\"", "\\EF\\BB\\BF" },
	{ SPAN_LIT("\xf0\x9f\x98\x80"), "\"\xf0\x9f\x98\x80\"",
	  "\xf0\x9f\x98\x80" },
	/* U+E0041, a tag, in two parts. */
	{ SPAN_LIT("\xf3\xa0\x81\x81"), "\"\\udb40\\udc41\"", "\\F3\\A0\\81\\81" },
	/* Not UTF-8: a byte alone, a surrogate, the end cut off. */
	{ SPAN_LIT("a\xe4z"), "\"a\\ufffdz\"", "a\\E4z" },
	{ SPAN_LIT("\xed\xa0\x80"), "\"\\ufffd\\ufffd\\ufffd\"", "\\ED\\A0\\80" },
	{ SPAN_LIT("\xe2\x82"), "\"\\ufffd\\ufffd\"", "\\E2\\82" },
	{ SPAN_LIT("\xef\xbf\xbd"), "\"\xef\xbf\xbd\"", "\xef\xbf\xbd" },
};

TEST(a_json_string_is_the_text_itself)
{
	for (size_t i = 0; i < ARRAY_LEN(strings); i++) {
		struct buf out = { 0 };

		ROW(strings[i].json);
		json_string(&out, strings[i].raw);
		CHECK_EQ_STR(buf_c(&out), strings[i].json);
		buf_free(&out);
	}
}

TEST(of_escaped_text_json_has_the_text_as_it_was)
{
	for (size_t i = 0; i < ARRAY_LEN(strings); i++) {
		struct buf out = { 0 }, text = { 0 };

		ROW(strings[i].json);
		text_utf8(strings[i].raw, TEXT_PLAIN, &text);
		CHECK_EQ_STR(buf_c(&text), strings[i].text);
		json_unescaped(&out, buf_span(&text));
		CHECK_EQ_STR(buf_c(&out), strings[i].json);
		buf_free(&out);
		buf_free(&text);
	}
}

TEST(a_json_member_has_underscores_for_hyphens)
{
	struct buf out = { 0 };

	json_member(&out, "ext-key-usage");
	CHECK_EQ_STR(buf_c(&out), "\"ext_key_usage\":");
	buf_free(&out);
}

TEST(json_values_have_the_type_of_their_field)
{
	static const struct {
		const char *field;
		struct value v;
		const char *json;
	} rows[] = {
		{ "name",
		  { VALUE_GOOD, 0, SPAN_LIT("a\"b"), false },
		  "\"a\\\"b\"" },
		{ "name",
		  { VALUE_GOOD, 0, SPAN_LIT("a\\0Ab"), false },
		  "\"a\\u000ab\"" },
		{ "name",
		  { VALUE_GOOD, 0, SPAN_LIT("O=a\\0Ab\\,c\\\\"), true },
		  "\"O=a\\\\0Ab\\\\,c\\\\\\\\\"" },
		{ "key-usage",
		  { VALUE_GOOD, 0, SPAN_LIT("a\\0A,\\\\"), false },
		  "[\"a\\u000a\",\"\\\\\"]" },
		{ "name", { VALUE_GOOD, 0, SPAN_LIT(""), false }, "\"\"" },
		{ "name", { VALUE_ABSENT, 0, { NULL, 0 }, false }, "null" },
		{ "name",
		  { VALUE_INVALID, 0, SPAN_LIT("0500"), false },
		  "\"?0500\"" },
		{ "key-bits", { VALUE_GOOD, 2048, { NULL, 0 }, false }, "2048" },
		{ "days-left", { VALUE_GOOD, -3, { NULL, 0 }, false }, "-3" },
		{ "key-bits", { VALUE_ABSENT, 5, { NULL, 0 }, false }, "null" },
		{ "key-bits", { VALUE_INVALID, 5, { NULL, 0 }, false }, "null" },
		{ "ca", { VALUE_GOOD, 1, { NULL, 0 }, false }, "true" },
		{ "ca", { VALUE_GOOD, 0, { NULL, 0 }, false }, "false" },
		{ "ca", { VALUE_ABSENT, 0, { NULL, 0 }, false }, "null" },
		{ "not-after",
		  { VALUE_GOOD, 0, { NULL, 0 }, false },
		  "\"1970-01-01T00:00:00Z\"" },
		{ "serial", { VALUE_GOOD, 0, SPAN_LIT("0a"), false }, "\"0a\"" },
		{ "dns",
		  { VALUE_GOOD, 0, SPAN_LIT("a\\2Cb,dns\\\\"), false },
		  "[\"a,b\",\"dns\\\\\"]" },
		{ "name-constraints",
		  { VALUE_GOOD, 0,
		    SPAN_LIT(
			    "excluded:dirname:O=a\\2Cb;C=\\\\,dirname:O=\\2C,permitted:dns:a\\2C,permittedirname:\\2C"),
		    false },
		  "[\"excluded:dirname:O=a\\\\2Cb;C=\\\\\\\\\",\"dirname:O=\\\\2C\",\"permitted:dns:a,\",\"permittedirname:,\"]" },
		{ "crl-points",
		  { VALUE_GOOD, 0, SPAN_LIT("relative:O=\\2C,http://a\\2C"),
		    false },
		  "[\"relative:O=\\\\2C\",\"http://a,\"]" },
		{ "key-usage",
		  { VALUE_GOOD, 0, SPAN_LIT("a,b,c"), false },
		  "[\"a\",\"b\",\"c\"]" },
		{ "key-usage", { VALUE_GOOD, 0, SPAN_LIT("a"), false }, "[\"a\"]" },
		{ "key-usage", { VALUE_GOOD, 0, SPAN_LIT(""), false }, "[]" },
		{ "key-usage", { VALUE_ABSENT, 0, { NULL, 0 }, false }, "null" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf out = { 0 };

		ROW(rows[i].json);
		json_value(&out, field_find(span_str(rows[i].field)), &rows[i].v);
		CHECK_EQ_STR(buf_c(&out), rows[i].json);
		buf_free(&out);
	}
}
