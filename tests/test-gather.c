#include "tap.h"

#include "fixture.h"
#include "set/gather.h"

/* What one entry of a file needs, as digits of entries in the order of the bundle.
 */
static const struct {
	const char *file;
	bool verify;
	size_t entry;
	const char *members;
} rows[] = {
	/* Root, Intermediate by Root, Cross self-signed, the same by Root, a leaf
	 */
	{ "roles/hier.pem", true, 0, "0" },
	{ "roles/hier.pem", true, 1, "01" },
	{ "roles/hier.pem", true, 2, "023" }, /* and Cross by Root needs Root */
	{ "roles/hier.pem", true, 3, "03" },
	{ "roles/hier.pem", true, 4, "014" },
	{ "roles/hier.pem", false, 4, "014" },
	{ "roles/hier.pem", false, 2, "023" },
	/* both are the other's issuer, where signatures are not asked */
	{ "roles/rekeyed.pem", true, 0, "0" },
	{ "roles/rekeyed.pem", true, 1, "1" },
	{ "roles/rekeyed.pem", false, 0, "01" },
	{ "roles/rekeyed.pem", false, 1, "01" },
	{ "roles/rollover.pem", true, 1, "01" },
	{ "roles/renewed.pem", true, 1, "01" },
	/* nobody is here */
	{ "roles/leaf.pem", true, 0, "0" },
	{ "roles/badsig.pem", true, 0, "0" },
	/* it may be its own */
	{ "algorithms/ml-dsa-44.pem", true, 0, "0" },
};

static void text_of(struct gather *g, char out[16])
{
	size_t count;
	const size_t *members = gather_members(g, &count);

	for (size_t i = 0; i < count && i < 15; i++)
		out[i] = (char)('0' + members[i]);
	out[count < 15 ? count : 15] = '\0';
}

TEST(an_entry_comes_with_its_issuers_up_to_the_root)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bundle b = fixture_bundle(rows[i].file);
		struct gather g;
		struct chain c;
		char text[16];

		ROW(rows[i].file);
		chain_start(&c, &b, rows[i].verify);
		gather_start(&g, &b, &c);
		/* The rounds do not see one another. */
		for (size_t k = 0; k < b.count; k++) {
			gather_begin(&g);
			gather_add(&g, k);
			gather_issuers(&g);
		}
		gather_begin(&g);
		gather_add(&g, rows[i].entry);
		gather_add(&g, rows[i].entry);
		gather_issuers(&g);
		text_of(&g, text);
		CHECK_EQ_STR(text, rows[i].members);
		gather_free(&g);
		chain_free(&c);
		bundle_free(&b);
	}
}

/* A signature of an algorithm that nobody knows may be by each key of the name. */
TEST(what_cannot_be_checked_may_be_by_several)
{
	struct bundle b = fixture_bundle("roles/rekeyed.pem");
	struct chain_issuer issuer;
	struct gather g;
	struct chain c;
	char text[16];

	REQUIRE(b.count == 2);
	b.entry[1].cert.algorithm = SPAN_LIT("\x06\x03\x2a\x03\x04");
	chain_start(&c, &b, true);
	issuer = chain_issuer(&c, 1);
	CHECK_EQ_INT(issuer.proof, CHAIN_UNPROVED);
	CHECK_EQ_INT(issuer.position, 0);
	CHECK(issuer.itself);
	CHECK_EQ_INT(chain_parent(&c, 1), CHAIN_NONE);
	CHECK_EQ_INT(c.work->vain, 2);
	gather_start(&g, &b, &c);
	gather_begin(&g);
	gather_add(&g, 1);
	gather_issuers(&g);
	text_of(&g, text);
	CHECK_EQ_STR(text, "01");
	gather_free(&g);
	chain_free(&c);
	bundle_free(&b);
}

TEST(without_issuers_no_chain_is_needed)
{
	struct bundle b = fixture_bundle("roles/hier.pem");
	const struct chain none = { 0 };
	struct gather g;
	char text[16];

	gather_start(&g, &b, &none);
	gather_begin(&g);
	gather_add(&g, 4);
	gather_add(&g, 1);
	text_of(&g, text);
	CHECK_EQ_STR(text, "14");
	gather_begin(&g);
	text_of(&g, text);
	CHECK_EQ_STR(text, "");
	gather_free(&g);
	bundle_free(&b);
}

/*
 * Copies of a certificate whose signature cannot be checked and of one that may
 * have made it: all of them may, and each is looked at once.
 */
static void linear(bool verify, const char *file, size_t child, size_t issuer)
{
	const size_t count = 10000;
	struct bundle from = fixture_bundle(file), b = { 0 };
	struct gather g;
	struct chain c;
	size_t members;

	for (size_t i = 0; i < count; i++) {
		bundle_add(&b, &from.entry[issuer].cert,
			   &from.entry[issuer].origin);
		bundle_add(&b, &from.entry[child].cert, &from.entry[child].origin);
	}
	chain_start(&c, &b, verify);
	gather_start(&g, &b, &c);
	for (size_t round = 0; round < 2; round++) {
		gather_begin(&g);
		for (size_t i = 0; i < count; i++)
			gather_add(&g, 2 * i + 1);
		g.steps = 0;
		gather_issuers(&g);
		gather_members(&g, &members);
		CHECK_EQ_INT(members, 2 * count);
		CHECK(g.steps >= count && g.steps <= 4 * count);
	}
	gather_free(&g);
	chain_free(&c);
	bundle_free(&b);
	bundle_free(&from);
}

TEST(each_certificate_is_looked_at_once_a_round)
{
	ROW("by identifier");
	linear(false, "roles/hier.pem", 1, 0);
	ROW("by name");
	linear(false, "roles/rekeyed.pem", 0, 1);
	ROW("by key");
	linear(true, "roles/renewed.pem", 0, 1);
}
