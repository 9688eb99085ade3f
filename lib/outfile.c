#include "outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINKS 40 /* symbolic links on the way, as the kernel allows */

/* Temporary names to remove; the one thing that a signal handler must reach. */
static struct outfile *volatile pending;

static void remove_pending(void)
{
	for (struct outfile *o = pending; o != NULL; o = o->next)
		unlink(o->temporary);
}

static void on_signal(int number)
{
	remove_pending();
	signal(number, SIG_DFL);
	raise(number);
}

void outfile_guard_signals(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGXFSZ, SIGXCPU };
	struct sigaction action = { .sa_handler = on_signal,
				    .sa_flags = (int)SA_RESETHAND };
	struct sigaction old;

	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		if (sigaction(numbers[i], NULL, &old) == 0 &&
		    old.sa_handler != SIG_IGN)
			sigaction(numbers[i], &action, NULL);
	atexit(remove_pending);
}

static void add_pending(struct outfile *o)
{
	o->before = NULL;
	o->next = pending;
	if (pending != NULL)
		pending->before = o;
	pending = o;
}

static void drop_pending(struct outfile *o)
{
	if (o->next != NULL)
		o->next->before = o->before;
	if (o->before != NULL)
		o->before->next = o->next;
	else
		pending = o->next;
}

static bool fail(struct outfile *o, const char *what, int error)
{
	if (o->error == 0) {
		o->error = error;
		o->failed = what;
	}
	return false;
}

/* The directory part of a path, with its slash, or "". */
static size_t directory_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

/* Follows symbolic links by name, also to where nothing is yet. */
static char *follow(const char *path)
{
	char *at = strdup(path);

	for (int links = 0; at != NULL && links < LINKS; links++) {
		char to[PATH_MAX];
		ssize_t n = readlink(at, to, sizeof(to) - 1);
		size_t dir = directory_length(at);
		char *next;

		if (n < 0)
			return at;
		to[n] = '\0';
		if (to[0] == '/')
			dir = 0;
		next = malloc(dir + (size_t)n + 1);
		if (next != NULL) {
			memcpy(next, at, dir);
			memcpy(next + dir, to, (size_t)n + 1);
		}
		free(at);
		at = next;
	}
	free(at);
	errno = ELOOP;
	return NULL;
}

static bool open_through(struct outfile *o, const char *path)
{
	o->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (o->fd < 0)
		return fail(o, "cannot open", errno);
	spool_start(&o->spool, -1);
	return true;
}

static bool open_temporary(struct outfile *o)
{
	static const char pattern[] = ".cabundle-XXXXXX";
	size_t dir = directory_length(o->target);

	o->temporary = malloc(dir + sizeof(pattern));
	if (o->temporary == NULL)
		return fail(o, "cannot create", errno);
	memcpy(o->temporary, o->target, dir);
	memcpy(o->temporary + dir, pattern, sizeof(pattern));
	o->fd = mkostemp(o->temporary, O_CLOEXEC);
	if (o->fd < 0) {
		fail(o, "cannot create a file beside it", errno);
		free(o->temporary);
		o->temporary = NULL;
		return false;
	}
	add_pending(o);
	spool_start(&o->spool, o->fd);
	return true;
}

/* The mode of the file that is replaced, else what open(2) would give. */
static mode_t mode_for(const struct stat *st, bool exists)
{
	mode_t mask;

	if (exists)
		return st->st_mode & 07777;
	mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

/* A regular file, new or old, that a temporary one will replace. */
static bool open_file(struct outfile *o, const char *path, bool follow_links)
{
	o->target = follow_links ? follow(path) : strdup(path);
	if (o->target == NULL)
		return fail(o, "cannot follow", errno);
	if (open_temporary(o))
		return true;
	outfile_discard(o);
	return false;
}

static void start(struct outfile *o, const char *path)
{
	*o = (struct outfile){ .name = path, .fd = -1 };
	spool_start(&o->spool, -1);
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
	bool exists;

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
	exists = stat(path, &st) == 0;
	if (exists && S_ISDIR(st.st_mode))
		return fail(o, "cannot write", EISDIR);
	if (exists && !S_ISREG(st.st_mode))
		return open_through(o, path);
	/* Replacing needs no right to write the old file; refuse what open would.
	 */
	if (exists && access(path, W_OK) != 0)
		return fail(o, "cannot write", errno);
	o->mode = mode_for(&st, exists);
	return open_file(o, path, true);
}

bool outfile_open_here(struct outfile *o, const char *path)
{
	struct stat st;
	bool exists;

	start(o, path);
	exists = lstat(path, &st) == 0;
	if (exists && !S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode))
		return fail(o, "cannot replace",
			    S_ISDIR(st.st_mode) ? EISDIR : EEXIST);
	o->mode = mode_for(&st, exists && S_ISREG(st.st_mode));
	return open_file(o, path, false);
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
	if (o->error != 0 || o->temporary == NULL || o->fd < 0)
		return o->error == 0;
	if (!spool_flush(&o->spool))
		fail(o, "cannot write", o->spool.error);
	else if (fchmod(o->fd, o->mode) != 0)
		fail(o, "cannot set the mode of", errno);
	else if (sync && fsync(o->fd) != 0)
		fail(o, "cannot sync", errno);
	else
		close_file(o);
	spool_free(&o->spool);
	if (o->error != 0)
		outfile_discard(o);
	return o->error == 0;
}

/* Standard output, a pipe, a device: copied, or written as it came. */
static void write_through(struct outfile *o)
{
	bool done = o->spool.fd == o->fd ? spool_flush(&o->spool)
					 : spool_copy(&o->spool, o->fd);

	if (!done)
		fail(o, "cannot write", o->spool.error);
}

bool outfile_publish(struct outfile *o)
{
	if (o->error != 0)
		return false;
	if (o->temporary == NULL) {
		write_through(o);
	} else if (rename(o->temporary, o->target) != 0) {
		fail(o, "cannot rename to", errno);
	} else {
		drop_pending(o);
		free(o->temporary);
		o->temporary = NULL;
	}
	outfile_discard(o);
	return o->error == 0;
}

bool outfile_sync_directory(struct outfile *o, const char *directory)
{
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool done = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL);
	int error = errno;

	if (fd >= 0)
		close(fd);
	return done || fail(o, "cannot sync the directory of", error);
}

bool outfile_commit(struct outfile *o)
{
	char *directory = NULL;
	size_t n;
	bool done;

	if (o->target != NULL) {
		n = directory_length(o->target);
		directory = n == 0 ? strdup(".") : strndup(o->target, n);
	}
	done = outfile_finish(o, true) && outfile_publish(o) &&
	       (directory == NULL || outfile_sync_directory(o, directory));
	free(directory);
	return done;
}

static bool stat_directory(const struct outfile *o, struct stat *st)
{
	size_t n = directory_length(o->target);
	char *path = n == 0 ? strdup(".") : strndup(o->target, n);
	bool done = path != NULL && stat(path, st) == 0;

	free(path);
	return done;
}

bool outfile_same(const struct outfile *a, const struct outfile *b)
{
	struct stat of_a, of_b;

	if (a->target == NULL || b->target == NULL || !stat_directory(a, &of_a) ||
	    !stat_directory(b, &of_b))
		return false;
	return of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino &&
	       strcmp(a->target + directory_length(a->target),
		      b->target + directory_length(b->target)) == 0;
}

void outfile_discard(struct outfile *o)
{
	spool_free(&o->spool);
	if (o->temporary != NULL) {
		unlink(o->temporary);
		drop_pending(o);
		free(o->temporary);
		o->temporary = NULL;
	}
	if (o->fd >= 0 && o->fd != STDOUT_FILENO)
		close_file(o);
	o->fd = -1;
	free(o->target);
	o->target = NULL;
}
