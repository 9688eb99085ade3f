/*
 * Revocation within a search; what single CRLs say is the business of
 * test-revocation.
 */
#include "tap.h"

#include "fixture.h"
#include "verify/verify.h"
#include "x509/moment.h"

struct scene {
	struct path_pool sent, anchors;
	struct crl_pool crls;
	struct verify_terms terms;
	struct verify verify;
};

/* Files of testdata/crl/, separated by spaces: certificates to a bundle, CRLs. */
static void read_files(struct bundle *b, struct crl_pool *crls, const char *names)
{
	while (*names != '\0') {
		size_t n = strcspn(names, " ");
		struct collect c;
		struct reader r;
		char file[80];

		snprintf(file, sizeof(file), "crl/%.*s", (int)n, names);
		names += n + (names[n] == ' ');
		collect_start(&c);
		reader_start(
			&r, &c.diags,
			(struct sink){ .certificate = fixture_add, .context = b });
		r.crl_sink = (struct crl_sink){ crl_pool_take, crls };
		CHECK(reader_path(&r, fixture_path(file)));
		reader_end(&r);
		collect_end(&c);
	}
}

static void scene_start(struct scene *s, const char *sent, const char *anchors,
			enum rules_crls crls)
{
	*s = (struct scene){ .terms = { .purpose = OID_UNKNOWN, .crls = crls } };
	read_files(&s->sent.bundle, &s->crls, sent);
	read_files(&s->anchors.bundle, &s->crls, anchors);
	crl_pool_index(&s->crls);
	path_pool_index(&s->sent);
	path_pool_index(&s->anchors);
	path_pool_anchor(&s->anchors, OID_UNKNOWN, false);
	s->terms.crl_pool = &s->crls;
	verify_start(&s->verify, &s->terms, &s->sent, 0, &s->anchors);
}

static void scene_free(struct scene *s)
{
	verify_free(&s->verify);
	crl_pool_free(&s->crls);
	path_pool_free(&s->sent);
	path_pool_free(&s->anchors);
}

static struct verdict ask(struct scene *s, const char *at)
{
	int64_t when = 0;

	CHECK(moment_of_text(at, 0, &when, NULL));
	return verify_at(&s->verify, when);
}

static const struct {
	const char *sent, *anchors, *word;
} rows[] = {
	{ "server-1.pem", "ca.pem base.crl", "" },
	{ "server-2.pem", "ca.pem base.crl", "revoked" },
	{ "server-1.pem", "ca.pem", "revocation-unknown" },
	{ "server-1.pem", "ca.pem stale.crl", "revocation-unknown" },
	/* who signed a CRL is looked for in the bundle and in what was sent */
	{ "indirect-good.pem", "ca.pem issuer.pem indirect.crl base.crl", "" },
	{ "indirect-good.pem issuer.pem", "ca.pem indirect.crl base.crl", "" },
	{ "indirect.pem issuer.pem", "ca.pem indirect.crl base.crl", "revoked" },
	/* ... and it must be known not to be revoked, too */
	{ "indirect-good.pem", "ca.pem issuer.pem indirect.crl",
	  "revocation-unknown" },
	{ "server-1.pem separate.pem", "ca.pem separate-newer.crl base.crl", "" },
	{ "server-1.pem separate.pem",
	  "ca.pem separate-newer.crl revokes-separate.crl", "" },
	{ "server-6.pem separate.pem", "ca.pem separate.crl", "" },
};

TEST(revocation_is_asked_within_the_search)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct verdict v;
		struct scene s;
		char row[160];

		snprintf(row, sizeof(row), "%s with %s", rows[i].sent,
			 rows[i].anchors);
		ROW(row);
		scene_start(&s, rows[i].sent, rows[i].anchors, RULES_CRLS_ALL);
		v = ask(&s, "2024-01-15");
		CHECK_EQ_STR(verify_reason_word(v.reason), rows[i].word);
		CHECK(verify_status(&s.verify, 0) != NULL);
		CHECK(verify_status(&s.verify, v.path->count - 1) == NULL);
		scene_free(&s);
		ROW("");
	}
}

/* "revoked" and "unknown" have what was asked and answered, for the text. */
TEST(a_finding_has_its_status)
{
	struct buf out = { 0 };
	struct verdict v;
	struct scene s;

	scene_start(&s, "server-2.pem", "ca.pem base.crl", RULES_CRLS_ALL);
	v = ask(&s, "2024-01-15");
	REQUIRE(v.finding->status != NULL);
	CHECK(v.finding->status == verify_status(&s.verify, 0));
	CHECK_EQ_INT(v.finding->status->answer.status, REVOCATION_REVOKED);
	verify_text(&s.verify, &v, "x", &out);
	CHECK_EQ_STR(buf_c(&out), "\"Server server-2\": revoked 2023-12-24 "
				  "(keyCompromise), says CRL 10 of CN=CRL "
				  "CA,O=Cabundle Test,C=ZZ");
	buf_free(&out);
	scene_free(&s);
}

/* The CRL holds until 2024-02-01, the certificates until 2045. */
TEST(a_verdict_holds_as_long_as_its_crls_where_these_must_be_known)
{
	static const struct {
		enum rules_crls crls;
		const char *until;
	} kinds[] = {
		{ RULES_CRLS_ALL, "2024-02-01" },
		{ RULES_CRLS_END, "2024-02-01" },
		{ RULES_CRLS_TOLD, "2045-01-01" },
	};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct verdict v;
		struct scene s;
		int64_t until = 0;

		scene_start(&s, "server-1.pem", "ca.pem base.crl", kinds[i].crls);
		CHECK(moment_of_text(kinds[i].until, 0, &until, NULL));
		v = ask(&s, "2024-01-15");
		CHECK_EQ_INT(v.reason, VERIFY_OK);
		CHECK_EQ_INT(v.until, until);
		scene_free(&s);
	}
}

/* Each moment has its own answers, and no signature is checked for it again. */
TEST(another_moment_is_another_answer)
{
	struct scene s;
	unsigned left;

	scene_start(&s, "server-1.pem", "ca.pem base.crl", RULES_CRLS_ALL);
	CHECK_EQ_INT(ask(&s, "2024-01-15").reason, VERIFY_OK);
	CHECK_EQ_INT(ask(&s, "2024-03-15").reason, VERIFY_STATUS_UNKNOWN);
	left = s.verify.shared.signing.left;
	CHECK_EQ_INT(left, CAP_SEARCH_SIGNATURES);
	CHECK_EQ_INT(ask(&s, "2024-01-20").reason, VERIFY_OK);
	scene_free(&s);
}

/* Two months after the CRL was to be replaced. */
TEST(what_a_stale_crl_revoked_stays_revoked)
{
	static const struct {
		const char *sent;
		enum verify_reason told, all;
	} rows_of_stale[] = {
		{ "server-1.pem", VERIFY_OK, VERIFY_STATUS_UNKNOWN },
		{ "server-2.pem", VERIFY_REVOKED, VERIFY_REVOKED },
		/* on hold, which ends */
		{ "server-3.pem", VERIFY_OK, VERIFY_STATUS_UNKNOWN },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows_of_stale); i++) {
		struct scene s;

		ROW(rows_of_stale[i].sent);
		scene_start(&s, rows_of_stale[i].sent, "ca.pem base.crl",
			    RULES_CRLS_TOLD);
		CHECK_EQ_INT(ask(&s, "2024-04-01").reason, rows_of_stale[i].told);
		scene_free(&s);
		scene_start(&s, rows_of_stale[i].sent, "ca.pem base.crl",
			    RULES_CRLS_ALL);
		CHECK_EQ_INT(ask(&s, "2024-04-01").reason, rows_of_stale[i].all);
		scene_free(&s);
	}
}

/* Who signed the CRL is an anchor, too; what counts is the path to this one. */
TEST(a_signers_path_leads_to_the_anchor_of_the_path)
{
	struct scene s;

	scene_start(&s, "indirect-good.pem", "ca.pem issuer.pem indirect.crl",
		    RULES_CRLS_END);
	path_pool_anchor(&s.anchors, OID_UNKNOWN, true);
	verify_start(&s.verify, &s.terms, &s.sent, 0, &s.anchors);
	CHECK_EQ_INT(ask(&s, "2024-01-15").reason, VERIFY_OK);
	scene_free(&s);
}

/* Where the search within has nothing left, nothing is known. */
TEST(a_search_within_spends_from_the_one_around_it)
{
	struct search_result result;
	struct scene s;
	int64_t when = 0;
	unsigned used, left;

	scene_start(&s, "indirect-good.pem", "ca.pem issuer.pem indirect.crl",
		    RULES_CRLS_END);
	CHECK(moment_of_text("2024-01-15", 0, &when, NULL));
	search_refill(&s.verify.shared);
	search_run(&s.verify.search, s.verify.leaf, when, &result);
	CHECK_EQ_INT(result.finding.reason, VERIFY_OK);
	used = CAP_SEARCH_STEPS - s.verify.shared.steps;
	for (left = used - 1; left <= used; left++) {
		search_refill(&s.verify.shared);
		s.verify.shared.steps = left;
		search_run(&s.verify.search, s.verify.leaf, when, &result);
		CHECK_EQ_INT(result.finding.reason,
			     left == used ? VERIFY_OK : VERIFY_LIMIT);
	}
	scene_free(&s);
}
