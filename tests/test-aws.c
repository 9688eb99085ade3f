#include "tap.h"

#include <stdio.h>
#include <stdlib.h>

#include "aws/aws.h"
#include "aws/place.h"
#include "collect.h"
#include "fixture.h"
#include "hex.h"

/* Text as a file that can be opened by name. */
struct text_file {
	FILE *f;
	char path[32];
};

static struct text_file text_file(struct span text)
{
	struct text_file t = { .f = tmpfile() };

	if (t.f == NULL)
		return t;
	fwrite(text.p, 1, text.n, t.f);
	fflush(t.f);
	snprintf(t.path, sizeof(t.path), "/dev/fd/%d", fileno(t.f));
	return t;
}

typedef bool reader_function(struct aws_answers *, const char *, struct diags *);

/* What a file with this text says; what is wrong with it is in c. */
static bool read_text(struct aws_answers *a, reader_function *read,
		      struct span text, struct collect *c)
{
	struct text_file t = text_file(text);
	bool good;

	collect_start(c);
	if (t.f == NULL)
		return false;
	good = read(a, t.path, &c->diags);
	fclose(t.f);
	return good;
}

TEST(a_document_ends_with_its_last_bracket)
{
	static const struct {
		const char *text;
		size_t at; /* 0: it does not end */
	} rows[] = {
		{ "{}", 2 },
		{ "[]x", 2 },
		{ "{\"a\":[1,{}]}{", 12 },
		{ "{\"}\":\"]\"} ", 9 },
		{ "{\"\\\"}\":1}", 9 },
		{ "{\"\\\\\":1}", 8 },
		{ "{", 0 },
		{ "{\"}", 0 },
		{ "{\"\\\"}", 0 },
		{ "no JSON\n{}", 7 },
		{ "}", 1 },
		{ "", 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct span text = exact_copy(span_str(rows[i].text));
		struct json_extent whole = { 0 }, bits = { 0 };
		bool ends = json_extent_find(&whole, text), found = false;

		ROW(rows[i].text);
		CHECK_EQ_INT(ends, rows[i].at > 0);
		CHECK_EQ_INT(ends ? whole.at : 0, rows[i].at);
		for (size_t n = 0; n <= text.n && !found; n++)
			found = json_extent_find(&bits, span_of(text.p, n));
		CHECK_EQ_INT(found ? bits.at : 0, rows[i].at);
		exact_free(text);
	}
}

TEST(a_place_is_that_of_the_value_or_of_what_would_hold_it)
{
	static const struct {
		const char *text;
		struct aws_path path;
		size_t at;
	} rows[] = {
		{ "{\"a\": 1, \"L\": [{\"x\": 2}]}",
		  { NULL, AWS_NO_INDEX, NULL },
		  0 },
		{ "{\"a\": 1, \"L\": [{\"x\": 2}]}",
		  { "L", AWS_NO_INDEX, NULL },
		  14 },
		{ "{\"a\": 1, \"L\": [{\"x\": 2}]}", { "L", 0, NULL }, 15 },
		{ "{\"a\": 1, \"L\": [{\"x\": 2}]}", { "L", 0, "x" }, 21 },
		{ "{\"a\": 1, \"L\": [{\"x\": 2}]}", { "L", 0, "y" }, 15 },
		{ "{\"a\": 1, \"L\": [{\"x\": 2}]}", { "L", 1, "x" }, 14 },
		{ "{\"a\": 1, \"L\": [{\"x\": 2}]}", { "M", 0, "x" }, 0 },
		{ "{\"L\":[{\"x\":1},[],\"]\",{\"x\":3}]}", { "L", 3, "x" }, 26 },
		{ "{\"x\":{\"L\":1},\"L\":2}", { "L", AWS_NO_INDEX, NULL }, 17 },
		{ "{\"x\":\"\\\"L\\\":\",\"L\":2}",
		  { "L", AWS_NO_INDEX, NULL },
		  18 },
		{ "{}", { "L", 0, "x" }, 0 },
		{ "{\"L\":[]}", { "L", 0, "x" }, 5 },
		{ "{\"L\":7}", { "L", 0, "x" }, 5 },
		{ "[1]", { "L", 0, "x" }, 0 },
		/* Not well-formed: no place is right, but none is outside. */
		{ "{\"L\"", { "L", 0, "x" }, 4 },
		{ "{\"L\\", { "L", 0, "x" }, 4 },
		{ "{\"L\":[", { "L", 0, "x" }, 5 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct span text = exact_copy(span_str(rows[i].text));

		ROW(rows[i].text);
		CHECK_EQ_INT(aws_place(text, &rows[i].path) - text.p, rows[i].at);
		exact_free(text);
	}
}

#ifdef HAVE_JANSSON

#define SHA1 "00112233445566778899AABBccddeeff01234567"
#define MEMBERS \
	"\"CertificateIdentifier\": \"rds-ca-x\", \"Thumbprint\": \"" SHA1 \
	"\",\n \"ValidFrom\": \"1970-01-01T00:00:10Z\", " \
	"\"ValidTill\": \"1970-01-01T02:00:00+01:00\"}"
#define CERTIFICATE	   "{" MEMBERS
#define CERTIFICATES(list) "{\"Certificates\": [" list "]}"

TEST(certificates_are_read)
{
	struct aws_answers a = { 0 };
	struct collect c;
	struct buf sha1 = { 0 };

	CHECK(read_text(&a, aws_read_certificates,
			SPAN_LIT(CERTIFICATES(CERTIFICATE)), &c));
	CHECK_EQ_INT(c.count, 0);
	REQUIRE(a.certificates == 1);
	CHECK(span_eq(a.certificate[0].identifier, SPAN_LIT("rds-ca-x")));
	CHECK_EQ_INT(a.certificate[0].region.n, 0);
	CHECK_EQ_INT(a.certificate[0].valid_from, 10);
	CHECK_EQ_INT(a.certificate[0].valid_till, 3600);
	buf_hex(&sha1, span_of(a.certificate[0].sha1, SHA1_BYTES));
	CHECK_EQ_STR(buf_c(&sha1), "00112233445566778899aabbccddeeff01234567");
	buf_free(&sha1);
	aws_free(&a);
	collect_end(&c);
}

TEST(the_region_is_that_of_the_arn)
{
	static const char *const rows[][2] = {
		{ "\"arn:aws:rds:us-west-2::cert:rds-ca-2019\"", "us-west-2" },
		{ "\"arn:aws-cn:rds:cn-north-1:12:cert:x\"", "cn-north-1" },
		{ "\"arn:aws:rds::\"", "" },
		{ "\"arn:aws:rds\"", "" },
		{ "\"\"", "" },
		{ "null", "" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct aws_answers a = { 0 };
		struct buf text = { 0 };
		struct collect c;

		ROW(rows[i][0]);
		buf_printf(&text, CERTIFICATES("{\"CertificateArn\": %s, " MEMBERS),
			   rows[i][0]);
		CHECK(read_text(&a, aws_read_certificates, buf_span(&text), &c));
		if (a.certificates == 1)
			CHECK_EQ_MEM(a.certificate[0].region.p,
				     a.certificate[0].region.n, rows[i][1],
				     strlen(rows[i][1]));
		buf_free(&text);
		aws_free(&a);
		collect_end(&c);
	}
}

TEST(versions_are_read)
{
	static const char text[] =
		"{\"DBEngineVersions\": [\n"
		" {\"Engine\": \"e\", \"EngineVersion\": \"1\",\n"
		"  \"SupportsCertificateRotationWithoutRestart\": true,\n"
		"  \"SupportedCACertificateIdentifiers\": [\"a\", \"b\"]},\n"
		" {\"Engine\": \"e\", \"EngineVersion\": \"2\",\n"
		"  \"SupportsCertificateRotationWithoutRestart\": false,\n"
		"  \"SupportedCACertificateIdentifiers\": []},\n"
		" {\"Engine\": \"f\", \"EngineVersion\": \"3\"}]}";
	struct aws_answers a = { 0 };
	struct collect c;

	CHECK(read_text(&a, aws_read_versions, span_str(text), &c));
	CHECK_EQ_INT(c.count, 0);
	REQUIRE(a.versions == 3);
	CHECK(span_eq(a.version[0].engine, SPAN_LIT("e")));
	CHECK(span_eq(a.version[2].version, SPAN_LIT("3")));
	CHECK_EQ_INT(a.version[0].rotation, AWS_ROTATION_RUNS_ON);
	CHECK_EQ_INT(a.version[1].rotation, AWS_ROTATION_RESTARTS);
	CHECK_EQ_INT(a.version[2].rotation, AWS_ROTATION_UNKNOWN);
	CHECK_EQ_INT(a.version[1].ca_count, 0);
	CHECK_EQ_INT(a.version[2].ca_count, 0);
	REQUIRE(a.version[0].ca_count == 2);
	CHECK(span_eq(a.version[0].ca[1], SPAN_LIT("b")));
	aws_free(&a);
	collect_end(&c);
}

/*
 * What is read, and what is said of it; "" where it is good. The detail is NULL
 * where the words are jansson's, which change.
 */
static const struct {
	const char *text;
	size_t certificates;
	const char *said, *detail;
} certificate_files[] = {
	/* Several answers, as loops over regions write them. */
	{ CERTIFICATES(CERTIFICATE) "\n" CERTIFICATES(CERTIFICATE "," CERTIFICATE),
	  3, "", "" },
	{ CERTIFICATES(CERTIFICATE) CERTIFICATES("") "  \r\n\t", 1, "", "" },
	{ "\xef\xbb\xbf" CERTIFICATES(CERTIFICATE), 1, "", "" },
	{ "{\"Marker\": \"x\", \"Certificates\": [" CERTIFICATE "]}", 1, "aws-page",
	  "Marker\n" },
	{ "{\"NextToken\": \"x\", \"Certificates\": [" CERTIFICATE "]}", 1,
	  "aws-page", "NextToken\n" },

	{ "", 0, "empty-file", "" },
	{ " \n", 0, "empty-file", "" },
	{ CERTIFICATES(""), 0, "aws-answer", "nothing is in Certificates\n" },

	/* Not JSON: the place is that of the byte that is wrong. */
	{ "\nAn error occurred\n", 0, "json:2:2", NULL },
	{ "{\"Certificates\": [\n  oops]}", 0, "json:2:6", NULL },
	{ CERTIFICATES(CERTIFICATE) "\n{", 1, "json:3:1", NULL },
	{ CERTIFICATES(CERTIFICATE) "\n}", 1, "json:3:1", NULL },
	{ "{\"Certificates\": [}", 0, "json:1:19", NULL },
	{ "{\"a\": 1, \"a\": 2}", 0, "json:1:12", NULL },
	{ "{\"a\": \"\xff\"}", 0, "json:1:7", NULL },
	{ "{\"a\": \"\x1b[31m\"}", 0, "json:1:7", NULL },
	{ "{\"a\": \xe2\x80\xae}", 0, "json:1:9", NULL },

	/* JSON, but nothing that AWS answers: the place is that of the value. */
	{ "[]", 0, "aws-answer:1:1",
	  "an array, not an object with Certificates\n" },
	{ "{}", 0, "aws-answer:1:1", "no member Certificates\n" },
	{ "{\n \"Certificates\": 1}", 0, "aws-answer:2:18",
	  "Certificates: a number, not an array\n" },
	{ CERTIFICATES(CERTIFICATE ",\n 7"), 1, "aws-answer:3:2",
	  "Certificates[1]: a number, not an object\n" },
	{ CERTIFICATES("\n{}"), 0, "aws-answer:2:1",
	  "Certificates[0].CertificateIdentifier: not there\n" },
	{ CERTIFICATES("{\"CertificateIdentifier\":\n []}"), 0, "aws-answer:2:2",
	  "Certificates[0].CertificateIdentifier: an array, not a string\n" },
	{ CERTIFICATES("{\"CertificateIdentifier\": \"a\\u0000b\"}"), 0,
	  "json:1:54", NULL },
	{ CERTIFICATES(
		  "{\"CertificateIdentifier\": \"a\", \"Thumbprint\": \"00\"}"),
	  0, "aws-answer:1:64",
	  "Certificates[0].Thumbprint: no SHA-1 in 40 hex digits\n" },
	{ CERTIFICATES("{\"CertificateIdentifier\": \"a\", \"Thumbprint\": \"" SHA1
		       "\", \"ValidFrom\": \"2021-02-30T00:00:00Z\"}"),
	  0, "aws-answer:1:121",
	  "Certificates[0].ValidFrom: no time such as 2021-05-24T22:06:59+00:00\n" },
	{ CERTIFICATES("{\"CertificateArn\": true, " MEMBERS), 0, "aws-answer:1:38",
	  "Certificates[0].CertificateArn: true, not a string\n" },
};

TEST(files_are_read_or_what_is_wrong_is_named_with_its_place)
{
	for (size_t i = 0; i < ARRAY_LEN(certificate_files); i++) {
		const char *said = certificate_files[i].said;
		const char *detail = certificate_files[i].detail;
		struct aws_answers a = { 0 };
		struct collect c;
		bool good = read_text(&a, aws_read_certificates,
				      span_str(certificate_files[i].text), &c);

		ROW(certificate_files[i].text);
		CHECK_EQ_INT(good, c.diags.errors == 0);
		CHECK_EQ_INT(a.certificates, certificate_files[i].certificates);
		CHECK_EQ_STR(buf_c(&c.text), said);
		CHECK(strpbrk(buf_c(&c.details), "\x1b\xff") == NULL);
		CHECK(strstr(buf_c(&c.details), "\xe2\x80\xae") == NULL);
		if (detail != NULL)
			CHECK_EQ_STR(buf_c(&c.details), detail);
		aws_free(&a);
		collect_end(&c);
	}
}

static const struct {
	const char *member; /* of the only version, after its names */
	const char *said;
} version_files[] = {
	{ "\"SupportsCertificateRotationWithoutRestart\": null", "" },
	{ "\"SupportedCACertificateIdentifiers\": null", "" },
	{ "\"SupportsCertificateRotationWithoutRestart\": \"no\"",
	  "SupportsCertificateRotationWithoutRestart: a string, not true or false" },
	{ "\"SupportedCACertificateIdentifiers\": {}",
	  "SupportedCACertificateIdentifiers: an object, not an array" },
	{ "\"SupportedCACertificateIdentifiers\": [\"a\", 1]",
	  "SupportedCACertificateIdentifiers: a number, not a string, in the array" },
};

TEST(members_of_versions_may_be_missing_but_not_wrong)
{
	for (size_t i = 0; i < ARRAY_LEN(version_files); i++) {
		struct aws_answers a = { 0 };
		struct buf text = { 0 }, said = { 0 };
		struct collect c;
		bool good;

		ROW(version_files[i].member);
		buf_printf(&text,
			   "{\"DBEngineVersions\": [{\"Engine\": \"e\", "
			   "\"EngineVersion\": \"1\", %s}]}",
			   version_files[i].member);
		if (*version_files[i].said != '\0')
			buf_printf(&said, "DBEngineVersions[0].%s\n",
				   version_files[i].said);
		good = read_text(&a, aws_read_versions, buf_span(&text), &c);
		CHECK_EQ_INT(good, said.n == 0);
		CHECK_EQ_STR(buf_c(&c.details), buf_c(&said));
		buf_free(&text);
		buf_free(&said);
		aws_free(&a);
		collect_end(&c);
	}
}

TEST(text_in_utf16_is_read)
{
	const struct span text = SPAN_LIT(CERTIFICATES(CERTIFICATE));
	struct buf wide = { 0 };
	struct aws_answers a = { 0 };
	struct collect c;

	buf_str(&wide, "\xff\xfe");
	for (size_t i = 0; i < text.n; i++) {
		buf_put(&wide, text.p[i]);
		buf_put(&wide, 0);
	}
	CHECK(read_text(&a, aws_read_certificates, buf_span(&wide), &c));
	CHECK_EQ_INT(a.certificates, 1);
	collect_end(&c);
	buf_put(&wide, '\n');
	CHECK(!read_text(&a, aws_read_certificates, buf_span(&wide), &c));
	CHECK_EQ_STR(buf_c(&c.text), "utf-16-broken");
	buf_free(&wide);
	aws_free(&a);
	collect_end(&c);
}

/* What takes much time or memory is refused, or read in time. */
TEST(hostile_text_is_refused)
{
	static const struct {
		const char *label, *part;
		size_t count;
		const char *said;
	} rows[] = {
		{ "deep", "[", 1000000, "json:1:2049" },
		{ "many values", "[],", 3000000, "too-large:1:1" },
		{ "long", "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxx\",", 3000000,
		  "too-large:1:1" },
		{ "one long string", "                                ", 1000000,
		  NULL },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct aws_answers a = { 0 };
		struct buf text = { 0 };
		struct collect c;

		ROW(rows[i].label);
		buf_str(&text, rows[i].said != NULL ? "[" : "[\"");
		for (size_t n = 0; n < rows[i].count; n++)
			buf_str(&text, rows[i].part);
		CHECK(!read_text(&a, aws_read_certificates, buf_span(&text), &c));
		if (rows[i].said != NULL)
			CHECK_EQ_STR(buf_c(&c.text), rows[i].said);
		CHECK_EQ_INT(c.count, 1);
		buf_free(&text);
		aws_free(&a);
		collect_end(&c);
	}
}

#else

TEST(without_jansson_nothing_is_read_and_that_is_said)
{
	struct aws_answers a = { 0 };
	struct collect c;

	CHECK(!read_text(&a, aws_read_certificates, SPAN_LIT("{}"), &c));
	CHECK_EQ_STR(buf_c(&c.text), "no-jansson");
	collect_end(&c);
	CHECK(!read_text(&a, aws_read_versions, SPAN_LIT("{}"), &c));
	CHECK_EQ_STR(buf_c(&c.text), "no-jansson");
	collect_end(&c);
	aws_free(&a);
}

#endif

TEST(a_file_that_is_not_there_is_named)
{
	struct aws_answers a = { 0 };
	struct collect c;

	collect_start(&c);
	CHECK(!aws_read_certificates(&a, "/nonexistent/answer.json", &c.diags));
	CHECK_EQ_INT(c.diags.errors, 1);
	CHECK_EQ_STR(c.last.place.file, "/nonexistent/answer.json");
	aws_free(&a);
	collect_end(&c);
}
