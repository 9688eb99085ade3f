#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "io/outfile.h"
#include "scratch.h"

static bool put(const char *path, const char *text)
{
	struct outfile o;

	if (!outfile_open(&o, path))
		return false;
	spool_add(&o.spool, span_str(text));
	return outfile_commit(&o);
}

TEST(a_new_file_appears_whole_and_alone_with_the_mode_of_the_umask)
{
	struct outfile o;

	REQUIRE(begin());
	umask(027);
	REQUIRE(outfile_open(&o, "new"));
	spool_add(&o.spool, SPAN_LIT("some "));
	CHECK(content("new") == NULL);
	CHECK_EQ_INT(names(), has_unnamed() ? 0 : 1); /* if any, the temporary */
	spool_add(&o.spool, SPAN_LIT("text"));
	CHECK(outfile_finish(&o, true));
	CHECK(content("new") == NULL);
	CHECK(outfile_publish(&o));
	CHECK_EQ_STR(content("new"), "some text");
	CHECK_EQ_INT(mode("new"), 0640);
	CHECK_EQ_INT(names(), 1);
	CHECK(!guard_holds(&o.temporary) && o.in_place && o.error == 0);
	outfile_discard(&o);
	end();
}

TEST(a_file_that_is_replaced_keeps_its_mode)
{
	static const mode_t modes[] = { 0600, 0644, 0664, 0755, 0666 };

	REQUIRE(begin());
	for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
		make("old", "old and longer", modes[i]);
		CHECK(put("old", "new"));
		CHECK_EQ_STR(content("old"), "new");
		CHECK_EQ_INT(mode("old"), modes[i]);
		CHECK_EQ_INT(names(), 1);
	}
	end();
}

TEST(the_old_file_is_there_until_the_new_one_is_published)
{
	struct outfile o;

	REQUIRE(begin());
	make("f", "old", 0644);
	REQUIRE(outfile_open(&o, "f"));
	spool_add(&o.spool, SPAN_LIT("new"));
	CHECK_EQ_STR(content("f"), "old");
	CHECK(outfile_finish(&o, true));
	CHECK_EQ_STR(content("f"), "old");
	CHECK(outfile_publish(&o));
	CHECK_EQ_STR(content("f"), "new");
	end();
}

TEST(a_discarded_output_leaves_nothing)
{
	struct outfile o;

	REQUIRE(begin());
	make("f", "old", 0644);
	REQUIRE(outfile_open(&o, "f"));
	spool_add(&o.spool, SPAN_LIT("new"));
	outfile_discard(&o);
	outfile_discard(&o);
	CHECK_EQ_STR(content("f"), "old");
	REQUIRE(outfile_open(&o, "f"));
	spool_add(&o.spool, SPAN_LIT("new"));
	CHECK(outfile_finish(&o, true));
	outfile_discard(&o);
	CHECK_EQ_STR(content("f"), "old");
	REQUIRE(outfile_open(&o, "none"));
	outfile_discard(&o);
	CHECK_EQ_INT(names(), 1);
	end();
}

TEST(an_empty_output_is_an_empty_file)
{
	REQUIRE(begin());
	CHECK(put("f", ""));
	CHECK_EQ_STR(content("f"), "");
	end();
}

TEST(a_symbolic_link_stays_and_its_target_is_replaced)
{
	REQUIRE(begin());
	CHECK_EQ_INT(mkdir("d", 0755), 0);
	CHECK_EQ_INT(mkdir("l", 0755), 0);
	make("d/target", "old", 0640);
	CHECK_EQ_INT(symlink("../d/second", "l/first"),
		     0); /* relative to where it is */
	CHECK_EQ_INT(symlink("target", "d/second"), 0);
	CHECK(put("l/first", "new"));
	CHECK(is_link("l/first") && is_link("d/second") && !is_link("d/target"));
	CHECK_EQ_STR(content("d/target"), "new");
	CHECK_EQ_INT(mode("d/target"), 0640);
	end();
}

TEST(an_absolute_link_is_followed_too)
{
	char target[sizeof(scratch) + 10];

	REQUIRE(begin());
	snprintf(target, sizeof(target), "%s/target", scratch);
	CHECK_EQ_INT(mkdir("d", 0755), 0);
	CHECK_EQ_INT(symlink(target, "d/link"), 0);
	make("target", "old", 0644);
	CHECK(put("d/link", "new"));
	CHECK(is_link("d/link"));
	CHECK_EQ_STR(content("target"), "new");
	end();
}

TEST(a_dangling_link_gets_its_target)
{
	REQUIRE(begin());
	CHECK_EQ_INT(symlink("target", "link"), 0);
	CHECK(put("link", "new"));
	CHECK(is_link("link") && !is_link("target"));
	CHECK_EQ_STR(content("target"), "new");
	CHECK_EQ_INT(mode("target"), 0644);
	CHECK_EQ_INT(names(), 2);
	end();
}

static const struct {
	const char *label, *path;
	int error;
} refused[] = {
	{ "a directory", "d", EISDIR },
	{ "a directory through a link", "to-d", EISDIR },
	{ "a directory with a slash", "d/", EISDIR },
	{ "a missing directory", "missing/f", ENOENT },
	{ "a file as a directory", "f/g", ENOTDIR },
	{ "a link that turns in a circle", "loop", ELOOP },
	{ "a link to a missing directory", "to-missing", ENOENT },
};

TEST(what_cannot_become_a_file_is_refused_at_once)
{
	REQUIRE(begin());
	CHECK_EQ_INT(mkdir("d", 0755), 0);
	make("f", "old", 0644);
	CHECK_EQ_INT(symlink("d", "to-d"), 0);
	CHECK_EQ_INT(symlink("pool", "loop"), 0);
	CHECK_EQ_INT(symlink("loop", "pool"), 0);
	CHECK_EQ_INT(symlink("missing/f", "to-missing"), 0);
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		size_t before = names();
		struct outfile o;

		ROW(refused[i].label);
		if (outfile_open(&o, refused[i].path)) {
			TAP_FAIL("it was opened");
			outfile_discard(&o);
			continue;
		}
		CHECK_EQ_INT(o.error, refused[i].error);
		CHECK(o.failed != NULL && strncmp(o.failed, "cannot ", 7) == 0);
		CHECK_EQ_INT(names(), before);
	}
	ROW("");
	CHECK_EQ_STR(content("f"), "old");
	end();
}

TEST(a_directory_without_the_right_to_write_is_refused)
{
	struct outfile o;

	REQUIRE(begin());
	if (!become_nobody()) {
		end();
		SKIP("root may write everywhere, and cannot be another here");
	}
	make("f", "old", 0644);
	CHECK_EQ_INT(chmod(".", 0555), 0);
	CHECK(!outfile_open(&o, "new"));
	CHECK_EQ_INT(o.error, EACCES);
	CHECK(!outfile_open(&o, "f"));
	CHECK_EQ_INT(o.error, EACCES);
	CHECK_EQ_STR(content("f"), "old");
	root_again();
	end();
}

TEST(a_file_that_may_not_be_written_is_not_replaced)
{
	struct outfile o;

	REQUIRE(begin());
	if (!become_nobody()) {
		end();
		SKIP("root may write everywhere, and cannot be another here");
	}
	make("f", "old", 0444);
	CHECK(!outfile_open(&o, "f"));
	CHECK_EQ_INT(o.error, EACCES);
	CHECK_EQ_STR(content("f"), "old");
	root_again();
	CHECK_EQ_INT(names(), 1);
	end();
}

TEST(a_device_is_written_through_and_stays_a_device)
{
	struct stat st;

	CHECK(put("/dev/null", "text"));
	CHECK(stat("/dev/null", &st) == 0 && S_ISCHR(st.st_mode));
}

TEST(a_full_device_fails_the_commit_and_says_so)
{
	struct outfile o;

	if (access("/dev/full", W_OK) != 0)
		SKIP("no /dev/full");
	for (int known = 0; known < 2; known++) {
		REQUIRE(outfile_open(&o, "/dev/full"));
		if (known)
			outfile_all_known(&o);
		spool_add(&o.spool, SPAN_LIT("text"));
		CHECK(!outfile_commit(&o));
		CHECK_EQ_INT(o.error, ENOSPC);
		CHECK_EQ_STR(o.failed, "cannot write");
		outfile_discard(&o);
	}
}

TEST(a_pipe_gets_nothing_before_the_commit)
{
	char text[10] = "";
	struct outfile o;
	int fd;

	REQUIRE(begin());
	REQUIRE(mkfifo("pipe", 0600) == 0);
	fd = open("pipe", O_RDONLY | O_NONBLOCK);
	REQUIRE(outfile_open(&o, "pipe"));
	spool_add(&o.spool, SPAN_LIT("text"));
	CHECK(read(fd, text, sizeof(text)) < 0 && errno == EAGAIN);
	CHECK(outfile_commit(&o));
	CHECK_EQ_INT(read(fd, text, sizeof(text)), 4);
	CHECK_EQ_STR(text, "text");
	close(fd);
	CHECK_EQ_INT(names(), 1);
	end();
}

TEST(a_pipe_gets_nothing_at_all_from_a_discarded_output)
{
	char text[10];
	struct outfile o;
	int fd;

	REQUIRE(begin());
	REQUIRE(mkfifo("pipe", 0600) == 0);
	fd = open("pipe", O_RDONLY | O_NONBLOCK);
	REQUIRE(outfile_open(&o, "pipe"));
	for (int i = 0; i < 300; i++)
		buf_fill(&o.spool.memory, 'x', 10000);
	outfile_discard(&o);
	CHECK_EQ_INT(read(fd, text, sizeof(text)), 0);
	close(fd);
	end();
}

/* Runs with standard output as a file, whose content it returns. */
static const char *on_stdout(bool (*run)(void), bool *result)
{
	int before, fd;

	fflush(stdout);
	before = dup(STDOUT_FILENO);
	fd = open("stdout", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	dup2(fd, STDOUT_FILENO);
	close(fd);
	*result = run();
	dup2(before, STDOUT_FILENO);
	close(before);
	return content("stdout");
}

static bool commit_to_stdout(void)
{
	return put(NULL, "text");
}

static bool commit_to_dash(void)
{
	return put("-", "text");
}

static bool discard_on_stdout(void)
{
	struct outfile o;

	if (!outfile_open(&o, NULL))
		return false;
	spool_add(&o.spool, SPAN_LIT("text"));
	outfile_discard(&o);
	return true;
}

static bool commit_when_all_is_known(void)
{
	struct outfile o;

	if (!outfile_open(&o, NULL))
		return false;
	spool_add(&o.spool, SPAN_LIT("be"));
	outfile_all_known(&o);
	spool_add(&o.spool, SPAN_LIT("fore"));
	return outfile_commit(&o);
}

TEST(standard_output_gets_all_or_nothing_and_stays_open)
{
	static const struct {
		const char *label;
		bool (*run)(void);
		const char *text;
	} rows[] = {
		{ "NULL", commit_to_stdout, "text" },
		{ "a hyphen", commit_to_dash, "text" },
		{ "discarded", discard_on_stdout, "" },
		{ "all known", commit_when_all_is_known, "before" },
	};

	REQUIRE(begin());
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		bool done;
		const char *text = on_stdout(rows[i].run, &done);

		ROW(rows[i].label);
		CHECK(done);
		CHECK_EQ_STR(text, rows[i].text);
		CHECK(fcntl(STDOUT_FILENO, F_GETFD) >= 0);
	}
	CHECK_EQ_INT(names(), 1); /* no file named "-" */
	end();
}

/* By its number: what is written before and behind is neither lost nor replaced. */
TEST(a_descriptor_by_its_name_is_written_to_as_it_is)
{
	static const char *const rows[] = { "/dev/fd/", "/proc/self/fd/" };

	REQUIRE(begin());
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char name[100];
		int fd = open("f", O_RDWR | O_CREAT | O_TRUNC, 0600);

		REQUIRE(fd >= 0);
		snprintf(name, sizeof(name), "%s%d", rows[i], fd);
		ROW(rows[i]);
		CHECK(write_all(fd, SPAN_LIT("before ")));
		CHECK(put(name, "text"));
		CHECK(write_all(fd, SPAN_LIT(" behind")));
		CHECK_EQ_STR(content("f"), "before text behind");
		close(fd);
		CHECK(!put(name, "text")); /* closed: not opened */
	}
	ROW("");
	CHECK_EQ_INT(names(), 1);
	end();
}

TEST(what_only_looks_like_a_descriptor_is_a_file_or_nothing)
{
	static const char *const rows[] = {
		"/dev/fd/",
		"/dev/fd/x",
		"/dev/fd/1x",
		"/dev/fd/-1",
		"/proc/self/fd/99999999999999999999",
		"/dev/fd/+1",
		"/dev/fd/ 1",
	};
	struct outfile o;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ROW(rows[i]);
		CHECK(!outfile_open(&o, rows[i]));
		CHECK(o.error != 0);
	}
}

TEST(several_files_appear_together)
{
	struct outfile a, b;

	REQUIRE(begin());
	REQUIRE(outfile_open(&a, "a"));
	REQUIRE(outfile_open(&b, "b"));
	spool_add(&a.spool, SPAN_LIT("A"));
	spool_add(&b.spool, SPAN_LIT("B"));
	CHECK(outfile_finish(&a, true));
	CHECK(outfile_finish(&b, true));
	CHECK_EQ_INT(names(), has_unnamed() ? 0 : 2);
	CHECK(content("a") == NULL && content("b") == NULL);
	CHECK(outfile_publish(&a));
	CHECK(outfile_publish(&b));
	CHECK_EQ_STR(content("a"), "A");
	CHECK_EQ_STR(content("b"), "B");
	CHECK_EQ_INT(names(), 2);
	end();
}

TEST(an_empty_name_is_no_file)
{
	REQUIRE(begin());
	CHECK(!put("", "text"));
	CHECK_EQ_INT(names(), 0);
	end();
}

TEST(an_output_in_a_directory_replaces_a_link_itself_and_refuses_what_is_no_file)
{
	struct outfile o;
	int dir;

	REQUIRE(begin());
	CHECK_EQ_INT(mkdir("in", 0755), 0);
	REQUIRE((dir = open("in", O_RDONLY | O_DIRECTORY)) >= 0);
	make("in/target", "old", 0640);
	CHECK_EQ_INT(symlink("target", "in/link"), 0);
	CHECK_EQ_INT(mkdir("in/d", 0755), 0);
	CHECK_EQ_INT(mkfifo("in/pipe", 0600), 0);
	REQUIRE(outfile_open_in(&o, dir, "link", "in/link", true));
	spool_add(&o.spool, SPAN_LIT("new"));
	CHECK(outfile_commit(&o));
	CHECK(!is_link("in/link"));
	CHECK_EQ_STR(content("in/link"), "new");
	CHECK_EQ_INT(mode("in/link"), 0644);
	CHECK_EQ_STR(content("in/target"), "old");
	CHECK(!outfile_open_in(&o, dir, "d", "in/d", true));
	CHECK(o.error != 0 && o.failed != NULL);
	CHECK(!outfile_open_in(&o, dir, "pipe", "in/pipe", true));
	CHECK(o.error != 0 && o.failed != NULL);
	REQUIRE(outfile_open_in(&o, dir, "target", "in/target", true));
	spool_add(&o.spool, SPAN_LIT("newer"));
	CHECK(outfile_commit(&o));
	CHECK_EQ_STR(content("in/target"), "newer");
	CHECK_EQ_INT(mode("in/target"), 0640);
	REQUIRE(outfile_open_in(&o, dir, "new", "in/new", true));
	spool_add(&o.spool, SPAN_LIT("text"));
	CHECK(outfile_commit(&o));
	CHECK_EQ_STR(content("in/new"), "text");
	CHECK_EQ_INT(names(), 1);
	CHECK_EQ_INT(close(dir), 0);
	end();
}

/* Also what came in between, be it a link that leads nowhere. */
TEST(an_output_that_may_replace_nothing_replaces_nothing)
{
	struct outfile o;
	int dir;

	REQUIRE(begin());
	REQUIRE((dir = open(".", O_RDONLY | O_DIRECTORY)) >= 0);
	umask(027);
	REQUIRE(outfile_open_in(&o, dir, "new", "new", false));
	spool_add(&o.spool, SPAN_LIT("text"));
	CHECK(outfile_commit(&o));
	CHECK_EQ_STR(content("new"), "text");
	CHECK_EQ_INT(mode("new"), 0640);
	for (int link = 0; link < 2; link++) {
		const char *name = link ? "link" : "file";

		REQUIRE(outfile_open_in(&o, dir, name, name, false));
		spool_add(&o.spool, SPAN_LIT("text"));
		if (link)
			CHECK_EQ_INT(symlink("nowhere", "link"), 0);
		else
			make("file", "old", 0644);
		CHECK(outfile_finish(&o, false));
		CHECK(!outfile_publish(&o));
		CHECK_EQ_INT(o.error, EEXIST);
	}
	CHECK_EQ_STR(content("file"), "old");
	CHECK(is_link("link"));
	CHECK_EQ_INT(names(), 3);
	CHECK_EQ_INT(close(dir), 0);
	end();
}

/* Not even for a moment what others may not read. */
TEST(the_temporary_of_a_private_file_is_private)
{
	struct outfile o;

	REQUIRE(begin());
	make("f", "old", 0640);
	for (int named = 0; named < 2; named++) {
		struct stat st;

		ROW(named ? "with a name" : "without a name");
		REQUIRE(named ? outfile_open_in(&o, scratch_fd, "f", "f", true)
			      : outfile_open(&o, "f"));
		CHECK(guard_holds(&o.temporary) == (named || !has_unnamed()));
		CHECK(fstat(o.fd, &st) == 0 && (st.st_mode & 07777) == 0600);
		CHECK(outfile_commit(&o));
		CHECK_EQ_INT(mode("f"), 0640);
	}
	end();
}
