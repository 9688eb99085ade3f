#include "tap.h"

#include "feed.h"
#include "hex.h"
#include "io/utf16.h"

TEST(code_points_become_the_shortest_utf8)
{
	static const struct {
		uint32_t code;
		const char *utf8;
	} rows[] = {
		{ 0, "\0" },
		{ 0x41, "A" },
		{ 0x7f, "\x7f" },
		{ 0x80, "\xc2\x80" },
		{ 0x7ff, "\xdf\xbf" },
		{ 0x800, "\xe0\xa0\x80" },
		{ 0xffff, "\xef\xbf\xbf" },
		{ 0x10000, "\xf0\x90\x80\x80" },
		{ 0x10ffff, "\xf4\x8f\xbf\xbf" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		uint8_t out[4];
		size_t n = utf8_put(out, rows[i].code);

		CHECK_EQ_MEM(out, n, rows[i].utf8,
			     i == 0 ? 1 : strlen(rows[i].utf8));
	}
}

static const struct row {
	const char *label;
	const char *hex; /* big endian, without a byte order mark */
	const char *utf8;
	bool odd;
} rows[] = {
	{ "nothing", "", "", false },
	{ "ASCII", "0041 000a 0042", "A\nB", false },
	{ "two and three bytes", "00e9 20ac", "\xc3\xa9\xe2\x82\xac", false },
	{ "a pair", "d83d de00", "\xf0\x9f\x98\x80", false },
	{ "the last pair", "dbff dfff", "\xf4\x8f\xbf\xbf", false },
	{ "a high surrogate alone", "d83d 0041", "\xef\xbf\xbd\x41", true },
	{ "a low surrogate alone", "de00 0041", "\xef\xbf\xbd\x41", true },
	{ "two high surrogates", "d83d d83d de00", "\xef\xbf\xbd\xf0\x9f\x98\x80",
	  true },
	{ "a pair the wrong way round", "de00 d83d 0041",
	  "\xef\xbf\xbd\xef\xbf\xbd\x41", true },
	{ "a high surrogate and a wide character", "d83d 20ac",
	  "\xef\xbf\xbd\xe2\x82\xac", true },
	{ "a mark that is not at the start", "0041 feff 0042", "A\xef\xbb\xbf\x42",
	  false },
};

static void swap(struct buf *b)
{
	for (size_t i = 0; i + 1 < b->n; i += 2) {
		uint8_t first = b->p[i];

		b->p[i] = b->p[i + 1];
		b->p[i + 1] = first;
	}
}

/* All that comes out of text that starts with a mark, read step bytes at once. */
static void decode(struct buf *raw, size_t step, bool big, struct buf *out,
		   bool *odd)
{
	struct feed f = { .left = buf_span(raw), .step = step };
	struct input in;
	struct span s;

	input_open(&in, feed_read, &f);
	input_detect(&in);
	CHECK_EQ_INT(in.encoding, big ? INPUT_UTF16BE : INPUT_UTF16LE);
	out->n = 0;
	while ((s = input_fill(&in, 1)).n > 0) {
		buf_add(out, s);
		input_skip(&in, s.n);
	}
	*odd = in.odd_utf16;
	input_close(&in);
}

TEST(each_row_decodes_in_both_byte_orders_and_in_pieces_of_any_size)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		for (size_t step = 0; step < 8; step++) {
			struct buf raw = { 0 }, out = { 0 };
			bool odd = !rows[i].odd;

			ROW(rows[i].label);
			hex_add(&raw, "feff");
			hex_add(&raw, rows[i].hex);
			decode(&raw, step, true, &out, &odd);
			CHECK_EQ_MEM(out.p, out.n, rows[i].utf8,
				     strlen(rows[i].utf8));
			CHECK(odd == rows[i].odd);
			swap(&raw);
			decode(&raw, step, false, &out, &odd);
			CHECK_EQ_MEM(out.p, out.n, rows[i].utf8,
				     strlen(rows[i].utf8));
			CHECK(odd == rows[i].odd);
			buf_free(&raw);
			buf_free(&out);
		}
	}
}

TEST(half_a_character_at_the_end_is_odd)
{
	static const char *const ends[] = { "feff 0041 00", "feff 0041 d83d",
					    "feff 0041 d83d de" };

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		for (size_t step = 0; step < 4; step++) {
			struct buf raw = { 0 }, out = { 0 };
			bool odd = false;

			ROW(ends[i]);
			hex_add(&raw, ends[i]);
			decode(&raw, step, true, &out, &odd);
			CHECK(odd);
			CHECK(out.n >= 1 && out.p[0] == 'A');
			buf_free(&raw);
			buf_free(&out);
		}
	}
}

TEST(text_longer_than_all_buffers_is_whole)
{
	struct buf raw = { 0 }, out = { 0 };
	bool odd, good = true;

	hex_add(&raw, "feff");
	for (int i = 0; i < 200000; i++)
		hex_add(&raw, "20ac d83d de00");
	for (size_t step = 0; step < 70000; step += 34567) {
		decode(&raw, step, true, &out, &odd);
		CHECK(!odd);
		CHECK_EQ_INT(out.n, 200000 * 7);
		for (size_t at = 0; at + 7 <= out.n; at += 7)
			good = good &&
			       memcmp(out.p + at, "\xe2\x82\xac\xf0\x9f\x98\x80",
				      7) == 0;
		CHECK(good);
	}
	buf_free(&raw);
	buf_free(&out);
}

TEST(what_is_no_utf16_is_left_as_it_is)
{
	static const struct {
		const char *label;
		struct span bytes;
		enum input_encoding encoding;
	} heads[] = {
		{ "nothing", SPAN_LIT(""), INPUT_BYTES },
		{ "one byte of a mark", SPAN_LIT("\xff"), INPUT_BYTES },
		{ "ASCII", SPAN_LIT("-----BEGIN"), INPUT_BYTES },
		{ "UTF-8 with a mark", SPAN_LIT("\xef\xbb\xbf--"), INPUT_BYTES },
		{ "DER", SPAN_LIT("\x30\x82\x01\x02"), INPUT_BYTES },
		{ "an LE mark", SPAN_LIT("\xff\xfe-\0"), INPUT_UTF16LE },
		{ "a BE mark", SPAN_LIT("\xfe\xff\0-"), INPUT_UTF16BE },
		{ "LE hyphens without a mark", SPAN_LIT("-\0-\0-\0-\0"),
		  INPUT_UTF16LE },
		{ "BE hyphens without a mark", SPAN_LIT("\0-\0-\0-\0-"),
		  INPUT_UTF16BE },
		{ "one LE hyphen", SPAN_LIT("-\0"), INPUT_BYTES },
	};

	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		struct span bytes = heads[i].bytes;
		struct input in;

		ROW(heads[i].label);
		input_open_span(&in, &bytes);
		input_detect(&in);
		CHECK_EQ_INT(in.encoding, heads[i].encoding);
		if (in.encoding == INPUT_BYTES)
			CHECK(span_eq(input_fill(&in, 100), heads[i].bytes));
		else
			CHECK(input_fill(&in, 1).p[0] == '-');
		input_close(&in);
	}
}

TEST(a_source_that_fails_within_the_text_is_an_error)
{
	struct feed f = { .left = SPAN_LIT("\xfe\xff\0A\0B"),
			  .step = 3,
			  .error = EIO };
	struct input in;

	input_open(&in, feed_read, &f);
	input_detect(&in);
	CHECK(span_eq(input_fill(&in, 100), SPAN_LIT("AB")));
	CHECK_EQ_INT(in.error, EIO);
	input_close(&in);
}
