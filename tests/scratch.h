/* A directory of its own for a test, which is the working one from begin to end. */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/spool.h"
#include "tap.h"

static char scratch[4096];
static int scratch_fd = -1; /* the same, open */

static inline void scratch_name(char *path, size_t n)
{
	const char *dir = getenv("TMPDIR");

	snprintf(path, n, "%s/test-XXXXXX",
		 dir != NULL && *dir != '\0' ? dir : "/tmp");
}

/* An empty file, open to be read and written; its path is put where path points. */
static inline int scratch_file(char path[4096])
{
	scratch_name(path, 4096);
	return mkstemp(path);
}

static inline bool begin(void)
{
	umask(022);
	scratch_name(scratch, sizeof(scratch));
	if (mkdtemp(scratch) == NULL || chdir(scratch) != 0)
		return false;
	scratch_fd = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return scratch_fd >= 0;
}

static inline int scratch_remove(const char *path, const struct stat *st UNUSED,
				 int kind UNUSED, struct FTW *at UNUSED)
{
	return remove(path);
}

static inline void end(void)
{
	close(scratch_fd);
	chmod(scratch, 0700);
	CHECK_EQ_INT(chdir("/"), 0);
	CHECK_EQ_INT(nftw(scratch, scratch_remove, 16, FTW_DEPTH | FTW_PHYS), 0);
}

/* Whether the file system there makes files without a name. */
static inline bool has_unnamed(void)
{
	int fd = open(scratch, O_TMPFILE | O_RDWR, 0600);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* Names in the scratch directory, but for "." and "..". */
static inline size_t names(void)
{
	DIR *dir = opendir(scratch);
	struct dirent *d;
	size_t n = 0;

	while (dir != NULL && (d = readdir(dir)) != NULL)
		n += strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0;
	if (dir != NULL)
		closedir(dir);
	return n;
}

static inline void make(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	CHECK(fd >= 0 && write_all(fd, span_str(text)) && fchmod(fd, mode) == 0);
	close(fd);
}

/* The content of a small file, valid until the next call; NULL where there is none.
 */
static inline const char *content(const char *path)
{
	static char text[100];
	int fd = open(path, O_RDONLY);
	ssize_t n = fd >= 0 ? read(fd, text, sizeof(text) - 1) : -1;

	if (fd >= 0)
		close(fd);
	if (n < 0)
		return NULL;
	text[n] = '\0';
	return text;
}

static inline unsigned mode(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 ? st.st_mode & 07777u : 0;
}

/*
 * For root, to whom nothing is refused: the scratch directory becomes nobody's, and
 * so does the process until root_again. False where that cannot be.
 */
static inline bool become_nobody(void)
{
	const uid_t nobody = 65534;

	return geteuid() != 0 || (chown(scratch, nobody, (gid_t)-1) == 0 &&
				  setresuid(nobody, nobody, 0) == 0);
}

static inline void root_again(void)
{
	uid_t real, effective, saved;

	CHECK_EQ_INT(getresuid(&real, &effective, &saved), 0);
	if (saved != effective)
		CHECK_EQ_INT(setresuid(saved, saved, saved), 0);
}

static inline bool is_link(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
}

#endif
