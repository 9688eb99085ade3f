#include "tap.h"

#include <errno.h>

#include "base/caps.h"
#include "fixture.h"
#include "report/pile.h"

static struct field_context context;

/* Of what is wrong. */
static struct buf scratch;

static bool add(struct pile *p, const struct cert *c, const struct origin *o,
		uint64_t index, uint32_t *number)
{
	static struct facts f;
	uint8_t digest[SHA256_BYTES];

	digest_sha256(c->der, digest);
	facts_start(&f, &context, c, o, index);
	return pile_add(p, &f, digest, number);
}

/*
 * The certificates that came, and whether each is what wanted gives for its number.
 */
struct seen {
	struct span (*wanted)(void *context, uint32_t number);
	void *context;
	size_t wrong;
	struct buf numbers; /* as text */
	uint32_t count;
};

static bool look(void *context_of_walk, uint32_t number, const struct cert *c)
{
	struct seen *s = context_of_walk;

	if (s->wanted != NULL)
		s->wrong += !span_eq(c->der, s->wanted(s->context, number));
	if (s->count++ < 100)
		buf_printf(&s->numbers, "%s%u", s->numbers.n > 0 ? " " : "",
			   (unsigned)number);
	return true;
}

TEST(an_empty_pile_has_nothing)
{
	struct seen seen = { 0 };
	struct pile p;

	CHECK(pile_start(&p, "cn", &scratch) == NULL);
	CHECK(pile_each(&p, look, &seen));
	CHECK_EQ_INT(seen.count, 0);
	pile_free(&p);
}

TEST(an_order_by_what_is_no_field_is_refused)
{
	struct pile p;

	CHECK(pile_start(&p, "nope", &scratch) != NULL);
	CHECK(pile_start(&p, "issuer-found", &scratch) != NULL);
}

static struct span der_of_entry(void *bundle, uint32_t number)
{
	return ((const struct bundle *)bundle)->entry[number].cert.der;
}

TEST(a_certificate_has_the_number_of_its_first_adding)
{
	struct bundle b = fixture_bundle("rds/global-bundle.pem");
	struct seen seen = { .wanted = der_of_entry, .context = &b };
	struct pile p;
	uint32_t number;

	REQUIRE(b.count == 32);
	CHECK(pile_start(&p, "-index", &scratch) == NULL);
	for (size_t round = 0; round < 3; round++)
		for (size_t i = 0; i < b.count; i++) {
			number = UINT32_MAX;
			CHECK(add(&p, &b.entry[i].cert, &b.entry[i].origin, i + 1,
				  &number) == (round == 0));
			CHECK_EQ_INT(number, i);
		}
	CHECK(pile_each(&p, look, &seen));
	CHECK_EQ_STR(buf_c(&seen.numbers),
		     "31 30 29 28 27 26 25 24 23 22 21 20 19 18 17 16 15 14 13 12 "
		     "11 10 9 8 7 6 5 4 3 2 1 0");
	CHECK_EQ_INT(seen.wrong, 0);
	buf_free(&seen.numbers);
	pile_free(&p);
	bundle_free(&b);
}

/*
 * What was taken back counts for nothing: neither its being there, nor its place.
 * Each row adds the three certificates A, B, C; a bracket takes back what is in it.
 */
TEST(what_was_taken_back_has_no_place)
{
	static const struct {
		const char *added, *fields, *wanted; /* numbers count from 0 */
	} rows[] = {
		{ "ABC", "none", "0 1 2" },
		{ "(A)BA", "none", "1 2" },
		{ "(A)BA", "index", "1 2" },
		{ "(A)BA", "-index", "2 1" },
		{ "(ABC)", "none", "" },
		{ "(AB)CBA", "index", "2 3 4" },
		{ "A(AB)BC", "none", "0 2 3" },
		{ "A(AB)BC", "cn", "0 2 3" },
		{ "(A)(A)(A)A", "none", "3" },
		{ "(C)(BC)(A)CBA", "index", "4 5 6" },
		{ "()A()A()B", "none", "0 1" },
	};
	struct bundle b = fixture_bundle("pem/three.pem");

	REQUIRE(b.count == 3);
	for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
		struct seen seen = { 0 };
		struct pile_mark mark = { 0 };
		struct pile p;
		uint32_t number;
		uint64_t index = 0;

		ROW(rows[k].added);
		REQUIRE(pile_start(&p, rows[k].fields, &scratch) == NULL);
		for (const char *at = rows[k].added; *at != '\0'; at++) {
			if (*at == '(')
				mark = pile_mark(&p);
			else if (*at == ')')
				pile_cut(&p, &mark);
			else
				add(&p, &b.entry[*at - 'A'].cert,
				    &b.entry[*at - 'A'].origin, ++index, &number);
		}
		CHECK(pile_each(&p, look, &seen));
		CHECK_EQ_STR(buf_c(&seen.numbers), rows[k].wanted);
		buf_free(&seen.numbers);
		pile_free(&p);
	}
	ROW("");
	bundle_free(&b);
}

/* The last bytes of a signature are the number, which a parser does not look at. */
static struct span numbered(void *der, uint32_t number)
{
	struct buf *b = der;

	memcpy(b->p + b->n - sizeof(number), &number, sizeof(number));
	return buf_span(b);
}

static void add_numbered(struct pile *p, struct buf *der, uint32_t number)
{
	struct origin o = { .file = "x" };
	struct cert_error why;
	uint32_t given;
	struct cert c;

	REQUIRE(cert_parse(numbered(der, number), &c, &why));
	CHECK(add(p, &c, &o, number + 1, &given));
	CHECK_EQ_INT(given, number);
}

/* As of a file that is refused, with containers in it that proved broken. */
TEST(a_cut_may_hold_earlier_cuts)
{
	struct bundle b = fixture_bundle("pem/one.pem");
	struct buf der = { 0 };
	struct seen seen = { .wanted = numbered, .context = &der };
	struct pile_mark outer, inner;
	struct pile p;

	REQUIRE(b.count == 1 && pile_start(&p, "none", &scratch) == NULL);
	buf_add(&der, b.entry[0].cert.der);
	add_numbered(&p, &der, 0);
	inner = pile_mark(&p);
	add_numbered(&p, &der, 1);
	pile_cut(&p, &inner);
	outer = pile_mark(&p);
	add_numbered(&p, &der, 2);
	for (uint32_t i = 3; i < 9; i += 2) {
		inner = pile_mark(&p);
		add_numbered(&p, &der, i);
		pile_cut(&p, &inner);
		add_numbered(&p, &der, i + 1);
	}
	pile_cut(&p, &outer);
	add_numbered(&p, &der, 9);
	CHECK(pile_each(&p, look, &seen));
	CHECK_EQ_STR(buf_c(&seen.numbers), "0 9");
	CHECK_EQ_INT(seen.wrong, 0);
	buf_free(&seen.numbers);
	pile_free(&p);
	buf_free(&der);
	bundle_free(&b);
}

TEST(what_does_not_fit_in_memory_comes_back_from_a_file)
{
	static const char *const orders[] = { "none", "sha256", "-index" };

	for (size_t k = 0; k < ARRAY_LEN(orders); k++) {
		struct bundle b = fixture_bundle("pem/one.pem");
		struct buf der = { 0 };
		struct seen seen = { .wanted = numbered, .context = &der };
		struct pile p;

		ROW(orders[k]);
		REQUIRE(b.count == 1 &&
			pile_start(&p, orders[k], &scratch) == NULL);
		buf_add(&der, b.entry[0].cert.der);
		for (uint32_t i = 0; i < 10000; i++)
			add_numbered(&p, &der, i);
		CHECK(p.order.sorter.file.written > 0);
		CHECK(p.order.sorter.records.room <= 2 * (size_t)CAP_SORT_MEMORY);
		CHECK(pile_each(&p, look, &seen));
		CHECK_EQ_INT(seen.count, 10000);
		CHECK_EQ_INT(seen.wrong, 0);
		buf_free(&seen.numbers);
		pile_free(&p);
		buf_free(&der);
		bundle_free(&b);
	}
	ROW("");
}

TEST(without_a_directory_for_its_file_nothing_comes_back)
{
	char *before = getenv("TMPDIR") != NULL ? strdup(getenv("TMPDIR")) : NULL;
	struct bundle b = fixture_bundle("pem/one.pem");
	struct seen seen = { 0 };
	struct buf der = { 0 };
	struct pile p;

	REQUIRE(b.count == 1 && pile_start(&p, "sha256", &scratch) == NULL);
	setenv("TMPDIR", "/nonexistent", 1);
	buf_add(&der, b.entry[0].cert.der);
	for (uint32_t i = 0; i < 10000; i++)
		add_numbered(&p, &der, i);
	CHECK_EQ_INT(pile_error(&p), 0);
	CHECK(!pile_each(&p, look, &seen));
	CHECK_EQ_INT(pile_error(&p), ENOENT);
	buf_free(&seen.numbers);
	pile_free(&p);
	buf_free(&der);
	bundle_free(&b);
	if (before != NULL)
		setenv("TMPDIR", before, 1);
	else
		unsetenv("TMPDIR");
	free(before);
}
