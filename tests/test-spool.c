#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/caps.h"
#include "io/spool.h"
#include "scratch.h"

static bool take_all(void *context, struct span piece)
{
	buf_add(context, piece);
	return true;
}

static bool take_none(void *context, struct span piece UNUSED)
{
	++*(int *)context;
	return false;
}

/* n bytes, from number at on, that tell their place. */
static struct buf pattern(uint64_t at, size_t n)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < n; i++, at++)
		buf_put(&b, (uint8_t)(at * 31 + at / 251));
	return b;
}

static bool is_pattern(struct span s, size_t n)
{
	struct buf wanted = pattern(0, n);
	bool same = span_eq(s, buf_span(&wanted));

	buf_free(&wanted);
	return same;
}

static void add(struct spool *s, size_t n)
{
	struct buf b = pattern(spool_bytes(s), n);

	spool_add(s, buf_span(&b));
	buf_free(&b);
}

static void add_junk(struct spool *s, size_t n)
{
	for (; n > 0; n -= n < 4096 ? n : 4096) {
		size_t part = n < 4096 ? n : 4096;

		memset(spool_reserve(s, part), '!', part);
		spool_used(s, part);
	}
}

static bool holds(struct spool *s, size_t n)
{
	struct buf all = { 0 };
	bool good = spool_each(s, take_all, &all) &&
		    is_pattern(buf_span(&all), n) && spool_bytes(s) == n;

	buf_free(&all);
	return good;
}

TEST(an_empty_spool_gives_nothing)
{
	struct spool s;

	spool_start(&s, -1);
	CHECK_EQ_INT(spool_bytes(&s), 0);
	CHECK(holds(&s, 0));
	CHECK(spool_flush(&s));
	spool_cut(&s, 0);
	CHECK(holds(&s, 0));
	spool_free(&s);
}

TEST(a_little_stays_in_memory)
{
	struct spool s;

	spool_start(&s, -1);
	for (size_t i = 0; i < 100; i++)
		add(&s, i);
	CHECK_EQ_INT(s.fd, -1);
	CHECK(holds(&s, 4950));
	spool_free(&s);
}

TEST(much_goes_to_a_file_without_a_name_and_reads_back_the_same)
{
	struct spool s;
	struct stat st;
	size_t n = 0;

	spool_start(&s, -1);
	for (; n < 3 * (size_t)CAP_SPOOL_MEMORY; n += 99991)
		add(&s, 99991);
	CHECK(s.fd >= 0 && s.own);
	CHECK(s.written > 0 && s.memory.n > 0);
	CHECK(fstat(s.fd, &st) == 0 && st.st_nlink == 0);
	CHECK(s.memory.room <= CAP_SPOOL_MEMORY * 2);
	CHECK(holds(&s, n));
	add(&s, 5); /* reading does not disturb writing */
	CHECK(holds(&s, n + 5));
	CHECK(spool_flush(&s));
	CHECK_EQ_INT(s.memory.n, 0);
	CHECK(holds(&s, n + 5));
	spool_free(&s);
}

TEST(one_piece_larger_than_memory_is_kept_whole)
{
	struct spool s;

	spool_start(&s, -1);
	add(&s, 2 * (size_t)CAP_SPOOL_MEMORY + 1);
	add(&s, 1);
	CHECK(holds(&s, 2 * (size_t)CAP_SPOOL_MEMORY + 2));
	spool_free(&s);
}

TEST(a_cut_back_forgets_what_came_after_the_mark)
{
	/* In memory; across the border to the file; within the file; to nothing. */
	static const size_t marks[] = { 0,
					1,
					1000,
					CAP_SPOOL_MEMORY - 1,
					CAP_SPOOL_MEMORY,
					CAP_SPOOL_MEMORY + 1,
					2 * CAP_SPOOL_MEMORY };
	static const size_t more[] = { 0, 10, CAP_SPOOL_MEMORY,
				       3 * CAP_SPOOL_MEMORY };

	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		for (size_t k = 0; k < ARRAY_LEN(more); k++) {
			char row[64];
			struct spool s;

			snprintf(row, sizeof(row), "%zu bytes, %zu more", marks[i],
				 more[k]);
			ROW(row);
			spool_start(&s, -1);
			for (size_t n = 0; n < marks[i]; n += 50000)
				add(&s,
				    marks[i] - n < 50000 ? marks[i] - n : 50000);
			for (size_t n = 0; n < more[k]; n += 70000)
				spool_add(
					&s,
					SPAN_LIT(
						"junk that must not be seen again"));
			if (more[k] > 0)
				add_junk(&s, more[k]);
			spool_cut(&s, marks[i]);
			CHECK(holds(&s, marks[i]));
			add(&s, 12345);
			CHECK(holds(&s, marks[i] + 12345));
			CHECK(spool_flush(&s));
			CHECK(holds(&s, marks[i] + 12345));
			spool_free(&s);
		}
	}
}

TEST(each_stops_when_the_taker_wants_no_more)
{
	struct spool s;
	int calls = 0;

	spool_start(&s, -1);
	add(&s, 3 * (size_t)CAP_SPOOL_MEMORY);
	add(&s, 3 * (size_t)CAP_SPOOL_MEMORY);
	CHECK(s.written > 0 && s.memory.n > 0);
	CHECK(!spool_each(&s, take_none, &calls));
	CHECK_EQ_INT(calls, 1);
	CHECK_EQ_INT(s.error, 0);
	spool_free(&s);
}

/* What a descriptor to a new file without a name holds. */
static bool file_is_pattern(int fd, size_t n)
{
	struct buf all = { 0 };
	ssize_t got;
	bool good;

	lseek(fd, 0, SEEK_SET);
	while ((got = read(fd, buf_reserve(&all, 65536), 65536)) > 0)
		all.n += (size_t)got;
	good = is_pattern(buf_span(&all), n);
	buf_free(&all);
	return good;
}

static int file_open_to(int flags)
{
	char path[4096];
	int fd = scratch_file(path), again = open(path, flags);

	unlink(path);
	close(fd);
	return again;
}

TEST(copy_writes_all_to_a_file_from_memory_and_from_the_file)
{
	static const size_t sizes[] = { 0, 10, 3 * CAP_SPOOL_MEMORY };

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		int fd = file_open_to(O_RDWR);
		struct spool s;

		spool_start(&s, -1);
		for (size_t n = 0; n < sizes[i]; n += 100000)
			add(&s, sizes[i] - n < 100000 ? sizes[i] - n : 100000);
		CHECK(spool_copy(&s, fd));
		CHECK(file_is_pattern(fd, sizes[i]));
		CHECK(holds(&s, sizes[i]));
		spool_free(&s);
		close(fd);
	}
}

TEST(copy_to_a_file_that_is_appended_to_works_though_sendfile_does_not)
{
	int fd = file_open_to(O_RDWR | O_APPEND);
	struct spool s;

	spool_start(&s, -1);
	add(&s, 3 * (size_t)CAP_SPOOL_MEMORY);
	add(&s, 100);
	CHECK(s.written > 0 && s.memory.n > 0);
	CHECK(spool_copy(&s, fd));
	CHECK(file_is_pattern(fd, 3 * (size_t)CAP_SPOOL_MEMORY + 100));
	spool_free(&s);
	close(fd);
}

TEST(a_file_of_the_caller_gets_everything_and_stays_open)
{
	int fd = file_open_to(O_RDWR);
	struct spool s;

	spool_start(&s, fd);
	for (size_t i = 0; i < 40; i++)
		add(&s, 100000);
	spool_cut(&s, 50000);
	add(&s, 5);
	CHECK(!s.own);
	CHECK(spool_flush(&s));
	CHECK(file_is_pattern(fd, 50005));
	spool_free(&s);
	CHECK(fcntl(fd, F_GETFD) >= 0);
	close(fd);
}

TEST(a_failure_sticks_and_every_answer_is_no)
{
	int full = open("/dev/full", O_RDWR);
	struct buf all = { 0 };
	struct spool s;

	if (full < 0)
		SKIP("no /dev/full");
	spool_start(&s, full);
	for (size_t i = 0; i < 40; i++)
		add(&s, 100000);
	CHECK_EQ_INT(s.error, ENOSPC);
	CHECK(s.memory.room <=
	      4 * (size_t)CAP_SPOOL_MEMORY); /* it does not pile up */
	CHECK(!spool_flush(&s));
	CHECK(!spool_each(&s, take_all, &all));
	CHECK_EQ_INT(all.n, 0);
	CHECK(!spool_copy(&s, full));
	spool_cut(&s, 0);
	CHECK(!spool_flush(&s));
	CHECK_EQ_INT(s.error, ENOSPC);
	spool_free(&s);
	buf_free(&all);
	close(full);
}

TEST(a_copy_that_cannot_be_written_fails_and_says_why)
{
	static const size_t sizes[] = { 10, 3 * CAP_SPOOL_MEMORY };
	int full = open("/dev/full", O_RDWR);

	if (full < 0)
		SKIP("no /dev/full");
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct spool s;

		spool_start(&s, -1);
		add(&s, sizes[i]);
		add(&s, 1);
		CHECK(!spool_copy(&s, full));
		CHECK_EQ_INT(s.error, ENOSPC);
		spool_free(&s);
	}
	close(full);
}

TEST(without_a_directory_for_the_file_the_spool_fails)
{
	char *before = getenv("TMPDIR") != NULL ? strdup(getenv("TMPDIR")) : NULL;
	struct spool s;

	setenv("TMPDIR", "/nonexistent", 1);
	spool_start(&s, -1);
	for (size_t i = 0; i < 40; i++)
		add(&s, 100000);
	CHECK_EQ_INT(s.error, ENOENT);
	CHECK(!spool_flush(&s));
	spool_free(&s);
	if (before != NULL)
		setenv("TMPDIR", before, 1);
	else
		unsetenv("TMPDIR");
	free(before);
}

TEST(write_all_writes_through_a_full_pipe_that_does_not_block)
{
	struct buf b = pattern(0, 300000);
	struct buf got = { 0 };
	int ends[2], flags;
	pid_t pid;

	REQUIRE(pipe(ends) == 0);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		flags = fcntl(ends[1], F_GETFL);
		fcntl(ends[1], F_SETFL, flags | O_NONBLOCK);
		close(ends[0]);
		_exit(write_all(ends[1], buf_span(&b)) ? 0 : 1);
	}
	close(ends[1]);
	for (;;) {
		ssize_t n = read(ends[0], buf_reserve(&got, 1000), 1000);

		if (n <= 0)
			break;
		got.n += (size_t)n;
	}
	CHECK(is_pattern(buf_span(&got), 300000));
	close(ends[0]);
	buf_free(&b);
	buf_free(&got);
}
