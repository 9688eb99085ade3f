#include "io/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/caps.h"
#include "io/retry.h"

#define NAMES 1000 /* temporary names that are tried */

static bool fail(struct outfile *o, const char *what, int error)
{
	if (o->error == 0) {
		o->error = error;
		o->failed = what;
	}
	return false;
}

static bool fail_spool(struct outfile *o)
{
	o->in_temporary = o->error == 0 && o->spool.in_temporary;
	return fail(o, "cannot write", o->spool.error);
}

/* The directory part of a path, with its slash, or "". */
static size_t directory_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

/*
 * Follows symbolic links by name, also to where nothing is yet. False with errno
 * set where that cannot be told.
 */
static bool follow(const char *path, struct buf *at)
{
	char to[PATH_MAX];

	buf_str(at, path);
	for (int links = 0; links <= CAP_LINKS; links++) {
		ssize_t n = readlink(buf_c(at), to, sizeof(to) - 1);

		if (n < 0) /* no link, or nothing at all */
			return errno == EINVAL || errno == ENOENT;
		to[n] = '\0';
		at->n = to[0] == '/' ? 0 : directory_length(buf_c(at));
		buf_str(at, to);
	}
	errno = ELOOP;
	return false;
}

static bool open_through(struct outfile *o, const char *path)
{
	o->fd = retry_open(AT_FDCWD, path, O_WRONLY | O_CLOEXEC | O_NOCTTY, 0);
	return o->fd >= 0 || fail(o, "cannot open", errno);
}

/* The file gets a temporary name, which is guarded as soon as it is there. */
static bool open_named(struct outfile *o, mode_t mode)
{
	int tries = NAMES;
	sigset_t before;

	guard_block(&before);
	do {
		guard_draw(&o->temporary);
		o->fd = retry_open(o->directory, o->temporary.name,
				   O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	} while (o->fd < 0 && errno == EEXIST && --tries > 0);
	if (o->fd >= 0) {
		o->temporary.directory = o->directory;
		guard_add(&o->temporary);
	} else {
		o->temporary.name[0] = '\0';
	}
	guard_unblock(&before);
	return o->fd >= 0 || fail(o, "cannot create a file beside it", errno);
}

/*
 * A file that becomes o->target. That of a file that is there gets its mode at
 * last, and until then nobody else may read it; a new one has what open(2) gives
 * it. Without a name, unless that cannot be had, for whatever reason, or may not.
 */
static bool open_new(struct outfile *o, bool unnamed)
{
	mode_t mode = o->keeps_mode ? 0600 : 0666;

	if (unnamed)
		o->fd = retry_open(o->directory, ".",
				   O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
	if (o->fd < 0 && !open_named(o, mode)) {
		outfile_discard(o);
		return false;
	}
	spool_start(&o->spool, o->fd);
	return true;
}

static void start(struct outfile *o, const char *path)
{
	*o = (struct outfile){ .name = path, .directory = AT_FDCWD, .fd = -1 };
	spool_start(&o->spool, -1);
}

static void keep_mode(struct outfile *o, const struct stat *st)
{
	o->keeps_mode = true;
	o->mode = st->st_mode & 07777;
}

static char *copy_name(const char *name)
{
	size_t n = strlen(name) + 1;

	return memcpy(arena_grow(NULL, n), name, n);
}

/* The directory that holds what path leads to, and the name there. */
static bool open_directory(struct outfile *o, const char *path)
{
	struct buf at = { 0 };
	size_t n;

	if (!follow(path, &at)) {
		buf_free(&at);
		return fail(o, "cannot create", errno);
	}
	n = directory_length(buf_c(&at));
	o->target = copy_name(buf_c(&at) + n);
	at.n = n > 1 ? n - 1 : n;
	if (n == 0)
		buf_put(&at, '.');
	o->directory = retry_open(AT_FDCWD, buf_c(&at),
				  O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	o->own_directory = o->directory >= 0;
	if (!o->own_directory)
		fail(o, "cannot open its directory", errno);
	buf_free(&at);
	if (!o->own_directory)
		outfile_discard(o);
	return o->own_directory;
}

/*
 * The number of a descriptor by its name, or -1. To rename a file over what it
 * leads to would take the file away from whoever has it open.
 */
static int descriptor_of(const char *path)
{
	static const char *const directories[] = { "/dev/fd/", "/proc/self/fd/" };

	if (strcmp(path, "/dev/stdout") == 0)
		return STDOUT_FILENO;
	for (size_t i = 0; i < ARRAY_LEN(directories); i++) {
		size_t n = strlen(directories[i]);
		char *end;
		long fd;

		if (strncmp(path, directories[i], n) != 0 || path[n] < '0' ||
		    path[n] > '9')
			continue;
		fd = strtol(path + n, &end, 10);
		return *end == '\0' && fd <= INT_MAX ? (int)fd : -1;
	}
	return -1;
}

static bool open_descriptor(struct outfile *o, int fd)
{
	o->fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	return o->fd >= 0 || fail(o, "cannot open", errno);
}

bool outfile_open(struct outfile *o, const char *path)
{
	struct stat st;

	start(o, path);
	if (path != NULL && *path == '\0')
		return fail(o, "cannot create", ENOENT);
	if (path != NULL && descriptor_of(path) >= 0)
		return open_descriptor(o, descriptor_of(path));
	if (path == NULL || strcmp(path, "-") == 0) {
		o->name = "standard output";
		o->fd = STDOUT_FILENO;
		return true;
	}
	if (stat(path, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			return fail(o, "cannot write", EISDIR);
		if (!S_ISREG(st.st_mode))
			return open_through(o, path);
		/* To replace needs no right to write; refuse what open would. */
		if (access(path, W_OK) != 0)
			return fail(o, "cannot write", errno);
		keep_mode(o, &st);
	} else if (errno != ENOENT) {
		return fail(o, "cannot create", errno);
	}
	return open_directory(o, path) && open_new(o, true);
}

bool outfile_open_in(struct outfile *o, int directory, const char *name,
		     const char *path, bool replace)
{
	struct stat st;

	start(o, path);
	o->directory = directory;
	o->fresh = !replace;
	if (!replace) {
		/* outfile_publish sees what is there. */
	} else if (fstatat(directory, name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
		if (!S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode))
			return fail(o, "cannot replace",
				    S_ISDIR(st.st_mode) ? EISDIR : EEXIST);
		if (S_ISREG(st.st_mode))
			keep_mode(o, &st);
	} else if (errno != ENOENT) {
		return fail(o, "cannot replace", errno);
	}
	o->target = copy_name(name);
	return open_new(o, false);
}

void outfile_all_known(struct outfile *o)
{
	if (o->target == NULL && o->spool.fd < 0)
		o->spool.fd = o->fd;
}

static bool close_file(struct outfile *o)
{
	int fd = o->fd;

	o->fd = -1;
	return close(fd) == 0 || fail(o, "cannot close", errno);
}

bool outfile_finish(struct outfile *o, bool sync)
{
	if (o->error != 0 || o->target == NULL || o->complete)
		return o->error == 0;
	if (!spool_flush(&o->spool))
		fail_spool(o);
	else if (o->keeps_mode && fchmod(o->fd, o->mode) != 0)
		fail(o, "cannot set the mode of", errno);
	else if (sync && !retry_fsync(o->fd))
		fail(o, "cannot sync", errno);
	else /* A file without a name is gone when it is closed. */
		o->complete = !guard_holds(&o->temporary) || close_file(o);
	spool_free(&o->spool);
	if (!o->complete)
		outfile_discard(o);
	return o->complete;
}

/* Standard output, a pipe, a device: copied, or written as it came. */
static bool write_through(struct outfile *o)
{
	bool done = o->spool.fd == o->fd ? spool_flush(&o->spool)
					 : spool_copy(&o->spool, o->fd);

	return done || fail_spool(o);
}

/* Gives a file without a name this one, where nothing is (as in open(2)). */
static bool link_as(const struct outfile *o, const char *name)
{
	char file[sizeof("/proc/self/fd/") + 3 * sizeof(int)];

	snprintf(file, sizeof(file), "/proc/self/fd/%d", o->fd);
	return linkat(AT_FDCWD, file, o->directory, name, AT_SYMLINK_FOLLOW) == 0;
}

/*
 * Where something is in the way: linkat(2) replaces nothing, so that the file gets
 * a temporary name and is renamed in one go, without a signal in between. linked
 * says whether files without a name can be linked here at all.
 */
static bool link_over(const struct outfile *o, bool *linked)
{
	int tries = NAMES, error;
	struct guard g;
	sigset_t before;
	bool done;

	guard_block(&before);
	do {
		guard_draw(&g);
		*linked = link_as(o, g.name);
	} while (!*linked && errno == EEXIST && --tries > 0);
	done = *linked &&
	       renameat(o->directory, g.name, o->directory, o->target) == 0;
	error = errno;
	if (*linked && !done)
		unlinkat(o->directory, g.name, 0);
	errno = error;
	guard_unblock(&before);
	return done;
}

/*
 * For a file system that makes files without a name and cannot link them, and where
 * there is no /proc: the file becomes one with a temporary name.
 */
static bool copy_to_named(struct outfile *o)
{
	int unnamed = o->fd;
	struct spool whole;
	struct stat st;
	bool done = false;

	if (fstat(unnamed, &st) == 0 && open_named(o, 0600)) {
		spool_start(&whole, unnamed);
		whole.written = (uint64_t)st.st_size;
		done = spool_copy(&whole, o->fd) &&
		       fchmod(o->fd, st.st_mode & 07777) == 0 && retry_fsync(o->fd);
		if (!done)
			fail(o, "cannot write", errno);
		spool_free(&whole);
	}
	close(unnamed);
	return done && close_file(o);
}

/*
 * False with errno set; EEXIST where something is there that may not be replaced.
 */
static bool rename_named(const struct outfile *o)
{
	const char *from = o->temporary.name;

	if (o->fresh) {
		if (renameat2(o->directory, from, o->directory, o->target,
			      RENAME_NOREPLACE) == 0)
			return true;
		/* Not every file system can, nor every kernel. */
		if (errno != EINVAL && errno != ENOSYS)
			return false;
		if (faccessat(o->directory, o->target, F_OK, AT_SYMLINK_NOFOLLOW) ==
		    0)
			errno = EEXIST;
		if (errno != ENOENT)
			return false;
	}
	return renameat(o->directory, from, o->directory, o->target) == 0;
}

/* Under its temporary name no longer, if it can be renamed. */
static bool put_named(struct outfile *o)
{
	sigset_t before;
	bool done;

	guard_block(&before);
	done = rename_named(o);
	if (done)
		guard_drop(&o->temporary);
	guard_unblock(&before);
	return done || fail(o, "cannot rename to", errno);
}

static bool put_unnamed(struct outfile *o)
{
	bool linked;

	if (!o->keeps_mode && link_as(o, o->target))
		return true;
	if (link_over(o, &linked))
		return true;
	if (linked)
		return fail(o, "cannot rename to", errno);
	return copy_to_named(o) && put_named(o);
}

static bool put_in_place(struct outfile *o)
{
	if (o->error != 0)
		return false;
	if (o->target == NULL)
		return write_through(o);
	o->in_place = guard_holds(&o->temporary) ? put_named(o) : put_unnamed(o);
	return o->in_place;
}

bool outfile_publish(struct outfile *o)
{
	put_in_place(o);
	outfile_discard(o);
	return o->error == 0;
}

/* Some file systems have nothing to sync there, and say EINVAL. */
static void sync_directory(struct outfile *o)
{
	if (o->target != NULL && !retry_fsync(o->directory) && errno != EINVAL)
		fail(o, "cannot sync the directory of", errno);
}

bool outfile_commit(struct outfile *o)
{
	if (outfile_finish(o, true) && put_in_place(o))
		sync_directory(o);
	outfile_discard(o);
	return o->error == 0;
}

bool outfile_same(const struct outfile *a, const struct outfile *b)
{
	struct stat of_a, of_b;

	if (a->target == NULL || b->target == NULL ||
	    fstat(a->directory, &of_a) != 0 || fstat(b->directory, &of_b) != 0)
		return false;
	return of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino &&
	       strcmp(a->target, b->target) == 0;
}

static void remove_named(struct outfile *o)
{
	sigset_t before;

	guard_block(&before);
	unlinkat(o->directory, o->temporary.name, 0);
	guard_drop(&o->temporary);
	guard_unblock(&before);
}

void outfile_discard(struct outfile *o)
{
	spool_free(&o->spool);
	if (guard_holds(&o->temporary))
		remove_named(o);
	if (o->fd >= 0 && o->fd != STDOUT_FILENO)
		close_file(o);
	o->fd = -1;
	if (o->own_directory)
		close(o->directory);
	o->own_directory = false;
	free(o->target);
	o->target = NULL;
}
