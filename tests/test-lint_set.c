#include "tap.h"

#include <time.h>

#include "fixture.h"
#include "found.h"
#include "hex.h"
#include "lint/set.h"

#define NOW INT64_C(1704067200) /* 2024-01-01 */

/* What is found of each entry, which come in their order: "2: the same as line 1".
 */
static void each_entry(const char *file, struct buf *duplicates,
		       struct buf *containers)
{
	struct bundle b = fixture_bundle(file);
	struct lint_set set;

	lint_set_start(&set, &b, NOW, NOW);
	for (size_t i = 0; i < b.count; i++) {
		struct found f = { 0 };
		const struct lint_sink to = { found_take, &f };

		lint_container(&set, i, &to);
		if (f.facts.n > 0)
			buf_printf(containers, "%zu: %s", i + 1, buf_c(&f.facts));
		found_free(&f);
		f = (struct found){ 0 };
		CHECK(lint_duplicate(&set, i, &to) == (f.facts.n > 0));
		if (f.facts.n > 0)
			buf_printf(duplicates, "%zu: %s", i + 1, buf_c(&f.facts));
		found_free(&f);
	}
	lint_set_free(&set);
	bundle_free(&b);
}

static const struct {
	const char *file, *duplicates, *containers;
} rows[] = {
	{ "pem/three.pem", "", "" },
	{ "pem/dups.pem", "3: the same as line 1\n", "" },
	{ "windows/pkcs7-two.p7b", "", "3: a second PKCS#7 begins here\n" },
	{ "pem/mixed.pem", "", "2: it is in a PKCS#7 that stands behind others\n" },
	{ "der/three.der", "", "2: it stands behind another one in DER\n" },
	{ "windows/ber.p7b", "", "" },
	{ "roles/hier.pem", "", "" },
};

TEST(what_came_before_and_what_stands_apart_is_found_once)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf duplicates = { 0 }, containers = { 0 };

		ROW(rows[i].file);
		each_entry(rows[i].file, &duplicates, &containers);
		CHECK_EQ_STR(buf_c(&duplicates), rows[i].duplicates);
		CHECK_EQ_STR(buf_c(&containers), rows[i].containers);
		buf_free(&duplicates);
		buf_free(&containers);
	}
}

/* A line where there is one, else the number; the file where it is another one. */
TEST(a_place_is_said_as_short_as_it_can_be)
{
	struct bundle b = { 0 }, part = fixture_bundle("pem/one.pem");
	struct lint_set set;
	struct origin o = { .file = "a.pem", .line = 12 };
	static const struct {
		size_t from, of;
		const char *text;
	} places[] = {
		{ 1, 0, "line 12" },
		{ 0, 1, "certificate 2" },
		{ 0, 2, "other\\0A.p7b, certificate 3" },
		{ 2, 0, "a.pem, line 12" },
	};

	REQUIRE(part.count == 1);
	bundle_add(&b, &part.entry[0].cert, &o);
	o.number = 2;
	bundle_add(&b, &part.entry[0].cert, &o);
	o = (struct origin){ .file = "other\n.p7b", .number = 1 };
	bundle_add(&b, &part.entry[0].cert, &o);
	lint_set_start(&set, &b, NOW, NOW);
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		struct buf place = { 0 };

		lint_put_place(&set, places[i].from, places[i].of, &place);
		CHECK_EQ_STR(buf_c(&place), places[i].text);
		buf_free(&place);
	}
	lint_set_free(&set);
	bundle_free(&b);
	bundle_free(&part);
}

TEST(the_own_signature_is_tried_and_remembered)
{
	static const struct {
		const char *file;
		enum crypto_answer self;
	} answers[] = {
		{ "pem/one.pem", CRYPTO_YES },
		{ "roles/badsig.pem", CRYPTO_NO },
		{ "roles/leaf.pem", CRYPTO_NO }, /* not self-issued */
		{ "algorithms/ml-dsa-44.pem", CRYPTO_UNSUPPORTED },
	};

	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		struct bundle b = fixture_bundle(answers[i].file);
		struct lint_set set;

		ROW(answers[i].file);
		REQUIRE(b.count == 1);
		lint_set_start(&set, &b, NOW, NOW);
		CHECK_EQ_INT(chain_self(&set.chain, 0), answers[i].self);
		CHECK_EQ_INT(chain_self(&set.chain, 0), answers[i].self);
		lint_set_free(&set);
		bundle_free(&b);
	}
}

/* 20,000 certificates that are all the same. */
TEST(many_duplicates_take_less_than_a_second)
{
	struct bundle b = { 0 }, part = fixture_bundle("pem/one.pem");
	const struct origin o = { .file = "a.pem", .line = 1 };
	clock_t start;
	struct lint_set set;
	struct found f = { 0 };
	const struct lint_sink to = { found_take, &f };

	REQUIRE(part.count == 1);
	for (size_t i = 0; i < 20000; i++)
		bundle_add(&b, &part.entry[0].cert, &o);
	start = clock();
	lint_set_start(&set, &b, NOW, NOW);
	for (size_t i = 0; i < b.count; i++)
		CHECK(lint_duplicate(&set, i, &to) == (i > 0));
	CHECK_EQ_INT(f.count[LINT_ID_DUPLICATE], 19999);
	CHECK(clock() - start < CLOCKS_PER_SEC);
	lint_set_free(&set);
	found_free(&f);
	bundle_free(&b);
	bundle_free(&part);
}
