#include "tap.h"

#include "fixture.h"
#include "report/field.h"
#include "x509/moment.h"

#define NOW INT64_C(1787356800) /* 2026-08-22T00:00:00Z */

static struct field_context context = { .now = NOW, .verify = true };

/* A field of one certificate as text, valid until the next call. */
static const char *text_of(struct facts *f, const char *name)
{
	static struct buf out;
	const struct field *field = field_find(span_str(name));
	struct value v;

	if (field == NULL)
		return "(no such field)";
	v = field_get(field, f);
	out.n = 0;
	if (v.state == VALUE_ABSENT)
		return NULL;
	value_text(field, &v, &out);
	return buf_c(&out);
}

TEST(names_of_fields_are_unique_words)
{
	const struct field *a, *b;

	for (size_t i = 0; (a = field_row(i)) != NULL; i++) {
		ROW(a->name);
		CHECK(field_find(span_str(a->name)) == a);
		CHECK(*a->help != '\0' && a->help[strlen(a->help) - 1] != '.');
		CHECK(a->width >= 0 && a->width < 100);
		CHECK(strspn(a->name, "abcdefghijklmnopqrstuvwxyz0123456789-") ==
		      strlen(a->name));
		for (size_t k = 0; k < i; k++) {
			b = field_row(k);
			CHECK(b != NULL && strcmp(a->name, b->name) != 0);
		}
	}
	ROW("");
	CHECK(field_row(10000) == NULL);
	CHECK(field_find(SPAN_LIT("")) == NULL);
	CHECK(field_find(SPAN_LIT("sha25")) == NULL);
	CHECK(field_find(SPAN_LIT("sha256x")) == NULL);
	CHECK(field_find(SPAN_LIT("SHA256")) == NULL);
	CHECK(field_find(SPAN_LIT("expires")) == field_find(SPAN_LIT("not-after")));
}

/* Every field of a leaf whose names, serial and dates make.sh fixes. */
TEST(every_field_of_a_leaf_says_what_is_there)
{
	struct bundle b = fixture_bundle("roles/leaf.pem");
	uint8_t sha256[SHA256_BYTES], sha1[SHA1_BYTES];
	struct buf hex = { 0 };
	struct cert_key key;
	struct facts f = { 0 };

	REQUIRE(b.count == 1);
	facts_start(&f, &context, &b.entry[0].cert, &b.entry[0].origin, 1);
	CHECK_EQ_STR(text_of(&f, "index"), "1");
	CHECK_EQ_STR(text_of(&f, "file"), fixture_path("roles/leaf.pem"));
	CHECK_EQ_STR(text_of(&f, "line"), "1");
	CHECK_EQ_STR(text_of(&f, "block"), "1");
	CHECK_EQ_STR(text_of(&f, "name"), "db.example.test");
	CHECK_EQ_STR(text_of(&f, "subject"),
		     "CN=db.example.test,O=Cabundle Test,C=ZZ");
	CHECK_EQ_STR(text_of(&f, "cn"), "db.example.test");
	CHECK_EQ_STR(text_of(&f, "o"), "Cabundle Test");
	CHECK_EQ_STR(text_of(&f, "issuer"),
		     "CN=Intermediate CA,O=Cabundle Test,C=ZZ");
	CHECK_EQ_STR(text_of(&f, "issuer-cn"), "Intermediate CA");
	CHECK_EQ_STR(text_of(&f, "serial"), "7e57dbfef72a");
	CHECK_EQ_STR(text_of(&f, "version"), "3");
	CHECK_EQ_STR(text_of(&f, "role"), "leaf");
	CHECK_EQ_STR(text_of(&f, "self-signed"), "no");
	CHECK_EQ_STR(text_of(&f, "cross-signed"), NULL); /* the set is not known */
	CHECK_EQ_STR(text_of(&f, "issuer-found"), NULL);
	CHECK_EQ_STR(text_of(&f, "key"), "ec-p256");
	CHECK_EQ_STR(text_of(&f, "key-algorithm"), "id-ecPublicKey");
	CHECK_EQ_STR(text_of(&f, "key-bits"), "256");
	CHECK_EQ_STR(text_of(&f, "signature"), "ecdsa-with-SHA256");
	CHECK_EQ_STR(text_of(&f, "hash"), "sha256");
	CHECK_EQ_STR(text_of(&f, "not-before"), "2020-01-01T00:00:00Z");
	CHECK_EQ_STR(text_of(&f, "not-after"), "2045-01-01T00:00:00Z");
	CHECK_EQ_STR(text_of(&f, "days-left"), "6707");
	CHECK_EQ_STR(text_of(&f, "subject-hash"),
		     "dcf3775f"); /* openssl x509 -subject_hash */
	CHECK_EQ_STR(text_of(&f, "ca"), "no");
	CHECK_EQ_STR(text_of(&f, "pathlen"), NULL);
	CHECK_EQ_STR(text_of(&f, "key-usage"), "digitalSignature");
	CHECK_EQ_STR(text_of(&f, "ext-key-usage"), "serverAuth");
	CHECK_EQ_STR(text_of(&f, "region"), NULL);
	CHECK_EQ_STR(text_of(&f, "partition"), NULL);
	CHECK_EQ_STR(text_of(&f, "rds-ca"), NULL);
	CHECK_EQ_STR(text_of(&f, "label"), NULL);
	CHECK_EQ_STR(text_of(&f, "trust"), NULL);

	digest_sha256(b.entry[0].cert.der, sha256);
	buf_hex(&hex, span_of(sha256, sizeof(sha256)));
	CHECK_EQ_STR(text_of(&f, "sha256"), buf_c(&hex));
	hex.n = 0;
	digest_sha1(b.entry[0].cert.der, sha1);
	buf_hex(&hex, span_of(sha1, sizeof(sha1)));
	CHECK_EQ_STR(text_of(&f, "sha1"), buf_c(&hex));
	hex.n = 0;
	digest_sha256(b.entry[0].cert.spki, sha256);
	buf_hex(&hex, span_of(sha256, sizeof(sha256)));
	CHECK_EQ_STR(text_of(&f, "spki-sha256"), buf_c(&hex));
	hex.n = 0;
	CHECK(cert_key(&b.entry[0].cert, &key));
	digest_sha1(key.bits, sha1);
	buf_hex(&hex, span_of(sha1, sizeof(sha1)));
	CHECK_EQ_STR(text_of(&f, "ski"), buf_c(&hex));
	CHECK(text_of(&f, "aki") != NULL && strlen(text_of(&f, "aki")) == 40);
	buf_free(&hex);
	facts_free(&f);
	bundle_free(&b);
}

static const struct {
	const char *file;
	size_t entry;
	const char *field;
	const char *text; /* NULL: absent */
} rows[] = {
	/* names */
	{ "names/no-cn.pem", 0, "name", "Class 3 Root" },
	{ "names/no-cn.pem", 0, "cn", NULL },
	{ "names/empty.pem", 0, "name", "" },
	{ "names/empty.pem", 0, "subject", "" },
	{ "names/empty.pem", 0, "o", NULL },
	{ "names/empty.pem", 0, "role", "root" },
	{ "names/newline.pem", 0, "name",
	  "A\\0A-----BEGIN CERTIFICATE-----\\0AMIIB" },
	{ "names/ansi.pem", 0, "cn", "Red \\1B[31mRoot\\1B[0m\\07" },
	{ "names/bidi.pem", 0, "cn", "Root \\E2\\80\\AEAC tsurT" },
	{ "names/nul.pem", 0, "cn", "good.example\\00.evil.example" },
	{ "names/tab.pem", 0, "cn", "Root\\09Tab" },
	{ "names/badutf8.pem", 0, "cn", "Root \\C3(\\FF" },
	{ "names/path.pem", 0, "cn", "../../etc/passwd" },
	{ "names/t61.pem", 0, "cn", "Caf\xc3\xa9 Root" },
	{ "names/multi.pem", 0, "cn", "Multi-valued Root" },
	{ "names/escape.pem", 0, "cn", " a,b+c\"d\\\\e<f>g;h=i#j " },
	/* keys and signatures */
	{ "algorithms/rsa2048-sha256.pem", 0, "key", "rsa2048" },
	{ "algorithms/rsa4096-sha384.pem", 0, "signature",
	  "sha384WithRSAEncryption" },
	{ "algorithms/p384.pem", 0, "key", "ec-p384" },
	{ "algorithms/brainpoolp256.pem", 0, "key", "ec-brainpoolp256r1" },
	{ "algorithms/ed25519.pem", 0, "key", "ed25519" },
	{ "algorithms/ed25519.pem", 0, "hash", NULL },
	{ "algorithms/ed25519.pem", 0, "key-bits", "256" },
	{ "algorithms/dsa.pem", 0, "key", "dsa2048" },
	{ "algorithms/ml-dsa-65.pem", 0, "key", "ml-dsa-65" },
	{ "algorithms/ml-dsa-65.pem", 0, "signature", "ML-DSA-65" },
	{ "algorithms/slh-dsa-sha2-128s.pem", 0, "key", "slh-dsa-sha2-128s" },
	{ "algorithms/unknown-oid.pem", 0, "key", "1.3.6.1.4.1.55555.1" },
	{ "algorithms/unknown-oid.pem", 0, "signature", "1.3.6.1.4.1.55555.1" },
	{ "algorithms/unknown-oid.pem", 0, "hash", NULL },
	{ "algorithms/unknown-oid.pem", 0, "self-signed", "unsupported" },
	{ "algorithms/unknown-oid.pem", 0, "role", "root" },
	{ "algorithms/rsa-pss.pem", 0, "hash", "sha256" },
	/* roles */
	{ "roles/hier.pem", 0, "role", "root" },
	{ "roles/hier.pem", 0, "self-signed", "yes" },
	{ "roles/hier.pem", 0, "ca", "yes" },
	{ "roles/hier.pem", 0, "aki", NULL },
	{ "roles/hier.pem", 0, "key-usage", "keyCertSign,cRLSign" },
	{ "roles/hier.pem", 0, "ext-key-usage", NULL },
	{ "roles/hier.pem", 1, "role", "intermediate" },
	{ "pem/three.pem", 1, "line", "12" },
	{ "pem/three.pem", 2, "line", "23" },
	{ "roles/hier.pem", 1, "block", "2" },
	{ "roles/hier.pem", 1, "index", "2" },
	{ "roles/badsig.pem", 0, "role", "self-issued" },
	{ "roles/badsig.pem", 0, "self-signed", "no" },
	{ "roles/rollover.pem", 1, "role", "self-issued" },
	{ "roles/v1-root.pem", 0, "role", "root" },
	{ "roles/v1-root.pem", 0, "version", "1" },
	{ "roles/v1-root.pem", 0, "ca", NULL },
	{ "roles/v1-root.pem", 0, "ski", NULL },
	{ "roles/v1-root.pem", 0, "key-usage", NULL },
	/* times */
	{ "roles/forever.pem", 0, "not-after", "9999-12-31T23:59:59Z" },
	{ "roles/expired.pem", 0, "days-left", "-4251" },
	{ "roles/not-yet.pem", 0, "not-before", "2090-01-01T00:00:00Z" },
	/* Amazon RDS */
	{ "rds/global-bundle.pem", 0, "name", "Amazon RDS me-south-1 Root CA" },
	{ "rds/global-bundle.pem", 0, "region", "me-south-1" },
	{ "rds/global-bundle.pem", 0, "partition", "aws" },
	{ "rds/global-bundle.pem", 0, "rds-ca", NULL },
	{ "rds/global-bundle.pem", 1, "region", NULL },
	{ "rds/global-bundle.pem", 1, "rds-ca", "rds-ca-2019" },
	{ "rds/global-bundle.pem", 5, "pathlen", "0" },
	{ "rds/global-bundle.pem", 5, "serial", "7e5700" },
	{ "rds/global-bundle.pem", 6, "region", "us-gov-west-1" },
	{ "rds/global-bundle.pem", 6, "partition", "aws-us-gov" },
	{ "rds/global-bundle.pem", 6, "rds-ca", "rds-ca-2017" },
	{ "rds/global-bundle.pem", 9, "region", "us-east-1-beta" },
	{ "rds/global-bundle.pem", 10, "region", "us-east-2-preview" },
	{ "rds/global-bundle.pem", 12, "partition", "aws-cn" },
	{ "rds/global-bundle.pem", 12, "rds-ca", "rds-ca-rsa2048-g1" },
	{ "rds/global-bundle.pem", 12, "subject",
	  "L=Seattle,CN=Amazon RDS cn-north-1 Root CA RSA2048 G1,ST=WA,OU=Amazon RDS,"
	  "O=Amazon Web Services\\, Inc.,C=US" },
	{ "rds/global-bundle.pem", 14, "key", "ec-p384" },
	{ "rds/global-bundle.pem", 14, "key-usage",
	  "digitalSignature,keyCertSign,cRLSign" },
	/* containers */
	{ "rds/global-bundle.der.p7b", 3, "line", NULL },
	{ "rds/global-bundle.der.p7b", 3, "block", NULL },
	{ "pem/trusted.pem", 1, "trust", "trusted for serverAuth" },
	{ "pem/trusted-reject.pem", 1, "trust",
	  "trusted for serverAuth; rejected for emailProtection" },
	{ "pem/trusted.pem", 0, "trust", NULL },
};

TEST(fields_of_the_fixtures_say_what_the_readme_says)
{
	const char *file = "";
	struct bundle b = { 0 };
	struct facts f = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char row[100];

		if (strcmp(file, rows[i].file) != 0) {
			bundle_free(&b);
			b = fixture_bundle(file = rows[i].file);
		}
		snprintf(row, sizeof(row), "%s %zu %s", file, rows[i].entry,
			 rows[i].field);
		ROW(row);
		if (rows[i].entry >= b.count) {
			TAP_FAIL("no such entry");
			continue;
		}
		facts_start(&f, &context, &b.entry[rows[i].entry].cert,
			    &b.entry[rows[i].entry].origin,
			    b.entry[rows[i].entry].index);
		CHECK_EQ_STR(text_of(&f, rows[i].field), rows[i].text);
		ROW("");
	}
	facts_free(&f);
	bundle_free(&b);
}

TEST(a_label_is_the_alias_of_the_container)
{
	struct bundle b = fixture_bundle("pem/trusted.pem");
	struct facts f = { 0 };

	REQUIRE(b.count == 3);
	facts_start(&f, &context, &b.entry[1].cert, &b.entry[1].origin, 2);
	CHECK(text_of(&f, "label") != NULL && *text_of(&f, "label") != '\0');
	facts_free(&f);
	bundle_free(&b);
}

TEST(without_verification_a_signature_is_unchecked)
{
	struct field_context unchecked = { .now = NOW };
	struct bundle b = fixture_bundle("roles/badsig.pem");
	struct bundle leaf = fixture_bundle("roles/leaf.pem");
	struct facts f = { 0 };

	REQUIRE(b.count == 1 && leaf.count == 1);
	facts_start(&f, &unchecked, &b.entry[0].cert, &b.entry[0].origin, 1);
	CHECK_EQ_STR(text_of(&f, "self-signed"), "unchecked");
	CHECK_EQ_STR(text_of(&f, "role"), "root");
	facts_start(&f, &unchecked, &leaf.entry[0].cert, &leaf.entry[0].origin, 1);
	CHECK_EQ_STR(text_of(&f, "self-signed"), "no"); /* names alone say it */
	facts_free(&f);
	bundle_free(&b);
	bundle_free(&leaf);
}

TEST(fields_of_the_set_are_there_where_the_set_is_known)
{
	static const char *const wanted[][2] = { { "no", "yes" },
						 { "no", "yes" },
						 { "yes", "yes" },
						 { "yes", "yes" },
						 { "no", "yes" } };
	struct bundle b = fixture_bundle("roles/hier.pem");
	struct bundle leaf = fixture_bundle("roles/leaf.pem");
	struct facts f = { 0 };
	struct chain c;

	REQUIRE(b.count == 5 && leaf.count == 1);
	chain_start(&c, &b, true);
	for (size_t i = 0; i < b.count; i++) {
		facts_start(&f, &context, &b.entry[i].cert, &b.entry[i].origin,
			    i + 1);
		f.chain = &c;
		f.position = i;
		CHECK_EQ_STR(text_of(&f, "cross-signed"), wanted[i][0]);
		CHECK_EQ_STR(text_of(&f, "issuer-found"), wanted[i][1]);
	}
	chain_free(&c);
	chain_start(&c, &leaf, true);
	facts_start(&f, &context, &leaf.entry[0].cert, &leaf.entry[0].origin, 1);
	f.chain = &c;
	f.position = 0;
	CHECK_EQ_STR(text_of(&f, "issuer-found"), "no");
	chain_free(&c);
	facts_free(&f);
	bundle_free(&b);
	bundle_free(&leaf);
}

TEST(a_regular_expression_may_find_the_region)
{
	struct bundle b = fixture_bundle("roles/leaf.pem");
	struct field_context own = { .now = NOW };
	struct facts f = { 0 };

	CHECK(field_context_regex(&own, "(") != NULL);
	CHECK(field_context_regex(&own, "[a-z") != NULL);
	CHECK(!own.has_regex);
	CHECK_EQ_STR(field_context_regex(&own, "^db[.]([a-z]+)[.]"), NULL);
	CHECK(own.has_regex);
	REQUIRE(b.count == 1);
	facts_start(&f, &own, &b.entry[0].cert, &b.entry[0].origin, 1);
	CHECK_EQ_STR(text_of(&f, "region"), "example");
	facts_free(&f);
	bundle_free(&b);
	regfree(&own.region_regex);
}

TEST(a_regular_expression_without_a_group_is_refused)
{
	struct field_context own = { 0 };

	CHECK(field_context_regex(&own, "[a-z]+") != NULL);
	CHECK(!own.has_regex);
	regfree(&own.region_regex);
}

static int order_of(const struct field *field, const struct value *a,
		    const struct value *b)
{
	struct buf key_a = { 0 }, key_b = { 0 };
	int order;

	value_key(field, a, &key_a);
	value_key(field, b, &key_b);
	order = span_cmp(buf_span(&key_a), buf_span(&key_b));
	buf_free(&key_a);
	buf_free(&key_b);
	return order;
}

TEST(values_are_ordered_absent_invalid_good_and_by_type)
{
	const struct field *number = field_find(SPAN_LIT("key-bits"));
	const struct field *text = field_find(SPAN_LIT("name"));
	const struct value rising[] = {
		{ .state = VALUE_ABSENT },
		{ .state = VALUE_INVALID },
		{ .state = VALUE_GOOD, .number = -5, .text = SPAN_LIT("10") },
		{ .state = VALUE_GOOD, .number = 9, .text = SPAN_LIT("9") },
		{ .state = VALUE_GOOD, .number = 10, .text = SPAN_LIT("a") },
	};

	for (size_t i = 0; i < ARRAY_LEN(rising); i++) {
		for (size_t k = 0; k < ARRAY_LEN(rising); k++) {
			int wanted = (i > k) - (i < k);
			int a = order_of(number, &rising[i], &rising[k]);
			int b = order_of(text, &rising[i], &rising[k]);

			CHECK_EQ_INT((a > 0) - (a < 0), wanted);
			CHECK_EQ_INT((b > 0) - (b < 0), wanted);
		}
	}
}

/* Certificates whose fields are damaged one by one: "?" and what is there. */
TEST(a_damaged_certificate_has_invalid_values_and_no_crash)
{
	static const uint8_t values[] = { 0x00, 0x01, 0x30, 0x7f, 0x80, 0xff };
	struct bundle b = fixture_bundle("roles/leaf.pem");
	struct field_context quick = { .now = NOW };
	const struct field *field;
	struct facts f = { 0 };
	size_t invalid = 0;
	struct buf copy = { 0 };

	REQUIRE(b.count == 1);
	buf_add(&copy, b.entry[0].cert.der);
	for (size_t at = 0; at < copy.n; at++) {
		uint8_t before = copy.p[at];

		for (size_t k = 0; k < ARRAY_LEN(values); k++) {
			struct cert_error why;
			struct cert c;

			copy.p[at] = values[k];
			if (!cert_parse(buf_span(&copy), &c, &why))
				continue;
			facts_start(&f, &quick, &c, &b.entry[0].origin, 1);
			for (size_t i = 0; (field = field_row(i)) != NULL; i++) {
				struct value v = field_get(field, &f);
				struct buf out = { 0 };

				value_text(field, &v, &out);
				CHECK(v.state != VALUE_INVALID ||
				      (out.n > 0 && out.p[0] == '?'));
				invalid += v.state == VALUE_INVALID;
				buf_free(&out);
			}
		}
		copy.p[at] = before;
	}
	CHECK(invalid > 100);
	buf_free(&copy);
	facts_free(&f);
	bundle_free(&b);
}
