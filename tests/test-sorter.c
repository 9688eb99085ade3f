#include "tap.h"

#include <errno.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/caps.h"
#include "io/sorter.h"

static const struct span none;

static bool gather(void *context, uint32_t value, struct span load UNUSED)
{
	buf_add(context, span_of(&value, sizeof(value)));
	return true;
}

struct stop {
	int calls, after;
};

static bool stop_after(void *context, uint32_t value UNUSED,
		       struct span load UNUSED)
{
	struct stop *s = context;

	return ++s->calls != s->after;
}

static uint32_t at(const struct buf *b, size_t i)
{
	uint32_t value;

	memcpy(&value, b->p + i * sizeof(value), sizeof(value));
	return value;
}

TEST(an_empty_sorter_gives_nothing)
{
	struct sorter s = { 0 };
	struct buf out = { 0 };

	CHECK(sorter_each(&s, gather, &out));
	CHECK_EQ_INT(out.n, 0);
	sorter_free(&s);
}

TEST(keys_are_ordered_by_bytes_and_equal_ones_by_value)
{
	static const struct {
		const char *key;
		uint32_t value;
	} in[] = {
		{ "b", 1 }, { "a", 2 },	   { "", 3 },  { "ab", 4 },
		{ "a", 1 }, { "\xff", 5 }, { "a", 3 }, { "", 0 },
	};
	static const uint32_t wanted[] = { 0, 3, 1, 2, 3, 4, 1, 5 };
	struct sorter s = { 0 };
	struct buf out = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(in); i++)
		sorter_add(&s, span_str(in[i].key), in[i].value, none);
	CHECK(sorter_each(&s, gather, &out));
	CHECK_EQ_MEM(out.p, out.n, wanted, sizeof(wanted));
	sorter_free(&s);
	buf_free(&out);
}

/* Keys of many lengths, several times what is kept in memory. */
TEST(many_keys_go_through_files_and_come_out_in_order)
{
	const uint32_t count = 200000;
	struct sorter s = { 0 };
	struct buf out = { 0 };
	uint32_t state = 1;

	for (uint32_t i = 0; i < count; i++) {
		char key[160];
		int n;

		state = state * 1664525 + 1013904223;
		n = snprintf(key, sizeof(key), "%08x%*u", state,
			     (int)(state >> 24) % 120 + 12, i);
		sorter_add(&s, span_of(key, (size_t)n), i, none);
	}
	CHECK(s.runs > 2 && s.file.written > 0);
	CHECK(s.records.room <= 4 * (size_t)CAP_SORT_MEMORY);
	CHECK(sorter_each(&s, gather, &out));
	CHECK_EQ_INT(s.error, 0);
	REQUIRE(out.n == count * sizeof(uint32_t));
	{
		/* state is a permutation: value i has the i-th one */
		uint32_t *states = malloc(count * sizeof(*states));
		bool *seen = calloc(count, sizeof(*seen));
		bool good = true;

		state = 1;
		for (uint32_t i = 0; i < count; i++)
			states[i] = state = state * 1664525 + 1013904223;
		for (uint32_t i = 0; i < count; i++) {
			uint32_t v = at(&out, i);

			good = good && v < count && !seen[v] &&
			       (i == 0 || states[at(&out, i - 1)] < states[v]);
			if (v < count)
				seen[v] = true;
		}
		CHECK(good);
		free(states);
		free(seen);
	}
	sorter_free(&s);
	buf_free(&out);
}

TEST(equal_keys_in_several_files_keep_the_order_of_their_values)
{
	struct sorter s = { 0 };
	struct buf out = { 0 };
	char key[1000];
	bool good = true;

	memset(key, 'k', sizeof(key));
	for (uint32_t i = 0; i < 20000; i++)
		sorter_add(&s, span_of(key, sizeof(key)), i, none);
	CHECK_EQ_INT(s.runs, 1);
	CHECK(sorter_each(&s, gather, &out));
	CHECK_EQ_INT(out.n, 20000 * sizeof(uint32_t));
	for (uint32_t i = 0; i < out.n / sizeof(uint32_t); i++)
		good = good && at(&out, i) == i;
	CHECK(good);
	sorter_free(&s);
	buf_free(&out);
}

/* The load that goes with a value: some have none, some are longer than a piece of
 * the file that is read at once. */
static struct span load_of(uint32_t value)
{
	static uint8_t bytes[100000];
	size_t n = value % 1000 == 0 ? sizeof(bytes) : value % 700;

	memset(bytes, (int)(value % 251), n);
	return span_of(bytes, n);
}

struct checked {
	uint32_t count, wrong, last;
};

static bool check_load(void *context, uint32_t value, struct span load)
{
	struct checked *c = context;
	struct span wanted = load_of(value);

	c->count++;
	c->wrong += !span_eq(load, wanted);
	c->last = value;
	return true;
}

TEST(loads_come_back_with_their_values)
{
	static const struct {
		const char *label;
		uint32_t count, factor; /* the key of i is i times this */
		size_t runs;
		bool sorted; /* so that the last value comes last */
	} rows[] = {
		{ "in memory", 300, 1, 0, true },
		{ "in memory, mixed", 300, 2654435761, 0, false },
		{ "in order", 20000, 1, 1, true },
		{ "backwards", 20000, UINT32_MAX, 4, false },
		{ "mixed", 20000, 2654435761, 4, false },
	};

	for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
		struct sorter s = { 0 };
		struct checked c = { 0 };

		ROW(rows[k].label);
		for (uint32_t i = 1; i <= rows[k].count; i++) {
			char key[16];

			snprintf(key, sizeof(key), "%08x", i * rows[k].factor);
			sorter_add(&s, span_str(key), i, load_of(i));
		}
		CHECK(rows[k].runs > 1 ? s.runs >= rows[k].runs
				       : s.runs == rows[k].runs);
		CHECK(sorter_each(&s, check_load, &c));
		CHECK_EQ_INT(c.count, rows[k].count);
		CHECK_EQ_INT(c.wrong, 0);
		CHECK((c.last == rows[k].count) == rows[k].sorted);
		sorter_free(&s);
	}
	ROW("");
}

/* Runs that go on, and one that does not: order is broken between two spills. */
TEST(what_follows_in_order_goes_on_with_its_run)
{
	struct sorter s = { 0 };
	struct buf out = { 0 };
	char key[1000];
	bool good = true;

	memset(key, 'k', sizeof(key));
	for (uint32_t i = 0; i < 20000; i++) {
		key[0] = i < 10000 ? 'b' : 'a';
		sorter_add(&s, span_of(key, sizeof(key)), i, none);
	}
	CHECK(s.runs >= 2 && s.runs <= 3);
	CHECK(sorter_each(&s, gather, &out));
	REQUIRE(out.n == 20000 * sizeof(uint32_t));
	for (uint32_t i = 0; i < 20000; i++)
		good = good && at(&out, i) == (i + 10000) % 20000;
	CHECK(good);
	sorter_free(&s);
	buf_free(&out);
}

TEST(the_taker_may_stop)
{
	for (int many = 0; many < 2; many++) {
		struct stop stop = { .after = 3 };
		struct sorter s = { 0 };
		char key[1000] = "";

		for (uint32_t i = 0; i < (many ? 20000u : 5u); i++)
			sorter_add(&s, span_of(key, sizeof(key)), i, none);
		CHECK(!sorter_each(&s, stop_after, &stop));
		CHECK_EQ_INT(stop.calls, 3);
		CHECK_EQ_INT(s.error, 0);
		sorter_free(&s);
	}
}

TEST(without_a_directory_for_its_files_it_fails_and_says_so)
{
	char *before = getenv("TMPDIR") != NULL ? strdup(getenv("TMPDIR")) : NULL;
	struct sorter s = { 0 };
	struct buf out = { 0 };
	char key[1000] = "";

	setenv("TMPDIR", "/nonexistent", 1);
	for (uint32_t i = 0; i < 20000; i++)
		sorter_add(&s, span_of(key, sizeof(key)), i, none);
	CHECK(!sorter_each(&s, gather, &out));
	CHECK_EQ_INT(s.error, ENOENT);
	sorter_free(&s);
	buf_free(&out);
	if (before != NULL)
		setenv("TMPDIR", before, 1);
	else
		unsetenv("TMPDIR");
	free(before);
}
