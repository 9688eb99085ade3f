#include "tap.h"

#include "fixture.h"
#include "report/filter.h"

#define NOW INT64_C(1787356800) /* 2026-08-22T00:00:00Z */

static struct field_context context = { .now = NOW, .verify = true };

/* The certificates of roles/hier.pem that pass: Root, Intermediate, Cross, Cross,
 * leaf. */
static const struct {
	const char *expression;
	const char *passes; /* a digit each */
} hier[] = {
	{ "role=root", "02" },
	{ "role = root", "02" },
	{ "role eq root", "02" },
	{ "role!=root", "134" },
	{ "role ne root", "134" },
	{ "role=root,leaf", "024" },
	{ "role = root , leaf", "024" },
	{ "role!=root,leaf", "13" },
	{ "role=nothing", "" },
	{ "role=ROOT", "" },
	{ "role~ROOT", "02" },
	{ "role like r*", "02" },
	{ "role~*t*", "0123" },
	{ "role~?oot", "02" },
	{ "role~[lr]*", "024" },
	{ "name=Root CA", "0" },
	{ "name~cross*", "23" },
	{ "name=Cross CA and role=root", "2" },
	{ "name=Cross CA and role=root and version=3", "2" },
	{ "role=root and name!=Root CA", "2" },
	{ "subject~*O=Cabundle Test*", "01234" },
	{ "subject=CN=Root CA\\,O=Cabundle Test\\,C=ZZ", "0" },
	{ "subject=CN=Root CA\\,O=Cabundle Test\\,C=ZZ,CN=Cross CA\\,O=Cabundle Test\\,C=ZZ",
	  "023" },

	/* Numbers. */
	{ "index=1", "0" },
	{ "index=1,5", "04" },
	{ "index<3", "01" },
	{ "index lt 3", "01" },
	{ "index<=3", "012" },
	{ "index le 3", "012" },
	{ "index>3", "34" },
	{ "index gt 3", "34" },
	{ "index>=3", "234" },
	{ "index ge 3", "234" },
	{ "index!=3", "0134" },
	{ "index~?", "01234" },
	{ "key-bits=256", "01234" },
	{ "key-bits>=257", "" },

	/* Booleans. */
	{ "ca=yes", "0123" },
	{ "ca=true", "0123" },
	{ "ca=1", "0123" },
	{ "ca=no", "4" },
	{ "ca!=no", "0123" },

	/* Times: what is named is a span of time, compared by its start. */
	{ "not-after=2045", "01234" },
	{ "not-after=2045-01", "01234" },
	{ "not-after=2045-01-01", "01234" },
	{ "not-after=2045-01-01T00:00:00Z", "01234" },
	{ "not-after=2045-01-02", "" },
	{ "not-after!=2045", "" },
	{ "not-after<2045", "" },
	{ "not-after<=2045", "01234" },
	{ "not-after>2044", "01234" },
	{ "not-after>2045", "" },
	{ "not-after>=2045", "01234" },
	{ "expires>=2045", "01234" },
	{ "not-after<90d", "" },
	{ "not-after>2y", "01234" },
	{ "not-after>now", "01234" },
	{ "not-before<now", "01234" },
	{ "not-before=2019,2020", "01234" },
	{ "not-after~2045-01-01*", "01234" },
	{ "days-left=6707", "01234" },

	/* Lists: one word of them. */
	{ "key-usage=keyCertSign", "0123" },
	{ "key-usage=cRLSign", "0123" },
	{ "key-usage=digitalSignature,keyCertSign", "01234" },
	{ "key-usage!=keyCertSign", "4" },
	{ "key-usage~*sign", "0123" },
	{ "ext-key-usage=serverAuth", "4" },

	/* Hexadecimal: case and colons do not matter. */
	{ "serial=7e57dbfef72a", "4" },
	{ "serial=7E57DBFEF72A", "4" },
	{ "serial=7E:57:DB:FE:F7:2A", "4" },
	{ "serial=7e57", "" },
	{ "serial~7e57*", "01234" },

	/* An absent value equals the empty string. */
	{ "aki=", "02" },
	{ "aki!=", "134" },
	{ "pathlen=", "01234" },
	{ "pathlen!=", "" },
	{ "pathlen=0", "" },
	{ "pathlen<1", "" },
	{ "region=", "01234" },
	{ "ext-key-usage=", "0123" },
	{ "aki=,x", "02" },
	{ "role=,root", "02" },
	{ "aki=x,", "02" },

	/* A name may hold the word that joins. */
	{ "name=Root CA and more", "" },
	{ "name!=this and that and role=root", "02" },
	{ "name=a and b,Root CA", "0" },
	{ " role=root ", "02" },
};

static void matches(const struct filter *filter, const struct bundle *b,
		    struct buf *out)
{
	struct facts f = { 0 };

	out->n = 0;
	for (size_t i = 0; i < b->count; i++) {
		facts_start(&f, &context, &b->entry[i].cert, &b->entry[i].origin,
			    b->entry[i].index);
		if (filter_match(filter, &f))
			buf_put(out, (uint8_t)('0' + i));
	}
	facts_free(&f);
}

TEST(each_expression_lets_its_certificates_pass)
{
	struct bundle b = fixture_bundle("roles/hier.pem");
	struct buf out = { 0 };

	REQUIRE(b.count == 5);
	for (size_t i = 0; i < ARRAY_LEN(hier); i++) {
		struct filter filter = { 0 };

		ROW(hier[i].expression);
		CHECK_EQ_STR(filter_add(&filter, hier[i].expression, NOW), NULL);
		matches(&filter, &b, &out);
		CHECK_EQ_STR(buf_c(&out), hier[i].passes);
		CHECK(!filter.needs_set);
		filter_free(&filter);
	}
	buf_free(&out);
	bundle_free(&b);
}

TEST(a_filter_of_nothing_lets_everything_pass)
{
	struct bundle b = fixture_bundle("roles/hier.pem");
	struct filter filter = { 0 };
	struct buf out = { 0 };

	matches(&filter, &b, &out);
	CHECK_EQ_STR(buf_c(&out), "01234");
	filter_free(&filter);
	buf_free(&out);
	bundle_free(&b);
}

TEST(expressions_that_are_added_must_all_hold)
{
	struct bundle b = fixture_bundle("roles/hier.pem");
	struct filter filter = { 0 };
	struct buf out = { 0 };

	CHECK_EQ_STR(filter_add(&filter, "role=root,intermediate", NOW), NULL);
	CHECK_EQ_STR(filter_add(&filter, "name=Cross CA", NOW), NULL);
	CHECK_EQ_STR(filter_add(&filter, "self-signed=yes", NOW), NULL);
	matches(&filter, &b, &out);
	CHECK_EQ_STR(buf_c(&out), "2");
	filter_free(&filter);
	buf_free(&out);
	bundle_free(&b);
}

TEST(a_field_of_the_set_asks_for_the_set)
{
	struct filter filter = { 0 };

	CHECK_EQ_STR(filter_add(&filter, "role=root", NOW), NULL);
	CHECK(!filter.needs_set);
	CHECK_EQ_STR(filter_add(&filter, "issuer-found=no", NOW), NULL);
	CHECK(filter.needs_set);
	filter_free(&filter);
}

/* What is no expression, and a word of what is said. */
static const struct {
	const char *expression, *word;
} errors[] = {
	{ "", "empty" },
	{ "   ", "empty" },
	{ "role", "role" },
	{ "role root", "role" },
	{ "=root", "=root" },
	{ "!role", "!role" },
	{ "Role=root", "Role" },
	{ "colour=red", "colour" },
	{ "role=root and colour=red", "colour" },
	{ "index=x", "'x'" },
	{ "index=1x", "'1x'" },
	{ "index=1,x", "'x'" },
	{ "index=1.5", "'1.5'" },
	{ "ca=maybe", "'maybe'" },
	{ "not-after=tomorrow", "'tomorrow'" },
	{ "not-after<2026-13", "'2026-13'" },
	{ "not-after<90", "'90'" },
	{ "not-after=2026-02-30", "'2026-02-30'" },
};

TEST(what_is_no_expression_is_refused_with_the_word_that_is_wrong)
{
	for (size_t i = 0; i < ARRAY_LEN(errors); i++) {
		struct filter filter = { 0 };
		const char *wrong = filter_add(&filter, errors[i].expression, NOW);

		ROW(errors[i].expression);
		if (wrong == NULL)
			TAP_FAIL("it was accepted");
		else if (strstr(wrong, errors[i].word) == NULL)
			TAP_FAIL("it says \"%s\"", wrong);
		filter_free(&filter);
	}
}

TEST(every_field_takes_every_operator_that_its_type_has)
{
	struct bundle b = fixture_bundle("roles/leaf.pem");
	const struct field *field;
	struct facts f = { 0 };

	for (size_t i = 0; (field = field_row(i)) != NULL; i++) {
		static const char *const ops[] = { "=", "!=", "<", "<=",
						   ">", ">=", "~" };

		for (size_t k = 0; k < ARRAY_LEN(ops); k++) {
			struct filter filter = { 0 };
			char text[100];

			snprintf(text, sizeof(text), "%s%s%s", field->name, ops[k],
				 field->type == FIELD_TIME	? "2026"
				 : field->type == FIELD_BOOLEAN ? "yes"
								: "5");
			ROW(text);
			CHECK_EQ_STR(filter_add(&filter, text, NOW), NULL);
			facts_start(&f, &context, &b.entry[0].cert,
				    &b.entry[0].origin, 1);
			filter_match(&filter, &f);
			filter_free(&filter);
		}
	}
	ROW("");
	facts_free(&f);
	bundle_free(&b);
}

TEST(the_conditions_on_one_field_can_be_asked_alone)
{
	static const struct {
		const char *expression;
		bool asked, match;
	} rows[] = {
		{ "key=nothing", false, true },
		{ "role=leaf", true, true },
		{ "role=leaf and key=nothing", true, true },
		{ "key=nothing and role=root", true, false },
		{ "role!=root and role!=leaf", true, false },
	};
	struct bundle b = fixture_bundle("roles/leaf.pem");
	struct facts f = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct filter filter = { 0 };
		bool asked;

		ROW(rows[i].expression);
		CHECK_EQ_STR(filter_add(&filter, rows[i].expression, NOW), NULL);
		facts_start(&f, &context, &b.entry[0].cert, &b.entry[0].origin, 1);
		CHECK(filter_match_field(&filter, field_find(SPAN_LIT("role")), &f,
					 &asked) == rows[i].match);
		CHECK(asked == rows[i].asked);
		filter_free(&filter);
	}
	facts_free(&f);
	bundle_free(&b);
}
