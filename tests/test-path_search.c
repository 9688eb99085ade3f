#include "tap.h"

#include "make_cert.h"
#include "verify/path_search.h"
#include "x509/dn.h"
#include "x509/moment.h"

/* ---- Scenes ---- */

struct scene {
	struct path_pool sent, anchors;
	struct verify_terms terms;
	struct search search;
	struct search_shared shared;
	struct search_result result;
};

static void scene_start(struct scene *s)
{
	*s = (struct scene){ .terms = { .purpose = OID_UNKNOWN } };
}

static void scene_free(struct scene *s)
{
	search_free(&s->search);
	search_shared_free(&s->shared);
	path_pool_free(&s->sent);
	path_pool_free(&s->anchors);
}

/*
 * Adds a CA "subject" with a key, signed by another, and its path length, if 0 or
 * more. A negative serial marks it as distrusted.
 */
static void add_ca(struct path_pool *p, const char *subject, uint32_t key,
		   const char *issuer, uint32_t signer, int pathlen, int serial)
{
	struct make m = { .subject = subject,
			  .issuer = issuer,
			  .key = key,
			  .signer = signer,
			  .serial = (uint32_t)(serial < 0 ? -serial : serial) };

	put_ca(&m.extensions, pathlen);
	make_cert(&p->bundle, m);
	if (serial < 0)
		p->bundle.entry[p->bundle.count - 1].origin.trust.distrusted = true;
}

static void add_end(struct path_pool *p, const char *issuer, uint32_t signer)
{
	make_cert(&p->bundle, (struct make){ .subject = "end",
					     .issuer = issuer,
					     .key = 1000000,
					     .signer = signer });
}

/* The answer for the first certificate that was sent, with all that was added. */
static const char *ask_of(struct scene *s, bool partial)
{
	int64_t when = 0;

	path_pool_index(&s->sent);
	path_pool_index(&s->anchors);
	path_pool_anchor(&s->anchors, OID_UNKNOWN, partial);
	s->search.sent = &s->sent;
	s->search.anchors = &s->anchors;
	s->search.terms = &s->terms;
	s->search.shared = &s->shared;
	s->shared.signing.check = fake_signed_by;
	search_refill(&s->shared);
	CHECK(moment_of_text("2026-01-01", 0, &when, NULL));
	search_run(&s->search, path_member(&s->sent, 0), when, &s->result);
	return verify_reason_word(s->result.finding.reason);
}

static const char *ask(struct scene *s)
{
	return ask_of(s, false);
}

/* "end A B root": the common names of the path. */
static const char *names(const struct scene *s)
{
	static struct buf text;

	text.n = 0;
	for (size_t i = 0; i < s->result.path.count; i++) {
		struct tlv cn;

		if (i > 0)
			buf_put(&text, ' ');
		if (dn_find(s->result.path.member[i]->cert->subject, OID_ATTR_CN,
			    &cn))
			buf_add(&text, cn.body);
	}
	return buf_c(&text);
}

/* ---- Paths ---- */

TEST(a_path_leads_to_an_anchor)
{
	struct scene s;

	scene_start(&s);
	add_end(&s.sent, "A", 2);
	add_ca(&s.sent, "A", 2, "Root", 1, -1, 1);
	add_ca(&s.anchors, "Root", 1, "Root", 1, -1, 1);
	CHECK_EQ_STR(ask(&s), "");
	CHECK_EQ_STR(names(&s), "end A Root");
	CHECK(s.result.path.member[0]->pool == &s.sent);
	CHECK(s.result.path.member[2]->pool == &s.anchors);
	scene_free(&s);
}

/* Whatever the order of what was sent and of the bundle. */
TEST(the_order_of_files_does_not_matter)
{
	for (unsigned order = 0; order < 24; order++) {
		struct scene s;
		char row[32];

		snprintf(row, sizeof(row), "order %u", order);
		ROW(row);
		scene_start(&s);
		add_end(&s.sent, "C", 4);
		for (unsigned i = 0, left = 0xf; i < 4; i++) {
			unsigned nth = order /
				       (i == 0	 ? 6
					: i == 1 ? 2
						 : 1) %
				       (4 - i);
			unsigned pick = 0;

			while (!(left >> pick & 1) || nth-- > 0)
				pick++;
			left &= ~(1u << pick);
			if (pick == 0)
				add_ca(&s.anchors, "Root", 1, "Root", 1, -1, 1);
			else if (pick == 1)
				add_ca(&s.anchors, "A", 2, "Root", 1, -1, 1);
			else if (pick == 2)
				add_ca(&s.anchors, "B", 3, "A", 2, -1, 1);
			else
				add_ca(&s.anchors, "C", 4, "B", 3, -1, 1);
		}
		CHECK_EQ_STR(ask(&s), "");
		CHECK_EQ_STR(names(&s), "end C B A Root");
		scene_free(&s);
		ROW("");
	}
}

TEST(the_shortest_path_is_the_first_and_anchors_come_before_others)
{
	struct scene s;

	scene_start(&s);
	add_end(&s.sent, "A", 2);
	add_ca(&s.sent, "A", 2, "B", 3, -1, 1);
	add_ca(&s.sent, "B", 3, "Root", 1, -1, 1);
	add_ca(&s.anchors, "A", 2, "Root", 1, -1, 2);
	add_ca(&s.anchors, "Root", 1, "Root", 1, -1, 1);
	CHECK_EQ_STR(ask(&s), "");
	CHECK_EQ_STR(names(&s), "end A Root");
	scene_free(&s);

	/* Cross-signed: itself an anchor, and another's child. */
	scene_start(&s);
	add_end(&s.sent, "A", 2);
	add_ca(&s.sent, "A", 2, "Root", 1, -1, 1);
	add_ca(&s.anchors, "A", 2, "A", 2, -1, 2);
	add_ca(&s.anchors, "Root", 1, "Root", 1, -1, 1);
	CHECK_EQ_STR(ask(&s), "");
	CHECK_EQ_STR(names(&s), "end A");
	scene_free(&s);
}

/* The rules refuse the shortest path as a whole; a longer one holds. */
TEST(another_path_is_tried_where_the_rules_refuse_one)
{
	struct scene s;

	scene_start(&s);
	add_end(&s.sent, "B", 3);
	add_ca(&s.sent, "B", 3, "A", 2, -1, 1);
	add_ca(&s.sent, "A", 2, "Root", 1, 0, 1); /* no CA below it */
	add_ca(&s.sent, "A", 2, "X", 4, -1, 2);
	add_ca(&s.sent, "X", 4, "Root", 1, -1, 1);
	add_ca(&s.anchors, "Root", 1, "Root", 1, -1, 1);
	CHECK_EQ_STR(ask(&s), "");
	CHECK_EQ_STR(names(&s), "end B A X Root");
	scene_free(&s);

	/* Without it, the reason is that of the one. */
	scene_start(&s);
	add_end(&s.sent, "B", 3);
	add_ca(&s.sent, "B", 3, "A", 2, -1, 1);
	add_ca(&s.sent, "A", 2, "Root", 1, 0, 1);
	add_ca(&s.anchors, "Root", 1, "Root", 1, -1, 1);
	CHECK_EQ_STR(ask(&s), "path-length");
	CHECK_EQ_STR(names(&s), "end B A Root");
	scene_free(&s);
}

/* A CA "subject" that excludes the DNS name of the ends below. */
static void add_excluding(struct path_pool *p, const char *subject, uint32_t key,
			  const char *issuer, uint32_t signer)
{
	struct make m = {
		.subject = subject, .issuer = issuer, .key = key, .signer = signer
	};
	struct buf none = { 0 }, excluded = { 0 };

	put_ca(&m.extensions, -1);
	put_subtree(&excluded, DER_CONTEXT + 2, SPAN_LIT("x.test"));
	put_constraints(&m.extensions, &none, &excluded);
	make_cert(&p->bundle, m);
}

static void add_named_end(struct path_pool *p, const char *issuer, uint32_t signer)
{
	struct make end = {
		.subject = "end", .issuer = issuer, .key = 1000000, .signer = signer
	};
	struct buf names_of_end = { 0 };

	put_span(&names_of_end, DER_CONTEXT + 2, SPAN_LIT("x.test"));
	put_alt_names(&end.extensions, &names_of_end);
	make_cert(&p->bundle, end);
}

/*
 * E is nearer to the end than C, which it certified, by way of X; but X as E has it
 * may not issue the end, and X as Y has it may.
 */
TEST(a_path_may_lead_away_from_the_end_and_back)
{
	struct scene s;

	scene_start(&s);
	add_named_end(&s.sent, "X", 5);
	add_excluding(&s.sent, "X", 5, "E", 2);
	add_ca(&s.sent, "X", 5, "Y", 6, -1, 2);
	add_ca(&s.sent, "Y", 6, "Z", 7, -1, 1);
	add_ca(&s.sent, "Z", 7, "C", 3, -1, 1);
	add_ca(&s.sent, "E", 2, "C", 3, -1, 2);
	add_ca(&s.sent, "C", 3, "E", 2, -1, 1);
	add_ca(&s.sent, "E", 2, "Root", 1, -1, 1);
	add_ca(&s.anchors, "Root", 1, "Root", 1, -1, 1);
	CHECK_EQ_STR(ask(&s), "");
	CHECK_EQ_STR(names(&s), "end X Y Z C E Root");
	scene_free(&s);
}

/* Bridges certify one another: the key of the end stands within its path again. */
TEST(the_ends_own_key_may_stand_within_its_path)
{
	struct scene s;

	scene_start(&s);
	add_ca(&s.sent, "Bridge", 2, "A", 3, -1, 1);
	add_ca(&s.anchors, "Bridge", 2, "A", 3, -1, 1); /* the same */
	add_ca(&s.anchors, "A", 3, "Bridge", 2, -1, 1);
	add_ca(&s.anchors, "Bridge", 2, "Root", 1, -1, 2);
	add_ca(&s.anchors, "Root", 1, "Root", 1, -1, 1);
	CHECK_EQ_STR(ask(&s), "");
	CHECK_EQ_STR(names(&s), "Bridge A Bridge Root");
	scene_free(&s);

	/* But no certificate is there twice. */
	scene_start(&s);
	add_ca(&s.sent, "Bridge", 2, "A", 3, -1, 1);
	add_ca(&s.anchors, "Bridge", 2, "A", 3, -1, 1);
	add_ca(&s.anchors, "A", 3, "Bridge", 2, -1, 1);
	CHECK_EQ_STR(ask(&s), "issuer-missing");
	scene_free(&s);
}

TEST(a_circle_ends)
{
	struct scene s;

	scene_start(&s);
	add_end(&s.sent, "A", 2);
	add_ca(&s.anchors, "A", 2, "B", 3, -1, 1);
	add_ca(&s.anchors, "B", 3, "C", 4, -1, 1);
	add_ca(&s.anchors, "C", 4, "A", 2, -1, 1);
	CHECK_EQ_STR(ask(&s), "issuer-missing");
	CHECK_EQ_STR(names(&s), "end A B C");
	scene_free(&s);
}

TEST(an_anchor_itself_is_a_path_and_so_is_any_with_partial_chains)
{
	struct scene s;

	scene_start(&s);
	add_ca(&s.sent, "Root", 1, "Root", 1, -1, 1);
	add_ca(&s.anchors, "Root", 1, "Root", 1, -1, 1);
	/* verify_start looks for the bundle's own copy; see test-verify. */
	CHECK_EQ_STR(ask(&s), "root-missing");
	scene_free(&s);

	scene_start(&s);
	add_end(&s.sent, "A", 2);
	add_ca(&s.anchors, "A", 2, "Root", 1, -1, 1);
	CHECK_EQ_STR(ask_of(&s, false), "issuer-missing");
	scene_free(&s);
	scene_start(&s);
	add_end(&s.sent, "A", 2);
	add_ca(&s.anchors, "A", 2, "Root", 1, -1, 1);
	CHECK_EQ_STR(ask_of(&s, true), "");
	CHECK_EQ_STR(names(&s), "end A");
	scene_free(&s);
}

/* A self-issued certificate without identifiers may be by another key of its name.
 */
TEST(a_new_key_by_the_old_one_leads_on)
{
	struct scene s;

	scene_start(&s);
	add_end(&s.sent, "Root", 2);
	add_ca(&s.sent, "Root", 2, "Root", 1, -1, 1);
	add_ca(&s.anchors, "Root", 1, "Root", 1, -1, 2);
	CHECK_EQ_STR(ask(&s), "");
	CHECK_EQ_STR(names(&s), "end Root Root");
	scene_free(&s);
}

/* A search for who signed a CRL wants the anchor of the path in question. */
TEST(one_anchor_may_be_the_only_one_that_counts)
{
	struct scene s;
	int64_t when = 0;

	scene_start(&s);
	add_end(&s.sent, "A", 2);
	add_ca(&s.sent, "A", 2, "Root", 1, -1, 1);
	add_ca(&s.sent, "A", 2, "Other", 3, -1, 2);
	add_ca(&s.anchors, "Root", 1, "Root", 1, -1, 1);
	add_ca(&s.anchors, "Other", 3, "Other", 3, -1, 1);
	add_ca(&s.anchors, "Third", 4, "Third", 4, -1, 1);
	CHECK_EQ_STR(ask(&s), "");
	CHECK(moment_of_text("2026-01-01", 0, &when, NULL));
	for (size_t i = 0; i < 3; i++) {
		s.search.only = s.anchors.of[i];
		search_refill(&s.shared);
		search_run(&s.search, path_member(&s.sent, 0), when, &s.result);
		CHECK_EQ_STR(names(&s), i == 0	 ? "end A Root"
					: i == 1 ? "end A Other"
						 : "end A Root");
		CHECK_EQ_STR(verify_reason_word(s.result.finding.reason),
			     i < 2 ? "" : "root-missing");
	}
	scene_free(&s);
}

/* ---- Reasons ---- */

TEST(where_no_path_leads_to_an_anchor_the_longest_way_is_told)
{
	struct scene s;

	scene_start(&s);
	add_end(&s.sent, "A", 2);
	CHECK_EQ_STR(ask(&s), "issuer-missing");
	CHECK_EQ_STR(names(&s), "end");
	scene_free(&s);

	scene_start(&s);
	add_end(&s.sent, "A", 2);
	add_ca(&s.sent, "A", 2, "B", 3, -1, 1);
	add_ca(&s.sent, "A", 2, "C", 4, -1, 2);
	add_ca(&s.sent, "C", 4, "D", 5, -1, 1);
	CHECK_EQ_STR(ask(&s), "issuer-missing");
	CHECK_EQ_STR(names(&s), "end A C");
	scene_free(&s);

	/* A root that is not in the bundle is nearer than an issuer that is
	 * missing. */
	scene_start(&s);
	add_end(&s.sent, "A", 2);
	add_ca(&s.sent, "A", 2, "B", 3, -1, 1);
	add_ca(&s.sent, "A", 2, "A", 2, -1, 2);
	CHECK_EQ_STR(ask(&s), "root-missing");
	CHECK_EQ_STR(names(&s), "end A");
	scene_free(&s);
}

TEST(a_signature_that_does_not_hold_closes_the_way_and_another_may_be_open)
{
	struct scene s;

	scene_start(&s);
	add_end(&s.sent, "A", 2);
	add_ca(&s.anchors, "A", 3, "A", 3, -1, 1);
	CHECK_EQ_STR(ask(&s), "signature");
	CHECK_EQ_STR(names(&s), "end A");
	CHECK(s.result.finding.at == s.result.path.member[0]);
	CHECK(s.result.finding.by == s.result.path.member[1]);
	scene_free(&s);

	scene_start(&s);
	add_end(&s.sent, "A", 2);
	add_ca(&s.anchors, "A", 3, "A", 3, -1, 1);
	add_ca(&s.anchors, "A", 2, "A", 2, -1, 1);
	CHECK_EQ_STR(ask(&s), "");
	scene_free(&s);
}

/* What cannot be checked is no "no": where another path holds, all is well. */
TEST(an_unknown_algorithm_leaves_it_undecided)
{
	struct scene s;

	scene_start(&s);
	add_end(&s.sent, "A", 2);
	add_ca(&s.anchors, "A", 2, "Root", UINT32_MAX, -1, 1);
	add_ca(&s.anchors, "Root", 1, "Root", 1, -1, 1);
	CHECK_EQ_STR(ask(&s), "unsupported-algorithm");
	CHECK_EQ_STR(names(&s), "end A Root");
	scene_free(&s);

	scene_start(&s);
	add_end(&s.sent, "A", 2);
	add_ca(&s.anchors, "A", 2, "Root", UINT32_MAX, -1, 1);
	add_ca(&s.anchors, "A", 2, "B", 3, -1, 2);
	add_ca(&s.anchors, "B", 3, "Root", 1, -1, 1);
	add_ca(&s.anchors, "Root", 1, "Root", 1, -1, 1);
	CHECK_EQ_STR(ask(&s), "");
	CHECK_EQ_STR(names(&s), "end A B Root");
	scene_free(&s);

	/* Beside a path that the rules refuse, it may be the one that holds. */
	scene_start(&s);
	add_end(&s.sent, "B", 3);
	add_ca(&s.sent, "B", 3, "A", 2, -1, 1);
	add_ca(&s.anchors, "A", 2, "Root", 1, 0, 1);
	add_ca(&s.anchors, "A", 2, "Root", UINT32_MAX, -1, 2);
	add_ca(&s.anchors, "Root", 1, "Root", 1, -1, 1);
	CHECK_EQ_STR(ask(&s), "unsupported-algorithm");
	scene_free(&s);
}

TEST(of_paths_with_flaws_the_lightest_is_told)
{
	struct make old = { .subject = "A",
			    .issuer = "Root",
			    .key = 2,
			    .signer = 1,
			    .to = "20250101000000Z" };
	struct scene s;

	scene_start(&s);
	add_end(&s.sent, "A", 2);
	put_ca(&old.extensions, -1);
	make_cert(&s.sent.bundle, old);
	make_cert(&s.sent.bundle, (struct make){ .subject = "A", /* no CA */
						 .issuer = "Root",
						 .key = 2,
						 .signer = 1,
						 .serial = 5 });
	add_ca(&s.anchors, "Root", 1, "Root", 1, -1, 1);
	CHECK_EQ_STR(ask(&s), "expired");
	CHECK_EQ_STR(names(&s), "end A Root");
	scene_free(&s);
}

/* Of all paths that the rules refuse as a whole, too. */
TEST(of_paths_that_are_refused_the_lightest_is_told)
{
	struct scene s;

	scene_start(&s);
	add_named_end(&s.sent, "B", 3);
	add_ca(&s.sent, "B", 3, "A", 2, -1, 1);
	add_ca(&s.sent, "A", 2, "Root", 1, 0, 1); /* no CA below it */
	add_excluding(&s.sent, "B", 3, "X", 4);
	add_ca(&s.sent, "X", 4, "Y", 5, -1, 1);
	add_ca(&s.sent, "Y", 5, "Root", 1, -1, 1);
	add_ca(&s.anchors, "Root", 1, "Root", 1, -1, 1);
	CHECK_EQ_STR(ask(&s), "name-constraints");
	CHECK_EQ_STR(names(&s), "end B X Y Root");
	CHECK(s.result.finding.at == s.result.path.member[0]);
	CHECK(s.result.finding.by == s.result.path.member[1]);
	scene_free(&s);
}

/* A signature that cannot be checked is a doubt only where nothing else is wrong.
 */
TEST(a_doubt_within_a_path_that_is_refused_is_none)
{
	struct scene s;

	scene_start(&s);
	add_named_end(&s.sent, "B", 3);
	add_ca(&s.sent, "B", 3, "A", 2, -1, 1);
	add_ca(&s.sent, "A", 2, "Root", 1, 0, 1);
	add_excluding(&s.sent, "A", 2, "Root", UINT32_MAX);
	add_ca(&s.anchors, "Root", 1, "Root", 1, -1, 1);
	CHECK_EQ_STR(ask(&s), "name-constraints");
	scene_free(&s);

	/* Beyond the doubt, another CA: that path may hold. */
	scene_start(&s);
	add_end(&s.sent, "B", 3);
	add_ca(&s.sent, "B", 3, "A", 2, -1, 1);
	add_ca(&s.sent, "A", 2, "Root", 1, 0, 1);
	add_ca(&s.sent, "B", 3, "X", UINT32_MAX, -1, 2);
	add_ca(&s.sent, "X", 4, "Y", 5, -1, 1);
	add_ca(&s.sent, "Y", 5, "Root", 1, -1, 1);
	add_ca(&s.anchors, "Root", 1, "Root", 1, -1, 1);
	CHECK_EQ_STR(ask(&s), "unsupported-algorithm");
	CHECK_EQ_STR(names(&s), "end B X Y Root");
	scene_free(&s);

	/* The same below an anchor of its own. */
	scene_start(&s);
	add_end(&s.sent, "B", 3);
	add_ca(&s.sent, "B", 3, "A", 2, -1, 1);
	add_ca(&s.sent, "A", 2, "Root", 1, 0, 1);
	add_ca(&s.sent, "B", 3, "X", UINT32_MAX, -1, 2);
	add_ca(&s.sent, "X", 4, "Other", 5, -1, 1);
	add_ca(&s.anchors, "Root", 1, "Root", 1, -1, 1);
	add_ca(&s.anchors, "Other", 5, "Other", 5, -1, 1);
	CHECK_EQ_STR(ask(&s), "unsupported-algorithm");
	CHECK_EQ_STR(names(&s), "end B X Other");
	scene_free(&s);
}

/* A CA "X" by "E", which means the certificate of E that has this serial number. */
static void add_meaning(struct path_pool *p, uint32_t serial_of_issuer)
{
	struct make m = { .subject = "X",
			  .issuer = "E",
			  .key = 5,
			  .signer = 2,
			  .serial = serial_of_issuer };
	struct buf content = { 0 }, value = { 0 };

	put_ca(&m.extensions, -1);
	put_span(&content, DER_CONTEXT + 2,
		 span_of((uint8_t[]){ 1, 0, 0, (uint8_t)serial_of_issuer }, 4));
	put_element(&value, DER_SEQUENCE, &content);
	put_extension(&m.extensions, "2.5.29.35", false, &value);
	make_cert(&p->bundle, m);
}

/* One of E's certificates leads nowhere; each of X's means another of them. */
TEST(what_one_child_rules_out_may_be_anothers)
{
	for (uint32_t dead = 1; dead <= 2; dead++) {
		struct scene s;

		scene_start(&s);
		add_end(&s.sent, "X", 5);
		add_meaning(&s.sent, 1);
		add_meaning(&s.sent, 2);
		add_ca(&s.sent, "E", 2, "Nobody", 8, -1, (int)dead);
		add_ca(&s.sent, "E", 2, "Root", 1, -1, (int)(3 - dead));
		add_ca(&s.anchors, "Root", 1, "Root", 1, -1, 1);
		CHECK_EQ_STR(ask(&s), "");
		CHECK_EQ_STR(names(&s), "end X E Root");
		scene_free(&s);
	}
}

/* ---- Distrust ---- */

TEST(what_is_distrusted_closes_its_paths_and_another_may_hold)
{
	struct scene s;

	scene_start(&s);
	add_end(&s.sent, "A", 2);
	add_ca(&s.sent, "A", 2, "Root", 1, -1, 1);
	add_ca(&s.anchors, "Root", 1, "Root", 1, -1, -1);
	CHECK_EQ_STR(ask(&s), "distrusted");
	CHECK_EQ_STR(names(&s), "end A Root");
	scene_free(&s);

	scene_start(&s);
	add_end(&s.sent, "A", 2);
	add_ca(&s.sent, "A", 2, "Root", 1, -1, 1);
	add_ca(&s.sent, "A", 2, "Good", 3, -1, 2);
	add_ca(&s.anchors, "Root", 1, "Root", 1, -1, -1);
	add_ca(&s.anchors, "Good", 3, "Good", 3, -1, 1);
	CHECK_EQ_STR(ask(&s), "");
	CHECK_EQ_STR(names(&s), "end A Good");
	scene_free(&s);

	/* Distrust is of the key under its name: another certificate is no way out.
	 */
	scene_start(&s);
	add_end(&s.sent, "A", 2);
	add_ca(&s.sent, "A", 2, "Good", 3, -1, 1);
	add_ca(&s.anchors, "A", 2, "Root", 1, -1, -2);
	add_ca(&s.anchors, "Good", 3, "Good", 3, -1, 1);
	CHECK_EQ_STR(ask(&s), "distrusted");
	scene_free(&s);

	/* So is the server's own key. */
	scene_start(&s);
	add_ca(&s.sent, "A", 2, "Good", 3, -1, 1);
	add_ca(&s.anchors, "A", 2, "Root", 1, -1, -2);
	add_ca(&s.anchors, "Good", 3, "Good", 3, -1, 1);
	CHECK_EQ_STR(ask(&s), "distrusted");
	CHECK_EQ_STR(names(&s), "A");
	scene_free(&s);
}

/* However many certificates of its name stand before it. */
TEST(distrust_is_found_among_all_certificates_of_a_name)
{
	for (unsigned count = 1; count <= 1000; count = count * 10) {
		struct scene s;

		scene_start(&s);
		add_end(&s.sent, "Evil", 7);
		for (unsigned i = 0; i < count; i++)
			add_ca(&s.anchors, "Evil", 1000 + i, "Evil", 1000 + i, -1,
			       1);
		add_ca(&s.anchors, "Evil", 7, "Evil", 7, -1, 1);
		add_ca(&s.anchors, "Evil", 7, "Evil", 7, -1, -2);
		CHECK_EQ_STR(ask(&s), "distrusted");
		scene_free(&s);
	}
}

/* ---- Bounds ---- */

/* Each of count CAs has certified each of the others; the first is by the root. */
static void add_mesh(struct path_pool *p, uint32_t count, bool root, int pathlen)
{
	for (uint32_t i = 0; i < count; i++) {
		for (uint32_t k = 0; k < count; k++) {
			char subject[16], issuer[16];

			snprintf(subject, sizeof(subject), "M%u", i);
			snprintf(issuer, sizeof(issuer), "M%u", k);
			if (i != k)
				add_ca(p, subject, 10 + i, issuer, 10 + k, pathlen,
				       (int)(1 + k));
		}
	}
	add_ca(p, "M0", 10, "Root", root ? 1 : 2, -1, 1000);
	add_ca(p, "Root", 1, "Root", 1, -1, 1);
}

TEST(a_mesh_of_200_cas_is_searched_whole)
{
	struct scene s;

	scene_start(&s);
	add_end(&s.sent, "M199", 209);
	add_mesh(&s.anchors, 200, true, -1);
	CHECK_EQ_STR(ask(&s), "");
	CHECK_EQ_STR(names(&s), "end M199 M0 Root");
	scene_free(&s);

	/* Its one way out is forged: that is known, not given up. */
	scene_start(&s);
	add_end(&s.sent, "M199", 209);
	add_mesh(&s.anchors, 200, false, -1);
	CHECK_EQ_STR(ask(&s), "signature");
	CHECK_EQ_STR(names(&s), "end M199 M0 Root");
	scene_free(&s);
}

/*
 * A mesh below a root that excludes the end's name, which is seen in each path at
 * its end only. Nothing but trying all paths shows that none holds.
 */
static const char *ask_mesh(struct scene *s, uint32_t count, unsigned subtrees)
{
	struct make root = {
		.subject = "Root", .issuer = "Root", .key = 1, .signer = 1
	};
	struct make end = {
		.subject = "end", .issuer = "M1", .key = 99, .signer = 11
	};
	struct buf none = { 0 }, excluded = { 0 }, names = { 0 };

	scene_start(s);
	put_span(&names, DER_CONTEXT + 2, SPAN_LIT("x.test"));
	put_alt_names(&end.extensions, &names);
	make_cert(&s->sent.bundle, end);
	put_ca(&root.extensions, -1);
	for (unsigned i = 1; i < subtrees; i++)
		put_subtree(&excluded, DER_CONTEXT + 2, SPAN_LIT("y.test"));
	put_subtree(&excluded, DER_CONTEXT + 2, SPAN_LIT("x.test"));
	put_constraints(&root.extensions, &none, &excluded);
	make_cert(&s->anchors.bundle, root);
	add_mesh(&s->sent, count, true, -1);
	return ask(s);
}

TEST(all_paths_are_tried_or_it_is_said_that_they_were_not)
{
	struct scene s;

	CHECK_EQ_STR(ask_mesh(&s, 3, 1), "name-constraints");
	CHECK_EQ_STR(names(&s), "end M1 M0 Root");
	scene_free(&s);
	CHECK_EQ_STR(ask_mesh(&s, 6, 1), "name-constraints");
	scene_free(&s);
	CHECK_EQ_STR(ask_mesh(&s, 12, 1), "limit");
	CHECK_EQ_STR(s.result.finding.fact, "certificates");
	scene_free(&s);
	CHECK_EQ_STR(ask_mesh(&s, 6, 50000), "limit");
	CHECK_EQ_STR(s.result.finding.fact, "comparisons of names and policies");
	scene_free(&s);
}

/* A chain of count certificates, the anchor included. */
static const char *ask_chain(struct scene *s, uint32_t count)
{
	char issuer[16], subject[16];

	scene_start(s);
	snprintf(issuer, sizeof(issuer), "C%u", count - 2);
	add_end(&s->sent, issuer, 10 + count - 2);
	for (uint32_t i = count - 2; i > 0; i--) {
		snprintf(subject, sizeof(subject), "C%u", i);
		snprintf(issuer, sizeof(issuer), "C%u", i - 1);
		add_ca(&s->sent, subject, 10 + i, issuer, 10 + i - 1, -1, 1);
	}
	add_ca(&s->anchors, "C0", 10, "C0", 10, -1, 1);
	return ask(s);
}

TEST(a_path_has_so_many_certificates_and_no_more)
{
	struct scene s;

	CHECK_EQ_STR(ask_chain(&s, CAP_PATH - 1), "");
	scene_free(&s);
	CHECK_EQ_STR(ask_chain(&s, CAP_PATH), "");
	CHECK_EQ_INT(s.result.path.count, CAP_PATH);
	scene_free(&s);
	CHECK_EQ_STR(ask_chain(&s, CAP_PATH + 1), "path-too-long");
	CHECK_EQ_INT(s.result.path.count, CAP_PATH);
	scene_free(&s);
}

/* Of count keys of the issuer's name, the last that is tried is the right one. */
static const char *ask_keys(struct scene *s, uint32_t count)
{
	const uint32_t last = 0x00ffffff; /* in the order of its bytes */

	scene_start(s);
	add_end(&s->sent, "A", last);
	for (uint32_t i = 1; i < count; i++)
		add_ca(&s->anchors, "A", i, "A", i, -1, 1);
	add_ca(&s->anchors, "A", last, "A", last, -1, 1);
	return ask(s);
}

TEST(so_many_signatures_are_checked_and_no_more)
{
	struct scene s;

	CHECK_EQ_STR(ask_keys(&s, CAP_SEARCH_SIGNATURES - 1), "");
	CHECK_EQ_INT(s.shared.signing.left, 1);
	scene_free(&s);
	CHECK_EQ_STR(ask_keys(&s, CAP_SEARCH_SIGNATURES), "");
	CHECK_EQ_INT(s.shared.signing.left, 0);
	scene_free(&s);
	CHECK_EQ_STR(ask_keys(&s, CAP_SEARCH_SIGNATURES + 1), "limit");
	CHECK_EQ_STR(s.result.finding.fact, "signatures");
	scene_free(&s);
}

/* One key of the issuer's name has count certificates, one step each. */
static const char *ask_certificates(struct scene *s, uint32_t count)
{
	scene_start(s);
	add_end(&s->sent, "A", 2);
	for (uint32_t i = 0; i < count; i++)
		add_ca(&s->anchors, "A", 2, "A", 2, -1, (int)i + 1);
	return ask(s);
}

TEST(so_many_certificates_are_looked_at_and_no_more)
{
	struct scene s;

	CHECK_EQ_STR(ask_certificates(&s, CAP_SEARCH_STEPS - 3), "");
	CHECK_EQ_INT(s.shared.steps, 1);
	scene_free(&s);
	CHECK_EQ_STR(ask_certificates(&s, CAP_SEARCH_STEPS - 2), "");
	CHECK_EQ_INT(s.shared.steps, 0);
	scene_free(&s);
	CHECK_EQ_STR(ask_certificates(&s, CAP_SEARCH_STEPS - 1), "limit");
	CHECK_EQ_STR(s.result.finding.fact, "certificates");
	scene_free(&s);
}

/* A CA that permits 10,000 subtrees, and a server with count names in the last. */
static const char *ask_names(struct scene *s, unsigned count)
{
	struct make root = {
		.subject = "Root", .issuer = "Root", .key = 1, .signer = 1
	};
	struct make end = {
		.subject = "", .issuer = "Root", .key = 2, .signer = 1
	};
	struct buf permitted = { 0 }, none = { 0 }, names_sent = { 0 };
	char name[32];

	scene_start(s);
	for (unsigned i = 0; i < 10000; i++) {
		snprintf(name, sizeof(name), "s%u.test", i);
		put_subtree(&permitted, DER_CONTEXT + 2, span_str(name));
	}
	put_ca(&root.extensions, -1);
	put_constraints(&root.extensions, &permitted, &none);
	make_cert(&s->anchors.bundle, root);
	for (unsigned i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "n%u.s9999.test", i);
		put_span(&names_sent, DER_CONTEXT + 2, span_str(name));
	}
	put_alt_names(&end.extensions, &names_sent);
	make_cert(&s->sent.bundle, end);
	return ask(s);
}

/* Each name is compared with each subtree; policies cost a few. */
TEST(so_many_names_are_compared_and_no_more)
{
	struct scene s;

	CHECK_EQ_STR(ask_names(&s, CAP_SEARCH_COMPARISONS / 10000 - 1), "");
	CHECK(s.shared.comparisons < 10000);
	scene_free(&s);
	CHECK_EQ_STR(ask_names(&s, CAP_SEARCH_COMPARISONS / 10000), "limit");
	CHECK_EQ_STR(s.result.finding.fact, "comparisons of names and policies");
	scene_free(&s);
	CHECK_EQ_STR(ask_names(&s, 10000), "limit");
	scene_free(&s);
}

/* What was sent is gone with it; what the bundle's certificates say stays known. */
TEST(signatures_are_checked_once)
{
	struct scene s;
	int64_t when = 0;

	scene_start(&s);
	add_end(&s.sent, "A", 2);
	add_ca(&s.anchors, "A", 2, "Root", 1, -1, 1);
	add_ca(&s.anchors, "Root", 1, "Root", 1, -1, 1);
	CHECK_EQ_STR(ask(&s), "");
	CHECK_EQ_INT(s.shared.signing.left, CAP_SEARCH_SIGNATURES - 2);
	CHECK(moment_of_text("2027-01-01", 0, &when, NULL));
	search_refill(&s.shared);
	search_run(&s.search, path_member(&s.sent, 0), when, &s.result);
	CHECK_EQ_INT(s.shared.signing.left, CAP_SEARCH_SIGNATURES);
	search_forget(&s.shared);
	search_refill(&s.shared);
	search_run(&s.search, path_member(&s.sent, 0), when, &s.result);
	CHECK_EQ_INT(s.shared.signing.left, CAP_SEARCH_SIGNATURES - 1);
	scene_free(&s);
}
