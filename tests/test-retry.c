#include "tap.h"

#include "faults.h"
#include "io/retry.h"
#include "io/spool.h"
#include "scratch.h"

static bool opens(void)
{
	int fd = retry_open(scratch_fd, "f", O_WRONLY | O_CREAT, 0600);

	return fd >= 0 && close(fd) == 0;
}

static bool syncs(void)
{
	return retry_fsync(scratch_fd);
}

static bool syncs_all(void)
{
	return retry_syncfs(scratch_fd);
}

static bool writes(void)
{
	int fd = open("f", O_WRONLY | O_TRUNC);
	bool done = fd >= 0 && write_all(fd, SPAN_LIT("text"));
	int error = errno;

	close(fd);
	errno = error;
	return done && strcmp(content("f"), "text") == 0;
}

static const struct {
	const char *call;
	bool (*run)(void);
} rows[] = { { "openat", opens },
	     { "fsync", syncs },
	     { "syncfs", syncs_all },
	     { "write", writes } };

static void fail_with(const char *call, unsigned times, int error)
{
	memset(&fault, 0, sizeof(fault));
	fault.call = call;
	fault.times = times;
	fault.error = error;
	faults = 0;
}

TEST(a_call_that_is_interrupted_is_made_again_as_often_as_it_takes)
{
	REQUIRE(begin());
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ROW(rows[i].call);
		fail_with(rows[i].call, 1000, EINTR);
		CHECK(rows[i].run());
		CHECK_EQ_INT(faults, 1000);
	}
	fail_with(NULL, 0, 0);
	end();
}

TEST(any_other_error_is_told_at_once)
{
	REQUIRE(begin());
	make("f", "", 0600);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ROW(rows[i].call);
		fail_with(rows[i].call, 1000, EIO);
		errno = 0;
		CHECK(!rows[i].run());
		CHECK_EQ_INT(errno, EIO);
		CHECK_EQ_INT(faults, 1);
	}
	fail_with(NULL, 0, 0);
	end();
}
