#include "tap.h"

#include "fixture.h"
#include "report/order.h"

static struct field_context context;

static bool gather(void *to, uint32_t position, struct span load UNUSED)
{
	buf_printf(to, "%s%u", ((struct buf *)to)->n > 0 ? " " : "",
		   (unsigned)position);
	return true;
}

/* Of what is wrong. */
static struct buf scratch;

/* The positions of the bundle's certificates in an order, valid until the next
 * call; they are added from the last to the first where backwards. */
static const char *order_of(const char *fields, const struct bundle *b,
			    bool digests, bool backwards)
{
	static struct buf out;
	struct facts f = { 0 };
	struct order o;
	const char *wrong = order_start(&o, fields, false, &scratch);

	if (wrong != NULL)
		return wrong;
	for (size_t k = 0; k < b->count; k++) {
		size_t i = backwards ? b->count - 1 - k : k;
		uint8_t digest[SHA256_BYTES];

		digest_sha256(b->entry[i].cert.der, digest);
		facts_start(&f, &context, &b->entry[i].cert, &b->entry[i].origin,
			    i + 1);
		order_add(&o, &f, digests ? digest : NULL, i, (struct span){ 0 });
	}
	out.n = 0;
	CHECK(order_each(&o, gather, &out));
	order_free(&o);
	facts_free(&f);
	return buf_c(&out);
}

TEST(certificates_come_in_the_order_of_their_fields)
{
	static const struct {
		const char *file, *fields, *wanted;
	} rows[] = {
		{ "pem/three.pem", "cn", "0 1 2" },
		{ "pem/three.pem", "-cn", "2 1 0" },
		{ "pem/three.pem", "subject-hash", "1 2 0" },
		{ "pem/three.pem", "sha256", "0 1 2" },
		{ "pem/three.pem", "-sha256", "2 1 0" },
		{ "pem/three.pem", "index", "0 1 2" },
		{ "pem/three.pem", "none", "0 1 2" },
		{ "rds/us-east-1-bundle.pem", "none", "0 1 2 3 4" },
		{ "rds/us-east-1-bundle.pem", "not-before", "0 1 2 3 4" },
		{ "rds/us-east-1-bundle.pem", "-not-before", "4 3 2 1 0" },
		{ "rds/us-east-1-bundle.pem", "cn", "0 1 4 2 3" },
		/* Absent comes first, and last where it goes down. */
		{ "rds/us-east-1-bundle.pem", "region,not-before", "0 1 2 3 4" },
		{ "rds/us-east-1-bundle.pem", "region,-not-before", "0 4 3 2 1" },
		{ "rds/us-east-1-bundle.pem", "-region,not-before", "1 2 3 4 0" },
		{ "rds/us-east-1-bundle.pem", "-region,-not-before", "4 3 2 1 0" },
		/* By number, not by digits. */
		{ "rds/us-east-1-bundle.pem", "key-bits,not-before", "4 0 1 2 3" },
		{ "rds/us-east-1-bundle.pem", "-key-bits,not-before", "3 0 1 2 4" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bundle b = fixture_bundle(rows[i].file);

		ROW(rows[i].fields);
		REQUIRE(b.count > 0);
		CHECK_EQ_STR(order_of(rows[i].fields, &b, true, false),
			     rows[i].wanted);
		bundle_free(&b);
	}
}

TEST(equal_values_come_by_digest_whatever_the_order_of_adding)
{
	struct bundle b = fixture_bundle("rds/global-bundle.pem");
	char *by_digest, *by_version;

	REQUIRE(b.count == 32);
	by_digest = strdup(order_of("sha256", &b, true, false));
	CHECK_EQ_STR(order_of("sha256", &b, true, true), by_digest);
	/* All of them have version 3. */
	CHECK_EQ_STR(order_of("version", &b, true, false), by_digest);
	CHECK_EQ_STR(order_of("version", &b, true, true), by_digest);
	CHECK_EQ_STR(order_of("-version", &b, true, true), by_digest);
	by_version = strdup(order_of("version", &b, false, false));
	CHECK(strcmp(by_version, by_digest) != 0);
	CHECK_EQ_STR(by_version, order_of("none", &b, false, false));
	CHECK_EQ_STR(order_of("version", &b, false, true), by_version);
	free(by_digest);
	free(by_version);
	bundle_free(&b);
}

TEST(what_is_no_order_is_refused)
{
	static const struct {
		const char *fields;
		bool set, good;
	} rows[] = {
		{ "cn", false, true },
		{ "none", false, true },
		{ "expires", false, true },
		{ "cn,o,issuer,serial,key,hash,ca,role", false, true },
		{ "cn,o,issuer,serial,key,hash,ca,role,ski", false, false },
		{ "nothing", false, false },
		{ "None", false, false },
		{ "none,cn", false, false },
		{ "-none", false, false },
		{ "-", false, false },
		{ "--cn", false, false },
		{ "cn;o", false, false },
		{ "cn, o", false, false },
		{ "", false, false },
		{ ",cn", false, false },
		{ "cn,", false, false },
		{ "-", false, false },
		{ "--cn", false, false },
		{ "cn,,o", false, false },
		{ "cross-signed", false, false },
		{ "cn,-issuer-found", false, false },
		{ "cross-signed", true, true },
		{ "cn,-issuer-found", true, true },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct order o;

		ROW(rows[i].fields);
		CHECK((order_start(&o, rows[i].fields, rows[i].set, &scratch) ==
		       NULL) == rows[i].good);
		if (rows[i].good)
			CHECK(order_needs_set(&o) == rows[i].set);
		order_free(&o);
	}
}
