#include "tap.h"

#include "fixture.h"
#include "make_cert.h"
#include "verify/host.h"
#include "verify/path.h"

static const struct {
	const char *host;
	bool matches;
} hosts[] = {
	{ "db.example.test", true },
	{ "DB.Example.TEST", true },
	{ "db.example.test.", true }, /* the same, from the root on */
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
	struct path_pool p = { .bundle = fixture_bundle("verify/flaws/hosts.pem") };

	REQUIRE(p.bundle.count == 1);
	path_pool_index(&p);
	for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
		ROW(hosts[i].host);
		CHECK(host_matches(path_member(&p, 0), hosts[i].host) ==
		      hosts[i].matches);
	}
	path_pool_free(&p);
}

/* A certificate with a common name and DNS names, separated by spaces. */
static struct member *made(struct path_pool *p, const char *subject,
			   const char *names)
{
	struct make m = {
		.subject = subject, .issuer = "CA", .key = 1, .signer = 1
	};
	struct buf list = { 0 };

	while (*names != '\0') {
		size_t n = strcspn(names, " ");

		put_span(&list, DER_CONTEXT + 2, span_of(names, n));
		names += n + (names[n] == ' ');
	}
	if (list.n > 0)
		put_alt_names(&m.extensions, &list);
	*p = (struct path_pool){ 0 };
	make_cert(&p->bundle, m);
	path_pool_index(p);
	return path_member(p, 0);
}

static const struct {
	const char *subject, *names, *host;
	bool matches;
} rows[] = {
	{ "a.test", "", "a.test", true }, /* without DNS names */
	{ "a.test", "", "A.TEST", true },
	{ "host", "", "host", true },
	{ "*.a.test", "", "x.a.test", true },
	{ "a.test", "b.test", "a.test", false }, /* with them it does not count */
	{ "a.test", "b.test", "b.test", true },
	{ "A B", "", "A B", false },
	{ "x", "*.test", "a.test", false }, /* one label after it is too few */
	{ "x", "*", "test", false },
	{ "x", "*.", "test", false },
	{ "x", "*.a.test", ".a.test", false },
	{ "x", "*.a.test", "a.test", false },
	{ "x", "w*.a.test", "www.a.test", false }, /* RFC 6125 section 6.4.3 */
	{ "x", "w*.a.test", "w*.a.test", false },
	{ "x", "a.*.test", "a.b.test", false },
	{ "x", "*.*.test", "a.b.test", false },
	{ "x", "xn--bcher-kva.test", "XN--bcher-kva.test", true },
	{ "192.0.2.7", "", "192.0.2.7", false }, /* an address is no name */
	{ "x", "192.0.2.7", "192.0.2.7", false },
};

TEST(names_match_as_rfc_6125_has_it)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct path_pool p;
		struct member *m = made(&p, rows[i].subject, rows[i].names);
		char row[80];

		snprintf(row, sizeof(row), "%s, %s: %s", rows[i].subject,
			 rows[i].names, rows[i].host);
		ROW(row);
		CHECK(host_matches(m, rows[i].host) == rows[i].matches);
		path_pool_free(&p);
		ROW("");
	}
}

static const struct {
	const char *host;
	bool valid;
} texts[] = {
	{ "db.example.test", true },
	{ "host", true },
	{ "host.", true },
	{ "192.0.2.7", true },
	{ "2001:db8::7", true },
	{ "_x.test", true },
	{ "", false },
	{ ".", false },
	{ "a..test", false },
	{ "*.test", false },
	{ "a b", false },
	{ "https://a.test", false },
	{ "a.test:443", false },
	{ "[2001:db8::7]", false },
	{ "b\xc3\xbc"
	  "cher.test",
	  false },
};

TEST(what_is_no_host_is_said_to_be_none)
{
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		ROW(texts[i].host);
		CHECK(host_is_valid(texts[i].host) == texts[i].valid);
	}
}

TEST(hosts_are_listed)
{
	struct path_pool p = { .bundle = fixture_bundle("verify/flaws/hosts.pem") };
	struct buf out = { 0 };

	REQUIRE(p.bundle.count == 1);
	path_pool_index(&p);
	CHECK(host_names(path_member(&p, 0), &out));
	CHECK_EQ_STR(
		buf_c(&out),
		"db.example.test, *.pool.example.test, 192.0.2.7, 2001:db8::7");
	path_pool_free(&p);
	out.n = 0;
	CHECK(!host_names(made(&p, "a.test", ""), &out));
	CHECK_EQ_INT(out.n, 0);
	path_pool_free(&p);
	CHECK(host_names(made(&p, "x", "a b c d e\n f"), &out));
	CHECK_EQ_STR(buf_c(&out), "a, b, c, d, ...");
	path_pool_free(&p);
	buf_free(&out);
}
