#include "tap.h"

#include "base/caps.h"
#include "crypto/verify.h"
#include "fixture.h"

#define SERVER "1.3.6.1.5.5.7.3.1"

/*
 * A chain of testdata/verify/flaws/ with the root behind it, as GnuTLS reads them.
 */
struct chain {
	struct bundle sent, root;
	struct crypto_crt *crt[32];
	size_t count;
};

static void add(struct chain *c, const struct bundle *b)
{
	const char *why;

	for (size_t i = 0; i < b->count && c->count < ARRAY_LEN(c->crt); i++)
		c->crt[c->count++] = crypto_import(b->entry[i].cert.der, &why);
}

static struct chain chain_of(const char *file, const char *root)
{
	struct chain c = { 0 };

	c.sent = fixture_bundle(file);
	add(&c, &c.sent);
	if (root != NULL) {
		c.root = fixture_bundle(root);
		add(&c, &c.root);
	}
	return c;
}

static void chain_free(struct chain *c)
{
	for (size_t i = 0; i < c->count; i++)
		crypto_crt_free(c->crt[i]);
	bundle_free(&c->sent);
	bundle_free(&c->root);
}

static const struct {
	const char *file;
	enum crypto_flaw flaw;
	size_t at;
} rows[] = {
	{ "good", CRYPTO_SOUND, 0 },
	{ "expired", CRYPTO_SOUND, 0 }, /* times are not its business */
	{ "not-yet", CRYPTO_SOUND, 0 },
	{ "any-purpose", CRYPTO_SOUND, 0 },
	{ "encoding", CRYPTO_SOUND, 0 },
	{ "client", CRYPTO_PURPOSE, 0 },
	{ "issuer-differs", CRYPTO_NOT_ISSUED, 0 },
	{ "issuer-missing", CRYPTO_NOT_ISSUED, 0 },
	{ "other-key", CRYPTO_NOT_ISSUED, 0 },
	{ "signature", CRYPTO_FALSE_SIGNATURE, 0 },
	{ "not-a-ca", CRYPTO_NOT_CA, 0 },
	{ "name-constraints", CRYPTO_CONSTRAINED, 0 },
	{ "path-length", CRYPTO_CONSTRAINED, 0 },
	{ "key-usage", CRYPTO_CONSTRAINED, 0 },
	{ "critical", CRYPTO_CRITICAL, 0 },
	{ "sha1", CRYPTO_INSECURE, 0 },
	{ "weak-key", CRYPTO_INSECURE, 0 },
	{ "unknown-algorithm", CRYPTO_UNKNOWN, 0 },
};

TEST(flaws_are_found_and_named)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct crypto_finding f;
		struct chain c;
		char file[80];

		ROW(rows[i].file);
		snprintf(file, sizeof(file), "verify/flaws/%s.pem", rows[i].file);
		c = chain_of(file, "verify/root.pem");
		REQUIRE(c.count > 1);
		f = crypto_verify_path(c.crt, c.count, SERVER);
		CHECK_EQ_INT(f.flaw, rows[i].flaw);
		CHECK_EQ_INT(f.at, rows[i].at);
		chain_free(&c);
	}
}

TEST(a_flaw_within_the_path_is_at_its_certificate)
{
	struct chain c = chain_of("verify/flaws/ca-purpose.pem", "verify/root.pem");
	struct crypto_finding f;

	REQUIRE(c.count == 3);
	f = crypto_verify_path(c.crt, c.count, SERVER);
	CHECK_EQ_INT(f.flaw, CRYPTO_PURPOSE);
	f = crypto_verify_path(c.crt, c.count, NULL);
	CHECK_EQ_INT(f.flaw, CRYPTO_SOUND);
	/* The CA's own issuer is another: found first, from the anchor on. */
	f = crypto_verify_path(
		(struct crypto_crt *[]){ c.crt[0], c.crt[1], c.crt[1] }, 3, NULL);
	CHECK(f.flaw != CRYPTO_SOUND || f.at == 0);
	chain_free(&c);
}

TEST(an_anchor_alone_is_trusted_as_it_is)
{
	static const char *const files[] = { "verify/root.pem",
					     "verify/flaws/self-signed.pem",
					     "roles/badsig.pem",
					     "roles/v1-root.pem" };

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct chain c = chain_of(files[i], NULL);

		ROW(files[i]);
		REQUIRE(c.count == 1);
		CHECK_EQ_INT(crypto_verify_path(c.crt, 1, NULL).flaw, CRYPTO_SOUND);
		chain_free(&c);
	}
}

/* GnuTLS 3.7.9 copies any number of them to an array of 16. */
TEST(a_path_longer_than_the_cap_is_refused_and_one_of_its_length_is_not)
{
	struct chain c =
		chain_of("verify/flaws/path-too-long.pem", "verify/root.pem");

	REQUIRE(c.count == CAP_PATH + 2);
	CHECK_EQ_INT(crypto_verify_path(c.crt, c.count, NULL).flaw, CRYPTO_UNKNOWN);
	CHECK_EQ_INT(crypto_verify_path(c.crt, 0, NULL).flaw, CRYPTO_UNKNOWN);
	CHECK_EQ_INT(crypto_verify_path(c.crt + 2, CAP_PATH, NULL).flaw,
		     CRYPTO_SOUND);
	chain_free(&c);
}

TEST(what_gnutls_refuses_is_null_and_says_why)
{
	struct bundle b = fixture_bundle("verify/flaws/not-imported.pem");
	const char *why = NULL;

	REQUIRE(b.count == 1);
	CHECK(crypto_import(b.entry[0].cert.der, &why) == NULL);
	CHECK(why != NULL && *why != '\0');
	CHECK(crypto_import((struct span){ 0 }, &why) == NULL);
	b.entry[0].cert.der.n = CAP_SCHEMA_BYTES + 1; /* of which none is read */
	CHECK(crypto_import(b.entry[0].cert.der, &why) == NULL);
	CHECK_EQ_STR(why, "it is larger than 64 KiB");
	crypto_crt_free(NULL);
	bundle_free(&b);
}

static const struct {
	const char *host;
	bool matches;
} hosts[] = {
	{ "db.example.test", true },
	{ "DB.Example.TEST", true },
	{ "other.example.test", false },
	{ "a.pool.example.test", true },
	{ "a.b.pool.example.test", false },
	{ "pool.example.test", false },
	{ "192.0.2.7", true },
	{ "192.0.2.8", false },
	{ "2001:db8::7", true },
	{ "2001:0DB8:0:0::7", true },
	{ "2001:db8::8", false },
	{ "", false },
};

TEST(hosts_match_by_name_wildcard_and_address)
{
	struct chain c = chain_of("verify/flaws/hosts.pem", NULL);

	REQUIRE(c.count == 1);
	for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
		ROW(hosts[i].host);
		CHECK(crypto_is_for_host(c.crt[0], hosts[i].host) ==
		      hosts[i].matches);
	}
	chain_free(&c);
}

TEST(hosts_are_listed)
{
	struct chain c = chain_of("verify/flaws/hosts.pem", "verify/root.pem");
	struct buf out = { 0 };

	REQUIRE(c.count == 2);
	CHECK(crypto_hosts(c.crt[0], &out));
	CHECK_EQ_STR(
		buf_c(&out),
		"db.example.test, *.pool.example.test, 192.0.2.7, 2001:db8::7");
	CHECK(!crypto_hosts(c.crt[1], &out));
	buf_free(&out);
	chain_free(&c);
}
