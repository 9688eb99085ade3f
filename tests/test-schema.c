#include "tap.h"

#include "fixture.h"
#include "hex.h"
#include "x509/oid.h"
#include "x509/schema.h"

TEST(good_certificates_decode)
{
	static const char *const files[] = {
		"rds/global-bundle.pem",
		"roles/hier.pem",
		"roles/v1-root.pem",
		"roles/forever.pem",
		"names/empty.pem",
		"names/multi.pem",
		"algorithms/rsa-pss.pem",
		"algorithms/dsa.pem",
		"algorithms/ed25519.pem",
		"algorithms/ml-dsa-65.pem",
		"algorithms/unknown-oid.pem",
		"check/unique-id.pem",
	};

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct bundle b = fixture_bundle(files[i]);
		struct buf why = { 0 };

		ROW(files[i]);
		CHECK(b.count > 0);
		for (size_t k = 0; k < b.count; k++)
			CHECK(schema_certificate(b.entry[k].cert.der, &why));
		CHECK_EQ_STR(buf_c(&why), "");
		buf_free(&why);
		bundle_free(&b);
	}
}

/* Not the SEQUENCE that is empty: libtasn1 takes it for one of any fields. */
TEST(what_is_no_certificate_fails_with_words)
{
	static const char *const rows[] = {
		"30 80 00 00",
		"05 00",
		"30 03 02 01 00",
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct span der = hex_exact(rows[i]);
		struct buf why = { 0 };

		ROW(rows[i]);
		CHECK(!schema_certificate(der, &why));
		CHECK(why.n > 0);
		buf_free(&why);
		exact_free(der);
	}
}

/* Extensions by the rows of oid.def: what decodes and what does not. */
static const struct {
	enum oid_id id;
	const char *good, *bad;
} rows[] = {
	{ OID_EXT_BASIC_CONSTRAINTS, "30 06 01 01 ff 02 01 00", "30 03 02 02 00" },
	{ OID_EXT_KEY_USAGE, "03 02 01 06", "04 02 01 06" },
	{ OID_EXT_EXT_KEY_USAGE, "30 06 06 04 55 1d 25 00", "06 04 55 1d 25 00" },
	{ OID_EXT_SUBJECT_KEY_ID, "04 02 a5 a5", "30 02 a5 a5" },
	{ OID_EXT_AUTHORITY_KEY_ID, "30 04 80 02 a5 a5", "30 04 04 02 a5 a5" },
	/*
	 * every GeneralName: other, mail, DNS, X.400, directory, EDI, URI, IP, OID
	 */
	{ OID_EXT_SUBJECT_ALT_NAME, "30 09 a0 07 06 01 2a a0 02 05 00",
	  "30 02 89 00" },
	{ OID_EXT_SUBJECT_ALT_NAME, "30 06 81 01 61 82 01 61", "30 02 0c 00" },
	{ OID_EXT_SUBJECT_ALT_NAME, "30 04 a3 02 30 00", "30 01 82" },
	{ OID_EXT_SUBJECT_ALT_NAME, "30 04 a4 02 30 00", "30 02 a4 00" },
	{ OID_EXT_SUBJECT_ALT_NAME, "30 07 a5 05 a1 03 0c 01 61",
	  "30 05 a5 03 0c 01 61" },
	{ OID_EXT_SUBJECT_ALT_NAME, "30 0c 86 01 61 87 04 7f 00 00 01 88 01 2a",
	  "31 00" },
	{ OID_EXT_ISSUER_ALT_NAME, "30 03 82 01 61", "82 01 61" },
	{ OID_EXT_NAME_CONSTRAINTS, "30 07 a0 05 30 03 82 01 61",
	  "30 05 a2 03 82 01 61" },
	{ OID_EXT_CRL_POINTS, "30 09 30 07 a0 05 a0 03 86 01 61",
	  "30 05 a0 03 86 01 61" },
	{ OID_EXT_FRESHEST_CRL, "30 05 30 03 81 01 06", "30 02 05 00" },
	{ OID_EXT_AUTHORITY_INFO, "30 0b 30 09 06 04 2b 06 01 05 86 01 61",
	  "30 05 30 03 86 01 61" },
	{ OID_EXT_SUBJECT_INFO, "30 0b 30 09 06 04 2b 06 01 05 86 01 61",
	  "30 05 30 03 86 01 61" },
	{ OID_EXT_POLICIES, "30 08 30 06 06 04 55 1d 20 00",
	  "30 06 06 04 55 1d 20 00" },
	{ OID_EXT_POLICY_MAPPINGS, "30 08 30 06 06 01 2a 06 01 2b",
	  "30 05 30 03 06 01 2a" },
	{ OID_EXT_POLICY_CONSTRAINTS, "30 06 80 01 00 81 01 00", "30 03 02 01 00" },
	{ OID_EXT_INHIBIT_ANY_POLICY, "02 01 00", "01 01 00" },
	{ OID_EXT_PRIVATE_KEY_PERIOD,
	  "30 11 80 0f 32 30 32 30 30 31 30 31 30 30 30 30 30 30 5a", "05 00" },
};

TEST(each_extension_decodes_as_its_type_and_as_no_other)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct oid *row = oid_row(rows[i].id);
		struct span good = hex_exact(rows[i].good);
		struct span bad = hex_exact(rows[i].bad);
		struct buf why = { 0 };

		ROW(rows[i].good);
		CHECK(schema_extension(row->octets, good, &why));
		CHECK_EQ_STR(buf_c(&why), "");
		ROW(rows[i].bad);
		CHECK(!schema_extension(row->octets, bad, &why));
		CHECK(why.n > 0);
		buf_free(&why);
		exact_free(good);
		exact_free(bad);
	}
}

TEST(an_extension_that_is_not_known_may_hold_anything)
{
	struct buf why = { 0 };

	CHECK(schema_extension(SPAN_LIT("\x2a\x03"), SPAN_LIT("\xff"), &why));
	CHECK(schema_extension(oid_row(OID_EXT_NS_COMMENT)->octets,
			       SPAN_LIT("\xff"), &why));
	CHECK_EQ_INT(why.n, 0);
}

TEST(bytes_behind_an_element_are_refused)
{
	struct buf why = { 0 };

	CHECK(!schema_extension(oid_row(OID_EXT_INHIBIT_ANY_POLICY)->octets,
				SPAN_LIT("\x02\x01\x00\x00"), &why));
	CHECK(why.n > 0);
	buf_free(&why);
}
