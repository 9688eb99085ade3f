#include "tap.h"

#include <limits.h>

#include "base/caps.h"
#include "crypto/key.h"
#include "hex.h"

/* An INTEGER of so many bits, all of them set but those between the first and the
 * last: odd, as a modulus is. */
static void put_integer(struct buf *out, unsigned bits)
{
	struct buf body = { 0 };

	buf_fill(&body, 0, bits / 8 + 1);
	if (bits > 0) {
		body.p[0] |= (uint8_t)(bits % 8 > 0 ? 1 << (bits % 8 - 1) : 0);
		if (bits % 8 == 0)
			body.p[1] |= 0x80;
		body.p[body.n - 1] |= 1;
	}
	der_put_head(out, DER_INTEGER, body.n);
	buf_add(out, buf_span(&body));
	buf_free(&body);
}

static void put_sequence(struct buf *out, unsigned a, unsigned b, unsigned c)
{
	struct buf body = { 0 };

	put_integer(&body, a);
	put_integer(&body, b);
	if (c != UINT_MAX)
		put_integer(&body, c);
	der_put_head(out, DER_SEQUENCE, body.n);
	buf_add(out, buf_span(&body));
	buf_free(&body);
}

static const struct {
	const char *label;
	unsigned modulus, exponent; /* bits */
	enum crypto_answer answer;
} rsa[] = {
	{ "usual", 2048, 17, CRYPTO_YES },
	{ "small, and a long exponent", CAP_RSA_ANY_EXPONENT, CAP_RSA_ANY_EXPONENT,
	  CRYPTO_YES },
	{ "a longer exponent than most", CAP_RSA_ANY_EXPONENT + 1,
	  CAP_RSA_EXPONENT - 1, CRYPTO_YES },
	{ "as long as it may be", CAP_RSA_ANY_EXPONENT + 1, CAP_RSA_EXPONENT,
	  CRYPTO_YES },
	{ "too long", CAP_RSA_ANY_EXPONENT + 1, CAP_RSA_EXPONENT + 1,
	  CRYPTO_UNSUPPORTED },
	{ "not too long for a smaller one", CAP_RSA_ANY_EXPONENT - 1,
	  CAP_RSA_EXPONENT + 1, CRYPTO_YES },
	{ "a large modulus", 131072, 17, CRYPTO_YES },
	{ "a modulus of zero", 0, 17, CRYPTO_NO },
	{ "an exponent of zero", 2048, 0, CRYPTO_NO },
};

TEST(an_rsa_key_with_a_long_exponent_is_left_alone)
{
	for (size_t i = 0; i < ARRAY_LEN(rsa); i++) {
		struct cert_key key = { .algorithm = oid_row(OID_KEY_RSA) };
		struct buf b = { 0 };

		ROW(rsa[i].label);
		put_sequence(&b, rsa[i].modulus, rsa[i].exponent, UINT_MAX);
		key.bits = exact_copy(buf_span(&b));
		CHECK_EQ_INT(crypto_key_usable(&key), rsa[i].answer);
		key.algorithm = oid_row(OID_KEY_RSA_PSS);
		CHECK_EQ_INT(crypto_key_usable(&key), rsa[i].answer);
		exact_free(key.bits);
		buf_free(&b);
	}
}

static const struct {
	const char *label;
	unsigned p, q, g, y; /* bits */
	enum crypto_answer answer;
} dsa[] = {
	{ "usual", 2048, 256, 2047, 2048, CRYPTO_YES },
	{ "p below the cap", CAP_DSA_MODULUS - 1, 224, 2, 3, CRYPTO_YES },
	{ "p at the cap", CAP_DSA_MODULUS, 224, 2, 3, CRYPTO_YES },
	{ "p above it", CAP_DSA_MODULUS + 1, 224, 2, 3, CRYPTO_UNSUPPORTED },
	{ "q below the cap", 2048, CAP_DSA_ORDER - 1, 2, 3, CRYPTO_YES },
	{ "q at the cap", 2048, CAP_DSA_ORDER, 2, 3, CRYPTO_YES },
	{ "q above it", 2048, CAP_DSA_ORDER + 1, 2, 3, CRYPTO_UNSUPPORTED },
	{ "p is zero: GMP would end the process", 0, 256, 0, 0, CRYPTO_NO },
	{ "q is zero", 2048, 0, 2, 3, CRYPTO_NO },
	{ "g is zero", 2048, 256, 0, 3, CRYPTO_NO },
	{ "y is zero", 2048, 256, 2, 0, CRYPTO_NO },
	{ "g is longer than p", 1024, 256, 1025, 3, CRYPTO_NO },
	{ "y is longer than p", 1024, 256, 2, 1025, CRYPTO_NO },
};

TEST(a_dsa_key_that_is_malformed_or_large_is_left_alone)
{
	for (size_t i = 0; i < ARRAY_LEN(dsa); i++) {
		struct cert_key key = { .algorithm = oid_row(OID_KEY_DSA) };
		struct buf parameters = { 0 }, y = { 0 };

		ROW(dsa[i].label);
		put_sequence(&parameters, dsa[i].p, dsa[i].q, dsa[i].g);
		put_integer(&y, dsa[i].y);
		key.parameters = exact_copy(buf_span(&parameters));
		key.bits = exact_copy(buf_span(&y));
		CHECK_EQ_INT(crypto_key_usable(&key), dsa[i].answer);
		exact_free(key.parameters);
		exact_free(key.bits);
		buf_free(&parameters);
		buf_free(&y);
	}
}

TEST(a_key_without_its_numbers_is_damaged)
{
	static const char *const hex[] = { "", "0500", "3000", "3003 020101",
					   "3006 020101 0500" };

	for (size_t i = 0; i < ARRAY_LEN(hex); i++) {
		struct span s = hex_exact(hex[i]);
		struct cert_key key = { .algorithm = oid_row(OID_KEY_RSA),
					.bits = s };

		CHECK_EQ_INT(crypto_key_usable(&key), CRYPTO_NO);
		key = (struct cert_key){ .algorithm = oid_row(OID_KEY_DSA),
					 .parameters = s,
					 .bits = SPAN_LIT("\x02\x01\x01") };
		CHECK_EQ_INT(crypto_key_usable(&key), CRYPTO_NO);
		exact_free(s);
	}
}

TEST(other_keys_have_no_such_limits)
{
	struct cert_key key = { .algorithm = oid_row(OID_KEY_EC) };

	CHECK_EQ_INT(crypto_key_usable(&key), CRYPTO_YES);
	key.algorithm = NULL;
	CHECK_EQ_INT(crypto_key_usable(&key), CRYPTO_YES);
}
