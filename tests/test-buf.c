#include "tap.h"

#include "base/buf.h"

TEST(what_was_put_is_in_the_buffer)
{
	struct buf b = { 0 };

	buf_put(&b, 'a');
	buf_add(&b, SPAN_LIT("b\0c"));
	buf_str(&b, "de");
	buf_fill(&b, '-', 3);
	buf_add(&b, (struct span){ 0 });
	buf_str(&b, "");
	buf_fill(&b, 'x', 0);
	CHECK_EQ_MEM(b.p, b.n, "ab\0cde---", 9);
	CHECK(span_eq(buf_span(&b), SPAN_LIT("ab\0cde---")));
	buf_free(&b);
	CHECK(b.p == NULL && b.n == 0 && b.room == 0);
}

TEST(it_grows_from_nothing_to_a_million_bytes)
{
	struct buf b = { 0 };
	bool good = true;

	for (size_t i = 0; i < 1000000; i++)
		buf_put(&b, (uint8_t)(i * 7));
	for (size_t i = 0; i < 1000000; i++)
		good = good && b.p[i] == (uint8_t)(i * 7);
	CHECK(good);
	CHECK_EQ_INT(b.n, 1000000);
	buf_free(&b);
}

TEST(reserve_returns_the_end_and_makes_room)
{
	struct buf b = { 0 };
	uint8_t *end;

	buf_str(&b, "abc");
	for (size_t n = 0; n < 5000; n += 13) {
		end = buf_reserve(&b, n);
		CHECK(end == b.p + 3);
		CHECK(b.room - b.n >= n);
		memset(end, 'x', n);
	}
	CHECK_EQ_MEM(b.p, b.n, "abc", 3);
	buf_free(&b);
}

TEST(c_ends_the_content_with_a_nul_that_is_no_part_of_it)
{
	struct buf b = { 0 };

	CHECK_EQ_STR(buf_c(&b), "");
	for (int i = 0; i < 300; i++) {
		buf_put(&b, 'x');
		CHECK(strlen(buf_c(&b)) == b.n);
	}
	CHECK_EQ_INT(b.n, 300);
	buf_free(&b);
}

TEST(numbers_are_decimal)
{
	static const struct {
		int64_t number;
		const char *text;
	} rows[] = {
		{ 0, "0" },
		{ 7, "7" },
		{ 10, "10" },
		{ -1, "-1" },
		{ -100, "-100" },
		{ INT64_MAX, "9223372036854775807" },
		{ INT64_MIN, "-9223372036854775808" },
	};
	struct buf b = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		b.n = 0;
		buf_int(&b, rows[i].number);
		CHECK_EQ_STR(buf_c(&b), rows[i].text);
	}
	buf_free(&b);
}

TEST(hex_is_in_lower_case)
{
	struct buf b = { 0 };

	buf_hex(&b, SPAN_LIT("\x00\x0f\xf0\xab\xff"));
	buf_hex(&b, (struct span){ 0 });
	CHECK_EQ_STR(buf_c(&b), "000ff0abff");
	buf_free(&b);
}

TEST(printf_appends_text_of_any_length)
{
	struct buf b = { 0 };

	buf_printf(&b, "%s", "");
	buf_printf(&b, "%d-%s", 5, "x");
	CHECK_EQ_STR(buf_c(&b), "5-x");
	buf_printf(&b, "%5000d", 1);
	CHECK_EQ_INT(b.n, 5003);
	CHECK(b.p[5002] == '1' && b.p[5001] == ' ');
	buf_free(&b);
}
