#include "tap.h"

#include "fixture.h"
#include "hex.h"
#include "x509/dn.h"
#include "x509/moment.h"

static const char *name_text(struct span name, struct buf *out)
{
	out->n = 0;
	CHECK(dn_text(name, out));
	return buf_c(out);
}

TEST(every_field_of_a_leaf_is_where_it_belongs)
{
	struct bundle b = fixture_bundle("roles/leaf.pem");
	const struct cert *c = &b.entry[0].cert;
	struct span oid, parameters,
		algorithm = SPAN_LIT("\x2a\x86\x48\xce\x3d\x04\x03\x02");
	struct tlv before, after;
	struct buf text = { 0 };
	int64_t when = 0;

	REQUIRE(b.count == 1);
	CHECK_EQ_INT(c->version, 3);
	CHECK_EQ_MEM(c->serial.p, c->serial.n, "\x7e\x57\xdb\xfe\xf7\x2a", 6);
	CHECK_EQ_STR(name_text(c->issuer, &text),
		     "CN=Intermediate CA,O=Cabundle Test,C=ZZ");
	CHECK_EQ_STR(name_text(c->subject, &text),
		     "CN=db.example.test,O=Cabundle Test,C=ZZ");
	CHECK(cert_algorithm(c->algorithm, &oid, &parameters));
	CHECK(span_eq(oid, algorithm) && parameters.n == 0);
	CHECK(cert_algorithm(c->tbs_algorithm, &oid, &parameters));
	CHECK(span_eq(oid, algorithm) && parameters.n == 0);
	CHECK(cert_times(c, &before, &after));
	CHECK(before.tag == DER_UTC_TIME &&
	      span_eq(before.body, SPAN_LIT("200101000000Z")));
	CHECK(after.tag == DER_UTC_TIME &&
	      span_eq(after.body, SPAN_LIT("450101000000Z")));
	CHECK(cert_not_after(c, &when));
	CHECK_EQ_INT(when, INT64_C(2366841600));
	CHECK(c->has_extensions && c->extensions.n > 0);
	CHECK(der_is(c->spki, DER_SEQUENCE) && c->spki.n == 91);
	CHECK(c->signature.n > 65 && c->signature.p[0] == 0);
	/*
	 * all of it inside the DER, and what is signed directly behind its header
	 */
	CHECK(c->tbs.p == c->der.p + 4);
	CHECK(c->signature.p + c->signature.n == c->der.p + c->der.n);
	CHECK(!cert_self_issued(c));
	buf_free(&text);
	bundle_free(&b);
}

TEST(a_version_1_certificate_has_no_extensions)
{
	struct bundle b = fixture_bundle("roles/v1-root.pem");
	struct cert_extensions x;
	int64_t pathlen = 0;

	REQUIRE(b.count == 1);
	CHECK_EQ_INT(b.entry[0].cert.version, 1);
	CHECK(!b.entry[0].cert.has_extensions);
	CHECK(cert_extensions(&b.entry[0].cert, &x));
	CHECK_EQ_INT(cert_ca(&x, &pathlen), CERT_CA_ABSENT);
	CHECK_EQ_INT(pathlen, -1);
	CHECK_EQ_INT(cert_role(&b.entry[0].cert, &x, false), CERT_ROOT);
	CHECK_EQ_INT(cert_role(&b.entry[0].cert, &x, true), CERT_SELF_ISSUED);
	bundle_free(&b);
}

TEST(the_extensions_of_a_leaf_are_read)
{
	struct bundle b = fixture_bundle("roles/leaf.pem");
	struct cert_extensions x;
	struct span ski, aki;
	struct cert_key key;
	uint8_t digest[SHA1_BYTES];
	int64_t pathlen;

	REQUIRE(b.count == 1);
	CHECK(cert_extensions(&b.entry[0].cert, &x));
	CHECK_EQ_INT(cert_ca(&x, &pathlen), CERT_CA_NO);
	CHECK(x.key_usage.n == 4 && x.ext_key_usage.n == 12);
	CHECK(cert_subject_key_id(&x, &ski) && cert_authority_key_id(&x, &aki));
	CHECK(ski.n == 20 && aki.n == 20 && !span_eq(ski, aki));
	/* RFC 5280 section 4.2.1.2, method 1, as make.sh makes it */
	CHECK(cert_key(&b.entry[0].cert, &key));
	digest_sha1(key.bits, digest);
	CHECK(span_eq(ski, span_of(digest, sizeof(digest))));
	CHECK_EQ_INT(cert_role(&b.entry[0].cert, &x, false), CERT_LEAF);
	bundle_free(&b);
}

/* Reads all that can be asked of a certificate. */
static void ask_everything(const struct cert *c)
{
	const struct oid *algorithm;
	const char *hash;
	struct cert_extensions x;
	struct cert_key key;
	struct span a, b;
	struct tlv before, after;
	struct buf out = { 0 };
	int64_t number;

	if (cert_algorithm(c->algorithm, &a, &b))
		oid_name(OID_SIGNATURE, a, &out);
	if (cert_times(c, &before, &after) &&
	    moment_of_asn1(before.tag, before.body, &number))
		moment_iso(number, &out);
	if (cert_not_after(c, &number))
		moment_iso(number, &out);
	cert_extensions(c, &x);
	cert_ca(&x, &number);
	if (cert_subject_key_id(&x, &a))
		buf_hex(&out, a);
	if (cert_authority_key_id(&x, &a))
		buf_hex(&out, a);
	if (cert_key(c, &key))
		buf_hex(&out, key.bits);
	cert_signature(c, &algorithm, &hash);
	cert_role(c, &x, cert_self_issued(c));
	if (dn_text(c->issuer, &out) && dn_canonical(c->subject, &out))
		buf_put(&out, 0);
	buf_free(&out);
}

TEST(every_truncation_fails_within_the_bytes)
{
	static const char *const files[] = { "roles/leaf.pem",
					     "algorithms/rsa-pss.pem",
					     "names/multi.pem" };

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct bundle b = fixture_bundle(files[i]);

		ROW(files[i]);
		REQUIRE(b.count == 1);
		for (size_t n = 0; n < b.entry[0].cert.der.n; n++) {
			struct span cut =
				exact_copy(span_of(b.entry[0].cert.der.p, n));
			struct cert_error why = { NULL, SIZE_MAX };
			struct cert c = { .version = 4711 };

			CHECK(!cert_parse(cut, &c, &why));
			CHECK(why.fact != NULL && why.offset <= n);
			CHECK_EQ_INT(c.version, 4711);
			exact_free(cut);
		}
		bundle_free(&b);
	}
}

/* The same, where every length above the cut is right: the frame alone is wrong. */
TEST(every_truncation_with_lengths_put_right_stays_within_the_bytes)
{
	struct bundle b = fixture_bundle("roles/leaf.pem");
	struct span tbs, whole;
	size_t parsed = 0;

	REQUIRE(b.count == 1);
	whole = b.entry[0].cert.tbs;
	REQUIRE(der_take(&whole, DER_SEQUENCE, &tbs));
	for (size_t n = 0; n <= tbs.n; n++) {
		struct buf inner = { 0 }, outer = { 0 };
		struct span exact, rest = span_of(b.entry[0].cert.tbs.p +
							  b.entry[0].cert.tbs.n,
						  (size_t)(b.entry[0].cert.der.p +
							   b.entry[0].cert.der.n -
							   b.entry[0].cert.tbs.p) -
							  b.entry[0].cert.tbs.n);
		struct cert_error why;
		struct cert c;

		der_put_head(&inner, DER_SEQUENCE, n);
		buf_add(&inner, span_of(tbs.p, n));
		buf_add(&inner, rest);
		der_put_head(&outer, DER_SEQUENCE, inner.n);
		buf_add(&outer, buf_span(&inner));
		exact = exact_copy(buf_span(&outer));
		if (cert_parse(exact, &c, &why)) {
			ask_everything(&c);
			parsed++;
		}
		exact_free(exact);
		buf_free(&inner);
		buf_free(&outer);
	}
	/* whole, and without its extensions */
	CHECK_EQ_INT(parsed, 2);
	bundle_free(&b);
}

TEST(no_change_of_a_byte_leads_beyond_the_bytes)
{
	static const uint8_t values[] = { 0x00, 0x01, 0x7f, 0x80,
					  0x81, 0x82, 0x84, 0xff };
	static const char *const files[] = { "roles/leaf.pem",
					     "algorithms/rsa-pss.pem",
					     "names/bmp.pem" };
	size_t parsed = 0, refused = 0;

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct bundle b = fixture_bundle(files[i]);
		struct span exact;

		REQUIRE(b.count == 1);
		exact = exact_copy(b.entry[0].cert.der);
		for (size_t at = 0; at < exact.n; at++) {
			uint8_t *p = (uint8_t *)(uintptr_t)exact.p + at,
				before = *p;

			for (size_t k = 0; k < 8 + ARRAY_LEN(values); k++) {
				struct cert_error why;
				struct cert c;

				*p = k < 8 ? before ^ (uint8_t)(1 << k)
					   : values[k - 8];
				if (cert_parse(exact, &c, &why)) {
					ask_everything(&c);
					parsed++;
				} else {
					refused++;
				}
			}
			*p = before;
		}
		exact_free(exact);
		bundle_free(&b);
	}
	CHECK(parsed > 1000 && refused > 1000);
}

/* Frames that are wrong in one place, each with the place. */
static const struct {
	const char *label, *hex;
	const char *fact; /* a word of it */
	size_t offset;
} frames[] = {
	{ "nothing", "", "SEQUENCE", 0 },
	{ "a SET", "3100", "SEQUENCE", 0 },
	{ "an indefinite length", "3080 0000", "SEQUENCE", 0 },
	{ "an empty SEQUENCE", "3000", "TBSCertificate", 2 },
	{ "bytes behind it", "3000 05", "behind", 2 },
	{ "an empty TBSCertificate", "3002 3000", "serial", 4 },
	{ "a version that is no INTEGER", "3006 3004 a002 0500", "version", 0 },
	{ "a serial alone", "3005 3003 020101", "signature algorithm", 7 },
	{ "no issuer", "3007 3005 020101 3000", "issuer", 9 },
	{ "no validity", "3009 3007 020101 3000 3000", "validity", 11 },
	{ "no subject", "300b 3009 020101 3000 3000 3000", "subject", 13 },
	{ "no key", "300d 300b 020101 3000 3000 3000 3000", "subject public key",
	  15 },
	{ "nothing behind TBSCertificate",
	  "300f 300d 020101 3000 3000 3000 3000 3000", "signature algorithm", 17 },
	{ "more in TBSCertificate",
	  "3011 300f 020101 3000 3000 3000 3000 3000 0500", "more", 17 },
	{ "no signature", "3011 300d 020101 3000 3000 3000 3000 3000 3000",
	  "signature", 19 },
	{ "more behind the signature",
	  "3016 300d 020101 3000 3000 3000 3000 3000 3000 030100 0500", "more",
	  22 },
};

TEST(a_frame_that_is_wrong_is_refused_with_the_place)
{
	for (size_t i = 0; i < ARRAY_LEN(frames); i++) {
		struct span s = hex_exact(frames[i].hex);
		struct cert_error why = { "", 0 };
		struct cert c;

		ROW(frames[i].label);
		CHECK(!cert_parse(s, &c, &why));
		if (strstr(why.fact, frames[i].fact) == NULL)
			TAP_FAIL("the fact is \"%s\"", why.fact);
		if (frames[i].offset > 0)
			CHECK_EQ_INT(why.offset, frames[i].offset);
		exact_free(s);
	}
}

static const struct {
	const char *label, *hex;
	unsigned version;
	bool has_extensions;
} wholes[] = {
	{ "the least there can be",
	  "3014 300d 020101 3000 3000 3000 3000 3000 3000 030100", 1, false },
	{ "version 1 written out",
	  "3019 3012 a003020100 020101 3000 3000 3000 3000 3000 3000 030100", 1,
	  false },
	{ "version 3",
	  "3019 3012 a003020102 020101 3000 3000 3000 3000 3000 3000 030100", 3,
	  false },
	{ "an empty version, which is absurd",
	  "3018 3011 a0020200 020101 3000 3000 3000 3000 3000 3000 030100", 0,
	  false },
	{ "a negative version",
	  "3019 3012 a0030201ff 020101 3000 3000 3000 3000 3000 3000 030100", 0,
	  false },
	{ "version 99",
	  "3019 3012 a003020162 020101 3000 3000 3000 3000 3000 3000 030100", 99,
	  false },
	{ "version 100",
	  "3019 3012 a003020163 020101 3000 3000 3000 3000 3000 3000 030100", 100,
	  false },
	{ "version 101, which is absurd",
	  "3019 3012 a003020164 020101 3000 3000 3000 3000 3000 3000 030100", 0,
	  false },
	{ "unique identifiers",
	  "301a 3013 020101 3000 3000 3000 3000 3000 810100 820100 3000 030100", 1,
	  false },
	{ "no extensions in a list",
	  "301d 3016 a003020102 020101 3000 3000 3000 3000 3000 a3023000 3000 030100",
	  3, true },
	{ "an empty serial", "3013 300c 0200 3000 3000 3000 3000 3000 3000 030100",
	  1, false },
};

TEST(a_frame_that_is_right_is_enough)
{
	for (size_t i = 0; i < ARRAY_LEN(wholes); i++) {
		struct span s = hex_exact(wholes[i].hex);
		struct cert_error why = { "", 0 };
		struct cert c;

		ROW(wholes[i].label);
		if (!cert_parse(s, &c, &why)) {
			TAP_FAIL("%s at %zu", why.fact, why.offset);
		} else {
			CHECK_EQ_INT(c.version, wholes[i].version);
			CHECK(c.has_extensions == wholes[i].has_extensions);
			ask_everything(&c);
		}
		exact_free(s);
	}
}

static const struct {
	const char *label, *hex; /* of basicConstraints; NULL: absent */
	enum cert_ca ca;
	int64_t pathlen;
} constraints[] = {
	{ "absent", NULL, CERT_CA_ABSENT, -1 },
	{ "empty", "3000", CERT_CA_NO, -1 },
	{ "TRUE", "3003 0101ff", CERT_CA_YES, -1 },
	{ "TRUE that is 01", "3003 010101", CERT_CA_YES, -1 },
	{ "FALSE written out", "3003 010100", CERT_CA_NO, -1 },
	{ "TRUE and a path length", "3006 0101ff 020100", CERT_CA_YES, 0 },
	{ "a longer path", "3006 0101ff 020103", CERT_CA_YES, 3 },
	{ "a path length without TRUE", "3003 020101", CERT_CA_NO, 1 },
	{ "a path length of four octets", "3009 0101ff 020400ffffff", CERT_CA_YES,
	  0xffffff },
	{ "a negative path length", "3006 0101ff 0201ff", CERT_CA_INVALID, -1 },
	{ "a path length beyond all", "300b 0101ff 02060100000000 00",
	  CERT_CA_INVALID, -1 },
	{ "a BOOLEAN of two octets", "3004 0102ffff", CERT_CA_INVALID, -1 },
	{ "a BOOLEAN of none", "3002 0100", CERT_CA_INVALID, -1 },
	{ "no SEQUENCE", "0101ff", CERT_CA_INVALID, -1 },
	{ "bytes behind it", "3003 0101ff 00", CERT_CA_INVALID, -1 },
	{ "more in it", "3006 0101ff 0401aa", CERT_CA_INVALID, -1 },
	{ "nothing", "", CERT_CA_INVALID, -1 },
};

TEST(basic_constraints_are_read_as_others_read_them)
{
	for (size_t i = 0; i < ARRAY_LEN(constraints); i++) {
		struct cert_extensions x = { 0 };
		int64_t pathlen = 4711;

		ROW(constraints[i].label);
		if (constraints[i].hex != NULL)
			x.basic_constraints = hex_exact(constraints[i].hex);
		CHECK_EQ_INT(cert_ca(&x, &pathlen), constraints[i].ca);
		if (constraints[i].ca != CERT_CA_INVALID)
			CHECK_EQ_INT(pathlen, constraints[i].pathlen);
		exact_free(x.basic_constraints);
	}
}

TEST(extensions_are_found_in_a_list)
{
	static const struct {
		const char *label, *hex;
		bool good;
		const char *value; /* of subjectKeyIdentifier in hex; "" where it is
				      absent */
	} rows[] = {
		{ "none", "", true, "" },
		{ "one", "300b 0603551d0e 0404 0402abcd", true, "0402abcd" },
		{ "a critical one", "300e 0603551d0e 0101ff 0404 0402abcd", true,
		  "0402abcd" },
		{ "one of another kind", "3009 0603551d63 0402 0500", true, "" },
		{ "twice: the first counts",
		  "3009 0603551d0e 0402 0400 300b 0603551d0e 0404 0402abcd", true,
		  "0400" },
		{ "an empty one and another: the first counts",
		  "3007 0603551d0e 0400 300b 0603551d0e 0404 0402abcd", true, "" },
		{ "a good one, then a bad one",
		  "300b 0603551d0e 0404 0402abcd 3000", false, "0402abcd" },
		{ "a value that is no OCTET STRING",
		  "300b 0603551d0e 0304 0402abcd", false, "" },
		{ "more in it", "300d 0603551d0e 0404 0402abcd 0500", false, "" },
		{ "cut off", "300b 0603551d0e 0404 0402ab", false, "" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct span s = hex_exact(rows[i].hex);
		struct cert c = { .extensions = s, .has_extensions = true };
		struct cert_extensions x;
		struct buf hex = { 0 };

		ROW(rows[i].label);
		CHECK(cert_extensions(&c, &x) == rows[i].good);
		buf_hex(&hex, x.subject_key_id);
		CHECK_EQ_STR(buf_c(&hex), rows[i].value);
		buf_free(&hex);
		exact_free(s);
	}
}

TEST(a_certificate_may_have_any_number_of_extensions)
{
	struct bundle b = fixture_bundle("hostile/many-extensions.pem");
	struct cert_extensions x;

	REQUIRE(b.count == 1);
	CHECK(cert_extensions(&b.entry[0].cert, &x));
	CHECK(x.basic_constraints.p != NULL && x.subject_key_id.p != NULL);
	bundle_free(&b);
}

static const struct {
	const char *label, *hex; /* of an AlgorithmIdentifier's content */
	bool good;
	const char *oid, *parameters;
} algorithms[] = {
	{ "parameters absent", "06032b6570", true, "2b6570", "" },
	{ "NULL", "06032b6570 0500", true, "2b6570", "0500" },
	{ "an OID", "06032b6570 06012a", true, "2b6570", "06012a" },
	{ "nothing", "", false, "", "" },
	{ "no OID", "0500", false, "", "" },
	{ "two parameters", "06032b6570 0500 0500", false, "", "" },
	{ "parameters that are cut off", "06032b6570 0501", false, "", "" },
};

TEST(an_algorithm_is_an_oid_and_one_element_at_most)
{
	for (size_t i = 0; i < ARRAY_LEN(algorithms); i++) {
		struct span s = hex_exact(algorithms[i].hex), oid, parameters;
		struct buf hex = { 0 };

		ROW(algorithms[i].label);
		CHECK(cert_algorithm(s, &oid, &parameters) == algorithms[i].good);
		if (algorithms[i].good) {
			buf_hex(&hex, oid);
			CHECK_EQ_STR(buf_c(&hex), algorithms[i].oid);
			hex.n = 0;
			buf_hex(&hex, parameters);
			CHECK_EQ_STR(buf_c(&hex), algorithms[i].parameters);
		}
		buf_free(&hex);
		exact_free(s);
	}
}

static const struct {
	const char *file;
	enum cert_role role[5];
	enum cert_role disproved; /* of the last one */
} roles[] = {
	{ "roles/hier.pem",
	  { CERT_ROOT, CERT_INTERMEDIATE, CERT_ROOT, CERT_INTERMEDIATE, CERT_LEAF },
	  CERT_LEAF },
	{ "roles/rollover.pem", { CERT_ROOT, CERT_ROOT }, CERT_SELF_ISSUED },
	{ "roles/badsig.pem", { CERT_ROOT }, CERT_SELF_ISSUED },
	{ "roles/expired.pem", { CERT_ROOT }, CERT_SELF_ISSUED },
};

TEST(roles_are_structural)
{
	for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
		struct bundle b = fixture_bundle(roles[i].file);
		struct cert_extensions x;

		ROW(roles[i].file);
		REQUIRE(b.count > 0);
		for (size_t k = 0; k < b.count; k++) {
			CHECK(cert_extensions(&b.entry[k].cert, &x));
			CHECK_EQ_INT(cert_role(&b.entry[k].cert, &x, false),
				     roles[i].role[k]);
		}
		CHECK_EQ_INT(cert_role(&b.entry[b.count - 1].cert, &x, true),
			     roles[i].disproved);
		bundle_free(&b);
	}
	CHECK_EQ_STR(cert_role_name(CERT_ROOT), "root");
	CHECK_EQ_STR(cert_role_name(CERT_SELF_ISSUED), "self-issued");
	CHECK_EQ_STR(cert_role_name(CERT_INTERMEDIATE), "intermediate");
	CHECK_EQ_STR(cert_role_name(CERT_LEAF), "leaf");
}

TEST(extensions_come_one_by_one_with_their_criticality)
{
	static const struct {
		const char *hex;
		bool critical;
	} list[] = {
		{ "300c 0603551d13 0101ff 0402 3000", true },
		{ "300c 0603551d13 010101 0402 3000", true },
		{ "300c 0603551d13 010100 0402 3000", false },
		{ "3009 0603551d13 0402 3000", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(list); i++) {
		struct span s = hex_exact(list[i].hex), rest = s;
		struct cert_extension x;

		ROW(list[i].hex);
		REQUIRE(cert_next_extension(&rest, &x));
		CHECK(x.critical == list[i].critical);
		CHECK_EQ_MEM(x.oid.p, x.oid.n, "\x55\x1d\x13", 3);
		CHECK_EQ_MEM(x.value.p, x.value.n, "\x30\x00", 2);
		CHECK(!cert_next_extension(&rest, &x));
		CHECK_EQ_INT(rest.n, 0);
		/* cut off, nothing is taken */
		rest = span_of(s.p, s.n - 1);
		CHECK(!cert_next_extension(&rest, &x));
		CHECK_EQ_INT(rest.n, s.n - 1);
		exact_free(s);
	}
}
