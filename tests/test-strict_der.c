#include "tap.h"

#include <time.h>

#include "base/caps.h"
#include "fixture.h"
#include "hex.h"
#include "x509/der.h"
#include "x509/oid.h"
#include "x509/strict_der.h"

/* "kind+offset path" of each fault, separated by ", ". */
struct seen {
	struct buf text;
	size_t count, longest_path;
};

static const char *const kind_names[] = {
	[STRICT_DER_BROKEN] = "broken",
	[STRICT_DER_TRAILING] = "trailing",
	[STRICT_DER_DEEP] = "deep",
	[STRICT_DER_TAG] = "tag",
	[STRICT_DER_LENGTH] = "length",
	[STRICT_DER_INDEFINITE] = "indefinite",
	[STRICT_DER_CONSTRUCTED] = "constructed",
	[STRICT_DER_BOOLEAN] = "boolean",
	[STRICT_DER_INTEGER] = "integer",
	[STRICT_DER_BIT_STRING] = "bits",
	[STRICT_DER_NAMED_BITS] = "named",
	[STRICT_DER_NULL] = "null",
	[STRICT_DER_OID] = "oid",
	[STRICT_DER_SET_ORDER] = "order",
	[STRICT_DER_DEFAULT] = "default",
	[STRICT_DER_GENERAL_NAME] = "name",
	[STRICT_DER_EMPTY] = "empty",
	[STRICT_DER_FIELD] = "field",
};

static void see(void *context, const struct strict_der_fault *f)
{
	struct seen *seen = context;

	if (seen->count++ >= 8)
		return;
	buf_printf(&seen->text, "%s%s+%zu %s", seen->count > 1 ? ", " : "",
		   kind_names[f->kind], f->offset, f->path);
}

/* Elements of every kind, in what would be a certificate. */
static const struct {
	const char *hex, *faults;
} rows[] = {
	/* tags and lengths */
	{ "30 00", "" },
	{ "30 81 00", "length+0 the certificate" },
	{ "30 83 00 00 00", "length+0 the certificate" },
	{ "30 80 00 00", "indefinite+0 the certificate" },
	{ "30", "broken+0 the certificate" },
	{ "30 01", "broken+0 the certificate" },
	{ "30 84 ff ff ff ff", "broken+0 the certificate" },
	{ "30 ff", "broken+0 the certificate" },
	{ "30 00 30 00", "trailing+2 the certificate" },
	{ "30 03 bf 1f 00", "" },
	{ "30 03 bf 1e 00", "tag+2 [1]" },
	{ "30 04 bf 80 1f 00", "tag+2 [1]" },
	{ "30 04 bf 81 00 00", "" },
	{ "30 02 bf 1f", "broken+2 [1]" },
	{ "30 04 0c 81 01 61", "length+2 [1]" },
	/* constructed and primitive */
	{ "30 05 2c 03 0c 01 61", "constructed+2 [1]" },
	{ "30 05 24 03 04 01 61", "constructed+2 [1]" },
	{ "30 02 10 00", "constructed+2 [1]" },
	{ "30 02 11 00", "constructed+2 [1]" },
	{ "30 02 28 00", "" },
	/* BOOLEAN */
	{ "30 03 01 01 ff", "" },
	{ "30 03 01 01 00", "" },
	{ "30 03 01 01 01", "boolean+2 [1]" },
	{ "30 02 01 00", "boolean+2 [1]" },
	{ "30 04 01 02 ff ff", "boolean+2 [1]" },
	/* INTEGER, ENUMERATED */
	{ "30 03 02 01 00", "" },
	{ "30 04 02 02 00 80", "" },
	{ "30 04 02 02 ff 7f", "" },
	{ "30 02 02 00", "integer+2 [1]" },
	{ "30 04 02 02 00 7f", "integer+2 [1]" },
	{ "30 04 02 02 ff 80", "integer+2 [1]" },
	{ "30 04 0a 02 00 01", "integer+2 [1]" },
	/* BIT STRING */
	{ "30 03 03 01 00", "" },
	{ "30 04 03 02 07 80", "" },
	{ "30 02 03 00", "bits+2 signatureValue" },
	{ "30 03 03 01 01", "bits+2 signatureValue" },
	{ "30 04 03 02 08 00", "bits+2 signatureValue" },
	{ "30 04 03 02 07 c0", "bits+2 signatureValue" },
	/* NULL, OBJECT IDENTIFIER */
	{ "30 02 05 00", "" },
	{ "30 03 05 01 00", "null+2 [1]" },
	{ "30 05 06 03 55 04 03", "" },
	{ "30 02 06 00", "oid+2 [1]" },
	{ "30 05 06 03 55 04 83", "oid+2 [1]" },
	{ "30 06 06 04 55 80 04 03", "oid+2 [1]" },
	/* SET OF */
	{ "30 08 31 06 0c 01 61 0c 01 62", "" },
	{ "30 08 31 06 0c 01 61 0c 01 61", "" },
	{ "30 08 31 06 0c 01 62 0c 01 61", "order+7 [1][2]" },
	{ "30 0b 31 09 0c 01 63 0c 01 62 0c 01 61", "order+7 [1][2]" },
	/* the names of the fields, and defaults */
	{ "30 0a 30 08 a0 03 02 01 00 02 01 05",
	  "default+4 tbsCertificate.version" },
	{ "30 0a 30 08 a0 03 02 01 02 02 01 05", "" },
	{ "30 05 30 03 02 01 80", "" },
	{ "30 06 30 04 02 02 00 05", "integer+4 tbsCertificate.serialNumber" },
	{ "30 06 30 04 82 02 08 00", "bits+4 tbsCertificate.subjectUniqueID" },
	{ "30 06 30 04 a3 02 30 00", "empty+6 tbsCertificate.extensions" },
	/* an extension, by its identifier: keyUsage 06 06, basicConstraints */
	{ "30 13 30 11 a3 0f 30 0d 30 0b 06 03 55 1d 0f 04 04 03 02 00 06",
	  "named+17 tbsCertificate.extensions[1].keyUsage" },
	{ "30 13 30 11 a3 0f 30 0d 30 0b 06 03 55 1d 0f 04 04 03 02 01 07",
	  "bits+17 tbsCertificate.extensions[1].keyUsage" },
	{ "30 13 30 11 a3 0f 30 0d 30 0b 06 03 55 1d 0f 04 04 03 02 01 06", "" },
	{ "30 12 30 10 a3 0e 30 0c 30 0a 06 03 55 1d 0f 04 03 03 01 00", "" },
	{ "30 14 30 12 a3 10 30 0e 30 0c 06 03 55 1d 13 04 05 30 03 01 01 00",
	  "default+19 tbsCertificate.extensions[1].basicConstraints.cA" },
	{ "30 14 30 12 a3 10 30 0e 30 0c 06 03 55 1d 13 04 05 30 03 01 01 01",
	  "boolean+19 tbsCertificate.extensions[1].basicConstraints.cA" },
	{ "30 13 30 11 a3 0f 30 0d 30 0b 06 03 55 1d 13 04 04 30 00 05 00",
	  "trailing+19 tbsCertificate.extensions[1].basicConstraints" },
	{ "30 15 30 13 a3 11 30 0f 30 0d 06 03 55 1d 13 01 01 00 04 03 02 01 05",
	  "default+15 tbsCertificate.extensions[1].critical, field+20 tbsCertificate.extensions[1].basicConstraints" },
	/* subjectAltName, nameConstraints: what they name */
	{ "30 15 30 13 a3 11 30 0f 30 0d 06 03 55 1d 11 04 06 30 04 82 02 61 e9",
	  "name+19 tbsCertificate.extensions[1].subjectAltName[1]" },
	{ "30 15 30 13 a3 11 30 0f 30 0d 06 03 55 1d 11 04 06 30 04 86 02 61 0a",
	  "name+19 tbsCertificate.extensions[1].subjectAltName[1]" },
	{ "30 15 30 13 a3 11 30 0f 30 0d 06 03 55 1d 11 04 06 30 04 87 02 7f 01",
	  "name+19 tbsCertificate.extensions[1].subjectAltName[1]" },
	{ "30 1f 30 1d a3 1b 30 19 30 17 06 03 55 1d 1e 04 10 30 0e a0 0c 30 0a "
	  "87 08 7f 00 00 00 ff 00 00 00",
	  "" },
	{ "30 1b 30 19 a3 17 30 15 30 13 06 03 55 1d 1e 04 0c 30 0a a0 08 30 06 "
	  "87 04 7f 00 00 01",
	  "name+23 tbsCertificate.extensions[1].nameConstraints.permittedSubtrees[1].base" },
	{ "30 0e 30 0c 02 01 01 30 00 30 02 31 00 30 01 00",
	  "field+9 tbsCertificate.signature.algorithm, empty+11 tbsCertificate.issuer[1], field+15 tbsCertificate.validity[1], broken+15 tbsCertificate.validity[1]" },
	/* fields that are missing, and that are none */
	{ "30 0a 30 08 a1 02 03 00 a3 02 30 00",
	  "field+4 tbsCertificate[1], bits+6 tbsCertificate[1][1]" },
	/* what an unknown extension holds is its own business */
	{ "30 12 30 10 a3 0e 30 0c 30 0a 06 03 55 1d 7f 04 03 01 01 01", "" },
	/* ... and so is what stands in an octet string elsewhere */
	{ "30 05 04 03 01 01 01", "" },
};

TEST(each_fault_is_found_at_its_byte_and_place)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct span der = hex_exact(rows[i].hex);
		struct seen seen = { 0 };

		ROW(rows[i].hex);
		strict_der_walk(der, see, &seen);
		CHECK_EQ_STR(buf_c(&seen.text), rows[i].faults);
		buf_free(&seen.text);
		exact_free(der);
	}
}

static const char *const good[] = {
	"roles/hier.pem",	    "algorithms/rsa-pss.pem", "algorithms/dsa.pem",
	"algorithms/ml-dsa-44.pem", "names/multi.pem",	      "names/email.pem",
	"rds/global-bundle.pem",
};

/* SEQUENCEs in each other, as many as levels. */
static struct seen nested(size_t levels)
{
	struct buf inner = { 0 }, outer = { 0 };
	struct seen seen = { 0 };

	for (size_t i = 0; i < levels; i++) {
		outer.n = 0;
		der_put_head(&outer, DER_SEQUENCE, inner.n);
		buf_add(&outer, buf_span(&inner));
		inner.n = 0;
		buf_add(&inner, buf_span(&outer));
	}
	strict_der_walk(buf_span(&inner), see, &seen);
	buf_free(&inner);
	buf_free(&outer);
	return seen;
}

TEST(so_many_levels_are_looked_into_and_then_it_is_said)
{
	for (size_t levels = CAP_DER_DEPTH - 1; levels <= CAP_DER_DEPTH + 1;
	     levels++) {
		struct seen seen = nested(levels);

		CHECK((strstr(buf_c(&seen.text), "deep+") != NULL) ==
		      (levels > CAP_DER_DEPTH));
		buf_free(&seen.text);
	}
}

TEST(good_certificates_are_der_to_the_letter)
{
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		struct bundle b = fixture_bundle(good[i]);
		struct seen seen = { 0 };

		ROW(good[i]);
		CHECK(b.count > 0);
		for (size_t k = 0; k < b.count; k++)
			strict_der_walk(b.entry[k].cert.der, see, &seen);
		CHECK_EQ_STR(buf_c(&seen.text), "");
		buf_free(&seen.text);
		bundle_free(&b);
	}
}

/* Extensions by the rows of oid.def: what is built as its type says,
 * and what is not. */
static const struct {
	enum oid_id id;
	const char *good, *bad, *fault;
} extensions[] = {
	{ OID_EXT_BASIC_CONSTRAINTS, "30 06 01 01 ff 02 01 00", "30 03 02 02 00",
	  "broken+2 basicConstraints.pathLenConstraint" },
	{ OID_EXT_KEY_USAGE, "03 02 01 06", "04 02 01 06", "field+0 keyUsage" },
	{ OID_EXT_EXT_KEY_USAGE, "30 06 06 04 55 1d 25 00", "06 04 55 1d 25 00",
	  "field+0 extKeyUsage" },
	{ OID_EXT_SUBJECT_KEY_ID, "04 02 a5 a5", "30 02 a5 a5",
	  "field+0 subjectKeyIdentifier, broken+2 subjectKeyIdentifier[1]" },
	{ OID_EXT_SUBJECT_KEY_ID, "04 01 a5", "24 03 04 01 a5",
	  "constructed+0 subjectKeyIdentifier" },
	{ OID_EXT_AUTHORITY_KEY_ID, "30 04 80 02 a5 a5", "30 04 04 02 a5 a5",
	  "field+2 authorityKeyIdentifier[1]" },
	/* every GeneralName: other, mail, DNS, X.400, directory, EDI, URI, IP, OID
	 */
	{ OID_EXT_SUBJECT_ALT_NAME, "30 09 a0 07 06 01 2a a0 02 05 00",
	  "30 02 89 00", "field+2 subjectAltName[1]" },
	{ OID_EXT_SUBJECT_ALT_NAME, "30 06 81 01 61 82 01 61", "30 02 0c 00",
	  "field+2 subjectAltName[1]" },
	{ OID_EXT_SUBJECT_ALT_NAME, "30 04 a3 02 30 00", "30 01 82",
	  "broken+2 subjectAltName[1]" },
	{ OID_EXT_SUBJECT_ALT_NAME, "30 04 a4 02 30 00", "30 02 a4 00",
	  "field+4 subjectAltName[1]" },
	{ OID_EXT_SUBJECT_ALT_NAME, "30 07 a5 05 a1 03 0c 01 61",
	  "30 05 a5 03 0c 01 61", "field+4 subjectAltName[1][1]" },
	{ OID_EXT_SUBJECT_ALT_NAME, "30 0c 86 01 61 87 04 7f 00 00 01 88 01 2a",
	  "31 00", "field+0 subjectAltName" },
	{ OID_EXT_ISSUER_ALT_NAME, "30 03 82 01 61", "82 01 61",
	  "field+0 issuerAltName" },
	{ OID_EXT_NAME_CONSTRAINTS, "30 07 a0 05 30 03 82 01 61",
	  "30 05 a2 03 82 01 61", "field+2 nameConstraints[1]" },
	{ OID_EXT_CRL_POINTS, "30 09 30 07 a0 05 a0 03 86 01 61",
	  "30 05 a0 03 86 01 61", "field+2 cRLDistributionPoints[1]" },
	{ OID_EXT_FRESHEST_CRL, "30 06 30 04 81 02 01 06", "30 02 05 00",
	  "field+2 freshestCRL[1]" },
	{ OID_EXT_AUTHORITY_INFO, "30 0b 30 09 06 04 2b 06 01 05 86 01 61",
	  "30 05 30 03 86 01 61", "field+4 authorityInfoAccess[1].accessMethod" },
	{ OID_EXT_SUBJECT_INFO, "30 0b 30 09 06 04 2b 06 01 05 86 01 61",
	  "30 05 30 03 86 01 61", "field+4 subjectInfoAccess[1].accessMethod" },
	{ OID_EXT_POLICIES, "30 08 30 06 06 04 55 1d 20 00",
	  "30 06 06 04 55 1d 20 00", "field+2 certificatePolicies[1]" },
	{ OID_EXT_POLICY_MAPPINGS, "30 08 30 06 06 01 2a 06 01 2b",
	  "30 05 30 03 06 01 2a", "field+7 policyMappings[1].subjectDomainPolicy" },
	{ OID_EXT_POLICY_CONSTRAINTS, "30 06 80 01 00 81 01 00", "30 03 02 01 00",
	  "field+2 policyConstraints[1]" },
	{ OID_EXT_INHIBIT_ANY_POLICY, "02 01 00", "01 01 00",
	  "field+0 inhibitAnyPolicy" },
	{ OID_EXT_PRIVATE_KEY_PERIOD,
	  "30 11 80 0f 32 30 32 30 30 31 30 31 30 30 30 30 30 30 5a", "05 00",
	  "field+0 privateKeyUsagePeriod" },
	{ OID_EXT_BASIC_CONSTRAINTS, "30 00", "30 06 02 01 00 01 01 ff",
	  "field+5 basicConstraints[2]" },
	{ OID_EXT_SUBJECT_KEY_ID, "04 00", "", "field+0 subjectKeyIdentifier" },
	{ OID_EXT_NAME_CONSTRAINTS,
	  "30 0e a1 0c 30 0a 87 08 7f 00 00 00 ff 00 00 00", "30 04 a0 02 30 00",
	  "field+6 nameConstraints.permittedSubtrees[1].base" },
	{ OID_EXT_NAME_CONSTRAINTS, "30 0d a0 0b 30 09 81 01 61 80 01 01 81 01 02",
	  "30 07 a0 05 30 03 80 01 01",
	  "field+6 nameConstraints.permittedSubtrees[1].base" },
	{ OID_EXT_POLICIES, "30 0e 30 0c 06 01 2a 30 07 30 05 06 01 2a 05 00",
	  "30 0c 30 0a 06 01 2a 30 05 30 03 06 01 2a",
	  "field+14 certificatePolicies[1].policyQualifiers[1].qualifier" },
	{ OID_EXT_CRL_POINTS, "30 0e 30 0c a0 0a a1 08 30 06 06 01 2a 0c 01 61",
	  "30 06 30 04 a0 02 a2 00",
	  "field+6 cRLDistributionPoints[1].distributionPoint[1]" },
	{ OID_EXT_DIRECTORY_ATTRIBUTES, "30 07 30 05 06 01 2a 31 00",
	  "30 05 30 03 06 01 2a", "field+7 subjectDirectoryAttributes[1].values" },
};

TEST(each_extension_is_built_as_its_type_says)
{
	for (size_t i = 0; i < ARRAY_LEN(extensions); i++) {
		const struct oid *row = oid_row(extensions[i].id);
		struct span right = hex_exact(extensions[i].good);
		struct span wrong = hex_exact(extensions[i].bad);
		struct seen seen = { 0 };

		ROW(extensions[i].good);
		strict_der_extension(row->octets, right, see, &seen);
		CHECK_EQ_STR(buf_c(&seen.text), "");
		ROW(extensions[i].bad);
		strict_der_extension(row->octets, wrong, see, &seen);
		CHECK_EQ_STR(buf_c(&seen.text), extensions[i].fault);
		buf_free(&seen.text);
		exact_free(right);
		exact_free(wrong);
	}
}

/* The offset of every fault is within the bytes, whatever they are. */
struct bounds {
	size_t n, faults;
};

static void see_bounds(void *context, const struct strict_der_fault *f)
{
	struct bounds *b = context;

	CHECK(f->offset <= b->n && f->path[0] != '\0' && f->fact[0] != '\0');
	b->faults++;
}

TEST(every_truncation_is_a_fault_within_the_bytes)
{
	struct bundle b = fixture_bundle("algorithms/rsa-pss.pem");
	struct span der = b.entry[0].cert.der;

	REQUIRE(b.count == 1);
	for (size_t n = 1; n < der.n; n++) {
		struct span cut = exact_copy(span_of(der.p, n));
		struct bounds bounds = { .n = n };

		strict_der_walk(cut, see_bounds, &bounds);
		CHECK(bounds.faults > 0);
		exact_free(cut);
	}
	bundle_free(&b);
}

TEST(no_change_of_a_byte_leads_out_of_the_bytes)
{
	static const uint8_t values[] = { 0x00, 0x01, 0x1f, 0x30, 0x31, 0x7f,
					  0x80, 0x81, 0x84, 0xa0, 0xbf, 0xff };
	struct bundle b = fixture_bundle("roles/leaf.pem");
	struct span der = b.entry[0].cert.der;

	REQUIRE(b.count == 1);
	for (size_t at = 0; at < der.n; at++) {
		for (size_t v = 0; v < ARRAY_LEN(values); v++) {
			struct span copy = exact_copy(der);
			struct bounds bounds = { .n = der.n };

			((uint8_t *)(uintptr_t)copy.p)[at] = values[v];
			strict_der_walk(copy, see_bounds, &bounds);
			exact_free(copy);
		}
	}
	bundle_free(&b);
}

#define MEBIBYTE ((size_t)1024 * 1024)

/* A SEQUENCE with a MiB of equal elements in it. */
static void flood(struct buf *out, const char *hex)
{
	struct buf one = { 0 };
	size_t times;

	hex_add(&one, hex);
	times = MEBIBYTE / one.n;
	der_put_head(out, DER_SEQUENCE, times * one.n);
	while (times-- > 0)
		buf_add(out, buf_span(&one));
	buf_free(&one);
}

/* SEQUENCEs in SEQUENCEs. */
static void nest(struct buf *out)
{
	while (out->n + 8 < MEBIBYTE)
		der_put_head(out, DER_SEQUENCE, MEBIBYTE - out->n - 5);
	buf_fill(out, 0, MEBIBYTE - out->n);
}

TEST(a_mebibyte_of_faults_takes_less_than_a_second)
{
	static const char *const elements[] = {
		"01 01 01",    "02 02 00 00", "31 06 0c 01 62 0c 01 61",
		"24 02 04 00", "30 80",	      "06 01 80",
	};

	for (size_t i = 0; i <= ARRAY_LEN(elements); i++) {
		struct buf der = { 0 };
		struct bounds bounds;
		clock_t start;

		if (i == ARRAY_LEN(elements))
			nest(&der);
		else
			flood(&der, elements[i]);
		ROW(i == ARRAY_LEN(elements) ? "nested" : elements[i]);
		bounds = (struct bounds){ .n = der.n };
		start = clock();
		strict_der_walk(buf_span(&der), see_bounds, &bounds);
		CHECK(clock() - start < CLOCKS_PER_SEC);
		CHECK(bounds.faults > 0);
		buf_free(&der);
	}
}
