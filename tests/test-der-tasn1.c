/*
 * lib/der.c against libtasn1's own functions, on generated headers. Where they
 * differ, the reason is one of those that lib/der.h gives, and no other.
 */
#include "tap.h"

#include <libtasn1.h>
#include <limits.h>

#include "hex.h"
#include "x509/der.h"

static uint32_t state = 2463534242u;

static uint32_t random_number(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

enum difference {
	NONE,
	CUT_OFF_AS_EMPTY, /* a header that is cut off: libtasn1 says length 0 */
	TAG_CUT_OFF, /* a tag number that does not end: some versions take what is
			there */
	CONTENT_ABSENT, /* the content is not here: der_head does not mind */
	DIFFERENCES
};

static unsigned long seen[DIFFERENCES], accepted, refused;

static void fail(struct span s, const char *why)
{
	struct buf hex = { 0 };

	buf_hex(&hex, s);
	TAP_FAIL("%s: %s", buf_c(&hex), why);
	buf_free(&hex);
}

/*
 * The octets that a header should have, told by a third reading: X.690 section 8.1.
 */
static size_t header_octets(struct span s)
{
	size_t n = 1;

	if (s.n == 0)
		return 0;
	if ((s.p[0] & 0x1f) == 0x1f) {
		while (n < s.n && s.p[n] & 0x80)
			n++;
		n++;
	}
	if (n >= s.n)
		return n + 1;
	return n + 1 + (s.p[n] > 0x80 ? s.p[n] & 0x7f : 0);
}

static enum difference compare(struct span s)
{
	struct der_head h;
	enum der_status status = der_head(s, &h);
	unsigned char class;
	unsigned long number;
	int octets, length_octets;
	long length;

	if (status == DER_OK)
		accepted++;
	else
		refused++;
	if (asn1_get_tag_der(s.p, (int)s.n, &class, &octets, &number) !=
	    ASN1_SUCCESS) {
		if (status == DER_OK)
			fail(s, "a tag that libtasn1 refuses");
		return NONE;
	}
	if ((size_t)octets > s.n || (octets > 1 && s.p[octets - 1] & 0x80)) {
		if (status == DER_OK)
			fail(s, "a tag number without end");
		return TAG_CUT_OFF;
	}
	length = asn1_get_length_der(s.p + octets, (int)s.n - octets,
				     &length_octets);
	if (status == DER_OK && header_octets(s) != h.header)
		fail(s, "the header's length");
	if (header_octets(s) > s.n) {
		if (status != DER_SHORT && status != DER_BAD)
			fail(s, "a header that is cut off");
		return length >= 0 ? CUT_OFF_AS_EMPTY : NONE;
	}
	if (length == -1) {
		if (status != DER_OK || !h.indefinite)
			fail(s, "an indefinite length");
		return NONE;
	}
	if (length == -4) {
		if (status == DER_OK &&
		    (h.indefinite || h.length <= s.n - h.header))
			fail(s, "content that libtasn1 does not find");
		if (status != DER_OK && status != DER_HUGE)
			fail(s, "a length that libtasn1 reads");
		return CONTENT_ABSENT;
	}
	if (length < 0) {
		if (status != DER_HUGE && status != DER_BAD)
			fail(s, "a length that libtasn1 refuses");
		return NONE;
	}
	if (status != DER_OK) {
		fail(s, "refused, and libtasn1 reads it");
		return NONE;
	}
	if (h.indefinite || h.length != (uint64_t)length ||
	    h.header != (size_t)octets + (size_t)length_octets)
		fail(s, "another length");
	if ((h.tag & 0xe0) != class ||
	    ((h.tag & 0x1f) != 0x1f && (h.tag & 0x1f) != number))
		fail(s, "another tag");
	return NONE;
}

static void compare_exact(struct span s)
{
	struct span exact = exact_copy(s);

	seen[compare(exact)]++;
	exact_free(exact);
}

TEST(all_headers_of_two_octets_are_read_alike)
{
	uint8_t bytes[2];

	for (unsigned i = 0; i < 65536 && !tap_failed; i++) {
		bytes[0] = (uint8_t)(i >> 8);
		bytes[1] = (uint8_t)i;
		compare_exact(span_of(bytes, 2));
	}
}

TEST(random_headers_are_read_alike_but_for_the_known_differences)
{
	/* Octets at which something changes come more often than others. */
	static const uint8_t often[] = { 0x1f, 0x30, 0x3f, 0x7f, 0x80, 0x81,
					 0x82, 0x83, 0x84, 0x85, 0x88, 0xff,
					 0x00, 0x01, 0x9f, 0xbf, 0xa0 };
	uint8_t bytes[24];

	for (int i = 0; i < 400000 && !tap_failed; i++) {
		size_t n = random_number() % (sizeof(bytes) + 1);

		for (size_t k = 0; k < n; k++) {
			uint32_t r = random_number();

			bytes[k] = r & 0x300 ? often[r % ARRAY_LEN(often)]
					     : (uint8_t)r;
		}
		compare_exact(span_of(bytes, n));
	}
	for (int i = 1; i < DIFFERENCES; i++)
		if (i != TAG_CUT_OFF &&
		    seen[i] < 100) /* the generator reaches them */
			TAP_FAIL("difference %d was seen %lu times", i, seen[i]);
	CHECK(accepted > 1000 && refused > 1000);
}

/* A buffer of elements, taken apart by both. */
TEST(a_walk_over_random_elements_comes_by_the_same_places)
{
	for (int round = 0; round < 3000 && !tap_failed; round++) {
		struct buf b = { 0 };
		struct span exact, s;
		size_t at = 0;
		struct tlv t;

		for (uint32_t k = random_number() % 6; k > 0; k--) {
			uint32_t n = random_number() % 400;

			der_put_head(&b, (uint8_t)(random_number() % 30 + 1), n);
			buf_fill(&b, (uint8_t)n, n);
		}
		exact = s = exact_copy(buf_span(&b));
		while (der_next(&s, &t)) {
			unsigned char class;
			unsigned long number;
			int octets, more;
			long length;

			REQUIRE(asn1_get_tag_der(exact.p + at, (int)(exact.n - at),
						 &class, &octets,
						 &number) == ASN1_SUCCESS);
			length = asn1_get_length_der(
				exact.p + at + octets,
				(int)exact.n - (int)at - octets, &more);
			CHECK(t.whole.p == exact.p + at);
			CHECK(t.body.p == exact.p + at + octets + more);
			CHECK_EQ_INT(t.body.n, length);
			at += t.whole.n;
		}
		CHECK_EQ_INT(at, exact.n);
		exact_free(exact);
		buf_free(&b);
	}
}

TEST(lengths_are_written_as_libtasn1_writes_them)
{
	for (int i = 0; i < 20000; i++) {
		uint64_t n = random_number() >> random_number() % 32;
		struct buf b = { 0 };
		uint8_t octets[16];
		int count = 0;

		asn1_length_der((unsigned long)n, octets, &count);
		der_put_head(&b, 0x30, n);
		CHECK_EQ_MEM(b.p + 1, b.n - 1, octets, (size_t)count);
		buf_free(&b);
	}
}

/* The arcs and the end of an OID are checked in lib/der.c; the text is the same. */
TEST(oids_are_dotted_as_libtasn1_does_where_they_are_whole)
{
	int good = 0;

	for (int i = 0; i < 100000 && !tap_failed; i++) {
		uint8_t bytes[14] = { 0x06 };
		size_t n = random_number() % 12 + 1;
		char dotted[256];
		struct buf text = { 0 };
		int len;

		bytes[1] = (uint8_t)n;
		for (size_t k = 0; k < n; k++)
			bytes[2 + k] = (uint8_t)(random_number() & random_number());
		if (!der_oid_text(span_of(bytes + 2, n), &text)) {
			buf_free(&text);
			continue;
		}
		if (asn1_get_object_id_der(bytes + 1, (int)n + 1, &len, dotted,
					   sizeof(dotted)) == ASN1_SUCCESS) {
			CHECK_EQ_STR(buf_c(&text), dotted);
			good++;
		}
		buf_free(&text);
	}
	CHECK(good > 10000);
}
