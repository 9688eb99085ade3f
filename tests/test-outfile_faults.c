#include "tap.h"

#include "faults.h"
#include "io/outfile.h"
#include "scratch.h"

enum form {
	UNNAMED,   /* as the file system has it */
	NAMED,	   /* it has no files without a name */
	IN,	   /* outfile_open_in */
	IN_UNLESS, /* the same, and nothing may be there */
};

static const char *const forms[] = { "unnamed", "named", "in", "in, fresh" };

static bool open_form(struct outfile *o, enum form form)
{
	bool done;

	if (form >= IN)
		return outfile_open_in(o, scratch_fd, "f", "f", form == IN);
	memset(&fault, 0, sizeof(fault));
	if (form == NAMED) {
		fault.call = "openat";
		fault.flags = O_TMPFILE;
		fault.times = 1;
		fault.error = EOPNOTSUPP;
	}
	done = outfile_open(o, "f");
	memset(&fault, 0, sizeof(fault));
	return done;
}

TEST(without_files_without_a_name_it_has_a_temporary_one)
{
	static const int errors[] = { EOPNOTSUPP, EISDIR, ENOENT, EINVAL };

	REQUIRE(begin());
	for (size_t i = 0; i < ARRAY_LEN(errors); i++)
		for (int exists = 0; exists < 2; exists++) {
			struct outfile o;

			fault.call = "openat";
			fault.flags = O_TMPFILE;
			fault.times = 1;
			fault.error = errors[i];
			REQUIRE(outfile_open(&o, "f"));
			CHECK_EQ_INT(fault.times, 0);
			CHECK(guard_holds(&o.temporary));
			CHECK_EQ_INT(names(), 1 + exists);
			spool_add(&o.spool, SPAN_LIT("new"));
			CHECK(outfile_commit(&o));
			CHECK_EQ_STR(content("f"), "new");
			CHECK_EQ_INT(mode("f"), 0644);
			CHECK_EQ_INT(names(), 1);
			if (exists)
				CHECK_EQ_INT(unlink("f"), 0);
		}
	end();
}

TEST(a_file_that_cannot_be_linked_is_copied)
{
	static const int errors[] = { EPERM, EOPNOTSUPP, ENOENT, EXDEV };

	REQUIRE(begin());
	if (!has_unnamed()) {
		end();
		SKIP("no files without a name here");
	}
	for (size_t i = 0; i < ARRAY_LEN(errors); i++)
		for (int exists = 0; exists < 2; exists++) {
			struct outfile o;

			umask(027);
			if (exists)
				make("f", "old", 0604);
			REQUIRE(outfile_open(&o, "f"));
			spool_add(&o.spool, SPAN_LIT("some text"));
			fault.call = "linkat";
			fault.times = 99;
			fault.error = errors[i];
			CHECK(outfile_commit(&o));
			CHECK(fault.times < 99);
			CHECK_EQ_STR(content("f"), "some text");
			CHECK_EQ_INT(mode("f"), exists ? 0604 : 0640);
			CHECK_EQ_INT(names(), 1);
			CHECK_EQ_INT(unlink("f"), 0);
		}
	memset(&fault, 0, sizeof(fault));
	end();
}

TEST(what_came_to_the_place_of_a_new_file_is_replaced)
{
	struct outfile o;

	REQUIRE(begin());
	REQUIRE(outfile_open(&o, "f"));
	spool_add(&o.spool, SPAN_LIT("new"));
	make("f", "came since", 0644);
	CHECK(outfile_commit(&o));
	CHECK_EQ_STR(content("f"), "new");
	CHECK_EQ_INT(names(), 1);
	end();
}

/* Each step that can fail, in each form: what is said, and what is there then. */
static const struct {
	const char *call, *failed;
	unsigned skip;
	unsigned forms; /* bits, of those that make the call when "f" exists */
	bool in_place;
} steps[] = {
	{ "write", "cannot write", 0, 1 << UNNAMED | 1 << NAMED | 1 << IN, false },
	{ "fchmod", "cannot set the mode of", 0,
	  1 << UNNAMED | 1 << NAMED | 1 << IN, false },
	{ "fsync", "cannot sync", 0, 1 << UNNAMED | 1 << NAMED | 1 << IN, false },
	{ "renameat", "cannot rename to", 0, 1 << UNNAMED | 1 << NAMED | 1 << IN,
	  false },
	{ "renameat2", "cannot rename to", 0, 1 << IN_UNLESS, false },
	{ "fsync", "cannot sync the directory of", 1,
	  1 << UNNAMED | 1 << NAMED | 1 << IN | 1 << IN_UNLESS, true },
};

TEST(a_step_that_fails_leaves_the_old_file_or_the_new_one_and_says_which)
{
	REQUIRE(begin());
	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		for (enum form form = UNNAMED; form <= IN_UNLESS; form++) {
			char label[100];
			struct outfile o;

			if (!(steps[i].forms & 1u << form))
				continue;
			snprintf(label, sizeof(label), "%s, %s", steps[i].failed,
				 forms[form]);
			ROW(label);
			unlink("f");
			if (form != IN_UNLESS)
				make("f", "old", 0640);
			REQUIRE(open_form(&o, form));
			spool_add(&o.spool, SPAN_LIT("new"));
			fault.call = steps[i].call;
			fault.skip = steps[i].skip;
			fault.times = 1;
			fault.error = EIO;
			CHECK(!outfile_commit(&o));
			CHECK_EQ_INT(fault.times, 0);
			memset(&fault, 0, sizeof(fault));
			CHECK_EQ_INT(o.error, EIO);
			CHECK_EQ_STR(o.failed, steps[i].failed);
			CHECK(o.in_place == steps[i].in_place);
			CHECK_EQ_STR(content("f"), steps[i].in_place   ? "new"
						   : form == IN_UNLESS ? NULL
								       : "old");
			CHECK_EQ_INT(names(), content("f") != NULL);
			CHECK(fcntl(o.fd, F_GETFD) < 0);
		}
	end();
}

/* Somebody else has names of this kind there. */
TEST(a_temporary_name_that_is_taken_is_not_used)
{
	static const struct {
		const char *call;
		unsigned times;
		bool done;
	} rows[] = { { "openat", 3, true },
		     { "openat", 2000, false },
		     { "linkat", 3, true } };

	REQUIRE(begin());
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		bool is_link_call = strcmp(rows[i].call, "linkat") == 0;
		struct outfile o;
		bool done;

		ROW(rows[i].call);
		make("f", "old", 0644);
		memset(&fault, 0, sizeof(fault));
		if (is_link_call)
			REQUIRE(outfile_open(&o, "f"));
		fault.call = rows[i].call;
		fault.flags = is_link_call ? 0 : O_CREAT;
		fault.times = rows[i].times;
		fault.error = EEXIST;
		done = is_link_call ||
		       outfile_open_in(&o, scratch_fd, "f", "f", true);
		if (done) {
			spool_add(&o.spool, SPAN_LIT("new"));
			done = outfile_commit(&o);
			CHECK(fault.times == 0 || !has_unnamed());
		}
		CHECK(done == rows[i].done);
		CHECK_EQ_STR(content("f"), rows[i].done ? "new" : "old");
		CHECK_EQ_INT(names(), 1);
	}
	memset(&fault, 0, sizeof(fault));
	end();
}

TEST(a_file_system_that_has_nothing_to_sync_in_a_directory_is_fine)
{
	struct outfile o;

	REQUIRE(begin());
	REQUIRE(outfile_open(&o, "f"));
	fault.call = "fsync";
	fault.skip = fault.times = 1;
	fault.error = EINVAL;
	CHECK(outfile_commit(&o));
	CHECK_EQ_INT(fault.times, 0);
	CHECK_EQ_STR(content("f"), "");
	end();
}

/* Kernels before 3.15, file systems that do not know RENAME_NOREPLACE. */
TEST(without_renameat2_what_is_there_is_looked_for)
{
	static const int errors[] = { ENOSYS, EINVAL };

	REQUIRE(begin());
	for (size_t i = 0; i < ARRAY_LEN(errors); i++)
		for (int exists = 0; exists < 3; exists++) {
			struct outfile o;

			unlink("f");
			REQUIRE(open_form(&o, IN_UNLESS));
			spool_add(&o.spool, SPAN_LIT("new"));
			if (exists == 1)
				make("f", "old", 0644);
			else if (exists == 2)
				CHECK_EQ_INT(symlink("nowhere", "f"), 0);
			fault.call = "renameat2";
			fault.times = 1;
			fault.error = errors[i];
			CHECK(outfile_commit(&o) == (exists == 0));
			CHECK_EQ_INT(fault.times, 0);
			CHECK_EQ_INT(o.error, exists > 0 ? EEXIST : 0);
			CHECK_EQ_STR(content("f"), exists == 0	 ? "new"
						   : exists == 1 ? "old"
								 : NULL);
			CHECK_EQ_INT(names(), 1);
		}
	end();
}

/* Neither is taken for a file that is not there. */
TEST(a_directory_that_cannot_be_opened_is_said)
{
	struct outfile o;

	REQUIRE(begin());
	make("f", "old", 0644);
	fault.call = "openat";
	fault.flags = O_DIRECTORY;
	fault.times = 1;
	fault.error = EMFILE;
	CHECK(!outfile_open(&o, "f"));
	CHECK_EQ_INT(o.error, EMFILE);
	CHECK_EQ_STR(o.failed, "cannot open its directory");
	CHECK_EQ_STR(content("f"), "old");
	CHECK_EQ_INT(names(), 1);
	end();
}

TEST(an_interrupted_call_is_tried_again)
{
	static const struct {
		const char *call;
		int flags;
	} rows[] = { { "openat", 0 },
		     { "openat", O_TMPFILE },
		     { "openat", O_CREAT },
		     { "write", 0 },
		     { "fsync", 0 } };

	REQUIRE(begin());
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct outfile o;

		ROW(rows[i].call);
		unlink("f");
		memset(&fault, 0, sizeof(fault));
		fault.call = rows[i].call;
		fault.flags = rows[i].flags;
		fault.times = 5;
		fault.error = EINTR;
		if (rows[i].flags == O_CREAT)
			REQUIRE(outfile_open_in(&o, scratch_fd, "f", "f", true));
		else
			REQUIRE(outfile_open(&o, "f"));
		spool_add(&o.spool, SPAN_LIT("new"));
		CHECK(outfile_commit(&o));
		CHECK_EQ_INT(fault.times, 0);
		CHECK_EQ_STR(content("f"), "new");
	}
	end();
}

TEST(who_takes_nothing_and_gives_no_reason_has_failed)
{
	int fd;

	REQUIRE(begin());
	REQUIRE((fd = open("f", O_WRONLY | O_CREAT, 0600)) >= 0);
	memset(&fault, 0, sizeof(fault));
	fault.call = "write";
	fault.times = 1;
	CHECK(!write_all(fd, SPAN_LIT("text")));
	CHECK_EQ_INT(errno, EIO);
	CHECK(write_all(fd, SPAN_LIT("")));
	close(fd);
	end();
}

/* More than memory holds. */
static void add_much(struct spool *s)
{
	for (int k = 0; k < 300; k++) {
		memset(spool_reserve(s, 10000), 'x', 10000);
		spool_used(s, 10000);
	}
}

static char before_tmpdir[4096];

/* Until tmpdir_again; the empty string stands for none. */
static void set_tmpdir(const char *path)
{
	const char *now = getenv("TMPDIR");

	snprintf(before_tmpdir, sizeof(before_tmpdir), "%s",
		 now != NULL ? now : "");
	setenv("TMPDIR", path, 1);
}

static void tmpdir_again(void)
{
	setenv("TMPDIR", before_tmpdir, 1);
}

/* Not the output fails, but the file on its way there. */
TEST(a_temporary_file_that_fails_is_told_from_the_output)
{
	struct outfile o;

	ROW("it cannot be made");
	memset(&fault, 0, sizeof(fault));
	set_tmpdir("/nonexistent");
	REQUIRE(outfile_open(&o, "/dev/null"));
	add_much(&o.spool);
	CHECK(!outfile_commit(&o));
	tmpdir_again();
	CHECK_EQ_INT(o.error, ENOENT);
	CHECK(o.in_temporary);
	ROW("it cannot be written");
	REQUIRE(outfile_open(&o, "/dev/null"));
	fault.call = "write";
	fault.times = 1;
	fault.error = ENOSPC;
	add_much(&o.spool);
	CHECK(!outfile_commit(&o));
	CHECK_EQ_INT(o.error, ENOSPC);
	CHECK(o.in_temporary);
	ROW("the output itself");
	memset(&fault, 0, sizeof(fault));
	REQUIRE(outfile_open(&o, "/dev/null"));
	spool_add(&o.spool, SPAN_LIT("text"));
	fault.call = "write";
	fault.times = 1;
	fault.error = ENOSPC;
	CHECK(!outfile_commit(&o));
	CHECK_EQ_INT(o.error, ENOSPC);
	CHECK(!o.in_temporary);
}

/* Where $TMPDIR has no files without a name, one is made and its name removed. */
TEST(a_spool_leaves_no_name_in_its_directory)
{
	struct spool s;

	REQUIRE(begin());
	set_tmpdir(scratch);
	CHECK_EQ_STR(spool_directory(), scratch);
	memset(&fault, 0, sizeof(fault));
	fault.call = "openat";
	fault.flags = O_TMPFILE;
	fault.times = 1;
	fault.error = EOPNOTSUPP;
	spool_start(&s, -1);
	add_much(&s);
	CHECK_EQ_INT(fault.times, 0);
	CHECK(s.own && s.written > 0 && s.error == 0);
	CHECK_EQ_INT(names(), 0);
	CHECK(spool_flush(&s));
	spool_free(&s);
	tmpdir_again();
	set_tmpdir("");
	CHECK_EQ_STR(spool_directory(), "/tmp");
	tmpdir_again();
	end();
}
