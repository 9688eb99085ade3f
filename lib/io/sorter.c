#include "io/sorter.h"

#include <errno.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/caps.h"

/* A record as it is in memory and in the file: this head, the key and the load. */
struct head {
	uint32_t key, load; /* bytes of each */
	uint32_t value;
};

struct record {
	struct span key, load;
	uint32_t value;
	size_t bytes; /* of all, the head too */
};

/* A part of the file that is sorted. */
struct sorter_run {
	uint64_t at, end;     /* what of it is not in memory yet */
	struct buf piece;     /* a part of it in memory, and ... */
	size_t used;	      /* ... how much of it was read */
	struct record record; /* the one at hand, within piece */
};

#define PIECE ((size_t)32 * 1024)

static struct record record_at(const uint8_t *p)
{
	struct head h;

	memcpy(&h, p, sizeof(h));
	p += sizeof(h);
	return (struct record){ .key = span_of(p, h.key),
				.load = span_of(p + h.key, h.load),
				.value = h.value,
				.bytes = sizeof(h) + h.key + h.load };
}

static int cmp_records(const struct record *a, const struct record *b)
{
	int order = span_cmp(a->key, b->key);

	return order != 0 ? order : (a->value > b->value) - (a->value < b->value);
}

static int by_key(const void *a, const void *b, void *records)
{
	struct record x = record_at((uint8_t *)records + *(const size_t *)a);
	struct record y = record_at((uint8_t *)records + *(const size_t *)b);

	return cmp_records(&x, &y);
}

static size_t collected(const struct sorter *s)
{
	return s->offsets.n / sizeof(size_t);
}

static const size_t *sort_collected(struct sorter *s)
{
	size_t *offset = (size_t *)(void *)s->offsets.p;

	if (s->disordered)
		qsort_r(offset, collected(s), sizeof(*offset), by_key,
			s->records.p);
	return offset;
}

/* A run for what begins at this record; the last one goes on where it can. */
static struct sorter_run *run_for(struct sorter *s, const uint8_t *first)
{
	struct record next = record_at(first), last;

	if (s->runs > 0) {
		last = record_at(s->last.p);
		if (cmp_records(&last, &next) <= 0)
			return &s->run[s->runs - 1];
	} else {
		spool_start(&s->file, -1);
	}
	if (s->runs == s->room) {
		s->room = s->room > 0 ? 2 * s->room : 8;
		s->run = arena_grow(s->run, s->room * sizeof(*s->run));
	}
	s->run[s->runs] = (struct sorter_run){ .at = spool_bytes(&s->file) };
	return &s->run[s->runs++];
}

/* Writes what was collected, sorted, behind the runs that are there. */
static void spill(struct sorter *s)
{
	const size_t *offset = sort_collected(s);
	size_t n = collected(s);
	struct sorter_run *run = run_for(s, s->records.p + offset[0]);
	struct span record = { 0 };

	for (size_t i = 0; i < n; i++) {
		record.p = s->records.p + offset[i];
		record.n = record_at(record.p).bytes;
		spool_add(&s->file, record);
	}
	run->end = spool_bytes(&s->file);
	s->last.n = 0;
	buf_add(&s->last, record);
	s->records.n = s->offsets.n = 0;
	s->disordered = false;
}

static void note_order(struct sorter *s, struct span key, uint32_t value)
{
	const size_t *offset = (const size_t *)(const void *)s->offsets.p;
	struct record added = { .key = key, .value = value }, before;

	if (s->disordered || s->offsets.n == 0)
		return;
	before = record_at(s->records.p + offset[collected(s) - 1]);
	s->disordered = cmp_records(&before, &added) > 0;
}

void sorter_add(struct sorter *s, struct span key, uint32_t value, struct span load)
{
	struct head h = { (uint32_t)key.n, (uint32_t)load.n, value };
	size_t offset;

	if (s->records.n > 0 &&
	    s->records.n + sizeof(h) + key.n + load.n > CAP_SORT_MEMORY)
		spill(s);
	note_order(s, key, value);
	offset = s->records.n;
	buf_add(&s->offsets, span_of(&offset, sizeof(offset)));
	buf_add(&s->records, span_of(&h, sizeof(h)));
	buf_add(&s->records, key);
	buf_add(&s->records, load);
}

/* Has at least n unread bytes of the run in memory; false where there are not so
 * many. */
static bool fill(struct sorter *s, struct sorter_run *run, size_t n)
{
	uint64_t left = run->end - run->at;
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
	    !spool_at(&s->file, run->at, buf_reserve(&run->piece, more), more))
		return false;
	run->piece.n += more;
	run->at += more;
	return true;
}

/* The next record of a run; false at its end, or where it cannot be read. */
static bool advance(struct sorter *s, struct sorter_run *run)
{
	if (run->at == run->end && run->used == run->piece.n)
		return false;
	if (fill(s, run, sizeof(struct head)) &&
	    fill(s, run, record_at(run->piece.p + run->used).bytes)) {
		run->record = record_at(run->piece.p + run->used);
		run->used += run->record.bytes;
		return true;
	}
	if (s->error == 0)
		s->error = s->file.error != 0 ? s->file.error : EIO;
	return false;
}

/*
 * Runs that are not at their end, as a heap: none comes before the one at half its
 * place.
 */
struct heap {
	struct sorter_run **run; /* counted from 1 */
	size_t count;
};

static bool comes_before(const struct heap *h, size_t a, size_t b)
{
	return cmp_records(&h->run[a]->record, &h->run[b]->record) < 0;
}

/* The run at a place has changed: to where it belongs below. */
static void sink(struct heap *h, size_t at)
{
	size_t child;

	while ((child = 2 * at) <= h->count) {
		struct sorter_run *run = h->run[at];

		if (child < h->count && comes_before(h, child + 1, child))
			child++;
		if (!comes_before(h, child, at))
			return;
		h->run[at] = h->run[child];
		h->run[child] = run;
		at = child;
	}
}

static bool merge_runs(struct sorter *s,
		       bool (*take)(void *context, uint32_t value,
				    struct span load),
		       void *context)
{
	struct heap h = { arena_grow(NULL, (s->runs + 1) * sizeof(*h.run)), 0 };
	bool wanted = true;

	for (size_t i = 0; i < s->runs; i++)
		if (advance(s, &s->run[i]))
			h.run[++h.count] = &s->run[i];
	for (size_t i = h.count / 2; i > 0; i--)
		sink(&h, i);
	while (s->error == 0 && wanted && h.count > 0) {
		const struct record *r = &h.run[1]->record;

		wanted = take(context, r->value, r->load);
		if (!advance(s, h.run[1]))
			h.run[1] = h.run[h.count--];
		sink(&h, 1);
	}
	free(h.run);
	return wanted && s->error == 0;
}

bool sorter_each(struct sorter *s,
		 bool (*take)(void *context, uint32_t value, struct span load),
		 void *context)
{
	const size_t *offset;

	if (s->runs > 0) {
		spill(s);
		buf_free(&s->records);
		buf_free(&s->offsets);
		return merge_runs(s, take, context);
	}
	offset = sort_collected(s);
	for (size_t i = 0; i < collected(s); i++) {
		struct record r = record_at(s->records.p + offset[i]);

		if (!take(context, r.value, r.load))
			return false;
	}
	return true;
}

void sorter_free(struct sorter *s)
{
	for (size_t i = 0; i < s->runs; i++)
		buf_free(&s->run[i].piece);
	if (s->runs > 0)
		spool_free(&s->file);
	free(s->run);
	buf_free(&s->records);
	buf_free(&s->offsets);
	buf_free(&s->last);
	*s = (struct sorter){ 0 };
}
