#include "tap.h"

#include "fixture.h"
#include "report/render.h"

#define NOW INT64_C(1787356800) /* 2026-08-22T00:00:00Z */

static const struct field_context context = { .now = NOW, .verify = true };

static struct render render_by(const struct renderer *by, struct buf *out)
{
	return (struct render){ .by = by, .header = true, .end = '\n', .out = out };
}

static void list_columns(const struct render *r, struct buf *out)
{
	out->n = 0;
	for (size_t i = 0; i < r->count; i++)
		buf_printf(out, "%s%s", i > 0 ? "," : "", r->column[i]->name);
}

static const struct {
	const char *list;
	const char *columns; /* NULL: refused */
	const char *word;    /* of what is said */
} lists[] = {
	{ "name", "name", NULL },
	{ "name,key", "name,key", NULL },
	{ "key,name", "key,name", NULL },
	{ "expires", "not-after", NULL },
	{ "+sha256", "role,key,signature,not-after,region,sha256,name", NULL },
	{ "+name", "role,key,signature,not-after,region,name", NULL },
	{ "+name,sha1", "role,key,signature,not-after,region,sha1,name", NULL },
	{ "", NULL, "'' is not a field; 'cabundle-list" },
	{ "+", NULL, "'' is not a field; 'cabundle-list" },
	{ ",", NULL, "'' is not a field" },
	{ "name,", NULL, "'' is not a field" },
	{ "name,,key", NULL, "'' is not a field" },
	{ "colour", NULL, "'colour' is not a field; 'cabundle-list" },
	{ "name,nmae", NULL, "'nmae' is not a field; did you mean 'name'?" },
	{ "name key", NULL, "'name key' is not a field" },
	{ "Name", NULL, "'Name' is not a field; did you mean 'name'?" },
	{ "\033[2J", NULL, "'\\1B[2J' is not a field" },
};

TEST(columns_are_a_list_of_fields)
{
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		struct buf out = { 0 }, scratch = { 0 }, names = { 0 };
		struct render r = render_by(&render_table, &out);
		const char *wrong;

		ROW(lists[i].list);
		render_default_columns(&r);
		wrong = render_columns(&r, lists[i].list, &scratch);
		if (lists[i].columns != NULL) {
			CHECK_EQ_STR(wrong, NULL);
			list_columns(&r, &names);
			CHECK_EQ_STR(buf_c(&names), lists[i].columns);
		} else {
			CHECK(wrong != NULL &&
			      strstr(wrong, lists[i].word) != NULL);
		}
		buf_free(&out);
		buf_free(&scratch);
		buf_free(&names);
	}
}

/* Programs read these: new fields are shown where they are asked for. */
TEST(the_members_that_json_has_by_default_are_those_that_were_published)
{
	static const char published[] =
		"index,line,block,name,subject,cn,o,issuer,issuer-cn,serial,version,role,"
		"self-signed,key,key-algorithm,key-bits,signature,hash,not-before,"
		"not-after,sha256,sha1,spki-sha256,subject-hash,ski,aki,ca,pathlen,"
		"key-usage,ext-key-usage,region,partition,rds-ca,label,trust";
	struct buf out = { 0 }, scratch = { 0 }, names = { 0 };
	struct render r = render_by(&render_json, &out);

	render_default_columns(&r);
	list_columns(&r, &names);
	CHECK_EQ_STR(buf_c(&names), published);
	CHECK_EQ_STR(render_columns(&r, "+dns", &scratch), NULL);
	names.n = 0;
	list_columns(&r, &names);
	CHECK_EQ_STR(buf_c(&names) + strlen(published), ",dns");
	buf_free(&out);
	buf_free(&scratch);
	buf_free(&names);
}

TEST(more_columns_than_there_is_room_for_are_refused)
{
	struct buf out = { 0 }, scratch = { 0 }, list = { 0 };
	struct render r = render_by(&render_tsv, &out);

	for (int i = 0; i < CAP_COLUMNS; i++)
		buf_str(&list, i > 0 ? ",name" : "name");
	CHECK_EQ_STR(render_columns(&r, buf_c(&list), &scratch), NULL);
	CHECK_EQ_INT(r.count, CAP_COLUMNS);
	buf_str(&list, ",name");
	CHECK_EQ_STR(render_columns(&r, buf_c(&list), &scratch),
		     "more than 64 columns");
	render_add_first(
		&r, field_find(SPAN_LIT("file"))); /* which no list asked for */
	CHECK_EQ_INT(r.count, CAP_COLUMNS + 1);
	CHECK_EQ_STR(r.column[0]->name, "file");
	buf_free(&out);
	buf_free(&scratch);
	buf_free(&list);
}

TEST(a_column_is_put_first_once)
{
	struct buf out = { 0 }, names = { 0 };
	struct render r = render_by(&render_table, &out);

	render_default_columns(&r);
	render_add_first(&r, field_find(SPAN_LIT("file")));
	render_add_first(&r, field_find(SPAN_LIT("file")));
	render_add_first(&r, field_find(SPAN_LIT("name")));
	list_columns(&r, &names);
	CHECK_EQ_STR(buf_c(&names),
		     "file,role,key,signature,not-after,region,name");
	buf_free(&names);
}

TEST(default_columns_are_the_same_on_every_host_and_day)
{
	const char *name;

	for (size_t i = 0; (name = render_name(i)) != NULL; i++) {
		struct buf out = { 0 };
		struct render r = render_by(render_find(name), &out);

		ROW(name);
		REQUIRE(r.by != NULL);
		CHECK_EQ_STR(r.by->name, name);
		render_default_columns(&r);
		CHECK(r.count > 0);
		if (r.by == &render_text)
			continue;
		for (size_t k = 0; k < r.count; k++)
			CHECK(r.column[k]->scope == FIELD_CERTIFICATE);
		CHECK(!render_needs_set(&r));
	}
	ROW("");
	CHECK(render_find("xml") == NULL && render_find("") == NULL);
}

static void render_file(struct render *r, const char *file)
{
	struct bundle b = fixture_bundle(file);
	struct facts f = { 0 };

	r->rows = 0;
	for (size_t i = 0; i < b.count; i++) {
		facts_start(&f, &context, &b.entry[i].cert, &b.entry[i].origin,
			    i + 1);
		render_row(r, &f);
	}
	CHECK_EQ_INT(r->rows, b.count);
	render_end(r);
	facts_free(&f);
	bundle_free(&b);
}

static const struct {
	const char *renderer, *columns, *file, *text;
} reports[] = {
	{ "table", "role,key,name", "pem/three.pem",
	  "ROLE          KEY       NAME\n"
	  "root          ec-p256   Root A\n"
	  "root          ec-p256   Root B\n"
	  "root          ec-p256   Root C\n" },
	{ "table", "not-after,region,name", "roles/forever.pem",
	  "NOT-AFTER   REGION     NAME\n"
	  "9999-12-31             Root for Ever\n" },
	/* a longer value overflows, and only its own line */
	{ "table", "signature,hash,name", "algorithms/rsa2048-sha256.pem",
	  "SIGNATURE                HASH    NAME\n"
	  "sha256WithRSAEncryption  sha256  rsa2048-sha256\n" },
	{ "tsv", "name,key-usage,aki,ca", "pem/one.pem",
	  "name\tkey-usage\taki\tca\n"
	  "Root A\tkeyCertSign,cRLSign\t\tyes\n" },
	{ "csv", "name,key-usage,aki,ca", "pem/one.pem",
	  "name,key-usage,aki,ca\n"
	  "Root A,\"keyCertSign,cRLSign\",,yes\n" },
	{ "csv", "cn", "names/escape.pem",
	  "cn\n\" a,b+c\"\"d\\\\e<f>g;h=i#j \"\n" },
	{ "tsv", "cn", "names/tab.pem", "cn\nRoot\\09Tab\n" },
	{ "tsv", "cn", "names/newline.pem",
	  "cn\nA\\0A-----BEGIN CERTIFICATE-----\\0AMIIB\n" },
	{ "json", "name,ca", "pem/three.pem",
	  "[\n {\"name\":\"Root A\",\"ca\":true},\n {\"name\":\"Root B\",\"ca\":true},\n"
	  " {\"name\":\"Root C\",\"ca\":true}\n]\n" },
	{ "jsonl", "cn,key-bits,key-usage,pathlen", "pem/one.pem",
	  "{\"cn\":\"Root A\",\"key_bits\":256,\"key_usage\":[\"keyCertSign\",\"cRLSign\"],"
	  "\"pathlen\":null}\n" },
	{ "jsonl", "cn", "names/escape.pem",
	  "{\"cn\":\" a,b+c\\\"d\\\\e<f>g;h=i#j \"}\n" },
	{ "json", "cn", "names/bmp.pem",
	  "[\n {\"cn\":\"Gr\xc3\xbc\xc3\x9f"
	  "e \xe6\xbc\xa2\xe5\xad\x97\"}\n]\n" },
	{ "text", "cn,pathlen,key", "pem/dups.pem",
	  "cn:             Root A\nkey:            ec-p256\n\n"
	  "cn:             Root B\nkey:            ec-p256\n\n"
	  "cn:             Root A\nkey:            ec-p256\n" },
};

TEST(reports_are_what_they_should_be)
{
	for (size_t i = 0; i < ARRAY_LEN(reports); i++) {
		struct buf out = { 0 }, scratch = { 0 };
		struct render r = render_by(render_find(reports[i].renderer), &out);

		ROW(reports[i].renderer);
		REQUIRE(r.by != NULL);
		CHECK_EQ_STR(render_columns(&r, reports[i].columns, &scratch),
			     NULL);
		render_file(&r, reports[i].file);
		CHECK_EQ_STR(buf_c(&out), reports[i].text);
		buf_free(&out);
		buf_free(&scratch);
	}
}

TEST(a_report_of_nothing_is_a_report_still)
{
	static const char *const wanted[][2] = {
		{ "table", "" },
		{ "tsv", "name\n" },
		{ "csv", "name\n" },
		{ "json", "[]\n" },
		{ "jsonl", "" },
		{ "text", "" },
		{ "aws-json", "{\n    \"Certificates\": []\n}\n" },
	};

	for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
		struct buf out = { 0 }, scratch = { 0 };
		struct render r = render_by(render_find(wanted[i][0]), &out);

		ROW(wanted[i][0]);
		CHECK_EQ_STR(render_columns(&r, "name", &scratch), NULL);
		render_end(&r);
		CHECK_EQ_STR(buf_c(&out), wanted[i][1]);
		buf_free(&out);
		buf_free(&scratch);
	}
}

TEST(no_header_and_records_that_end_with_nul_are_as_asked_for)
{
	struct buf out = { 0 }, scratch = { 0 };
	struct render r = render_by(&render_tsv, &out);

	r.header = false;
	r.end = '\0';
	CHECK_EQ_STR(render_columns(&r, "cn,key", &scratch), NULL);
	render_file(&r, "pem/three.pem");
	CHECK_EQ_MEM(out.p, out.n,
		     "Root A\tec-p256\0Root B\tec-p256\0Root C\tec-p256\0", 45);
	buf_free(&out);
	buf_free(&scratch);
}

TEST(colours_are_for_expiry_alone)
{
	static const struct {
		const char *file, *colour; /* NULL: none */
	} files[] = {
		{ "roles/expired.pem", "\033[31m2015-01-01\033[0m\n" },
		{ "roles/leaf.pem", "2045-01-01\n" },
	};

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct buf out = { 0 }, scratch = { 0 };
		struct render r = render_by(&render_table, &out);

		ROW(files[i].file);
		r.header = false;
		r.colour = true;
		CHECK_EQ_STR(render_columns(&r, "not-after", &scratch), NULL);
		render_file(&r, files[i].file);
		CHECK_EQ_STR(buf_c(&out), files[i].colour);
		buf_free(&out);
		buf_free(&scratch);
	}
}
