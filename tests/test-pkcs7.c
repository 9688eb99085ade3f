#include "tap.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/caps.h"
#include "feed.h"
#include "fixture.h"
#include "formats/pkcs7.h"
#include "formats/writer.h"
#include "hex.h"

/* The names of what is read, and the container's events: "(ABC)". */
static bool see(void *context, const struct cert *c, const struct origin *o UNUSED)
{
	buf_add(context, span_of(c->subject.p + c->subject.n - 1, 1));
	return true;
}

static void see_container(void *context, enum container_event event)
{
	if (event <= CONTAINER_BROKEN)
		buf_put(context, event == CONTAINER_BEGIN   ? '('
				 : event == CONTAINER_WHOLE ? ')'
							    : '}');
}

/* Hex, in which A, B and C stand for the certificates of der/three.der. */
static struct buf bytes_of(const char *text, const struct bundle *three)
{
	struct buf out = { 0 };
	char pair[3] = "";

	for (; *text != '\0'; text++) {
		if (*text >= 'A' && *text <= 'C') {
			buf_add(&out, three->entry[*text - 'A'].cert.der);
		} else if (*text != ' ') {
			memcpy(pair, text++, 2);
			hex_add(&out, pair);
		}
	}
	return out;
}

#define SIGNED "06092a864886f70d010702"
#define DATA   "06092a864886f70d010701"

/* All that stands before the certificates, in indefinite lengths; and the end of
 * it. */
#define OPEN  "3080 " SIGNED " a080 3080 020101 3100 300b " DATA " "
#define CLOSE " 0000 0000 0000"

/* The same up to the content of a certificate trust list; and that to its subjects.
 */
#define CTL	   "06092b060104018237 0a01 "
#define TRUST_LIST "3080 " SIGNED " a080 3080 020101 3100 3080 " CTL
#define LIST	   "3080 020100 3000 0400 020101 1700 1800 3000 "

static const struct {
	const char *label;
	const char *hex;
	const char *text;
	const char *diags;
} rows[] = {
	{ "one certificate", OPEN "a080 A 0000 3100" CLOSE, "(A)", "cms-ber+0" },
	{ "three", OPEN "a080 ABC 0000 3100" CLOSE, "(ABC)", "cms-ber+0" },
	{ "the same one twice", OPEN "a080 AA 0000 3100" CLOSE, "(AA)",
	  "cms-ber+0" },
	{ "no certificates", OPEN "3100" CLOSE, "()", "cms-ber+0 no-certificate" },
	{ "an empty set", OPEN "a080 0000 3100" CLOSE, "()",
	  "cms-ber+0 no-certificate" },
	{ "a definite set", OPEN "a08201a5 A 3100" CLOSE, "(A)", "cms-ber+0" },
	{ "digest algorithms",
	  "3080 " SIGNED
	  " a080 3080 020101 310d 300b 0609608648016503040201 300b " DATA
	  " a080 A 0000 3100" CLOSE,
	  "(A)", "cms-ber+0" },
	{ "content in pieces, nested",
	  "3080 " SIGNED " a080 3080 020101 3100 3080 " DATA
	  " a080 2480 2480 040161 0000 040162 0000 0000 0000 a080 A 0000 3100" CLOSE,
	  "(A)", "cms-ber+0" },
	{ "a content that is no OCTET STRING",
	  "3080 " SIGNED " a080 3080 020101 3100 3080 " DATA
	  " a080 3003 020105 0000 0000"
	  " a080 A 0000 3100" CLOSE,
	  "(A)", "cms-ber+0" },
	{ "version 0",
	  "3080 " SIGNED " a080 3080 020100 3100 300b " DATA
	  " a080 A 0000 3100" CLOSE,
	  "(A)", "cms-version+17 cms-ber+0" },
	{ "version 3",
	  "3080 " SIGNED " a080 3080 020103 3100 300b " DATA
	  " a080 A 0000 3100" CLOSE,
	  "(A)", "cms-ber+0" },
	{ "a signer of no name", OPEN "a080 A 0000 3102 3000" CLOSE, "(A)",
	  "signed+0 cms-ber+0" },
	{ "a signer that is none", OPEN "a080 A 0000 3102 0500" CLOSE, "(A)",
	  "signed+0 cms-ber+0" },
	{ "a signer of a version", OPEN "a080 A 0000 3105 3003 020101" CLOSE, "(A)",
	  "signed+0 cms-ber+0" },
	{ "a signer, and certificates nowhere", OPEN "3105 3003 020101" CLOSE, "()",
	  "signed+0 cms-ber+0 no-certificate" },
	{ "a signer of indefinite length",
	  OPEN "a080 A 0000 3180 3080 020101 3080 0000 0000 0000" CLOSE, "(A)",
	  "signed+0 cms-ber+0" },
	{ "a signer longer than the set", OPEN "a080 A 0000 3105 3004 020101" CLOSE,
	  "(A)", "cms-structure+462 signed+0" },
	{ "no signer infos", OPEN "a080 A 0000" CLOSE, "(A)",
	  "cms-incomplete+460 cms-ber+0" },

	/*
	 * Other choices, each named by its place, and the certificates beside them.
	 */
	{ "an extended certificate", OPEN "a080 A a000 B 0000 3100" CLOSE, "(AB)",
	  "other-object+458 cms-ber+0" },
	{ "attribute certificates",
	  OPEN "a080 a103020101 A a280 0000 B 0000 3100" CLOSE, "(AB)",
	  "other-object+37 other-object+463 cms-ber+0" },
	{ "a choice of another format", OPEN "a080 a30406022a03 A 0000 3100" CLOSE,
	  "(A)", "other-object+37 cms-ber+0" },
	{ "two CRLs", OPEN "a080 A 0000 a104 3000 3000 3100" CLOSE, "(A)",
	  "other-object+462 other-object+464 cms-ber+0" },

	/* Certificate trust lists: their hashes, and nothing delivered. */
	{ "a trust list",
	  TRUST_LIST "a080 " LIST
		     "3004 3000 3000 0000 0000 0000 a080 A 0000 3100" CLOSE,
	  "(}", "foreign+0 cms-ber+0" },
	{ "a trust list in an OCTET STRING",
	  "3080 " SIGNED " a080 3080 020101 3100 3080 " CTL
	  "a080 040a 3008 3000 3000 3002 3000 0000 0000 3100" CLOSE,
	  "(}", "foreign+0 cms-ber+0" },
	{ "a trust list that is detached", TRUST_LIST "0000 3100" CLOSE, "(}",
	  "foreign+0 cms-ber+0" },
	{ "a trust list of something else",
	  TRUST_LIST "a080 0500 0000 0000 3100" CLOSE, "(}",
	  "foreign+0 cms-ber+0" },
	{ "a trust list that is cut off", TRUST_LIST "a080 " LIST "3004 3000", "(}",
	  "foreign+0 truncated+0" },

	/* What breaks the list: nothing of it is to be relied on. */
	{ "a choice that is none", OPEN "a080 A 040161 B 0000 3100" CLOSE, "(A}",
	  "cms-structure+458" },
	{ "a certificate of indefinite length",
	  OPEN "a080 A 3080 0000 0000 3100" CLOSE, "(A}", "cms-structure+458" },
	{ "a certificate beyond its set", OPEN "a08201a4 A 3100" CLOSE, "(}",
	  "cms-structure+39" },
	{ "no version",
	  "3080 " SIGNED " a080 3080 3100 300b " DATA " a080 A 0000 3100" CLOSE,
	  "(}", "cms-structure+17" },
	{ "no digest algorithms",
	  "3080 " SIGNED " a080 3080 020101 300b " DATA " a080 A 0000 3100" CLOSE,
	  "(}", "cms-structure+20" },
	{ "no content",
	  "3080 " SIGNED " a080 3080 020101 3100 a080 A 0000 3100" CLOSE, "(}",
	  "cms-structure+22" },
	{ "another content type", "3080 06092a864886f70d010703 a080 3000 0000 0000",
	  "(}", "cms-type+2" },
	{ "nothing behind the type", "300b " SIGNED, "(}", "cms-structure+13" },

	/* What comes behind the list leaves it as good as it was. */
	{ "more than the fields", OPEN "a080 A 0000 3100 0500" CLOSE, "(A)",
	  "cms-structure+462" },
};

TEST(each_row_gives_its_certificates_and_diagnostics)
{
	struct bundle three = fixture_bundle("der/three.der");

	REQUIRE(three.count == 3);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		for (size_t step = 0; step < 3; step++) {
			struct buf bytes = bytes_of(rows[i].hex, &three),
				   text = { 0 };
			struct feed f = { .left = buf_span(&bytes), .step = step };
			struct collect said;
			struct reader r;
			struct input in;

			ROW(rows[i].label);
			collect_start(&said);
			reader_start(&r, &said.diags,
				     (struct sink){ see, see_container, &text });
			input_open(&in, feed_read, &f);
			CHECK(reader_input(&r, &in, "memory"));
			CHECK_EQ_STR(buf_c(&text), rows[i].text);
			CHECK_EQ_STR(buf_c(&said.text), rows[i].diags);
			if (strchr(rows[i].text, '}') != NULL)
				CHECK(r.found == 0 && r.lost > 0);
			input_close(&in);
			reader_end(&r);
			collect_end(&said);
			buf_free(&bytes);
			buf_free(&text);
		}
	}
	bundle_free(&three);
}

/* Heads and tails fit what is between them, at each border of a length. */
TEST(the_head_states_the_length_of_what_follows)
{
	static const uint64_t borders[] = { 1,	 80,  90,  100,	  127,	 128,
					    200, 255, 256, 65535, 65536, 1 << 24 };

	for (size_t i = 0; i < ARRAY_LEN(borders); i++) {
		for (uint64_t n = borders[i] > 60 ? borders[i] - 60 : 1;
		     n < borders[i] + 3; n++) {
			struct buf b = { 0 };
			struct span s, info, content, data, set;
			uint32_t version = 0;
			struct der_head h;

			pkcs7_head(&b, n);
			buf_fill(&b, 0, (size_t)n);
			pkcs7_tail(&b);
			s = buf_span(&b);
			CHECK(pkcs7_is(s));
			CHECK(der_head(s, &h) == DER_OK && h.minimal);
			if (!der_take(&s, DER_SEQUENCE, &info) || s.n > 0 ||
			    !der_take(&info, DER_OID, NULL) ||
			    !der_take(&info, DER_CONTEXT_CONSTRUCTED, &content) ||
			    info.n > 0 ||
			    !der_take(&content, DER_SEQUENCE, &data) ||
			    content.n > 0 || !der_take(&data, DER_INTEGER, &set) ||
			    !der_small(set, &version) || version != 1 ||
			    !der_take(&data, DER_SET, NULL) ||
			    !der_take(&data, DER_SEQUENCE, NULL) ||
			    !der_take(&data, DER_CONTEXT_CONSTRUCTED, &set) ||
			    set.n != n || !der_take(&data, DER_SET, NULL) ||
			    data.n > 0)
				TAP_FAIL("%ju bytes", (uintmax_t)n);
			buf_free(&b);
		}
	}
}

TEST(without_certificates_there_is_no_field_for_them)
{
	struct buf b = { 0 }, wanted = fixture_bytes("windows/empty.p7b");

	pkcs7_head(&b, 0);
	pkcs7_tail(&b);
	CHECK_EQ_MEM(b.p, b.n, wanted.p, wanted.n);
	buf_free(&b);
	buf_free(&wanted);
}

TEST(a_content_info_is_told_from_a_certificate)
{
	static const struct {
		const char *label, *hex;
		bool is;
	} heads[] = {
		{ "SignedData", "3080 " SIGNED " a080", true },
		{ "EnvelopedData", "3082 1234 06092a864886f70d010703", true },
		{ "an unknown type with content", "3080 06032a0304 a080", true },
		{ "an unknown type without", "3007 06032a0304 0500", false },
		{ "a certificate", "3082 01a1 3082 0148", false },
		{ "a SET", "3180 " SIGNED " a080", false },
		{ "cut off within the type", "3080 06092a8648", false },
		{ "nothing", "", false },
		{ "a type alone", "300b " SIGNED, true },
	};

	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		struct span s = hex_exact(heads[i].hex);

		ROW(heads[i].label);
		CHECK(pkcs7_is(s) == heads[i].is);
		exact_free(s);
	}
}

/*
 * Larger than a certificate may be: named, lost, and what stands around it is read.
 */
TEST(a_certificate_beyond_the_cap_is_stepped_over)
{
	struct bundle three = fixture_bundle("der/three.der");

	REQUIRE(three.count == 3);
	for (size_t more = 0; more < 2; more++) {
		for (int in_container = 0; in_container < 2; in_container++) {
			struct buf bytes = { 0 }, text = { 0 };
			struct collect said;
			struct reader r;
			struct input in;
			struct span s;

			if (in_container)
				hex_add(&bytes,
					"3080" SIGNED
					"a080 3080 020101 3100 300b" DATA "a080");
			buf_add(&bytes, three.entry[0].cert.der);
			/*
			 * a header of five octets: the cap itself, or one byte more
			 */
			der_put_head(&bytes, DER_SEQUENCE,
				     CAP_CERT_BYTES - 5 + more);
			buf_fill(&bytes, 0, CAP_CERT_BYTES - 5 + more);
			buf_add(&bytes, three.entry[1].cert.der);
			if (in_container)
				hex_add(&bytes, "0000 3100 0000 0000 0000");
			s = buf_span(&bytes);
			collect_start(&said);
			reader_start(&r, &said.diags,
				     (struct sink){ see, NULL, &text });
			input_open_span(&in, &s);
			CHECK(reader_input(&r, &in, "memory"));
			CHECK_EQ_STR(buf_c(&text), "AB");
			CHECK_EQ_INT(r.found, 2);
			CHECK_EQ_INT(r.lost, 1);
			CHECK(strstr(buf_c(&said.text),
				     more ? "too-large" : "certificate-field") !=
			      NULL);
			input_close(&in);
			reader_end(&r);
			collect_end(&said);
			buf_free(&bytes);
			buf_free(&text);
		}
	}
	bundle_free(&three);
}

/* One element with its content: of definite length, or ended by two zero octets. */
static void wrap(struct buf *b, size_t from, uint8_t tag, bool definite, int more)
{
	struct buf content = { 0 };

	buf_add(&content, span_of(b->p + from, b->n - from));
	b->n = from;
	if (definite)
		der_put_head(b, tag, content.n + (uint64_t)(int64_t)more);
	else
		buf_add(b, span_of(((const uint8_t[]){ tag, 0x80 }), 2));
	buf_add(b, buf_span(&content));
	if (!definite)
		hex_add(b, "0000");
	buf_free(&content);
}

/*
 * A PKCS#7 of one certificate. Of its five elements that have others in them, those
 * of definite have a definite length; that of level states more octets than it has.
 */
enum {
	LEVELS = 5
};

static struct buf nested(struct span cert, unsigned definite, size_t level,
			 int more)
{
	struct buf b = { 0 };
	size_t at[LEVELS];
	static const uint8_t tag[LEVELS] = { 0x30, 0xa0, 0x30, 0x30, 0xa0 };
	static const char *const before[LEVELS] = { "", SIGNED, "", "020101 3100",
						    "" };

	for (size_t i = 0; i < LEVELS; i++) {
		hex_add(&b, before[i]);
		at[i] = b.n;
		if (i < 3)
			continue;
		if (i == 3) /* content in pieces, for what steps over it */
			hex_add(&b, DATA "a080 2480 040161 0000 0000");
		else
			buf_add(&b, cert);
		wrap(&b, at[i], tag[i], definite >> i & 1, i == level ? more : 0);
	}
	hex_add(&b, "3100");
	for (size_t i = 3; i-- > 0;)
		wrap(&b, at[i], tag[i], definite >> i & 1, i == level ? more : 0);
	return b;
}

static uint64_t errors_of(struct span s, struct buf *text)
{
	struct collect said;
	struct reader r;
	struct input in;

	collect_start(&said);
	reader_start(&r, &said.diags, (struct sink){ see, see_container, text });
	input_open_span(&in, &s);
	CHECK(reader_input(&r, &in, "memory"));
	input_close(&in);
	reader_end(&r);
	collect_end(&said);
	return said.diags.errors;
}

/* Whatever mix of definite and indefinite lengths its elements have. */
TEST(an_element_ends_where_its_parent_ends_at_the_latest)
{
	static const int off[] = { -400, -3, -2, -1, 1, 2, 3, 400 };
	struct bundle three = fixture_bundle("der/three.der");

	REQUIRE(three.count == 3);
	for (unsigned definite = 0; definite < 1u << LEVELS; definite++) {
		struct span cert = three.entry[0].cert.der;
		struct buf b = nested(cert, definite, 0, 0), text = { 0 };

		CHECK_EQ_INT(errors_of(buf_span(&b), &text), 0);
		CHECK_EQ_STR(buf_c(&text), "(A)");
		buf_free(&b);
		buf_free(&text);
		for (size_t level = 0; level < LEVELS; level++) {
			for (size_t i = 0; i < ARRAY_LEN(off); i++) {
				if (!(definite >> level & 1) ||
				    (level == 3 && off[i] < -3))
					continue;
				b = nested(cert, definite, level, off[i]);
				if (errors_of(buf_span(&b), &text) == 0)
					TAP_FAIL("mix %u, level %zu, %d octets",
						 definite, level, off[i]);
				buf_free(&b);
				buf_free(&text);
			}
		}
	}
	bundle_free(&three);
}

/* SignerInfo { version 1, sid }: by issuer and serial number, or by key identifier.
 */
static void put_signer(struct buf *b, const struct cert *c, bool by_key)
{
	struct cert_extensions x;
	size_t at = b->n, sid;
	struct span id;

	hex_add(b, "020101");
	sid = b->n;
	if (by_key) {
		cert_extensions(c, &x);
		if (!cert_subject_key_id(&x, &id))
			TAP_FAIL("no key identifier");
		buf_add(b, id);
		wrap(b, sid, 0x80, true, 0);
	} else {
		size_t serial;

		buf_add(b, c->issuer);
		serial = b->n;
		buf_add(b, c->serial);
		wrap(b, serial, 0x02, true, 0);
		wrap(b, sid, 0x30, true, 0);
	}
	hex_add(b, "3003 060100 0401ff"); /* what follows in it does not matter */
	wrap(b, at, 0x30, true, 0);
}

/* Which of the certificates, A to C, are signers' is said once a container. */
TEST(a_certificate_of_a_signer_is_named)
{
	static const struct {
		const char *certificates, *signers; /* in lower case: by key */
		const char *said;
		unsigned number;
		const char *detail;
	} rows_[] = {
		{ "ABC", "A", "signer+0", 1, "\n" },
		{ "ABC", "B", "signer+0", 2, "\n" },
		{ "ABC", "C", "signer+0", 3, "\n" },
		{ "ABC", "c", "signer+0", 3, "\n" },
		{ "CBA", "c", "signer+0", 1, "\n" },
		{ "ABC", "CA", "signer+0", 3, " (one of 2)\n" },
		{ "ABC", "aBC", "signer+0", 1, " (one of 3)\n" },
		{ "BAAB", "A", "signer+0", 2, "\n" },
		{ "A", "BA", "signer+0", 1, "\n" },
		{ "A", "B", "signed+0", 0, "" },
		{ "A", "b", "signed+0", 0, "" },
		{ "A", "", "", 0, "" },
	};
	struct bundle three = fixture_bundle("der/three.der");

	REQUIRE(three.count == 3);
	for (size_t i = 0; i < ARRAY_LEN(rows_); i++) {
		struct buf b = { 0 }, text = { 0 };
		struct collect said;
		struct reader r;
		struct input in;
		struct span s;
		size_t at;

		ROW(rows_[i].signers);
		hex_add(&b, "020101 3100 300b" DATA);
		at = b.n;
		for (const char *p = rows_[i].certificates; *p != '\0'; p++)
			buf_add(&b, three.entry[*p - 'A'].cert.der);
		wrap(&b, at, 0xa0, true, 0);
		at = b.n;
		for (const char *p = rows_[i].signers; *p != '\0'; p++)
			put_signer(&b, &three.entry[(*p - 'A') % 32].cert,
				   *p >= 'a');
		wrap(&b, at, 0x31, true, 0);
		wrap(&b, 0, 0x30, true, 0);
		wrap(&b, 0, 0xa0, true, 0);
		text = b;
		b = (struct buf){ 0 };
		hex_add(&b, SIGNED);
		buf_add(&b, buf_span(&text));
		text.n = 0;
		wrap(&b, 0, 0x30, true, 0);
		s = buf_span(&b);
		collect_start(&said);
		reader_start(&r, &said.diags,
			     (struct sink){ see, see_container, &text });
		input_open_span(&in, &s);
		CHECK(reader_input(&r, &in, "memory"));
		CHECK_EQ_STR(buf_c(&said.text), rows_[i].said);
		CHECK_EQ_INT(said.last.place.number, rows_[i].number);
		CHECK_EQ_STR(buf_c(&said.details), rows_[i].detail);
		CHECK_EQ_INT(said.diags.warnings, rows_[i].number > 0);
		input_close(&in);
		reader_end(&r);
		collect_end(&said);
		buf_free(&text);
		buf_free(&b);
	}
	bundle_free(&three);
}
