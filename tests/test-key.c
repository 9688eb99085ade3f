#include "tap.h"

#include "fixture.h"
#include "hex.h"

static const struct {
	const char *file;
	const char *key;   /* short name; NULL: unknown */
	const char *curve; /* short name; NULL: none */
	unsigned size;
	const char *signature; /* name; NULL: unknown */
	const char *hash;
} rows[] = {
	{ "rsa2048-sha256", "rsa", NULL, 2048, "sha256WithRSAEncryption",
	  "sha256" },
	{ "rsa4096-sha384", "rsa", NULL, 4096, "sha384WithRSAEncryption",
	  "sha384" },
	{ "rsa1024-sha1", "rsa", NULL, 1024, "sha1WithRSAEncryption", "sha1" },
	{ "rsa-md5", "rsa", NULL, 2048, "md5WithRSAEncryption", "md5" },
	{ "rsa-pss", "rsa", NULL, 2048, "RSASSA-PSS", "sha256" },
	{ "p256", "ec", "p256", 256, "ecdsa-with-SHA256", "sha256" },
	{ "p384", "ec", "p384", 384, "ecdsa-with-SHA384", "sha384" },
	{ "p521", "ec", "p521", 521, "ecdsa-with-SHA512", "sha512" },
	{ "secp256k1", "ec", "secp256k1", 256, "ecdsa-with-SHA256", "sha256" },
	{ "brainpoolp256", "ec", "brainpoolp256r1", 256, "ecdsa-with-SHA256",
	  "sha256" },
	{ "ed25519", "ed25519", NULL, 256, "Ed25519", NULL },
	{ "ed448", "ed448", NULL, 456, "Ed448", NULL },
	{ "dsa", "dsa", NULL, 2048, "dsa-with-sha256", "sha256" },
	{ "ml-dsa-44", "ml-dsa-44", NULL, 1312 * 8, "ML-DSA-44", NULL },
	{ "ml-dsa-65", "ml-dsa-65", NULL, 1952 * 8, "ML-DSA-65", NULL },
	{ "slh-dsa-sha2-128s", "slh-dsa-sha2-128s", NULL, 32 * 8,
	  "SLH-DSA-SHA2-128s", NULL },
	{ "unknown-oid", NULL, NULL, 64 * 8, NULL, NULL },
};

TEST(every_algorithm_has_its_name_size_and_hash)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct oid *signature;
		const char *hash;
		struct cert_key key;
		struct bundle b;
		char file[64];

		ROW(rows[i].file);
		snprintf(file, sizeof(file), "algorithms/%s.pem", rows[i].file);
		b = fixture_bundle(file);
		REQUIRE(b.count == 1);
		CHECK(cert_key(&b.entry[0].cert, &key));
		CHECK_EQ_STR(key.algorithm != NULL ? key.algorithm->short_name
						   : NULL,
			     rows[i].key);
		CHECK_EQ_STR(key.curve != NULL ? key.curve->short_name : NULL,
			     rows[i].curve);
		CHECK((key.curve_oid.n > 0) == (rows[i].curve != NULL));
		CHECK_EQ_INT(key.size, rows[i].size);
		CHECK(key.bits.n > 0);
		cert_signature(&b.entry[0].cert, &signature, &hash);
		CHECK_EQ_STR(signature != NULL ? signature->name : NULL,
			     rows[i].signature);
		CHECK_EQ_STR(hash, rows[i].hash);
		bundle_free(&b);
	}
}

static const struct {
	const char *label, *hex; /* SubjectPublicKeyInfo */
	bool good;
	unsigned size;
} keys[] = {
	{ "Ed25519", "300a 3005 06032b6570 0301 00", true, 256 },
	{ "an unknown algorithm: its bits", "300d 3005 06032a0304 0304 00112233",
	  true, 24 },
	{ "RSA of 9 bits",
	  "301a 300d 06092a864886f70d010101 0500 0309 00 3006 02020101 0200", true,
	  9 },
	{ "RSA with zeros before the modulus",
	  "301c 300d 06092a864886f70d010101 0500 030b 00 3008 020400000101 0200",
	  true, 9 },
	{ "RSA whose modulus is zero",
	  "301b 300d 06092a864886f70d010101 0500 030a 00 3007 020100 020101 00",
	  true, 0 },
	{ "RSA that is no SEQUENCE",
	  "3016 300d 06092a864886f70d010101 0500 0305 00 02010500", true, 0 },
	{ "RSA without bytes", "3012 300d 06092a864886f70d010101 0500 0301 00",
	  true, 0 },
	{ "EC of a curve that nobody knows",
	  "3013 300e 06072a8648ce3d0201 06032a0304 0301 00", true, 0 },
	{ "EC without a curve", "300e 3009 06072a8648ce3d0201 0301 00", true, 0 },
	{ "EC with explicit parameters",
	  "3010 300b 06072a8648ce3d0201 3000 0301 00", true, 0 },
	{ "no BIT STRING", "300a 3005 06032b6570 0401 00", false, 0 },
	{ "unused bits beyond seven", "300b 3005 06032b6570 0302 0800", false, 0 },
	{ "an empty BIT STRING", "3009 3005 06032b6570 0300", false, 0 },
	{ "no algorithm", "3005 3000 030100", false, 0 },
	{ "more in it", "300c 3005 06032b6570 0301 00 0500", false, 0 },
	{ "nothing", "", false, 0 },
};

TEST(a_public_key_is_read_or_malformed)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		struct span s = hex_exact(keys[i].hex);
		struct cert c = { .spki = s };
		struct cert_key key = { .size = 4711 };

		ROW(keys[i].label);
		CHECK(cert_key(&c, &key) == keys[i].good);
		CHECK_EQ_INT(key.size, keys[i].good ? keys[i].size : 4711);
		exact_free(s);
	}
}

static const struct {
	const char *label, *hex; /* RSASSA-PSS-params */
	const char *hash;
} pss[] = {
	{ "the default", "3000", "sha1" },
	{ "other parameters alone", "3005 a203020120", "sha1" },
	{ "SHA-256", "300f a00d 300b 0609608648016503040201", "sha256" },
	{ "SHA-384 with NULL", "3011 a00f 300d 0609608648016503040202 0500",
	  "sha384" },
	{ "SHA-512", "300f a00d 300b 0609608648016503040203", "sha512" },
	{ "SHA3-256", "300f a00d 300b 0609608648016503040208", "sha3-256" },
	{ "a hash that nobody knows", "3009 a007 3005 06032a0304", NULL },
	{ "no algorithm", "3004 a002 3000", NULL },
	{ "no parameters", "", NULL },
	{ "NULL", "0500", NULL },
};

TEST(the_hash_of_rsassa_pss_is_in_its_parameters)
{
	for (size_t i = 0; i < ARRAY_LEN(pss); i++) {
		const struct oid *algorithm;
		struct buf content = { 0 };
		const char *hash = "";
		struct span exact;
		struct cert c = { 0 };

		ROW(pss[i].label);
		hex_add(&content, "06092a864886f70d01010a");
		hex_add(&content, pss[i].hex);
		c.algorithm = exact = exact_copy(buf_span(&content));
		cert_signature(&c, &algorithm, &hash);
		CHECK(algorithm != NULL && algorithm->id == OID_SIG_RSA_PSS);
		CHECK_EQ_STR(hash, pss[i].hash);
		exact_free(exact);
		buf_free(&content);
	}
}

TEST(a_signature_algorithm_that_cannot_be_read_is_none)
{
	struct cert c = { .algorithm = SPAN_LIT("\x05\x00") };
	const struct oid *algorithm = oid_row(OID_KEY_RSA);
	const char *hash = "";

	cert_signature(&c, &algorithm, &hash);
	CHECK(algorithm == NULL && hash == NULL);
}
