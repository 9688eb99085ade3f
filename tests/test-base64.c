#include "tap.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/base64.h"
#include "base/base64_kernel.h"
#include "base/buf.h"
#include "hex.h"

static const char alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

TEST(every_byte_has_the_class_of_rfc_4648)
{
	for (int c = 0; c < 256; c++) {
		const char *at = c != 0 ? strchr(alphabet, c) : NULL;
		uint8_t wanted = BASE64_OTHER;

		if (at != NULL)
			wanted = (uint8_t)(at - alphabet);
		else if (c == '=')
			wanted = BASE64_PAD;
		else if (c == '\r' || c == '\n')
			wanted = BASE64_EOL;
		else if (c == ' ' || c == '\t' || c == '\v' || c == '\f')
			wanted = BASE64_SPACE;
		CHECK_EQ_INT(base64_class((uint8_t)c), wanted);
	}
}

static void encode(struct span s, struct span eol, struct buf *out)
{
	size_t n = base64_lines_bytes(s.n, eol.n);
	uint8_t *room = malloc(n > 0 ? n : 1); /* exact, for a sanitizer */
	uint8_t *end = base64_lines(s, eol, room);

	CHECK_EQ_INT(end - room, n);
	out->n = 0;
	buf_add(out, span_of(room, n));
	free(room);
}

/* RFC 4648 section 10. */
TEST(encoding_gives_the_test_vectors_of_rfc_4648)
{
	static const char *const rows[][2] = {
		{ "", "" },
		{ "f", "Zg==\n" },
		{ "fo", "Zm8=\n" },
		{ "foo", "Zm9v\n" },
		{ "foob", "Zm9vYg==\n" },
		{ "fooba", "Zm9vYmE=\n" },
		{ "foobar", "Zm9vYmFy\n" },
	};
	struct buf out = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		encode(span_str(rows[i][0]), SPAN_LIT("\n"), &out);
		CHECK_EQ_STR(buf_c(&out), rows[i][1]);
	}
	buf_free(&out);
}

/* Decodes what encode wrote; padding is the callers' business, in lib/pem.c. */
static void decode(struct span text, struct buf *out)
{
	out->n = 0;
	while (text.n > 0) {
		uint8_t *room = buf_reserve(out, text.n);

		out->n += base64_run(&text, room, text.n);
		if (text.n >= 4 &&
		    base64_class(text.p[0]) < 64) { /* the padded group */
			uint32_t v = (uint32_t)base64_class(text.p[0]) << 18 |
				     (uint32_t)base64_class(text.p[1]) << 12;

			buf_put(out, (uint8_t)(v >> 16));
			if (text.p[2] != '=') {
				v |= (uint32_t)base64_class(text.p[2]) << 6;
				buf_put(out, (uint8_t)(v >> 8));
			}
			CHECK(text.p[3] == '=');
			text = span_of(text.p + 4, text.n - 4);
		} else if (text.n > 0) {
			CHECK(*text.p == '\n' || *text.p == '\r');
			text = span_of(text.p + 1, text.n - 1);
		}
	}
}

TEST(every_length_makes_the_round_trip)
{
	struct buf in = { 0 }, text = { 0 }, back = { 0 };

	for (size_t n = 0; n < 400; n++) {
		struct span exact = exact_copy(buf_span(&in));

		encode(exact, n % 2 ? SPAN_LIT("\n") : SPAN_LIT("\r\n"), &text);
		decode(buf_span(&text), &back);
		CHECK_EQ_MEM(back.p, back.n, in.p, in.n);
		exact_free(exact);
		buf_put(&in, (uint8_t)(n * 167 + n / 256));
	}
	buf_free(&in);
	buf_free(&text);
	buf_free(&back);
}

TEST(lines_have_64_characters_but_the_last_and_each_ends)
{
	struct buf in = { 0 }, text = { 0 };

	for (size_t n = 1; n < 200; n++) {
		size_t column = 0, lines = 0;

		buf_put(&in, (uint8_t)n);
		encode(buf_span(&in), SPAN_LIT("\r\n"), &text);
		for (size_t i = 0; i < text.n; i++) {
			if (text.p[i] == '\r') {
				CHECK(i + 1 < text.n && text.p[i + 1] == '\n');
				CHECK(column == 64 || i + 2 == text.n);
				CHECK(column > 0);
				column = 0;
				lines++;
				i++;
			} else {
				column++;
			}
		}
		CHECK_EQ_INT(column, 0);
		CHECK_EQ_INT(lines, (n + 47) / 48);
	}
	buf_free(&in);
	buf_free(&text);
}

TEST(a_run_stops_before_the_group_that_holds_anything_else)
{
	for (int c = 0; c < 256; c++) {
		for (size_t at = 0; at < 12; at++) {
			char text[] = "QUJDREVGR0hJ"; /* ABCDEFGHI */
			struct span exact, s;
			uint8_t out[10] = { 0 };
			size_t n, whole = at / 4;

			if (base64_class((uint8_t)c) < 64)
				continue;
			text[at] = (char)c;
			s = exact = exact_copy(span_of(text, 12));
			n = base64_run(&s, out, sizeof(out));
			CHECK_EQ_INT(n, 3 * whole);
			CHECK(s.p == exact.p + 4 * whole && s.n == 12 - 4 * whole);
			CHECK(memcmp(out, "ABCDEFGHI", n) == 0);
			exact_free(exact);
		}
	}
}

TEST(a_run_keeps_to_the_room_and_to_whole_groups)
{
	for (size_t have = 0; have <= 12; have++) {
		for (size_t room = 0; room <= 10; room++) {
			struct span exact = exact_copy(
					    span_of("QUJDREVGR0hJ", have)),
				    s = exact;
			uint8_t *out = malloc(room > 0 ? room : 1);
			size_t fit =
				room > 0 ? (room - 1) / 3 : 0; /* one to spare */
			size_t groups = have / 4 < fit ? have / 4 : fit;

			CHECK_EQ_INT(base64_run(&s, out, room), 3 * groups);
			CHECK_EQ_INT(s.n, have - 4 * groups);
			CHECK(memcmp(out, "ABCDEFGHI", 3 * groups) == 0);
			free(out);
			exact_free(exact);
		}
	}
}

TEST(all_groups_of_two_characters_decode_to_their_value)
{
	for (uint32_t v = 0; v < 4096; v++) {
		char text[4] = { alphabet[v >> 6], alphabet[v & 63],
				 alphabet[v & 63], alphabet[v >> 6] };
		struct span s = span_of(text, 4);
		uint32_t wanted = v << 12 | (v & 63) << 6 | v >> 6;
		uint8_t out[4];

		CHECK_EQ_INT(base64_run(&s, out, sizeof(out)), 3);
		CHECK_EQ_INT((uint32_t)out[0] << 16 | (uint32_t)out[1] << 8 |
				     out[2],
			     wanted);
	}
}

/* Lines of 64 characters and LF, and what is none in line bad, at a place in it. */
static struct buf some_lines(size_t count, size_t bad, size_t at, char c)
{
	struct buf in = { 0 }, text = { 0 };

	for (size_t i = 0; i < count * 48; i++)
		buf_put(&in, (uint8_t)(i * 7 + i / 256));
	encode(buf_span(&in), SPAN_LIT("\n"), &text);
	if (bad < count)
		text.p[bad * 65 + at] = (uint8_t)c;
	buf_free(&in);
	return text;
}

TEST(full_lines_stop_before_the_line_that_is_none)
{
	static const char others[] = { '=', ' ', '\n', '\r',
				       '-', '!', '\0', (char)0x80 };

	for (size_t bad = 0; bad <= 4; bad++) {
		for (size_t at = 0; at < 65; at++) {
			struct buf text =
				some_lines(4, bad, at, others[at % sizeof(others)]);
			struct span exact, s;
			uint8_t out[4 * 48 + 1];
			bool lf = at == 64 && others[at % sizeof(others)] == '\n';
			size_t n, whole = lf || bad > 4 ? 4 : bad;

			s = exact = exact_copy(buf_span(&text));
			n = base64_full_lines(&s, out, sizeof(out));
			CHECK_EQ_INT(n, 48 * whole);
			CHECK(s.p == exact.p + 65 * whole &&
			      s.n == exact.n - 65 * whole);
			for (size_t i = 0; i < n; i++)
				if (out[i] != (uint8_t)(i * 7 + i / 256))
					TAP_FAIL("byte %zu of line %zu", i % 48,
						 i / 48);
			exact_free(exact);
			buf_free(&text);
		}
	}
}

TEST(full_lines_keep_to_the_room_and_to_what_is_there)
{
	for (size_t room = 0; room < 200; room += room < 40 ? 39 : 1) {
		for (size_t have = 0; have <= 4 * 65; have += have < 60 ? 59 : 1) {
			struct buf text = some_lines(4, 9, 0, 0);
			struct span exact = exact_copy(span_of(text.p, have)),
				    s = exact;
			uint8_t *out = malloc(room > 0 ? room : 1);
			size_t n = base64_full_lines(&s, out, room);

			CHECK(n % 48 == 0 && n <= room && n / 48 <= have / 65);
			CHECK_EQ_INT(s.n, have - n / 48 * 65);
			if (room > 4 * 48 && have == 4 * 65)
				CHECK_EQ_INT(n, 4 * 48);
			free(out);
			exact_free(exact);
			buf_free(&text);
		}
	}
}

/* What each kernel must make of 64 characters: the long way, by base64_class. */
static bool decode_line(const uint8_t *p, uint8_t *out)
{
	for (size_t i = 0; i < BASE64_LINE; i += 4) {
		uint32_t v = 0;

		for (size_t k = 0; k < 4; k++) {
			if (base64_class(p[i + k]) >= 64)
				return false;
			v = v << 6 | base64_class(p[i + k]);
		}
		for (size_t k = 0; k < 3; k++)
			*out++ = (uint8_t)(v >> (16 - 8 * k));
	}
	return true;
}

static const struct base64_kernel *const kernels[] = {
	&base64_plain,
#ifdef BASE64_HAS_AVX2
	&base64_avx2,
#endif
};

/* Those that this processor can run; said where one is left out. */
static bool runs(const struct base64_kernel *kernel)
{
	bool can = kernel == &base64_plain || kernel == base64_best();

	if (!can)
		printf("# no AVX2 here: its kernel is not tested\n");
	return can;
}

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 24;
}

TEST(every_kernel_decodes_and_encodes_alike)
{
	uint32_t state = 1;

	for (size_t i = 0; i < ARRAY_LEN(kernels); i++) {
		const struct base64_kernel *k = kernels[i];

		if (!runs(k))
			continue;
		for (int round = 0; round < 20000; round++) {
			uint8_t text[BASE64_LINE], wanted[BASE64_LINE_BYTES];
			uint8_t out[64], in[64], again[BASE64_LINE];

			for (size_t n = 0; n < sizeof(text); n++)
				text[n] =
					(uint8_t)alphabet[next_random(&state) & 63];
			REQUIRE(decode_line(text, wanted));
			CHECK(k->decode(text, out));
			CHECK_EQ_MEM(out, sizeof(wanted), wanted, sizeof(wanted));
			memcpy(in, wanted, sizeof(wanted));
			k->encode(in, again);
			CHECK_EQ_MEM(again, sizeof(again), text, sizeof(text));
		}
	}
}

TEST(every_kernel_refuses_every_other_byte_at_every_place)
{
	for (size_t i = 0; i < ARRAY_LEN(kernels); i++) {
		if (!runs(kernels[i]))
			continue;
		for (size_t at = 0; at < BASE64_LINE; at++) {
			for (int c = 0; c < 256; c++) {
				uint8_t text[BASE64_LINE], out[64], wanted[64];

				memset(text, 'A', sizeof(text));
				text[at] = (uint8_t)c;
				CHECK_EQ_INT(kernels[i]->decode(text, out),
					     decode_line(text, wanted));
			}
		}
	}
}

/* Exact rooms, so that a sanitizer sees a byte too many. */
TEST(kernels_keep_to_the_room_that_they_state)
{
	for (size_t i = 0; i < ARRAY_LEN(kernels); i++) {
		const struct base64_kernel *k = kernels[i];
		uint8_t *in, *out, text[BASE64_LINE];

		if (!runs(k))
			continue;
		in = malloc(k->encode_reads);
		out = malloc(k->decode_room);
		REQUIRE(in != NULL && out != NULL);
		memset(in, 0x5a, k->encode_reads);
		k->encode(in, text);
		CHECK(k->decode(text, out));
		CHECK_EQ_MEM(out, BASE64_LINE_BYTES, in, BASE64_LINE_BYTES);
		free(in);
		free(out);
	}
}
