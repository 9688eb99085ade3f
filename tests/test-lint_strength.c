#include "tap.h"

#include "fixture.h"
#include "found.h"
#include "hex.h"
#include "lint/strength.h"

#define RSA "06 09 2a 86 48 86 f7 0d 01 01 01 05 00"
#define EC  "06 07 2a 86 48 ce 3d 02 01"

static void put(struct buf *out, uint8_t tag, const struct buf *body)
{
	der_put_head(out, tag, body->n);
	buf_add(out, buf_span(body));
}

/* A positive INTEGER of so many bits: the highest and the lowest one are set. */
static void put_number(struct buf *out, size_t bits)
{
	size_t octets = (bits + 7) / 8, at;
	bool sign = bits % 8 == 0;

	der_put_head(out, DER_INTEGER, octets + sign);
	at = out->n + sign;
	buf_fill(out, 0, octets + sign);
	out->p[at] |= (uint8_t)(1U << ((bits + 7) % 8));
	out->p[out->n - 1] |= 1;
}

/* SubjectPublicKeyInfo of an algorithm, its parameters included, and a key. */
static void put_spki(struct buf *out, const struct buf *algorithm,
		     const struct buf *key)
{
	struct buf bits = { 0 }, both = { 0 };

	buf_put(&bits, 0);
	buf_add(&bits, buf_span(key));
	put(&both, DER_SEQUENCE, algorithm);
	put(&both, DER_BIT_STRING, &bits);
	put(out, DER_SEQUENCE, &both);
	buf_free(&bits);
	buf_free(&both);
}

static void put_rsa(struct buf *out, size_t bits, const char *exponent)
{
	struct buf algorithm = { 0 }, numbers = { 0 }, key = { 0 };

	hex_add(&algorithm, RSA);
	put_number(&numbers, bits);
	hex_add(&numbers, exponent);
	put(&key, DER_SEQUENCE, &numbers);
	put_spki(out, &algorithm, &key);
	buf_free(&algorithm);
	buf_free(&numbers);
	buf_free(&key);
}

/* DSA, of which the strength is that of p. */
static void put_dsa(struct buf *out, size_t bits)
{
	struct buf algorithm = { 0 }, numbers = { 0 }, key = { 0 };

	put_number(&numbers, bits);
	put_number(&numbers, 256);
	put_number(&numbers, 256);
	hex_add(&algorithm, "06 07 2a 86 48 ce 38 04 01");
	put(&algorithm, DER_SEQUENCE, &numbers);
	put_number(&key, 256);
	put_spki(out, &algorithm, &key);
	buf_free(&algorithm);
	buf_free(&numbers);
	buf_free(&key);
}

static void put_ec(struct buf *out, const char *parameters)
{
	struct buf algorithm = { 0 }, key = { 0 };

	hex_add(&algorithm, EC);
	hex_add(&algorithm, parameters);
	hex_add(&key, "04 01 02");
	put_spki(out, &algorithm, &key);
	buf_free(&algorithm);
	buf_free(&key);
}

/* What is found in a certificate whose key is this one; the key is freed. */
static struct found judge_key(struct buf *spki)
{
	struct bundle b = fixture_bundle("algorithms/p256.pem");
	struct found f = { 0 };

	if (b.count == 1) {
		struct cert c = b.entry[0].cert;

		c.spki = buf_span(spki);
		lint_strength(&c, true, &(struct lint_sink){ found_take, &f });
	}
	bundle_free(&b);
	buf_free(spki);
	return f;
}

TEST(each_bound_of_a_size_is_where_it_is_said_to_be)
{
	static const struct {
		size_t bits;
		const char *rsa, *dsa;
	} rows[] = {
		{ 1024, "weak-key", "weak-key uncommon-key" },
		{ 2047, "weak-key", "weak-key uncommon-key" },
		{ 2048, "", "uncommon-key" },
		{ 2049, "", "uncommon-key" },
		{ 16383, "", "uncommon-key" },
		{ 16384, "", "uncommon-key" },
		{ 16385, "large-key", "uncommon-key" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf rsa = { 0 }, dsa = { 0 };
		struct found f;
		char row[20];

		snprintf(row, sizeof(row), "%zu bits", rows[i].bits);
		ROW(row);
		put_rsa(&rsa, rows[i].bits, "02 03 01 00 01");
		f = judge_key(&rsa);
		CHECK_EQ_STR(buf_c(&f.ids), rows[i].rsa);
		found_free(&f);
		put_dsa(&dsa, rows[i].bits);
		f = judge_key(&dsa);
		CHECK_EQ_STR(buf_c(&f.ids), rows[i].dsa);
		found_free(&f);
	}
}

TEST(each_exponent_is_good_small_or_impossible)
{
	static const struct {
		const char *exponent, *ids;
	} rows[] = {
		{ "02 01 01", "rsa-exponent-invalid" },
		{ "02 01 02", "rsa-exponent-invalid" },
		{ "02 01 03", "rsa-exponent-small" },
		{ "02 03 00 ff ff", "rsa-exponent-small" },   /* 65535 */
		{ "02 03 01 00 00", "rsa-exponent-invalid" }, /* 65536 */
		{ "02 03 01 00 01", "" },		      /* 65537 */
		{ "02 03 01 00 03", "" },
		{ "02 01 81", "rsa-exponent-invalid" }, /* negative */
		{ "02 05 01 00 00 00 01", "" },		/* 2^32 + 1 */
		{ "02 05 01 00 00 00 00", "rsa-exponent-invalid" },
		{ "02 00", "rsa-exponent-invalid" },
		{ "04 01 03", "key-unreadable" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf spki = { 0 };
		struct found f;

		ROW(rows[i].exponent);
		put_rsa(&spki, 2048, rows[i].exponent);
		f = judge_key(&spki);
		CHECK_EQ_STR(buf_c(&f.ids), rows[i].ids);
		found_free(&f);
	}
}

/* 112 bits of strength are 224 of a curve: P-192 has fewer, P-224 has as many. */
TEST(each_curve_is_common_uncommon_weak_or_unknown)
{
	static const struct {
		const char *parameters, *ids;
	} rows[] = {
		{ "06 08 2a 86 48 ce 3d 03 01 01", "weak-curve" }, /* P-192 */
		{ "06 05 2b 81 04 00 21", "uncommon-curve" },	   /* P-224 */
		{ "06 08 2a 86 48 ce 3d 03 01 07", "" },	   /* P-256 */
		{ "06 05 2b 81 04 00 22", "" },			   /* P-384 */
		{ "06 05 2b 81 04 00 23", "" },			   /* P-521 */
		{ "06 05 2b 81 04 00 0a", "uncommon-curve" },	   /* secp256k1 */
		{ "06 05 2b 81 04 00 01", "unknown-curve" },	   /* sect163k1 */
		{ "30 00", "unknown-curve" },
		{ "", "unknown-curve" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf spki = { 0 };
		struct found f;

		ROW(rows[i].parameters);
		put_ec(&spki, rows[i].parameters);
		f = judge_key(&spki);
		CHECK_EQ_STR(buf_c(&f.ids), rows[i].ids);
		found_free(&f);
	}
}

TEST(a_key_that_cannot_be_read_is_said_to_be)
{
	static const char *const rows[] = {
		"",
		"30 00",
		"30 11 30 0d " RSA " 03 00", /* no count of unused bits */
		"30 12 30 0d " RSA " 03 01 00",
		"30 14 30 0d " RSA " 03 03 00 30 00",
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf spki = { 0 };
		struct found f;

		ROW(rows[i]);
		hex_add(&spki, rows[i]);
		f = judge_key(&spki);
		CHECK_EQ_STR(buf_c(&f.ids), "key-unreadable");
		found_free(&f);
	}
}

/* Nobody relies on the signature of a root. */
TEST(a_weak_signature_is_of_no_matter_in_a_root)
{
	static const struct {
		const char *file, *root, *other;
	} rows[] = {
		{ "algorithms/rsa2048-sha256.pem", "", "" },
		{ "algorithms/rsa-md5.pem", "", "weak-signature" },
		{ "algorithms/rsa1024-sha1.pem", "weak-key",
		  "weak-key weak-signature" },
		{ "algorithms/rsa-pss.pem", "", "" },
		{ "algorithms/ed25519.pem", "uncommon-key", "uncommon-key" },
		{ "algorithms/ml-dsa-44.pem", "uncommon-key", "uncommon-key" },
		{ "algorithms/unknown-oid.pem", "unknown-algorithm",
		  "unknown-algorithm" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bundle b = fixture_bundle(rows[i].file);

		ROW(rows[i].file);
		REQUIRE(b.count == 1);
		for (int self_signed = 0; self_signed < 2; self_signed++) {
			struct found f = { 0 };

			lint_strength(&b.entry[0].cert, self_signed,
				      &(struct lint_sink){ found_take, &f });
			CHECK_EQ_STR(buf_c(&f.ids),
				     self_signed ? rows[i].root : rows[i].other);
			found_free(&f);
		}
		bundle_free(&b);
	}
}
