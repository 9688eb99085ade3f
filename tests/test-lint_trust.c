#include "tap.h"

#include "fixture.h"
#include "found.h"
#include "lint/set.h"
#include "x509/moment.h"

/* What is found of the entries of a file at a time: "1:leaf 2:expired". */
static struct buf trust_of(const char *file, const char *at, const char *soon)
{
	struct bundle b = fixture_bundle(file);
	struct buf text = { 0 };
	struct lint_set set;
	int64_t now = 0, until = 0;

	CHECK(moment_of_text(at, 0, &now, NULL));
	CHECK(moment_of_text(soon, now, &until, NULL));
	CHECK(b.count > 0);
	lint_set_start(&set, &b, now, until);
	for (size_t i = 0; i < b.count; i++) {
		struct found f = { 0 };

		lint_trust(&set, i, &(struct lint_sink){ found_take, &f });
		if (f.ids.n > 0)
			buf_printf(&text, "%s%zu:%s", text.n > 0 ? " " : "", i + 1,
				   buf_c(&f.ids));
		found_free(&f);
	}
	lint_set_free(&set);
	bundle_free(&b);
	return text;
}

TEST(what_the_set_proves_is_found)
{
	static const struct {
		const char *file, *at, *found;
	} rows[] = {
		{ "pem/three.pem", "2024", "" },
		{ "roles/hier.pem", "2024",
		  "3:cross-signed 4:cross-signed 5:leaf" },
		{ "roles/leaf.pem", "2024", "1:leaf" },
		{ "roles/badsig.pem", "2024", "1:self-signature-wrong" },
		{ "roles/rollover.pem", "2030", "2:key-rollover" },
		{ "roles/rekeyed.pem", "2030", "" },
		{ "roles/v1-root.pem", "2024", "" },
		{ "check/signature-wrong.pem", "2024", "2:signature-wrong" },
		{ "check/orphan.pem", "2024", "1:orphan" },
		{ "check/weak-signature.pem", "2024", "" },
		{ "algorithms/ml-dsa-44.pem", "2024", "1:signature-unchecked" },
		{ "algorithms/unknown-oid.pem", "2024", "1:signature-unchecked" },
		{ "roles/forever.pem", "9999", "" },
		{ "rds/us-east-1-bundle.pem", "2024-08-22T17:08:50Z", "" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf found = trust_of(rows[i].file, rows[i].at, rows[i].at);

		ROW(rows[i].file);
		CHECK_EQ_STR(buf_c(&found), rows[i].found);
		buf_free(&found);
	}
}

/* One.pem is valid from 2020-01-01T00:00:00Z to 2045-01-01T00:00:00Z, and in each
 * of these two seconds; what ends before soon expires soon. */
TEST(each_second_of_the_validity_counts)
{
	static const struct {
		const char *at, *soon, *found;
	} rows[] = {
		{ "2019-12-31T23:59:59Z", "0d", "1:not-yet-valid" },
		{ "2020-01-01T00:00:00Z", "0d", "" },
		{ "2020-01-01T00:00:01Z", "0d", "" },
		{ "2044-12-31T23:59:59Z", "0d", "" },
		{ "2045-01-01T00:00:00Z", "0d", "" },
		{ "2045-01-01T00:00:01Z", "0d", "1:expired" },
		{ "2044-01-01", "2044-12-31T23:59:59Z", "" },
		{ "2044-01-01", "2045-01-01T00:00:00Z", "" },
		{ "2044-01-01", "2045-01-01T00:00:01Z", "1:expires-soon" },
		{ "2045-01-01T00:00:00Z", "2045-01-01T00:00:01Z",
		  "1:expires-soon" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf found =
			trust_of("pem/one.pem", rows[i].at, rows[i].soon);

		ROW(rows[i].at);
		CHECK_EQ_STR(buf_c(&found), rows[i].found);
		buf_free(&found);
	}
}

/* The root of me-south-1 ends at 2024-05-08T21:48:27Z, its CA at
 * 2025-06-01T12:00:00Z. */
TEST(a_sole_anchor_has_ended_the_second_after_its_end)
{
	static const struct {
		const char *at;
		bool found;
	} rows[] = {
		{ "2024-05-08T21:48:26Z", false },
		{ "2024-05-08T21:48:27Z", false },
		{ "2024-05-08T21:48:28Z", true },
		{ "2025-06-01T11:59:59Z", true },
		{ "2025-06-01T12:00:00Z", true },
		{ "2025-06-01T12:00:01Z", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf found =
			trust_of("rds/global-bundle.pem", rows[i].at, "0d");

		ROW(rows[i].at);
		CHECK((strstr(buf_c(&found), " 6:sole-anchor-expired") != NULL) ==
		      rows[i].found);
		buf_free(&found);
	}
}
