#include "tap.h"

#include "base/nearest.h"

static const char *const names[] = { "name",	"not-after", "not-before", "region",
				     "role",	"sha1",	     "sha256",	   "cn",
				     "columns", "o",	     NULL };

static const char *name_of(const void *table, size_t n)
{
	return ((const char *const *)table)[n];
}

TEST(the_distance_counts_what_was_missed_added_replaced_or_swapped)
{
	static const struct {
		const char *a, *b;
		size_t distance;
	} rows[] = {
		{ "", "", 0 },
		{ "", "abc", 3 },
		{ "abc", "", 3 },
		{ "abc", "abc", 0 },
		{ "abc", "ABC", 0 },
		{ "abc", "ac", 1 },
		{ "ac", "abc", 1 },
		{ "abc", "axc", 1 },
		{ "abc", "acb", 1 },
		{ "ab", "ba", 1 },
		{ "abcd", "badc", 2 },
		{ "ca", "abc", 3 },
		{ "kitten", "sitting", 3 },
		{ "regoin", "region", 1 },
		{ "a-b", "a_b", 1 },
		{ "[", "{", 1 },
		{ "\xc3\xa4", "a", 2 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ROW(rows[i].a);
		CHECK_EQ_INT(
			nearest_distance(span_str(rows[i].a), span_str(rows[i].b)),
			rows[i].distance);
		CHECK_EQ_INT(
			nearest_distance(span_str(rows[i].b), span_str(rows[i].a)),
			rows[i].distance);
	}
}

TEST(the_nearest_name_is_found_and_nothing_where_none_is_near)
{
	static const struct {
		const char *word, *found;
	} rows[] = {
		{ "name", "name" },
		{ "nmae", "name" },
		{ "nam", "name" },
		{ "Name", "name" },
		{ "regoin", "region" },
		{ "region", "region" },
		{ "notafter", "not-after" },
		{ "not_after", "not-after" },
		{ "sha2", "sha1" },
		{ "sha25", "sha256" },
		{ "cm", "cn" },
		{ "colour", NULL },
		{ "", NULL },
		{ "x", NULL },
		{ "xy", NULL },
		{ "subject", NULL },
		/* Two of four characters are a third, rounded up. */
		{ "rule", "role" },
		{ "rula", "role" },
		{ "xxla", NULL },
		{ "cxx", NULL },
		{ "regxyn", "region" },
		{ "regxyz", NULL },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *found = nearest(span_str(rows[i].word), name_of, names);

		ROW(rows[i].word);
		CHECK_EQ_STR(found, rows[i].found);
	}
}

TEST(of_names_that_are_equally_near_the_first_is_taken)
{
	static const char *const two[] = { "abx", "aby", NULL };
	static const char *const better[] = { "abxx", "abzy", "abzz", NULL };

	CHECK_EQ_STR(nearest(SPAN_LIT("abz"), name_of, two), "abx");
	CHECK_EQ_STR(nearest(SPAN_LIT("abzz"), name_of, better), "abzz");
}

TEST(a_word_that_is_too_long_is_near_to_nothing)
{
	char text[NEAREST_BYTES + 2] = { 0 }, name[NEAREST_BYTES + 2] = { 0 };
	const char *table[] = { name, NULL };

	for (size_t n = NEAREST_BYTES - 1; n <= NEAREST_BYTES + 1; n++) {
		memset(text, 'a', n);
		memset(name, 'a', n);
		CHECK_EQ_STR(nearest(span_of(text, n), name_of, table),
			     n <= NEAREST_BYTES ? name : NULL);
	}
	name[1] = '\0';
	CHECK(nearest_distance(span_of(text, NEAREST_BYTES + 1), SPAN_LIT("a")) ==
	      SIZE_MAX);
	CHECK(nearest_distance(span_of(text, NEAREST_BYTES), SPAN_LIT("a")) ==
	      NEAREST_BYTES - 1);
}
