#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "feed.h"
#include "hex.h"

#define WINDOW (128 * 1024) /* lib/input.c; nothing breaks where it changes */

/* Text whose bytes differ all along, so that a byte out of place shows. */
static struct buf long_text(size_t n)
{
	struct buf b = { 0 };
	uint32_t state = 1;

	for (size_t i = 0; i < n; i++) {
		state = state * 1664525 + 1013904223;
		buf_put(&b, (uint8_t)(state >> 24));
	}
	return b;
}

TEST(all_bytes_come_in_order_in_pieces_of_any_size)
{
	static const size_t steps[] = { 1, 2, 7, 4096, 65536, 0 };
	struct buf text = long_text(3 * WINDOW + 5);

	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		struct feed f = { .left = buf_span(&text), .step = steps[i] };
		struct input in;
		size_t at = 0, want = 1;
		struct span s;
		bool good = true;

		input_open(&in, feed_read, &f);
		while ((s = input_fill(&in, want)).n > 0) {
			size_t n = s.n < want ? s.n : want;

			good = good && memcmp(s.p, text.p + at, s.n) == 0;
			good = good && input_offset(&in) == at;
			good = good && (s.n >= want || at + s.n == text.n);
			input_skip(&in, n);
			at += n;
			want = want * 3 % 5000 + 1;
		}
		CHECK(good);
		CHECK_EQ_INT(at, text.n);
		CHECK(in.eof && in.error == 0);
		input_close(&in);
	}
	buf_free(&text);
}

TEST(a_window_grows_to_what_is_asked_for_and_stays_small_otherwise)
{
	struct buf text = long_text(10 * WINDOW);
	struct span left = buf_span(&text), s;
	struct input in;

	input_open_span(&in, &left);
	while ((s = input_fill(&in, 1)).n > 0 && input_offset(&in) < 5 * WINDOW)
		input_skip(&in, s.n);
	CHECK_EQ_INT(in.room, WINDOW);
	s = input_fill(&in, 4 * WINDOW);
	CHECK(s.n >= 4 * WINDOW);
	CHECK(memcmp(s.p, text.p + input_offset(&in), s.n) == 0);
	CHECK(in.room <= 8 * WINDOW + 4096);
	input_close(&in);
	buf_free(&text);
}

TEST(asking_for_more_than_there_is_gives_all_there_is)
{
	struct span left = SPAN_LIT("abc");
	struct input in;

	input_open_span(&in, &left);
	CHECK(span_eq(input_fill(&in, 1000000), SPAN_LIT("abc")));
	input_skip(&in, 3);
	CHECK_EQ_INT(input_fill(&in, 1).n, 0);
	CHECK_EQ_INT(input_fill(&in, 0).n, 0);
	CHECK_EQ_INT(input_offset(&in), 3);
	input_close(&in);
}

TEST(discard_steps_over_what_is_there)
{
	struct buf text = long_text(5 * WINDOW);
	struct feed f = { .left = buf_span(&text), .step = 1000 };
	struct input in;

	input_open(&in, feed_read, &f);
	CHECK_EQ_INT(input_discard(&in, 0), 0);
	CHECK_EQ_INT(input_discard(&in, 3 * WINDOW + 1), 3 * WINDOW + 1);
	CHECK_EQ_INT(input_offset(&in), 3 * WINDOW + 1);
	CHECK(input_fill(&in, 1).p[0] == text.p[3 * WINDOW + 1]);
	CHECK_EQ_INT(input_discard(&in, UINT64_MAX), 2 * WINDOW - 1);
	CHECK_EQ_INT(input_discard(&in, 1), 0);
	input_close(&in);
	buf_free(&text);
}

TEST(a_source_that_fails_ends_the_stream_and_says_why)
{
	struct feed f = { .left = SPAN_LIT("abcdef"), .step = 4, .error = EIO };
	struct input in;

	input_open(&in, feed_read, &f);
	CHECK(span_eq(input_fill(&in, 100), SPAN_LIT("abcdef")));
	CHECK_EQ_INT(in.error, EIO);
	CHECK(in.eof);
	input_skip(&in, 6);
	CHECK_EQ_INT(input_fill(&in, 1).n, 0);
	CHECK_EQ_INT(f.reads, 3); /* it is not asked again */
	input_close(&in);
}

TEST(a_file_is_read_through_its_descriptor)
{
	struct input in;
	int ends[2];

	REQUIRE(pipe(ends) == 0);
	CHECK_EQ_INT(write(ends[1], "abc", 3), 3);
	close(ends[1]);
	input_open_fd(&in, ends[0]);
	CHECK(span_eq(input_fill(&in, 10), SPAN_LIT("abc")));
	CHECK(in.eof && in.error == 0);
	input_close(&in);
	close(ends[0]);
	input_open_fd(&in, ends[0]);
	CHECK_EQ_INT(input_fill(&in, 1).n, 0);
	CHECK_EQ_INT(in.error, EBADF);
	input_close(&in);
}

/* A file of n bytes, without a name. */
static int file_of(size_t n)
{
	FILE *f = tmpfile();
	int fd = f != NULL ? dup(fileno(f)) : -1;

	if (f != NULL)
		fclose(f);
	if (fd >= 0 && ftruncate(fd, (off_t)n) != 0)
		TAP_FAIL("ftruncate");
	return fd;
}

/* Of 300,000 bytes, more than the window takes at once, the start is read. */
TEST(a_file_that_is_cut_while_it_is_read_is_an_error)
{
	static const struct {
		off_t size;
		int error;
	} rows[] = {
		{ 299999, INPUT_FILE_CUT },
		{ 200000, INPUT_FILE_CUT },
		{ 0, INPUT_FILE_CUT },
		{ 300000, 0 },
		{ 300001, 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int fd = file_of(300000);
		struct input in;

		REQUIRE(fd >= 0);
		input_open_fd(&in, fd);
		CHECK(input_fill(&in, 1).n < 200000);
		CHECK_EQ_INT(ftruncate(fd, rows[i].size), 0);
		while (input_fill(&in, 1).n > 0)
			input_skip(&in, input_peek(&in).n);
		CHECK_EQ_INT(in.error, rows[i].error);
		input_close(&in);
		close(fd);
	}
}

TEST(a_file_that_is_cut_after_its_end_was_read_is_whole)
{
	int fd = file_of(1000);
	struct input in;

	REQUIRE(fd >= 0);
	input_open_fd(&in, fd);
	CHECK_EQ_INT(input_fill(&in, 1).n, 1000);
	CHECK_EQ_INT(ftruncate(fd, 10), 0);
	CHECK_EQ_INT(input_fill(&in, 1001).n, 1000);
	CHECK_EQ_INT(in.error, 0);
	input_close(&in);
	close(fd);
}

/* What is kept is all that was read, in whatever pieces it came, up to a bound. */
TEST(kept_bytes_are_given_up_to_a_bound)
{
	static const size_t steps[] = { 0, 1, 1000 };
	struct buf bytes = { 0 };

	for (uint32_t i = 0; i < 100000; i++)
		buf_add(&bytes, span_of(&i, sizeof(i)));
	for (size_t k = 0; k < ARRAY_LEN(steps); k++) {
		for (size_t most = 299999; most <= 300001; most++) {
			struct feed f = { .left = buf_span(&bytes),
					  .step = steps[k] };
			struct span kept;
			struct input in;

			input_open(&in, feed_read, &f);
			CHECK_EQ_INT(input_discard(&in, 7), 7);
			input_keep(&in, most);
			for (size_t i = 0; i < 300000; i += 100)
				CHECK_EQ_INT(input_discard(&in, 100), 100);
			kept = input_kept(&in);
			CHECK((kept.p == NULL) == (most < 300000));
			if (kept.p != NULL)
				CHECK(span_eq(kept, span_of(bytes.p + 7, 300000)));
			CHECK(input_kept(&in).p == NULL);
			CHECK_EQ_INT(input_discard(&in, 100000), bytes.n - 300007);
			input_close(&in);
		}
	}
	buf_free(&bytes);
}

TEST(keeping_ends_with_the_stream)
{
	struct feed f = { .left = SPAN_LIT("abcdef") };
	struct input in;

	input_open(&in, feed_read, &f);
	input_keep(&in, 100);
	CHECK_EQ_INT(input_discard(&in, 3), 3);
	input_reopen(&in);
	CHECK(input_kept(&in).p == NULL);
	input_close(&in);
}

TEST(reopen_starts_over)
{
	struct feed f = { .left = SPAN_LIT("one\ntwo\n") };
	struct input in;
	struct span s;

	input_open(&in, feed_read, &f);
	in.counts_lines = true;
	s = input_fill(&in, 8);
	CHECK_EQ_INT(input_line(&in, s.p + 7), 2);
	input_skip(&in, 8);
	input_fill(&in, 1);
	CHECK(in.eof);
	f.left = SPAN_LIT("x\ny");
	input_reopen(&in);
	s = input_fill(&in, 100);
	CHECK(span_eq(s, SPAN_LIT("x\ny")));
	CHECK_EQ_INT(input_offset(&in), 0);
	CHECK_EQ_INT(input_line(&in, s.p), 1);
	CHECK_EQ_INT(input_line(&in, s.p + 2), 2);
	CHECK_EQ_INT(input_column(&in, s.p + 2), 1);
	input_close(&in);
}

/* Lines and columns, as RFC 7468 section 3 has them: LF, CRLF and CR. */

static const struct {
	const char *text;
	const char *at; /* "line:column" of each byte */
} positions[] = {
	{ "ab", "1:1 1:2" },
	{ "a\nb", "1:1 1:2 2:1" },
	{ "a\r\nb", "1:1 1:2 1:3 2:1" },
	{ "a\rb", "1:1 1:2 2:1" },
	{ "\n\nb", "1:1 2:1 3:1" },
	{ "\r\rb", "1:1 2:1 3:1" },
	{ "\r\n\r\nb", "1:1 1:2 2:1 2:2 3:1" },
	{ "\n\rb", "1:1 2:1 3:1" },
	{ "\r\r\nb", "1:1 2:1 2:2 3:1" },
	{ "a\n", "1:1 1:2" },
	{ "a\r", "1:1 1:2" },
	{ "\r", "1:1" },
	{ "ab\r\ncd\re\nfg", "1:1 1:2 1:3 1:4 2:1 2:2 2:3 3:1 3:2 4:1 4:2" },
	{ "\xc3\xa9x", "1:1 1:2 1:3" }, /* columns are bytes */
};

/*
 * The position of each byte, asked when it is the next unread one, with ahead more
 * bytes in the window; only every askth byte is asked about.
 */
static void list_positions(struct span text, size_t step, size_t ahead, size_t ask,
			   struct buf *out)
{
	struct feed f = { .left = text, .step = step };
	struct input in;
	struct span s;
	size_t n = 0;

	input_open(&in, feed_read, &f);
	in.counts_lines = true;
	while ((s = input_fill(&in, 1 + ahead)).n > 0) {
		if (n++ % ask == 0)
			buf_printf(out, "%s%u:%u", out->n > 0 ? " " : "",
				   (unsigned)input_line(&in, s.p),
				   (unsigned)input_column(&in, s.p));
		input_skip(&in, 1);
	}
	input_close(&in);
}

TEST(every_byte_has_its_line_and_column)
{
	for (size_t i = 0; i < ARRAY_LEN(positions); i++) {
		for (size_t step = 0; step < 4; step++) {
			for (size_t ahead = 0; ahead < 3; ahead++) {
				struct buf out = { 0 };

				ROW(positions[i].at);
				list_positions(span_str(positions[i].text), step,
					       ahead, 1, &out);
				CHECK_EQ_STR(buf_c(&out), positions[i].at);
				buf_free(&out);
			}
		}
	}
}

/* What lines and columns are, told in another way than lib/input.c does. */
static void reference(struct span text, size_t at, uint64_t *line, uint64_t *column)
{
	*line = *column = 1;
	for (size_t i = 0; i < at; i++) {
		bool end = text.p[i] == '\n' ||
			   (text.p[i] == '\r' &&
			    (i + 1 == text.n || text.p[i + 1] != '\n'));

		*line += end;
		*column = end ? 1 : *column + 1;
	}
}

TEST(positions_hold_across_every_refill_of_random_text)
{
	static const char letters[] = "ab\n\r";
	uint32_t state = 7;

	for (int round = 0; round < 300; round++) {
		struct buf text = { 0 };
		struct input in;
		struct feed f;
		size_t at = 0, step;
		struct span s;

		for (int i = 0; i < 60; i++) {
			state = state * 1664525 + 1013904223;
			buf_put(&text, (uint8_t)letters[state >> 30]);
		}
		step = (size_t)round % 5;
		f = (struct feed){ .left = buf_span(&text), .step = step };
		input_open(&in, feed_read, &f);
		in.counts_lines = true;
		while ((s = input_fill(&in, 1 + (size_t)round % 3)).n > 0) {
			uint64_t line, column;
			size_t ask =
				(size_t)(state = state * 1664525 + 1013904223) >>
				30;

			if (ask > 0 && ask <= s.n) {
				reference(buf_span(&text), at + ask - 1, &line,
					  &column);
				CHECK_EQ_INT(input_column(&in, s.p + ask - 1),
					     column);
				CHECK_EQ_INT(input_line(&in, s.p + ask - 1), line);
				input_skip(&in, ask);
				at += ask;
			} else {
				input_skip(&in, 1);
				at++;
			}
		}
		input_close(&in);
		buf_free(&text);
	}
}

/* A line end of two bytes, one on either side of the window's end. */
TEST(a_line_end_may_lie_across_the_border_of_the_window)
{
	static const char *const ends[] = { "\n",   "\r",	"\r\n", "\n\r",
					    "\r\r", "\r\n\r\n", "x" };

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		for (size_t before = WINDOW - 12; before < WINDOW + 2; before++) {
			struct buf text = { 0 };
			struct span left, s;
			struct input in;
			uint64_t line, column;
			size_t n;

			buf_fill(&text, 'x', before);
			buf_str(&text, ends[i]);
			n = text.n;
			buf_str(&text, "yz");
			left = buf_span(&text);
			input_open_span(&in, &left);
			in.counts_lines = true;
			/* to the end of what is in the window, then on */
			while (input_offset(&in) < n &&
			       (s = input_fill(&in, 1)).n > 0)
				input_skip(
					&in,
					s.n < n - input_offset(&in)
						? s.n
						: (size_t)(n - input_offset(&in)));
			s = input_fill(&in, 1);
			reference(buf_span(&text), n, &line, &column);
			CHECK_EQ_INT(input_line(&in, s.p), line);
			CHECK_EQ_INT(input_column(&in, s.p), column);
			input_close(&in);
			buf_free(&text);
		}
	}
}

TEST(a_million_short_lines_are_counted)
{
	static const char *const ends[] = { "\n", "\r", "\r\n" };

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		struct buf text = { 0 };
		struct span left, s;
		struct input in;

		for (int k = 0; k < 1000000; k++)
			buf_str(&text, ends[i]);
		buf_str(&text, "ab");
		left = buf_span(&text);
		input_open_span(&in, &left);
		in.counts_lines = true;
		CHECK_EQ_INT(input_discard(&in, text.n - 1), text.n - 1);
		s = input_fill(&in, 1);
		CHECK_EQ_INT(input_line(&in, s.p), 1000001);
		CHECK_EQ_INT(input_column(&in, s.p), 2);
		input_close(&in);
		buf_free(&text);
	}
}

TEST(positions_in_utf16_are_those_of_the_utf8_text)
{
	struct span left = SPAN_LIT("\xff\xfe"
				    "a\0\xe9\0\r\0\n\0b\0"),
		    s;
	struct input in;

	input_open_span(&in, &left);
	in.counts_lines = true;
	input_detect(&in);
	s = input_fill(&in, 100);
	CHECK(span_eq(s, SPAN_LIT("a\xc3\xa9\r\nb")));
	CHECK_EQ_INT(input_column(&in, s.p + 3), 4);
	CHECK_EQ_INT(input_line(&in, s.p + 5), 2);
	CHECK_EQ_INT(input_column(&in, s.p + 5), 1);
	CHECK_EQ_INT(input_offset(&in), 0);
	input_close(&in);
}

/* A source that gives little at once, and looks at how much it may give. */
struct narrow {
	size_t given, least;
};

static ssize_t give_some(void *context, uint8_t *dst, size_t room)
{
	struct narrow *s = context;
	size_t n = 1 + s->given % 7;

	if (room < s->least)
		s->least = room;
	if (n > room)
		n = room;
	memset(dst, 'x', n);
	s->given += n;
	return (ssize_t)n;
}

TEST(a_source_has_room_for_a_few_bytes_whatever_is_asked_for)
{
	for (size_t window = 128 * 1024; window <= 512 * 1024; window *= 2)
		for (size_t want = window - 10; want < window + 3; want++) {
			struct narrow s = { 0, SIZE_MAX };
			struct input in;

			input_open(&in, give_some, &s);
			CHECK(input_fill(&in, want).n >= want);
			CHECK(s.least >= INPUT_ROOM);
			input_close(&in);
		}
}

/* The decoder has written all but the last bytes of the window by then. */
TEST(utf16_fills_a_window_to_its_last_byte)
{
	struct buf text = { 0 };

	hex_add(&text, "ff fe");
	for (size_t i = 0; i < (size_t)160 * 1024; i++)
		buf_add(&text, SPAN_LIT("x\0"));
	for (size_t want = 128 * 1024 - 10; want < 128 * 1024 + 3; want++) {
		struct span s = buf_span(&text);
		struct input in;

		input_open_span(&in, &s);
		input_detect(&in);
		CHECK(input_fill(&in, want).n >= want);
		CHECK(!in.eof);
		input_close(&in);
	}
	buf_free(&text);
}
