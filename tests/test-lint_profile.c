#include "tap.h"

#include "fixture.h"
#include "lint_profile.h"

/* What was found, as ids separated by spaces, each once; and the facts, a line
 * each. */
struct found {
	struct buf ids, facts;
	size_t count[LINT_ID_COUNT];
};

static void take(void *context, enum lint_id id, const char *fact)
{
	struct found *f = context;

	if (f->count[id]++ == 0) {
		if (f->ids.n > 0)
			buf_put(&f->ids, ' ');
		buf_str(&f->ids, lint_row(id)->name);
	}
	buf_str(&f->facts, fact);
	buf_put(&f->facts, '\n');
}

static void found_free(struct found *f)
{
	buf_free(&f->ids);
	buf_free(&f->facts);
}

static void profile_all(const struct bundle *b, struct found *f)
{
	const struct lint_sink to = { take, f };

	for (size_t i = 0; i < b->count; i++)
		lint_profile(&b->entry[i].cert, &to);
}

/* Each fixture of testdata/check, its own check first, has these findings. */
static const struct {
	const char *id, *more;
} fixtures[] = {
	{ "version-absurd", "" },
	{ "version-old", "" },
	{ "version-extensions", "version-old" },
	{ "unique-id", "" },
	{ "serial-zero", "" },
	{ "serial-negative", "" },
	{ "serial-long", "" },
	{ "time-impossible", "" },
	{ "time-form", "" },
	{ "time-type", "" },
	{ "validity-reversed", "" },
	{ "issuer-empty", "" },
	{ "subject-empty", "" },
	{ "algorithms-differ", "" },
	{ "key-parameters", "" },
	{ "signature-parameters", "" },
	{ "signature-without-null", "" },
	{ "extension-broken", "der-broken schema-certificate" },
	{ "extension-twice", "" },
	{ "critical-unknown", "" },
	{ "critical-wrongly", "" },
	{ "critical-missing", "" },
	{ "no-basic-constraints", "" },
	{ "pathlen-without-ca", "" },
	{ "ca-without-key-usage", "" },
	{ "ca-without-cert-sign", "" },
	{ "cert-sign-without-ca", "" },
	{ "no-subject-key-id", "" },
	{ "no-authority-key-id", "" },
	{ "key-id-malformed", "" },
	{ "key-ids-differ", "" },
	{ "name-broken", "schema-certificate" },
	{ "name-no-text", "" },
	{ "name-characters", "" },
	{ "name-printable", "" },
	{ "name-control", "" },
	{ "name-string-type", "" },
	{ "name-country", "" },
	{ "name-long", "" },
	{ "name-value-empty", "" },
	{ "empty-list", "" },
	{ "der-broken", "schema-extension" },
	{ "der-deep", "" },
	{ "der-tag", "" },
	{ "der-length", "" },
	{ "der-indefinite", "schema-extension" },
	{ "der-constructed", "" },
	{ "der-boolean", "" },
	{ "der-integer", "" },
	{ "der-bit-string", "" },
	{ "der-named-bits", "" },
	{ "der-null", "" },
	{ "der-oid", "" },
	{ "der-set-order", "" },
	{ "der-default", "" },
	{ "schema-certificate", "" },
	{ "schema-extension", "" },
};

TEST(each_fixture_has_the_findings_that_it_was_made_for_and_no_more)
{
	for (size_t i = 0; i < ARRAY_LEN(fixtures); i++) {
		char path[100];
		struct bundle b;
		struct found f = { 0 };

		ROW(fixtures[i].id);
		snprintf(path, sizeof(path), "check/%s.pem", fixtures[i].id);
		b = fixture_bundle(path);
		CHECK_EQ_INT(b.count, 1);
		profile_all(&b, &f);
		CHECK(lint_find(fixtures[i].id) != LINT_ID_COUNT &&
		      f.count[lint_find(fixtures[i].id)] > 0);
		for (int id = 0; id < LINT_ID_COUNT; id++) {
			const char *name = lint_row((enum lint_id)id)->name;

			if (f.count[id] > 0 && strcmp(name, fixtures[i].id) != 0 &&
			    strstr(fixtures[i].more, name) == NULL)
				TAP_FAIL("there is %s too", name);
		}
		found_free(&f);
		bundle_free(&b);
	}
}

TEST(good_certificates_have_no_finding)
{
	static const char *const files[] = {
		"pem/three.pem",
		"rds/global-bundle.pem",
		"roles/hier.pem",
		"roles/rollover.pem",
		"roles/rekeyed.pem",
		"roles/forever.pem",
		"algorithms/p384.pem",
		"algorithms/rsa2048-sha256.pem",
		"algorithms/rsa-pss.pem",
		"algorithms/ed25519.pem",
		"algorithms/ed448.pem",
		"algorithms/dsa.pem",
		"algorithms/ml-dsa-65.pem",
		"algorithms/slh-dsa-sha2-128s.pem",
		"algorithms/unknown-oid.pem",
	};

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct bundle b = fixture_bundle(files[i]);
		struct found f = { 0 };

		ROW(files[i]);
		CHECK(b.count > 0);
		profile_all(&b, &f);
		CHECK_EQ_STR(buf_c(&f.facts), "");
		found_free(&f);
		bundle_free(&b);
	}
}
