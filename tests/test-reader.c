#include "tap.h"

#include <unistd.h>

#include "feed.h"
#include "fixture.h"
#include "hex.h"

/*
 * What each fixture holds, by the last letter of the subjects, "!" where
 * distrusted, with the containers in parentheses, "}" where one is broken; and what
 * is said of it. testdata/README says the same in words.
 */
static const struct {
	const char *file;
	uint64_t found, lost;
	const char *text;
	const char *diags; /* as tests/collect.h has them */
} rows[] = {
	{ "pem/bad-char.pem", 2, 1, "AC", "base64-character:17:13" },
	{ "pem/bad-der.pem", 2, 1, "AC", "certificate-field:12+4" },
	{ "pem/begin-begin.pem", 3, 1, "ABC", "no-end:13:1" },
	{ "pem/commented.pem", 2, 0, "AC", "marker-in-text:12:3" },
	{ "pem/cr-only.pem", 3, 0, "ABC", "" },
	{ "pem/crl.pem", 2, 0, "AC", "other-object:12" },
	{ "pem/csr.pem", 2, 0, "AC", "other-object:12" },
	{ "pem/dash4.pem", 2, 1, "AC", "marker-damaged:12:1" },
	{ "pem/distrusted.pem", 3, 0, "AB!C", "rare-label:12" },
	{ "pem/dups.pem", 3, 0, "ABA", "" },
	{ "pem/empty.pem", 0, 0, "", "empty-file" },
	{ "pem/end-mismatch.pem", 2, 1, "AC", "label-mismatch:22:1" },
	{ "pem/end-only.pem", 2, 1, "AC", "end-without-begin:21:1" },
	{ "pem/endash.pem", 2, 1, "AC", "marker-damaged:12:1" },
	{ "pem/glued.pem", 3, 0, "ABC", "glued:11 glued:21" },
	{ "pem/headers.pem", 3, 0, "ABC", "headers:12" },
	{ "pem/indented.pem", 3, 0, "ABC",
	  "indented:1 white-space:1 indented:12 white-space:12 indented:23 white-space:23" },
	{ "pem/lower.pem", 2, 1, "AC", "marker-damaged:12:1" },
	{ "pem/marker-in-text.pem", 3, 0, "ABC", "marker-in-text:12:24" },
	{ "pem/mixed.pem", 3, 0, "A(B)C", "" },
	{ "pem/no-end.pem", 2, 1, "AB", "no-end:33:1" },
	{ "pem/no-newline.pem", 3, 0, "ABC", "" },
	{ "pem/nul.pem", 3, 0, "ABC", "indented:12" },
	{ "pem/one.pem", 1, 0, "A", "" },
	{ "pem/orphan-key.pem", 0, 0, "", "private-key:1 no-certificate" },
	{ "pem/pad-bits.pem", 2, 1, "AC", "base64-padding:21:52" },
	{ "pem/padding.pem", 2, 1, "AC", "base64-padding:21:53" },
	{ "pem/private-key.pem", 2, 0, "AC", "private-key:12" },
	{ "pem/text-only.pem", 0, 0, "", "no-certificate" },
	{ "pem/text.pem", 3, 0, "ABC", "" },
	{ "pem/three.pem", 3, 0, "ABC", "" },
	{ "pem/trailing-der.pem", 2, 1, "AC", "trailing-data:12+421" },
	{ "pem/truncated.pem", 1, 1, "A", "no-end:16:33" },
	{ "pem/trusted-reject.pem", 3, 0, "ABC", "rare-label:12" },
	{ "pem/trusted.pem", 3, 0, "ABC", "rare-label:12" },
	{ "pem/wide76.pem", 3, 0, "ABC",
	  "line-length:1 line-length:11 line-length:21" },
	{ "pem/x509-label.pem", 3, 0, "ABC", "old-label:12" },
	{ "der/crl.der", 0, 0, "", "other-object+0 no-certificate" },
	{ "der/csr.der", 0, 0, "", "other-object+0 no-certificate" },
	{ "der/huge-length.der", 0, 1, "", "too-large+0" },
	{ "der/key.der", 0, 0, "", "private-key+0 no-certificate" },
	{ "der/one.der", 1, 0, "A", "" },
	{ "der/short.der", 0, 1, "", "truncated+0" },
	{ "der/three.der", 3, 0, "ABC", "" },
	{ "der/trailing.der", 1, 0, "A", "trailing-data+421" },
	{ "windows/bare.b64", 3, 0, "(ABC)", "bare-base64:1" },
	{ "windows/ber.p7b", 3, 0, "(ABC)", "cms-ber+0" },
	{ "windows/bom.pem", 3, 0, "ABC", "byte-order-mark:1" },
	{ "windows/certlabel.p7b", 3, 0, "(ABC)", "old-label:1" },
	{ "windows/cms.p7b", 3, 0, "(ABC)", "rare-label:1" },
	{ "windows/crlf.pem", 3, 0, "ABC", "" },
	{ "windows/crls.p7b", 3, 0, "(ABC)", "other-object+466 other-object+1331" },
	{ "windows/empty.p7b", 0, 0, "()", "no-certificate" },
	{ "windows/oneline.pem", 3, 0, "ABC",
	  "line-length:1 line-length:4 line-length:7" },
	{ "windows/pkcs7-two.p7b", 3, 0, "(AB)(C)", "" },
	{ "windows/sdlabel.p7b", 3, 0, "(ABC)", "rare-label:1" },
	{ "windows/signed.p7s", 3, 0, "(ABC)", "signer+0" },
	{ "windows/trailing-junk.p7b", 3, 0, "(ABC)", "trailing-data+1310" },
	{ "windows/trailing.p7b", 3, 0, "(ABC)", "trailing-padding+1310" },
	{ "windows/trust-list.stl", 0, 1, "(}", "foreign+0" },
	{ "windows/truncated.p7b", 0, 1, "(A}", "truncated+0" },
	{ "windows/utf16be.pem", 3, 0, "ABC", "utf-16" },
	{ "windows/utf16le.pem", 3, 0, "ABC", "utf-16" },
	{ "foreign/bundle.p12", 0, 1, "", "foreign+0" },
	{ "foreign/bundle.pem.gz", 0, 0, "", "foreign" },
	{ "foreign/bundle.zip", 0, 0, "", "foreign" },
	{ "foreign/ccadb.csv", 0, 1, "", "foreign" },
	{ "foreign/certdata.txt", 0, 1, "", "foreign:4" },
	{ "foreign/comment.p11-kit", 0, 1, "", "foreign:4" },
	{ "foreign/efi.esl", 0, 1, "", "foreign" },
	{ "foreign/error.xml", 0, 0, "", "no-certificate" },
	{ "foreign/gitcrypt.pem", 0, 0, "", "foreign" },
	{ "foreign/keystore.jks", 0, 1, "", "foreign" },
	{ "foreign/late.p11-kit", 0, 2, "A#", "foreign:13" },
	{ "foreign/page.html", 0, 0, "", "no-certificate" },
	{ "foreign/script.html", 0, 1, "",
	  "marker-in-text:3:14 base64-character:7:15 no-certificate" },
	{ "foreign/store.sst", 0, 1, "", "foreign" },
	{ "foreign/xxxx.pem", 0, 0, "", "no-certificate" },
	{ "hostile/headers.pem", 1, 0, "A", "headers:1" },
	{ "hostile/indefinite-cert.der", 0, 1, "", "not-der+0" },
	{ "hostile/len8.der", 0, 1, "", "too-large+0" },
	{ "hostile/long-head.p7b", 3, 0, "(ABC)", "cms-ber+0" },
	{ "hostile/long-line.pem", 1, 1, "A",
	  "marker-in-text:1:3 end-without-begin:2:1" },
	{ "hostile/longlen.p7b", 3, 0, "(ABC)", "cms-ber+0" },
	{ "hostile/many-extensions.pem", 1, 0, "s", "" },
	{ "hostile/many-rdns.pem", 1, 0, "s", "" },
	{ "hostile/nest-ber.p7b", 0, 1, "(}", "cms-structure+15" },
	{ "hostile/nest.der", 0, 1, "", "certificate-field+8" },
};

struct seen {
	struct buf text;
	size_t count, stop_after;
};

static bool see(void *context, const struct cert *c, const struct origin *o)
{
	struct seen *s = context;

	buf_add(&s->text, span_of(c->subject.p + c->subject.n - 1, 1));
	if (o->trust.distrusted)
		buf_put(&s->text, '!');
	return ++s->count != s->stop_after;
}

static void see_container(void *context, enum container_event event)
{
	static const char signs[] = { [CONTAINER_BEGIN] = '(',
				      [CONTAINER_WHOLE] = ')',
				      [CONTAINER_BROKEN] = '}',
				      [FILE_REFUSED] = '#' };

	if (event != FILE_BEGIN)
		buf_put(&((struct seen *)context)->text, (uint8_t)signs[event]);
}

/* Everything that reading gives. */
struct outcome {
	struct collect said;
	struct seen seen;
	struct reader reader;
	bool went_on;
};

static void begin(struct outcome *o)
{
	*o = (struct outcome){ .went_on = false };
	collect_start(&o->said);
	reader_start(&o->reader, &o->said.diags,
		     (struct sink){ .certificate = see,
				    .container = see_container,
				    .context = &o->seen });
}

static void end(struct outcome *o)
{
	reader_end(&o->reader);
	collect_end(&o->said);
	buf_free(&o->seen.text);
}

/* Memory, in pieces of step bytes at most. */
static void read_bytes(struct outcome *o, struct span bytes, size_t step)
{
	struct feed f = { .left = bytes, .step = step };
	struct input in;

	begin(o);
	input_open(&in, feed_read, &f);
	o->went_on = reader_input(&o->reader, &in, "memory");
	input_close(&in);
}

TEST(each_fixture_gives_its_certificates_and_diagnostics)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct outcome o;

		ROW(rows[i].file);
		begin(&o);
		CHECK(reader_path(&o.reader, fixture_path(rows[i].file)));
		CHECK_EQ_INT(o.reader.found, rows[i].found);
		CHECK_EQ_INT(o.reader.lost, rows[i].lost);
		CHECK_EQ_STR(buf_c(&o.seen.text), rows[i].text);
		CHECK_EQ_STR(buf_c(&o.said.text), rows[i].diags);
		end(&o);
	}
}

TEST(each_fixture_read_in_small_pieces_gives_the_same)
{
	static const size_t steps[] = { 1, 7, 1000 };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf bytes = fixture_bytes(rows[i].file);

		for (size_t k = 0; k < ARRAY_LEN(steps); k++) {
			struct outcome o;

			ROW(rows[i].file);
			read_bytes(&o, buf_span(&bytes), steps[k]);
			CHECK(o.went_on);
			CHECK_EQ_INT(o.reader.found, rows[i].found);
			CHECK_EQ_STR(buf_c(&o.seen.text), rows[i].text);
			CHECK_EQ_STR(buf_c(&o.said.text), rows[i].diags);
			end(&o);
		}
		buf_free(&bytes);
	}
}

/*
 * A section of p11-kit's files makes the file foreign wherever a line of text may
 * begin with it; @ stands for a certificate's block.
 */
#define SECTION "[p11-kit-object-v1]\nx-distrusted: true\n"

TEST(a_section_of_p11_kit_voids_its_file)
{
	static const struct {
		const char *label, *text;
		const char *seen; /* "" or ending in #: foreign */
	} sections[] = {
		{ "at the start", SECTION "@", "" },
		{ "after comments", "# a\r\n\r\n#\r\n" SECTION "@", "" },
		{ "after a mark", "\xef\xbb\xbf" SECTION "@", "" },
		{ "indented", "# a\n \t" SECTION "@", "" },
		{ "of a later version", "#\n[p11-kit-object-v23]\n@", "" },
		{ "after a CR", "# a\r" SECTION "@", "" },
		{ "after a block", "@" SECTION "@", "A#" },
		{ "after two blocks", "@@# a\n" SECTION, "AA#" },
		{ "at the end", "@[p11-kit-object-v1]", "A#" },
		{ "on the line of an END",
		  "@-----BEGIN X-----\n-----END X-----" SECTION "@", "A#" },
		{ "in a block of another kind", "@-----BEGIN X-----\n" SECTION "@",
		  "A#" },
		{ "in a certificate's block",
		  "@-----BEGIN CERTIFICATE-----\nMIIB\n" SECTION "@", "A#" },
		{ "among header lines",
		  "@-----BEGIN CERTIFICATE-----\na: b\n" SECTION "@", "A#" },
		{ "after an END without BEGIN",
		  "@-----END CERTIFICATE-----\n" SECTION "@", "A#" },
		{ "of certdata.txt",
		  "@\nCKA_CLASS CK_OBJECT_CLASS CKO_CERTIFICATE\n@", "A#" },

		{ "within a line", "# " SECTION "@", "A" },
		{ "that is not closed to its version", "[p11-kit-object]\n@", "A" },
		{ "that ends before its version", "@[p11-kit-object-", "A" },
	};
	static const size_t steps[] = { 0, 1, 13 };
	struct buf one = fixture_bytes("pem/one.pem");

	for (size_t i = 0; i < ARRAY_LEN(sections); i++) {
		bool pem = strcmp(sections[i].seen, "A") == 0;
		struct buf bytes = { 0 };

		ROW(sections[i].label);
		for (const char *p = sections[i].text; *p != '\0'; p++) {
			if (*p == '@')
				buf_add(&bytes, buf_span(&one));
			else
				buf_put(&bytes, (uint8_t)*p);
		}
		for (size_t k = 0; k < ARRAY_LEN(steps); k++) {
			struct outcome o;

			read_bytes(&o, buf_span(&bytes), steps[k]);
			CHECK_EQ_STR(buf_c(&o.seen.text), sections[i].seen);
			CHECK_EQ_INT(o.reader.found, pem);
			CHECK((strstr(buf_c(&o.said.text), "foreign") == NULL) ==
			      pem);
			CHECK(pem || o.said.diags.errors > 0);
			end(&o);
		}
		buf_free(&bytes);
	}
	buf_free(&one);
}

/* As many of what could begin a section or a marker as fit: it stays linear. */
TEST(brackets_and_hyphens_in_a_lost_block_are_passed_once)
{
	static const char *const fill[] = { "[", "-", "[-", "[p11-kit-object-" };

	for (size_t i = 0; i < ARRAY_LEN(fill); i++) {
		struct buf bytes = { 0 };
		struct outcome o;

		ROW(fill[i]);
		buf_str(&bytes, "-----BEGIN X-----\n");
		while (bytes.n < (size_t)8 << 20)
			buf_str(&bytes, fill[i]);
		read_bytes(&o, buf_span(&bytes), 0);
		CHECK(o.said.diags.errors > 0);
		end(&o);
		buf_free(&bytes);
	}
}

TEST(a_refused_file_takes_back_what_it_had_first_in_its_directory)
{
	struct outcome o;

	begin(&o);
	o.reader.in_directory = true;
	CHECK(reader_path(&o.reader, fixture_path("foreign/late.p11-kit")));
	CHECK(reader_path(&o.reader, fixture_path("foreign/comment.p11-kit")));
	CHECK(reader_path(&o.reader, fixture_path("pem/three.pem")));
	CHECK_EQ_STR(buf_c(&o.seen.text), "A#ABC");
	CHECK_EQ_INT(o.reader.found, 3);
	CHECK_EQ_STR(buf_c(&o.said.text), "foreign:13 foreign:4");
	CHECK_EQ_INT(o.said.diags.errors, 2);
	digest_index_free(&o.reader.seen);
	end(&o);
}

/* The names of a CCADB report's columns fill more than what files are told by. */
TEST(a_ccadb_report_is_told_by_a_column_far_away)
{
	static const size_t steps[] = { 0, 1, 100 };
	struct buf bytes = { 0 };

	for (size_t i = 0; i < 100; i++)
		buf_printf(&bytes, "\"Column number %zu\",", i);
	buf_str(&bytes, "\"PEM Info\"\n\"x\"\n");
	for (size_t k = 0; k < ARRAY_LEN(steps); k++) {
		struct outcome o;

		read_bytes(&o, buf_span(&bytes), steps[k]);
		CHECK_EQ_STR(buf_c(&o.said.text), "foreign");
		end(&o);
	}
	buf_free(&bytes);
}

TEST(in_a_directory_only_stores_are_errors)
{
	static const struct {
		const char *file, *diags;
	} files[] = {
		{ "foreign/bundle.zip", "not-a-bundle" },
		{ "foreign/page.html", "not-a-bundle" },
		{ "foreign/keystore.jks", "foreign" },
		{ "foreign/store.sst", "foreign" },
		{ "foreign/efi.esl", "foreign" },
		{ "foreign/ccadb.csv", "foreign" },
		{ "foreign/bundle.p12", "foreign+0" },
	};

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct outcome o;

		ROW(files[i].file);
		begin(&o);
		o.reader.in_directory = true;
		CHECK(reader_path(&o.reader, fixture_path(files[i].file)));
		CHECK_EQ_STR(buf_c(&o.said.text), files[i].diags);
		end(&o);
	}
}

TEST(what_is_found_nowhere_is_an_error_unless_empty_is_allowed)
{
	static const struct {
		const char *label;
		struct span bytes;
		const char *id;
		bool allowed; /* where emptiness is */
	} empties[] = {
		{ "nothing", SPAN_LIT(""), "empty-file", true },
		{ "white space", SPAN_LIT(" \n\t\n"), "no-certificate", true },
		{ "one byte", SPAN_LIT("0"), "no-certificate", false },
		{ "prose", SPAN_LIT("no certificates today\n"), "no-certificate",
		  false },
		{ "JSON", SPAN_LIT("{\"error\": 403}"), "no-certificate", false },
		{ "a mark alone", SPAN_LIT("\xef\xbb\xbf"), "no-certificate",
		  false },
	};

	for (size_t i = 0; i < ARRAY_LEN(empties); i++) {
		struct feed f = { .left = empties[i].bytes };
		struct input in;
		struct outcome o;

		ROW(empties[i].label);
		read_bytes(&o, empties[i].bytes, 0);
		CHECK_EQ_STR(buf_c(&o.said.text), empties[i].id);
		CHECK_EQ_INT(o.said.diags.errors, 1);
		end(&o);

		begin(&o);
		o.reader.allow_empty = true;
		input_open(&in, feed_read, &f);
		CHECK(reader_input(&o.reader, &in, "memory"));
		input_close(&in);
		CHECK_EQ_INT(o.said.diags.errors, empties[i].allowed ? 0 : 1);
		end(&o);
	}
}

TEST(a_file_that_is_not_there_or_cannot_be_read_is_named)
{
	struct feed broken = { .left = SPAN_LIT("-----BEGIN CERTI"), .error = EIO };
	struct input in;
	struct outcome o;

	begin(&o);
	CHECK(reader_path(&o.reader, "/nonexistent/file"));
	CHECK_EQ_STR(buf_c(&o.said.text), "cannot-open");
	CHECK_EQ_STR(o.said.last.place.file, "/nonexistent/file");
	CHECK_EQ_INT(o.reader.found, 0);
	end(&o);

	begin(&o);
	input_open(&in, feed_read, &broken);
	CHECK(reader_input(&o.reader, &in, "memory"));
	CHECK(strstr(buf_c(&o.said.text), "cannot-read") != NULL);
	input_close(&in);
	end(&o);
}

TEST(a_directory_is_one_set_by_name_and_each_file_once)
{
	struct outcome o;

	begin(&o);
	CHECK(reader_path(&o.reader, fixture_path("dir")));
	CHECK_EQ_STR(buf_c(&o.seen.text), "AB(EF)CD");
	CHECK_EQ_INT(o.reader.found, 6);
	CHECK_EQ_INT(o.reader.lost, 0);
	CHECK_EQ_STR(buf_c(&o.said.text), "not-a-bundle not-a-bundle folders");
	CHECK_EQ_INT(o.said.diags.errors, 0);
	end(&o);
}

/* A file, and to what size it is cut when its first certificate has been read. */
struct cut {
	const char *path;
	off_t size;
	size_t count;
};

static bool cut_file(void *context, const struct cert *c UNUSED,
		     const struct origin *o UNUSED)
{
	struct cut *cut = context;

	return cut->count++ > 0 || truncate(cut->path, cut->size) == 0;
}

/* What is left would be a bundle of fewer certificates. */
TEST(a_file_that_is_cut_where_a_certificate_ends_is_an_error)
{
	struct buf one = fixture_bytes("pem/one.pem");
	char path[] = "/tmp/cabundle-test-XXXXXX";
	int fd = mkstemp(path);
	struct cut cut = { .path = path };
	struct collect said;
	struct reader r;

	REQUIRE(fd >= 0);
	for (size_t n = 0; n < 500; n++)
		CHECK_EQ_INT(write(fd, one.p, one.n), (ssize_t)one.n);
	close(fd);
	cut.size = (off_t)(400 * one.n);
	collect_start(&said);
	reader_start(&r, &said.diags, (struct sink){ cut_file, NULL, &cut });
	CHECK(reader_path(&r, path));
	CHECK_EQ_INT(cut.count, 400);
	CHECK_EQ_STR(buf_c(&said.text), "cannot-read");
	reader_end(&r);
	collect_end(&said);
	buf_free(&one);
	unlink(path);
}

TEST(the_sink_stops_the_reader_at_once)
{
	static const char *const files[] = {
		"pem/three.pem",      "der/three.der",	  "windows/cms.p7b",
		"windows/ber.p7b",    "windows/crls.p7b", "windows/bare.b64",
		"windows/utf16le.pem"
	};

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		for (size_t after = 1; after <= 3; after++) {
			struct outcome o;

			ROW(files[i]);
			begin(&o);
			o.seen.stop_after = after;
			CHECK(!reader_path(&o.reader, fixture_path(files[i])));
			CHECK_EQ_INT(o.seen.count, after);
			CHECK_EQ_STR(buf_c(&o.said.text),
				     i == 4 && after > 1 ? "other-object+466"
				     : i == 2		 ? "rare-label:1"
				     : i == 5		 ? "bare-base64:1"
				     : i == 6		 ? "utf-16"
							 : "");
			end(&o);
		}
	}
}

TEST(the_sink_stops_a_directory)
{
	struct outcome o;

	begin(&o);
	o.seen.stop_after = 3;
	CHECK(!reader_path(&o.reader, fixture_path("dir")));
	CHECK_EQ_STR(buf_c(&o.seen.text), "AB(E");
	end(&o);
}

TEST(several_files_add_up)
{
	struct outcome o;

	begin(&o);
	CHECK(reader_path(&o.reader, fixture_path("pem/three.pem")));
	CHECK(reader_path(&o.reader, fixture_path("pem/bad-char.pem")));
	CHECK(reader_path(&o.reader, fixture_path("windows/ber.p7b")));
	CHECK_EQ_INT(o.reader.found, 8);
	CHECK_EQ_INT(o.reader.lost, 1);
	CHECK_EQ_STR(buf_c(&o.seen.text), "ABCAC(ABC)");
	end(&o);
}

static bool note_origin(void *context, const struct cert *c UNUSED,
			const struct origin *o)
{
	buf_printf(context, " %u/%u/%u/%u", (unsigned)o->line, (unsigned)o->block,
		   (unsigned)o->offset, (unsigned)o->number);
	return true;
}

TEST(origins_say_line_block_offset_and_number)
{
	static const struct {
		const char *file, *origins;
	} files[] = {
		{ "pem/three.pem", " 1/1/0/0 12/2/0/0 23/3/0/0" },
		{ "pem/end-mismatch.pem", " 1/1/0/0 23/3/0/0" },
		{ "pem/dash4.pem", " 1/1/0/0 23/3/0/0" },
		{ "der/three.der", " 0/0/0/0 0/0/421/0 0/0/842/0" },
		{ "windows/ber.p7b", " 0/0/56/1 0/0/477/2 0/0/898/3" },
		{ "windows/crls.p7b", " 0/0/45/1 0/0/486/3 0/0/907/4" },
		{ "windows/pkcs7-two.p7b", NULL },
	};

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct buf text = { 0 };
		struct collect said;
		struct reader r;

		ROW(files[i].file);
		collect_start(&said);
		reader_start(&r, &said.diags,
			     (struct sink){ .certificate = note_origin,
					    .context = &text });
		CHECK(reader_path(&r, fixture_path(files[i].file)));
		if (files[i].origins != NULL)
			CHECK_EQ_STR(buf_c(&text), files[i].origins);
		reader_end(&r);
		collect_end(&said);
		buf_free(&text);
	}
}

/* A cut may lose certificates, but none without an error, and no half of a
 * container. */
TEST(every_truncation_is_told)
{
	static const char *const files[] = { "windows/crls.p7b", "windows/ber.p7b",
					     "windows/signed.p7s", "der/three.der",
					     "hostile/longlen.p7b" };

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct buf bytes = fixture_bytes(files[i]);

		ROW(files[i]);
		for (size_t n = 1; n < bytes.n; n++) {
			bool whole = i == 3 && n % 421 == 0;
			struct outcome o;
			const char *text;

			read_bytes(&o, span_of(bytes.p, n), 0);
			text = buf_c(&o.seen.text);
			if ((o.said.diags.errors == 0) != whole)
				TAP_FAIL("%zu bytes: %s, %s", n, text,
					 buf_c(&o.said.text));
			if (strchr(text, ')') != NULL ||
			    (strchr(text, '(') == NULL) !=
				    (strchr(text, '}') == NULL) ||
			    (strchr(text, '(') != NULL && o.reader.found != 0))
				TAP_FAIL("%zu bytes: %s, %ju found, %s", n, text,
					 (uintmax_t)o.reader.found,
					 buf_c(&o.said.text));
			end(&o);
		}
		buf_free(&bytes);
	}
}

TEST(every_truncation_of_pem_is_told)
{
	static const char *const files[] = { "pem/one.pem", "windows/cms.p7b" };

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct buf bytes = fixture_bytes(files[i]);

		ROW(files[i]);
		for (size_t n = 1; n + 1 < bytes.n;
		     n++) { /* the last newline may go */
			struct outcome o;

			read_bytes(&o, span_of(bytes.p, n), 0);
			if (o.said.diags.errors == 0 || o.reader.found > 0)
				TAP_FAIL("%zu bytes: %ju found, %s", n,
					 (uintmax_t)o.reader.found,
					 buf_c(&o.said.text));
			end(&o);
		}
		buf_free(&bytes);
	}
}

/* What changes a byte may change what is read, never the balance of the books. */
TEST(no_change_of_a_byte_loses_a_certificate_without_a_word)
{
	static const char *const files[] = { "windows/crls.p7b", "windows/ber.p7b",
					     "der/three.der", "windows/cms.p7b" };
	static const uint8_t values[] = { 0x00, 0x30, 0x80, 0xa0, 0xff };

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct buf bytes = fixture_bytes(files[i]);

		ROW(files[i]);
		for (size_t at = 0; at < bytes.n; at += i == 3 ? 3 : 1) {
			uint8_t before = bytes.p[at];

			for (size_t k = 0; k < ARRAY_LEN(values) + 2; k++) {
				struct outcome o;
				size_t opened = 0, closed = 0;

				bytes.p[at] =
					k < ARRAY_LEN(values)
						? values[k]
						: before ^
							  (uint8_t)(k == ARRAY_LEN(
										 values)
									    ? 1
									    : 0x80);
				read_bytes(&o, buf_span(&bytes), 0);
				if (o.reader.found < 3 &&
				    o.said.diags.errors == 0 &&
				    o.said.diags.warnings == 0)
					TAP_FAIL(
						"byte %zu as %02x: %s and nothing said",
						at, bytes.p[at],
						buf_c(&o.seen.text));
				for (size_t c = 0; c < o.seen.text.n; c++) {
					opened += o.seen.text.p[c] == '(';
					closed += o.seen.text.p[c] == ')' ||
						  o.seen.text.p[c] == '}';
				}
				CHECK_EQ_INT(opened, closed);
				CHECK(o.said.diags.errors == 0 || o.said.count > 0);
				end(&o);
			}
			bytes.p[at] = before;
		}
		buf_free(&bytes);
	}
}

TEST(strict_makes_an_error_of_every_tolerance)
{
	static const char *const files[] = {
		"windows/ber.p7b", "windows/bom.pem", "windows/utf16be.pem",
		"pem/headers.pem", "pem/wide76.pem",  "windows/trailing.p7b"
	};

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct outcome o;

		ROW(files[i]);
		begin(&o);
		o.said.diags.strict = true;
		CHECK(reader_path(&o.reader, fixture_path(files[i])));
		CHECK(o.said.diags.errors > 0);
		CHECK_EQ_INT(o.reader.found, 3);
		end(&o);
	}
}
