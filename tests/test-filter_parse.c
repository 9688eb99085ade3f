/* What --where refuses, and where; random text. */
#include "tap.h"

#include "base/caps.h"
#include "fixture.h"
#include "report/filter.h"
#include "x509/text.h"

#define NOW INT64_C(1787356800) /* 2026-08-22T00:00:00Z */

/* An expression that is wrong, the column of that, and a part of what is said. */
static const struct {
	const char *expression;
	size_t column;
	const char *says;
} errors[] = {
	{ "", 1, "empty" },
	{ "   ", 1, "empty" },

	/* Fields and operators. */
	{ "role", 1, "operator is missing" },
	{ "role root", 1, "= != < <= > >= ~ !~" },
	{ "role:root", 1, "operator" },
	{ "role eq", 1, "operator" },
	{ "role eqroot", 1, "operator" },
	{ "=root", 1, "'=root' is not a condition" },
	{ "\"role\"=root", 1, "not a condition" },
	{ "Role=root", 1, "'Role' is not a field; did you mean 'role'?" },
	{ "regoin=x", 1, "did you mean 'region'?" },
	{ "key_usage=x", 1, "did you mean 'key-usage'?" },
	{ "colour=red", 1, "--list-fields" },
	{ "role=root and colour=red", 15, "'colour' is not a field" },
	{ "role=root or not (colour=red", 19, "'colour' is not a field" },
	{ "name=x and Role=root", 12, "did you mean 'role'?" },
	{ "  colour=red", 3, "'colour'" },
	{ "role==root", 5, "'==' is not an operator" },
	{ "role= =root", 5, "'= =' is not an operator" },
	{ "name=~x", 5, "'=~' is not an operator" },
	{ "name!==x", 5, "'!==' is not an operator" },
	{ "key-bits=>3", 9, "'=>' is not an operator" },
	{ "key-bits<>3", 9, "'<>' is not an operator" },
	{ "name=x,=y", 8, "'=' is not an operator" },
	{ "name=!x", 5, "'=!' is not an operator" },

	/* The words of other languages. */
	{ "role=root && key=rsa2048", 11, "'&&' is not a word here: write 'and'" },
	{ "role=root||key=rsa2048", 10, "'||' is not a word here: write 'or'" },
	{ "name=A && B", 8, "'&&'" },
	{ "role=root AND key=rsa2048", 11,
	  "'AND' is not a word here: write 'and'" },
	{ "role=root And key=rsa2048", 11, "'And'" },
	{ "role=root OR (key=rsa2048)", 11, "'OR' is not a word here: write 'or'" },
	{ "role=root and NOT key=rsa2048", 15,
	  "'NOT' is not a word here: write 'not'" },
	{ "NOT role=root", 1, "write 'not'" },
	{ "!role=root", 1, "'!' is not a word here: write 'not'" },
	{ "!(role=root)", 1, "write 'not'" },
	{ "role=root and !(role=leaf)", 15, "'!' is not a word here" },
	{ "(role=root) && role=leaf", 13, "'&&'" },
	{ "(role=root) AND role=leaf", 13, "'AND'" },
	{ "name=\"x\" || role=leaf", 10, "'||'" },

	/* Values that go on as conditions. */
	{ "role=root,key=rsa2048", 11, "a comma separates the values of role" },
	{ "role=root, key eq rsa2048", 12, "a comma" },
	{ "name=x,colour=red", 8, "a comma" },
	{ "subject=CN=Root A,O=Example", 19, "put a value with 'O=' in quotes" },
	{ "subject=\"CN=Root A\",O=Example", 21, "a comma" },
	{ "role=root key=rsa2048", 11, "'key=' begins another condition" },
	{ "name=x key = rsa2048", 8, "'key =' begins another condition" },
	{ "name=x version eq 3", 8, "'version eq' begins another condition" },
	{ "name=x & role=root", 10, "'role=' begins another condition" },
	{ "name=x;role=root", 8, "begins another condition" },
	{ "name=x(role=root)", 8, "begins another condition" },
	{ "name=\"x\" y", 10, "'y' is after the end of a condition" },
	{ "name=\"x\"y", 9, "'y' is after the end of a condition" },
	{ "(role=root) role=leaf", 13, "'role=leaf' is after the end" },

	/* Quotes and parentheses. */
	{ "name=\"x", 6, "the quote \" is not closed" },
	{ "name='x\\'", 6, "the quote ' is not closed" },
	{ "role=root or name='x", 19, "the quote ' is not closed" },
	{ "(role=root", 1, "'(' is not closed" },
	{ "role=root and (role=leaf", 15, "'(' is not closed" },
	{ "((role=root)", 1, "'(' is not closed" },
	{ "role=root)", 10, "')' closes nothing" },
	{ "(role=root))", 12, "')' closes nothing" },
	{ "name=x) y", 7, "')' closes nothing" },
	{ "name=a (b", 8, "'(' is not closed in the value" },
	{ "(name=a (b", 9, "'(' is not closed in the value" },
	{ "(name=a (b)", 1, "'(' is not closed" },
	{ "name=a (b and role=root)", 8, "'(' is not closed in the value" },
	{ "()", 2, "')' is not a condition" },
	{ "not", 3, "a condition is missing" },
	{ "not ", 4, "a condition is missing" },
	{ "(", 1, "a condition is missing" },
	{ "(role=root) and", 15, "a condition is missing" },
	{ "(role=root) and or", 17, "'or' is not a field" },
	{ "name=\"x\" or ", 12, "a condition is missing" },

	/* Values that the field cannot have. */
	{ "role=Root", 6,
	  "its values are root, self-issued, intermediate or leaf" },
	{ "role=Root", 6, "did you mean 'root'?" },
	{ "role=root,Leaf", 11, "role cannot be 'Leaf'" },
	{ "role = nothing", 8, "role cannot be 'nothing'" },
	{ "role=root and", 6, "role cannot be 'root and'" },
	{ "role=root and not", 6, "role cannot be 'root and not'" },
	{ "role!=Root", 7, "role cannot be" },
	{ "role~ca*", 6, "role cannot be 'ca*'" },
	{ "role=\"root \"", 6, "role cannot be 'root '" },
	{ "role=\x1b[31m", 6, "'\\1B[31m'" },
	{ "self-signed=true", 13, "yes, no, unsupported or unchecked" },
	{ "key=rsa2047bit", 5, "key cannot be 'rsa2047bit'" },
	{ "key=RSA2048", 5, "did you mean 'rsa2048'?" },
	{ "key=1.2.840.113549.1.1.1", 5, "key cannot be" },
	{ "key-usage=keyCertsign", 11, "did you mean 'keyCertSign'?" },
	{ "key-usage~*signs", 11, "key-usage cannot be" },
	{ "ext-key-usage=1.3.6.1.5.5.7.3.1", 15, "did you mean 'serverAuth'?" },
	{ "hash=SHA-256", 6, "did you mean 'sha256'?" },
	{ "signature=sha256withRSAEncryption", 11, "did you mean 'sha256WithRSA" },
	{ "partition=aws-gov", 11, "partition cannot be" },
	{ "role<root", 5, "values of role have no order" },
	{ "key>=rsa2048", 4, "values of key have no order" },
	{ "key-usage lt x", 11, "values of key-usage have no order" },

	/* Patterns. */
	{ "name!=*Entrust*", 7, "'*' is for patterns: write !~ instead of !=" },
	{ "name=Root*", 10, "'*' is for patterns: write ~ instead of =" },
	{ "name eq Root*", 13, "write ~ instead of eq" },
	{ "key=rsa*", 8, "'*' is for patterns" },
	{ "not-after=2024*", 15, "'*' is for patterns" },
	{ "name~x\\", 6, "ends in a backslash" },
	{ "name~\"x\\\\\\\"\\\"", 6, "is not closed" },

	/* Hexadecimal. */
	{ "sha256=96bc", 8,
	  "64 hex digits; for the beginning of one, write sha256~96bc*" },
	{ "sha256!=96:BC", 9, "write sha256!~96bc*" },
	{ "sha256~96bc", 8, "write sha256~96bc*" },
	{ "sha1=xyz", 6, "sha1 cannot be 'xyz'; its values are 40 hex digits" },
	{ "sha1~xyz*", 6, "sha1 cannot be 'xyz*'" },
	{ "serial=7", 8, "hex digits, two a byte" },
	{ "ski=123", 5, "ski cannot be '123'" },
	{ "ski=12 34", 5, "ski cannot be '12 34'" },
	{ "serial<x", 8, "serial cannot be 'x'" },

	/* Numbers, times, truth. */
	{ "index=x", 7,
	  "index cannot be 'x'; its values are whole numbers from 0" },
	{ "index=1x", 7, "'1x'" },
	{ "index=1,x", 9, "'x'" },
	{ "index=1.5", 7, "'1.5'" },
	{ "index=-1", 7, "'-1'; its values are whole numbers from 0 to" },
	{ "index=-", 7, "'-'" },
	{ "index=0x10", 7, "'0x10'" },
	{ "key-bits<9223372036854775808", 10, "from 0 to 9223372036854775807" },
	{ "days-left>9223372036854775808", 11, "whole numbers of 64 bits" },
	{ "days-left>-9223372036854775809", 11, "whole numbers of 64 bits" },
	{ "ca=maybe", 4, "ca cannot be 'maybe'; its values are yes or no" },
	{ "ca=Yes", 4, "ca cannot be 'Yes'" },
	{ "ca~true", 4, "ca cannot be 'true'" },
	{ "not-after=tomorrow", 11, "times such as 2026, 2026-08" },
	{ "not-after<2026-13", 11, "'2026-13'" },
	{ "not-after<90", 11, "'90'" },
	{ "not-after=2026-02-30", 11, "'2026-02-30'" },

	/* Nothing. */
	{ "key-bits<", 9, "a value is missing after '<'" },
	{ "pathlen>=", 9, "a value is missing after '>='" },
	{ "pathlen>= and role=root", 10, "a value is missing after '>='" },
	{ "role=", 5, "a value is missing: every certificate has role" },
	{ "role=root,", 10, "a value is missing" },
	{ "role=,root", 6, "a value is missing" },
	{ "role=\"\"", 6, "a value is missing" },
	{ "sha256!=", 8, "every certificate has sha256" },
	{ "not-after=", 10, "every certificate has not-after" },
	{ "role=root and = x", 6, "role cannot be 'root and = x'" },

	/* Columns are characters. */
	{ "name=\xc3\xa4\xc3\xb6 and role=Root", 18, "'Root'" },
	{ "name=\xe2\x82\xac\xe2\x82\xac,\xf0\x9f\x98\x80 and role=Root", 20,
	  "'Root'" },
};

TEST(what_is_wrong_is_refused_with_its_column)
{
	for (size_t i = 0; i < ARRAY_LEN(errors); i++) {
		struct filter filter = { 0 };
		struct filter_error why;

		ROW(errors[i].expression);
		if (filter_add(&filter, errors[i].expression, NOW, &why)) {
			TAP_FAIL("it was accepted");
		} else {
			CHECK_EQ_INT(why.column, errors[i].column);
			if (strstr(why.text, errors[i].says) == NULL)
				TAP_FAIL("it says \"%s\"", why.text);
		}
		filter_free(&filter);
	}
}

/* The bounds of numbers that are taken, which the errors are one beyond. */
TEST(numbers_are_taken_up_to_their_bounds)
{
	static const char *const rows[] = {
		"key-bits<9223372036854775807",
		"days-left>-9223372036854775808",
		"days-left<9223372036854775807",
		"days-left<-0",
		"index=0",
		"index=+1",
		"index=00000000000000000000000001",
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct filter filter = { 0 };
		struct filter_error why = { 0 };

		ROW(rows[i]);
		CHECK(filter_add(&filter, rows[i], NOW, &why));
		CHECK_EQ_STR(why.text, NULL);
		filter_free(&filter);
	}
}

static bool nested(const char *open, size_t n, const char *close,
		   struct filter_error *why)
{
	struct filter filter = { 0 };
	struct buf text = { 0 };
	bool good;

	for (size_t i = 0; i < n; i++)
		buf_str(&text, open);
	buf_str(&text, "role=root");
	for (size_t i = 0; i < n; i++)
		buf_str(&text, close);
	good = filter_add(&filter, buf_c(&text), NOW, why);
	if (!good && strstr(why->text, "more than 64 parentheses and nots") == NULL)
		TAP_FAIL("it says \"%s\"", why->text);
	filter_free(&filter);
	buf_free(&text);
	return good;
}

TEST(parentheses_and_nots_may_be_64_in_one_another)
{
	struct filter_error why;

	for (size_t n = CAP_WHERE_DEPTH - 1; n <= CAP_WHERE_DEPTH; n++) {
		CHECK(nested("(", n, ")", &why));
		CHECK(nested("not ", n, "", &why));
		CHECK(nested("not (", n / 2, ")", &why));
	}
	CHECK(!nested("(", CAP_WHERE_DEPTH + 1, ")", &why));
	CHECK_EQ_INT(why.column, CAP_WHERE_DEPTH + 1);
	CHECK(!nested("not ", CAP_WHERE_DEPTH + 1, "", &why));
	CHECK_EQ_INT(why.column, 4 * CAP_WHERE_DEPTH + 1);
	CHECK(!nested("not (", CAP_WHERE_DEPTH / 2 + 1, ")", &why));
	CHECK(!nested("(", 1000000, ")", &why));
	CHECK(!nested("not ", 1000000, "", &why));
}

/* The depth is of what is around a condition, not of all that came before it. */
TEST(what_stands_side_by_side_has_no_limit)
{
	struct filter filter = { 0 };
	struct buf text = { 0 };
	struct filter_error why;

	for (size_t i = 0; i < 20000; i++)
		buf_str(&text, i % 3 == 0   ? "not (role=root) and "
			       : i % 3 == 1 ? "role=leaf or "
					    : "(name=Foo (Bar) and x) and ");
	buf_str(&text, "role=leaf");
	CHECK(filter_add(&filter, buf_c(&text), NOW, &why));
	filter_free(&filter);
	text.n = 0;
	buf_str(&text, "index=1");
	for (size_t i = 0; i < 100000; i++)
		buf_str(&text, ",2");
	CHECK(filter_add(&filter, buf_c(&text), NOW, &why));
	filter_free(&filter);
	buf_free(&text);
}

/* The same numbers in every run. */
static uint32_t draw(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

/* Words of the language, and any byte but NUL. */
static void random_words(uint32_t *state, struct buf *out)
{
	static const char *const words[] = {
		"role", "name", "key-usage",   "sha256",   "index", "not-after",
		"ca",	"=",	"!=",	       "~",	   "!~",    "<",
		">=",	" eq ", " like ",      " and ",	   " or ",  "not ",
		"(",	")",	",",	       "\"",	   "'",	    "\\",
		" ",	"root", "keyCertSign", "2026",	   "1",	    "yes",
		"*",	"&&",	" AND ",       "\xc3\xa4", "x",	    "[",
	};

	for (size_t n = draw(state) % 16; n > 0; n--) {
		if (draw(state) % 8 == 0)
			buf_put(out, (uint8_t)(draw(state) % 255 + 1));
		else
			buf_str(out, words[draw(state) % ARRAY_LEN(words)]);
	}
}

/* An expression that is well formed but for what it may lack at its end. */
static void random_conditions(uint32_t *state, struct buf *out)
{
	static const char *const parts[][6] = {
		{ "", "", "not ", "(", "not (", " " },
		{ "role=root", "name~*Root*, x", "key-bits<=2048",
		  "aki=", "name='it\\'s (a) \"b\"'", "not-after>=2y" },
		{ "", "", ")", " ", ")", "" },
		{ " and ", " or ", " and not ", " or (", " and ", " or " },
	};
	size_t n = 4 * (1 + draw(state) % 4) - 1;

	for (size_t i = 0; i < n; i++)
		buf_str(out, parts[i % 4][draw(state) % 6]);
}

/* Either, or the latter with one byte that is changed. */
static void random_expression(uint32_t *state, struct buf *out)
{
	uint32_t kind = draw(state) % 3;

	out->n = 0;
	if (kind == 0)
		random_words(state, out);
	else
		random_conditions(state, out);
	if (kind == 1 && out->n > 0)
		out->p[draw(state) % out->n] = (uint8_t)(draw(state) % 255 + 1);
}

TEST(random_text_is_a_filter_or_wrong_at_a_column_within_it)
{
	struct bundle b = fixture_bundle("roles/leaf.pem");
	static struct field_context context = { .now = NOW };
	struct facts f = { 0 };
	struct buf text = { 0 };
	uint32_t state = 1;
	int good = 0;

	facts_start(&f, &context, &b.entry[0].cert, &b.entry[0].origin, 1);
	for (int i = 0; i < 300000; i++) {
		struct filter filter = { 0 };
		struct filter_error why = { 0 };

		random_expression(&state, &text);
		if (filter_add(&filter, buf_c(&text), NOW, &why)) {
			good++;
			filter_match(&filter, &f);
			filter_may_match(&filter, field_row(FIELD_ID_role), &f);
		} else if (why.text == NULL || *why.text == '\0' ||
			   why.column == 0 ||
			   why.column > (text.n > 0 ? text.n : 1)) {
			TAP_FAIL("%s: column %zu", buf_c(&text), why.column);
		} else {
			/* What is said can be shown: it is UTF-8 on one line. */
			struct span says = span_str(why.text);
			uint32_t c;

			while (utf8_next(&says, &c))
				if (text_acts(c))
					break;
			if (says.n > 0)
				TAP_FAIL("%s: says %s", buf_c(&text), why.text);
		}
		filter_free(&filter);
	}
	CHECK(good > 10000);
	facts_free(&f);
	buf_free(&text);
	bundle_free(&b);
}
