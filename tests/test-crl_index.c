#include "tap.h"

#include "fixture.h"
#include "verify/crl_index.h"
#include "x509/dn.h"

/* TBSCertList is not needed for entries: a view of them alone. */
static struct crl crl_of(struct span issuer, struct span entries)
{
	return (struct crl){ .version = 2, .issuer = issuer, .entries = entries };
}

static const uint8_t own_name[] = { 0x30, 0x00 };

/* Name of one CN of one letter. */
static void put_name(struct buf *out, char letter)
{
	buf_add(out,
		SPAN_LIT("\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01"));
	buf_put(out, (uint8_t)letter);
}

static void digest_of(char letter, uint8_t digest[SHA256_BYTES])
{
	struct buf name = { 0 };

	if (letter == 0)
		buf_add(&name, span_of(own_name, sizeof(own_name)));
	else
		put_name(&name, letter);
	dn_digest(buf_span(&name), digest);
	buf_free(&name);
}

/* An entry with a serial number of four octets; letter: its certificateIssuer. */
static void put_entry(struct buf *out, uint32_t serial, int reason, char letter)
{
	struct buf extensions = { 0 }, entry = { 0 };
	uint8_t octets[] = { 0x02,
			     0x04,
			     (uint8_t)(serial >> 24 & 0x7f),
			     (uint8_t)(serial >> 16),
			     (uint8_t)(serial >> 8),
			     (uint8_t)serial };

	if (reason >= 0) {
		buf_add(&extensions,
			SPAN_LIT("\x30\x0a\x06\x03\x55\x1d\x15\x04\x03\x0a\x01"));
		buf_put(&extensions, (uint8_t)reason);
	}
	if (letter != 0) {
		buf_add(&extensions,
			SPAN_LIT("\x30\x1c\x06\x03\x55\x1d\x1d\x01\x01\xff"
				 "\x04\x12\x30\x10\xa4\x0e"));
		put_name(&extensions, letter);
	}
	buf_add(&entry, span_of(octets, sizeof(octets)));
	buf_add(&entry, SPAN_LIT("\x17\x0d"
				 "240101000000Z"));
	if (extensions.n > 0) {
		der_put_head(&entry, DER_SEQUENCE, extensions.n);
		buf_add(&entry, buf_span(&extensions));
	}
	der_put_head(out, DER_SEQUENCE, entry.n);
	buf_add(out, buf_span(&entry));
	buf_free(&entry);
	buf_free(&extensions);
}

/* The reason of the entry; -1 where there is none. */
static int find(const struct crl_index *x, char letter, uint32_t serial)
{
	uint8_t octets[] = { (uint8_t)(serial >> 24), (uint8_t)(serial >> 16),
			     (uint8_t)(serial >> 8), (uint8_t)serial };
	struct crl_entry_extensions ext;
	uint8_t issuer[SHA256_BYTES];
	struct crl_entry e;

	digest_of(letter, issuer);
	return crl_index_find(x, issuer, span_of(octets, sizeof(octets)), &e, &ext)
		       ? (int)ext.reason
		       : -1;
}

static struct crl_index *index_of(struct buf *entries)
{
	struct crl c =
		crl_of(span_of(own_name, sizeof(own_name)), buf_span(entries));
	struct crl_index *x = crl_index_make(&c);
	struct span unknown;
	const char *fact;

	CHECK_EQ_INT(crl_index_fault(x, &fact, &unknown), CRL_INDEX_GOOD);
	CHECK(fact == NULL && unknown.n == 0);
	return x;
}

#define MANY UINT32_C(100000)

/* A serial number of entry i, in no order, and no two alike: 40503 is odd. */
static uint32_t scattered(uint32_t i)
{
	return (i * UINT32_C(2654435761)) & 0x7fffffff;
}

/* 10^10 comparisons would take longer than a test may. */
TEST(all_of_100000_entries_are_found_and_nothing_between_them)
{
	struct buf entries = { 0 };
	struct crl_index *x;
	uint32_t wrong = 0;

	for (uint32_t i = 0; i < MANY; i++)
		put_entry(&entries, scattered(i), (int)(i % 5) + 1, 0);
	x = index_of(&entries);
	for (uint32_t i = 0; i < MANY; i++)
		wrong += find(x, 0, scattered(i)) != (int)(i % 5) + 1;
	CHECK_EQ_INT(wrong, 0);
	for (uint32_t i = MANY; i < 2 * MANY; i++)
		wrong += find(x, 0, scattered(i)) != -1;
	CHECK_EQ_INT(wrong, 0);
	crl_index_free(x);
	buf_free(&entries);
}

/* Of 100,000 that are all alike, one is kept, so that no lookup walks over them. */
TEST(equal_entries_count_once)
{
	struct buf entries = { 0 };
	struct crl_index *x;

	for (uint32_t i = 0; i < MANY; i++)
		put_entry(&entries, 7, CRL_REMOVE_FROM_CRL, 0);
	put_entry(&entries, 7, CRL_SUPERSEDED, 0);
	put_entry(&entries, 7, CRL_KEY_COMPROMISE, 0);
	x = index_of(&entries);
	for (uint32_t i = 0; i < MANY; i++)
		if (find(x, 0, 7) != CRL_SUPERSEDED)
			TAP_FAIL("%u", (unsigned)i);
	CHECK_EQ_INT(find(x, 0, 6), -1);
	CHECK_EQ_INT(find(x, 0, 8), -1);
	crl_index_free(x);
	buf_free(&entries);
}

TEST(an_entry_is_of_the_issuer_that_was_named_last)
{
	struct buf entries = { 0 };
	struct crl_index *x;

	put_entry(&entries, 1, -1, 0);
	put_entry(&entries, 2, 1, 'A');
	put_entry(&entries, 3, 2, 0);
	put_entry(&entries, 2, 3, 'b');
	put_entry(&entries, 4, 4, 'A');
	put_entry(&entries, 1, 5, 0);
	x = index_of(&entries);
	CHECK_EQ_INT(find(x, 0, 1), CRL_UNSPECIFIED);
	CHECK_EQ_INT(find(x, 0, 2), -1);
	CHECK_EQ_INT(find(x, 'A', 2), 1);
	CHECK_EQ_INT(find(x, 'A', 3), 2);
	CHECK_EQ_INT(find(x, 'B', 2), 3);
	CHECK_EQ_INT(find(x, 'b', 2), 3);
	CHECK_EQ_INT(find(x, 'B', 3), -1);
	CHECK_EQ_INT(find(x, 'a', 4), 4);
	CHECK_EQ_INT(find(x, 'A', 1), 5);
	CHECK_EQ_INT(find(x, 'c', 1), -1);
	crl_index_free(x);
	buf_free(&entries);
}

TEST(each_entry_may_have_an_issuer_of_its_own)
{
	struct buf entries = { 0 };
	struct crl_index *x;
	uint32_t wrong = 0;

	for (uint32_t i = 0; i < MANY; i++)
		put_entry(&entries, i, (int)(i % 5) + 1, (char)('A' + i % 26));
	x = index_of(&entries);
	for (uint32_t i = 0; i < MANY; i++) {
		wrong += find(x, (char)('A' + i % 26), i) != (int)(i % 5) + 1;
		wrong += find(x, (char)('A' + (i + 1) % 26), i) != -1;
	}
	CHECK_EQ_INT(wrong, 0);
	crl_index_free(x);
	buf_free(&entries);
}

TEST(no_entries_are_an_index_too)
{
	struct buf entries = { 0 };
	struct crl_index *x = index_of(&entries);

	CHECK_EQ_INT(find(x, 0, 1), -1);
	crl_index_free(x);
}

/* Serial numbers compare by value: octets that add nothing do not count. */
TEST(a_serial_number_with_filling_is_found)
{
	struct buf entries = { 0 };
	struct crl_index *x;
	struct crl_entry_extensions ext;
	uint8_t issuer[SHA256_BYTES];
	struct crl_entry e;

	put_entry(&entries, 0x80, 1, 0);
	x = index_of(&entries);
	digest_of(0, issuer);
	CHECK(crl_index_find(x, issuer, span_of("\x00\x80", 2), &e, &ext));
	CHECK(!crl_index_find(x, issuer, span_of("\x80", 1), &e, &ext));
	CHECK(e.serial.n == 4);
	crl_index_free(x);
	buf_free(&entries);
}

TEST(what_forbids_to_use_entries_is_said)
{
	static const struct {
		const char *file;
		enum crl_index_fault fault;
		const char *fact;
	} rows[] = {
		{ "crl/entry-critical.crl", CRL_INDEX_CRITICAL,
		  "a critical extension of an entry is not known" },
		{ "crl/entry-malformed.crl", CRL_INDEX_MALFORMED,
		  "an entry that is malformed" },
		{ "crl/reason-malformed.crl", CRL_INDEX_MALFORMED,
		  "an entry's extension that is malformed, or occurs twice" },
		{ "crl/issuers.crl", CRL_INDEX_MALFORMED,
		  "an entry's certificateIssuer is not one name" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf bytes = fixture_bytes(rows[i].file);
		struct cert_error why;
		struct crl_index *x;
		struct span unknown;
		const char *fact;
		struct crl c;

		ROW(rows[i].file);
		REQUIRE(crl_parse(buf_span(&bytes), &c, &why));
		x = crl_index_make(&c);
		CHECK_EQ_INT(crl_index_fault(x, &fact, &unknown), rows[i].fault);
		CHECK_EQ_STR(fact, rows[i].fact);
		CHECK((unknown.n > 0) == (rows[i].fault == CRL_INDEX_CRITICAL));
		crl_index_free(x);
		buf_free(&bytes);
	}
}
