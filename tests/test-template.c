#include "tap.h"

#include "base/caps.h"
#include "fixture.h"
#include "report/template.h"

static struct field_context context;

/* Of what is wrong. */
static struct buf scratch;

/* The name for one certificate, valid until the next call; what is wrong with the
 * template, where it has no name. */
static const char *name_of(const char *text, struct bundle *b, size_t entry,
			   uint64_t number)
{
	static struct buf out;
	struct template t;
	struct facts f = { 0 };
	const char *wrong = template_parse(&t, text, &scratch);

	if (wrong != NULL)
		return wrong;
	t.width = 3;
	facts_start(&f, &context, &b->entry[entry].cert, &b->entry[entry].origin,
		    entry + 1);
	out.n = 0;
	buf_str(&out, "before/");
	template_put(&t, &f, number, "pem", &out);
	facts_free(&f);
	CHECK(out.n > 7 && memcmp(out.p, "before/", 7) == 0);
	CHECK(template_is_safe_name(span_of(out.p + 7, out.n - 7)));
	return buf_c(&out) + 7;
}

TEST(text_and_fields_make_a_name)
{
	static const struct {
		const char *text;
		size_t entry;
		uint64_t number;
		const char *name;
	} rows[] = {
		{ "all.pem", 0, 0, "all.pem" },
		{ "{region}-bundle.{ext}", 1, 0, "us-east-1-bundle.pem" },
		{ "{index}", 2, 0, "003" },
		{ "{index}-{name}.{ext}", 0, 0, "001-Amazon_RDS_Root_2019_CA.pem" },
		{ "{key-bits}", 3, 0, "4096" }, /* only the index is padded */
		{ "{n}", 0, 0, "0" },
		{ "{n}", 0, 4294967296, "4294967296" },
		{ "{rds-ca}.{n}", 4, 17, "rds-ca-ecc384-g1.17" },
		{ "{not-before}", 4, 0, "2021-05-25T22_41_55Z" },
		{ "{expires}{ext}", 4, 0, "2121-05-25T23_41_55Zpem" },
		{ "{region}", 0, 0, "_" },
		{ "{region}{pathlen}", 1, 0, "us-east-10" },
		{ "{region}.{label}.{trust}", 0, 0, "_._._" },
		{ "_{cn}_", 1, 0, "_Amazon_RDS_us-east-1_2019_CA_" },
	};
	struct bundle b = fixture_bundle("rds/us-east-1-bundle.pem");

	REQUIRE(b.count == 5);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ROW(rows[i].text);
		CHECK_EQ_STR(
			name_of(rows[i].text, &b, rows[i].entry, rows[i].number),
			rows[i].name);
	}
	bundle_free(&b);
}

TEST(hostile_subjects_make_safe_names)
{
	static const struct {
		const char *file, *text, *name;
	} rows[] = {
		{ "path", "{cn}", "_._.._etc_passwd" },
		{ "path", "{cn}{cn}", "_._.._etc_passwd.._.._etc_passwd" },
		{ "dash", "{cn}", "_rf_--help" },
		{ "dash", "x{cn}", "x-rf_--help" },
		{ "empty", "{cn}", "_" },
		{ "empty", "{subject}.{n}", "_.0" },
		{ "nul", "{cn}", "good.example_00.evil.example" },
		{ "newline", "{cn}", "A_0A-----BEGIN_CERTIFICATE-----_0AMIIB" },
		{ "no-cn", "{cn}", "_" },
	};
	static const char *const others[] = { "ansi", "badutf8",     "bidi",
					      "bmp",  "email",	     "escape",
					      "long", "multi",	     "t61",
					      "tab",  "unknown-attr" };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char file[64];
		struct bundle b;

		snprintf(file, sizeof(file), "names/%s.pem", rows[i].file);
		ROW(file);
		b = fixture_bundle(file);
		REQUIRE(b.count > 0);
		CHECK_EQ_STR(name_of(rows[i].text, &b, 0, 0), rows[i].name);
		bundle_free(&b);
	}
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		char file[64];
		struct bundle b;

		snprintf(file, sizeof(file), "names/%s.pem", others[i]);
		ROW(file);
		b = fixture_bundle(file);
		REQUIRE(b.count > 0);
		name_of("{cn}", &b, 0, 0); /* which checks it */
		name_of("{subject}{issuer}.{n}", &b, 0, 0);
		bundle_free(&b);
	}
}

TEST(a_long_name_is_cut_but_keeps_its_end_and_its_number)
{
	static const struct {
		const char *text, *end;
	} rows[] = {
		{ "{cn}", "xxxx" },
		{ "{cn}.{ext}", "x.pem" },
		{ "{cn}.{n}", "x.1234" },
		{ "{cn}-bundle.{ext}", "x-bundle.pem" },
		{ "{cn}-{n}.{ext}", "x-1234.pem" },
		{ "{cn}{cn}", "xxxx" },
	};
	struct bundle b = fixture_bundle("names/long.pem");

	REQUIRE(b.count == 1);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *name = name_of(rows[i].text, &b, 0, 1234);
		size_t n = strlen(name), end = strlen(rows[i].end);

		ROW(rows[i].text);
		CHECK_EQ_INT(n, CAP_FILE_NAME);
		CHECK_EQ_STR(name + n - (end < n ? end : n), rows[i].end);
	}
	bundle_free(&b);
}

TEST(what_is_wrong_with_a_template_is_said)
{
	static const char *const rows[] = {
		"",	  ".pem",   "-n",	"../{cn}",   "a/b",   "a b",
		"{cn",	  "{",	    "{}",	"{nothing}", "{CN}",  "{cn}}",
		"{{cn}}", "a{cn}/", "\xc3\xa4", "a\n",	     "{ cn}", "%d",
	};
	struct template t;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ROW(rows[i]);
		CHECK(template_parse(&t, rows[i], &scratch) != NULL);
	}
}

TEST(a_template_has_so_many_parts_and_not_more)
{
	for (int first = 0; first < 2; first++) {
		struct buf text = { 0 };
		struct template t;

		for (size_t parts = 1; parts <= CAP_TEMPLATE_PARTS + 1; parts++) {
			buf_str(&text,
				(parts + (size_t)first) % 2 != 0 ? "a" : "{n}");
			CHECK((template_parse(&t, buf_c(&text), &scratch) ==
			       NULL) == (parts <= CAP_TEMPLATE_PARTS));
			CHECK_EQ_INT(t.count, parts <= CAP_TEMPLATE_PARTS
						      ? parts
						      : CAP_TEMPLATE_PARTS);
		}
		buf_free(&text);
	}
}

TEST(it_knows_its_fields_and_its_number)
{
	struct template t;

	CHECK(template_parse(&t, "{region}-{expires}.{ext}", &scratch) == NULL);
	CHECK(!t.numbered);
	CHECK(template_uses(&t, field_find(SPAN_LIT("region"))));
	CHECK(template_uses(&t, field_find(SPAN_LIT("not-after"))));
	CHECK(!template_uses(&t, field_find(SPAN_LIT("cn"))));
	CHECK(template_parse(&t, "{n}", &scratch) == NULL);
	CHECK(t.numbered);
	CHECK(!template_uses(&t, field_find(SPAN_LIT("region"))));
}

TEST(safe_names_are_told_from_others)
{
	static const struct {
		const char *name;
		bool safe;
	} rows[] = {
		{ "a", true },	       { "A9._-", true }, { "_", true },
		{ "us-east-1", true }, { "", false },	  { ".", false },
		{ "..", false },       { ".a", false },	  { "-a", false },
		{ "a/b", false },      { "/", false },	  { "a b", false },
		{ "a\n", false },      { "a\\", false },  { "\xc3\xa4", false },
		{ "a:", false },       { "~", false },	  { "a*", false },
	};
	char longest[CAP_FILE_NAME + 2];

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ROW(rows[i].name);
		CHECK(template_is_safe_name(span_str(rows[i].name)) ==
		      rows[i].safe);
	}
	memset(longest, 'a', sizeof(longest));
	CHECK(template_is_safe_name(span_of(longest, CAP_FILE_NAME)));
	CHECK(!template_is_safe_name(span_of(longest, CAP_FILE_NAME + 1)));
	CHECK(!template_is_safe_name(span_of("a\0b", 3)));
}
