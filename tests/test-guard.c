#include "tap.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "base/arena.h"
#include "faults.h"
#include "io/outfile.h"
#include "scratch.h"

/* Runs in a process of its own, without a dump of its memory; how it ended. */
static int run_apart(void (*run)(int number), int number)
{
	struct rlimit none = { 0 };
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		setrlimit(RLIMIT_CORE, &none);
		if (number > 0) /* a sanitizer may have caught it */
			signal(number, SIG_DFL);
		run(number);
		_exit(0);
	}
	CHECK(waitpid(pid, &status, WUNTRACED) == pid);
	if (WIFSTOPPED(status)) {
		kill(pid, SIGKILL);
		CHECK(waitpid(pid, NULL, 0) == pid);
	}
	return status;
}

static void raise_only(int number)
{
	raise(number);
}

static bool kills(int number)
{
	int status = run_apart(raise_only, number);

	return WIFSIGNALED(status) && WTERMSIG(status) == number;
}

/* Two, as the handler has a list to walk. */
static bool open_two(void)
{
	static struct outfile a, b;

	return outfile_open_in(&a, scratch_fd, "a", "a", true) &&
	       outfile_open_in(&b, scratch_fd, "b", "b", true) && names() == 2;
}

static void raise_with_files(int number)
{
	guard_start();
	if (open_two())
		raise(number);
}

TEST(every_signal_that_ends_a_program_leaves_no_temporary_name)
{
	char label[20];
	int tried = 0;

	REQUIRE(begin());
	for (int number = 1; number <= SIGRTMAX; number++) {
		int status;

		if (number == SIGKILL || !kills(number))
			continue;
		snprintf(label, sizeof(label), "signal %d", number);
		ROW(label);
		status = run_apart(raise_with_files, number);
		CHECK(WIFSIGNALED(status) && WTERMSIG(status) == number);
		CHECK_EQ_INT(names(), 0);
		tried++;
	}
	ROW("");
	CHECK(tried > 20);
	end();
}

static void ignore(int number)
{
	signal(number, SIG_IGN);
	raise_with_files(number);
	_exit(names() == 2 ? 7 : 8);
}

static void exit_9(int number UNUSED)
{
	_exit(9);
}

static void catch_first(int number)
{
	signal(number, exit_9);
	raise_with_files(number);
}

TEST(what_is_ignored_stays_so_and_what_somebody_catches_is_theirs)
{
	REQUIRE(begin());
	CHECK_EQ_INT(WEXITSTATUS(run_apart(ignore, SIGHUP)), 7);
	end();
	REQUIRE(begin());
	CHECK_EQ_INT(WEXITSTATUS(run_apart(catch_first, SIGTERM)), 9);
	end();
}

static void raise_unguarded(int number)
{
	if (open_two())
		raise(number);
}

TEST(without_guard_start_signals_are_let_be)
{
	REQUIRE(begin());
	CHECK(WIFSIGNALED(run_apart(raise_unguarded, SIGTERM)));
	CHECK_EQ_INT(names(), 2);
	end();
}

static void raise_while_opening(int number)
{
	struct outfile o;

	guard_start();
	fault.call = "openat";
	fault.flags = O_CREAT;
	fault.times = 1;
	fault.signal = number;
	if (outfile_open_in(&o, scratch_fd, "a", "a", true))
		_exit(8);
}

TEST(a_signal_that_comes_while_the_name_is_made_leaves_none)
{
	int status;

	REQUIRE(begin());
	status = run_apart(raise_while_opening, SIGTERM);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	CHECK_EQ_INT(names(), 0);
	end();
}

static void raise_while_placing(int number)
{
	struct outfile o;

	guard_start();
	make("a", "old", 0644);
	if (!outfile_open(&o, "a"))
		_exit(7);
	spool_add(&o.spool, SPAN_LIT("new"));
	fault.call = "linkat";
	fault.times = 1;
	fault.signal = number;
	if (outfile_commit(&o))
		_exit(8);
}

TEST(a_signal_that_comes_between_link_and_rename_waits_until_the_file_is_in_place)
{
	int status;

	REQUIRE(begin());
	if (!has_unnamed()) {
		end();
		SKIP("no files without a name here");
	}
	status = run_apart(raise_while_placing, SIGTERM);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	CHECK_EQ_INT(names(), 1);
	CHECK_EQ_STR(content("a"), "new");
	end();
}

static int discarded; /* which of three: the first, the middle or the last of the
			 list */

static void exhaust(int number UNUSED)
{
	static const char *const name[] = { "a", "b", "c" };
	struct outfile o[3];

	guard_start();
	for (size_t i = 0; i < ARRAY_LEN(o); i++)
		if (!outfile_open_in(&o[i], scratch_fd, name[i], name[i], true))
			return;
	outfile_discard(&o[discarded]);
	if (names() == 2) {
		close(STDERR_FILENO);
		arena_exhausted();
	}
}

TEST(an_exit_leaves_no_temporary_name)
{
	for (discarded = 0; discarded < 3; discarded++) {
		int status;

		REQUIRE(begin());
		status = run_apart(exhaust, 0);
		CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 2);
		CHECK_EQ_INT(names(), 0);
		end();
	}
}

TEST(names_differ_and_have_the_pattern_that_the_manuals_name)
{
	struct guard a = { 0 }, b = { 0 };

	CHECK(!guard_holds(&a));
	guard_draw(&a);
	guard_draw(&b);
	CHECK(guard_holds(&a));
	CHECK(strncmp(a.name, ".cabundle-", 10) == 0);
	CHECK_EQ_INT(strlen(a.name), strlen(".cabundle-XXXXXX"));
	CHECK_EQ_INT(strspn(a.name + 10, "abcdefghijklmnopqrstuvwxyz"
					 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
		     6);
	CHECK(strcmp(a.name, b.name) != 0);
}
