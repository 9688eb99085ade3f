#include "tap.h"

#include "hex.h"
#include "x509/der.h"
#include "x509/text.h"

static const struct {
	const char *label;
	struct span raw;
	const char *plain;   /* NULL: as the raw text */
	const char *rfc4514; /* NULL: as plain */
} rows[] = {
	{ "nothing", SPAN_LIT(""), NULL, NULL },
	{ "ASCII", SPAN_LIT("Amazon RDS us-east-1_Root.CA 2019"), NULL, NULL },
	{ "all punctuation but the specials", SPAN_LIT("!$%&'()*./:?@[]^`{|}~-_="),
	  NULL, NULL },
	{ "UTF-8 of two to four bytes",
	  SPAN_LIT("Gr\xc3\xbc\xc3\x9f \xe6\xbc\xa2 \xf0\x9f\x98\x80"), NULL,
	  NULL },
	{ "a backslash", SPAN_LIT("a\\b"), "a\\\\b", NULL },
	{ "two backslashes", SPAN_LIT("\\\\"), "\\\\\\\\", NULL },

	/* Controls. */
	{ "NUL", SPAN_LIT("a\0b"), "a\\00b", NULL },
	{ "NUL at the end", SPAN_LIT("a\0"), "a\\00", NULL },
	{ "LF and CR", SPAN_LIT("a\nb\rc"), "a\\0Ab\\0Dc", NULL },
	{ "tab", SPAN_LIT("a\tb"), "a\\09b", NULL },
	{ "ESC and BEL", SPAN_LIT("\x1b[31mred\x07"), "\\1B[31mred\\07", NULL },
	{ "the last C0", SPAN_LIT("\x1f"), "\\1F", NULL },
	{ "DEL", SPAN_LIT("\x7f"), "\\7F", NULL },
	{ "the first C1", SPAN_LIT("\xc2\x80"), "\\C2\\80", NULL },
	{ "CSI of C1", SPAN_LIT("\xc2\x9b"), "\\C2\\9B", NULL },
	{ "the last C1", SPAN_LIT("\xc2\x9f"), "\\C2\\9F", NULL },
	{ "a no-break space is none", SPAN_LIT("a\xc2\xa0z"), NULL, NULL },

	/* What changes how the rest is shown, or cannot be seen. */
	{ "U+00AD soft hyphen", SPAN_LIT("\xc2\xad"), "\\C2\\AD", NULL },
	{ "U+061C Arabic letter mark", SPAN_LIT("\xd8\x9c"), "\\D8\\9C", NULL },
	{ "U+200B zero width space", SPAN_LIT("\xe2\x80\x8b"), "\\E2\\80\\8B",
	  NULL },
	{ "U+200E left-to-right mark", SPAN_LIT("\xe2\x80\x8e"), "\\E2\\80\\8E",
	  NULL },
	{ "U+200F right-to-left mark", SPAN_LIT("\xe2\x80\x8f"), "\\E2\\80\\8F",
	  NULL },
	{ "U+2028 line separator", SPAN_LIT("\xe2\x80\xa8"), "\\E2\\80\\A8", NULL },
	{ "U+2029 paragraph separator", SPAN_LIT("\xe2\x80\xa9"), "\\E2\\80\\A9",
	  NULL },
	{ "U+202A embedding", SPAN_LIT("\xe2\x80\xaa"), "\\E2\\80\\AA", NULL },
	{ "U+202E override", SPAN_LIT("\xe2\x80\xae"), "\\E2\\80\\AE", NULL },
	{ "U+2066 isolate", SPAN_LIT("\xe2\x81\xa6"), "\\E2\\81\\A6", NULL },
	{ "U+2069 end of isolate", SPAN_LIT("\xe2\x81\xa9"), "\\E2\\81\\A9", NULL },
	{ "U+2060 word joiner", SPAN_LIT("\xe2\x81\xa0"), "\\E2\\81\\A0", NULL },
	{ "U+FEFF byte order mark", SPAN_LIT("\xef\xbb\xbf"), "\\EF\\BB\\BF",
	  NULL },
	{ "U+E0041 tag", SPAN_LIT("\xf3\xa0\x81\x81"), "\\F3\\A0\\81\\81", NULL },
	{ "U+2010 hyphen is none", SPAN_LIT("\xe2\x80\x90"), NULL, NULL },

	/* What is no UTF-8 (RFC 3629). */
	{ "a continuation alone", SPAN_LIT("a\x80z"), "a\\80z", NULL },
	{ "ff", SPAN_LIT("\xff"), "\\FF", NULL },
	{ "a sequence that is cut off", SPAN_LIT("a\xe2\x82"), "a\\E2\\82", NULL },
	{ "a sequence broken by ASCII", SPAN_LIT("\xc3(\xff"), "\\C3(\\FF", NULL },
	{ "an overlong slash", SPAN_LIT("\xc0\xaf"), "\\C0\\AF", NULL },
	{ "an overlong NUL", SPAN_LIT("\xc0\x80"), "\\C0\\80", NULL },
	{ "an overlong slash of three", SPAN_LIT("\xe0\x80\xaf"), "\\E0\\80\\AF",
	  NULL },
	{ "an overlong slash of four", SPAN_LIT("\xf0\x80\x80\xaf"),
	  "\\F0\\80\\80\\AF", NULL },
	{ "a high surrogate", SPAN_LIT("\xed\xa0\xbd"), "\\ED\\A0\\BD", NULL },
	{ "a low surrogate", SPAN_LIT("\xed\xb8\x80"), "\\ED\\B8\\80", NULL },
	{ "beyond U+10FFFF", SPAN_LIT("\xf4\x90\x80\x80"), "\\F4\\90\\80\\80",
	  NULL },
	{ "five bytes", SPAN_LIT("\xf8\x88\x80\x80\x80"), "\\F8\\88\\80\\80\\80",
	  NULL },
	{ "the last before the surrogates", SPAN_LIT("\xed\x9f\xbf"), NULL, NULL },
	{ "the first behind them", SPAN_LIT("\xee\x80\x80"), NULL, NULL },
	{ "U+10FFFF", SPAN_LIT("\xf4\x8f\xbf\xbf"), NULL, NULL },

	/* RFC 4514 section 2.4. */
	{ "the specials", SPAN_LIT("a\"b+c,d;e<f>g"), NULL,
	  "a\\\"b\\+c\\,d\\;e\\<f\\>g" },
	{ "a special first and last", SPAN_LIT(",a,"), NULL, "\\,a\\," },
	{ "a number sign first", SPAN_LIT("#1 #2"), NULL, "\\#1 #2" },
	{ "a space first", SPAN_LIT(" a"), NULL, "\\ a" },
	{ "a space last", SPAN_LIT("a "), NULL, "a\\ " },
	{ "a space alone", SPAN_LIT(" "), NULL, "\\ " },
	{ "two spaces", SPAN_LIT("  "), NULL, "\\ \\ " },
	{ "two spaces on each side", SPAN_LIT("  a  "), NULL, "\\  a \\ " },
	{ "spaces within", SPAN_LIT("J.  Smith"), NULL, NULL },
	{ "a space behind a wide character", SPAN_LIT("\xc3\xa9 \xc3\xa9 "), NULL,
	  "\xc3\xa9 \xc3\xa9\\ " },
	{ "a space behind a special", SPAN_LIT(", ,"), NULL, "\\, \\," },
	{ "a space behind a control", SPAN_LIT("\n a"), "\\0A a", NULL },
};

/* Ranges of what acts, each with its neighbours, which do not. */
TEST(each_range_that_acts_ends_where_it_should)
{
	static const uint32_t ranges[][2] = {
		{ 0x0000, 0x001f }, { 0x007f, 0x009f },	  { 0x00ad, 0x00ad },
		{ 0x061c, 0x061c }, { 0x180e, 0x180e },	  { 0x200b, 0x200f },
		{ 0x2028, 0x202e }, { 0x2060, 0x206f },	  { 0xfeff, 0xfeff },
		{ 0xfff9, 0xfffb }, { 0xe0000, 0xe007f },
	};
	uint32_t next = 0; /* behind the range before */

	for (size_t i = 0; i <= ARRAY_LEN(ranges); i++) {
		uint32_t first = i < ARRAY_LEN(ranges) ? ranges[i][0] : 0x110000;
		uint32_t last = i < ARRAY_LEN(ranges) ? ranges[i][1] : 0;

		for (uint32_t c = next; c < first; c++)
			if (text_acts(c))
				TAP_FAIL("U+%04X acts", c);
		for (uint32_t c = first; c <= last; c++)
			if (!text_acts(c))
				TAP_FAIL("U+%04X does not act", c);
		next = last + 1;
	}
}

static const char *escaped(struct span s, enum text_style style, struct buf *out)
{
	struct span exact = exact_copy(s);

	out->n = 0;
	text_utf8(exact, style, out);
	exact_free(exact);
	return buf_c(out);
}

TEST(what_a_terminal_acts_on_is_escaped_and_nothing_else)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf raw = { 0 };
		const char *plain = rows[i].plain;

		ROW(rows[i].label);
		buf_add(&raw, rows[i].raw);
		if (plain == NULL)
			plain = buf_c(&raw);
		CHECK_EQ_STR(escaped(rows[i].raw, TEXT_PLAIN, &out), plain);
		CHECK_EQ_STR(escaped(rows[i].raw, TEXT_RFC4514, &out),
			     rows[i].rfc4514 != NULL ? rows[i].rfc4514 : plain);
		buf_free(&raw);
	}
	buf_free(&out);
}

static uint32_t state = 1;

TEST(whatever_comes_in_valid_utf8_on_one_line_comes_out)
{
	struct buf out = { 0 };

	for (int round = 0; round < 50000 && !tap_failed; round++) {
		uint8_t bytes[12];
		struct span rest;
		uint32_t code;
		size_t n;

		state = state * 1664525 + 1013904223;
		n = (state >> 16) % (sizeof(bytes) + 1);
		for (size_t i = 0; i < n; i++) {
			state = state * 1664525 + 1013904223;
			bytes[i] = (uint8_t)(state >> 24);
		}
		escaped(span_of(bytes, n), round % 2 ? TEXT_PLAIN : TEXT_RFC4514,
			&out);
		rest = buf_span(&out);
		while (utf8_next(&rest, &code))
			CHECK(code >= 0x20 && code != 0x7f &&
			      !(code >= 0x80 && code < 0xa0));
		CHECK_EQ_INT(rest.n, 0);
	}
	buf_free(&out);
}

/* Every code point makes the round trip; those that are none are refused. */
TEST(utf8_next_reads_what_is_utf8)
{
	for (uint32_t c = 0; c < 0x110000; c++) {
		uint8_t bytes[4];
		size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
		struct span s = span_of(bytes, n), before = s;
		bool surrogate = c >= 0xd800 && c <= 0xdfff;
		uint32_t code = 0xffffffff;

		if (n == 1)
			bytes[0] = (uint8_t)c;
		for (size_t i = 1; i < n; i++)
			bytes[i] = (uint8_t)(0x80 | (c >> (n - 1 - i) * 6 & 0x3f));
		if (n > 1)
			bytes[0] = (uint8_t)(0xf00 >> n | c >> (n - 1) * 6);
		if (utf8_next(&s, &code) == surrogate) {
			TAP_FAIL("U+%04X", c);
			return;
		}
		if (surrogate ? s.p != before.p || s.n != n
			      : s.n != 0 || code != c) {
			TAP_FAIL("U+%04X is U+%04X", c, code);
			return;
		}
	}
}

static const struct {
	const char *label;
	uint8_t tag;
	const char *hex;
	const char *text; /* NULL: no string type */
} strings[] = {
	{ "UTF8String", DER_UTF8_STRING, "4772c3bc", "Gr\xc3\xbc" },
	{ "UTF8String that is none", DER_UTF8_STRING, "41fc", "A\\FC" },
	{ "PrintableString", DER_PRINTABLE_STRING, "4142", "AB" },
	{ "PrintableString with what it may not hold", DER_PRINTABLE_STRING,
	  "2a40c3bc", "*@\xc3\xbc" },
	{ "IA5String", DER_IA5_STRING, "6140622e63", "a@b.c" },
	{ "VisibleString", DER_VISIBLE_STRING, "4142", "AB" },
	{ "NumericString", DER_NUMERIC_STRING, "3132", "12" },
	{ "T61String, as Latin-1", DER_T61_STRING, "436166e9", "Caf\xc3\xa9" },
	{ "T61String with a C1 control", DER_T61_STRING, "9b41", "\\C2\\9BA" },
	{ "BMPString", DER_BMP_STRING, "00e96f22", "\xc3\xa9\xe6\xbc\xa2" },
	{ "BMPString with a NUL", DER_BMP_STRING, "00410000", "A\\00" },
	{ "BMPString with half a character", DER_BMP_STRING, "004100",
	  "\\00\\41\\00" },
	{ "BMPString with a surrogate", DER_BMP_STRING, "d83dde00",
	  "\\D8\\3D\\DE\\00" },
	{ "BMPString with an override", DER_BMP_STRING, "202e", "\\E2\\80\\AE" },
	{ "UniversalString", DER_UNIVERSAL_STRING, "000000410001f600",
	  "A\xf0\x9f\x98\x80" },
	{ "UniversalString beyond U+10FFFF", DER_UNIVERSAL_STRING, "00110000",
	  "\\00\\11\\00\\00" },
	{ "UniversalString that overflows", DER_UNIVERSAL_STRING, "ffffffff",
	  "\\FF\\FF\\FF\\FF" },
	{ "UniversalString that is cut off", DER_UNIVERSAL_STRING, "000000",
	  "\\00\\00\\00" },
	{ "an empty string", DER_UTF8_STRING, "", "" },
	{ "an empty BMPString", DER_BMP_STRING, "", "" },
	{ "an INTEGER", DER_INTEGER, "05", NULL },
	{ "an OCTET STRING", DER_OCTET_STRING, "41", NULL },
	{ "a constructed UTF8String", DER_UTF8_STRING | 0x20, "41", NULL },
	{ "[0]", DER_CONTEXT, "41", NULL },
};

TEST(asn1_strings_of_every_type_become_utf8)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(strings); i++) {
		struct span s = hex_exact(strings[i].hex);

		ROW(strings[i].label);
		out.n = 0;
		CHECK(text_asn1(strings[i].tag, s, TEXT_PLAIN, &out) ==
		      (strings[i].text != NULL));
		CHECK_EQ_STR(buf_c(&out),
			     strings[i].text != NULL ? strings[i].text : "");
		exact_free(s);
	}
	buf_free(&out);
}

TEST(rfc_4514_style_reaches_converted_strings_too)
{
	struct buf out = { 0 };

	CHECK(text_asn1(DER_BMP_STRING, SPAN_LIT("\0#\0,\0 "), TEXT_RFC4514, &out));
	CHECK_EQ_STR(buf_c(&out), "\\#\\,\\ ");
	buf_free(&out);
}

TEST(raw_text_has_no_escape_and_refuses_what_it_cannot_convert)
{
	static const struct {
		uint8_t tag;
		struct span body;
		const char *text; /* NULL: refused */
	} raws[] = {
		{ DER_UTF8_STRING, SPAN_LIT("a\nb\\c,"), "a\nb\\c," },
		{ DER_UTF8_STRING, SPAN_LIT("\xff"), "\xff" },
		{ DER_T61_STRING, SPAN_LIT("\xe9"), "\xc3\xa9" },
		{ DER_BMP_STRING, SPAN_LIT("\0A"), "A" },
		{ DER_BMP_STRING, SPAN_LIT("\0A\0"), NULL },
		{ DER_BMP_STRING, SPAN_LIT("\0A\xd8\x3d"), NULL },
		{ DER_UNIVERSAL_STRING, SPAN_LIT("\0\0\0A\0\x11\0\0"), NULL },
		{ DER_INTEGER, SPAN_LIT("A"), NULL },
	};
	struct buf out = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(raws); i++) {
		out.n = 0;
		buf_str(&out, "kept");
		CHECK(text_raw_utf8(raws[i].tag, raws[i].body, &out) ==
		      (raws[i].text != NULL));
		CHECK_EQ_STR(buf_c(&out) + 4,
			     raws[i].text != NULL ? raws[i].text : "");
	}
	buf_free(&out);
}

TEST(a_quotation_is_safe_and_says_that_it_was_cut)
{
	struct buf scratch = { 0 };

	CHECK_EQ_STR(text_quoted(SPAN_LIT("abc"), 3, &scratch), "abc");
	CHECK_EQ_STR(text_quoted(SPAN_LIT("abcd"), 3, &scratch), "abc...");
	CHECK_EQ_STR(text_quoted(SPAN_LIT(""), 3, &scratch), "");
	CHECK_EQ_STR(text_quoted(SPAN_LIT("a\nb\xff"), 10, &scratch), "a\\0Ab\\FF");
	CHECK_EQ_STR(text_quoted(SPAN_LIT("ab\xc3\xa9"), 3, &scratch), "ab\\C3...");
	buf_free(&scratch);
}

TEST(columns_are_characters)
{
	CHECK_EQ_INT(text_columns(SPAN_LIT("")), 0);
	CHECK_EQ_INT(text_columns(SPAN_LIT("abc")), 3);
	CHECK_EQ_INT(text_columns(SPAN_LIT("Gr\xc3\xbc\xc3\x9f"
					   "e")),
		     5);
	CHECK_EQ_INT(text_columns(SPAN_LIT("\xf0\x9f\x98\x80")), 1);
}

TEST(markdown_shows_what_it_would_act_on)
{
	struct buf out = { 0 };

	text_markdown(SPAN_LIT("a.b-c 1"), &out);
	CHECK_EQ_STR(buf_c(&out), "a.b-c 1");
	out.n = 0;
	text_markdown(SPAN_LIT("\\0A|<b>*_`[x](y)#!@~&+"), &out);
	CHECK_EQ_STR(buf_c(&out), "\\\\0A\\|\\<b\\>\\*\\_\\`\\[x\\]\\(y\\)"
				  "\\#\\!\\@\\~\\&\\+");
	buf_free(&out);
}

TEST(what_was_escaped_is_as_before_when_it_is_unescaped)
{
	uint32_t seed = 1;

	for (int round = 0; round < 2000; round++) {
		uint8_t bytes[24];
		size_t n = (size_t)round % sizeof(bytes);
		struct buf text = { 0 }, back = { 0 };

		for (size_t i = 0; i < n; i++) {
			seed = seed * 1664525 + 1013904223;
			/* Backslashes and digits, to be taken for escapes. */
			bytes[i] = seed >> 30 == 0 ? '\\'
				   : seed >> 30 == 1
					   ? (uint8_t)('0' + (seed >> 16) % 10)
					   : (uint8_t)(seed >> 16);
		}
		text_utf8(span_of(bytes, n), TEXT_PLAIN, &text);
		text_unescape(buf_span(&text), &back);
		CHECK_EQ_MEM(back.p, back.n, bytes, n);
		buf_free(&text);
		buf_free(&back);
	}
}

TEST(what_is_no_escape_stays_when_it_is_unescaped)
{
	static const char *const kept[][2] = {
		{ "\\", "\\" },	      { "\\,", "\\," },	    { "\\0", "\\0" },
		{ "\\0g", "\\0g" },   { "\\e4", "\\e4" },   { "a\\", "a\\" },
		{ "\\\\0A", "\\0A" }, { "\\0A0A", "\n0A" },
	};

	for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
		struct buf out = { 0 };

		ROW(kept[i][0]);
		text_unescape(span_str(kept[i][0]), &out);
		CHECK_EQ_STR(buf_c(&out), kept[i][1]);
		buf_free(&out);
	}
}

TEST(each_string_type_has_its_characters)
{
	static const struct {
		uint8_t tag;
		const char *all, *none;
	} types[] = {
		{ DER_PRINTABLE_STRING, "azAZ09 '()+,-./:=?", "*&@_\"!;<\x7f" },
		{ DER_NUMERIC_STRING, "09 ", "/:aZ-" },
		{ DER_IA5_STRING, "\x01 ~\x7f", "\x80\xff" },
		{ DER_VISIBLE_STRING, " ~", "\x1f\x7f\x80" },
		{ DER_UTF8_STRING, "\x01\xff", "" },
	};

	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		ROW(types[i].all);
		for (const char *c = types[i].all; *c != '\0'; c++)
			CHECK(text_belongs(types[i].tag, (uint8_t)*c));
		for (const char *c = types[i].none; *c != '\0'; c++)
			CHECK(!text_belongs(types[i].tag, (uint8_t)*c));
	}
	CHECK(!text_belongs(DER_PRINTABLE_STRING, 0));
}
