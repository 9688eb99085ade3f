#include "tap.h"

#include "fixture.h"
#include "hex.h"
#include "x509/dn.h"

/* Names are written from the inside out: a Name holds RDNs, an RDN attributes. */

static void put(struct buf *out, uint8_t tag, struct span body)
{
	der_put_head(out, tag, body.n);
	buf_add(out, body);
}

/* "type-in-hex tag-in-hex value": one attribute, appended to an RDN's content. */
static void attribute(struct buf *rdn, const char *type, uint8_t tag,
		      struct span value)
{
	struct buf octets = { 0 }, pair = { 0 };

	hex_add(&octets, type);
	put(&pair, DER_OID, buf_span(&octets));
	put(&pair, tag, value);
	put(rdn, DER_SEQUENCE, buf_span(&pair));
	buf_free(&octets);
	buf_free(&pair);
}

#define CN    "550403"
#define C     "550406"
#define O     "55040a"
#define OU    "55040b"
#define DC    "0992268993f22c640119"
#define UID   "0992268993f22c640101"
#define EMAIL "2a864886f70d010901"

struct part {
	const char *type; /* NULL ends the name */
	uint8_t tag;
	struct span value;
	bool with_next; /* the next attribute is in the same RDN */
};

static struct buf name_of(const struct part *part)
{
	struct buf rdns = { 0 }, rdn = { 0 }, name = { 0 };

	for (; part->type != NULL; part++) {
		attribute(&rdn, part->type, part->tag, part->value);
		if (part->with_next)
			continue;
		put(&rdns, DER_SET, buf_span(&rdn));
		rdn.n = 0;
	}
	put(&name, DER_SEQUENCE, buf_span(&rdns));
	buf_free(&rdns);
	buf_free(&rdn);
	return name;
}

#define UTF8(s)	    DER_UTF8_STRING, SPAN_LIT(s), false
#define UTF8_AND(s) DER_UTF8_STRING, SPAN_LIT(s), true

/* RFC 4514 section 4, and what certificates hold beyond that. */
static const struct {
	const char *label;
	struct part part[6];
	const char *text;
} texts[] = {
	{ "three RDNs, the last one first",
	  { { DC, DER_IA5_STRING, SPAN_LIT("net"), false },
	    { DC, DER_IA5_STRING, SPAN_LIT("example"), false },
	    { UID, UTF8("jsmith") } },
	  "UID=jsmith,DC=example,DC=net" },
	{ "an RDN of two attributes",
	  { { DC, DER_IA5_STRING, SPAN_LIT("net"), false },
	    { DC, DER_IA5_STRING, SPAN_LIT("example"), false },
	    { OU, UTF8_AND("Sales") },
	    { CN, UTF8("J.  Smith") } },
	  "OU=Sales+CN=J.  Smith,DC=example,DC=net" },
	{ "quotation marks and a comma",
	  { { DC, DER_IA5_STRING, SPAN_LIT("net"), false },
	    { CN, UTF8("James \"Jim\" Smith, III") } },
	  "CN=James \\\"Jim\\\" Smith\\, III,DC=net" },
	{ "a carriage return",
	  { { DC, DER_IA5_STRING, SPAN_LIT("net"), false },
	    { CN, UTF8("Before\rAfter") } },
	  "CN=Before\\0DAfter,DC=net" },
	{ "a type without a keyword",
	  { { "2b06010401 8b3a 00", DER_OCTET_STRING, SPAN_LIT("Hi"), false } },
	  "1.3.6.1.4.1.1466.0=#04024869" },
	{ "UTF-8",
	  { { CN, UTF8("Lu\xc4\x8di\xc4\x87") } },
	  "CN=Lu\xc4\x8di\xc4\x87" },
	{ "no RDN at all", { { NULL, 0, { NULL, 0 }, false } }, "" },
	{ "an empty value", { { CN, UTF8("") } }, "CN=" },
	{ "a type without a keyword and a string",
	  { { "2b0601040183b20302", UTF8("mystery") } },
	  "1.3.6.1.4.1.55555.2=#0c076d797374657279" },
	{ "a value of no string type",
	  { { CN, DER_INTEGER, SPAN_LIT("\x05"), false } },
	  "CN=#020105" },
	{ "a type that is no identifier",
	  { { "558403ff", UTF8("x") } },
	  "?558403ff=#0c0178" },
	{ "BMPString",
	  { { CN, DER_BMP_STRING, SPAN_LIT("\0A\0,\x6f\x22"), false } },
	  "CN=A\\,\xe6\xbc\xa2" },
	{ "T61String",
	  { { CN, DER_T61_STRING, SPAN_LIT("Caf\xe9"), false } },
	  "CN=Caf\xc3\xa9" },
	{ "spaces and a number sign at the ends",
	  { { O, UTF8(" a ") }, { CN, UTF8("#b") } },
	  "CN=\\#b,O=\\ a\\ " },
	{ "a line feed and a marker",
	  { { CN, UTF8("A\n-----BEGIN X-----") } },
	  "CN=A\\0A-----BEGIN X-----" },
	{ "an override",
	  { { CN, UTF8("a\xe2\x80\xae"
		       "b") } },
	  "CN=a\\E2\\80\\AEb" },
};

TEST(names_are_written_as_rfc_4514_says)
{
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct buf name = name_of(texts[i].part), out = { 0 };
		struct span exact = exact_copy(buf_span(&name));

		ROW(texts[i].label);
		CHECK(dn_text(exact, &out));
		CHECK_EQ_STR(buf_c(&out), texts[i].text);
		exact_free(exact);
		buf_free(&name);
		buf_free(&out);
	}
}

static const struct {
	const char *label, *hex, *text;
} malformed[] = {
	{ "nothing", "", "" },
	{ "a SET for the SEQUENCE", "3100", "" },
	{ "bytes behind the name", "300005", "" },
	{ "bytes behind the RDNs", "300e 310c 300a 0603550403 0c0341 4243 05", "" },
	{ "an empty RDN", "3002 3100", "" },
	{ "a SEQUENCE for the RDN", "300e 300c 300a 0603550403 0c03414243", "" },
	{ "an attribute without a value", "3009 3107 3005 0603550403", "" },
	{ "more in an attribute than two",
	  "3010 310e 300c 0603550403 0c0141 020105 00", "" },
	{ "a good RDN, then a bad one",
	  "3012 310c 300a 0603550403 0c03414243 3102 3000", "CN=ABC" },
};

TEST(a_malformed_name_says_so)
{
	for (size_t i = 0; i < ARRAY_LEN(malformed); i++) {
		struct span s = hex_exact(malformed[i].hex);
		struct buf out = { 0 };

		ROW(malformed[i].label);
		CHECK(!dn_text(s, &out));
		CHECK(strstr(buf_c(&out), malformed[i].text) != NULL);
		out.n = 0;
		if (i !=
		    4) /* an RDN of nothing has a canonical form: an empty SET */
			CHECK(!dn_canonical(s, &out));
		CHECK(dn_eq(s, s));
		exact_free(s);
		buf_free(&out);
	}
}

TEST(a_name_may_have_any_number_of_rdns)
{
	for (size_t n = 1; n <= 100000; n *= 10) {
		struct buf rdns = { 0 }, rdn = { 0 }, name = { 0 }, out = { 0 };

		attribute(&rdn, CN, DER_UTF8_STRING, SPAN_LIT("x"));
		for (size_t i = 0; i < n; i++)
			put(&rdns, DER_SET, buf_span(&rdn));
		put(&name, DER_SEQUENCE, buf_span(&rdns));
		CHECK(dn_text(buf_span(&name), &out));
		CHECK_EQ_INT(out.n, n * 5 - 1);
		out.n = 0;
		CHECK(dn_canonical(buf_span(&name), &out));
		CHECK_EQ_INT(out.n, n * rdn.n + 2 * n);
		buf_free(&rdns);
		buf_free(&rdn);
		buf_free(&name);
		buf_free(&out);
	}
}

TEST(find_gives_the_last_attribute_of_a_type)
{
	const struct part part[] = { { OU, UTF8("one") },
				     { CN, UTF8("first") },
				     { OU, UTF8_AND("two") },
				     { CN, UTF8("second") },
				     { NULL, 0, { NULL, 0 }, false } };
	struct buf name = name_of(part);
	struct tlv value = { .tag = 0x77 };

	CHECK(!dn_find(buf_span(&name), OID_ATTR_O, &value));
	CHECK_EQ_INT(value.tag, 0x77);
	CHECK(dn_find(buf_span(&name), OID_ATTR_CN, &value));
	CHECK(span_eq(value.body, SPAN_LIT("second")));
	CHECK(dn_find(buf_span(&name), OID_ATTR_OU, &value));
	CHECK(span_eq(value.body, SPAN_LIT("two")));
	CHECK(!dn_find(SPAN_LIT("\x30"), OID_ATTR_CN, &value));
	buf_free(&name);
}

/* Pairs of names of one attribute: equal or not, by RFC 5280 section 7.1. */
static const struct {
	const char *label;
	struct part a, b;
	bool equal;
} pairs[] = {
	{ "the same", { CN, UTF8("Root") }, { CN, UTF8("Root") }, true },
	{ "another case", { CN, UTF8("Root CA") }, { CN, UTF8("rOOT ca") }, true },
	{ "another string type",
	  { CN, UTF8("Root") },
	  { CN, DER_PRINTABLE_STRING, SPAN_LIT("Root"), false },
	  true },
	{ "BMPString and UTF8String",
	  { CN, UTF8("R\xc3\xbc") },
	  { CN, DER_BMP_STRING, SPAN_LIT("\0R\0\xfc"), false },
	  true },
	{ "T61String and UTF8String",
	  { CN, UTF8("R\xc3\xbc") },
	  { CN, DER_T61_STRING, SPAN_LIT("R\xfc"), false },
	  true },
	{ "spaces around", { CN, UTF8("Root") }, { CN, UTF8("  Root \t") }, true },
	{ "runs of spaces within",
	  { CN, UTF8("Root CA") },
	  { CN, UTF8("Root \n  CA") },
	  true },
	{ "spaces alone and nothing", { CN, UTF8("") }, { CN, UTF8("   ") }, true },
	{ "no space within",
	  { CN, UTF8("Root CA") },
	  { CN, UTF8("RootCA") },
	  false },
	{ "another letter", { CN, UTF8("Root A") }, { CN, UTF8("Root B") }, false },
	{ "another type", { CN, UTF8("Root") }, { O, UTF8("Root") }, false },
	{ "letters beyond ASCII keep their case",
	  { CN, UTF8("\xc3\xbc") },
	  { CN, UTF8("\xc3\x9c") },
	  false },
	{ "longer", { CN, UTF8("Root") }, { CN, UTF8("Root A") }, false },
	{ "an INTEGER and another",
	  { CN, DER_INTEGER, SPAN_LIT("\x05"), false },
	  { CN, DER_INTEGER, SPAN_LIT("\x06"), false },
	  false },
	{ "a NUL is no end", { CN, UTF8("a\0b") }, { CN, UTF8("a\0c") }, false },
};

TEST(names_are_equal_in_canonical_form)
{
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		const struct part end = { NULL, 0, { NULL, 0 }, false };
		const struct part pa[] = { { C, DER_PRINTABLE_STRING,
					     SPAN_LIT("ZZ"), false },
					   pairs[i].a,
					   end };
		const struct part pb[] = { { C, DER_PRINTABLE_STRING,
					     SPAN_LIT("ZZ"), false },
					   pairs[i].b,
					   end };
		struct buf a = name_of(pa), b = name_of(pb), ca = { 0 }, cb = { 0 };
		uint8_t da[SHA256_BYTES], db[SHA256_BYTES];

		ROW(pairs[i].label);
		CHECK(dn_eq(buf_span(&a), buf_span(&b)) == pairs[i].equal);
		CHECK(dn_eq(buf_span(&b), buf_span(&a)) == pairs[i].equal);
		CHECK(dn_eq(buf_span(&a), buf_span(&a)));
		CHECK(dn_canonical(buf_span(&a), &ca) &&
		      dn_canonical(buf_span(&b), &cb));
		CHECK(span_eq(buf_span(&ca), buf_span(&cb)) == pairs[i].equal);
		dn_digest(buf_span(&a), da);
		dn_digest(buf_span(&b), db);
		CHECK((memcmp(da, db, SHA256_BYTES) == 0) == pairs[i].equal);
		buf_free(&a);
		buf_free(&b);
		buf_free(&ca);
		buf_free(&cb);
	}
}

TEST(the_order_and_number_of_rdns_count)
{
	const struct part end = { NULL, 0, { NULL, 0 }, false };
	const struct part one[] = { { O, UTF8("a") }, { CN, UTF8("b") }, end };
	const struct part two[] = { { CN, UTF8("b") }, { O, UTF8("a") }, end };
	const struct part less[] = { { O, UTF8("a") }, end };
	const struct part joined[] = { { O, UTF8_AND("a") },
				       { CN, UTF8("b") },
				       end };
	const struct part swapped[] = { { CN, UTF8_AND("B") },
					{ O, UTF8("A") },
					end };
	struct buf n[5] = { name_of(one), name_of(two), name_of(less),
			    name_of(joined), name_of(swapped) };

	for (size_t i = 0; i < 5; i++)
		for (size_t k = 0; k < 5; k++)
			CHECK(dn_eq(buf_span(&n[i]), buf_span(&n[k])) ==
			      (i == k || (i >= 3 && k >= 3))); /* an RDN is a set */
	for (size_t i = 0; i < 5; i++)
		buf_free(&n[i]);
}

TEST(the_canonical_form_is_that_of_openssl)
{
	const struct part part[] = { { C, DER_PRINTABLE_STRING, SPAN_LIT("ZZ"),
				       false },
				     { CN, UTF8(" Root \t A ") },
				     { NULL, 0, { NULL, 0 }, false } };
	struct buf name = name_of(part), out = { 0 }, wanted = { 0 };

	hex_add(&wanted, "310b 3009 0603550406 0c02 7a7a"
			 "310f 300d 0603550403 0c06 726f6f742061");
	CHECK(dn_canonical(buf_span(&name), &out));
	CHECK_EQ_MEM(out.p, out.n, wanted.p, wanted.n);
	buf_free(&name);
	buf_free(&out);
	buf_free(&wanted);
}

/* The fixtures' subjects, as testdata/README has them. */
static const struct {
	const char *file, *subject;
} fixtures[] = {
	{ "names/multi.pem", "OU=Multi+CN=Multi-valued Root,O=Cabundle Test,C=ZZ" },
	{ "names/empty.pem", "" },
	{ "names/escape.pem",
	  "CN=\\ a\\,b\\+c\\\"d\\\\e\\<f\\>g\\;h=i#j\\ ,O=Cabundle Test,C=ZZ" },
	{ "names/unknown-attr.pem",
	  "CN=Unknown Attribute Root,1.3.6.1.4.1.55555.2=#"
	  "0c076d797374657279,O=Cabundle Test,C=ZZ" },
	{ "names/no-cn.pem", "OU=Class 3 Root,O=Cabundle Test,C=ZZ" },
	{ "names/email.pem",
	  "emailAddress=ca@example.test,serialNumber=4711-08,CN=Email Root,"
	  "O=Cabundle Test,DC=example,DC=test" },
	{ "names/newline.pem",
	  "CN=A\\0A-----BEGIN CERTIFICATE-----\\0AMIIB,O=Cabundle Test,C=ZZ" },
	{ "names/nul.pem",
	  "CN=good.example\\00.evil.example,O=Cabundle Test,C=ZZ" },
	{ "names/badutf8.pem", "CN=Root \\C3(\\FF,O=Cabundle Test,C=ZZ" },
	{ "names/t61.pem", "CN=Caf\xc3\xa9 Root,O=Cabundle Test,C=ZZ" },
	{ "names/bmp.pem", "CN=Gr\xc3\xbc\xc3\x9f"
			   "e \xe6\xbc\xa2\xe5\xad\x97,O=Cabundle Test,C=ZZ" },
};

TEST(the_subjects_of_the_fixtures_are_what_they_should_be)
{
	for (size_t i = 0; i < ARRAY_LEN(fixtures); i++) {
		struct bundle b = fixture_bundle(fixtures[i].file);
		struct buf out = { 0 };

		ROW(fixtures[i].file);
		CHECK_EQ_INT(b.count, 1);
		if (b.count > 0)
			CHECK(dn_text(b.entry[0].cert.subject, &out));
		CHECK_EQ_STR(buf_c(&out), fixtures[i].subject);
		buf_free(&out);
		bundle_free(&b);
	}
}

TEST(a_name_without_an_rdn_is_empty)
{
	CHECK(dn_is_empty(SPAN_LIT("\x30\x00")));
	CHECK(!dn_is_empty(SPAN_LIT("\x30\x02\x31\x00")));
	CHECK(!dn_is_empty(SPAN_LIT("\x31\x00")));
	CHECK(!dn_is_empty(SPAN_LIT("")));
}
