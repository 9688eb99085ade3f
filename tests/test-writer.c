#include "tap.h"

#include <stdlib.h>
#include <unistd.h>

#include "fixture.h"
#include "formats/format.h"
#include "formats/writer.h"
#include "scratch.h"

static char path[4096];

/* Writes the certificates of b and returns the bytes of the file. */
static struct buf write_all_of(const struct bundle *b, const struct writer_ops *ops,
			       struct writer_options options)
{
	struct buf bytes = { 0 };
	struct outfile out;
	struct writer w;
	FILE *f;

	close(scratch_file(path));
	if (!outfile_open(&out, path)) {
		TAP_FAIL("%s", out.failed);
		return bytes;
	}
	writer_start(&w, ops, &out, options);
	for (size_t i = 0; i < b->count; i++)
		writer_certificate(&w, &b->entry[i].cert, &b->entry[i].origin);
	CHECK_EQ_INT(w.count, b->count);
	writer_end(&w);
	CHECK(outfile_commit(&out));
	f = fopen(path, "rb");
	if (f != NULL) {
		size_t n;

		while ((n = fread(buf_reserve(&bytes, 65536), 1, 65536, f)) > 0)
			bytes.n += n;
		fclose(f);
	}
	unlink(path);
	return bytes;
}

static struct bundle read_back(struct span bytes, struct collect *c)
{
	struct bundle b = { 0 };
	struct reader r;
	struct input in;

	reader_start(&r, &c->diags,
		     (struct sink){ .certificate = fixture_add, .context = &b });
	input_open_span(&in, &bytes);
	if (!reader_input(&r, &in, "memory"))
		bundle_free(&b);
	input_close(&in);
	reader_end(&r);
	return b;
}

static void check_same(const struct bundle *a, const struct bundle *b)
{
	CHECK_EQ_INT(a->count, b->count);
	for (size_t i = 0; i < a->count && i < b->count; i++)
		CHECK(span_eq(a->entry[i].cert.der, b->entry[i].cert.der));
}

/* The same bytes as others write. */
static const struct {
	const char *label, *from, *format;
	struct writer_options options;
	const char *to;
} same[] = {
	{ "PEM to itself", "pem/three.pem", "pem", { 0 }, "pem/three.pem" },
	{ "DER to PEM", "der/three.der", "pem", { 0 }, "pem/three.pem" },
	{ "text around blocks goes",
	  "pem/text.pem",
	  "pem",
	  { 0 },
	  "pem/three.pem" },
	{ "BER to PEM", "windows/ber.p7b", "pem", { 0 }, "pem/three.pem" },
	{ "CRLF", "pem/three.pem", "pem", { .crlf = true }, "windows/crlf.pem" },
	{ "PEM to DER", "pem/three.pem", "der", { 0 }, "der/three.der" },
	{ "PKCS#7 as openssl writes it",
	  "rds/global-bundle.pem",
	  "p7b",
	  { 0 },
	  "rds/global-bundle.der.p7b" },
	{ "PKCS#7 in PEM as openssl writes it",
	  "rds/global-bundle.pem",
	  "p7b-pem",
	  { 0 },
	  "rds/global-bundle.p7b" },
	{ "and back",
	  "rds/global-bundle.p7b",
	  "pem",
	  { 0 },
	  "rds/global-bundle.pem" },
};

TEST(what_is_written_is_what_others_write)
{
	for (size_t i = 0; i < ARRAY_LEN(same); i++) {
		struct bundle b = fixture_bundle(same[i].from);
		struct buf wanted = fixture_bytes(same[i].to);
		const struct format *format = format_find(same[i].format);
		struct buf bytes;

		ROW(same[i].label);
		REQUIRE(format != NULL && wanted.n > 0);
		bytes = write_all_of(&b, format->write, same[i].options);
		CHECK_EQ_MEM(bytes.p, bytes.n, wanted.p, wanted.n);
		buf_free(&bytes);
		buf_free(&wanted);
		bundle_free(&b);
	}
}

TEST(every_format_reads_back_what_it_wrote)
{
	static const char *const files[] = { "pem/three.pem",
					     "pem/one.pem",
					     "pem/dups.pem",
					     "roles/hier.pem",
					     "algorithms/slh-dsa-sha2-128s.pem",
					     "hostile/many-extensions.pem" };
	const struct format *format;

	for (size_t k = 0; (format = format_row(k)) != NULL; k++) {
		if (format->write == NULL)
			continue;
		for (size_t i = 0; i < ARRAY_LEN(files); i++) {
			for (int crlf = 0; crlf < 2; crlf++) {
				struct bundle b = fixture_bundle(files[i]), again;
				struct writer_options options = { .crlf = crlf };
				struct collect said;
				struct buf bytes;

				ROW(format->name);
				bytes = write_all_of(&b, format->write, options);
				collect_start(&said);
				again = read_back(buf_span(&bytes), &said);
				check_same(&b, &again);
				CHECK_EQ_STR(buf_c(&said.text), "");
				collect_end(&said);
				buf_free(&bytes);
				bundle_free(&again);
				bundle_free(&b);
			}
		}
	}
}

/* X.690 section 11.6. */
TEST(der_order_sorts_the_set_and_loses_nothing)
{
	static const struct writer_options sorted = { .der_order = true };
	struct bundle b = fixture_bundle("rds/global-bundle.pem"), again, twice;
	struct collect said;
	struct buf bytes, more;

	bytes = write_all_of(&b, &pkcs7_writer, sorted);
	collect_start(&said);
	again = read_back(buf_span(&bytes), &said);
	CHECK_EQ_INT(again.count, b.count);
	for (size_t i = 1; i < again.count; i++)
		CHECK(span_cmp(again.entry[i - 1].cert.der,
			       again.entry[i].cert.der) <= 0);
	for (size_t i = 0; i < b.count; i++) {
		size_t found = 0;

		for (size_t k = 0; k < again.count; k++)
			found += span_eq(b.entry[i].cert.der,
					 again.entry[k].cert.der);
		CHECK_EQ_INT(found, 1);
	}
	/* in whatever order they came */
	more = write_all_of(&again, &pkcs7_writer, sorted);
	CHECK_EQ_MEM(more.p, more.n, bytes.p, bytes.n);
	twice = read_back(buf_span(&more), &said);
	check_same(&twice, &again);
	CHECK_EQ_STR(buf_c(&said.text), "");
	collect_end(&said);
	buf_free(&bytes);
	buf_free(&more);
	bundle_free(&b);
	bundle_free(&again);
	bundle_free(&twice);
}

TEST(comments_stand_above_the_blocks_and_change_nothing)
{
	static const struct writer_options commented = { .comment = true };
	static const char *const files[] = { "names/newline.pem", "names/bidi.pem",
					     "roles/leaf.pem" };

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct bundle b = fixture_bundle(files[i]), again;
		struct collect said;
		struct buf bytes;

		ROW(files[i]);
		bytes = write_all_of(&b, &pem_writer, commented);
		collect_start(&said);
		again = read_back(buf_span(&bytes), &said);
		check_same(&b, &again);
		CHECK_EQ_INT(said.diags.errors, 0);
		CHECK(bytes.n > 0 && bytes.p[0] == '#');
		if (i == 2) {
			CHECK(strstr(buf_c(&bytes),
				     "# Subject: CN=db.example.test,O=Cabundle Test,"
				     "C=ZZ\n") != NULL);
			CHECK(strstr(buf_c(&bytes),
				     "# Not after: 2045-01-01T00:00:00Z\n") !=
			      NULL);
		}
		collect_end(&said);
		buf_free(&bytes);
		bundle_free(&again);
		bundle_free(&b);
	}
}

TEST(a_cut_forgets_what_was_written_behind_the_mark)
{
	static const char *const formats[] = { "pem", "der", "p7b", "p7b-pem" };

	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		struct bundle b = fixture_bundle("der/three.der");
		struct buf wanted, bytes = { 0 };
		const struct writer_ops *ops = format_find(formats[i])->write;
		struct bundle ac = { .entry = (struct entry[]){ b.entry[0],
								b.entry[2] },
				     .count = 2 };
		struct writer_mark mark;
		struct outfile out;
		struct writer w;

		ROW(formats[i]);
		REQUIRE(b.count == 3);
		wanted = write_all_of(&ac, ops, (struct writer_options){ 0 });
		close(scratch_file(path));
		REQUIRE(outfile_open(&out, path));
		writer_start(&w, ops, &out, (struct writer_options){ 0 });
		writer_certificate(&w, &b.entry[0].cert, &b.entry[0].origin);
		mark = writer_mark(&w);
		for (int k = 0; k < 10000; k++) /* past what is held in memory */
			writer_certificate(&w, &b.entry[1].cert,
					   &b.entry[1].origin);
		writer_cut(&w, mark);
		CHECK_EQ_INT(w.count, 1);
		writer_certificate(&w, &b.entry[2].cert, &b.entry[2].origin);
		writer_end(&w);
		CHECK(outfile_commit(&out));
		{
			FILE *f = fopen(path, "rb");

			bytes.n = fread(buf_reserve(&bytes, 65536), 1, 65536, f);
			fclose(f);
			unlink(path);
		}
		CHECK_EQ_MEM(bytes.p, bytes.n, wanted.p, wanted.n);
		buf_free(&bytes);
		buf_free(&wanted);
		bundle_free(&b);
	}
}

TEST(formats_are_found_by_the_name_they_are_written_by)
{
	const struct format *f;

	CHECK(format_find("pem") != NULL &&
	      format_find("pem")->write == &pem_writer);
	CHECK(format_find("p7b")->write == &pkcs7_writer);
	CHECK(format_find("PEM") == NULL && format_find("") == NULL);
	for (size_t i = 0; (f = format_row(i)) != NULL; i++) {
		ROW(f->name);
		CHECK((format_find(f->name) == f) == (f->write != NULL));
		CHECK(f->write == NULL || f->extension != NULL);
	}
	ROW("");
	CHECK(format_row(1000) == NULL);
}

TEST(a_file_is_recognised_by_its_first_bytes)
{
	static const struct {
		const char *file, *name;
	} files[] = {
		{ "pem/three.pem", "pem" },
		{ "pem/text.pem", "pem" },
		{ "der/three.der", "der" },
		{ "windows/bare.b64", "base64" },
		{ "windows/certlabel.p7b", "pem" },
		{ "foreign/page.html", "pem" },
		{ "pem/empty.pem", "pem" },
	};

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct buf b = fixture_bytes(files[i].file);

		ROW(files[i].file);
		CHECK_EQ_STR(
			format_sniff(span_of(b.p, b.n < 256 ? b.n : 256))->name,
			files[i].name);
		buf_free(&b);
	}
}
