#include "tap.h"

#include "fixture.h"
#include "report/filter.h"

#define NOW INT64_C(1787356800) /* 2026-08-22T00:00:00Z */

static struct field_context context = { .now = NOW, .verify = true };

/* NULL, or what is wrong. */
static const char *add(struct filter *f, const char *expression)
{
	struct filter_error why;

	return filter_add(f, expression, NOW, &why) ? NULL : why.text;
}

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
	{ "subject=\"CN=Root CA,O=Cabundle Test,C=ZZ\",'CN=Cross CA,O=Cabundle Test,C=ZZ'",
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
	/* The end of a span is no part of it. */
	{ "not-after=2044", "" },
	{ "not-after=2044-12", "" },
	{ "not-after=2044-12-31", "" },
	{ "not-after=2044-12-31T23:59:59Z", "" },
	{ "not-after=2045-01-01T00:00:01Z", "" },
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
	{ "serial~7E57DBFEF72A", "4" },
	{ "serial~7e:57:DB:*", "4" },
	{ "serial~[[:digit:]]e57*", "01234" },
	{ "serial!~7e57*", "" },
	{ "serial<7f", "01234" },
	{ "serial>7e57f", "" },
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
	{ "aki=,00", "02" },
	{ "rds-ca=,rds-ca-2019", "01234" },
	{ "aki=00,", "02" },
	{ "aki~", "02" },
	{ "aki!~", "134" },
	{ "aki=\"\"", "02" },
	{ "aki= and role=root", "02" },
	{ "aki= or role=leaf", "024" },
	{ "(aki=)", "02" },
	{ "aki=00, or role=leaf", "024" },

	/* A name may hold the words that join. */
	{ "name=Root CA and more", "" },
	{ "name!=this and that and role=root", "02" },
	{ "name!=this or that and role=root", "02" },
	{ "name=a and b,Root CA", "0" },
	{ "name=a or b,Root CA", "0" },
	{ "name~* CA and more,* ca", "0123" },
	{ "name!=Amazon RDS and friends", "01234" },
	{ "name!=not this", "01234" },
	{ "name!=Trust (2010) and role=root", "02" },
	{ "(name!=Trust (2010) and role=root)", "02" },
	{ "name!=a((b)c)", "01234" },
	{ "name!=AT&T | Q;", "01234" },
	{ "name!=O'Neil \"Root\" and role=root", "02" },
	{ " role=root ", "02" },
	{ "\trole =\nroot\r\n", "02" },

	/* or, not and parentheses; and binds tighter than or, not tightest. */
	{ "role=root or role=leaf", "024" },
	{ "role=root or role=leaf or role=intermediate", "01234" },
	{ "role=leaf or role=root and name=Root CA", "04" },
	{ "role=root and name=Root CA or role=leaf", "04" },
	{ "(role=leaf or role=root) and name=Root CA", "0" },
	{ "name=Root CA and (role=leaf or role=root)", "0" },
	{ "not role=root", "134" },
	{ "not not role=root", "02" },
	{ "not role=root and name=Cross CA", "3" },
	{ "not role=root or name=Root CA", "0134" },
	{ "not (role=root or name=Cross CA)", "14" },
	{ "not (role=root and name=Cross CA)", "0134" },
	{ "role=root and not name=Root CA", "2" },
	{ "role=root and not (name=Root CA)", "2" },
	{ "((role=root))", "02" },
	{ "( role=root )or( role=leaf )", "024" },
	{ "not(role=root)and(role=leaf)", "4" },
	{ "role=root and(name=Root CA)", "0" },
	{ "role=root\nand\tname=Root CA", "0" },
	{ "role eq root or role eq leaf", "024" },

	/* Patterns, negated. */
	{ "name!~cross*", "014" },
	{ "name unlike cross*", "014" },
	{ "name!~cross*,root*", "14" },
	{ "not name~cross*", "014" },
	{ "key-usage!~*sign", "4" },
	{ "ca~Y*", "0123" },
	{ "name!~x\\\\", "01234" },

	/* Quotes: what is in them is the value, whatever it looks like. */
	{ "name=\"Root CA\"", "0" },
	{ "name='Root CA'", "0" },
	{ "name= \"Root CA\" ", "0" },
	{ "name=\" Root CA\"", "" },
	{ "name=\"Root CA\" and role=root", "0" },
	{ "name=\"Root CA\"or name=\"Cross CA\"", "023" },
	{ "(name=\"Root CA\")", "0" },
	{ "name=\"Root CA\", 'Cross CA'", "023" },
	{ "name=\"Root CA\",Cross CA", "023" },
	{ "name~\"root*\"", "0" },
	{ "name!=\"*Root*\"", "01234" },
	{ "name!=\"a and role=leaf\"", "01234" },
	{ "name!=\"a && b) || (\"", "01234" },
	{ "name!=\"=\"", "01234" },
	{ "role=\"root\"", "02" },
	{ "version=\"3\"", "01234" },
	{ "name like 'root*' or role like leaf", "04" },
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
		CHECK_EQ_STR(add(&filter, hier[i].expression), NULL);
		matches(&filter, &b, &out);
		CHECK_EQ_STR(buf_c(&out), hier[i].passes);
		CHECK(filter.set_field == NULL);
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

	CHECK_EQ_STR(add(&filter, "role=root,intermediate"), NULL);
	CHECK_EQ_STR(add(&filter, "name=Cross CA"), NULL);
	CHECK_EQ_STR(add(&filter, "self-signed=yes"), NULL);
	matches(&filter, &b, &out);
	CHECK_EQ_STR(buf_c(&out), "2");
	filter_free(&filter);
	buf_free(&out);
	bundle_free(&b);
}

TEST(a_field_of_the_set_asks_for_the_set)
{
	struct filter filter = { 0 };

	CHECK_EQ_STR(add(&filter, "role=root"), NULL);
	CHECK(filter.set_field == NULL);
	CHECK_EQ_STR(add(&filter, "role=leaf or not (issuer-found=no)"), NULL);
	CHECK(filter.set_field == field_row(FIELD_ID_issuer_found));
	CHECK_EQ_STR(add(&filter, "role=root"), NULL);
	CHECK(filter.set_field == field_row(FIELD_ID_issuer_found));
	filter_free(&filter);
}

/* A value that the field can have. */
static const char *some_value(const struct field *field)
{
	static char digits[65];
	const char *const *words = domain_words(field->domain);
	size_t n = domain_digits(field->domain);

	if (words != NULL)
		return words[0];
	memset(digits, '5', sizeof(digits) - 1);
	digits[n > 0 ? n : 2] = '\0';
	switch (field->domain) {
	case DOMAIN_TIME:
		return "2026";
	case DOMAIN_KEY:
		return "rsa2048";
	case DOMAIN_KEY_ALGORITHM:
	case DOMAIN_SIGNATURE:
	case DOMAIN_EXT_KEY_USAGE:
	case DOMAIN_OID:
		return "1.2.3";
	default:
		return digits;
	}
}

TEST(every_field_takes_every_operator_that_its_type_has)
{
	struct bundle b = fixture_bundle("roles/leaf.pem");
	const struct field *field;
	struct facts f = { 0 };

	for (size_t i = 0; (field = field_row(i)) != NULL; i++) {
		static const char *const ops[] = { "=", "!=", "~", "!~",
						   "<", "<=", ">", ">=" };
		bool ordered = domain_is_ordered(field->domain) &&
			       field->type != FIELD_LIST;

		for (size_t k = 0; k < ARRAY_LEN(ops); k++) {
			struct filter filter = { 0 };
			char text[200];

			snprintf(text, sizeof(text), "%s%s%s", field->name, ops[k],
				 some_value(field));
			ROW(text);
			if (k < 4 || ordered)
				CHECK_EQ_STR(add(&filter, text), NULL);
			else
				CHECK(add(&filter, text) != NULL);
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

/* Of a leaf: whether its role is asked for, and whether that may pass. */
TEST(the_conditions_on_one_field_can_be_asked_alone)
{
	static const struct {
		const char *expression;
		bool asked, match;
	} rows[] = {
		{ "key=rsa2048", false, true },
		{ "role=leaf", true, true },
		{ "role=leaf and key=rsa2048", true, true },
		{ "key=rsa2048 and role=root", true, false },
		{ "role!=root and role!=leaf", true, false },
		{ "role=root or role=leaf", true, true },
		{ "role=root or key=rsa2048", true, true },
		{ "not role=root", true, true },
		{ "not role=leaf", true, false },
		{ "not (role=leaf and key=rsa2048)", true, true },
		{ "not (role=leaf or key=rsa2048)", true, false },
		{ "not (role=root or key=rsa2048)", true, true },
		{ "(role=root and key=rsa2048) or version=3", true, true },
		{ "(role=root and key=rsa2048) or (version=3 and role=root)", true,
		  false },
		{ "not key=rsa2048", false, true },
	};
	const struct field *role = field_row(FIELD_ID_role);
	struct bundle b = fixture_bundle("roles/leaf.pem");
	struct facts f = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct filter filter = { 0 };

		ROW(rows[i].expression);
		CHECK_EQ_STR(add(&filter, rows[i].expression), NULL);
		facts_start(&f, &context, &b.entry[0].cert, &b.entry[0].origin, 1);
		CHECK(filter_may_match(&filter, role, &f) == rows[i].match);
		CHECK(filter_asks(&filter, role) == rows[i].asked);
		filter_free(&filter);
	}
	facts_free(&f);
	bundle_free(&b);
}

/* Three conditions of which the bits of i say which hold, in every expression. */
TEST(and_or_and_not_have_their_truth_tables)
{
	static const struct {
		const char *expression; /* of a, b, c */
		const char *table;	/* for cba = 000, 001, ..., 111 */
	} rows[] = {
		{ "a and b", "00010001" },
		{ "a or b", "01110111" },
		{ "not a", "10101010" },
		{ "a and b and c", "00000001" },
		{ "a or b or c", "01111111" },
		{ "a or b and c", "01010111" },
		{ "a and b or c", "00011111" },
		{ "(a or b) and c", "00000111" },
		{ "not a and b", "00100010" },
		{ "not (a and b)", "11101110" },
		{ "not a or not b", "11101110" },
		{ "not a or b", "10111011" },
		{ "not (a or b) or c", "10001111" },
		{ "a and not (b or not c)", "00000100" },
		{ "not not a", "01010101" },
		{ "(a and not b) or (not a and b)", "01100110" },
	};
	struct bundle b = fixture_bundle("roles/leaf.pem");
	struct facts f = { 0 };
	struct buf text = { 0 };

	facts_start(&f, &context, &b.entry[0].cert, &b.entry[0].origin, 1);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		for (unsigned bits = 0; bits < 8; bits++) {
			struct filter filter = { 0 };

			text.n = 0;
			for (const char *c = rows[i].expression; *c != '\0'; c++) {
				bool letter = (c == rows[i].expression ||
					       strchr(" (", c[-1]) != NULL) &&
					      strchr("abc", *c) != NULL &&
					      strchr(" )", c[1]) != NULL;

				if (!letter)
					buf_put(&text, (uint8_t)*c);
				else
					buf_str(&text, bits >> (*c - 'a') & 1
							       ? "role=leaf"
							       : "role=root");
			}
			ROW(buf_c(&text));
			CHECK_EQ_STR(add(&filter, buf_c(&text)), NULL);
			CHECK(filter_match(&filter, &f) ==
			      (rows[i].table[bits] == '1'));
			filter_free(&filter);
		}
	}
	buf_free(&text);
	facts_free(&f);
	bundle_free(&b);
}

/* A backslash is itself but before a comma, and in quotes before the quote. */
TEST(names_with_backslashes_are_found_as_tsv_shows_them)
{
	static const struct {
		const char *file, *expression;
		bool passes;
	} rows[] = {
		{ "names/newline.pem",
		  "cn=A\\0A-----BEGIN CERTIFICATE-----\\0AMIIB", true },
		{ "names/newline.pem",
		  "cn='A\\0A-----BEGIN CERTIFICATE-----\\0AMIIB'", true },
		{ "names/newline.pem",
		  "cn=\"A\\0A-----BEGIN CERTIFICATE-----\\0AMIIB\"", true },
		{ "names/newline.pem", "cn=A0A-----BEGIN CERTIFICATE-----0AMIIB",
		  false },
		{ "names/newline.pem", "cn~A\\\\0A*", true },
		{ "names/newline.pem", "cn~A\\0A*", false },

		/* Its name begins and ends with a blank. */
		{ "names/escape.pem", "cn=' a,b+c\"d\\\\e<f>g;h=i#j '", true },
		{ "names/escape.pem", "cn=\" a,b+c\\\"d\\\\e<f>g;h=i#j \"", true },
		{ "names/escape.pem", "cn=\" a,b+c\\\"d\\e<f>g;h=i#j \"", false },
		{ "names/escape.pem", "cn= a\\,b+c\"d\\\\e<f>g;h=i#j ", false },
		{ "names/escape.pem", "cn~* a\\,b+c\"d\\\\\\\\e<f>g;h=i#j*", true },
		{ "names/escape.pem",
		  "subject='CN=\\ a\\,b\\+c\\\"d\\\\e\\<f\\>g\\;h=i#j\\ ,O=Cabundle Test,C=ZZ'",
		  true },
		{ "names/escape.pem",
		  "subject=CN=\\ a\\\\,b\\+c\\\"d\\\\e\\<f\\>g\\;h=i#j\\ \\,O=Cabundle Test\\,C=ZZ",
		  true },
		{ "names/escape.pem",
		  "subject=CN=\\ a\\,b\\+c\\\"d\\\\e\\<f\\>g\\;h=i#j\\ \\,O=Cabundle Test\\,C=ZZ",
		  false },
		/* A backslash at the end stands for itself, and closes nothing. */
		{ "names/escape.pem", "cn!='a\\\\'", true },
		{ "names/escape.pem", "cn!='a\\\\' and version=3", true },
		{ "names/escape.pem", "cn!=a\\", true },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bundle b = fixture_bundle(rows[i].file);
		struct filter filter = { 0 };
		struct buf out = { 0 };

		REQUIRE(b.count == 1);
		ROW(rows[i].expression);
		CHECK_EQ_STR(add(&filter, rows[i].expression), NULL);
		matches(&filter, &b, &out);
		CHECK_EQ_STR(buf_c(&out), rows[i].passes ? "0" : "");
		filter_free(&filter);
		buf_free(&out);
		bundle_free(&b);
	}
}

TEST(what_was_wrong_is_not_added)
{
	struct bundle b = fixture_bundle("roles/hier.pem");
	struct filter filter = { 0 };
	struct buf out = { 0 };

	CHECK(add(&filter, "role=root and issuer-found=yes and role=x") != NULL);
	CHECK(filter.first == NULL && filter.set_field == NULL);
	CHECK_EQ_STR(add(&filter, "role=root"), NULL);
	CHECK(add(&filter, "role=leaf or (name=x") != NULL);
	matches(&filter, &b, &out);
	CHECK_EQ_STR(buf_c(&out), "02");
	filter_free(&filter);
	buf_free(&out);
	bundle_free(&b);
}

/* "field='word'"; an invalid value of these types is only found by a pattern. */
static void put_condition(const struct field *field, const char *op,
			  struct span word, struct buf *out)
{
	out->n = 0;
	buf_str(out, field->name);
	buf_str(out, op);
	buf_put(out, '\'');
	for (size_t i = 0; i < word.n; i++) {
		if (word.p[i] == '\'')
			buf_put(out, '\\');
		buf_put(out, word.p[i]);
	}
	buf_put(out, '\'');
}

static void check_word(const struct field *field, struct span word, struct facts *f)
{
	struct buf text = { 0 };

	for (int negated = 0; negated < 2; negated++) {
		struct filter filter = { 0 };

		put_condition(field, negated ? "!=" : "=", word, &text);
		ROW(buf_c(&text));
		CHECK_EQ_STR(add(&filter, buf_c(&text)), NULL);
		CHECK(filter_match(&filter, f) != negated);
		filter_free(&filter);
	}
	ROW("");
	buf_free(&text);
}

static void check_value(const struct field *field, struct facts *f)
{
	struct value v = field_get(field, f);
	struct buf text = { 0 };
	struct span list;

	value_text(field, &v, &text);
	list = buf_span(&text);
	if (field->type != FIELD_LIST || v.state == VALUE_INVALID || list.n == 0) {
		if (v.state != VALUE_INVALID ||
		    (field->type != FIELD_TIME && field->type != FIELD_INTEGER &&
		     field->type != FIELD_BOOLEAN))
			check_word(field, list, f);
		list.n = 0;
	}
	while (list.n > 0) {
		const uint8_t *comma = memchr(list.p, ',', list.n);
		size_t n = comma != NULL ? (size_t)(comma - list.p) : list.n;

		check_word(field, span_of(list.p, n), f);
		n += comma != NULL;
		list = span_of(list.p + n, list.n - n);
	}
	buf_free(&text);
}

/* Commas, quotes, backslashes, controls and broken fields among them. */
TEST(what_tsv_shows_in_single_quotes_finds_its_certificate)
{
	static const char *const files[] = {
		"algorithms", "check", "extensions",	  "names",
		"roles",      "rot",   "pem/trusted.pem", "rds/global-bundle.pem"
	};
	struct facts f = { 0 };

	for (size_t n = 0; n < ARRAY_LEN(files); n++) {
		struct bundle b = fixture_bundle(files[n]);

		CHECK(b.count > 0);
		for (size_t i = 0; i < b.count; i++) {
			const struct entry *e = &b.entry[i];
			const struct field *field;

			facts_start(&f, &context, &e->cert, &e->origin, e->index);
			for (size_t k = 0; (field = field_row(k)) != NULL; k++)
				if (field->scope != FIELD_SET)
					check_value(field, &f);
		}
		bundle_free(&b);
	}
	facts_free(&f);
}
