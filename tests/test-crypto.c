#include "tap.h"

#include "crypto/crypto.h"
#include "fixture.h"
#include "hex.h"

enum wanted {
	YES,
	NO,
	YES_IF_KNOWN, /* or unsupported, by the version of GnuTLS */
	NO_IF_KNOWN,
	UNSUPPORTED, /* by any version */
};

static const struct {
	const char *file;
	enum wanted wanted;
} rows[] = {
	{ "algorithms/rsa2048-sha256.pem", YES },
	{ "algorithms/rsa4096-sha384.pem", YES },
	{ "algorithms/rsa1024-sha1.pem", YES }, /* whatever its strength */
	{ "algorithms/rsa-md5.pem", YES },
	{ "algorithms/rsa-pss.pem", YES },
	{ "algorithms/p256.pem", YES },
	{ "algorithms/p384.pem", YES },
	{ "algorithms/p521.pem", YES },
	{ "algorithms/ed25519.pem", YES },
	{ "algorithms/ed448.pem", YES },
	{ "algorithms/dsa.pem", YES },
	{ "algorithms/secp256k1.pem", YES_IF_KNOWN },
	{ "algorithms/brainpoolp256.pem", YES_IF_KNOWN },
	{ "algorithms/ml-dsa-44.pem", NO_IF_KNOWN }, /* forged */
	{ "algorithms/ml-dsa-65.pem", NO_IF_KNOWN },
	{ "algorithms/slh-dsa-sha2-128s.pem", NO_IF_KNOWN },
	{ "algorithms/unknown-oid.pem", NO_IF_KNOWN },
	{ "roles/badsig.pem", NO },
	{ "pss/sha256-salt-0.pem", YES },
	{ "pss/sha256-salt-20.pem", YES },
	{ "pss/sha256-salt-32.pem", YES },
	{ "pss/sha256-salt-48.pem", YES },
	{ "pss/sha256-salt-64.pem", YES },
	{ "pss/sha256-salt-222.pem", YES },
	{ "pss/sha384-salt-20.pem", YES },
	{ "pss/sha384-salt-48.pem", YES },
	{ "pss/sha512-salt-64.pem", YES },
	{ "pss/sha512-salt-190.pem", YES },
	{ "pss/modulus-1025.pem", YES },
	{ "pss/key-free.pem", YES },
	{ "pss/key-salt-32.pem", YES },
	{ "pss/key-salt-222.pem", YES },
	{ "pss/sha1.pem", YES_IF_KNOWN },
	{ "pss/sha224.pem", YES_IF_KNOWN },
	{ "pss/sha3-256.pem", YES_IF_KNOWN },
	{ "pss/mask-sha1.pem", YES_IF_KNOWN },
	{ "pss/key-mask.pem", YES_IF_KNOWN },
	{ "pss/trailer-2.pem", UNSUPPORTED },
	{ "pss/two-parameters.pem", UNSUPPORTED },
	{ "pss/stated-32-is-20.pem", NO },
	{ "pss/stated-223.pem", NO },
	{ "pss/stated-2147483647.pem", NO },
	{ "pss/absent.pem", NO },
	{ "pss/null.pem", NO },
	{ "pss/hash-null.pem", NO },
	{ "pss/salt-negative.pem", NO },
	{ "pss/key-salt-31.pem", NO }, /* its key wants 32 at least */
	{ "pss/key-sha384.pem", NO },
	{ "pss/key-pkcs1.pem", NO },
	{ "pss/key-other-mask.pem", NO },
	{ "roles/expired.pem", YES }, /* whatever its dates */
	{ "roles/v1-root.pem", YES },
	{ "names/bidi.pem", YES },
	{ "hostile/dsa-zero.pem", NO },
	{ "hostile/exponent.pem", UNSUPPORTED },
};

static bool is(enum crypto_answer answer, enum wanted wanted)
{
	switch (wanted) {
	case YES:
		return answer == CRYPTO_YES;
	case NO:
		return answer == CRYPTO_NO;
	case YES_IF_KNOWN:
		return answer != CRYPTO_NO;
	case NO_IF_KNOWN:
		return answer != CRYPTO_YES;
	default:
		return answer == CRYPTO_UNSUPPORTED;
	}
}

TEST(self_signatures_of_the_fixtures_are_judged_rightly)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bundle b = fixture_bundle(rows[i].file);
		enum crypto_answer answer;

		ROW(rows[i].file);
		REQUIRE(b.count == 1);
		answer = crypto_signed_by(&b.entry[0].cert, b.entry[0].cert.spki);
		if (!is(answer, rows[i].wanted))
			TAP_FAIL("the answer is %d", (int)answer);
		bundle_free(&b);
	}
}

/* A bit of what is signed, of the signature, of its count of unused bits. */
TEST(a_bit_that_is_flipped_is_found)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bundle b = fixture_bundle(rows[i].file);
		struct cert_error why;
		struct span exact;
		struct cert c;
		uint8_t *p;

		ROW(rows[i].file);
		REQUIRE(b.count == 1);
		if (rows[i].wanted == YES) {
			exact = exact_copy(b.entry[0].cert.der);
			p = (uint8_t *)(uintptr_t)exact.p;
			REQUIRE(cert_parse(exact, &c, &why));
			p[c.serial.p - exact.p] ^= 1;
			CHECK_EQ_INT(crypto_signed_by(&c, c.spki), CRYPTO_NO);
			p[c.serial.p - exact.p] ^= 1;
			CHECK_EQ_INT(crypto_signed_by(&c, c.spki), CRYPTO_YES);
			p[c.signature.p - exact.p + (ptrdiff_t)c.signature.n / 2] ^=
				1;
			CHECK_EQ_INT(crypto_signed_by(&c, c.spki), CRYPTO_NO);
			p[c.signature.p - exact.p + (ptrdiff_t)c.signature.n / 2] ^=
				1;
			p[c.signature.p - exact.p] = 1;
			CHECK_EQ_INT(crypto_signed_by(&c, c.spki), CRYPTO_NO);
			exact_free(exact);
		}
		bundle_free(&b);
	}
}

TEST(a_signature_is_by_its_issuers_key_and_no_other)
{
	/* which of roles/hier.pem signed which: Root, Intermediate, Cross, Cross,
	 * leaf */
	static const size_t signer[] = { 0, 0, 2, 0, 1 };
	struct bundle b = fixture_bundle("roles/hier.pem");

	REQUIRE(b.count == 5);
	for (size_t i = 0; i < b.count; i++) {
		for (size_t k = 0; k < b.count; k++) {
			bool wanted = span_eq(b.entry[signer[i]].cert.spki,
					      b.entry[k].cert.spki);

			CHECK_EQ_INT(crypto_signed_by(&b.entry[i].cert,
						      b.entry[k].cert.spki),
				     wanted ? CRYPTO_YES : CRYPTO_NO);
		}
	}
	bundle_free(&b);
}

TEST(a_key_of_another_algorithm_is_no_match_and_no_crash)
{
	struct bundle rsa = fixture_bundle("algorithms/rsa2048-sha256.pem");
	struct bundle ec = fixture_bundle("algorithms/p256.pem");
	struct bundle ed = fixture_bundle("algorithms/ed25519.pem");
	const struct bundle *all[] = { &rsa, &ec, &ed };

	for (size_t i = 0; i < 3; i++)
		for (size_t k = 0; k < 3; k++)
			CHECK((crypto_signed_by(&all[i]->entry[0].cert,
						all[k]->entry[0].cert.spki) ==
			       CRYPTO_YES) == (i == k));
	bundle_free(&rsa);
	bundle_free(&ec);
	bundle_free(&ed);
}

TEST(a_key_that_is_none_signs_nothing)
{
	static const char *const keys[] = { "", "3000", "0500",
					    "300a300506032b6570030100" };
	struct bundle b = fixture_bundle("roles/leaf.pem");

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		struct span s = hex_exact(keys[i]);

		CHECK(crypto_signed_by(&b.entry[0].cert, s) != CRYPTO_YES);
		exact_free(s);
	}
	bundle_free(&b);
}

/* What is signed is any bytes: an empty message, with the signature of RFC 8032
 * section 7.1, test 1. */
TEST(a_signature_over_any_bytes_is_judged)
{
	struct span algorithm = hex_exact("06032b6570");
	struct span spki =
		hex_exact("302a300506032b6570032100d75a980182b10ab7d54bfed3c9"
			  "64073a0ee172f3daa62325af021a68f707511a");
	struct span signature = hex_exact(
		"00e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065"
		"224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2465"
		"5141438e7a100b");

	CHECK_EQ_INT(crypto_verify_data(algorithm, spki, SPAN_LIT(""), signature),
		     CRYPTO_YES);
	CHECK_EQ_INT(crypto_verify_data(algorithm, spki, SPAN_LIT("a"), signature),
		     CRYPTO_NO);
	exact_free(algorithm);
	exact_free(spki);
	exact_free(signature);
}

TEST(a_key_of_an_unknown_algorithm_made_no_signature_of_a_known_one)
{
	struct span key = hex_exact("300e 3005 06032a0304 0305 00 01020304");
	struct bundle known = fixture_bundle("algorithms/p256.pem");
	struct bundle post_quantum = fixture_bundle("algorithms/ml-dsa-44.pem");
	struct bundle unknown = fixture_bundle("algorithms/unknown-oid.pem");

	CHECK_EQ_INT(crypto_signed_by(&known.entry[0].cert, key), CRYPTO_NO);
	CHECK_EQ_INT(crypto_signed_by(&post_quantum.entry[0].cert, key), CRYPTO_NO);
	CHECK_EQ_INT(crypto_signed_by(&unknown.entry[0].cert, key),
		     CRYPTO_UNSUPPORTED);
	exact_free(key);
	bundle_free(&known);
	bundle_free(&post_quantum);
	bundle_free(&unknown);
}

static const struct {
	const char *file;
	enum crypto_answer answer;
} points[] = {
	{ "algorithms/p256.pem", CRYPTO_YES },
	{ "algorithms/p384.pem", CRYPTO_YES },
	{ "algorithms/p521.pem", CRYPTO_YES },
	{ "rot/point.pem", CRYPTO_NO },
	{ "rot/key-algorithm-extra.pem", CRYPTO_UNSUPPORTED },
	{ "algorithms/unknown-oid.pem", CRYPTO_UNSUPPORTED },
};

TEST(a_point_lies_on_its_curve_or_not)
{
	for (size_t i = 0; i < ARRAY_LEN(points); i++) {
		struct bundle b = fixture_bundle(points[i].file);

		ROW(points[i].file);
		REQUIRE(b.count == 1);
		CHECK_EQ_INT(crypto_on_curve(b.entry[0].cert.spki),
			     points[i].answer);
		bundle_free(&b);
	}
}
