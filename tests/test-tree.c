#include "tap.h"

#include "fixture.h"
#include "report/tree.h"

#define NOW INT64_C(1787356800) /* 2026-08-22T00:00:00Z */

static const struct field_context context = { .now = NOW, .verify = true };

static const struct {
	const char *file, *tree;
} rows[] = {
	{ "pem/three.pem", "Root A  ec-p256   2045-01-01\n"
			   "Root B  ec-p256   2045-01-01\n"
			   "Root C  ec-p256   2045-01-01\n" },
	{ "roles/hier.pem", "Root CA                  ec-p256   2045-01-01\n"
			    "|-- Intermediate CA      ec-p256   2045-01-01\n"
			    "|   `-- db.example.test  ec-p256   2045-01-01\n"
			    "`-- Cross CA             ec-p256   2045-01-01\n"
			    "Cross CA                 ec-p256   2045-01-01\n" },
	{ "roles/rollover.pem", "Rollover Root      ec-p256   2045-01-01\n"
				"`-- Rollover Root  ec-p256   2045-01-01\n" },
	{ "roles/leaf.pem",
	  "db.example.test  ec-p256   2045-01-01  issuer not here: Intermediate CA\n" },
	{ "roles/badsig.pem",
	  "Bit Rot Root  ec-p256   2045-01-01  not signed by its own key\n" },
	{ "roles/expired.pem", "Expired Root  ec-p256   2015-01-01  expired\n" },
	{ "roles/not-yet.pem",
	  "Root of 2090  ec-p256   2099-01-01  not yet valid\n" },
	{ "names/empty.pem", "  ec-p256   2045-01-01\n" },
};

TEST(trees_are_drawn_as_they_should_be)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bundle b = fixture_bundle(rows[i].file);
		struct buf out = { 0 };
		struct chain c;

		ROW(rows[i].file);
		chain_start(&c, &b, true);
		tree_draw(&b, &c, &context, false, &out);
		CHECK_EQ_STR(buf_c(&out), rows[i].tree);
		chain_free(&c);
		buf_free(&out);
		bundle_free(&b);
	}
}

TEST(every_entry_has_one_line)
{
	struct bundle b = fixture_bundle("rds/global-bundle.pem");
	struct buf out = { 0 };
	struct chain c;
	size_t lines = 0;

	REQUIRE(b.count == 32);
	chain_start(&c, &b, true);
	tree_draw(&b, &c, &context, false, &out);
	for (size_t i = 0; i < out.n; i++)
		lines += out.p[i] == '\n';
	CHECK_EQ_INT(lines, b.count);
	CHECK(strstr(buf_c(&out), "|-- Amazon RDS eu-central-1 2019 CA") != NULL);
	CHECK(strstr(buf_c(&out), "`-- Amazon RDS us-east-1 2019 CA") != NULL);
	chain_free(&c);
	buf_free(&out);
	bundle_free(&b);
}

TEST(an_empty_bundle_is_an_empty_tree)
{
	struct bundle b = { 0 };
	struct buf out = { 0 };
	struct chain c;

	chain_start(&c, &b, true);
	tree_draw(&b, &c, &context, false, &out);
	CHECK_EQ_INT(out.n, 0);
	chain_free(&c);
	buf_free(&out);
	bundle_free(&b);
}
