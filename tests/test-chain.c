#include "tap.h"

#include "base/caps.h"
#include "fixture.h"
#include "set/chain_index.h"

#define NONE CHAIN_NONE

/*
 * Answers for each entry: its issuers (up to two, with all of their key), the
 * parent to draw it under.
 */
static const struct {
	const char *file;
	bool verify;
	size_t count;
	struct {
		size_t issuer, another, parent;
		bool cross_signed;
	} entry[5];
} rows[] = {
	/*
	 * Root, Intermediate by Root, Cross self-signed, the same by Root, a leaf
	 */
	{ "roles/hier.pem",
	  true,
	  5,
	  { { 0, NONE, NONE, false },
	    { 0, NONE, 0, false },
	    { 2, 3, NONE, true },
	    { 0, NONE, 0, true },
	    { 1, NONE, 1, false } } },
	{ "roles/hier.pem",
	  false,
	  5,
	  { { 0, NONE, NONE, false },
	    { 0, NONE, 0, false },
	    { 2, 3, NONE, true },
	    { 0, NONE, 0, true },
	    { 1, NONE, 1, false } } },
	/* the new key under the old name, by the old key: identifiers tell them
	   apart */
	{ "roles/rollover.pem",
	  true,
	  2,
	  { { 0, NONE, NONE, false }, { 0, NONE, 0, false } } },
	/* one name, two keys, both self-signed, no identifier of the issuer */
	{ "roles/rekeyed.pem",
	  true,
	  2,
	  { { 0, NONE, NONE, false }, { 1, NONE, NONE, false } } },
	/* one name and key, twice */
	{ "roles/renewed.pem",
	  true,
	  2,
	  { { 0, 1, NONE, false }, { 0, 1, NONE, false } } },
	{ "roles/renewed.pem",
	  false,
	  2,
	  { { 0, 1, NONE, false }, { 0, 1, NONE, false } } },
	{ "roles/leaf.pem", true, 1, { { NONE, NONE, NONE, false } } },
	{ "roles/badsig.pem", true, 1, { { NONE, NONE, NONE, false } } },
	{ "roles/badsig.pem", false, 1, { { 0, NONE, NONE, false } } },
	/* an algorithm that GnuTLS may not know does not make an orphan */
	{ "algorithms/brainpoolp256.pem", true, 1, { { 0, NONE, NONE, false } } },
	{ "names/empty.pem", true, 1, { { 0, NONE, NONE, false } } },
};

/* What an entry needs first: its issuers, itself included where it is one. */
static void check_issuers(const struct chain *c, size_t i, size_t issuer,
			  size_t another)
{
	struct chain_issuer found = chain_issuer(c, i);
	struct chain_candidates of;
	size_t count = 0, n[2] = { NONE, NONE };

	CHECK(!found.gave_up);
	CHECK((found.proof >= CHAIN_UNPROVED) == (issuer != NONE));
	if (issuer == NONE)
		return;
	CHECK_EQ_INT(found.position, issuer);
	chain_candidates(c, i, &of);
	for (size_t k = 0; k < c->bundle->count; k++) {
		size_t key = c->by_key[c->link[k].at].key;

		if (found.proof == CHAIN_SIGNED && key != found.key)
			continue;
		for (size_t r = 0; r < 2; r++) {
			for (size_t x = of.range[r].begin; x < of.range[r].end; x++)
				if (c->by_key[c->by_id[x].at].position == k &&
				    count < 2)
					n[count++] = k;
		}
	}
	CHECK_EQ_INT(n[0], issuer);
	CHECK_EQ_INT(n[1], another);
}

TEST(issuers_and_parents_are_those_of_the_fixtures)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bundle b = fixture_bundle(rows[i].file);
		struct chain c;

		REQUIRE(b.count == rows[i].count);
		chain_start(&c, &b, rows[i].verify);
		for (size_t k = 0; k < b.count; k++) {
			char row[80];

			snprintf(row, sizeof(row), "%s, entry %zu, %s",
				 rows[i].file, k,
				 rows[i].verify ? "verified" : "unverified");
			ROW(row);
			check_issuers(&c, k, rows[i].entry[k].issuer,
				      rows[i].entry[k].another);
			CHECK_EQ_INT(chain_parent(&c, k), rows[i].entry[k].parent);
			CHECK(c.cross_signed[k] == rows[i].entry[k].cross_signed);
		}
		CHECK_EQ_INT(c.work->gave_up, 0);
		chain_free(&c);
		bundle_free(&b);
		ROW("");
	}
}

/* What is proved, and by which entry. */
static const struct {
	const char *file;
	size_t entry;
	enum chain_proof proof;
	size_t position;
	bool itself;
	enum crypto_answer self;
} proofs[] = {
	{ "roles/hier.pem", 0, CHAIN_SIGNED, 0, true, CRYPTO_YES },
	{ "roles/hier.pem", 4, CHAIN_SIGNED, 1, false, CRYPTO_NO },
	{ "roles/rollover.pem", 1, CHAIN_SIGNED, 0, false, CRYPTO_NO },
	{ "roles/leaf.pem", 0, CHAIN_NO_ISSUER, NONE, false, CRYPTO_NO },
	{ "roles/badsig.pem", 0, CHAIN_NO_ISSUER, NONE, false, CRYPTO_NO },
	{ "algorithms/ml-dsa-44.pem", 0, CHAIN_UNPROVED, 0, true,
	  CRYPTO_UNSUPPORTED },
	{ "check/signature-wrong.pem", 1, CHAIN_NOT_BY_IT, 0, false, CRYPTO_NO },
};

TEST(what_is_proved_is_said)
{
	for (size_t i = 0; i < ARRAY_LEN(proofs); i++) {
		struct bundle b = fixture_bundle(proofs[i].file);
		struct chain_issuer issuer;
		struct chain c;

		ROW(proofs[i].file);
		chain_start(&c, &b, true);
		issuer = chain_issuer(&c, proofs[i].entry);
		CHECK_EQ_INT(issuer.proof, proofs[i].proof);
		CHECK_EQ_INT(issuer.position, proofs[i].position);
		CHECK((issuer.key == NONE) == (issuer.position == NONE));
		CHECK(issuer.itself == proofs[i].itself);
		CHECK_EQ_INT(chain_self(&c, proofs[i].entry), proofs[i].self);
		chain_free(&c);
		bundle_free(&b);
	}
}

TEST(without_signatures_both_keys_of_a_name_may_be_the_issuers)
{
	struct bundle b = fixture_bundle("roles/rekeyed.pem");
	struct chain c;

	REQUIRE(b.count == 2);
	chain_start(&c, &b, false);
	for (size_t i = 0; i < 2; i++) {
		CHECK_EQ_INT(chain_issuer(&c, i).proof, CHAIN_UNPROVED);
		CHECK_EQ_INT(chain_issuer(&c, i).position, 0);
		CHECK(chain_issuer(&c, i).itself);
	}
	CHECK_EQ_INT(c.work->tried, 0);
	chain_free(&c);
	bundle_free(&b);
}

TEST(the_certificates_of_a_key_can_be_walked)
{
	struct bundle b = fixture_bundle("roles/renewed.pem");
	size_t cursor = 0, key;
	struct chain c;

	REQUIRE(b.count == 2);
	chain_start(&c, &b, true);
	key = chain_issuer(&c, 1).key;
	CHECK_EQ_INT(key, chain_issuer(&c, 0).key);
	CHECK_EQ_INT(chain_key_next(&c, key, &cursor), 0);
	CHECK_EQ_INT(chain_key_next(&c, key, &cursor), 1);
	CHECK_EQ_INT(chain_key_next(&c, key, &cursor), NONE);
	CHECK_EQ_INT(chain_key_next(&c, key, &cursor), NONE);
	chain_free(&c);
	bundle_free(&b);
}

TEST(an_empty_bundle_can_be_indexed)
{
	struct bundle b = { 0 };
	struct chain c;

	chain_start(&c, &b, true);
	chain_free(&c);
	chain_free(&c);
	bundle_free(&b);
}

TEST(issuers_in_a_bundle_of_many_are_found)
{
	struct bundle b = fixture_bundle("rds/global-bundle.pem");
	size_t roots = 0, children = 0;
	struct chain c;

	REQUIRE(b.count == 32);
	chain_start(&c, &b, true);
	for (size_t i = 0; i < b.count; i++) {
		struct chain_issuer issuer = chain_issuer(&c, i);

		CHECK_EQ_INT(issuer.proof, CHAIN_SIGNED); /* it is closed: README */
		CHECK(!c.cross_signed[i]);
		if (issuer.position == i) {
			CHECK_EQ_INT(chain_parent(&c, i), NONE);
			roots++;
		} else {
			CHECK_EQ_INT(chain_parent(&c, i), issuer.position);
			CHECK(i >= 5 && i < 11 && issuer.position < 5);
			children++;
		}
	}
	CHECK_EQ_INT(roots, 26);
	CHECK_EQ_INT(children, 6);
	CHECK_EQ_INT(c.work->tried, 32); /* once each, as identifiers tell them */
	CHECK_EQ_INT(c.work->vain, 0);
	chain_free(&c);
	bundle_free(&b);
}

TEST(without_signatures_identifiers_tell_keys_apart)
{
	struct bundle b = fixture_bundle("roles/rollover.pem");
	struct chain c;

	REQUIRE(b.count == 2);
	chain_start(&c, &b, false);
	CHECK_EQ_INT(chain_issuer(&c, 1).position, 0);
	CHECK(!chain_issuer(&c, 1).itself);
	CHECK_EQ_INT(chain_parent(&c, 1), 0);
	chain_free(&c);
	bundle_free(&b);
}

/*
 * Many certificates of one name, made of a root and a CA that it signed, whose
 * authority key identifier is the root's subject key identifier.
 */
struct many {
	struct bundle from, b;
	struct buf der;
	const struct cert *root, *child;
	size_t ski,
		key; /* offsets in the root: its identifier, its key's last bytes */
};

static void many_start(struct many *m)
{
	struct cert_extensions x;
	struct span ski;

	*m = (struct many){ .from = fixture_bundle("roles/hier.pem") };
	m->root = &m->from.entry[0].cert;
	m->child = &m->from.entry[1].cert;
	cert_extensions(m->root, &x);
	if (!cert_subject_key_id(&x, &ski))
		abort();
	m->ski = (size_t)(ski.p - m->root->der.p);
	m->key = (size_t)(m->root->spki.p - m->root->der.p) + m->root->spki.n - 8;
}

static void many_free(struct many *m)
{
	buf_free(&m->der);
	bundle_free(&m->b);
	bundle_free(&m->from);
}

/* The root with another key, or another identifier, or both: a number each, or 0.
 */
static void add_root(struct many *m, uint32_t key, uint32_t ski)
{
	const struct origin *o = &m->from.entry[0].origin;
	struct cert_error why;
	struct cert c;

	m->der.n = 0;
	buf_add(&m->der, m->root->der);
	for (size_t i = 0; i < 4; i++) {
		m->der.p[m->key + i] ^= (uint8_t)(key >> (8 * i));
		m->der.p[m->ski + i] ^= (uint8_t)(ski >> (8 * i));
	}
	if (cert_parse(buf_span(&m->der), &c, &why))
		bundle_add(&m->b, &c, o);
}

/* The root without its extensions, so that no identifier is there. */
static void add_bare(struct many *m, uint32_t key)
{
	struct cert c = *m->root;

	add_root(m, key, 0);
	c = m->b.entry[m->b.count - 1].cert;
	c.extensions = (struct span){ 0 };
	m->b.entry[m->b.count - 1].cert = c;
}

static void add_child(struct many *m)
{
	bundle_add(&m->b, m->child, &m->from.entry[1].origin);
}

static struct chain_issuer issuer_of_last(struct many *m, struct chain *c)
{
	return chain_issuer(c, m->b.count - 1);
}

/* Identifiers rule out any number: no signature is tried for these. */
TEST(another_identifier_costs_nothing)
{
	struct chain_issuer issuer;
	struct many m;
	struct chain c;

	many_start(&m);
	for (uint32_t i = 1; i <= 20000; i++)
		add_root(&m, i, i);
	add_root(&m, 0, 0);
	add_child(&m);
	chain_start(&c, &m.b, true);
	issuer = issuer_of_last(&m, &c);
	CHECK_EQ_INT(issuer.proof, CHAIN_SIGNED);
	CHECK_EQ_INT(issuer.position, 20000);
	CHECK_EQ_INT(c.work->tried, 1);
	CHECK_EQ_INT(c.work->steps, 1);
	CHECK_EQ_INT(chain_parent(&c, 20001), 20000);
	chain_free(&c);
	many_free(&m);
}

/*
 * As many copies of a child as children, wrong keys with its issuer's identifier,
 * then the right key without any, which is tried last; and others, which count.
 */
static struct chain_issuer last_of(size_t children, size_t wrong, size_t others,
				   bool right)
{
	struct chain_issuer issuer = { 0 };
	struct many m;
	struct chain c;

	many_start(&m);
	for (uint32_t i = 1; i <= wrong; i++)
		add_root(&m, i, 0);
	if (right)
		add_bare(&m, 0);
	for (size_t i = 0; i < others; i++)
		bundle_add(&m.b, &m.from.entry[4].cert, &m.from.entry[4].origin);
	for (size_t i = 0; i < children; i++)
		add_child(&m);
	chain_start(&c, &m.b, true);
	for (size_t i = m.b.count - children; i < m.b.count; i++)
		issuer = chain_issuer(&c, i);
	CHECK_EQ_INT(c.work->gave_up, issuer.gave_up); /* the others end before */
	CHECK(c.work->vain <= CAP_VAIN + CAP_VAIN_EACH * m.b.count);
	CHECK(issuer.proof != CHAIN_SIGNED || issuer.position == wrong);
	chain_free(&c);
	many_free(&m);
	return issuer;
}

TEST(all_keys_of_a_name_are_tried)
{
	struct chain_issuer issuer = last_of(1, 1000, 0, true);

	CHECK_EQ_INT(issuer.proof, CHAIN_SIGNED);
	issuer = last_of(1, 1000, 0, false); /* it is not here */
	CHECK_EQ_INT(issuer.proof, CHAIN_NOT_BY_IT);
	CHECK(!issuer.gave_up);
}

TEST(a_search_ends_early_after_so_many_signatures_in_vain_and_says_so)
{
	static const struct {
		size_t children, wrong;
		int above; /* in vain for all but the last, and for the last: the
			      cap */
		bool found;
	} bounds[] = { { 67, 67, -1, true },
		       { 66, 68, 0, false },
		       { 67, 67, 1, false } };

	for (size_t i = 0; i < ARRAY_LEN(bounds); i++) {
		size_t vain = bounds[i].children * bounds[i].wrong;
		size_t count = bounds[i].children + bounds[i].wrong + 1;
		size_t cap = (size_t)((long)vain - bounds[i].above);
		struct chain_issuer issuer;

		REQUIRE(cap > CAP_VAIN + CAP_VAIN_EACH * count);
		REQUIRE((cap - CAP_VAIN) % CAP_VAIN_EACH == 0);
		issuer = last_of(bounds[i].children, bounds[i].wrong,
				 (cap - CAP_VAIN) / CAP_VAIN_EACH - count, true);
		CHECK(issuer.gave_up == !bounds[i].found);
		CHECK_EQ_INT(issuer.proof,
			     bounds[i].found ? CHAIN_SIGNED : CHAIN_NOT_BY_IT);
	}
}

/* Keys that are tried in vain by all: the work is in proportion to their number. */
TEST(many_keys_of_one_name_take_linear_work)
{
	const uint32_t count = 2000;
	struct many m;
	struct chain c;

	many_start(&m);
	for (uint32_t i = 1; i <= count; i++)
		add_bare(&m, i);
	chain_start(&c, &m.b, true);
	for (size_t i = 0; i < count; i++)
		CHECK(chain_issuer(&c, i).proof <= CHAIN_NOT_BY_IT);
	CHECK_EQ_INT(c.work->vain, CAP_VAIN + CAP_VAIN_EACH * count);
	CHECK_EQ_INT(c.work->tried, c.work->vain);
	CHECK(c.work->steps <= c.work->vain + 2 * count);
	CHECK(c.work->gave_up > 0);
	CHECK(chain_issuer(&c, count - 1).gave_up);
	chain_free(&c);
	many_free(&m);
}

/* One key, in certificates with one identifier, with many, or with none. */
TEST(many_certificates_of_one_name_and_key_cost_one_signature_each_child)
{
	const uint32_t count = 20000, children = 100;

	for (int form = 0; form < 3; form++) {
		struct many m;
		struct chain c;

		many_start(&m);
		for (uint32_t i = 1; i <= count; i++) {
			if (form < 2)
				add_root(&m, 0, form * i);
			else
				add_bare(&m, 0);
		}
		add_root(&m, 0, 0);
		for (uint32_t i = 0; i < children; i++)
			add_child(&m);
		chain_start(&c, &m.b, true);
		for (size_t i = count + 1; i < m.b.count; i++)
			CHECK_EQ_INT(chain_issuer(&c, i).proof, CHAIN_SIGNED);
		CHECK_EQ_INT(c.work->tried, children);
		CHECK(c.work->steps <= 2 * children);
		chain_free(&c);
		many_free(&m);
	}
}

/* ... and none without signatures. */
TEST(many_certificates_of_one_name_are_not_looked_at_one_by_one)
{
	const uint32_t count = 20000;
	struct many m;
	struct chain c;

	many_start(&m);
	for (uint32_t i = 1; i <= count; i++)
		add_bare(&m, i);
	chain_start(&c, &m.b, false);
	for (size_t i = 0; i < count; i++) {
		CHECK_EQ_INT(chain_issuer(&c, i).position, 0);
		CHECK(chain_issuer(&c, i).itself);
	}
	CHECK_EQ_INT(c.work->steps, 0);
	chain_free(&c);
	many_free(&m);
}

/* Roots of one name, which no identifiers tell apart: each asks its own key first.
 */
TEST(a_root_among_many_of_its_name_costs_one_signature)
{
	struct bundle b = fixture_bundle("check/search-gave-up.pem");
	struct chain c;

	REQUIRE(b.count == 136);
	chain_start(&c, &b, true);
	for (size_t i = 0; i < 68; i++) {
		CHECK_EQ_INT(chain_issuer(&c, i).proof, CHAIN_SIGNED);
		CHECK(chain_issuer(&c, i).itself);
	}
	CHECK_EQ_INT(c.work->tried, 68);
	CHECK_EQ_INT(c.work->vain, 0);
	chain_free(&c);
	bundle_free(&b);
}
