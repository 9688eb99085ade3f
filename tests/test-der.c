#include "tap.h"

#include <limits.h>

#include "hex.h"
#include "x509/der.h"

/*
 * Headers, with what libtasn1's own functions make of them in the comment where
 * that is a trap.
 */
static const struct head_row {
	const char *label;
	const char *hex;
	enum der_status status;
	struct der_head head;
} heads[] = {
	{ "a short length", "30 03", DER_OK, { 0x30, 2, 3, false, true } },
	{ "no content", "05 00", DER_OK, { 0x05, 2, 0, false, true } },
	{ "the longest short length",
	  "04 7f",
	  DER_OK,
	  { 0x04, 2, 127, false, true } },
	{ "the shortest long length",
	  "04 81 80",
	  DER_OK,
	  { 0x04, 3, 128, false, true } },
	{ "255", "04 81 ff", DER_OK, { 0x04, 3, 255, false, true } },
	{ "256", "04 82 0100", DER_OK, { 0x04, 4, 256, false, true } },
	{ "65535", "04 82 ffff", DER_OK, { 0x04, 4, 65535, false, true } },
	{ "65536", "04 83 010000", DER_OK, { 0x04, 5, 65536, false, true } },
	{ "2^24", "04 84 01000000", DER_OK, { 0x04, 6, 16777216, false, true } },

	/* Cut off: libtasn1 says length 0. */
	{ "nothing", "", DER_SHORT, { 0 } },
	{ "a tag alone", "30", DER_SHORT, { 0 } },
	{ "82 without its octets", "30 82", DER_SHORT, { 0 } },
	{ "82 with one of two octets", "30 82 00", DER_SHORT, { 0 } },
	{ "84 with three of four octets", "30 84 000000", DER_SHORT, { 0 } },

	/* More octets than needed: libtasn1 accepts them. */
	{ "81 05", "30 81 05", DER_OK, { 0x30, 3, 5, false, false } },
	{ "81 7f", "30 81 7f", DER_OK, { 0x30, 3, 127, false, false } },
	{ "81 00", "30 81 00", DER_OK, { 0x30, 3, 0, false, false } },
	{ "82 0080", "30 82 0080", DER_OK, { 0x30, 4, 128, false, false } },
	{ "82 00ff", "30 82 00ff", DER_OK, { 0x30, 4, 255, false, false } },
	{ "83 00ffff", "30 83 00ffff", DER_OK, { 0x30, 5, 65535, false, false } },
	{ "84 00000001", "30 84 00000001", DER_OK, { 0x30, 6, 1, false, false } },
	{ "85 0000000001",
	  "30 85 0000000001",
	  DER_OK,
	  { 0x30, 7, 1, false, false } },
	{ "85 with a length that needs four",
	  "30 85 0001000000",
	  DER_OK,
	  { 0x30, 7, 0x1000000, false, false } },

	{ "an indefinite length", "30 80", DER_OK, { 0x30, 2, 0, true, false } },
	{ "ff is reserved", "30 ff", DER_BAD, { 0 } },
	{ "ff is reserved, with octets", "30 ff 010203", DER_BAD, { 0 } },

	/* Beyond an int. */
	{ "2^31 - 1", "30 84 7fffffff", DER_HUGE, { 0 } },
	{ "2^31", "30 84 80000000", DER_HUGE, { 0 } },
	{ "2^32 - 1", "30 84 ffffffff", DER_HUGE, { 0 } },
	{ "2^40", "30 86 010000000000", DER_HUGE, { 0 } },
	{ "2^63 - 1", "30 88 7fffffffffffffff", DER_HUGE, { 0 } },
	{ "2^64 - 1", "30 88 ffffffffffffffff", DER_HUGE, { 0 } },
	{ "2^64", "30 89 010000000000000000", DER_HUGE, { 0 } },

	/* Tag numbers in several octets. */
	{ "a tag number of one octet",
	  "1f 1f 00",
	  DER_OK,
	  { 0x1f, 3, 0, false, true } },
	{ "a tag number of three octets",
	  "bf 81 80 01 02",
	  DER_OK,
	  { 0xbf, 5, 2, false, true } },
	{ "a tag number without its octets", "1f", DER_SHORT, { 0 } },
	{ "a tag number that goes on", "1f 81", DER_SHORT, { 0 } },
	{ "a tag number without a length", "1f 81 01", DER_SHORT, { 0 } },
	{ "a tag number without end",
	  "1f ffffffff ffffffff ffffffff ffffffff 00",
	  DER_BAD,
	  { 0 } },

	/* Content that is not here does not matter. */
	{ "more content than there is",
	  "04 82 1000 00",
	  DER_OK,
	  { 0x04, 4, 4096, false, true } },
};

TEST(a_head_says_tag_and_length_or_why_not)
{
	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		struct span s = hex_exact(heads[i].hex);
		struct der_head h = { 0 };

		ROW(heads[i].label);
		CHECK_EQ_INT(der_head(s, &h), heads[i].status);
		CHECK_EQ_INT(h.tag, heads[i].head.tag);
		CHECK_EQ_INT(h.header, heads[i].head.header);
		CHECK_EQ_INT(h.length, heads[i].head.length);
		CHECK(h.indefinite == heads[i].head.indefinite);
		CHECK(h.minimal == heads[i].head.minimal);
		exact_free(s);
	}
}

TEST(a_head_that_is_cut_at_any_byte_is_short)
{
	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		struct span s = hex_exact(heads[i].hex);
		size_t whole = heads[i].status == DER_OK ? heads[i].head.header : 0;

		ROW(heads[i].label);
		for (size_t n = 0; n < whole; n++) {
			struct span cut = exact_copy(span_of(s.p, n));
			struct der_head h;

			CHECK_EQ_INT(der_head(cut, &h), DER_SHORT);
			exact_free(cut);
		}
		exact_free(s);
	}
}

TEST(a_head_that_is_refused_leaves_the_output_alone)
{
	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		struct der_head h = { 0x77, 77, 777, true, true };
		struct span s = hex_exact(heads[i].hex);

		ROW(heads[i].label);
		if (der_head(s, &h) != DER_OK)
			CHECK(h.tag == 0x77 && h.header == 77 && h.length == 777 &&
			      h.indefinite && h.minimal);
		exact_free(s);
	}
}

static const struct {
	const char *label;
	const char *hex;
	size_t whole; /* of the first element; 0 where there is none */
	size_t body;
} elements[] = {
	{ "an element and nothing behind it", "04 02 aabb", 4, 2 },
	{ "an element and more", "04 02 aabb 05", 4, 2 },
	{ "an empty element", "05 00", 2, 0 },
	{ "a length with more octets than needed", "04 81 01 aa", 4, 1 },
	{ "a long tag", "1f 81 01 01 aa", 5, 1 },
	{ "nothing", "", 0, 0 },
	{ "a content that is cut off", "04 02 aa", 0, 0 },
	{ "a content that is not there", "04 01", 0, 0 },
	{ "a header that is cut off", "04 82 00", 0, 0 },
	{ "an indefinite length", "30 80 0000", 0, 0 },
	{ "a length beyond an int", "04 84 ffffffff aa", 0, 0 },
	{ "a length that wraps a size", "04 88 ffffffffffffffff aa", 0, 0 },
};

TEST(next_cuts_one_whole_element_off_or_changes_nothing)
{
	for (size_t i = 0; i < ARRAY_LEN(elements); i++) {
		struct span all = hex_exact(elements[i].hex), s = all;
		struct tlv t = { .tag = 0x77 };

		ROW(elements[i].label);
		if (elements[i].whole > 0) {
			CHECK(der_next(&s, &t));
			CHECK(t.tag == all.p[0]);
			CHECK(t.whole.p == all.p && t.whole.n == elements[i].whole);
			CHECK(t.body.n == elements[i].body);
			CHECK(t.body.p + t.body.n == t.whole.p + t.whole.n);
			CHECK(s.p == all.p + t.whole.n && s.n == all.n - t.whole.n);
		} else {
			CHECK(!der_next(&s, &t));
			CHECK(s.p == all.p && s.n == all.n);
			CHECK(t.tag == 0x77 && t.whole.p == NULL &&
			      t.body.p == NULL);
		}
		exact_free(all);
	}
}

TEST(take_wants_its_tag_and_leaves_all_else_alone)
{
	struct span all = SPAN_LIT("\x04\x02"
				   "ab\x05\x00"),
		    s = all, body = SPAN_LIT("kept");

	CHECK(!der_take(&s, DER_INTEGER, &body));
	CHECK(!der_take_whole(&s, DER_INTEGER, &body));
	CHECK(s.p == all.p && s.n == all.n && span_eq(body, SPAN_LIT("kept")));
	CHECK(der_is(s, DER_OCTET_STRING) && !der_is(s, DER_NULL));
	CHECK(der_take(&s, DER_OCTET_STRING, &body));
	CHECK_EQ_MEM(body.p, body.n, "ab", 2);
	CHECK(der_take_whole(&s, DER_NULL, &body));
	CHECK_EQ_MEM(body.p, body.n, "\x05\x00", 2);
	CHECK_EQ_INT(s.n, 0);
	CHECK(!der_is(s, DER_NULL));
	CHECK(!der_take(&s, DER_NULL, NULL));
	s = all;
	CHECK(der_take(&s, DER_OCTET_STRING, NULL));
	CHECK_EQ_INT(s.n, 2);
}

static const struct {
	const char *hex;
	bool good;
	uint32_t value;
} smalls[] = {
	{ "00", true, 0 },
	{ "01", true, 1 },
	{ "7f", true, 127 },
	{ "0080", true, 128 },
	{ "00ff", true, 255 },
	{ "0100", true, 256 },
	{ "7fffffff", true, 0x7fffffff },
	{ "00000001", true, 1 }, /* more octets than needed pass */
	{ "", false, 0 },
	{ "80", false, 0 },
	{ "ff", false, 0 },
	{ "ffffffff", false, 0 },
	{ "0080000000", false, 0 }, /* five octets */
	{ "0000000001", false, 0 },
};

TEST(small_reads_no_negative_and_no_large_number)
{
	for (size_t i = 0; i < ARRAY_LEN(smalls); i++) {
		struct span s = hex_exact(smalls[i].hex);
		uint32_t value = 4711;

		ROW(smalls[i].hex);
		CHECK(der_small(s, &value) == smalls[i].good);
		CHECK_EQ_INT(value, smalls[i].good ? smalls[i].value : 4711);
		exact_free(s);
	}
}

static const struct {
	const char *hex;
	bool good;
	size_t bytes;
	unsigned unused;
} bits[] = {
	{ "00", true, 0, 0 },
	{ "00 ff", true, 1, 0 },
	{ "07 80", true, 1, 7 },
	{ "05 ff", true, 1, 5 }, /* unused bits that are not zero pass */
	{ "04 1234 50", true, 3, 4 },
	{ "", false, 0, 0 },
	{ "01", false, 0, 0 },
	{ "07", false, 0, 0 },
	{ "08 00", false, 0, 0 }, /* libtasn1 says success */
	{ "ff 00", false, 0, 0 },
};

TEST(bits_have_up_to_seven_unused_ones_and_only_where_there_is_a_byte)
{
	for (size_t i = 0; i < ARRAY_LEN(bits); i++) {
		struct span s = hex_exact(bits[i].hex), out = SPAN_LIT("kept");
		unsigned unused = 4711;

		ROW(bits[i].hex);
		CHECK(der_bits(s, &out, &unused) == bits[i].good);
		if (bits[i].good) {
			CHECK(out.p == s.p + 1 && out.n == bits[i].bytes);
			CHECK_EQ_INT(unused, bits[i].unused);
		} else {
			CHECK(span_eq(out, SPAN_LIT("kept")) && unused == 4711);
		}
		exact_free(s);
	}
}

static const struct {
	const char *label;
	const char *hex;
	const char *text; /* NULL: refused */
} oids[] = {
	{ "one octet", "2a", "1.2" },
	{ "the lowest", "00", "0.0" },
	{ "the end of 0", "27", "0.39" },
	{ "the start of 1", "28", "1.0" },
	{ "the end of 1", "4f", "1.39" },
	{ "the start of 2", "50", "2.0" },
	{ "a large arc under 2", "88 37", "2.999" },
	{ "2.5.4.3", "55 04 03", "2.5.4.3" },
	{ "RSA", "2a 86 48 86 f7 0d 01 01 01", "1.2.840.113549.1.1.1" },
	{ "an arc of 2^63 - 1", "2a ff ff ff ff ff ff ff ff 7f",
	  "1.2.9223372036854775807" },
	{ "a first arc of 2^63 - 1", "ff ff ff ff ff ff ff ff 7f",
	  "2.9223372036854775727" },
	/* libtasn1: success, with an arc of -1. */
	{ "an arc of 2^63", "2a 81 80 80 80 80 80 80 80 80 00", NULL },
	{ "an arc of 2^64 - 1", "2a 81 ff ff ff ff ff ff ff ff 7f", NULL },
	{ "an arc of 2^70 - 1", "2a ff ff ff ff ff ff ff ff ff 7f", NULL },
	{ "nothing", "", NULL },
	/* libtasn1: success, as 2.5.29 and 0.8. */
	{ "a last arc without end", "55 1d 8e", NULL },
	{ "an arc without end alone", "88", NULL },
	{ "an arc without end of many octets", "2a ff ff ff ff ff ff ff ff ff ff",
	  NULL },
};

TEST(an_oid_is_dotted_or_nothing_is_appended)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(oids); i++) {
		struct span s = hex_exact(oids[i].hex);

		ROW(oids[i].label);
		out.n = 0;
		buf_str(&out, "oid:");
		CHECK(der_oid_text(s, &out) == (oids[i].text != NULL));
		CHECK_EQ_MEM(out.p, 4, "oid:", 4);
		CHECK_EQ_STR(buf_c(&out) + 4,
			     oids[i].text != NULL ? oids[i].text : "");
		exact_free(s);
	}
	buf_free(&out);
}

TEST(a_long_oid_is_not_cut)
{
	struct buf octets = { 0 }, text = { 0 }, wanted = { 0 };

	buf_put(&octets, 0x2a);
	buf_str(&wanted, "1.2");
	for (int i = 0; i < 5000; i++) {
		buf_put(&octets, 0x7f);
		buf_str(&wanted, ".127");
	}
	CHECK(der_oid_text(buf_span(&octets), &text));
	CHECK_EQ_MEM(text.p, text.n, wanted.p, wanted.n);
	buf_free(&octets);
	buf_free(&text);
	buf_free(&wanted);
}

TEST(what_put_head_writes_is_read_back_minimal)
{
	static const uint64_t borders[] = { 0,	   127,		  128,
					    255,   256,		  65535,
					    65536, (1 << 24) - 1, 1 << 24 };

	for (size_t i = 0; i < ARRAY_LEN(borders); i++) {
		for (uint64_t n = borders[i] > 2 ? borders[i] - 2 : 0;
		     n <= borders[i] + 2; n++) {
			struct buf b = { 0 };
			struct der_head h;

			der_put_head(&b, 0xa3, n);
			CHECK_EQ_INT(b.n, der_head_bytes(n));
			CHECK_EQ_INT(der_head(buf_span(&b), &h), DER_OK);
			CHECK(h.tag == 0xa3 && h.header == b.n && h.length == n &&
			      h.minimal);
			buf_free(&b);
		}
	}
}

TEST(every_length_up_to_70000_has_the_fewest_octets)
{
	for (uint64_t n = 0; n < 70000; n++) {
		size_t wanted = n < 128 ? 2 : n < 256 ? 3 : n < 65536 ? 4 : 5;

		if (der_head_bytes(n) != wanted)
			TAP_FAIL("%ju has %zu octets", (uintmax_t)n,
				 der_head_bytes(n));
	}
	CHECK_EQ_INT(der_head_bytes((uint64_t)1 << 32), 7);
}

static const struct {
	const char *body; /* content octets, in hex */
	unsigned bits;
} integers[] = {
	{ "", 0 },	  { "00", 0 },	 { "0000", 0 },
	{ "01", 1 },	  { "02", 2 },	 { "7f", 7 },
	{ "0080", 8 },	  { "80", 8 }, /* no sign is seen */
	{ "00ff", 8 },	  { "0100", 9 }, { "000001", 1 },
	{ "010000", 17 },
};

TEST(the_bits_of_an_integer_are_counted)
{
	for (size_t i = 0; i < ARRAY_LEN(integers); i++) {
		struct span s = hex_exact(integers[i].body);

		ROW(integers[i].body);
		CHECK_EQ_INT(der_integer_bits(s), integers[i].bits);
		exact_free(s);
	}
}
