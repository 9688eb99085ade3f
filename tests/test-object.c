#include "tap.h"

#include "fixture.h"
#include "formats/foreign.h"
#include "formats/object.h"
#include "hex.h"

/* What a piece of DER is, by its first bytes. */
static const struct {
	const char *label, *hex;
	const char *kind; /* a word of it; NULL: not known */
	enum diag_id id;
} kinds[] = {
	{ "PKCS#8", "3041 020100 3013 06072a8648ce3d0201", "PKCS#8",
	  DIAG_ID_PRIVATE_KEY },
	{ "PKCS#8 of version 2", "3051 020101 3005 06032b6570 0422", "PKCS#8",
	  DIAG_ID_PRIVATE_KEY },
	{ "RSA", "300b 020100 0201 05 020103 0201", "RSA", DIAG_ID_PRIVATE_KEY },
	{ "EC", "3077 020101 0420", "EC", DIAG_ID_PRIVATE_KEY },
	{ "encrypted PKCS#8", "3014 300d 06092a864886f70d01050d 0500 0402 0102",
	  "encrypted private key", DIAG_ID_PRIVATE_KEY },
	{ "PKCS#12", "3082 0abc 020103 3082 0a72 06092a864886f70d010701", "PKCS#12",
	  DIAG_ID_FOREIGN },
	{ "PKCS#12 in BER", "3080 020103 3080 06092a864886f70d010701", "PKCS#12",
	  DIAG_ID_FOREIGN },
	{ "a public key", "3059 3013 06072a8648ce3d0201 06082a8648ce3d030107 0342",
	  "public key", DIAG_ID_OTHER_OBJECT },
	{ "a request", "3081f0 308197 020100 3004 31020500 3003", "request",
	  DIAG_ID_OTHER_OBJECT },
	{ "a CRL of version 2", "3081ff 3081a0 020101 3000 3000 170d", "CRL",
	  DIAG_ID_OTHER_OBJECT },
	{ "a CRL of version 1", "3081ff 3081a0 3000 3000 180f", "CRL",
	  DIAG_ID_OTHER_OBJECT },
	{ "SignedData without its wrapper", "3080 020101 3100 300b", "SignedData",
	  DIAG_ID_FOREIGN },
	{ "a certificate", "3082 01a1 3082 0148 a003020102 0206", NULL,
	  DIAG_ID_OTHER_OBJECT },
	{ "an empty SEQUENCE", "3000", NULL, DIAG_ID_OTHER_OBJECT },
	{ "a SET", "3103 020100", NULL, DIAG_ID_OTHER_OBJECT },
	{ "nothing", "", NULL, DIAG_ID_OTHER_OBJECT },
};

TEST(other_objects_are_named)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct span s = hex_exact(kinds[i].hex);
		enum diag_id id = DIAG_ID_COUNT;
		const char *kind = object_kind(s, &id);

		ROW(kinds[i].label);
		if (kinds[i].kind == NULL)
			CHECK_EQ_STR(kind, NULL);
		else if (kind == NULL || strstr(kind, kinds[i].kind) == NULL)
			TAP_FAIL("it is %s", kind != NULL ? kind : "not known");
		if (kind != NULL)
			CHECK_EQ_INT(id, kinds[i].id);
		exact_free(s);
	}
}

TEST(no_head_that_is_cut_off_is_read_beyond_its_end)
{
	static const char *const files[] = { "der/key.der", "der/crl.der",
					     "der/csr.der", "der/one.der",
					     "foreign/bundle.p12" };

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct buf bytes = fixture_bytes(files[i]);

		ROW(files[i]);
		CHECK(bytes.n > 0);
		for (size_t n = 0; n < bytes.n && n < 256; n++) {
			struct span cut = exact_copy(span_of(bytes.p, n));
			enum diag_id id;

			object_kind(cut, &id);
			exact_free(cut);
		}
		buf_free(&bytes);
	}
}

static const struct {
	const char *file, *word; /* NULL: it may be a bundle */
} foreign[] = {
	{ "foreign/bundle.pem.gz", "gzip" },
	{ "foreign/bundle.zip", "ZIP" },
	{ "foreign/gitcrypt.pem", "git-crypt" },
	{ "foreign/keystore.jks", "JKS" },
	{ "foreign/store.sst", "SST" },
	{ "foreign/efi.esl", "EFI" },
	{ "foreign/ccadb.csv", "CCADB" },
	{ "foreign/page.html", NULL },
	{ "pem/three.pem", NULL },
	{ "der/one.der", NULL },
	{ "windows/utf16le.pem", NULL },
	{ "pem/empty.pem", NULL },
};

TEST(foreign_files_are_named_in_words)
{
	for (size_t i = 0; i < ARRAY_LEN(foreign); i++) {
		struct buf bytes = fixture_bytes(foreign[i].file);
		const struct foreign *f = foreign_head(buf_span(&bytes));
		const char *kind = f != NULL ? f->kind : NULL;

		ROW(foreign[i].file);
		if (foreign[i].word == NULL)
			CHECK_EQ_STR(kind, NULL);
		else if (kind == NULL || strstr(kind, foreign[i].word) == NULL)
			TAP_FAIL("it is %s", kind != NULL ? kind : "not known");
		buf_free(&bytes);
	}
}

static const struct {
	const char *label;
	struct span head;
	const char *word;
} texts[] = {
	{ "white space", SPAN_LIT(" \r\n\t"), "white space" },
	{ "a mark and white space", SPAN_LIT("\xef\xbb\xbf \n"), "white space" },
	{ "HTML", SPAN_LIT("<!DOCTYPE html>"), "HTML" },
	{ "HTML behind a mark and a line", SPAN_LIT("\xef\xbb\xbf\n<html>"),
	  "HTML" },
	{ "XML", SPAN_LIT("<?xml version"), "an XML document" },
	{ "XHTML", SPAN_LIT("<?xml version?>\n<!DOCTYPE hTmL"), "HTML page" },
	{ "JSON", SPAN_LIT("{\"a\": 1}"), "JSON" },
	{ "a JSON array", SPAN_LIT("[1]"), "JSON" },
	{ "prose", SPAN_LIT("xxxx\n"), "text without" },
	{ "an angle alone", SPAN_LIT("<"), "text without" },
	{ "binary data", SPAN_LIT("a\x01\x02"), "binary" },
};

TEST(more_is_wanted_of_a_table_without_its_first_line_end)
{
	struct buf line = { 0 };

	CHECK(!foreign_wants_more(SPAN_LIT("")));
	CHECK(!foreign_wants_more(SPAN_LIT("-----BEGIN")));
	CHECK(!foreign_wants_more(SPAN_LIT("a,b\n")));
	CHECK(foreign_wants_more(SPAN_LIT("a,b")));
	buf_fill(&line, ',', FOREIGN_HEAD_BYTES - 1);
	CHECK(foreign_wants_more(buf_span(&line)));
	buf_put(&line, ',');
	CHECK(!foreign_wants_more(buf_span(&line)));
	buf_free(&line);
}

TEST(a_ccadb_report_is_told_by_its_columns)
{
	static const struct {
		const char *head;
		bool is;
	} heads[] = {
		{ "\"Owner\",\"PEM Info\"\r\n", true },
		{ "\"Owner\",\"PEM\",\"Status\"", true },
		{ "Owner,X.509 Certificate (PEM)\n", true },
		{ "\xef\xbb\xbfPEM,Owner", true },
		{ "\"PEM\"\n\"'-----BEGIN", true },
		{ "\"a, \"\"b\"\", c\",\"PEM Info\"", true },
		{ "PEM\n-----BEGIN CERTIFICATE-----", false },
		{ "PEM", false },
		{ "# roots, PEM\n", false },
		{ "\"Owner\",\"Status\"\n\"PEM Info\",\"x\"", false },
		{ "\"", false },
		{ ",", false },
		{ "", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		struct span s = exact_copy(span_str(heads[i].head));

		ROW(heads[i].head);
		CHECK((foreign_head(s) != NULL) == heads[i].is);
		exact_free(s);
	}
}

TEST(a_text_without_certificates_is_described)
{
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct span s = exact_copy(texts[i].head);
		const char *what = foreign_text(s);

		ROW(texts[i].label);
		if (strstr(what, texts[i].word) == NULL)
			TAP_FAIL("it is %s", what);
		exact_free(s);
	}
}
