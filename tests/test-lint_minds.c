#include "tap.h"

#include "fixture.h"
#include "lint/lint.h"
#include "lint/minds.h"

#define SET(constant) CONSUMER_BIT(CONSUMER_##constant)

/* Those that load fewer certificates of a file than there are; of one that takes a
 * single one, none. */
static uint32_t losers(struct span file, size_t certificates)
{
	uint32_t set = 0;

	for (size_t i = 0; i < CONSUMER_COUNT; i++) {
		struct prediction p;

		consumer_predict((enum consumer_id)i, file, &p);
		if (p.loaded < (consumer_row((enum consumer_id)i)->takes_one
					? 1
					: certificates))
			set |= CONSUMER_BIT(i);
		prediction_free(&p);
	}
	return set;
}

/* Files that have nothing wrong but for what the check is about. */
static const struct {
	enum lint_id id;
	const char *label, *file;
	size_t certificates;
} texts[] = {
	{ LINT_ID_BYTE_ORDER_MARK, NULL, "windows/bom.pem", 3 },
	{ LINT_ID_UTF16, NULL, "windows/utf16le.pem", 3 },
	{ LINT_ID_BARE_BASE64, NULL, "windows/bare.b64", 3 },
	{ LINT_ID_INDENTED, NULL, "pem/indented.pem", 3 },
	{ LINT_ID_GLUED, NULL, "pem/glued.pem", 3 },
	{ LINT_ID_HEADERS, NULL, "hostile/headers.pem", 1 },
	{ LINT_ID_HYPHENS_IN_TEXT, NULL, "pem/lower.pem", 2 },
	{ LINT_ID_LINE_ENDS_CR, NULL, "pem/cr-only.pem", 3 },
	{ LINT_ID_RARE_LABEL, "TRUSTED CERTIFICATE", "trusted/roots.trust", 4 },
	{ LINT_ID_TRUST_DATA, NULL, "trusted/roots.trust", 4 },
	{ LINT_ID_OLD_LABEL, "X509 CERTIFICATE", "pem/x509-label.pem", 3 },
	{ LINT_ID_OLD_LABEL, "CERTIFICATE", "windows/certlabel.p7b", 3 },
};

TEST(who_may_lose_a_block_loses_it)
{
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct buf file = fixture_bytes(texts[i].file);
		struct lint_minds m = lint_minds(texts[i].id, NULL, texts[i].label);

		ROW(texts[i].file);
		REQUIRE(file.n > 0);
		CHECK_EQ_INT(m.may_lose,
			     losers(buf_span(&file), texts[i].certificates));
		CHECK(m.certificate.refuse == 0 && m.certificate.cannot_use == 0);
		CHECK(!lint_concerns_all(texts[i].id));
		CHECK((m.may_lose & ~lint_may_mind(texts[i].id)) == 0);
		buf_free(&file);
	}
}

/* A NUL at the start of a line ends the file for OpenSSL, one anywhere for NSS. */
TEST(who_may_lose_a_block_for_a_nul_loses_it_somewhere)
{
	static const struct span before[] = { SPAN_LIT("\0\n"),
					      SPAN_LIT("text\0\n") };
	struct buf one = fixture_bytes("pem/one.pem");
	uint32_t lost = 0;

	for (size_t i = 0; i < ARRAY_LEN(before); i++) {
		struct buf file = { 0 };

		buf_add(&file, before[i]);
		buf_add(&file, buf_span(&one));
		lost |= losers(buf_span(&file), 1);
		buf_free(&file);
	}
	CHECK_EQ_INT(lint_minds(LINT_ID_NUL_BYTES, NULL, NULL).may_lose, lost);
	buf_free(&one);
}

/* All who mind the first certificate of a file. */
static uint32_t minders(enum lint_id id, const char *file)
{
	struct bundle b = fixture_bundle(file);
	struct lint_minds m = { { 0, 0 }, 0 };

	if (b.count > 0)
		m = lint_minds(id, &b.entry[0].cert, NULL);
	bundle_free(&b);
	return m.certificate.refuse | m.certificate.cannot_use;
}

/* Checks about consumers whose fixture is not check/ID.pem. */
static const char *fixture_of(enum lint_id id)
{
	switch (id) {
	case LINT_ID_UNCOMMON_CURVE:
		return "algorithms/secp256k1.pem";
	case LINT_ID_UNCOMMON_KEY:
		return "algorithms/ed25519.pem";
	case LINT_ID_DER_CONSTRUCTED:
		return "consumers/key-id-pieces.pem";
	default:
		return NULL;
	}
}

TEST(somebody_minds_the_fixture_of_each_check_about_certificates)
{
	size_t seen = 0;

	for (int i = 0; i < LINT_ID_COUNT; i++) {
		enum lint_id id = (enum lint_id)i;
		uint32_t lose = lint_minds(id, NULL, "").may_lose;
		const char *file = fixture_of(id);
		char path[100];

		if (lint_concerns_all(id) || lose != 0)
			continue;
		ROW(lint_row(id)->name);
		snprintf(path, sizeof(path), "check/%s.pem", lint_row(id)->name);
		if (file == NULL)
			file = path;
		CHECK(minders(id, file) != 0);
		CHECK((minders(id, file) & ~lint_may_mind(id)) == 0);
		CHECK(lint_row(id)->severity >= DIAG_WARNING);
		seen++;
	}
	CHECK(seen > 20);
}

TEST(nobody_is_said_to_mind_what_is_good)
{
	for (int i = 0; i < LINT_ID_COUNT; i++) {
		ROW(lint_row((enum lint_id)i)->name);
		CHECK_EQ_INT(minders((enum lint_id)i, "consumers/good.pem"), 0);
	}
}

TEST(a_check_of_the_whole_file_concerns_all)
{
	static const enum lint_id rows[] = {
		LINT_ID_NO_END,	    LINT_ID_BASE64_CHARACTER, LINT_ID_TRAILING_DATA,
		LINT_ID_ORPHAN,	    LINT_ID_EXPIRED,	      LINT_ID_WEAK_KEY,
		LINT_ID_DER_BROKEN, LINT_ID_EXPECT,	      LINT_ID_DISTRUSTED,
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ROW(lint_row(rows[i])->name);
		CHECK(lint_concerns_all(rows[i]));
		CHECK_EQ_INT(lint_may_mind(rows[i]), 0);
	}
}

TEST(those_who_mind_are_named)
{
	static const struct {
		struct lint_minds minds;
		uint32_t of;
		const char *text;
	} rows[] = {
		{ { { 0, 0 }, 0 }, UINT32_MAX, "" },
		{ { { SET(GO_1_23), 0 }, 0 }, UINT32_MAX, "; go1.23 refuses it" },
		{ { { SET(GO_1_23), 0 }, 0 }, SET(GO_1_19), "" },
		{ { { SET(JAVA_17) | SET(GO_1_19) | SET(GO_1_23), 0 }, 0 },
		  SET(JAVA_17) | SET(GO_1_23),
		  "; java17 and go1.23 refuse it" },
		{ { { SET(OPENSSL_3_0), SET(JAVA_17) }, SET(NSS_3_87) },
		  UINT32_MAX,
		  "; openssl3.0 refuses it; java17 loads it and proves nothing by it; nss3.87 may lose it" },
		{ { { 0, 0 }, SET(OPENSSL_3_0) | SET(GNUTLS_3_7) | SET(JAVA_17) },
		  UINT32_MAX,
		  "; openssl3.0, gnutls3.7 and java17 may lose it" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf text = { 0 };

		lint_put_minds(&rows[i].minds, rows[i].of, &text);
		CHECK_EQ_STR(buf_c(&text), rows[i].text);
		buf_free(&text);
	}
}
