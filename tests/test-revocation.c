#include "tap.h"

#include "revocation_scene.h"
#include "verify/crl_index.h"
#include "x509/moment.h"

/* Reads "ca.pem base.crl ..." of testdata/crl/; the anchor is the first. */
static void read_scene(struct scene *s, const char *files)
{
	while (*files != '\0') {
		size_t n = strcspn(files, " ");
		char name[80];

		snprintf(name, sizeof(name), "crl/%.*s", (int)n, files);
		if (!scene_read(s, fixture_path(name)))
			TAP_FAIL("%s cannot be read", name);
		files += n + strspn(files + n, " ");
	}
	scene_start(s);
}

static int64_t moment(const char *text)
{
	int64_t out = 0;

	CHECK(moment_of_text(text, 0, &out, NULL));
	return out;
}

/* What is said of the second certificate; of the anchor it is nobody's to ask. */
static const char *said(struct scene *s, const char *when,
			struct revocation_answer *answer)
{
	static struct buf text;
	struct revocation_question q = {
		.cert = &s->certs.entry[1].cert,
		.issuer = &s->certs.entry[0].cert,
		.issuer_spki = s->certs.entry[0].cert.spki,
		.when = moment(when),
		.reasons = CRL_ALL_REASONS,
	};

	revocation_ask(&s->revocation, &q, answer);
	text.n = 0;
	revocation_text(&q, answer, &text);
	return buf_c(&text);
}

#define CA " of CN=CRL CA,O=Cabundle Test,C=ZZ"

static const struct {
	const char *files, *when, *word, *text;
} rows[] = {
	/* what a CRL says */
	{ "server-1.pem base.crl", "2024-01-15", "good",
	  "not revoked, says CRL 10" CA },
	{ "server-2.pem base.crl", "2024-01-15", "revoked",
	  "revoked 2023-12-24 (keyCompromise), says CRL 10" CA },
	{ "server-3.pem base.crl", "2024-01-15", "revoked",
	  "on hold since 2023-12-24 (certificateHold), says CRL 10" CA },
	{ "server-4.pem base.crl", "2024-01-15", "revoked",
	  "revoked 2023-12-24 (unspecified), says CRL 10" CA },
	{ "server-2.pem reason-7.crl", "2024-01-15", "revoked",
	  "revoked 2023-12-24 (reason 7), says CRL 10" CA },
	{ "server-2.pem twice.crl", "2024-01-15", "revoked",
	  "on hold since 2023-12-24 (certificateHold), says CRL 10" CA },
	{ "server-2.pem v1.crl", "2024-01-15", "revoked",
	  "revoked 2023-12-24 (unspecified), says CRL" CA },
	{ "server-2.pem not-critical.crl", "2024-01-15", "revoked",
	  "revoked 2023-12-24 (unspecified), says CRL 10" CA },
	{ "server-2.pem long-number.crl", "2024-01-15", "revoked",
	  "revoked 2023-12-24 (unspecified), says CRL "
	  "730750818665451459101842416358141509827966271487" CA },
	{ "server-1.pem both.p7b", "2024-01-15", "good",
	  "not revoked, says CRL 10" CA " with delta CRL 12" },

	/* none, or none that holds */
	{ "server-1.pem", "2024-01-15", "crl-missing", "no CRL" CA },
	{ "server-1.pem escape.crl", "2024-01-15", "crl-missing", "no CRL" CA },
	{ "server-1.pem base.crl", "2023-12-31T23:59:59Z", "crl-not-yet-valid",
	  "CRL 10" CA " holds from 2024-01-01" },
	{ "server-1.pem base.crl", "2024-01-01", "good",
	  "not revoked, says CRL 10" CA },
	{ "server-1.pem base.crl", "2024-02-01", "good",
	  "not revoked, says CRL 10" CA },
	{ "server-1.pem base.crl", "2024-02-01T00:00:01Z", "crl-stale",
	  "CRL 10" CA " is stale since 2024-02-01" },
	{ "server-1.pem stale.crl", "2024-01-15", "crl-stale",
	  "CRL 5" CA " is stale since 2023-02-01" },
	{ "server-5.pem stale.crl base.crl", "2024-01-15", "good",
	  "not revoked, says CRL 10" CA },
	{ "server-1.pem undated.crl", "2024-01-15", "crl-undated",
	  "CRL 10" CA " does not say when it holds" },
	{ "server-1.pem bad-time.crl", "2024-01-15", "crl-undated",
	  "CRL" CA " does not say when it holds" },

	/* of two that hold, the later one */
	{ "server-3.pem base.crl newer.crl", "2024-01-15", "revoked",
	  "on hold since 2023-12-24 (certificateHold), says CRL 10" CA },
	{ "server-3.pem base.crl newer.crl", "2024-01-25", "good",
	  "not revoked, says CRL 20" CA },
	{ "server-6.pem base.crl newer.crl", "2024-01-15", "good",
	  "not revoked, says CRL 10" CA },
	{ "server-6.pem base.crl newer.crl", "2024-01-25", "revoked",
	  "revoked 2023-12-24 (superseded), says CRL 20" CA },

	/* what forbids to use one */
	{ "server-1.pem wrong-signature.crl", "2024-01-15", "crl-signature",
	  "CRL 10" CA ": its signature is not by its issuer's key" },
	{ "server-1.pem wrong-key.crl", "2024-01-15", "crl-signature",
	  "CRL 10" CA ": its signature is not by its issuer's key" },
	{ "server-1.pem wrong-signature.crl base.crl", "2024-01-15", "good",
	  "not revoked, says CRL 10" CA },
	{ "server-1.pem unsupported.crl", "2024-01-15", "crl-unsupported-algorithm",
	  "CRL 10" CA ": its signature algorithm is not supported" },
	{ "server-1.pem critical.crl", "2024-01-15", "crl-critical-extension",
	  "CRL 10" CA " has a critical extension that is not known: "
	  "1.3.6.1.4.1.55555.4" },
	{ "server-1.pem entry-critical.crl", "2024-01-15", "crl-critical-entry",
	  "CRL 10" CA " has a critical extension that is not known: "
	  "1.3.6.1.4.1.55555.4" },
	{ "server-1.pem entry-malformed.crl", "2024-01-15", "crl-malformed-entry",
	  "CRL 10" CA " is malformed: an entry that is malformed" },
	{ "server-1.pem number-twice.crl", "2024-01-15", "crl-malformed",
	  "CRL 10" CA " is malformed: an extension that occurs twice" },
	{ "server-1.pem number-negative.crl", "2024-01-15", "crl-malformed",
	  "CRL 0x81" CA " is malformed: an extension that is malformed" },
	{ "server-1.pem version-3.crl", "2024-01-15", "crl-malformed",
	  "CRL" CA " is malformed: a version other than 1 and 2" },

	/* deltas */
	{ "server-3.pem base.crl delta.crl", "2024-01-15", "good",
	  "not revoked, says CRL 10" CA " with delta CRL 12" },
	{ "server-5.pem base.crl delta.crl", "2024-01-15", "revoked",
	  "revoked 2024-01-09 (superseded), says delta CRL 12" CA },
	{ "server-2.pem base.crl delta.crl", "2024-01-15", "revoked",
	  "revoked 2023-12-24 (keyCompromise), says CRL 10" CA },
	{ "server-5.pem base.crl delta.crl", "2024-01-09", "good",
	  "not revoked, says CRL 10" CA },
	/* stale, and yet it tells more than the base */
	{ "server-5.pem base.crl delta.crl", "2024-01-20", "revoked",
	  "revoked 2024-01-09 (superseded), says delta CRL 12" CA },
	{ "server-5.pem delta.crl", "2024-01-15", "crl-base-missing",
	  "delta CRL 12" CA " has no base" },
	{ "server-5.pem base.crl delta-old.crl", "2024-01-15", "good",
	  "not revoked, says CRL 10" CA },
	{ "server-5.pem base.crl delta-ahead.crl", "2024-01-15", "good",
	  "not revoked, says CRL 10" CA },
	{ "server-5.pem base.crl delta-scope.crl", "2024-01-15", "good",
	  "not revoked, says CRL 10" CA },
	{ "server-5.pem base.crl delta-other-key.crl", "2024-01-15", "good",
	  "not revoked, says CRL 10" CA },
	{ "server-5.pem base.crl delta-wrong.crl", "2024-01-15", "good",
	  "not revoked, says CRL 10" CA },
	{ "server-5.pem base.crl delta-wrong.crl delta.crl", "2024-01-15",
	  "revoked", "revoked 2024-01-09 (superseded), says delta CRL 12" CA },
	/* a delta that holds makes up for a base that does not */
	{ "server-5.pem base.crl delta-late.crl", "2024-02-10", "revoked",
	  "revoked 2024-02-04 (cessationOfOperation), says delta CRL 14" CA },
	{ "server-1.pem base.crl delta-late.crl", "2024-02-10", "good",
	  "not revoked, says CRL 10" CA " with delta CRL 14" },
	{ "server-1.pem base.crl delta-late.crl", "2024-02-21", "crl-stale",
	  "CRL 10" CA " is stale since 2024-02-01" },
	{ "server-1.pem base.crl delta.crl", "2024-02-10", "crl-stale",
	  "CRL 10" CA " is stale since 2024-02-01" },

	/* scope */
	{ "server-2.pem user.crl", "2024-01-15", "revoked",
	  "revoked 2023-12-24 (unspecified), says CRL 10" CA },
	{ "sub.pem user.crl", "2024-01-15", "crl-scope",
	  "CRL 10" CA " does not cover it" },
	{ "sub.pem ca.crl", "2024-01-15", "revoked",
	  "revoked 2023-12-24 (unspecified), says CRL 10" CA },
	{ "server-2.pem ca.crl", "2024-01-15", "crl-scope",
	  "CRL 10" CA " does not cover it" },
	{ "server-2.pem attribute.crl", "2024-01-15", "crl-scope",
	  "CRL 10" CA " does not cover it" },
	{ "server-1.pem point-a.crl", "2024-01-15", "crl-scope",
	  "CRL 10" CA " does not cover it" },
	{ "point-a.pem point-a.crl", "2024-01-15", "good",
	  "not revoked, says CRL 10" CA },
	{ "point-a.pem point-b.crl", "2024-01-15", "crl-scope",
	  "CRL 10" CA " does not cover it" },
	{ "point-a.pem base.crl", "2024-01-15", "good",
	  "not revoked, says CRL 10" CA },
	{ "point-b.pem point-b.crl", "2024-01-15", "good",
	  "not revoked, says CRL 10" CA },
	{ "point-c.pem point-c.crl", "2024-01-15", "good",
	  "not revoked, says CRL 10" CA },
	{ "point-c.pem point-c-full.crl", "2024-01-15", "good",
	  "not revoked, says CRL 10" CA },
	{ "point-c.pem point-a.crl", "2024-01-15", "crl-scope",
	  "CRL 10" CA " does not cover it" },
	{ "point-malformed.pem base.crl", "2024-01-15", "good",
	  "not revoked, says CRL 10" CA },

	/* reasons that come together */
	{ "server-1.pem some-reasons.crl", "2024-01-15", "crl-reasons",
	  "CRL 10" CA " and others do not cover cACompromise, "
	  "affiliationChanged, superseded, cessationOfOperation, "
	  "certificateHold, privilegeWithdrawn, aACompromise" },
	{ "server-1.pem some-reasons.crl other-reasons.crl", "2024-01-15",
	  "crl-reasons", "CRL 10" CA " and others do not cover cACompromise" },
	{ "server-1.pem some-reasons.crl other-reasons.crl ca-reasons.crl",
	  "2024-01-15", "good", "not revoked, says CRL 10" CA },
	{ "server-2.pem some-reasons.crl", "2024-01-15", "revoked",
	  "revoked 2023-12-24 (keyCompromise), says CRL 10" CA },
	{ "server-3.pem some-reasons.crl other-reasons.crl", "2024-01-15",
	  "revoked", "revoked 2023-12-24 (superseded), says CRL 10" CA },
	/* by the first point for one reason, by the second for all of them */
	{ "point-reasons.pem point-a.crl", "2024-01-15", "crl-reasons",
	  "CRL 10" CA " and others do not cover cACompromise, "
	  "affiliationChanged, superseded, cessationOfOperation, "
	  "certificateHold, privilegeWithdrawn, aACompromise" },
	{ "point-reasons.pem point-a.crl point-b.crl", "2024-01-15", "revoked",
	  "revoked 2023-12-24 (unspecified), says CRL 10" CA },

	/* signed by another than the issuer */
	{ "indirect.pem issuer.pem indirect.crl", "2024-01-15", "revoked",
	  "revoked 2023-12-24 (unspecified), says CRL 1 of CN=CRL "
	  "Issuer,O=Cabundle Test,C=ZZ" },
	{ "indirect-good.pem issuer.pem indirect.crl", "2024-01-15", "good",
	  "not revoked, says CRL 1 of CN=CRL Issuer,O=Cabundle Test,C=ZZ" },
	{ "indirect-good.pem indirect.crl", "2024-01-15", "crl-signer-missing",
	  "CRL 1 of CN=CRL Issuer,O=Cabundle Test,C=ZZ: its issuer's certificate "
	  "is missing" },
	{ "indirect-good.pem issuer.pem not-indirect.crl", "2024-01-15",
	  "crl-scope",
	  "CRL 1 of CN=CRL Issuer,O=Cabundle Test,C=ZZ does not cover it" },
	{ "indirect-good.pem issuer.pem issuers.crl", "2024-01-15",
	  "crl-malformed-entry",
	  "CRL 1 of CN=CRL Issuer,O=Cabundle Test,C=ZZ is malformed: an entry's "
	  "certificateIssuer is not one name" },
	/* the point leads there, and the CA's own CRL does as well */
	{ "indirect.pem base.crl", "2024-01-15", "good",
	  "not revoked, says CRL 10" CA },
	{ "server-6.pem issuer.pem indirect.crl", "2024-01-15", "crl-missing",
	  "no CRL" CA },
	{ "server-2.pem separate.pem separate.crl", "2024-01-15", "revoked",
	  "revoked 2023-12-24 (unspecified), says CRL 10" CA },
	{ "server-1.pem separate.pem separate.crl", "2024-01-15", "good",
	  "not revoked, says CRL 10" CA },
	{ "server-1.pem separate.crl", "2024-01-15", "crl-signature",
	  "CRL 10" CA ": its signature is not by its issuer's key" },
	{ "server-1.pem no-usage.pem separate.crl", "2024-01-15", "crl-signature",
	  "CRL 10" CA ": its signature is not by its issuer's key" },
};

static const char *word_of(const struct revocation_answer *a)
{
	static const char *const words[] = { "good", "revoked" };

	return a->status == REVOCATION_UNKNOWN ? revocation_doubt_word(a->doubt)
					       : words[a->status];
}

TEST(fixtures_are_answered_as_they_should_be)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct scene s = { .nested = false };
		struct revocation_answer a;
		char row[120];

		snprintf(row, sizeof(row), "%s at %s", rows[i].files, rows[i].when);
		ROW(row);
		CHECK(scene_read(&s, fixture_path("crl/ca.pem")));
		read_scene(&s, rows[i].files);
		CHECK_EQ_STR(said(&s, rows[i].when, &a), rows[i].text);
		CHECK_EQ_STR(word_of(&a), rows[i].word);
		CHECK((a.doubt == REVOCATION_NONE) ==
		      (a.status != REVOCATION_UNKNOWN));
		CHECK(a.from <= moment(rows[i].when) &&
		      moment(rows[i].when) <= a.until);
		scene_free(&s);
	}
}

/*
 * The CA revokes the key that it has for CRLs, which goes on to sign CRLs: whatever
 * it says then of itself and of others is not believed.
 */
TEST(a_key_does_not_vouch_for_itself_where_another_speaks)
{
	static const struct {
		const char *files, *text;
	} keys[] = {
		{ "separate.pem separate-newer.crl revokes-separate.crl",
		  "revoked 2023-12-24 (keyCompromise), says CRL 11" CA },
		{ "separate.pem separate-newer.crl",
		  "not revoked, says CRL 12" CA },
		{ "separate.pem separate-newer.crl base.crl",
		  "not revoked, says CRL 10" CA },
		{ "separate.pem separate-newer.crl stale.crl",
		  "not revoked, says CRL 12" CA },
		{ "server-1.pem separate.pem separate-newer.crl "
		  "revokes-separate.crl",
		  "not revoked, says CRL 11" CA },
		{ "server-1.pem separate.pem separate-newer.crl base.crl",
		  "not revoked, says CRL 12" CA },
		{ "server-1.pem separate.pem separate-newer.crl",
		  "not revoked, says CRL 12" CA },
	};

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		struct scene s = { .nested = true };
		struct revocation_answer a;

		ROW(keys[i].files);
		CHECK(scene_read(&s, fixture_path("crl/ca.pem")));
		read_scene(&s, keys[i].files);
		CHECK_EQ_STR(said(&s, "2024-01-15", &a), keys[i].text);
		scene_free(&s);
	}
}

/* An answer is the same from its first moment to its last one, and not for longer.
 */
TEST(an_answer_holds_as_long_as_it_says)
{
	static const struct {
		const char *files, *when, *from, *until;
	} spans[] = {
		{ "server-1.pem base.crl", "2024-01-15", "2024-01-01",
		  "2024-02-01" },
		{ "server-1.pem base.crl", "2023-01-15", NULL,
		  "2023-12-31T23:59:59Z" },
		{ "server-1.pem base.crl", "2024-03-15", "2024-02-01T00:00:01Z",
		  NULL },
		{ "server-5.pem base.crl delta.crl", "2024-01-15", "2024-01-10",
		  "2024-01-17" },
		{ "server-5.pem base.crl delta.crl", "2024-01-05", "2024-01-01",
		  "2024-01-09T23:59:59Z" },
		{ "server-5.pem base.crl delta.crl", "2024-01-20",
		  "2024-01-17T00:00:01Z", "2024-02-01" },
		{ "server-6.pem base.crl newer.crl", "2024-01-15", "2024-01-01",
		  "2024-01-19T23:59:59Z" },
		{ "server-1.pem", "2024-01-15", NULL, NULL },
	};

	for (size_t i = 0; i < ARRAY_LEN(spans); i++) {
		struct scene s = { .nested = false };
		struct revocation_answer a;

		ROW(spans[i].files);
		CHECK(scene_read(&s, fixture_path("crl/ca.pem")));
		read_scene(&s, spans[i].files);
		said(&s, spans[i].when, &a);
		CHECK_EQ_INT(a.from, spans[i].from != NULL ? moment(spans[i].from)
							   : INT64_MIN);
		CHECK_EQ_INT(a.until, spans[i].until != NULL
					      ? moment(spans[i].until)
					      : INT64_MAX);
		scene_free(&s);
	}
}

static size_t signatures(const struct scene *s)
{
	size_t count = 0;

	for (size_t i = 0; i < s->pool.count; i++)
		for (const struct crl_checked *one = s->pool.crl[i].checked;
		     one != NULL; one = one->next)
			count++;
	return count;
}

TEST(many_moments_need_one_signature_a_crl)
{
	struct scene s = { .nested = false };
	struct revocation_answer a;

	read_scene(&s, "ca.pem server-5.pem base.crl delta.crl");
	for (unsigned day = 1; day <= 31; day++) {
		char when[16];

		snprintf(when, sizeof(when), "2024-01-%02u", day);
		said(&s, when, &a);
		CHECK_EQ_INT(a.status,
			     day < 10 ? REVOCATION_GOOD : REVOCATION_REVOKED);
	}
	CHECK_EQ_INT(signatures(&s), 2);
	CHECK_EQ_INT(s.paths, 0);
	scene_free(&s);
}

TEST(a_stale_crl_costs_no_signature)
{
	struct scene s = { .nested = false };
	struct revocation_answer a;

	read_scene(&s, "ca.pem server-1.pem stale.crl base.crl newer.crl");
	said(&s, "2025-01-01", &a);
	CHECK_EQ_STR(word_of(&a), "crl-stale");
	CHECK_EQ_INT(signatures(&s), 0);
	scene_free(&s);
}

TEST(an_algorithm_may_be_refused)
{
	struct scene s = { .weak = true };
	struct revocation_answer a;

	read_scene(&s, "ca.pem server-1.pem base.crl");
	CHECK_EQ_STR(said(&s, "2024-01-15", &a),
		     "CRL 10" CA ": its signature algorithm is insecure");
	CHECK_EQ_STR(word_of(&a), "crl-insecure-algorithm");
	CHECK_EQ_INT(s.algorithms, 1);
	scene_free(&s);
}

TEST(key_usage_may_forbid_to_sign_crls)
{
	struct scene s = { .nested = false };
	struct revocation_answer a;
	struct buf text = { 0 };

	read_scene(&s, "ca.pem server-1.pem no-usage.pem separate.crl");
	a = scene_ask(&s, &s.certs.entry[1].cert, &s.certs.entry[2].cert,
		      moment("2024-01-15"));
	CHECK_EQ_INT(a.doubt, REVOCATION_KEY_USAGE);
	revocation_text(&(struct revocation_question){ .cert = NULL }, &a, &text);
	CHECK_EQ_STR(buf_c(&text),
		     "CRL 10" CA
		     ": its issuer may not sign CRLs, by its key usage");
	buf_free(&text);
	scene_free(&s);
}

static bool no_path(void *context, const struct cert *c UNUSED, int64_t when,
		    struct revocation_signer *out)
{
	((struct scene *)context)->paths++;
	out->from = when - 1;
	out->until = when + 1;
	return false;
}

TEST(a_signer_without_a_path_is_no_signer)
{
	struct scene s = { .nested = false };
	struct revocation_answer a;

	read_scene(&s, "ca.pem server-1.pem separate.pem separate.crl");
	s.terms.signer_path = no_path;
	CHECK_EQ_STR(said(&s, "2024-01-15", &a),
		     "CRL 10" CA ": its issuer's certificate does not verify");
	CHECK_EQ_STR(word_of(&a), "crl-signer-path");
	CHECK_EQ_INT(s.paths, 1);
	CHECK_EQ_INT(a.from, moment("2024-01-15") - 1);
	CHECK_EQ_INT(a.until, moment("2024-01-15") + 1);
	scene_free(&s);
}

TEST(without_candidates_the_issuers_key_alone_counts)
{
	struct scene s = { .nested = false };
	struct revocation_answer a;

	read_scene(&s, "ca.pem server-2.pem separate.pem separate.crl base.crl");
	s.terms.candidate = NULL;
	s.terms.algorithm = NULL;
	said(&s, "2024-01-15", &a);
	CHECK_EQ_STR(word_of(&a), "revoked");
	CHECK_EQ_INT(a.crl->position, 1);
	scene_free(&s);
}

TEST(reasons_that_nobody_asks_for_need_not_be_covered)
{
	struct scene s = { .nested = false };
	struct revocation_question q = { .reasons = 1U << 1 };
	struct revocation_answer a;

	read_scene(&s, "ca.pem server-1.pem some-reasons.crl");
	q.cert = &s.certs.entry[1].cert;
	q.issuer = &s.certs.entry[0].cert;
	q.issuer_spki = q.issuer->spki;
	q.when = moment("2024-01-15");
	revocation_ask(&s.revocation, &q, &a);
	CHECK_EQ_INT(a.status, REVOCATION_GOOD);
	CHECK_EQ_INT(a.reasons, 1U << 1);
	q.reasons = 1U << 1 | 1U << 2;
	revocation_ask(&s.revocation, &q, &a);
	CHECK_EQ_INT(a.doubt, REVOCATION_REASONS);
	scene_free(&s);
}

/* A CRL that covers nothing of the server, so many times, and the right one after
 * it. */
static const char *outcome_of_many(size_t count)
{
	static struct scene s;
	struct revocation_answer a;
	struct pool_crl first;

	s = (struct scene){ .nested = false };
	read_scene(&s, "ca.pem server-1.pem point-b.crl");
	first = s.pool.crl[0];
	for (size_t i = 1; i < count; i++)
		crl_pool_take(&s.pool, &first.crl, &first.origin);
	CHECK(scene_read(&s, fixture_path("crl/base.crl")));
	crl_pool_index(&s.pool);
	said(&s, "2024-01-15", &a);
	scene_free(&s);
	return word_of(&a);
}

TEST(so_many_crls_are_tried_and_then_it_gives_up)
{
	CHECK_EQ_STR(outcome_of_many(CAP_CRL_TRIES - 2), "good");
	CHECK_EQ_STR(outcome_of_many(CAP_CRL_TRIES - 1), "good");
	CHECK_EQ_STR(outcome_of_many(CAP_CRL_TRIES), "crl-gave-up");
}

/* A certificate with so many distribution points, and no CRL for any of them. */
static const char *outcome_of_points(size_t count)
{
	struct scene s = { .nested = false };
	struct buf points = { 0 }, value = { 0 }, list = { 0 };
	struct revocation_answer a;

	for (size_t i = 0; i < count; i++)
		buf_add(&points, SPAN_LIT("\x30\x00"));
	der_put_head(&value, DER_SEQUENCE, points.n);
	buf_add(&value, buf_span(&points));
	points.n = 0;
	buf_add(&points, SPAN_LIT("\x06\x03\x55\x1d\x1f"));
	der_put_head(&points, DER_OCTET_STRING, value.n);
	buf_add(&points, buf_span(&value));
	der_put_head(&list, DER_SEQUENCE, points.n);
	buf_add(&list, buf_span(&points));
	read_scene(&s, "ca.pem server-1.pem");
	s.certs.entry[1].cert.extensions = buf_span(&list);
	said(&s, "2024-01-15", &a);
	scene_free(&s);
	buf_free(&points);
	buf_free(&value);
	buf_free(&list);
	return word_of(&a);
}

TEST(points_count_as_crls_that_are_tried)
{
	CHECK_EQ_STR(outcome_of_points(CAP_CRL_TRIES - 1), "crl-missing");
	CHECK_EQ_STR(outcome_of_points(CAP_CRL_TRIES), "crl-missing");
	CHECK_EQ_STR(outcome_of_points(CAP_CRL_TRIES + 1), "crl-gave-up");
}

/* Deltas that fit nothing count as well; no base is good without its delta. */
static const char *outcome_of_deltas(size_t count)
{
	static struct scene s;
	struct revocation_answer a;
	struct pool_crl delta;

	s = (struct scene){ .nested = false };
	read_scene(&s, "ca.pem server-1.pem base.crl delta-old.crl");
	delta = s.pool.crl[1];
	for (size_t i = 1; i < count; i++)
		crl_pool_take(&s.pool, &delta.crl, &delta.origin);
	crl_pool_index(&s.pool);
	said(&s, "2024-01-15", &a);
	scene_free(&s);
	return word_of(&a);
}

TEST(deltas_count_as_crls_that_are_tried)
{
	/* each as one without a base, the base itself, and each once more for it */
	CHECK_EQ_STR(outcome_of_deltas((CAP_CRL_TRIES - 1) / 2), "good");
	CHECK_EQ_STR(outcome_of_deltas((CAP_CRL_TRIES + 1) / 2), "crl-gave-up");
}

/* Certificates that might have signed: copies of one, with keys that nobody has. */
struct crowd {
	struct scene scene;
	struct cert one;
	struct cert cert[2 * CAP_CRL_KEYS];
	struct span spki[2 * CAP_CRL_KEYS];
	size_t count;
	unsigned paths;
};

static const struct cert *crowd_candidate(void *context, struct span name UNUSED,
					  size_t n)
{
	struct crowd *c = context;

	return n < c->count ? &c->cert[n] : NULL;
}

static bool crowd_path(void *context, const struct cert *c UNUSED,
		       int64_t when UNUSED, struct revocation_signer *out UNUSED)
{
	((struct crowd *)context)->paths++;
	return false;
}

/* own_keys: each has a key of its own, which signed nothing; else all have signed.
 */
static const char *outcome_of_crowd(size_t count, bool own_keys, unsigned *paths)
{
	static struct crowd c;
	struct revocation_answer a;
	uint8_t der[2 * CAP_CRL_KEYS];

	c = (struct crowd){ .count = count };
	read_scene(&c.scene,
		   "ca.pem server-1.pem separate.pem separate.crl wrong-key.crl");
	for (size_t i = 0; i < count; i++) {
		uint8_t *key;

		c.cert[i] = c.scene.certs.entry[2].cert;
		c.cert[i].der = span_of(&der[i], 1); /* that it is another */
		c.spki[i] = exact_copy(c.cert[i].spki);
		key = (uint8_t *)(uintptr_t)c.spki[i].p;
		if (own_keys)
			key[c.spki[i].n - 1] ^= (uint8_t)(i + 1);
		c.cert[i].spki = c.spki[i];
		c.cert[i].extensions = (struct span){ 0 };
	}
	c.scene.terms.context = &c;
	c.scene.terms.candidate = crowd_candidate;
	c.scene.terms.signer_path = crowd_path;
	c.scene.terms.algorithm = NULL;
	said(&c.scene, "2024-01-15", &a);
	*paths = c.paths;
	for (size_t i = 0; i < count; i++)
		exact_free(c.spki[i]);
	scene_free(&c.scene);
	return word_of(&a);
}

/* Two CRLs with each candidate. */
TEST(so_many_keys_are_tried_and_then_it_gives_up)
{
	unsigned paths;

	CHECK_EQ_STR(outcome_of_crowd(CAP_CRL_KEYS / 2 - 1, true, &paths),
		     "crl-signature");
	CHECK_EQ_STR(outcome_of_crowd(CAP_CRL_KEYS / 2, true, &paths),
		     "crl-signature");
	CHECK_EQ_STR(outcome_of_crowd(CAP_CRL_KEYS / 2 + 1, true, &paths),
		     "crl-gave-up");
	CHECK_EQ_INT(paths, 0);
}

TEST(so_many_paths_are_asked_for_and_then_it_gives_up)
{
	unsigned paths;

	CHECK_EQ_STR(outcome_of_crowd(CAP_CRL_SIGNERS / 2 - 1, false, &paths),
		     "crl-signer-path");
	CHECK_EQ_INT(paths, CAP_CRL_SIGNERS - 2);
	CHECK_EQ_STR(outcome_of_crowd(CAP_CRL_SIGNERS / 2, false, &paths),
		     "crl-signer-path");
	CHECK_EQ_INT(paths, CAP_CRL_SIGNERS);
	CHECK_EQ_STR(outcome_of_crowd(CAP_CRL_SIGNERS / 2 + 1, false, &paths),
		     "crl-gave-up");
	CHECK_EQ_INT(paths, CAP_CRL_SIGNERS);
}

/* All of them with the key of the issuer, so that no key is new. */
TEST(so_many_certificates_of_one_name_are_tried)
{
	static struct crowd c;

	for (size_t count = CAP_SAME_NAME - 1; count <= CAP_SAME_NAME + 1;
	     count++) {
		struct revocation_answer a;
		uint8_t der[CAP_SAME_NAME + 1];

		c = (struct crowd){ .count = count };
		read_scene(&c.scene, "ca.pem server-1.pem separate.crl");
		for (size_t i = 0; i < count; i++) {
			c.cert[i] = c.scene.certs.entry[0].cert;
			c.cert[i].der = span_of(&der[i], 1);
			c.cert[i].extensions = (struct span){ 0 };
		}
		c.scene.terms.context = &c;
		c.scene.terms.candidate = crowd_candidate;
		c.scene.terms.algorithm = NULL;
		said(&c.scene, "2024-01-15", &a);
		CHECK_EQ_STR(word_of(&a), count <= CAP_SAME_NAME ? "crl-signature"
								 : "crl-gave-up");
		scene_free(&c.scene);
	}
}

/*
 * A path that leads to one more certificate, whose status is asked for: without
 * end, or in a circle.
 */
struct endless {
	struct scene scene;
	struct cert cert[2 * CAP_CRL_DEPTH];
	size_t round, asked;
	struct revocation_answer last;
};

static const struct cert *endless_candidate(void *context, struct span name,
					    size_t n)
{
	return scene_candidate(&((struct endless *)context)->scene, name, n);
}

static bool endless_path(void *context, const struct cert *c, int64_t when,
			 struct revocation_signer *out)
{
	struct endless *e = context;
	struct revocation_answer a;

	out->spki = c->spki;
	if (e->asked >= ARRAY_LEN(e->cert))
		return false;
	a = scene_ask(&e->scene, &e->cert[e->asked++ % e->round],
		      &e->scene.certs.entry[0].cert, when);
	if (e->asked > 0 && e->last.from == 0)
		e->last = a;
	return a.status == REVOCATION_GOOD;
}

static struct endless *endless(size_t round)
{
	static struct endless e;
	static const uint8_t der[2 * CAP_CRL_DEPTH];

	e = (struct endless){ .round = round };
	read_scene(&e.scene, "ca.pem server-1.pem separate.pem separate.crl");
	for (size_t i = 0; i < ARRAY_LEN(e.cert); i++) {
		e.cert[i] = e.scene.certs.entry[1].cert;
		e.cert[i].der = span_of(der, i); /* each of another length */
	}
	e.scene.terms.context = &e;
	e.scene.terms.candidate = endless_candidate;
	e.scene.terms.signer_path = endless_path;
	e.scene.terms.algorithm = NULL;
	return &e;
}

TEST(questions_within_questions_end)
{
	struct endless *e = endless(2 * CAP_CRL_DEPTH);
	struct revocation_answer a;

	said(&e->scene, "2024-01-15", &a);
	CHECK_EQ_STR(word_of(&a), "crl-signer-path");
	CHECK_EQ_INT(e->asked, CAP_CRL_DEPTH);
	CHECK_EQ_STR(word_of(&e->last), "crl-gave-up");
	scene_free(&e->scene);
}

/* Who is asked about already is good for the question within. */
TEST(questions_in_a_circle_are_answered)
{
	for (size_t round = 1; round < CAP_CRL_DEPTH; round++) {
		struct endless *e = endless(round);
		struct revocation_answer a;

		said(&e->scene, "2024-01-15", &a);
		CHECK_EQ_STR(word_of(&a), "good");
		CHECK_EQ_INT(e->asked, round + 1);
		CHECK_EQ_INT(e->last.status, REVOCATION_GOOD);
		CHECK(e->last.crl == NULL);
		scene_free(&e->scene);
	}
}

/* What a CRL of these bytes says of server-2. */
static enum revocation_status status_by(struct span bytes)
{
	struct scene s = { .nested = false };
	struct revocation_answer a;
	struct cert_error why;
	struct span der = exact_copy(bytes);
	struct crl c;

	read_scene(&s, "ca.pem server-2.pem");
	if (crl_parse(der, &c, &why))
		crl_pool_take(&s.pool, &c, &(struct origin){ .file = "memory" });
	crl_pool_index(&s.pool);
	said(&s, "2024-01-15", &a);
	scene_free(&s);
	exact_free(der);
	return a.status;
}

/* Whatever bit of a CRL is another, nothing is believed of it. */
TEST(a_crl_that_is_damaged_says_nothing)
{
	static const char *const files[] = { "crl/base.crl", "crl/user.crl",
					     "crl/v1.crl" };

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct buf bytes = fixture_bytes(files[i]);

		REQUIRE(bytes.n > 0);
		ROW(files[i]);
		CHECK_EQ_INT(status_by(buf_span(&bytes)), REVOCATION_REVOKED);
		for (size_t bit = 0; bit < 8 * bytes.n; bit++) {
			bytes.p[bit / 8] ^= (uint8_t)(1U << bit % 8);
			if (status_by(buf_span(&bytes)) != REVOCATION_UNKNOWN)
				TAP_FAIL("bit %zu", bit);
			bytes.p[bit / 8] ^= (uint8_t)(1U << bit % 8);
		}
		buf_free(&bytes);
	}
}

TEST(each_doubt_has_a_word_of_its_own)
{
	for (int i = REVOCATION_NONE; i <= REVOCATION_GAVE_UP; i++)
		for (int k = 0; k < i; k++)
			CHECK(strcmp(revocation_doubt_word(
					     (enum revocation_doubt)i),
				     revocation_doubt_word(
					     (enum revocation_doubt)k)) != 0);
}
