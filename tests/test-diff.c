#include "tap.h"

#include "diff/diff.h"
#include "fixture.h"
#include "x509/moment.h"

/* 2026-01-01 */
#define NOW INT64_C(1767225600)

struct sides {
	struct bundle old, new;
};

static struct sides sides_of(const char *old, const char *new)
{
	return (struct sides){ fixture_bundle(old), fixture_bundle(new) };
}

static void free_sides(struct sides *s)
{
	bundle_free(&s->old);
	bundle_free(&s->new);
}

static void add_all(struct diff *d, enum diff_side side, const struct bundle *b,
		    bool reversed)
{
	for (size_t i = 0; i < b->count; i++) {
		const struct cert *c =
			&b->entry[reversed ? b->count - 1 - i : i].cert;
		uint8_t digest[SHA256_BYTES];

		digest_sha256(c->der, digest);
		diff_add(d, side, c, digest);
	}
}

static bool compare(struct diff *d, const struct bundle *old,
		    const struct bundle *new, bool reversed)
{
	diff_start(d);
	add_all(d, DIFF_OLD, old, false);
	add_all(d, DIFF_NEW, new, reversed);
	return diff_classify(d, NOW);
}

#define N DIFF_NO_CAUSE

/* The changes of each class and cause: {class, cause, how many}. */
static const struct {
	const char *old, *new;
	struct {
		enum diff_class class;
		enum diff_cause cause;
		uint64_t count;
	} wanted[12];
} rows[] = {
	{ "diff/old.pem",
	  "diff/new.pem",
	  { { DIFF_UNCHANGED, N, 5 },
	    { DIFF_RENEWED, N, 1 },
	    { DIFF_RESIGNED, N, 1 },
	    { DIFF_CROSS_SIGNED, N, 1 },
	    { DIFF_CROSS_SIGNED, DIFF_BESIDE, 1 },
	    { DIFF_REKEYED, N, 1 },
	    { DIFF_RENAMED, N, 1 },
	    { DIFF_ADDED, N, 1 },
	    { DIFF_REMOVED, DIFF_WHILE_VALID, 1 },
	    { DIFF_REMOVED, DIFF_COVERED, 1 },
	    { DIFF_REMOVED, DIFF_EXPIRED, 1 } } },
	{ "diff/old.pem", "diff/old.pem", { { DIFF_UNCHANGED, N, 13 } } },
	{ "diff/renewals-old.pem",
	  "diff/renewals-new.pem",
	  { { DIFF_RENEWED, N, 2 } } },
	{ "diff/renewals-old.pem",
	  "diff/renewals-one.pem",
	  { { DIFF_RENEWED, N, 1 }, { DIFF_REMOVED, DIFF_EXPIRED, 1 } } },
	{ "diff/renewals-one.pem",
	  "diff/renewals-new.pem",
	  { { DIFF_UNCHANGED, N, 1 }, { DIFF_RENEWED, DIFF_BESIDE, 1 } } },
	{ "diff/moved-old.pem",
	  "diff/moved-new.pem",
	  { { DIFF_CROSS_SIGNED, N, 1 }, { DIFF_ADDED, N, 1 } } },
	{ "diff/brand-old.pem",
	  "diff/brand-new.pem",
	  { { DIFF_RENAMED, N, 1 }, { DIFF_ADDED, N, 1 } } },
	{ "diff/kinds-old.pem", "diff/kinds-new.pem", { { DIFF_REKEYED, N, 2 } } },
};

TEST(every_certificate_has_its_class)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct sides s = sides_of(rows[i].old, rows[i].new);
		uint64_t wanted[DIFF_CLASSES][DIFF_CAUSES] = { 0 };
		struct diff d;

		ROW(rows[i].new);
		for (size_t k = 0; rows[i].wanted[k].count > 0; k++)
			wanted[rows[i].wanted[k].class][rows[i].wanted[k].cause] =
				rows[i].wanted[k].count;
		for (int reversed = 0; reversed < 2; reversed++) {
			REQUIRE(compare(&d, &s.old, &s.new, reversed != 0));
			CHECK_EQ_MEM(d.count, sizeof(d.count), wanted,
				     sizeof(wanted));
			diff_free(&d);
		}
		free_sides(&s);
	}
}

/* The end of the validity tells the certificates of these fixtures apart. */
static int64_t not_after(struct diff *d, size_t position)
{
	struct cert c;
	int64_t when;

	return store_get(&d->store, position, &c) && cert_not_after(&c, &when)
		       ? when
		       : -1;
}

TEST(each_of_two_renewals_is_paired_with_its_own)
{
	struct sides s = sides_of("diff/renewals-old.pem", "diff/renewals-new.pem");
	struct diff d;

	REQUIRE(compare(&d, &s.old, &s.new, false));
	for (size_t i = 0; i < d.store.index.count; i++) {
		const struct diff_entry *e = &d.entry[i];

		CHECK_EQ_INT(e->class, DIFF_RENEWED);
		REQUIRE(e->related != DIFF_NOTHING);
		CHECK_EQ_INT(d.entry[e->related].related, i);
		if (e->sides == DIFF_OLD) /* each renewal gave ten years */
			CHECK_EQ_INT(
				(not_after(&d, e->related) - not_after(&d, i)) /
					(365 * 86400),
				10);
	}
	diff_free(&d);
	free_sides(&s);
}

/* Adds a copy of a certificate that begins in another year, 2001 to 2009. */
static void add_beginning(struct diff *d, enum diff_side side, const struct cert *c,
			  char year)
{
	struct tlv begin, end;
	struct buf der = { 0 };
	struct cert copy;
	struct cert_error why;
	uint8_t digest[SHA256_BYTES];

	REQUIRE(cert_times(c, &begin, &end) && begin.tag == DER_UTC_TIME);
	buf_add(&der, c->der);
	der.p[begin.body.p - c->der.p] = '0';
	der.p[begin.body.p - c->der.p + 1] = (uint8_t)year;
	REQUIRE(cert_parse(buf_span(&der), &copy, &why));
	digest_sha256(copy.der, digest);
	CHECK_EQ_INT(diff_add(d, side, &copy, digest), DIFF_FIRST);
	buf_free(&der);
}

TEST(of_those_that_end_together_the_one_that_begins_last_is_paired_first)
{
	struct bundle b = fixture_bundle("diff/renewals-old.pem");
	struct diff d;

	REQUIRE(b.count > 0);
	diff_start(&d);
	/* In the order of the store: 0 to 3 are old, 4 to 7 new. */
	for (const char *year = "3142"
				"8675";
	     *year != '\0'; year++)
		add_beginning(&d, *year < '5' ? DIFF_OLD : DIFF_NEW,
			      &b.entry[0].cert, *year);
	REQUIRE(diff_classify(&d, NOW));
	/* 2004 and 2008, 2003 and 2007, 2002 and 2006, 2001 and 2005. */
	CHECK_EQ_INT(d.entry[2].related, 4);
	CHECK_EQ_INT(d.entry[0].related, 6);
	CHECK_EQ_INT(d.entry[3].related, 5);
	CHECK_EQ_INT(d.entry[1].related, 7);
	diff_free(&d);
	bundle_free(&b);
}

/* What each side says of one certificate: words joined by commas, "-" for nothing.
 */
static const struct {
	const char *old, *new;
	bool changed;
	const char *old_words, *new_words;
} sayings[] = {
	{ "-", "-", false, "", "" },
	{ "a", "a", false, "a", "a" },
	{ "a", "b", true, "a", "b" },
	{ "a", "-", true, "a", "" },
	{ "-", "a", true, "", "a" },
	{ "a,b", "a,b", false, NULL, NULL },
	{ "a,b", "b,a", false, NULL, NULL },
	{ "a,a", "a", false, "a", "a" },
	{ "a,b", "a", true, NULL, "a" },
	{ "a", "a,b", true, "a", NULL },
	{ "a,b", "a,c", true, NULL, NULL },
	{ "a,-", "a", true, "a | none", "a" },
	{ "a,-", "-,a", false, "a | none", "a | none" },
	{ "a,-", "-", true, "a | none", "" },
	{ "-,-", "-", false, "", "" },
};

static void say_all(struct diff *d, enum diff_side side, const struct cert *c,
		    const char *words)
{
	struct span list = span_str(words), one;
	uint8_t digest[SHA256_BYTES];

	digest_sha256(c->der, digest);
	while (span_cut(&list, ',', &one)) {
		diff_add(d, side, c, digest);
		diff_say(d, side, span_eq(one, SPAN_LIT("-")) ? SPAN_LIT("") : one);
	}
}

static void check_said(struct diff *d, enum diff_side side, const char *words)
{
	struct buf said = { 0 };

	CHECK(diff_said(d, 1, side, &said));
	if (words != NULL)
		CHECK_EQ_STR(buf_c(&said), words);
	else
		CHECK(said.n == strlen("a | b"));
	buf_free(&said);
}

TEST(another_word_on_trust_is_a_change_of_its_own)
{
	struct bundle b = fixture_bundle("pem/three.pem");

	REQUIRE(b.count == 3);
	for (size_t i = 0; i < ARRAY_LEN(sayings); i++) {
		struct diff d;

		ROW(sayings[i].old);
		diff_start(&d);
		/* The second is between others of which the same is said. */
		for (enum diff_side side = DIFF_OLD; side <= DIFF_NEW; side++) {
			say_all(&d, side, &b.entry[0].cert, "-");
			say_all(&d, side, &b.entry[1].cert,
				side == DIFF_OLD ? sayings[i].old : sayings[i].new);
			say_all(&d, side, &b.entry[2].cert, "z,-");
		}
		REQUIRE(diff_classify(&d, NOW));
		CHECK_EQ_INT(d.entry[1].class,
			     sayings[i].changed ? DIFF_TRUST : DIFF_UNCHANGED);
		CHECK_EQ_INT(d.entry[0].class, DIFF_UNCHANGED);
		CHECK_EQ_INT(d.entry[2].class, DIFF_UNCHANGED);
		CHECK_EQ_INT(diff_class_count(&d, DIFF_TRUST), sayings[i].changed);
		CHECK_EQ_INT(diff_class_count(&d, DIFF_UNCHANGED),
			     3 - sayings[i].changed);
		CHECK_EQ_INT(diff_changes(&d), sayings[i].changed);
		CHECK(diff_leads(&d, 1) == sayings[i].changed);
		check_said(&d, DIFF_OLD, sayings[i].old_words);
		check_said(&d, DIFF_NEW, sayings[i].new_words);
		diff_free(&d);
	}
	bundle_free(&b);
}

TEST(a_key_is_replaced_by_one_of_its_kind)
{
	struct sides s = sides_of("diff/kinds-old.pem", "diff/kinds-new.pem");
	struct diff d;

	REQUIRE(compare(&d, &s.old, &s.new, false));
	for (size_t i = 0; i < d.store.index.count; i++) {
		struct cert_key mine, other;
		struct cert c;

		REQUIRE(d.entry[i].related != DIFF_NOTHING);
		REQUIRE(store_get(&d.store, i, &c) && cert_key(&c, &mine));
		REQUIRE(store_get(&d.store, d.entry[i].related, &c) &&
			cert_key(&c, &other));
		CHECK_EQ_INT(mine.size, other.size);
	}
	diff_free(&d);
	free_sides(&s);
}

TEST(order_and_duplicates_are_told_and_no_change)
{
	struct bundle b = fixture_bundle("rds/global-bundle.pem");
	uint8_t old[SHA256_BYTES], new[SHA256_BYTES];
	struct diff d;

	REQUIRE(compare(&d, &b, &b, false));
	CHECK(d.order_kept);
	diff_free(&d);

	diff_start(&d);
	add_all(&d, DIFF_OLD, &b, false);
	add_all(&d, DIFF_NEW, &b, true);
	add_all(&d, DIFF_NEW, &b, false);
	REQUIRE(diff_classify(&d, NOW));
	CHECK(!d.order_kept);
	CHECK_EQ_INT(d.duplicates[DIFF_OLD], 0);
	CHECK_EQ_INT(d.duplicates[DIFF_NEW], b.count);
	CHECK_EQ_INT(d.certificates[DIFF_NEW], b.count);
	CHECK_EQ_INT(diff_changes(&d), 0);
	diff_set_digest(&d, DIFF_OLD, old);
	diff_set_digest(&d, DIFF_NEW, new);
	CHECK_EQ_MEM(old, sizeof(old), new, sizeof(new));
	diff_free(&d);
	bundle_free(&b);
}

/* What diff says of the other direction. */
TEST(the_other_direction_is_the_mirror)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct sides s = sides_of(rows[i].old, rows[i].new);
		struct diff there, back;
		uint64_t come = 0;

		ROW(rows[i].new);
		REQUIRE(compare(&there, &s.old, &s.new, false));
		REQUIRE(compare(&back, &s.new, &s.old, false));
		for (size_t class = DIFF_REKEYED; class < DIFF_ADDED; class ++) {
			CHECK_EQ_INT(there.count[class][N], back.count[class][N]);
			come += there.count[class][DIFF_BESIDE];
		}
		come += there.count[DIFF_ADDED][N];
		CHECK_EQ_INT(diff_class_count(&back, DIFF_REMOVED), come);
		CHECK_EQ_INT(there.count[DIFF_UNCHANGED][N],
			     back.count[DIFF_UNCHANGED][N]);
		diff_free(&there);
		diff_free(&back);
		free_sides(&s);
	}
}

TEST(two_empty_sides_are_the_same)
{
	struct bundle none = { 0 };
	struct diff d;
	uint8_t digest[SHA256_BYTES], empty[SHA256_BYTES];

	REQUIRE(compare(&d, &none, &none, false));
	CHECK_EQ_INT(diff_changes(&d), 0);
	diff_set_digest(&d, DIFF_OLD, digest);
	digest_sha256((struct span){ 0 }, empty);
	CHECK_EQ_MEM(digest, sizeof(digest), empty, sizeof(empty));
	diff_free(&d);
}

/* Copies of one certificate that differ in a byte of the serial number and in time.
 */
struct copies {
	struct bundle model;
	struct buf der[8];
	struct cert cert[8];
	size_t count;
};

static void copy(struct copies *c, uint8_t serial, const char *not_before,
		 const char *not_after)
{
	const struct cert *model = &c->model.entry[0].cert;
	struct buf *der = &c->der[c->count];
	struct cert *out = &c->cert[c->count++];
	size_t times = (size_t)(model->validity.p - model->der.p);
	struct cert_error why;

	buf_add(der, model->der);
	der->p[model->serial.p - model->der.p + (ptrdiff_t)model->serial.n - 1] =
		serial;
	CHECK_EQ_INT(model->validity.n, 30); /* two of UTCTime */
	memcpy(der->p + times + 2, not_before, 13);
	memcpy(der->p + times + 17, not_after, 13);
	CHECK(cert_parse(buf_span(der), out, &why));
}

static void start_copies(struct copies *c)
{
	*c = (struct copies){ .model = fixture_bundle("diff/renewals-old.pem") };
}

static void end_copies(struct copies *c)
{
	for (size_t i = 0; i < c->count; i++)
		buf_free(&c->der[i]);
	bundle_free(&c->model);
}

static void add_one(struct diff *d, enum diff_side side, const struct cert *c)
{
	uint8_t digest[SHA256_BYTES];

	digest_sha256(c->der, digest);
	diff_add(d, side, c, digest);
}

/* 2025-06-01T00:00:00Z is the last second. */
#define LAST INT64_C(1748736000)

TEST(a_certificate_has_expired_when_its_last_second_is_over)
{
	static const struct {
		int64_t now;
		enum diff_cause cause;
	} seconds[] = { { LAST - 1, DIFF_WHILE_VALID },
			{ LAST, DIFF_WHILE_VALID },
			{ LAST + 1, DIFF_EXPIRED } };
	struct copies c;

	start_copies(&c);
	REQUIRE(c.model.count > 0);
	copy(&c, 1, "200601000000Z", "250601000000Z");
	for (size_t i = 0; i < ARRAY_LEN(seconds); i++) {
		struct diff d;

		diff_start(&d);
		add_one(&d, DIFF_OLD, &c.cert[0]);
		REQUIRE(diff_classify(&d, seconds[i].now));
		CHECK_EQ_INT(d.entry[0].cause, seconds[i].cause);
		CHECK_EQ_INT(d.count[DIFF_REMOVED][seconds[i].cause], 1);
		diff_free(&d);
	}
	end_copies(&c);
}

/*
 * Of each side two end at once: that which begins last is paired first, whatever
 * their SHA-256 and the order in which they come.
 */
TEST(of_those_that_end_at_once_the_one_that_begins_last_comes_first)
{
	uint8_t less[SHA256_BYTES], more[SHA256_BYTES];
	int tried = 0;

	for (uint8_t serial = 1; serial < 60; serial++) {
		struct copies c;
		struct diff d;

		start_copies(&c);
		REQUIRE(c.model.count > 0);
		copy(&c, serial, "200101000000Z", "300101000000Z");
		copy(&c, (uint8_t)(serial + 60), "210101000000Z", "300101000000Z");
		copy(&c, 200, "220101000000Z", "400101000000Z");
		copy(&c, 201, "230101000000Z", "400101000000Z");
		diff_start(&d);
		for (size_t i = 0; i < 4; i++)
			add_one(&d, i < 2 ? DIFF_OLD : DIFF_NEW, &c.cert[i]);
		REQUIRE(diff_classify(&d, NOW));
		CHECK_EQ_INT(d.entry[0].related, 2);
		CHECK_EQ_INT(d.entry[1].related, 3);
		CHECK_EQ_INT(d.count[DIFF_RENEWED][N], 2);
		digest_sha256(c.cert[0].der, less);
		digest_sha256(c.cert[1].der, more);
		tried |= memcmp(less, more, sizeof(less)) < 0 ? 1 : 2;
		diff_free(&d);
		end_copies(&c);
	}
	CHECK_EQ_INT(tried, 3); /* both orders of the SHA-256 came up */
}

/* Other names of the last copy: another last character of each. */
static void rename_copy(struct copies *c, char issuer, char subject)
{
	struct buf *der = &c->der[c->count - 1];
	struct cert *cert = &c->cert[c->count - 1];
	struct cert_error why;

	der->p[cert->issuer.p + cert->issuer.n - 1 - der->p] = (uint8_t)issuer;
	der->p[cert->subject.p + cert->subject.n - 1 - der->p] = (uint8_t)subject;
	CHECK(cert_parse(buf_span(der), cert, &why));
}

/*
 * Two certificates a side of one key: those that have something in common are a
 * pair, though the order of their ends would make others.
 */
static const struct {
	const char *label;
	enum diff_class class;
	struct {
		const char *not_before, *not_after;
		char issuer, subject;
	} of[4]; /* two of OLD, two of NEW; the first of OLD belongs to the last of
		    NEW */
} alike[] = {
	{ "renamed, by the issuer",
	  DIFF_RENAMED,
	  { { "200101000000Z", "310101000000Z", '1', 'a' },
	    { "200101000000Z", "300101000000Z", '2', 'b' },
	    { "200101000000Z", "310101000000Z", '2', 'c' },
	    { "200101000000Z", "300101000000Z", '1', 'd' } } },
	{ "cross-signed, by the validity",
	  DIFF_CROSS_SIGNED,
	  { { "200101000000Z", "310101000000Z", '1', 'a' },
	    { "200101000000Z", "300101000000Z", '2', 'a' },
	    { "200101000000Z", "300101000000Z", '3', 'a' },
	    { "200101000000Z", "290101000000Z", '4', 'a' } } },
};

TEST(of_several_those_are_a_pair_that_have_something_in_common)
{
	for (size_t i = 0; i < ARRAY_LEN(alike); i++) {
		struct copies c;
		struct diff d;

		ROW(alike[i].label);
		start_copies(&c);
		REQUIRE(c.model.count > 0);
		diff_start(&d);
		for (size_t k = 0; k < 4; k++) {
			copy(&c, (uint8_t)(k + 1), alike[i].of[k].not_before,
			     alike[i].of[k].not_after);
			rename_copy(&c, alike[i].of[k].issuer,
				    alike[i].of[k].subject);
			add_one(&d, k < 2 ? DIFF_OLD : DIFF_NEW, &c.cert[k]);
		}
		REQUIRE(diff_classify(&d, NOW));
		for (size_t k = 0; k < 4; k++) {
			CHECK_EQ_INT(d.entry[k].class, alike[i].class);
			CHECK_EQ_INT(d.entry[k].related, 3 - k);
		}
		diff_free(&d);
		end_copies(&c);
	}
}

/* What cannot be read as a time comes last of all. */
TEST(certificates_without_a_time_are_paired_behind_the_others)
{
	for (uint8_t serial = 1; serial < 20; serial++) {
		struct copies c;
		struct diff d;

		start_copies(&c);
		REQUIRE(c.model.count > 0);
		copy(&c, serial, "200101000000Z", "..0101000000Z");
		copy(&c, (uint8_t)(serial + 60), "200101000000Z", "300101000000Z");
		copy(&c, 200, "..0101000000Z", "400101000000Z");
		copy(&c, 201, "230101000000Z", "400101000000Z");
		diff_start(&d);
		for (size_t i = 0; i < 4; i++)
			add_one(&d, i < 2 ? DIFF_OLD : DIFF_NEW, &c.cert[i]);
		REQUIRE(diff_classify(&d, NOW));
		CHECK_EQ_INT(d.entry[0].related, 2);
		CHECK_EQ_INT(d.entry[1].related, 3);
		diff_free(&d);
		end_copies(&c);
	}
}

/* Between equals, the SHA-256 decides, and not who came first. */
TEST(between_equals_the_sha_256_decides)
{
	for (int swapped = 0; swapped < 2; swapped++) {
		struct copies c;
		uint8_t digest[4][SHA256_BYTES];
		struct diff d;

		start_copies(&c);
		REQUIRE(c.model.count > 0);
		for (uint8_t i = 0; i < 4; i++) {
			/* the third and the fourth are of NEW and end later */
			copy(&c, (uint8_t)(i + 1), "200101000000Z",
			     i < 2 ? "300101000000Z" : "400101000000Z");
			digest_sha256(c.cert[i].der, digest[i]);
		}
		diff_start(&d);
		for (size_t i = 0; i < 4; i++) {
			size_t k = swapped ? i ^ 1 : i;

			add_one(&d, i < 2 ? DIFF_OLD : DIFF_NEW, &c.cert[k]);
		}
		REQUIRE(diff_classify(&d, NOW));
		for (size_t i = 0; i < 2; i++) {
			size_t k = swapped ? i ^ 1 : i, other = swapped ? i : i ^ 1;
			size_t mate = d.entry[i].related;
			size_t n = swapped ? mate ^ 1 : mate;

			CHECK((memcmp(digest[k], digest[other], SHA256_BYTES) <
			       0) ==
			      (memcmp(digest[n], digest[n ^ 1], SHA256_BYTES) < 0));
		}
		diff_free(&d);
		end_copies(&c);
	}
}

TEST(what_cannot_be_read_back_is_no_answer)
{
	static const size_t olds[] = { 1,
				       2 }; /* removed; two to be paired with two */

	for (size_t i = 0; i < ARRAY_LEN(olds); i++) {
		struct copies c;
		struct diff d;

		start_copies(&c);
		REQUIRE(c.model.count > 0);
		diff_start(&d);
		for (uint8_t k = 0; k < olds[i] * olds[i]; k++) {
			copy(&c, (uint8_t)(k + 1), "200101000000Z",
			     "300101000000Z");
			add_one(&d, k < olds[i] ? DIFF_OLD : DIFF_NEW, &c.cert[k]);
		}
		d.store.der.error = 5;
		CHECK(!diff_classify(&d, NOW));
		diff_free(&d);
		end_copies(&c);
	}
}
