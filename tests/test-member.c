#include "tap.h"

#include "fixture.h"
#include "make_cert.h"
#include "verify/path.h"

/* A certificate with one extension, its value in hex. */
static struct member *made(struct path_pool *p, const char *oid, bool critical,
			   const char *hex)
{
	struct make m = { .subject = "A", .issuer = "A", .key = 1, .signer = 1 };
	struct buf value = { 0 };

	hex_add(&value, hex);
	put_extension(&m.extensions, oid, critical, &value);
	*p = (struct path_pool){ 0 };
	make_cert(&p->bundle, m);
	path_pool_index(p);
	return path_member(p, 0);
}

static const struct {
	const char *what, *oid, *hex;
	bool good;
} rows[] = {
	{ "basicConstraints", "2.5.29.19", "30060101ff020103", true },
	{ "basicConstraints", "2.5.29.19", "3000", true },
	{ "basicConstraints", "2.5.29.19", "30060101ff0201ff", false },
	{ "basicConstraints", "2.5.29.19", "30060101ff02010300", false },
	{ "basicConstraints", "2.5.29.19", "", false },
	{ "keyUsage", "2.5.29.15", "03020106", true },
	{ "keyUsage", "2.5.29.15", "0300", false },
	{ "keyUsage", "2.5.29.15", "04020106", false },
	{ "keyUsage", "2.5.29.15", "0302010600", false },
	{ "extKeyUsage", "2.5.29.37", "300406022a03", true },
	{ "extKeyUsage", "2.5.29.37", "3000", false },
	{ "extKeyUsage", "2.5.29.37", "300402022a03", false },
	{ "subjectAltName", "2.5.29.17", "30058203612e62", true },
	{ "subjectAltName", "2.5.29.17", "30058a03612e62", false },
	{ "subjectAltName", "2.5.29.17", "8203612e62", false },
	{ "nameConstraints", "2.5.29.30", "3007a005300382 0161", true },
	{ "nameConstraints", "2.5.29.30", "3000", false },
	{ "certificatePolicies", "2.5.29.32", "3006300406022a03", true },
	{ "certificatePolicies", "2.5.29.32", "3000", false },
	{ "policyMappings", "2.5.29.33", "300a3008 06022a03 06022a04", true },
	{ "policyMappings", "2.5.29.33", "3006300406022a03", false },
	{ "policyConstraints", "2.5.29.36", "3006800100810102", true },
	{ "policyConstraints", "2.5.29.36", "30038001ff", false },
	{ "policyConstraints", "2.5.29.36", "30038101ff", false },
	{ "policyConstraints", "2.5.29.36", "3003820100", false },
	{ "inhibitAnyPolicy", "2.5.29.54", "020100", true },
	{ "inhibitAnyPolicy", "2.5.29.54", "0201ff", false },
	{ "inhibitAnyPolicy", "2.5.29.54", "0200", false },
	{ "subjectKeyIdentifier", "2.5.29.14", "0401aa", true },
	{ "subjectKeyIdentifier", "2.5.29.14", "aa", false },
	{ "authorityKeyIdentifier", "2.5.29.35", "30038001aa", true },
	{ "authorityKeyIdentifier", "2.5.29.35", "30038301aa", false },
	{ "netscape-cert-type", "2.16.840.1.113730.1.1", "03020640", true },
	{ "netscape-cert-type", "2.16.840.1.113730.1.1", "40", false },
	{ "what nobody reads", "1.3.6.1.4.1.55555.4", "", true },
	{ "cRLDistributionPoints", "2.5.29.31", "", true },
};

TEST(extensions_are_read_or_malformed)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf octets = { 0 };
		struct path_pool p;
		struct member *m = made(&p, rows[i].oid, false, rows[i].hex);
		char row[120];

		snprintf(row, sizeof(row), "%s: %s", rows[i].what, rows[i].hex);
		ROW(row);
		CHECK((m->malformed == NULL) == rows[i].good);
		put_oid_octets(&octets, rows[i].oid);
		if (!rows[i].good)
			CHECK(span_eq(m->malformed_extension, buf_span(&octets)));
		buf_free(&octets);
		path_pool_free(&p);
		ROW("");
	}
}

/* What is processed may be critical; a key identifier must not be. */
static const struct {
	const char *oid, *hex;
	bool processed;
} critical[] = {
	{ "2.5.29.19", "3000", true },
	{ "2.5.29.15", "03020106", true },
	{ "2.5.29.37", "300406022a03", true },
	{ "2.5.29.17", "30058203612e62", true },
	{ "2.5.29.30", "3007a0053003820161", true },
	{ "2.5.29.32", "3006300406022a03", true },
	{ "2.5.29.33", "300a300806022a0306022a04", true },
	{ "2.5.29.36", "3003800100", true },
	{ "2.5.29.54", "020100", true },
	{ "2.5.29.31", "3000", true },
	{ "2.16.840.1.113730.1.1", "03020640", true },
	{ "2.5.29.14", "0401aa", false },
	{ "2.5.29.35", "30038001aa", false },
	{ "2.5.29.18", "30058203612e62", false }, /* issuerAltName */
	{ "2.5.29.46", "3000", false },		  /* freshestCRL */
	{ "1.3.6.1.5.5.7.1.1", "3000", false },	  /* authorityInfoAccess */
	{ "1.3.6.1.5.5.7.1.7", "3000", false },	  /* ipAddrBlocks */
	{ "1.3.6.1.4.1.55555.4", "", false },
};

TEST(critical_extensions_are_processed_or_named)
{
	for (size_t i = 0; i < ARRAY_LEN(critical); i++) {
		struct buf octets = { 0 };
		struct path_pool p;
		struct member *m;

		ROW(critical[i].oid);
		m = made(&p, critical[i].oid, false, critical[i].hex);
		CHECK(m->unprocessed.n == 0);
		path_pool_free(&p);
		m = made(&p, critical[i].oid, true, critical[i].hex);
		put_oid_octets(&octets, critical[i].oid);
		CHECK((m->unprocessed.n == 0) == critical[i].processed);
		if (!critical[i].processed)
			CHECK(span_eq(m->unprocessed, buf_span(&octets)));
		buf_free(&octets);
		path_pool_free(&p);
	}
}

/* A number of more than four octets limits nothing. */
TEST(numbers_of_certificates_are_read)
{
	struct path_pool p;
	struct member *m = made(&p, "2.5.29.36", true, "3006 8001 02 8101 00");

	CHECK_EQ_INT(m->require_explicit, 2);
	CHECK_EQ_INT(m->inhibit_mapping, 0);
	CHECK_EQ_INT(m->inhibit_any, MEMBER_UNLIMITED);
	path_pool_free(&p);
	m = made(&p, "2.5.29.54", true, "0205 0100000000");
	CHECK(m->malformed == NULL);
	CHECK_EQ_INT(m->inhibit_any, MEMBER_UNLIMITED);
	path_pool_free(&p);
}

/* Two of 20,000 extensions are equal, the first and the last: found in time. */
TEST(no_extension_may_occur_twice)
{
	struct make m = { .subject = "A", .issuer = "A", .key = 1, .signer = 1 };
	struct path_pool p = { 0 };
	char oid[40];

	for (unsigned i = 0; i <= 20000; i++) {
		struct buf value = { 0 };

		snprintf(oid, sizeof(oid), "1.2.3.%u", i % 20000);
		put_extension(&m.extensions, oid, false, &value);
	}
	make_cert(&p.bundle, m);
	path_pool_index(&p);
	CHECK_EQ_STR(path_member(&p, 0)->malformed, "repeated");
	path_pool_free(&p);
}

TEST(self_signed_is_by_name_and_identifiers)
{
	static const struct {
		const char *file;
		size_t entry;
		bool self_signed;
	} all[] = {
		{ "verify/root.pem", 0, true },
		{ "roles/v1-root.pem", 0, true },
		{ "roles/badsig.pem", 0, true },
		{ "roles/rollover.pem", 0, true },
		{ "roles/rollover.pem", 1, false },
		{ "roles/hier.pem", 1, false },
		{ "roles/leaf.pem", 0, false },
	};

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		struct path_pool p = { .bundle = fixture_bundle(all[i].file) };

		ROW(all[i].file);
		REQUIRE(p.bundle.count > all[i].entry);
		path_pool_index(&p);
		CHECK(member_self_signed(path_member(&p, all[i].entry)) ==
		      all[i].self_signed);
		path_pool_free(&p);
	}
}

/* An authority key identifier: a key, or an issuer and a serial number. */
static const struct {
	const char *hex;
	bool agrees;
} authorities[] = {
	{ "3000", true },
	{ "30068004 01000000", true },
	{ "30068004 02000000", false },
	{ "30068204 01000000", true }, /* its serial number */
	{ "30068204 01000001", false },
	{ "3014 a112 a410 300e 310c 300a 0603550403 0c03 436162", false },
	{ "3012 a110 a40e 300c 310a 3008 0603550403 0c01 61", true }, /* cn=a */
};

TEST(identifiers_agree_where_what_both_have_is_equal)
{
	for (size_t i = 0; i < ARRAY_LEN(authorities); i++) {
		struct path_pool child, parent = { 0 };
		struct make m = {
			.subject = "A", .issuer = "A", .key = 1, .signer = 1
		};

		ROW(authorities[i].hex);
		put_key_id(&m.extensions, 1);
		make_cert(&parent.bundle, m);
		path_pool_index(&parent);
		CHECK(member_identifiers_agree(
			      made(&child, "2.5.29.35", false, authorities[i].hex),
			      path_member(&parent, 0)) == authorities[i].agrees);
		path_pool_free(&child);
		path_pool_free(&parent);
	}
}

/* Those of more than 64 bytes are compared by their digest. */
TEST(long_identifiers_agree_or_differ_as_short_ones)
{
	for (size_t n = 63; n <= 66; n++) {
		for (int same = 0; same < 2; same++) {
			struct path_pool child = { 0 }, parent = { 0 };
			struct make a = { .subject = "A", .issuer = "A" };
			struct make b = a;
			struct buf id = { 0 }, value = { 0 }, content = { 0 };

			buf_fill(&id, 'x', n);
			put_span(&value, DER_OCTET_STRING, buf_span(&id));
			put_extension(&b.extensions, "2.5.29.14", false, &value);
			id.p[n - 1] = same ? 'x' : 'y';
			put_span(&content, DER_CONTEXT, buf_span(&id));
			put_element(&value, DER_SEQUENCE, &content);
			put_extension(&a.extensions, "2.5.29.35", false, &value);
			make_cert(&child.bundle, a);
			make_cert(&parent.bundle, b);
			path_pool_index(&child);
			path_pool_index(&parent);
			CHECK(member_identifiers_agree(path_member(&child, 0),
						       path_member(&parent, 0)) ==
			      (same != 0));
			buf_free(&id);
			path_pool_free(&child);
			path_pool_free(&parent);
		}
	}
}
