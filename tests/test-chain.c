#include "tap.h"

#include "base/caps.h"
#include "fixture.h"
#include "set/chain.h"

#define NONE CHAIN_NONE

/* Answers for each entry: its issuers (up to two), the parent to draw it under. */
static const struct {
	const char *file;
	bool verify;
	size_t count;
	struct {
		size_t issuer, another, parent;
		bool cross_signed;
	} entry[5];
} rows[] = {
	/*
	 * Root, Intermediate by Root, Cross self-signed, the same by Root, a leaf
	 */
	{ "roles/hier.pem",
	  true,
	  5,
	  { { 0, NONE, NONE, false },
	    { 0, NONE, 0, false },
	    { 2, 3, NONE, true },
	    { 0, NONE, 0, true },
	    { 1, NONE, 1, false } } },
	{ "roles/hier.pem",
	  false,
	  5,
	  { { 0, NONE, NONE, false },
	    { 0, NONE, 0, false },
	    { 2, 3, NONE, true },
	    { 0, NONE, 0, true },
	    { 1, NONE, 1, false } } },
	/* the new key under the old name, by the old key: identifiers tell them
	   apart */
	{ "roles/rollover.pem",
	  true,
	  2,
	  { { 0, NONE, NONE, false }, { 0, NONE, 0, false } } },
	/* one name, two keys, both self-signed, no identifier of the issuer */
	{ "roles/rekeyed.pem",
	  true,
	  2,
	  { { 0, NONE, NONE, false }, { 1, NONE, NONE, false } } },
	/* one name and key, twice */
	{ "roles/renewed.pem",
	  true,
	  2,
	  { { 0, 1, NONE, false }, { 0, 1, NONE, false } } },
	{ "roles/renewed.pem",
	  false,
	  2,
	  { { 0, 1, NONE, false }, { 0, 1, NONE, false } } },
	{ "roles/leaf.pem", true, 1, { { NONE, NONE, NONE, false } } },
	{ "roles/badsig.pem", true, 1, { { NONE, NONE, NONE, false } } },
	{ "roles/badsig.pem", false, 1, { { 0, NONE, NONE, false } } },
	/* an algorithm that GnuTLS may not know does not make an orphan */
	{ "algorithms/brainpoolp256.pem", true, 1, { { 0, NONE, NONE, false } } },
	{ "names/empty.pem", true, 1, { { 0, NONE, NONE, false } } },
};

TEST(issuers_and_parents_are_those_of_the_fixtures)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bundle b = fixture_bundle(rows[i].file);
		struct chain c;

		REQUIRE(b.count == rows[i].count);
		chain_start(&c, &b, rows[i].verify);
		for (size_t k = 0; k < b.count; k++) {
			char row[80];
			struct chain_issuers w = chain_issuers_of(&c, k);
			size_t issuer;

			snprintf(row, sizeof(row), "%s, entry %zu, %s",
				 rows[i].file, k,
				 rows[i].verify ? "verified" : "unverified");
			ROW(row);
			issuer = chain_issuers_next(&w);
			CHECK_EQ_INT(issuer, rows[i].entry[k].issuer);
			if (issuer != NONE)
				CHECK_EQ_INT(chain_issuers_next(&w),
					     rows[i].entry[k].another);
			CHECK_EQ_INT(chain_issuers_next(&w), NONE);
			CHECK(chain_has_issuer(&c, k) == (issuer != NONE));
			CHECK_EQ_INT(chain_parent(&c, k), rows[i].entry[k].parent);
			CHECK(c.cross_signed[k] == rows[i].entry[k].cross_signed);
		}
		chain_free(&c);
		bundle_free(&b);
		ROW("");
	}
}

TEST(without_signatures_both_keys_of_a_name_are_issuers)
{
	struct bundle b = fixture_bundle("roles/rekeyed.pem");
	struct chain c;

	REQUIRE(b.count == 2);
	chain_start(&c, &b, false);
	for (size_t i = 0; i < 2; i++) {
		struct chain_issuers w = chain_issuers_of(&c, i);
		size_t one = chain_issuers_next(&w), two = chain_issuers_next(&w);

		CHECK(one + two == 1 && one != two);
		CHECK_EQ_INT(chain_issuers_next(&w), NONE);
	}
	chain_free(&c);
	bundle_free(&b);
}

TEST(a_walk_may_skip_the_other_certificates_of_a_key)
{
	struct bundle b = fixture_bundle("roles/renewed.pem");
	struct chain_issuers w;
	struct chain c;

	REQUIRE(b.count == 2);
	chain_start(&c, &b, true);
	w = chain_issuers_of(&c, 0);
	CHECK_EQ_INT(chain_issuers_next(&w), 0);
	chain_issuers_skip_key(&w);
	CHECK_EQ_INT(chain_issuers_next(&w), NONE);
	chain_free(&c);
	bundle_free(&b);
}

TEST(an_empty_bundle_can_be_indexed)
{
	struct bundle b = { 0 };
	struct chain c;

	chain_start(&c, &b, true);
	chain_free(&c);
	bundle_free(&b);
}

TEST(issuers_in_a_bundle_of_many_are_found)
{
	struct bundle b = fixture_bundle("rds/global-bundle.pem");
	size_t roots = 0, children = 0;
	struct chain c;

	REQUIRE(b.count == 32);
	chain_start(&c, &b, true);
	for (size_t i = 0; i < b.count; i++) {
		struct chain_issuers w = chain_issuers_of(&c, i);
		size_t issuer = chain_issuers_next(&w);

		CHECK(issuer != NONE); /* the bundle is closed: README */
		CHECK(!c.cross_signed[i]);
		if (issuer == i) {
			CHECK_EQ_INT(chain_parent(&c, i), NONE);
			roots++;
		} else {
			CHECK_EQ_INT(chain_parent(&c, i), issuer);
			CHECK(i >= 5 && i < 11 && issuer < 5);
			children++;
		}
	}
	CHECK_EQ_INT(roots, 26);
	CHECK_EQ_INT(children, 6);
	chain_free(&c);
	bundle_free(&b);
}

TEST(without_signatures_identifiers_tell_keys_apart)
{
	struct bundle b = fixture_bundle("roles/rollover.pem");
	struct chain_issuers w;
	struct chain c;

	REQUIRE(b.count == 2);
	chain_start(&c, &b, false);
	w = chain_issuers_of(&c, 1);
	CHECK_EQ_INT(chain_issuers_next(&w), 0);
	CHECK_EQ_INT(chain_issuers_next(&w), NONE);
	CHECK_EQ_INT(chain_parent(&c, 1), 0);
	chain_free(&c);
	bundle_free(&b);
}

/*
 * A root, wrong copies of which come before it: each bears another key identifier.
 */
static bool finds_root_behind(size_t wrong)
{
	struct bundle b = fixture_bundle("roles/hier.pem"), many = { 0 };
	const struct cert *root = &b.entry[0].cert, *child = &b.entry[1].cert;
	struct cert_extensions x;
	struct cert_error why;
	struct buf der = { 0 };
	struct chain chain;
	struct span ski;
	struct cert c;
	size_t at;
	bool found;

	cert_extensions(root, &x);
	if (!cert_subject_key_id(&x, &ski))
		return false;
	at = (size_t)(ski.p - root->der.p);
	for (size_t i = 0; i < wrong; i++) {
		der.n = 0;
		buf_add(&der, root->der);
		der.p[at] ^= 1;
		if (cert_parse(buf_span(&der), &c, &why))
			bundle_add(&many, &c, &b.entry[0].origin);
	}
	bundle_add(&many, root, &b.entry[0].origin);
	bundle_add(&many, child, &b.entry[1].origin);
	chain_start(&chain, &many, false);
	found = chain_parent(&chain, wrong + 1) == wrong;
	chain_free(&chain);
	buf_free(&der);
	bundle_free(&many);
	bundle_free(&b);
	return found;
}

TEST(identifiers_rule_out_so_many_and_no_more)
{
	CHECK(finds_root_behind(0));
	CHECK(finds_root_behind(CAP_RULED_OUT - 1));
	CHECK(!finds_root_behind(CAP_RULED_OUT));
}
