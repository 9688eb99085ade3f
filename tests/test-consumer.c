#include "tap.h"

#include <time.h>

#include "consumer/consumer.h"
#include "consumer/parts.h"
#include "fixture.h"
#include "hex.h"

/* How many certificates of a file each consumer loads, in the order of the table:
 * "3 3 0 1 2 2"; duplicates count. */
static const char *loaded_of(struct span file)
{
	static char text[64];
	size_t n = 0;

	for (size_t i = 0; i < CONSUMER_COUNT; i++) {
		struct prediction p;

		consumer_predict((enum consumer_id)i, file, &p);
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%zu",
				      i > 0 ? " " : "", p.loaded);
		CHECK((p.loaded == 0) == (p.refusal != NULL));
		prediction_free(&p);
	}
	return text;
}

#define SET(constant) CONSUMER_BIT(CONSUMER_##constant)

TEST(a_name_is_a_version_or_the_newest_of_a_family)
{
	for (size_t i = 0; i < CONSUMER_COUNT; i++)
		CHECK(consumers_find(consumer_row((enum consumer_id)i)->name) ==
		      CONSUMER_BIT(i));
	CHECK(consumers_find("go1.19") == SET(GO_1_19));
	CHECK(consumers_find("go") == SET(GO_1_23));
	CHECK(consumers_find("java") == SET(JAVA_17));
	CHECK(consumers_find("all") ==
	      (SET(OPENSSL_3_0) | SET(GNUTLS_3_7) | SET(JAVA_17) | SET(NSS_3_87) |
	       SET(GO_1_23)));
}

TEST(other_names_find_nothing)
{
	static const char *const rows[] = { "",	     "openss", "openssl3", "go1.1",
					    "go1.2", "1.19",   "ALL" };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ROW(rows[i]);
		CHECK(consumers_find(rows[i]) == 0);
	}
}

/*
 * OpenSSL, GnuTLS, Java, NSS, Go 1.19 and 1.23; compared with the real ones by
 * data-consumers.sh.
 */
static const struct {
	const char *file, *loaded;
} fixtures[] = {
	{ "pem/one.pem", "1 1 1 1 1 1" },
	{ "pem/three.pem", "3 3 3 1 3 3" },
	{ "pem/bad-char.pem", "0 0 0 1 2 2" },
	{ "pem/bad-der.pem", "0 0 0 1 2 2" },
	{ "pem/begin-begin.pem", "0 0 0 1 3 3" },
	{ "pem/commented.pem", "2 0 2 1 2 2" },
	{ "pem/cr-only.pem", "0 3 3 1 0 0" },
	{ "pem/crl.pem", "2 2 0 1 2 2" },
	{ "pem/csr.pem", "2 0 0 1 2 2" },
	{ "pem/dash4.pem", "2 2 0 1 2 2" },
	{ "pem/dups.pem", "3 3 3 1 3 3" },
	{ "pem/empty.pem", "0 0 0 0 0 0" },
	{ "pem/end-mismatch.pem", "0 3 0 1 2 2" },
	{ "pem/endash.pem", "2 2 2 1 2 2" },
	{ "pem/glued.pem", "0 3 0 1 0 0" },
	{ "pem/headers.pem", "0 0 0 1 2 2" },
	{ "pem/indented.pem", "0 3 0 1 0 0" },
	{ "pem/lower.pem", "2 2 0 1 2 2" },
	{ "pem/marker-in-text.pem", "3 0 3 1 3 3" },
	{ "pem/no-end.pem", "0 0 0 1 2 2" },
	{ "pem/no-newline.pem", "3 3 3 1 3 3" },
	{ "pem/nul.pem", "1 3 0 1 2 2" },
	{ "pem/pad-bits.pem", "3 0 3 1 3 3" },
	{ "pem/padding.pem", "0 0 0 1 2 2" },
	{ "pem/private-key.pem", "2 2 0 1 2 2" },
	{ "pem/text.pem", "3 3 3 1 3 3" },
	{ "pem/trailing-der.pem", "3 0 0 1 2 2" },
	{ "pem/truncated.pem", "0 0 0 1 1 1" },
	{ "pem/trusted.pem", "3 2 0 1 2 2" },
	{ "pem/x509-label.pem", "3 2 3 1 2 2" },
	{ "windows/bom.pem", "3 3 0 1 2 2" },
	{ "windows/crlf.pem", "3 3 3 1 3 3" },
	{ "windows/utf16le.pem", "0 0 0 0 0 0" },
	{ "windows/bare.b64", "0 0 0 1 0 0" },
	{ "windows/ber.p7b", "0 0 3 1 0 0" },
	{ "windows/certlabel.p7b", "0 0 3 1 0 0" },
	{ "windows/pkcs7-two.p7b", "0 0 2 1 0 0" },
	{ "windows/empty.p7b", "0 0 0 0 0 0" },
	{ "der/one.der", "0 0 1 1 0 0" },
	{ "der/three.der", "0 0 3 0 0 0" },
	{ "der/trailing.der", "0 0 1 0 0 0" },
	{ "check/version-extensions.pem", "1 0 0 1 1 1" },
	{ "check/version-absurd.pem", "1 1 0 1 0 0" },
	{ "check/serial-negative.pem", "1 1 1 1 1 0" },
	{ "check/time-impossible.pem", "1 1 1 1 0 0" },
	{ "check/time-form.pem", "1 1 1 1 1 1" },
	{ "check/issuer-empty.pem", "1 1 0 1 1 1" },
	{ "check/algorithms-differ.pem", "1 0 0 1 0 0" },
	{ "check/key-parameters.pem", "1 1 0 0 0 0" },
	{ "check/extension-broken.pem", "0 0 0 0 0 0" },
	{ "check/extension-twice.pem", "1 0 0 1 0 0" },
	{ "check/der-broken.pem", "1 0 1 1 0 0" },
	{ "check/der-integer.pem", "0 1 1 1 0 0" },
	{ "check/der-null.pem", "0 1 0 0 1 1" },
	{ "check/schema-certificate.pem", "0 0 0 0 1 1" },
	{ "algorithms/brainpoolp256.pem", "1 1 1 1 0 0" },
	{ "algorithms/ed25519.pem", "1 1 1 0 1 1" },
	{ "names/badutf8.pem", "0 1 1 1 0 0" },
	{ "rot/algorithms-cut.pem", "0 0 0 0 0 0" },
	{ "rot/algorithms-oid-no-end.pem", "0 1 0 1 0 0" },
	{ "rot/extension-oid-no-end.pem", "0 1 0 1 0 0" },
	{ "rot/extension-oid-zero.pem", "0 0 0 1 1 0" },
	{ "rot/key-algorithm-extra.pem", "0 0 0 0 0 0" },
	{ "rot/name-extra.pem", "0 0 0 0 1 1" },
	{ "rot/name-general-string.pem", "0 1 1 1 0 0" },
	{ "rot/name-oid-no-end.pem", "0 1 0 1 0 0" },
	{ "rot/point.pem", "1 1 1 1 0 0" },
	{ "rot/serial-empty.pem", "0 1 0 0 0 0" },
	{ "rot/signature-padding.pem", "1 1 1 1 0 0" },
	{ "rot/signature-unused-bits.pem", "0 1 0 0 0 0" },
	{ "rot/time-letter.pem", "1 0 0 1 0 0" },
	{ "consumers/good.pem", "2 2 2 1 2 2" },
	{ "consumers/policy-arc.pem", "2 2 2 1 1 2" },
	{ "consumers/purpose-arc.pem", "2 2 2 1 1 1" },
	{ "consumers/purpose-zero.pem", "2 2 2 1 2 1" },
	{ "consumers/critical-aki.pem", "2 2 2 1 2 1" },
	{ "consumers/critical-authority-info.pem", "2 2 2 1 2 1" },
	{ "consumers/critical-wrongly.pem", "2 2 2 1 2 1" },
	{ "rot/time-type.pem", "0 0 0 0 0 0" },
};

TEST(what_consumers_load_of_the_fixtures)
{
	for (size_t i = 0; i < ARRAY_LEN(fixtures); i++) {
		struct buf file = fixture_bytes(fixtures[i].file);

		ROW(fixtures[i].file);
		REQUIRE(file.n > 0 ||
			strstr(fixtures[i].file, "empty.pem") != NULL);
		CHECK_EQ_STR(loaded_of(buf_span(&file)), fixtures[i].loaded);
		buf_free(&file);
	}
}

static const char *const rules[] = {
#define RULE(constant, ...) [RULE_##constant] = #constant,
#include "consumer/consumer.def"
#undef RULE
};

/* CAs of testdata/consumers that somebody loads and proves nothing by. */
static const char *const unusable[] = {
	"consumers/brainpoolP256r1.pem",
	"consumers/ca-without-cert-sign.pem",
	"consumers/constraints-set.pem",
	"consumers/critical-unknown.pem",
	"consumers/dsa.pem",
	"consumers/ed25519-with-null.pem",
	"consumers/explicit-curve.pem",
	"consumers/key-ids-differ.pem",
	"consumers/key-usage-octets.pem",
	"consumers/no-basic-constraints.pem",
	"consumers/rsa16392.pem",
	"algorithms/ml-dsa-44.pem",
};

/* Which rules a certificate of a file breaks, and that somebody minds each. */
static void note_rules(const char *file, bool seen[RULE_COUNT])
{
	struct bundle b = fixture_bundle(file);

	for (size_t i = 0; i < b.count; i++)
		for (size_t r = 0; r < RULE_COUNT; r++) {
			struct consumer_minds minds =
				consumers_mind(&b.entry[i].cert, RULE_BIT(r));

			CHECK((minds.refuse & minds.cannot_use) == 0);
			seen[r] |= (minds.refuse | minds.cannot_use) != 0;
		}
	bundle_free(&b);
}

/*
 * A name of more than 1 MiB is in no fixture; data-consumers.sh has one. What
 * stands after a certificate is not seen in the certificate.
 */
TEST(a_fixture_breaks_each_rule)
{
	bool seen[RULE_COUNT] = {
		[RULE_NAME_LARGE] = true, [RULE_TRAILING] = true
	};

	for (size_t i = 0; i < ARRAY_LEN(fixtures); i++)
		note_rules(fixtures[i].file, seen);
	for (size_t i = 0; i < ARRAY_LEN(unusable); i++)
		note_rules(unusable[i], seen);
	for (size_t i = 0; i < RULE_COUNT; i++) {
		ROW(rules[i]);
		CHECK(seen[i]);
	}
}

TEST(who_minds_a_certificate_refuses_it_or_cannot_use_it)
{
	static const struct {
		const char *file;
		uint32_t refuse, cannot_use;
	} rows[] = {
		{ "consumers/good.pem", 0, 0 },
		{ "consumers/rsa.pem", 0, 0 },
		{ "consumers/secp521r1.pem", 0, 0 },
		{ "consumers/secp224r1.pem", 0, SET(JAVA_17) | SET(NSS_3_87) },
		{ "consumers/brainpoolP256r1.pem", SET(GO_1_19) | SET(GO_1_23),
		  SET(GNUTLS_3_7) | SET(JAVA_17) | SET(NSS_3_87) },
		{ "consumers/dsa.pem", 0, SET(GO_1_19) | SET(GO_1_23) },
		{ "consumers/ed448.pem", SET(NSS_3_87),
		  SET(GO_1_19) | SET(GO_1_23) },
		{ "consumers/rsa16392.pem", SET(JAVA_17),
		  SET(OPENSSL_3_0) | SET(NSS_3_87) },
		{ "consumers/serial-negative.pem", SET(GO_1_23), 0 },
		{ "consumers/critical-aki.pem", SET(GO_1_23), SET(OPENSSL_3_0) },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bundle b = fixture_bundle(rows[i].file);
		struct consumer_minds minds;

		ROW(rows[i].file);
		REQUIRE(b.count == 2);
		minds = consumers_mind(&b.entry[0].cert, UINT64_MAX);
		CHECK_EQ_INT(minds.refuse, rows[i].refuse);
		CHECK_EQ_INT(minds.cannot_use, rows[i].cannot_use);
		minds = consumers_mind(&b.entry[0].cert, 0);
		CHECK_EQ_INT(minds.refuse | minds.cannot_use, 0);
		for (size_t c = 0; c < CONSUMER_COUNT; c++)
			if ((rows[i].refuse & CONSUMER_BIT(c)) == 0)
				CHECK((consumer_cannot_use((enum consumer_id)c,
							   &b.entry[0].cert) !=
				       NULL) == ((rows[i].cannot_use &
						  CONSUMER_BIT(c)) != 0));
		bundle_free(&b);
	}
}

/*
 * Texts in which @ stands for the base64 lines of a certificate, and % for the same
 * on one line. As consumers see BEGIN, END, and what stands around and between
 * them.
 */
#define B	   "-----BEGIN CERTIFICATE-----"
#define E	   "-----END CERTIFICATE-----"
#define BLOCK	   B "\n@" E "\n"
#define X509(word) "-----" word " X509 CERTIFICATE-----"

static const struct text_row {
	const char *label;
	struct span text;
	const char *loaded;
} texts[] = {
	{ "a block", SPAN_LIT(BLOCK), "1 1 1 1 1 1" },
	{ "nothing", SPAN_LIT(""), "0 0 0 0 0 0" },
	{ "spaces behind BEGIN", SPAN_LIT(B " \t\n@" E "\n"), "1 1 1 1 1 1" },
	{ "spaces behind END", SPAN_LIT(B "\n@" E " \t\n"), "1 1 1 1 1 1" },
	{ "text behind BEGIN", SPAN_LIT(B " x\n@" E "\n"), "0 0 0 1 0 0" },
	{ "text behind END", SPAN_LIT(BLOCK B "\n@" E " x\n" BLOCK),
	  "0 3 0 1 2 2" },
	{ "bytes above 127 behind BEGIN", SPAN_LIT(B "\xff\n@" E "\n"),
	  "1 0 0 1 0 0" },
	{ "a space before END", SPAN_LIT(B "\n@ " E "\n" BLOCK), "1 2 2 1 1 1" },
	{ "base64 on the line of BEGIN", SPAN_LIT(B "%\n" E "\n"), "0 1 0 0 0 0" },
	{ "base64 on one line", SPAN_LIT(B "\n%\n" E "\n"), "1 1 1 1 1 1" },
	{ "END on the line of base64", SPAN_LIT(B "\n%" E "\n"), "0 1 1 1 0 0" },
	{ "no END between two", SPAN_LIT(B "\n@" BLOCK), "1 2 0 0 1 1" },
	{ "no END at all", SPAN_LIT(BLOCK B "\n@"), "0 0 0 1 1 1" },
	{ "END alone", SPAN_LIT(E "\n" BLOCK), "1 1 0 1 1 1" },
	{ "a line of hyphens", SPAN_LIT("----------\n" BLOCK), "1 1 0 1 1 1" },
	{ "hyphens within a line", SPAN_LIT("x -----\n" BLOCK), "1 1 1 1 1 1" },
	{ "a blank line behind BEGIN", SPAN_LIT(B "\n\n@" E "\n"), "1 1 1 1 1 1" },
	{ "a blank line before END", SPAN_LIT(B "\n@\n" E "\n"), "0 1 1 1 1 1" },
	{ "two blank lines", SPAN_LIT(B "\n\n\n@" E "\n"), "0 1 1 1 1 1" },
	{ "a header", SPAN_LIT(B "\nA: b\n\n@" E "\n"), "0 0 0 0 0 0" },
	{ "a header without a blank line", SPAN_LIT(B "\nA: b\n@" E "\n"),
	  "0 0 0 0 0 0" },
	{ "an empty block", SPAN_LIT(B "\n" E "\n" BLOCK), "0 0 0 0 1 1" },
	{ "a key that is none",
	  SPAN_LIT(BLOCK "-----BEGIN PRIVATE KEY-----\n"
			 "AAAA\n-----END PRIVATE KEY-----\n"),
	  "0 1 0 1 1 1" },
	{ "an unknown label",
	  SPAN_LIT("-----BEGIN X-----\nAAAA\n-----END X-----\n" BLOCK),
	  "1 1 0 0 1 1" },
	{ "an unknown label that does not end",
	  SPAN_LIT(BLOCK "-----BEGIN X-----\nAAAA\n"), "0 1 0 1 1 1" },
	{ "a longer label",
	  SPAN_LIT("-----BEGIN CERTIFICATES-----\n@"
		   "-----END CERTIFICATES-----\n"),
	  "0 1 1 1 0 0" },
	{ "X509 CERTIFICATE last",
	  SPAN_LIT(BLOCK X509("BEGIN") "\n@" X509("END") "\n"), "2 2 2 1 1 1" },
	{ "X509 CERTIFICATE first",
	  SPAN_LIT(X509("BEGIN") "\n@" X509("END") "\n" BLOCK), "2 1 2 1 1 1" },
	{ "a byte order mark between", SPAN_LIT(BLOCK "\xef\xbb\xbf" BLOCK),
	  "2 2 0 1 1 1" },
	{ "a byte order mark a line later", SPAN_LIT(BLOCK "\n\xef\xbb\xbf" BLOCK),
	  "1 2 0 1 1 1" },
	{ "NUL in a line between", SPAN_LIT(BLOCK "a\0b\n" BLOCK), "2 2 2 1 2 2" },
	{ "NUL at the start of a line", SPAN_LIT(BLOCK "\0\n" BLOCK),
	  "1 2 2 1 2 2" },
	{ "a 0 at the start of a line", SPAN_LIT(BLOCK "0123456789\n" BLOCK),
	  "2 2 0 1 2 2" },
	{ "a bad block before an X509 CERTIFICATE",
	  SPAN_LIT(B "\n!\n" E "\n" B "\n!\n" E
		     "\n" BLOCK X509("BEGIN") "\n@" X509("END") "\n"),
	  "0 4 0 0 1 1" },
	{ "a bad block behind an X509 CERTIFICATE",
	  SPAN_LIT(X509("BEGIN") "\n@" X509("END") "\n" B "\n!\n" E "\n"),
	  "0 0 0 1 0 0" },
	{ "BEGIN twice of a label that is passed over",
	  SPAN_LIT(
		  "-----BEGIN PKCS7-----\n-----BEGIN PKCS7-----\n@-----END PKCS7-----\n" BLOCK),
	  "0 1 0 0 1 1" },
	{ "NUL behind BEGIN", SPAN_LIT(BLOCK B "\0\n@" E "\n"), "2 0 0 1 1 1" },
	{ "CR at the ends of lines", SPAN_LIT(B "\r@" E "\r"), "0 1 1 0 0 0" },
	{ "DER behind PEM", SPAN_LIT(BLOCK "\x30\x03\x02\x01\x05"), "1 1 0 1 1 1" },
};

/* The text of a row, to be freed. */
static struct buf expand(struct span text)
{
	struct buf pem = fixture_bytes("pem/one.pem"), out = { 0 };
	struct span body = buf_span(&pem);
	size_t begin = span_find(body, SPAN_LIT("\n")) + 1;

	body = span_of(body.p + begin, body.n - begin);
	body.n = span_find(body, SPAN_LIT("-----END"));
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == '@')
			buf_add(&out, body);
		else if (text.p[i] != '%')
			buf_put(&out, text.p[i]);
		else
			for (size_t j = 0; j < body.n; j++)
				if (body.p[j] != '\n')
					buf_put(&out, body.p[j]);
	buf_free(&pem);
	return out;
}

TEST(what_consumers_load_of_texts)
{
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct buf file = expand(texts[i].text);

		ROW(texts[i].label);
		CHECK_EQ_STR(loaded_of(buf_span(&file)), texts[i].loaded);
		buf_free(&file);
	}
}
