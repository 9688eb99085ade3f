#include "tap.h"

#include "fixture.h"
#include "set/digest.h"

/* The digest of some of the certificates of pem/three.pem, by their numbers. */
static const char *digest_of(const struct bundle *b, const char *numbers,
			     size_t distinct)
{
	static struct buf hex;
	struct set_digest s = { 0 };
	uint8_t out[SHA256_BYTES];

	for (; *numbers != '\0'; numbers++)
		set_digest_add(&s, &b->entry[*numbers - '0'].cert);
	set_digest_end(&s, out);
	CHECK_EQ_INT(s.distinct, distinct);
	set_digest_free(&s);
	hex.n = 0;
	buf_hex(&hex, span_of(out, sizeof(out)));
	return buf_c(&hex);
}

TEST(the_digest_of_nothing_is_that_of_no_bytes)
{
	struct bundle none = { 0 };

	CHECK_EQ_STR(
		digest_of(&none, "", 0),
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(order_and_duplicates_do_not_matter)
{
	static const char *const same[] = { "012", "210", "102", "0120",
					    "22221100" };
	struct bundle b = fixture_bundle("pem/three.pem");
	char first[65] = "";

	REQUIRE(b.count == 3);
	for (size_t i = 0; i < ARRAY_LEN(same); i++) {
		const char *hex = digest_of(&b, same[i], 3);

		if (i == 0)
			strcpy(first, hex);
		CHECK_EQ_STR(hex, first);
	}
	CHECK(strcmp(digest_of(&b, "01", 2), first) != 0);
	bundle_free(&b);
}

TEST(formats_do_not_matter)
{
	static const char *const files[] = {
		"pem/three.pem",       "der/three.der", "windows/ber.p7b",
		"windows/utf16be.pem", "pem/text.pem",	"windows/bare.b64"
	};
	char first[65] = "";

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct bundle b = fixture_bundle(files[i]);

		ROW(files[i]);
		REQUIRE(b.count == 3);
		if (i == 0)
			strcpy(first, digest_of(&b, "012", 3));
		CHECK_EQ_STR(digest_of(&b, "012", 3), first);
		bundle_free(&b);
	}
}

TEST(it_is_the_sha256_of_the_sorted_sha256_values)
{
	struct bundle b = fixture_bundle("pem/three.pem");
	uint8_t value[2][SHA256_BYTES], all[2 * SHA256_BYTES], out[SHA256_BYTES];
	struct set_digest s = { 0 };
	struct buf hex = { 0 };
	int order;

	REQUIRE(b.count == 3);
	for (size_t i = 0; i < 2; i++) {
		digest_sha256(b.entry[i].cert.der, value[i]);
		set_digest_add_value(&s, value[i]);
	}
	set_digest_end(&s, out);
	set_digest_free(&s);
	order = memcmp(value[0], value[1], SHA256_BYTES);
	memcpy(all, value[order > 0], SHA256_BYTES);
	memcpy(all + SHA256_BYTES, value[order <= 0], SHA256_BYTES);
	buf_hex(&hex, span_of(out, sizeof(out)));
	CHECK_EQ_STR(digest_of(&b, "10", 2), buf_c(&hex));
	digest_sha256(span_of(all, sizeof(all)), out);
	hex.n = 0;
	buf_hex(&hex, span_of(out, sizeof(out)));
	CHECK_EQ_STR(digest_of(&b, "10", 2), buf_c(&hex));
	buf_free(&hex);
	bundle_free(&b);
}

/* The digest with trust of certificate 0 or 1 of pem/three.pem with words. */
static const char *digest_with(const struct bundle *b, const char *const words[2])
{
	static struct buf hex;
	struct set_digest s = { .trust = true };
	uint8_t out[SHA256_BYTES];

	for (size_t i = 0; i < 2; i++)
		if (words[i] != NULL)
			set_digest_add_trust(&s, &b->entry[i].cert,
					     span_str(words[i]));
	set_digest_end(&s, out);
	set_digest_free(&s);
	hex.n = 0;
	buf_hex(&hex, span_of(out, sizeof(out)));
	return buf_c(&hex);
}

TEST(a_set_with_trust_differs_where_a_word_or_a_certificate_does)
{
	static const char *const sets[][2] = {
		{ "", "" },   { "x", "" },    { "", "x" },   { "x", "x" },
		{ "x", "y" }, { "y", "x" },   { "x", NULL }, { NULL, "x" },
		{ "", NULL }, { NULL, NULL },
	};
	struct bundle b = fixture_bundle("pem/three.pem");
	char seen[ARRAY_LEN(sets)][65];

	REQUIRE(b.count == 3);
	for (size_t i = 0; i < ARRAY_LEN(sets); i++) {
		strcpy(seen[i], digest_with(&b, sets[i]));
		for (size_t k = 0; k < i; k++)
			CHECK(strcmp(seen[i], seen[k]) != 0);
	}
	CHECK(strcmp(digest_of(&b, "01", 2), seen[0]) != 0);
	bundle_free(&b);
}

TEST(order_and_repeated_pairs_do_not_matter_to_a_set_with_trust)
{
	struct bundle b = fixture_bundle("pem/three.pem");
	uint8_t out[2][SHA256_BYTES];

	REQUIRE(b.count == 3);
	for (size_t round = 0; round < 2; round++) {
		struct set_digest s = { .trust = true };

		for (size_t i = 0; i < 6 + round; i++)
			set_digest_add_trust(&s,
					     &b.entry[(round ? 6 - i : i) % 3].cert,
					     i == 0 ? SPAN_LIT("x") : SPAN_LIT(""));
		if (round == 1)
			set_digest_add_trust(&s, &b.entry[0].cert, SPAN_LIT(""));
		set_digest_end(&s, out[round]);
		CHECK_EQ_INT(s.distinct, 4);
		set_digest_free(&s);
	}
	CHECK_EQ_MEM(out[0], SHA256_BYTES, out[1], SHA256_BYTES);
	bundle_free(&b);
}
