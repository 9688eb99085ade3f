#include "sorter.h"

#include <errno.h>
#include <stdlib.h>

#include "arena.h"
#include "caps.h"

/* A record: the length of the key, the value, and the key. */
#define HEAD 8

struct sorter_run {
	struct spool records; /* sorted */
	uint64_t at;	      /* where in them the next piece begins */
	struct buf piece;     /* a part of them in memory, and ... */
	size_t used;	      /* ... how much of it was read */
	struct span key;      /* of the record at hand, within piece */
	uint32_t value;
	bool ended;
};

#define PIECE ((size_t)32 * 1024)

static void put_u32(uint8_t *p, uint32_t n)
{
	memcpy(p, &n, sizeof(n));
}

static uint32_t get_u32(const uint8_t *p)
{
	uint32_t n;

	memcpy(&n, p, sizeof(n));
	return n;
}

static int cmp_records(struct span a, uint32_t value_a, struct span b,
		       uint32_t value_b)
{
	int order = span_cmp(a, b);

	return order != 0 ? order : (value_a > value_b) - (value_a < value_b);
}

static int by_key(const void *a, const void *b, void *keys)
{
	const uint8_t *x = (const uint8_t *)keys + *(const size_t *)a;
	const uint8_t *y = (const uint8_t *)keys + *(const size_t *)b;

	return cmp_records(span_of(x + HEAD, get_u32(x)), get_u32(x + 4),
			   span_of(y + HEAD, get_u32(y)), get_u32(y + 4));
}

static size_t collected(const struct sorter *s)
{
	return s->offsets.n / sizeof(size_t);
}

static size_t *sort_collected(struct sorter *s)
{
	size_t *offset = (size_t *)(void *)s->offsets.p;

	if (collected(s) > 1)
		qsort_r(offset, collected(s), sizeof(*offset), by_key, s->keys.p);
	return offset;
}

/* Writes what was collected, sorted, to a run of its own. */
static void spill(struct sorter *s)
{
	const size_t *offset = sort_collected(s);
	struct sorter_run *run;

	if (s->runs == s->room) {
		s->room = s->room > 0 ? 2 * s->room : 8;
		s->run = arena_grow(s->run, s->room * sizeof(*s->run));
	}
	run = &s->run[s->runs++];
	*run = (struct sorter_run){ 0 };
	spool_start(&run->records, -1);
	for (size_t i = 0; i < collected(s); i++) {
		const uint8_t *record = s->keys.p + offset[i];

		spool_add(&run->records, span_of(record, HEAD + get_u32(record)));
	}
	if (!spool_flush(&run->records) && s->error == 0)
		s->error = run->records.error;
	buf_free(&run->records.memory);
	s->keys.n = s->offsets.n = 0;
}

void sorter_add(struct sorter *s, struct span key, uint32_t value)
{
	size_t offset = s->keys.n;
	uint8_t head[HEAD];

	if (s->keys.n > 0 && s->keys.n + key.n > CAP_SORT_MEMORY) {
		spill(s);
		offset = 0;
	}
	put_u32(head, (uint32_t)key.n);
	put_u32(head + 4, value);
	buf_add(&s->keys, span_of(head, HEAD));
	buf_add(&s->keys, key);
	buf_add(&s->offsets, span_of(&offset, sizeof(offset)));
}

/* Has at least n unread bytes of the run in memory; false where there are not so
 * many. */
static bool fill(struct sorter_run *run, size_t n)
{
	uint64_t left = spool_bytes(&run->records) - run->at;
	size_t have = run->piece.n - run->used, more = PIECE;

	if (have >= n)
		return true;
	if (more < n - have)
		more = n - have;
	if (more > left)
		more = (size_t)left;
	if (have > 0) /* at first there is no memory */
		memmove(run->piece.p, run->piece.p + run->used, have);
	run->piece.n = have;
	run->used = 0;
	if (have + more < n ||
	    !spool_at(&run->records, run->at, buf_reserve(&run->piece, more), more))
		return false;
	run->piece.n += more;
	run->at += more;
	return true;
}

/* The next record of a run. */
static void advance(struct sorter *s, struct sorter_run *run)
{
	const uint8_t *head;
	size_t n;

	run->ended =
		run->at == spool_bytes(&run->records) && run->used == run->piece.n;
	if (run->ended)
		return;
	if (fill(run, HEAD) &&
	    fill(run, HEAD + get_u32(run->piece.p + run->used))) {
		head = run->piece.p + run->used;
		n = get_u32(head);
		run->key = span_of(head + HEAD, n);
		run->value = get_u32(head + 4);
		run->used += HEAD + n;
		return;
	}
	run->ended = true;
	if (s->error == 0)
		s->error = run->records.error != 0 ? run->records.error : EIO;
}

static struct sorter_run *least(struct sorter *s)
{
	struct sorter_run *best = NULL;

	for (size_t i = 0; i < s->runs; i++) {
		struct sorter_run *run = &s->run[i];

		if (!run->ended &&
		    (best == NULL ||
		     cmp_records(run->key, run->value, best->key, best->value) < 0))
			best = run;
	}
	return best;
}

static bool merge_runs(struct sorter *s,
		       bool (*take)(void *context, uint32_t value), void *context)
{
	struct sorter_run *run;

	for (size_t i = 0; i < s->runs; i++)
		advance(s, &s->run[i]);
	while (s->error == 0 && (run = least(s)) != NULL) {
		if (!take(context, run->value))
			return false;
		advance(s, run);
	}
	return s->error == 0;
}

bool sorter_each(struct sorter *s, bool (*take)(void *context, uint32_t value),
		 void *context)
{
	const size_t *offset;

	if (s->runs > 0) {
		spill(s);
		return merge_runs(s, take, context);
	}
	offset = sort_collected(s);
	for (size_t i = 0; i < collected(s); i++)
		if (!take(context, get_u32(s->keys.p + offset[i] + 4)))
			return false;
	return true;
}

void sorter_free(struct sorter *s)
{
	for (size_t i = 0; i < s->runs; i++) {
		spool_free(&s->run[i].records);
		buf_free(&s->run[i].piece);
	}
	free(s->run);
	buf_free(&s->keys);
	buf_free(&s->offsets);
	*s = (struct sorter){ 0 };
}
