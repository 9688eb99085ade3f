/* lib/x509/der.c against libtasn1's own functions, on generated headers. */
#include "tap.h"

#include "der_tasn1.h"
#include "hex.h"

static uint32_t state = 2463534242u;

static uint32_t random_number(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

static unsigned long seen[DIFFERENCES], accepted, refused;

static void fail(struct span s, const char *why)
{
	struct buf hex = { 0 };

	buf_hex(&hex, s);
	TAP_FAIL("%s: %s", buf_c(&hex), why);
	buf_free(&hex);
}

static void compare_exact(struct span s)
{
	struct span exact = exact_copy(s);
	enum der_difference known;
	const char *wrong = der_tasn1_compare(exact, &known);
	struct der_head h;

	if (wrong != NULL)
		fail(s, wrong);
	if (der_head(exact, &h) == DER_OK)
		accepted++;
	else
		refused++;
	seen[known]++;
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
