#include "tap.h"

#include "base/caps.h"
#include "diff/store.h"
#include "fixture.h"

static size_t add(struct store *p, const struct cert *c, bool *fresh)
{
	uint8_t digest[SHA256_BYTES];

	digest_sha256(c->der, digest);
	return store_add(p, c, digest, fresh);
}

TEST(an_empty_store_has_nothing)
{
	struct store s;

	store_start(&s);
	CHECK_EQ_INT(s.index.count, 0);
	store_free(&s);
}

TEST(a_certificate_has_the_position_at_which_it_came_first)
{
	struct bundle b = fixture_bundle("rds/global-bundle.pem");
	struct store s;
	struct cert c;

	REQUIRE(b.count == 32);
	store_start(&s);
	for (size_t round = 0; round < 3; round++)
		for (size_t i = 0; i < b.count; i++) {
			bool fresh = round != 0;

			CHECK_EQ_INT(add(&s, &b.entry[i].cert, &fresh), i);
			CHECK(fresh == (round == 0));
		}
	CHECK_EQ_INT(s.index.count, b.count);
	for (size_t i = b.count; i-- > 0;) {
		const struct cert *wanted = &b.entry[i].cert;

		REQUIRE(store_get(&s, i, &c));
		CHECK_EQ_MEM(c.der.p, c.der.n, wanted->der.p, wanted->der.n);
		CHECK_EQ_MEM(c.subject.p, c.subject.n, wanted->subject.p,
			     wanted->subject.n);
	}
	store_free(&s);
	bundle_free(&b);
}

/* So many of them that most are in a file; the last bytes of a signature are
 * changed, which a parser does not look at. */
TEST(what_does_not_fit_in_memory_comes_back_from_a_file)
{
	const uint32_t count = 5000;
	struct bundle b = fixture_bundle("pem/one.pem");
	struct buf der = { 0 };
	struct cert_error why;
	struct store s;
	struct cert c;
	uint32_t state = 1;
	bool fresh, good = true;

	REQUIRE(b.count == 1);
	buf_add(&der, b.entry[0].cert.der);
	store_start(&s);
	for (uint32_t i = 0; i < count; i++) {
		memcpy(der.p + der.n - sizeof(i), &i, sizeof(i));
		REQUIRE(cert_parse(buf_span(&der), &c, &why));
		good = good && add(&s, &c, &fresh) == i && fresh;
	}
	CHECK(good);
	CHECK(s.der.written > 0);
	CHECK(s.der.memory.room <= 2 * (size_t)CAP_SPOOL_MEMORY);
	for (uint32_t k = 0; k < count && good; k++) {
		uint32_t i;

		state = state * 1664525 + 1013904223;
		i = (state >> 8) % count;
		memcpy(der.p + der.n - sizeof(i), &i, sizeof(i));
		good = store_get(&s, i, &c) && c.der.n == der.n &&
		       memcmp(c.der.p, der.p, der.n) == 0;
	}
	CHECK(good);
	/* Reading has not harmed the end to which the next goes. */
	memcpy(der.p + der.n - sizeof(count), &count, sizeof(count));
	REQUIRE(cert_parse(buf_span(&der), &c, &why));
	CHECK_EQ_INT(add(&s, &c, &fresh), count);
	CHECK(fresh && store_get(&s, count, &c));
	CHECK_EQ_MEM(c.der.p, c.der.n, der.p, der.n);
	store_free(&s);
	buf_free(&der);
	bundle_free(&b);
}

TEST(without_a_directory_for_its_file_nothing_is_got_back)
{
	char *before = getenv("TMPDIR") != NULL ? strdup(getenv("TMPDIR")) : NULL;
	struct bundle b = fixture_bundle("pem/one.pem");
	struct store s;
	struct cert c;

	REQUIRE(b.count == 1);
	setenv("TMPDIR", "/nonexistent", 1);
	store_start(&s);
	for (uint32_t i = 0; i < 10000; i++) {
		uint8_t digest[SHA256_BYTES];
		bool fresh;

		digest_sha256(span_of(&i, sizeof(i)), digest);
		store_add(&s, &b.entry[0].cert, digest, &fresh);
	}
	CHECK(s.der.error != 0);
	CHECK(!store_get(&s, 0, &c));
	CHECK(!store_get(&s, 9999, &c));
	store_free(&s);
	bundle_free(&b);
	if (before != NULL)
		setenv("TMPDIR", before, 1);
	else
		unsetenv("TMPDIR");
	free(before);
}
