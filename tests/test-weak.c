#include "tap.h"

#include "fixture.h"
#include "verify/weak.h"

static const struct {
	const char *file;
	unsigned signature, key;
} rows[] = {
	{ "algorithms/rsa2048-sha256.pem", 0, 0 },
	{ "algorithms/rsa1024-sha1.pem", WEAK_SHA1, 0 }, /* 1024 bits will do */
	{ "algorithms/rsa-md5.pem", WEAK_MD5, 0 },
	{ "algorithms/rsa-pss.pem", 0, 0 },
	{ "algorithms/dsa.pem", WEAK_DSA, WEAK_DSA },
	{ "algorithms/p256.pem", 0, 0 },
	{ "algorithms/ed25519.pem", 0, 0 },
	{ "algorithms/unknown-oid.pem", 0, 0 },
	{ "verify/flaws/sha1.pem", WEAK_SHA1, 0 },
	{ "verify/flaws/weak-key.pem", 0, WEAK_SHORT_KEY },
};

TEST(kinds_are_those_of_the_fixtures)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bundle b = fixture_bundle(rows[i].file);

		ROW(rows[i].file);
		REQUIRE(b.count > 0);
		CHECK_EQ_INT(weak_signature(b.entry[0].cert.algorithm),
			     rows[i].signature);
		CHECK_EQ_INT(weak_key(b.entry[0].cert.spki), rows[i].key);
		bundle_free(&b);
	}
}

TEST(what_is_no_algorithm_and_no_key_is_not_weak)
{
	CHECK_EQ_INT(weak_signature((struct span){ 0 }), 0);
	CHECK_EQ_INT(weak_key((struct span){ 0 }), 0);
	CHECK_EQ_INT(weak_key(SPAN_LIT("\x30\x00")), 0);
}

static const struct {
	const char *list;
	unsigned set;
	const char *bad; /* NULL: all are names */
} lists[] = {
	{ "sha1", WEAK_SHA1, NULL },
	{ "sha1,dsa", WEAK_SHA1 | WEAK_DSA, NULL },
	{ "md5,short-keys,md5", WEAK_MD5 | WEAK_SHORT_KEY, NULL },
	{ "", 0, "" },
	{ "sha1,", 0, "" },
	{ ",sha1", 0, "" },
	{ "sha1,SHA1", 0, "SHA1" },
	{ "sha1 ,dsa", 0, "sha1 " },
	{ "rc4", 0, "rc4" },
};

TEST(lists_are_of_names)
{
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		struct span bad = { 0 };
		unsigned set = 0;
		bool good = weak_parse(span_str(lists[i].list), &set, &bad);

		ROW(lists[i].list);
		CHECK(good == (lists[i].bad == NULL));
		CHECK_EQ_INT(set, lists[i].set);
		if (lists[i].bad != NULL)
			CHECK(span_eq(bad, span_str(lists[i].bad)));
	}
}

TEST(a_list_adds_to_the_set)
{
	unsigned set = WEAK_DSA;
	struct span bad;

	CHECK(weak_parse(SPAN_LIT("sha1"), &set, &bad));
	CHECK_EQ_INT(set, WEAK_SHA1 | WEAK_DSA);
	CHECK(!weak_parse(SPAN_LIT("md5,x"), &set, &bad));
	CHECK_EQ_INT(set, WEAK_SHA1 | WEAK_DSA); /* as it was */
}
