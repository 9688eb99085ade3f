#include "tap.h"

#include "base/caps.h"
#include "fixture.h"
#include "found.h"
#include "hex.h"
#include "lint/profile.h"

static void profile_all(const struct bundle *b, struct found *f)
{
	const struct lint_sink to = { found_take, f };

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
	{ "extension-broken", "der-broken" },
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
	{ "general-name", "" },
	{ "empty-list", "" },
	{ "der-broken", "" },
	{ "der-deep", "" },
	{ "der-tag", "" },
	{ "der-length", "" },
	{ "der-indefinite", "" },
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

static void see_fact(void *context, enum lint_id id, const char *fact)
{
	size_t *count = context;

	count[id]++;
	CHECK(fact[0] != '\0');
	for (const char *p = fact; *p != '\0'; p++)
		CHECK((unsigned char)*p >= 0x20 && *p != 0x7f);
}

/* Whatever a certificate holds, facts can be printed and are few of a kind. */
TEST(no_change_of_a_byte_gets_into_the_terminal_or_out_of_the_bytes)
{
	static const char *const files[] = { "roles/leaf.pem", "names/multi.pem",
					     "algorithms/rsa-pss.pem" };
	static const uint8_t values[] = { 0x00, 0x07, 0x1b, 0x1f, 0x30,
					  0x31, 0x7f, 0x80, 0x84, 0xff };

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct bundle b = fixture_bundle(files[i]);
		struct span der = b.entry[0].cert.der;

		ROW(files[i]);
		REQUIRE(b.count == 1);
		for (size_t n = 0; n < der.n * ARRAY_LEN(values); n++) {
			size_t count[LINT_ID_COUNT] = { 0 };
			const struct lint_sink to = { see_fact, count };
			struct span copy = exact_copy(der);
			struct cert_error why;
			struct cert c;

			((uint8_t *)(uintptr_t)copy.p)[n / ARRAY_LEN(values)] =
				values[n % ARRAY_LEN(values)];
			if (cert_parse(copy, &c, &why))
				lint_profile(&c, &to);
			for (int id = 0; id < LINT_ID_COUNT; id++)
				CHECK(count[id] <= CAP_CERT_REPEATS + 1);
			exact_free(copy);
		}
		bundle_free(&b);
	}
}

/* So many values of a subject as TeletexStrings, of 1501 UTF8Strings. */
static void with_teletex(size_t values, struct found *f)
{
	struct bundle b = fixture_bundle("hostile/many-rdns.pem");
	struct buf der = { 0 };
	struct cert_error why;
	struct cert c;

	REQUIRE(b.count == 1);
	buf_add(&der, b.entry[0].cert.der);
	REQUIRE(cert_parse(buf_span(&der), &c, &why));
	for (size_t i = 0; i + 1 < c.subject.n && values > 0; i++) {
		if (c.subject.p[i] != DER_UTF8_STRING || c.subject.p[i + 1] >= 0x20)
			continue;
		((uint8_t *)(uintptr_t)c.subject.p)[i] = DER_T61_STRING;
		values--;
	}
	lint_profile(&c, &(struct lint_sink){ found_take, f });
	buf_free(&der);
	bundle_free(&b);
}

TEST(so_many_findings_of_a_check_are_shown_and_then_counted)
{
	for (size_t n = CAP_CERT_REPEATS - 1; n <= CAP_CERT_REPEATS + 1; n++) {
		struct found f = { 0 };

		with_teletex(n, &f);
		CHECK_EQ_INT(f.count[LINT_ID_NAME_STRING_TYPE], n);
		CHECK((strstr(buf_c(&f.facts),
			      "\n1 more of these in the certificate\n") != NULL) ==
		      (n > CAP_CERT_REPEATS));
		found_free(&f);
	}
}

TEST(of_many_findings_the_first_are_shown_and_the_rest_counted)
{
	struct found f = { 0 };

	with_teletex(SIZE_MAX, &f);
	CHECK_EQ_INT(f.count[LINT_ID_NAME_STRING_TYPE], CAP_CERT_REPEATS + 1);
	CHECK(strstr(buf_c(&f.facts),
		     "\n1497 more of these in the certificate\n") != NULL);
	found_free(&f);
}

TEST(facts_name_the_place_and_the_value)
{
	static const struct {
		const char *file, *fact;
	} facts[] = {
		{ "der-boolean",
		  "a BOOLEAN that is neither 00 nor ff, at byte 306 of the certificate: tbsCertificate.extensions[2].critical\n" },
		{ "name-control",
		  "subject CN \"name\\1B[31m-control\" holds U+001B, a control or an invisible character\n" },
		{ "time-impossible", "not-after \"450230000000Z\" is no time\n" },
		{ "signature-parameters",
		  "signatureAlgorithm (ecdsa-with-SHA256) has parameters, and must have none by RFC 5758 section 3.2\n" },
		{ "extension-twice",
		  "extension basicConstraints is there 2 times\n" },
		{ "schema-extension",
		  "something that does not belong here, at byte 367 of the certificate: tbsCertificate.extensions[4].extKeyUsage[1]\n" },
	};

	for (size_t i = 0; i < ARRAY_LEN(facts); i++) {
		char path[100];
		struct bundle b;
		struct found f = { 0 };

		ROW(facts[i].file);
		snprintf(path, sizeof(path), "check/%s.pem", facts[i].file);
		b = fixture_bundle(path);
		profile_all(&b, &f);
		CHECK(strncmp(buf_c(&f.facts), facts[i].fact,
			      strlen(facts[i].fact)) == 0);
		found_free(&f);
		bundle_free(&b);
	}
}
