#include "tap.h"

#include <ctype.h>

#include "collect.h"

TEST(ids_are_unique_words_of_lower_case)
{
	for (int i = 0; i < DIAG_ID_COUNT; i++) {
		const char *name = diag_name((enum diag_id)i);

		ROW(name);
		CHECK(strlen(name) >= 3);
		for (const char *p = name; *p != '\0'; p++)
			CHECK(islower((unsigned char)*p) ||
			      isdigit((unsigned char)*p) || *p == '-');
		for (int k = 0; k < i; k++)
			CHECK(strcmp(name, diag_name((enum diag_id)k)) != 0);
	}
}

TEST(a_fact_has_one_place_for_a_detail_at_most)
{
	for (int i = 0; i < DIAG_ID_COUNT; i++) {
		const char *fact = diag_fact((enum diag_id)i);
		const char *percent = strchr(fact, '%');

		ROW(diag_name((enum diag_id)i));
		CHECK(*fact != '\0');
		if (percent != NULL) {
			CHECK(percent[1] == 's');
			CHECK(strchr(percent + 1, '%') == NULL);
		}
		CHECK(diag_standard((enum diag_id)i) != NULL);
	}
}

TEST(a_fact_is_a_phrase_without_a_capital_and_a_full_stop)
{
	for (int i = 0; i < DIAG_ID_COUNT; i++) {
		const char *fact = diag_fact((enum diag_id)i);

		ROW(diag_name((enum diag_id)i));
		CHECK(fact[strlen(fact) - 1] != '.');
		CHECK(strchr(fact, '\n') == NULL);
	}
}

TEST(errors_and_warnings_are_counted_and_notes_are_not)
{
	struct place at = { .file = "x", .line = 3 };
	struct collect c;

	collect_start(&c);
	diag_report(&c.diags, DIAG_ID_EMPTY_FILE, &at, NULL);
	diag_report(&c.diags, DIAG_ID_PRIVATE_KEY, &at, "%s", "a key");
	diag_report(&c.diags, DIAG_ID_PRIVATE_KEY, &at, "a key of %d", 5);
	diag_report(&c.diags, DIAG_ID_BYTE_ORDER_MARK, &at, NULL);
	CHECK_EQ_INT(c.diags.errors, 1);
	CHECK_EQ_INT(c.diags.warnings, 2);
	CHECK_EQ_STR(buf_c(&c.text),
		     "empty-file:3 private-key:3 private-key:3 byte-order-mark:3");
	CHECK_EQ_STR(buf_c(&c.details), "a key\na key of 5\n");
	CHECK_EQ_INT(c.last.severity, DIAG_NOTE);
	collect_end(&c);
}

TEST(strict_makes_errors_of_notes_alone)
{
	struct place at = { .file = "x" };
	struct collect c;

	collect_start(&c);
	c.diags.strict = true;
	diag_report(&c.diags, DIAG_ID_BYTE_ORDER_MARK, &at, NULL);
	CHECK_EQ_INT(c.last.severity, DIAG_ERROR);
	diag_report(&c.diags, DIAG_ID_PRIVATE_KEY, &at, "%s", "a key");
	CHECK_EQ_INT(c.last.severity, DIAG_WARNING);
	CHECK_EQ_INT(c.diags.errors, 1);
	CHECK_EQ_INT(c.diags.warnings, 1);
	collect_end(&c);
}

TEST(without_a_report_function_there_is_counting_still)
{
	struct diags d = { 0 };
	struct place at = { .file = "x" };

	diag_report(&d, DIAG_ID_EMPTY_FILE, &at, NULL);
	CHECK_EQ_INT(d.errors, 1);
}

TEST(a_detail_that_is_too_long_is_cut)
{
	char word[2000];
	struct place at = { .file = "x" };
	struct collect c;

	memset(word, 'x', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	collect_start(&c);
	diag_report(&c.diags, DIAG_ID_FOREIGN, &at, "%s", word);
	CHECK(c.details.n > 100 && c.details.n < 1000);
	collect_end(&c);
}
