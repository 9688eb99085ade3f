#include "tap.h"

#include "base/span.h"

TEST(take_cuts_the_first_bytes_off)
{
	struct span s = SPAN_LIT("abcdef"), out;

	CHECK(span_take(&s, 2, &out));
	CHECK_EQ_MEM(out.p, out.n, "ab", 2);
	CHECK_EQ_MEM(s.p, s.n, "cdef", 4);
}

TEST(take_past_the_end_fails_and_changes_nothing)
{
	struct span s = SPAN_LIT("abc"), out = SPAN_LIT("kept");
	const uint8_t *p = s.p;

	CHECK(!span_take(&s, 4, &out));
	CHECK(!span_take(&s, SIZE_MAX, &out));
	CHECK(s.p == p && s.n == 3);
	CHECK_EQ_MEM(out.p, out.n, "kept", 4);
}

TEST(take_may_take_all_and_nothing)
{
	struct span s = SPAN_LIT("abc"), out;

	CHECK(span_take(&s, 3, &out));
	CHECK_EQ_INT(out.n, 3);
	CHECK_EQ_INT(s.n, 0);
	CHECK(span_take(&s, 0, &out));
	CHECK_EQ_INT(out.n, 0);
	CHECK(!span_take(&s, 1, &out));
}

TEST(take_of_nothing_from_a_null_span_works)
{
	struct span s = { 0 }, out = SPAN_LIT("x");

	CHECK(span_take(&s, 0, &out));
	CHECK(out.n == 0 && s.p == NULL);
	CHECK(!span_take(&s, 1, &out));
}

TEST(take_into_the_span_itself_is_what_was_taken)
{
	struct span s = SPAN_LIT("abc"), rest = s;

	CHECK(span_take(&rest, 1, &s));
	CHECK_EQ_MEM(s.p, s.n, "a", 1);
	CHECK_EQ_MEM(rest.p, rest.n, "bc", 2);
}

static const struct {
	struct span a, b;
	int order;
	bool starts; /* a begins with b */
} pairs[] = {
	{ SPAN_LIT(""), SPAN_LIT(""), 0, true },
	{ { NULL, 0 }, SPAN_LIT(""), 0, true },
	{ SPAN_LIT("a"), SPAN_LIT(""), 1, true },
	{ SPAN_LIT(""), SPAN_LIT("a"), -1, false },
	{ SPAN_LIT("a"), { NULL, 0 }, 1, true },
	{ SPAN_LIT("abc"), SPAN_LIT("abc"), 0, true },
	{ SPAN_LIT("abc"), SPAN_LIT("ab"), 1, true },
	{ SPAN_LIT("ab"), SPAN_LIT("abc"), -1, false },
	{ SPAN_LIT("abd"), SPAN_LIT("abc"), 1, false },
	{ SPAN_LIT("a\0b"), SPAN_LIT("a\0c"), -1, false },
	{ SPAN_LIT("\x7f"), SPAN_LIT("\x80"), -1,
	  false }, /* bytes are not signed */
	{ SPAN_LIT("\xff"), SPAN_LIT("a"), 1, false },
};

TEST(cmp_eq_and_starts_agree_on_every_row)
{
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		char row[24];
		int order = span_cmp(pairs[i].a, pairs[i].b);

		snprintf(row, sizeof(row), "row %zu", i);
		ROW(row);
		CHECK_EQ_INT((order > 0) - (order < 0), pairs[i].order);
		order = span_cmp(pairs[i].b, pairs[i].a);
		CHECK_EQ_INT((order > 0) - (order < 0), -pairs[i].order);
		CHECK(span_eq(pairs[i].a, pairs[i].b) == (pairs[i].order == 0));
		CHECK(span_starts(pairs[i].a, pairs[i].b) == pairs[i].starts);
		ROW("");
	}
}

TEST(str_and_lit_leave_the_nul_out)
{
	CHECK_EQ_INT(span_str("abc").n, 3);
	CHECK_EQ_INT(SPAN_LIT("abc").n, 3);
	CHECK_EQ_INT(SPAN_LIT("a\0b").n, 3);
	CHECK(span_eq(span_str("abc"), SPAN_LIT("abc")));
}

TEST(a_list_is_cut_into_one_item_more_than_it_has_separators)
{
	static const struct {
		const char *list, *items;
	} rows[] = {
		{ "", "[]" },		{ "a", "[a]" },
		{ ",", "[][]" },	{ "a,", "[a][]" },
		{ ",a", "[][a]" },	{ "a,b", "[a][b]" },
		{ "a,,b", "[a][][b]" }, { "ab,cd,", "[ab][cd][]" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct span list = span_str(rows[i].list), item;
		char items[32] = "";

		ROW(rows[i].list);
		while (span_cut(&list, ',', &item))
			snprintf(items + strlen(items),
				 sizeof(items) - strlen(items), "[%.*s]",
				 (int)item.n, (const char *)item.p);
		CHECK_EQ_STR(items, rows[i].items);
		CHECK(!span_cut(&list, ',', &item));
	}
}
