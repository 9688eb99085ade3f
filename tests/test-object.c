#include "tap.h"

#include "fixture.h"
#include "formats/format.h"
#include "formats/object.h"
#include "hex.h"

/* What a piece of DER is, by its first bytes. */
static const struct {
	const char *label, *hex;
	const char *kind; /* a word of it; NULL: not known */
	bool private_key;
} kinds[] = {
	{ "PKCS#8", "3041 020100 3013 06072a8648ce3d0201", "PKCS#8", true },
	{ "PKCS#8 of version 2", "3051 020101 3005 06032b6570 0422", "PKCS#8",
	  true },
	{ "RSA", "300b 020100 0201 05 020103 0201", "RSA", true },
	{ "EC", "3077 020101 0420", "EC", true },
	{ "encrypted PKCS#8", "3014 300d 06092a864886f70d01050d 0500 0402 0102",
	  "encrypted private key", true },
	{ "PKCS#12", "3082 0abc 020103 3082 0a72 06092a864886f70d010701", "PKCS#12",
	  false },
	{ "a public key", "3059 3013 06072a8648ce3d0201 06082a8648ce3d030107 0342",
	  "public key", false },
	{ "a request", "3081f0 308197 020100 3004 31020500 3003", "request",
	  false },
	{ "a CRL of version 2", "3081ff 3081a0 020101 3000 3000 170d", "CRL",
	  false },
	{ "a CRL of version 1", "3081ff 3081a0 3000 3000 180f", "CRL", false },
	{ "SignedData without its wrapper", "3080 020101 3100 300b", "SignedData",
	  false },
	{ "a certificate", "3082 01a1 3082 0148 a003020102 0206", NULL, false },
	{ "an empty SEQUENCE", "3000", NULL, false },
	{ "a SET", "3103 020100", NULL, false },
	{ "nothing", "", NULL, false },
};

TEST(other_objects_are_named)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct span s = hex_exact(kinds[i].hex);
		bool private_key = !kinds[i].private_key;
		const char *kind = object_kind(s, &private_key);

		ROW(kinds[i].label);
		if (kinds[i].kind == NULL)
			CHECK_EQ_STR(kind, NULL);
		else if (kind == NULL || strstr(kind, kinds[i].kind) == NULL)
			TAP_FAIL("it is %s", kind != NULL ? kind : "not known");
		if (kind != NULL)
			CHECK(private_key == kinds[i].private_key);
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
			bool private_key;

			object_kind(cut, &private_key);
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
		const char *kind = foreign_kind(buf_span(&bytes));

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
	{ "XML", SPAN_LIT("<?xml version"), "XML" },
	{ "JSON", SPAN_LIT("{\"a\": 1}"), "JSON" },
	{ "a JSON array", SPAN_LIT("[1]"), "JSON" },
	{ "prose", SPAN_LIT("xxxx\n"), "text without" },
	{ "an angle alone", SPAN_LIT("<"), "text without" },
	{ "binary data", SPAN_LIT("a\x01\x02"), "binary" },
};

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
