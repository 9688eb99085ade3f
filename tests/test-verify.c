#include "tap.h"

#include "fixture.h"
#include "verify/verify.h"
#include "verify/weak.h"
#include "x509/moment.h"

static struct verify v;

struct scene {
	struct path_pool sent, anchors;
};

static void fill(struct path_pool *p, const char *file)
{
	struct collect c;
	struct bundle b;

	collect_start(&c);
	b = fixture_read(file, &c);
	for (size_t i = 0; i < b.count; i++)
		bundle_add(&p->bundle, &b.entry[i].cert, &b.entry[i].origin);
	bundle_free(&b);
	collect_end(&c);
	path_pool_index(p);
}

/* The paths of v point into it; to be freed with scene_free. */
static struct scene *scene(const struct verify_terms *terms, const char *sent,
			   const char *anchors)
{
	static struct scene s;

	s = (struct scene){ 0 };
	fill(&s.sent, sent);
	fill(&s.anchors, anchors);
	path_pool_anchor(&s.anchors, terms->purpose, false);
	if (s.sent.bundle.count > 0)
		verify_start(&v, terms, &s.sent, 0, &s.anchors);
	return &s;
}

static void scene_free(struct scene *s)
{
	verify_free(&v);
	path_pool_free(&s->sent);
	path_pool_free(&s->anchors);
}

static int64_t moment(const char *text)
{
	int64_t when = 0;

	CHECK(moment_of_text(text, 0, &when, NULL));
	return when;
}

static const struct verify_terms server = { .purpose = OID_EKU_SERVER };

/*
 * The name of a file in verify/flaws/ is the word of its reason, or one of these.
 */
static const struct {
	const char *file, *word;
} rows[] = {
	{ "good", "" },
	{ "hosts", "" },
	{ "encoding", "" },
	{ "hostile", "" },
	{ "two-paths", "" }, /* the first of which has expired */
	{ "other-case", "" },
	{ "long", "" },
	{ "self-issued", "" },
	{ "policies", "" },
	{ "mapped-policy", "" },
	{ "encipherment", "" },
	{ "email", "purpose" },
	{ "code-signing", "purpose" },
	{ "expired", "expired" },
	{ "not-yet", "not-yet-valid" },
	{ "invalid-date", "invalid-date" },
	{ "client", "purpose" },
	{ "any-purpose", "purpose" },
	{ "ca-purpose", "purpose" },
	{ "key-usage-leaf", "purpose" },
	{ "sha1", "insecure-algorithm" },
	{ "rsa-sha1", "insecure-algorithm" },
	{ "md5", "insecure-algorithm" },
	{ "dsa", "insecure-algorithm" },
	{ "weak-key", "insecure-algorithm" },
	{ "critical", "critical-extension" },
	{ "critical-key-id", "critical-extension" },
	{ "policy", "policy" },
	{ "name-constraints", "name-constraints" },
	{ "directory-constraints", "name-constraints" },
	{ "ca-constraints", "name-constraints" },
	{ "path-length", "path-length" },
	{ "key-usage", "key-usage" },
	{ "not-a-ca", "not-a-ca" },
	{ "unknown-algorithm", "unsupported-algorithm" },
	{ "limit", "limit" },
	{ "malformed", "malformed" },
	{ "root-missing", "root-missing" },
	{ "self-signed", "root-missing" },
	{ "issuer-missing", "issuer-missing" },
	{ "other-key", "issuer-has-other-key" },
	{ "signature", "signature" },
};

TEST(each_flaw_has_its_reason)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct verdict verdict;
		struct scene *s;
		char file[80];

		ROW(rows[i].file);
		snprintf(file, sizeof(file), "verify/flaws/%s.pem", rows[i].file);
		s = scene(&server, file, "verify/root.pem");
		verdict = verify_at(&v, moment("2026-01-01"));
		CHECK_EQ_STR(verify_reason_word(verdict.reason), rows[i].word);
		CHECK(verdict.path != NULL && verdict.at < verdict.path->count);
		scene_free(s);
	}
}

TEST(a_certificate_is_valid_in_the_first_second_and_in_the_last)
{
	static const struct {
		const char *when;
		enum verify_reason reason;
	} times[] = {
		{ "2019-12-31T23:59:59Z", VERIFY_NOT_YET_VALID },
		{ "2020-01-01T00:00:00Z", VERIFY_OK },
		{ "2045-01-01T00:00:00Z", VERIFY_OK },
		{ "2045-01-01T00:00:01Z", VERIFY_EXPIRED },
	};
	struct scene *s =
		scene(&server, "verify/flaws/good.pem", "verify/root.pem");

	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		ROW(times[i].when);
		CHECK_EQ_INT(verify_at(&v, moment(times[i].when)).reason,
			     times[i].reason);
	}
	scene_free(s);
}

TEST(an_anchor_expires_too)
{
	struct scene *s =
		scene(&server, "verify/servers/orders.pem", "verify/old.pem");
	struct verdict verdict = verify_at(&v, moment("2024-08-22T17:08:50Z"));

	CHECK_EQ_INT(verdict.reason, VERIFY_OK);
	CHECK_EQ_INT(verdict.path->count, 3);
	CHECK_EQ_INT(verdict.until, moment("2024-08-22T17:08:50Z"));
	CHECK_EQ_INT(verdict.from, moment("2023-09-01"));
	scene_free(s);
}

TEST(purposes_are_kept_apart)
{
	static const struct {
		const char *file;
		enum oid_id purpose;
		bool good;
	} all[] = {
		{ "verify/flaws/good.pem", OID_EKU_SERVER, true },
		{ "verify/flaws/good.pem", OID_EKU_CLIENT, false },
		{ "verify/flaws/good.pem", OID_UNKNOWN, true },
		{ "verify/flaws/encipherment.pem", OID_EKU_SERVER, true },
		{ "verify/flaws/encipherment.pem", OID_EKU_CLIENT, false },
		{ "verify/flaws/email.pem", OID_EKU_EMAIL, true },
		{ "verify/flaws/email.pem", OID_EKU_CODE, false },
		{ "verify/flaws/code-signing.pem", OID_EKU_CODE, true },
		{ "verify/flaws/code-signing.pem", OID_EKU_EMAIL, false },
		{ "verify/flaws/client.pem", OID_EKU_SERVER, false },
		{ "verify/flaws/client.pem", OID_EKU_CLIENT, true },
		{ "verify/flaws/client.pem", OID_UNKNOWN, true },
		{ "verify/flaws/ca-purpose.pem", OID_UNKNOWN, true },
		{ "verify/flaws/key-usage-leaf.pem", OID_UNKNOWN, true },
	};

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		struct verify_terms terms = { .purpose = all[i].purpose };
		struct scene *s = scene(&terms, all[i].file, "verify/root.pem");

		ROW(all[i].file);
		CHECK((verify_at(&v, moment("2026-01-01")).reason == VERIFY_OK) ==
		      all[i].good);
		scene_free(s);
	}
}

static const struct {
	const char *file;
	unsigned allow;
	bool good;
} weak[] = {
	{ "verify/flaws/sha1.pem", WEAK_SHA1, true },
	{ "verify/flaws/sha1.pem", WEAK_MD5 | WEAK_DSA | WEAK_SHORT_KEY, false },
	{ "verify/flaws/rsa-sha1.pem", WEAK_SHA1, true },
	{ "verify/flaws/md5.pem", WEAK_MD5, true },
	{ "verify/flaws/md5.pem", WEAK_SHA1, false },
	{ "verify/flaws/dsa.pem", WEAK_DSA, true }, /* and parameters inherited */
	{ "verify/flaws/dsa.pem", WEAK_SHA1, false },
	{ "verify/flaws/weak-key.pem", WEAK_SHORT_KEY, true },
	{ "verify/flaws/weak-key.pem", WEAK_DSA, false },
};

TEST(what_is_weak_passes_where_it_is_allowed)
{
	for (size_t i = 0; i < ARRAY_LEN(weak); i++) {
		struct verify_terms terms = server;
		struct verdict verdict;
		struct scene *s;

		ROW(weak[i].file);
		terms.allow = weak[i].allow;
		s = scene(&terms, weak[i].file, "verify/root.pem");
		verdict = verify_at(&v, moment("2026-01-01"));
		CHECK_EQ_INT(verdict.reason,
			     weak[i].good ? VERIFY_OK : VERIFY_INSECURE);
		scene_free(s);
	}
}

/* A bit of the signature by the key that inherits its parameters. */
TEST(inherited_parameters_make_no_signature_good)
{
	struct verify_terms terms = { .purpose = OID_EKU_SERVER,
				      .allow = WEAK_DSA };
	struct scene *s = scene(&terms, "verify/flaws/dsa.pem", "verify/root.pem");
	const struct cert *c = &s->sent.bundle.entry[0].cert;

	((uint8_t *)(uintptr_t)c->signature.p)[c->signature.n - 1] ^= 1;
	CHECK_EQ_INT(verify_at(&v, moment("2026-01-01")).reason, VERIFY_SIGNATURE);
	scene_free(s);
}

TEST(no_doubt_is_a_verdict)
{
	struct scene *s = scene(&server, "verify/flaws/unknown-algorithm.pem",
				"verify/root.pem");
	struct verdict verdict = verify_at(&v, moment("2026-01-01"));

	CHECK(!verify_decided(&verdict));
	verdict = verify_at(&v, moment("2050-01-01"));
	CHECK_EQ_INT(verdict.reason, VERIFY_EXPIRED); /* that is certain */
	CHECK(verify_decided(&verdict));
	scene_free(s);
}

TEST(the_bundles_own_copy_of_the_server_is_its_anchor)
{
	struct scene *s = scene(&server, "verify/flaws/self-signed.pem",
				"verify/flaws/self-signed.pem");
	struct verdict verdict = verify_at(&v, moment("2026-01-01"));

	CHECK_EQ_INT(verdict.reason, VERIFY_OK);
	CHECK_EQ_INT(verdict.path->count, 1);
	CHECK(verdict.path->member[0]->pool == &s->anchors);
	scene_free(s);
}

TEST(a_host_is_looked_at_last)
{
	struct verify_terms other = { .purpose = OID_EKU_SERVER,
				      .host = "other.example.test" };
	struct verify_terms right = { .purpose = OID_EKU_SERVER,
				      .host = "db.example.test" };
	struct scene *s = scene(&other, "verify/flaws/good.pem", "verify/root.pem");

	CHECK_EQ_INT(verify_at(&v, moment("2026-01-01")).reason,
		     VERIFY_NAME_MISMATCH);
	CHECK_EQ_INT(verify_at(&v, moment("2050-01-01")).reason, VERIFY_EXPIRED);
	scene_free(s);
	s = scene(&right, "verify/flaws/good.pem", "verify/root.pem");
	CHECK_EQ_INT(verify_at(&v, moment("2026-01-01")).reason, VERIFY_OK);
	scene_free(s);
}

TEST(what_is_distrusted_is_no_anchor)
{
	static const char *const anchors[] = { "verify/distrusted.pem",
					       "verify/email-only.pem" };

	for (size_t i = 0; i < ARRAY_LEN(anchors); i++) {
		struct scene *s =
			scene(&server, "verify/flaws/good.pem", anchors[i]);

		ROW(anchors[i]);
		CHECK_EQ_INT(verify_at(&v, moment("2026-01-01")).reason,
			     VERIFY_DISTRUSTED);
		scene_free(s);
	}
}

TEST(reasons_are_told_in_words_with_names_escaped)
{
	struct scene *s =
		scene(&server, "verify/flaws/hostile.pem", "verify/flaws/good.pem");
	struct verdict verdict = verify_at(&v, moment("2026-01-01"));
	struct buf out = { 0 };

	verify_text(&v, &verdict, "good.pem", &out);
	CHECK_EQ_STR(buf_c(&out), "issuer \"Verify Root\" not in good.pem");
	out.n = 0;
	verify_name(&s->sent.bundle.entry[0], &out);
	for (size_t i = 0; i < out.n; i++)
		CHECK(out.p[i] >= ' ' && out.p[i] != 0x7f);
	buf_free(&out);
	scene_free(s);
}

/* All that may be told, of a path in which it happens to be true of nothing. */
TEST(each_reason_has_words)
{
	struct scene *s =
		scene(&server, "verify/flaws/policies.pem", "verify/root.pem");
	struct verdict verdict = verify_at(&v, moment("2026-01-01"));
	struct rules_status status = { .question.cert =
					       verdict.path->member[0]->cert };
	struct finding f = { .at = verdict.path->member[0],
			     .by = verdict.path->member[1],
			     .fact = "facts",
			     .status = &status };
	struct buf out = { 0 };

	status.question.issuer = verdict.path->member[1]->cert;
	status.answer.status = REVOCATION_UNKNOWN;
	status.answer.doubt = REVOCATION_NO_CRL;
	f.extension = oid_row(OID_EXT_CRL_POINTS)->octets;
	verdict.finding = &f;
	for (verdict.reason = 1; verdict.reason <= VERIFY_SIGNATURE;
	     verdict.reason++) {
		ROW(verify_reason_word(verdict.reason));
		out.n = 0;
		verify_text(&v, &verdict, "x.pem", &out);
		CHECK(out.n > 10);
		CHECK(memchr(out.p, '"', out.n) != NULL ||
		      memchr(out.p, ':', out.n) != NULL);
	}
	verdict.reason = VERIFY_LIMIT;
	out.n = 0;
	verify_text(&v, &verdict, "x.pem", &out);
	CHECK_EQ_STR(buf_c(&out),
		     "search limit reached (facts) at \"db.example.test\"");
	verdict.reason = VERIFY_TOO_LONG;
	out.n = 0;
	verify_text(&v, &verdict, "x.pem", &out);
	CHECK_EQ_STR(buf_c(&out), "the path is longer than 102 certificates, at "
				  "\"db.example.test\"");
	buf_free(&out);
	scene_free(s);
}
