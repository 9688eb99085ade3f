#include "tap.h"

#include "base/buf.h"
#include "base/digest_index.h"

static void number_digest(uint32_t number, uint8_t out[SHA256_BYTES])
{
	digest_sha256(span_of(&number, sizeof(number)), out);
}

TEST(an_empty_index_has_nothing)
{
	struct digest_index x = { 0 };
	uint8_t d[SHA256_BYTES];

	number_digest(1, d);
	CHECK(digest_index_find(&x, d) == DIGEST_NONE);
	digest_index_cut(&x, 0);
	digest_index_free(&x);
}

TEST(values_are_found_at_the_position_of_their_first_adding)
{
	struct digest_index x = { 0 };
	uint8_t d[SHA256_BYTES];
	bool fresh;

	for (uint32_t i = 0; i < 20000; i++) {
		number_digest(i, d);
		fresh = false;
		if (digest_index_add(&x, d, &fresh) != i || !fresh)
			TAP_FAIL("%u is not fresh at its place", i);
	}
	for (uint32_t i = 0; i < 20000; i++) {
		number_digest(i, d);
		fresh = true;
		if (digest_index_add(&x, d, &fresh) != i || fresh ||
		    digest_index_find(&x, d) != i)
			TAP_FAIL("%u is not found at its place", i);
	}
	for (uint32_t i = 20000; i < 21000; i++) {
		number_digest(i, d);
		CHECK(digest_index_find(&x, d) == DIGEST_NONE);
	}
	CHECK_EQ_INT(x.count, 20000);
	digest_index_free(&x);
	CHECK(x.count == 0 && x.digest == NULL);
}

/* Values that differ in one byte, wherever it is; a hash of a part would mix them
 * up. */
TEST(values_that_differ_in_one_byte_are_two)
{
	struct digest_index x = { 0 };
	uint8_t d[SHA256_BYTES] = { 0 };
	bool fresh;

	digest_index_add(&x, d, &fresh);
	for (size_t i = 0; i < SHA256_BYTES; i++) {
		d[i] = 1;
		CHECK_EQ_INT(digest_index_add(&x, d, &fresh), i + 1);
		CHECK(fresh);
		d[i] = 0;
	}
	CHECK_EQ_INT(digest_index_find(&x, d), 0);
	digest_index_free(&x);
}

TEST(a_cut_forgets_the_last_values_and_keeps_the_others)
{
	static const uint32_t cuts[] = { 0, 1, 500, 999, 1000 };

	for (size_t k = 0; k < ARRAY_LEN(cuts); k++) {
		struct digest_index x = { 0 };
		uint8_t d[SHA256_BYTES];
		bool fresh;

		for (uint32_t i = 0; i < 1000; i++) {
			number_digest(i, d);
			digest_index_add(&x, d, &fresh);
		}
		digest_index_cut(&x, cuts[k]);
		CHECK_EQ_INT(x.count, cuts[k]);
		for (uint32_t i = 0; i < 1000; i++) {
			number_digest(i, d);
			if (digest_index_find(&x, d) !=
			    (i < cuts[k] ? i : DIGEST_NONE))
				TAP_FAIL("%u after a cut to %u", i, cuts[k]);
		}
		for (uint32_t i = 5000; i < 7000; i++) {
			number_digest(i, d);
			if (digest_index_add(&x, d, &fresh) != cuts[k] + i - 5000 ||
			    !fresh)
				TAP_FAIL("%u behind a cut to %u", i, cuts[k]);
		}
		digest_index_free(&x);
	}
}
