#include "tap.h"

#include "hex.h"
#include "x509/oid.h"
#include "x509/pss.h"

#define SHA256	   "0609608648016503040201"
#define SHA384	   "0609608648016503040202"
#define MGF1(hash) "301a 06092a864886f70d010108 300d" hash "0500"
#define WHOLE(salt) \
	"3034 a00f 300d" SHA256 "0500 a11c" MGF1(SHA256) "a203 0201" salt

static const struct {
	const char *label, *hex;
	bool good;
	enum oid_id hash, mask; /* OID_UNKNOWN: not MGF1 */
	uint32_t salt_bytes, trailer;
} rows[] = {
	{ "all by default", "3000", true, OID_HASH_SHA1, OID_HASH_SHA1, 20, 1 },
	{ "all there", WHOLE("20"), true, OID_HASH_SHA256, OID_HASH_SHA256, 32, 1 },
	{ "no salt", WHOLE("00"), true, OID_HASH_SHA256, OID_HASH_SHA256, 0, 1 },
	{ "only a hash", "300f a00d 300b" SHA256, true, OID_HASH_SHA256,
	  OID_HASH_SHA1, 20, 1 },
	{ "only a mask", "301e a11c" MGF1(SHA384), true, OID_HASH_SHA1,
	  OID_HASH_SHA384, 20, 1 },
	{ "another mask", "3009 a107 3005 06032a0304", true, OID_HASH_SHA1,
	  OID_UNKNOWN, 20, 1 },
	{ "the longest salt", "3008 a206 02047fffffff", true, OID_HASH_SHA1,
	  OID_HASH_SHA1, 0x7fffffff, 1 },
	{ "trailer", "3005 a303 020102", true, OID_HASH_SHA1, OID_HASH_SHA1, 20,
	  2 },

	{ "nothing", "", false, 0, 0, 0, 0 },
	{ "NULL", "0500", false, 0, 0, 0, 0 },
	{ "something after it", "3000 0500", false, 0, 0, 0, 0 },
	{ "something in it", "3002 0500", false, 0, 0, 0, 0 },
	{ "cut", "3005 a203 0201", false, 0, 0, 0, 0 },
	{ "order", "300a a303 020101 a203 020120", false, 0, 0, 0, 0 },
	{ "twice", "300a a203 020120 a203 020120", false, 0, 0, 0, 0 },
	{ "a fifth", "3005 a403 020101", false, 0, 0, 0, 0 },
	{ "an empty hash", "3002 a000", false, 0, 0, 0, 0 },
	{ "a hash without OID", "3004 a002 3000", false, 0, 0, 0, 0 },
	{ "two hashes", "301c a01a 300b" SHA256 "300b" SHA256, false, 0, 0, 0, 0 },
	{ "a mask without hash", "300f a10d 300b 06092a864886f70d010108", false, 0,
	  0, 0, 0 },
	{ "a mask with NULL for a hash",
	  "3011 a10f 300d 06092a864886f70d010108 0500", false, 0, 0, 0, 0 },
	{ "an empty salt", "3002 a200", false, 0, 0, 0, 0 },
	{ "a salt below zero", "3005 a203 0201ff", false, 0, 0, 0, 0 },
	{ "a salt of five octets", "3009 a207 02050080000000", false, 0, 0, 0, 0 },
	{ "two salts", "3008 a206 020120 020120", false, 0, 0, 0, 0 },
	{ "a trailer that is not a number", "3004 a302 0500", false, 0, 0, 0, 0 },
};

TEST(parameters_are_read_or_are_none)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct span s = hex_exact(rows[i].hex);
		struct pss p = { .salt_bytes = 4711 };
		const struct oid *mask;

		ROW(rows[i].label);
		CHECK(pss_parse(s, &p) == rows[i].good);
		if (rows[i].good) {
			mask = oid_find(OID_HASH, p.mask_hash);
			CHECK(span_eq(p.hash, oid_row(rows[i].hash)->octets));
			CHECK(p.mgf1 == (rows[i].mask != OID_UNKNOWN));
			CHECK_EQ_INT(mask != NULL ? mask->id : OID_UNKNOWN,
				     rows[i].mask);
			CHECK_EQ_INT(p.salt_bytes, rows[i].salt_bytes);
			CHECK_EQ_INT(p.trailer, rows[i].trailer);
		} else {
			CHECK_EQ_INT(p.salt_bytes, 4711);
		}
		exact_free(s);
	}
}

static const struct {
	const char *label;
	enum oid_id key;
	const char *parameters, *signature;
	bool allowed;
} keys[] = {
	{ "an RSA key", OID_KEY_RSA, "0500", WHOLE("14"), true },
	{ "a key for all parameters", OID_KEY_RSA_PSS, "", WHOLE("14"), true },
	{ "the same", OID_KEY_RSA_PSS, WHOLE("20"), WHOLE("20"), true },
	{ "a longer salt", OID_KEY_RSA_PSS, WHOLE("20"), WHOLE("21"), true },
	{ "a shorter salt", OID_KEY_RSA_PSS, WHOLE("20"), WHOLE("1f"), false },
	{ "another hash", OID_KEY_RSA_PSS, WHOLE("14"),
	  "302d a00d 300b" SHA384 "a11c" MGF1(SHA256), false },
	{ "the mask by another hash", OID_KEY_RSA_PSS, WHOLE("14"),
	  "302d a00d 300b" SHA256 "a11c" MGF1(SHA384), false },
	{ "another mask", OID_KEY_RSA_PSS, "3000", "3009 a107 3005 06032a0304",
	  false },
	{ "another trailer", OID_KEY_RSA_PSS, "3000", "3005 a303 020102", false },
	{ "defaults", OID_KEY_RSA_PSS, "3000", "3000", true },
	{ "malformed parameters", OID_KEY_RSA_PSS, "0500", "3000", false },
	{ "a key of Ed25519", OID_KEY_ED25519, "", WHOLE("20"), false },
	{ "a key that nobody knows", OID_UNKNOWN, "", WHOLE("20"), false },
};

TEST(a_key_allows_parameters_or_not)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		struct span parameters = hex_exact(keys[i].parameters);
		struct span signature = hex_exact(keys[i].signature);
		struct cert_key key = { .parameters = parameters };
		struct pss p;

		ROW(keys[i].label);
		if (keys[i].key != OID_UNKNOWN)
			key.algorithm = oid_row(keys[i].key);
		REQUIRE(pss_parse(signature, &p));
		CHECK(pss_allows(&key, &p) == keys[i].allowed);
		exact_free(parameters);
		exact_free(signature);
	}
}
