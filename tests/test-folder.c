#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/folder.h"

/* A fresh directory, open; its path is in path. */
static int directory(char path[64])
{
	snprintf(path, 64, "/tmp/cabundle-test-XXXXXX");
	return mkdtemp(path) != NULL ? open(path, O_RDONLY | O_DIRECTORY) : -1;
}

static void make_file(int at, const char *name)
{
	int fd = openat(at, name, O_WRONLY | O_CREAT, 0666);

	CHECK(fd >= 0);
	close(fd);
}

static const char *described(const struct folder *f)
{
	static char text[128];
	struct buf out = { 0 };

	folder_describe(&out, f);
	snprintf(text, sizeof(text), "%s", buf_c(&out));
	buf_free(&out);
	return text;
}

TEST(files_come_by_the_bytes_of_their_names)
{
	static const char *const names[] = { "b", "B", "a.pem", "link", "nowhere" };
	static const char *const order[] = { "B", "a.pem", "b", "link", "nowhere" };
	char path[64];
	int fd = directory(path), again;
	struct folder f;

	REQUIRE(fd >= 0);
	again = dup(fd);
	for (size_t i = 0; i < 3; i++)
		make_file(fd, names[i]);
	CHECK(symlinkat("b", fd, "link") == 0);
	CHECK(symlinkat("none", fd, "nowhere") == 0);
	CHECK(mkfifoat(fd, "fifo", 0666) == 0);
	CHECK(mkdirat(fd, "folder", 0777) == 0);
	CHECK(symlinkat("folder", fd, "to-folder") == 0);
	folder_open(&f, fd);
	CHECK_EQ_INT(f.error, 0);
	CHECK_EQ_INT(f.folders, 2);
	CHECK_EQ_INT(f.count, ARRAY_LEN(order));
	for (size_t i = 0; i < f.count && i < ARRAY_LEN(order); i++) {
		CHECK_EQ_STR(f.entry[i].name, order[i]);
		CHECK_EQ_INT(f.entry[i].error, i == 4 ? ENOENT : 0);
	}
	CHECK(f.entry[2].inode == f.entry[3].inode);
	CHECK(f.entry[2].device == f.entry[3].device);
	CHECK_EQ_STR(described(&f),
		     "a directory of 5 files and 2 folders, which are not read");
	folder_close(&f);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		unlinkat(again, names[i], 0);
	unlinkat(again, "fifo", 0);
	unlinkat(again, "to-folder", 0);
	unlinkat(again, "folder", AT_REMOVEDIR);
	close(again);
	CHECK(rmdir(path) == 0);
}

TEST(what_is_no_directory_cannot_be_listed)
{
	int fd = open("/dev/null", O_RDONLY);
	struct folder f;

	folder_open(&f, fd);
	CHECK_EQ_INT(f.error, ENOTDIR);
	CHECK_EQ_INT(f.count, 0);
	CHECK(fcntl(fd, F_GETFD) < 0); /* it was taken over, and closed */
	folder_close(&f);
}

TEST(a_directory_is_described_by_what_it_holds)
{
	static const struct {
		size_t files, folders;
		const char *text;
	} rows[] = {
		{ 0, 0, "an empty directory" },
		{ 0, 1,
		  "a directory that holds only folders (1): it is not read recursively" },
		{ 0, 2,
		  "a directory that holds only folders (2): it is not read recursively" },
		{ 1, 0, "a directory of 1 file" },
		{ 2, 0, "a directory of 2 files" },
		{ 1, 1, "a directory of 1 file and 1 folder, which is not read" },
		{ 2, 2,
		  "a directory of 2 files and 2 folders, which are not read" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct folder f = { .count = rows[i].files,
				    .folders = rows[i].folders };

		CHECK_EQ_STR(described(&f), rows[i].text);
	}
}

TEST(a_path_has_one_slash)
{
	struct buf out = { 0 };

	folder_path(&out, "a", "b");
	buf_put(&out, ' ');
	folder_path(&out, "a/", "b");
	buf_put(&out, ' ');
	folder_path(&out, "/", "b");
	CHECK_EQ_STR(buf_c(&out), "a/b a/b /b");
	buf_free(&out);
}
