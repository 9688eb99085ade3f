#include "tap.h"

#include "base/caps.h"
#include "faults.h"
#include "io/spool.h"
#include "scratch.h"

#define BYTES (3 * (size_t)CAP_SPOOL_MEMORY)

static uint8_t byte_at(uint64_t at)
{
	return (uint8_t)(at * 31 + at / 251);
}

/* More than memory holds, so that most of it is in a file; then the fault is set
 * up. */
static void fill(struct spool *s, const char *call, unsigned times, int error)
{
	memset(&fault, 0, sizeof(fault));
	spool_start(s, -1);
	for (uint64_t at = 0; at < BYTES;) {
		uint8_t piece[1000];
		size_t n = 0;

		while (n < sizeof(piece) && at < BYTES)
			piece[n++] = byte_at(at++);
		spool_add(s, span_of(piece, n));
	}
	CHECK(s->written > 0 && s->memory.n > 0 && s->own);
	fault.call = call;
	fault.times = times;
	fault.error = error;
	faults = 0;
}

static bool compare(void *context, struct span piece)
{
	uint64_t *at = context;

	for (size_t i = 0; i < piece.n; i++)
		if (piece.p[i] != byte_at((*at)++))
			return false;
	return true;
}

static bool each(struct spool *s)
{
	uint64_t at = 0;

	return spool_each(s, compare, &at) && at == BYTES;
}

static bool at_the_start(struct spool *s)
{
	uint8_t some[10];
	uint64_t at = 0;

	return spool_at(s, 0, some, sizeof(some)) &&
	       compare(&at, span_of(some, sizeof(some)));
}

static bool copied(struct spool *s)
{
	char path[4096];
	int fd = scratch_file(path);
	uint64_t at = 0, done = 0;
	uint8_t piece[4096];
	ssize_t n;
	bool same = spool_copy(s, fd);

	unlink(path);
	lseek(fd, 0, SEEK_SET);
	while (same && (n = read(fd, piece, sizeof(piece))) > 0) {
		same = compare(&at, span_of(piece, (size_t)n));
		done += (uint64_t)n;
	}
	close(fd);
	return same && done == BYTES;
}

/* What an error of a call does to the job; times is how often it comes. */
static const struct {
	const char *label, *call;
	bool (*run)(struct spool *s);
	unsigned times;
	int error;  /* of the call; 0: it gives nothing */
	int wanted; /* of the spool; 0: the job is done */
	bool in_temporary;
} rows[] = {
	{ "each, interrupted", "pread", each, 5, EINTR, 0, false },
	{ "each, error", "pread", each, 1, EIO, EIO, true },
	{ "each, the file is shorter", "pread", each, 1, 0, EIO, true },
	{ "a part, interrupted", "pread", at_the_start, 5, EINTR, 0, false },
	{ "a part, error", "pread", at_the_start, 1, EIO, EIO, true },
	{ "a part, the file is shorter", "pread", at_the_start, 1, 0, EIO, true },
	{ "copy, interrupted", "sendfile", copied, 5, EINTR, 0, false },
	{ "copy, full for a moment", "sendfile", copied, 5, EAGAIN, 0, false },
	{ "copy, not between these", "sendfile", copied, 1, EINVAL, 0, false },
	{ "copy, not by this kernel", "sendfile", copied, 1, ENOSYS, 0, false },
	{ "copy, error", "sendfile", copied, 1, ENOSPC, ENOSPC, false },
	{ "copy, the file is shorter", "sendfile", copied, 1, 0, EIO, false },
};

TEST(a_call_that_fails_is_tried_again_or_told)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct spool s;
		bool done;

		ROW(rows[i].label);
		fill(&s, rows[i].call, rows[i].times, rows[i].error);
		done = rows[i].run(&s);
		CHECK_EQ_INT(faults, rows[i].times);
		CHECK(done == (rows[i].wanted == 0));
		CHECK_EQ_INT(s.error, rows[i].wanted);
		CHECK(s.in_temporary == rows[i].in_temporary);
		CHECK(rows[i].wanted == 0 || !spool_flush(&s)); /* it sticks */
		spool_free(&s);
	}
	fault.call = NULL;
}

TEST(a_cut_that_fails_is_told)
{
	struct spool s;

	fill(&s, "ftruncate", 1, EIO);
	spool_cut(&s, 10);
	CHECK_EQ_INT(s.error, EIO);
	CHECK(s.in_temporary);
	spool_cut(&s, 0);
	CHECK(!spool_flush(&s));
	spool_free(&s);
	fault.call = NULL;
}

TEST(a_spool_fails_as_another_did_unless_it_has_failed_before)
{
	struct spool from, to;

	fill(&from, "pread", 1, EIO);
	CHECK(!each(&from));
	fault.call = NULL;
	spool_start(&to, -1);
	spool_fail_as(&to, &from);
	CHECK_EQ_INT(to.error, EIO);
	CHECK(to.in_temporary);
	from.error = ENOSPC;
	spool_fail_as(&to, &from);
	CHECK_EQ_INT(to.error, EIO);
	spool_free(&to);
	spool_free(&from);
	spool_start(&to, -1);
	spool_start(&from, -1);
	spool_fail_as(&to, &from); /* one that only had too little */
	CHECK_EQ_INT(to.error, EIO);
	CHECK(!to.in_temporary);
	spool_free(&to);
}
