#include "tap.h"

#include <stdlib.h>
#include <time.h>

#include "collect.h"
#include "feed.h"
#include "formats/pem.h"
#include "hex.h"

/* Bodies are "abc" and the like: YWJj is abc, YWI= is ab, YQ== is a. */

#define BEGIN(label) "-----BEGIN " label "-----"
#define END(label)   "-----END " label "-----"
#define BLOCK(label) BEGIN(label) "\nYWJj\n" END(label) "\n"

/* 63 and 64 characters of base64. */
#define C48 "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh"
#define C64 C48 "YWFhYWFhYWFhYWFh"
#define B36 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B48 B36 "aaaaaaaaaaaa"
#define L64 "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"

static const struct row {
	const char *label;
	struct span text;
	/* "number:LABEL@first-last=body" of each block, "!" behind it where it is
	 * damaged */
	const char *blocks;
	const char *diags; /* as tests/collect.h has them */
	bool once;	   /* what follows the text would be read in another way */
} rows[] = {
	{ "nothing", SPAN_LIT(""), "", "", true },
	{ "text alone", SPAN_LIT("some text\nand more\n"), "", "", false },
	{ "a block", SPAN_LIT(BLOCK("X")), "1:X@1-3=abc", "", false },
	{ "two blocks", SPAN_LIT(BLOCK("X") BLOCK("Y")), "1:X@1-3=abc 2:Y@4-6=abc",
	  "", false },
	{ "CRLF", SPAN_LIT(BEGIN("X") "\r\nYWJj\r\n" END("X") "\r\n"),
	  "1:X@1-3=abc", "", false },
	{ "CR", SPAN_LIT(BEGIN("X") "\rYWJj\r" END("X") "\r"), "1:X@1-3=abc", "",
	  false },
	{ "no newline at the end", SPAN_LIT(BEGIN("X") "\nYWJj\n" END("X")),
	  "1:X@1-3=abc", "", true },
	{ "text before, between and behind",
	  SPAN_LIT("one\n\n" BLOCK("X") "two\n \t\n" BLOCK("Y") "three\n"),
	  "1:X@3-5=abc 2:Y@8-10=abc", "", false },
	{ "nothing between BEGIN and END", SPAN_LIT(BEGIN("X") "\n" END("X") "\n"),
	  "1:X@1-2=", "", false },
	{ "blank lines in the body",
	  SPAN_LIT(BEGIN("X") "\n\n\r\nYWJj\n\n" END("X") "\n"), "1:X@1-6=abc", "",
	  false },

	/* Labels (RFC 7468 section 3): printable, five hyphens. */
	{ "an empty label", SPAN_LIT(BLOCK("")), "1:@1-3=abc", "", false },
	{ "a label of words", SPAN_LIT(BLOCK("PKCS #7 SIGNED DATA")),
	  "1:PKCS #7 SIGNED DATA@1-3=abc", "", false },
	{ "a hyphen within a label", SPAN_LIT(BLOCK("A-B")), "1:A-B@1-3=abc", "",
	  false },
	{ "a label of 64 bytes", SPAN_LIT(BLOCK(L64)), "1:" L64 "@1-3=abc", "",
	  false },
	{ "labels of 64 bytes glued",
	  SPAN_LIT(BEGIN(L64) "\nYWJj\n" END(L64)
			   BEGIN(L64) "\nYWJj\n" END(L64) "\n"),
	  "1:" L64 "@1-3=abc 2:" L64 "@3-5=abc", "glued:3", false },
	{ "text behind END", SPAN_LIT(BEGIN("X") "\nYWJj\n" END("X") " text\n"),
	  "1:X@1-3=abc", "", false },

	/* The last group. */
	{ "one byte", SPAN_LIT(BEGIN("X") "\nYQ==\n" END("X") "\n"), "1:X@1-3=a",
	  "", false },
	{ "two bytes", SPAN_LIT(BEGIN("X") "\nYWI=\n" END("X") "\n"), "1:X@1-3=ab",
	  "", false },
	{ "padding on a line of its own",
	  SPAN_LIT(BEGIN("X") "\nYQ\n==\n" END("X") "\n"), "1:X@1-4=a",
	  "line-length:1", false },

	/* Lines of any length are read; others than 64 are noted. */
	{ "a line of 64", SPAN_LIT(BEGIN("X") "\n" C64 "\n" END("X") "\n"),
	  "1:X@1-3=" B48, "", false },
	{ "64 and less", SPAN_LIT(BEGIN("X") "\n" C64 "\nYWJj\n" END("X") "\n"),
	  "1:X@1-4=" B48 "abc", "", false },
	{ "more than 64", SPAN_LIT(BEGIN("X") "\n" C64 "YWJj\n" END("X") "\n"),
	  "1:X@1-3=" B48 "abc", "line-length:1", false },
	{ "less than 64 and more lines",
	  SPAN_LIT(BEGIN("X") "\n" C48 "\nYWJj\n" END("X") "\n"),
	  "1:X@1-4=" B36 "abc", "line-length:1", false },
	{ "groups that lines cut",
	  SPAN_LIT(BEGIN("X") "\nY\nWJ\nj\n" END("X") "\n"), "1:X@1-5=abc",
	  "line-length:1", false },
	{ "white space within lines",
	  SPAN_LIT(BEGIN("X") "\nYW \t\v\fJj\n" END("X") "\n"), "1:X@1-3=abc",
	  "white-space:1", false },
	{ "base64 on the BEGIN line", SPAN_LIT(BEGIN("X") "YWJj\n" END("X") "\n"),
	  "1:X@1-2=abc", "glued:1", false },
	{ "half a group on the BEGIN line",
	  SPAN_LIT(BEGIN("X") "YW\nJj\n" END("X") "\n"), "1:X@1-3=abc",
	  "line-length:1 glued:1", false },
	{ "white space behind BEGIN",
	  SPAN_LIT(BEGIN("X") " \t\nYWJj\n" END("X") "\n"), "1:X@1-3=abc", "",
	  false },

	/* What may stand before BEGIN. */
	{ "spaces before BEGIN", SPAN_LIT("  " BLOCK("X")), "1:X@1-3=abc",
	  "indented:1", false },
	{ "a tab before BEGIN", SPAN_LIT("\t" BLOCK("X")), "1:X@1-3=abc",
	  "indented:1", false },
	{ "NUL before BEGIN", SPAN_LIT("\0\0" BLOCK("X")), "1:X@1-3=abc",
	  "indented:1", false },
	{ "a byte order mark", SPAN_LIT("\xef\xbb\xbf" BLOCK("X")), "1:X@1-3=abc",
	  "byte-order-mark:1", false },
	{ "a byte order mark within",
	  SPAN_LIT(BLOCK("X") "\xef\xbb\xbf" BLOCK("Y")), "1:X@1-3=abc 2:Y@4-6=abc",
	  "byte-order-mark:4", false },
	{ "a byte order mark before text",
	  SPAN_LIT("\xef\xbb\xbftext\n" BLOCK("X")), "1:X@2-4=abc", "", false },
	{ "a byte order mark and spaces",
	  SPAN_LIT("\xef\xbb\xbf \xef\xbb\xbf" BLOCK("X")), "1:X@1-3=abc",
	  "byte-order-mark:1 indented:1", false },
	{ "white space of the line before is not of this one",
	  SPAN_LIT("  \n" BLOCK("X")), "1:X@2-4=abc", "", false },
	{ "END and BEGIN on one line",
	  SPAN_LIT(BEGIN("X") "\nYWJj\n" END("X")
			   BEGIN("Y") "\nYWJj\n" END("Y") "\n"),
	  "1:X@1-3=abc 2:Y@3-5=abc", "glued:3", false },
	{ "END, a space and BEGIN",
	  SPAN_LIT(BEGIN("X") "\nYWJj\n" END("X") " " BEGIN("Y") "\nYWJj\n" END(
		  "Y") "\n"),
	  "1:X@1-3=abc 2:Y@3-5=abc", "indented:3 glued:3", false },
	{ "all on one line",
	  SPAN_LIT(BEGIN("X") "YWJj" END("X") BEGIN("Y") "YWJj" END("Y") "\n"),
	  "1:X@1-1=abc 2:Y@1-1=abc", "glued:1 glued:1 glued:1", false },

	/* RFC 1421 header lines. */
	{ "headers",
	  SPAN_LIT(BEGIN("X") "\nProc-Type: 4,ENCRYPTED\nB: c\n\nYWJj\n" END(
		  "X") "\n"),
	  "1:X@1-6=abc", "headers:1", false },
	{ "folded headers",
	  SPAN_LIT(BEGIN("X") "\nA: b\n c\n\nYWJj\n" END("X") "\n"), "1:X@1-6=abc",
	  "headers:1", false },
	{ "headers with CRLF",
	  SPAN_LIT(BEGIN("X") "\r\nA: b\r\nC: d\r\n\r\nYWJj\r\n" END("X") "\r\n"),
	  "1:X@1-6=abc", "headers:1", false },
	{ "headers with CR",
	  SPAN_LIT(BEGIN("X") "\rA: b\rC: d\r\rYWJj\r" END("X") "\r"),
	  "1:X@1-6=abc", "headers:1", false },
	{ "a colon in the text behind a block with CR",
	  SPAN_LIT(BEGIN("X") "\rYWJj\r" END("X") "\rname: value\r"), "1:X@1-3=abc",
	  "", false },
	{ "headers without a body", SPAN_LIT(BEGIN("X") "\nA: b\n" END("X") "\n"),
	  "1:X@1-3=", "headers:1", false },

	/* Labels that differ. */
	{ "another label", SPAN_LIT(BEGIN("X") "\nYWJj\n" END("Y") "\n"),
	  "1:X@1-3=abc!", "label-mismatch:3:1", false },
	{ "a label in another case", SPAN_LIT(BEGIN("X") "\nYWJj\n" END("x") "\n"),
	  "1:X@1-3=abc!", "label-mismatch:3:1", false },
	{ "a label that is longer", SPAN_LIT(BEGIN("X") "\nYWJj\n" END("X ") "\n"),
	  "1:X@1-3=abc!", "label-mismatch:3:1", false },
	{ "the block behind one with another label",
	  SPAN_LIT(BEGIN("X") "\nYWJj\n" END("Y") "\n" BLOCK("Z")),
	  "1:X@1-3=abc! 2:Z@4-6=abc", "label-mismatch:3:1", false },

	/* A block without END. */
	{ "no END and the file ends", SPAN_LIT(BEGIN("X") "\nYWJj\n"),
	  "1:X@1-0=abc!", "no-end:3:1", true },
	{ "BEGIN alone", SPAN_LIT(BEGIN("X")), "1:X@1-0=!", "no-end:1:18", true },
	{ "BEGIN in BEGIN", SPAN_LIT(BEGIN("X") "\nYWJj\n" BLOCK("Y")),
	  "1:X@1-0=abc! 2:Y@3-5=abc", "no-end:3:1", false },
	{ "BEGIN after BEGIN", SPAN_LIT(BEGIN("X") "\n" BEGIN("X") "\n" BLOCK("X")),
	  "1:X@1-0=! 2:X@2-0=! 3:X@3-5=abc", "no-end:2:1 no-end:3:1", false },
	{ "END of four hyphens",
	  SPAN_LIT(BEGIN("X") "\nYWJj\n----END X-----\n" BLOCK("Y")),
	  "1:X@1-0=abc! 2:Y@4-6=abc", "marker-damaged:3:1", false },
	{ "a hyphen in the body", SPAN_LIT(BEGIN("X") "\nYW-Jj\n" END("X") "\n"),
	  "1:X@1-3=!", "marker-damaged:2:3", false },

	/* What is no base64. */
	{ "an exclamation mark", SPAN_LIT(BEGIN("X") "\nYWJjY!Jj\n" END("X") "\n"),
	  "1:X@1-3=abc!", "base64-character:2:6", false },
	{ "a wide character", SPAN_LIT(BEGIN("X") "\nYW\xc3\xa9j\n" END("X") "\n"),
	  "1:X@1-3=!", "base64-character:2:3", false },
	{ "NUL in the body", SPAN_LIT(BEGIN("X") "\nYWJj\0\n" END("X") "\n"),
	  "1:X@1-3=abc!", "base64-character:2:5", false },
	{ "the URL alphabet", SPAN_LIT(BEGIN("X") "\nYWJ_\n" END("X") "\n"),
	  "1:X@1-3=!", "base64-character:2:4", false },
	{ "two faults in a block are one diagnostic",
	  SPAN_LIT(BEGIN("X") "\n!!\n!!\n" END("X") "\n" BLOCK("Y")),
	  "1:X@1-4=! 2:Y@5-7=abc", "base64-character:2:1", false },
	{ "a fault and no END", SPAN_LIT(BEGIN("X") "\n!\n" BLOCK("Y")),
	  "1:X@1-0=! 2:Y@3-5=abc", "base64-character:2:1", false },
	{ "a fault on the third line of CRLF",
	  SPAN_LIT(BEGIN("X") "\r\n" C64 "\r\nYW*j\r\n" END("X") "\r\n"),
	  "1:X@1-4=" B48 "!", "base64-character:3:3", false },

	/* Base64 that is not canonical (RFC 4648 section 3.5). */
	{ "bits behind one byte", SPAN_LIT(BEGIN("X") "\nYR==\n" END("X") "\n"),
	  "1:X@1-3=!", "base64-padding:2:4", false },
	{ "the lowest bit behind two bytes",
	  SPAN_LIT(BEGIN("X") "\nYWJ=\n" END("X") "\n"), "1:X@1-3=!",
	  "base64-padding:2:4", false },
	{ "the higher bit behind two bytes",
	  SPAN_LIT(BEGIN("X") "\nYWK=\n" END("X") "\n"), "1:X@1-3=!",
	  "base64-padding:2:4", false },
	{ "the highest bit behind one byte",
	  SPAN_LIT(BEGIN("X") "\nYY==\n" END("X") "\n"), "1:X@1-3=!",
	  "base64-padding:2:4", false },
	{ "base64 behind padding",
	  SPAN_LIT(BEGIN("X") "\nYWI=YWJj\n" END("X") "\n"), "1:X@1-3=ab!",
	  "base64-padding:2:5", false },
	{ "base64 on the line behind padding",
	  SPAN_LIT(BEGIN("X") "\nYQ==\nYWJj\n" END("X") "\n"), "1:X@1-4=a!",
	  "base64-padding:3:1", false },
	{ "base64 within padding", SPAN_LIT(BEGIN("X") "\nYQ=Q\n" END("X") "\n"),
	  "1:X@1-3=!", "base64-padding:2:4", false },
	{ "padding first", SPAN_LIT(BEGIN("X") "\n=\n" END("X") "\n"), "1:X@1-3=!",
	  "base64-padding:2:1", false },
	{ "padding behind one character",
	  SPAN_LIT(BEGIN("X") "\nY===\n" END("X") "\n"), "1:X@1-3=!",
	  "base64-padding:2:2", false },
	{ "padding behind a whole group",
	  SPAN_LIT(BEGIN("X") "\nYWJj=\n" END("X") "\n"), "1:X@1-3=abc!",
	  "base64-padding:2:5", false },
	{ "padding behind padding", SPAN_LIT(BEGIN("X") "\nYQ===\n" END("X") "\n"),
	  "1:X@1-3=a!", "base64-padding:2:5", false },
	{ "no padding", SPAN_LIT(BEGIN("X") "\nYQ\n" END("X") "\n"), "1:X@1-3=!",
	  "base64-padding:3:1", false },
	{ "half the padding", SPAN_LIT(BEGIN("X") "\nYQ=\n" END("X") "\n"),
	  "1:X@1-3=!", "base64-padding:3:1", false },
	{ "one character", SPAN_LIT(BEGIN("X") "\nYWJjY\n" END("X") "\n"),
	  "1:X@1-3=abc!", "base64-padding:3:1", false },

	/* Markers that are none, but were meant to be. */
	{ "four hyphens before BEGIN",
	  SPAN_LIT("----BEGIN CERTIFICATE-----\nYWJj\n" END(
		  "CERTIFICATE") "\n" BLOCK("X")),
	  "2:X@4-6=abc", "marker-damaged:1:1", false },
	{ "six hyphens before BEGIN",
	  SPAN_LIT("-" BEGIN("CERTIFICATE") "\nYWJj\n" END("CERTIFICATE") "\n"), "",
	  "marker-damaged:1:1", false },
	{ "four hyphens behind BEGIN",
	  SPAN_LIT("-----BEGIN CERTIFICATE----\nYWJj\n" END("CERTIFICATE") "\n"),
	  "", "marker-damaged:1:1", false },
	{ "six hyphens behind BEGIN",
	  SPAN_LIT(BEGIN("CERTIFICATE") "-\nYWJj\n" END("CERTIFICATE") "\n"), "",
	  "marker-damaged:1:1", false },
	{ "dashes of a word processor",
	  SPAN_LIT("\xe2\x80\x94-BEGIN CERTIFICATE\xe2\x80\x94-\nYWJj\n"
		   "\xe2\x80\x94-END CERTIFICATE\xe2\x80\x94-\n"),
	  "", "marker-damaged:1:1", false },
	{ "small letters",
	  SPAN_LIT(
		  "-----begin certificate-----\nYWJj\n-----end certificate-----\n"),
	  "", "marker-damaged:1:1", false },
	{ "no hyphens", SPAN_LIT("BEGIN CERTIFICATE\nYWJj\nEND CERTIFICATE\n"), "",
	  "marker-damaged:1:1", false },
	{ "underscores", SPAN_LIT("_____BEGIN CERTIFICATE_____\nYWJj\n"), "",
	  "marker-damaged:1:1", true },
	{ "a damaged PKCS7 marker",
	  SPAN_LIT("----BEGIN PKCS7-----\nYWJj\n" END("PKCS7") "\n"), "",
	  "marker-damaged:1:1", false },
	{ "a damaged CMS marker",
	  SPAN_LIT("----BEGIN CMS-----\nYWJj\n" END("CMS") "\n"), "",
	  "marker-damaged:1:1", false },
	{ "a CMS marker with four hyphens behind",
	  SPAN_LIT("-----BEGIN CMS----\nYWJj\n" END("CMS") "\n"), "",
	  "marker-damaged:1:1", false },
	{ "a label longer than any",
	  SPAN_LIT(BEGIN(L64 "0") "\nYWJj\n" END(L64 "0") "\n"), "",
	  "marker-damaged:1:1", false },
	{ "two damaged markers are two",
	  SPAN_LIT("----BEGIN CERTIFICATE-----\nYWJj\n" END(
		  "CERTIFICATE") "\n"
				 "----BEGIN CERTIFICATE-----\nYWJj\n" END(
					 "CERTIFICATE") "\n" BLOCK("X")),
	  "3:X@7-9=abc", "marker-damaged:1:1 marker-damaged:4:1", false },
	{ "a damaged END alone", SPAN_LIT("----END CERTIFICATE-----\n"), "",
	  "marker-damaged:1:1", false },

	/* Markers that are text. */
	{ "END without BEGIN", SPAN_LIT("YWJj\n" END("X") "\n"), "",
	  "end-without-begin:2:1", false },
	{ "two ENDs without BEGIN", SPAN_LIT(END("X") "\n" END("X") "\n"), "",
	  "end-without-begin:1:1 end-without-begin:2:1", false },
	{ "END behind a whole block", SPAN_LIT(BLOCK("X") END("X") "\n"),
	  "1:X@1-3=abc", "end-without-begin:4:1", false },
	{ "a BEGIN in a sentence",
	  SPAN_LIT("see " BEGIN("X") " below\n" BLOCK("X")), "1:X@2-4=abc",
	  "marker-in-text:1:5", false },
	{ "a block that is commented out",
	  SPAN_LIT(
		  "# " BEGIN("CERTIFICATE") "\n# YWJj\n# " END("CERTIFICATE") "\n"),
	  "", "marker-in-text:1:3", false },
	{ "a block that is quoted in a mail",
	  SPAN_LIT("> " BEGIN("X") "\n> YWJj\n> " END("X") "\n"), "",
	  "marker-in-text:1:3", false },
	{ "prose that speaks of certificates",
	  SPAN_LIT(
		  "Begin with the certificate of the root.\nEnd Certificate list\n"),
	  "", "", false },
	{ "rulers of hyphens", SPAN_LIT("-----\n----------\n-- BEGIN --\n"), "", "",
	  false },
};

/* The blocks of the text, behind so many lines; diagnostics go to c. */
static void read_all(struct span text, size_t step, size_t room, uint64_t lines,
		     struct buf *blocks, struct collect *c)
{
	struct feed f = { .left = text, .step = step };
	uint8_t *dst = malloc(room);
	struct input in;
	struct pem p;

	input_open(&in, feed_read, &f);
	pem_start(&p, &in, &c->diags, "file");
	while (pem_next(&p)) {
		struct buf body = { 0 };
		ssize_t n;
		bool whole;

		while ((n = pem_read(&p, dst, room)) > 0)
			buf_add(&body, span_of(dst, (size_t)n));
		whole = pem_finish(&p);
		CHECK(n == 0 || !whole);
		CHECK(whole == !p.faulty);
		buf_printf(blocks, "%s%u:%s@%u-%u=%s%s", blocks->n > 0 ? " " : "",
			   (unsigned)p.block, p.label, (unsigned)(p.first - lines),
			   (unsigned)(p.last > 0 ? p.last - lines : 0),
			   buf_c(&body), whole ? "" : "!");
		buf_free(&body);
	}
	CHECK_EQ_INT(f.left.n, 0);
	input_close(&in);
	free(dst);
}

static void check_row(const struct row *r, size_t step, size_t room)
{
	struct buf blocks = { 0 };
	struct collect c;
	char row[128];

	snprintf(row, sizeof(row), "%s (%zu bytes at once, room for %zu)", r->label,
		 step, room);
	ROW(row);
	collect_start(&c);
	read_all(r->text, step, room, 0, &blocks, &c);
	CHECK_EQ_STR(buf_c(&blocks), r->blocks);
	CHECK_EQ_STR(buf_c(&c.text), r->diags);
	buf_free(&blocks);
	collect_end(&c);
	ROW("");
}

TEST(each_row_gives_its_blocks_and_diagnostics)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check_row(&rows[i], 0, 4096);
}

TEST(each_row_read_one_byte_at_a_time_gives_the_same)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (size_t step = 1; step < 4; step++)
			check_row(&rows[i], step, 4096);
}

TEST(each_row_read_with_little_room_gives_the_same)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (size_t room = 3; room < 8; room++)
			check_row(&rows[i], 0, room);
}

/* The window's size is no secret, but the rows hold whatever it is. */
#define WINDOW ((size_t)128 * 1024)

TEST(each_row_across_the_border_of_the_window_gives_the_same)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct row *r = &rows[i];

		for (size_t cut = 1; cut <= r->text.n;
		     cut += r->text.n > 60 ? 11 : 5) {
			struct buf text = { 0 }, blocks = { 0 };
			struct collect c;
			uint64_t lines = 1;
			char row[128];

			snprintf(row, sizeof(row), "%s (cut at %zu)", r->label,
				 cut);
			ROW(row);
			buf_fill(&text, '.', (WINDOW - cut) % 50 + 49);
			buf_put(&text, '\n');
			while (text.n < WINDOW - cut) {
				buf_fill(&text, '.', 49);
				buf_put(&text, '\n');
				lines++;
			}
			CHECK_EQ_INT(text.n, WINDOW - cut);
			buf_add(&text, r->text);
			collect_start(&c);
			c.lines = lines;
			read_all(buf_span(&text), 0, 4096, lines, &blocks, &c);
			CHECK_EQ_STR(buf_c(&blocks), r->blocks);
			CHECK_EQ_STR(buf_c(&c.text), r->diags);
			buf_free(&blocks);
			buf_free(&text);
			collect_end(&c);
			ROW("");
			if (tap_failed)
				break;
		}
	}
}

static size_t count(const char *text, char c)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += *text == c;
	return n;
}

static uint64_t line_ends(struct span text)
{
	uint64_t n = 0;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n' ||
		     (text.p[i] == '\r' &&
		      !(i + 1 < text.n && text.p[i + 1] == '\n'));
	return n;
}

TEST(each_row_repeated_beyond_the_window_gives_all_its_blocks)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct row *r = &rows[i];
		uint64_t lines = line_ends(r->text);
		struct buf text = { 0 }, blocks = { 0 };
		struct collect c;
		size_t times = 0;

		if (r->once)
			continue;
		ROW(r->label);
		while (text.n < 2 * WINDOW) {
			buf_add(&text, r->text);
			times++;
		}
		collect_start(&c);
		read_all(buf_span(&text), 0, 4096, 0, &blocks, &c);
		CHECK_EQ_INT(count(buf_c(&blocks), '@'),
			     times * count(r->blocks, '@'));
		CHECK_EQ_INT(count(buf_c(&blocks), '!'),
			     times * count(r->blocks, '!'));
		CHECK_EQ_INT(c.count,
			     times * (*r->diags ? count(r->diags, ' ') + 1 : 0));
		if (c.count > 0)
			CHECK(c.last.place.line > (times - 1) * lines &&
			      c.last.place.line <= times * lines + 1);
		collect_end(&c);
		buf_free(&text);
		buf_free(&blocks);
		ROW("");
	}
}

/* Finishing without having read the body: END and labels count, base64 does not. */
static const struct {
	const char *label;
	struct span text;
	bool whole;
	const char *diags;
} unread[] = {
	{ "a whole block", SPAN_LIT(BLOCK("X")), true, "" },
	{ "bad base64", SPAN_LIT(BEGIN("X") "\n!!\n-\n--\n" END("X") "\n"), true,
	  "" },
	{ "another label", SPAN_LIT(BEGIN("X") "\nYWJj\n" END("Y") "\n"), false,
	  "label-mismatch:3:1" },
	{ "another BEGIN", SPAN_LIT(BEGIN("X") "\nYWJj\n" BLOCK("Y")), false,
	  "no-end:3:1" },
	{ "no END", SPAN_LIT(BEGIN("X") "\nYWJj\n"), false, "no-end:3:1" },
};

TEST(a_block_that_nobody_reads_is_stepped_over)
{
	for (size_t i = 0; i < ARRAY_LEN(unread); i++) {
		for (size_t step = 0; step < 3; step++) {
			struct feed f = { .left = unread[i].text, .step = step };
			struct collect c;
			struct input in;
			struct pem p;

			ROW(unread[i].label);
			input_open(&in, feed_read, &f);
			collect_start(&c);
			pem_start(&p, &in, &c.diags, "file");
			CHECK(pem_next(&p));
			CHECK(pem_finish(&p) == unread[i].whole);
			CHECK_EQ_STR(buf_c(&c.text), unread[i].diags);
			collect_end(&c);
			input_close(&in);
		}
	}
}

TEST(a_body_that_is_read_in_part_ends_at_its_end)
{
	struct span text =
		SPAN_LIT(BEGIN("X") "\nYWJjYWJj\nYWJj\n" END("X") "\n" BLOCK("Y"));
	struct collect c;
	struct input in;
	uint8_t dst[3];
	struct pem p;

	input_open_span(&in, &text);
	collect_start(&c);
	pem_start(&p, &in, &c.diags, "file");
	CHECK(pem_next(&p));
	CHECK_EQ_INT(pem_read(&p, dst, 3), 3);
	CHECK(pem_finish(&p));
	CHECK_EQ_INT(p.last, 4);
	CHECK(pem_next(&p));
	CHECK_EQ_STR(p.label, "Y");
	CHECK_EQ_INT(p.first, 5);
	CHECK(pem_finish(&p));
	CHECK(!pem_next(&p));
	collect_end(&c);
	input_close(&in);
}

TEST(the_place_of_a_fault_names_its_block)
{
	struct span text = SPAN_LIT(
		BLOCK("X") "text\n" BEGIN("Y") "\nYW!j\nYWJj\n" END("Y") "\n");
	struct collect c;
	struct input in;
	uint8_t dst[64];
	struct pem p;

	input_open_span(&in, &text);
	collect_start(&c);
	pem_start(&p, &in, &c.diags, "file");
	CHECK(pem_next(&p) && pem_finish(&p));
	CHECK(pem_next(&p));
	CHECK_EQ_INT(pem_read(&p, dst, sizeof(dst)), -1);
	CHECK_EQ_INT(errno, EILSEQ);
	CHECK(!pem_finish(&p));
	CHECK_EQ_STR(c.last.place.file, "file");
	CHECK_EQ_STR(c.last.place.label, "Y");
	CHECK_EQ_INT(c.last.place.block, 2);
	CHECK_EQ_INT(c.last.place.first, 5);
	CHECK_EQ_INT(c.last.place.last, 8);
	CHECK_EQ_INT(c.last.place.line, 6);
	CHECK_EQ_INT(c.last.place.column, 3);
	CHECK_EQ_STR(buf_c(&c.details), "'!'\n");
	collect_end(&c);
	input_close(&in);
}

/* Base64 without markers. */
static const struct {
	const char *label;
	struct span text;
	const char *body; /* NULL: damaged */
	const char *diags;
} bare[] = {
	{ "a group", SPAN_LIT("YWJj"), "abc", "" },
	{ "lines and padding", SPAN_LIT("YWJj\r\nYQ==\r\n"), "abca", NULL },
	{ "nothing", SPAN_LIT(""), "", "" },
	{ "a bad character", SPAN_LIT("YWJj\nY!"), NULL, "base64-character:2:2" },
	{ "no padding", SPAN_LIT("YWJjYQ\n"), NULL, "base64-padding:2:1" },
	{ "a hyphen", SPAN_LIT("YWJj\n-"), NULL, "marker-damaged:2:1" },
	{ "END", SPAN_LIT("YWJj\n" END("X") "\n"), NULL, "marker-damaged:2:1" },
};

TEST(bare_base64_ends_where_the_input_ends)
{
	for (size_t i = 0; i < ARRAY_LEN(bare); i++) {
		for (size_t step = 0; step < 3; step++) {
			struct feed f = { .left = bare[i].text, .step = step };
			struct buf body = { 0 };
			struct collect c;
			struct input in;
			struct pem p;
			uint8_t dst[16];
			ssize_t n;

			ROW(bare[i].label);
			input_open(&in, feed_read, &f);
			collect_start(&c);
			pem_start(&p, &in, &c.diags, "file");
			pem_bare(&p);
			while ((n = pem_read(&p, dst, sizeof(dst))) > 0)
				buf_add(&body, span_of(dst, (size_t)n));
			CHECK_EQ_INT(n, bare[i].body != NULL ? 0 : -1);
			CHECK(pem_finish(&p) == (bare[i].body != NULL));
			if (bare[i].body != NULL)
				CHECK_EQ_STR(buf_c(&body), bare[i].body);
			if (bare[i].diags != NULL)
				CHECK_EQ_STR(buf_c(&c.text), bare[i].diags);
			buf_free(&body);
			collect_end(&c);
			input_close(&in);
		}
	}
}

static double seconds(struct span text, size_t *blocks)
{
	struct buf list = { 0 };
	struct collect c;
	clock_t before = clock();

	collect_start(&c);
	c.diags.report = NULL;
	read_all(text, 0, 65536, 0, &list, &c);
	*blocks = count(buf_c(&list), '@');
	collect_end(&c);
	buf_free(&list);
	return (double)(clock() - before) / CLOCKS_PER_SEC;
}

/* A scan to the end of the file for each of these lines would take minutes. */
TEST(files_of_hostile_lines_are_read_in_linear_time)
{
	static const struct {
		const char *label, *line;
	} hostile[] = {
		{ "BEGIN", BEGIN("CERTIFICATE") "\n" },
		{ "END", END("CERTIFICATE") "\n" },
		{ "damaged BEGIN", "----BEGIN CERTIFICATE-----\n" },
		{ "hyphens", "-" },
		{ "half a marker", "-----BEGIN " },
		{ "a header", "A: b\n" },
		{ "CR", "\r" },
		{ "NUL", "\0" },
		{ "byte order marks", "\xef\xbb\xbf" },
		{ "a line without end", "-----BEGIN X " },
	};

	for (size_t i = 0; i < ARRAY_LEN(hostile); i++) {
		struct buf text = { 0 };
		size_t blocks;

		ROW(hostile[i].label);
		buf_str(&text, i == 5 ? BEGIN("X") "\n" : "");
		while (text.n < 3000000)
			buf_add(&text, span_of(hostile[i].line,
					       *hostile[i].line != '\0'
						       ? strlen(hostile[i].line)
						       : 1));
		CHECK(seconds(buf_span(&text), &blocks) < 10);
		if (i == 0)
			CHECK_EQ_INT(blocks, text.n / strlen(hostile[i].line));
		buf_free(&text);
	}
}
