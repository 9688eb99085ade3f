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
	o->next = pending;
	pending = o;
}

static void drop_pending(struct outfile *o)
{
	if (pending == o) {
		pending = o->next;
		return;
	}
	for (struct outfile *p = pending; p != NULL; p = p->next)
		if (p->next == o)
			p->next = o->next;
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

bool outfile_open(struct outfile *o, const char *path)
{
	struct stat st;

	*o = (struct outfile){ .name = path, .fd = -1 };
	spool_start(&o->spool, -1);
	if (path == NULL || strcmp(path, "-") == 0) {
		o->name = "standard output";
		o->fd = STDOUT_FILENO;
		return true;
	}
	o->exists = stat(path, &st) == 0;
	if (o->exists && S_ISDIR(st.st_mode))
		return fail(o, "cannot write", EISDIR);
	if (o->exists && !S_ISREG(st.st_mode))
		return open_through(o, path);
	/* Replacing needs no right to write the old file; refuse what open would.
	 */
	if (o->exists && access(path, W_OK) != 0)
		return fail(o, "cannot write", errno);
	o->mode = mode_for(&st, o->exists);
	o->target = follow(path);
	if (o->target == NULL)
		return fail(o, "cannot follow", errno);
	if (!open_temporary(o)) {
		outfile_discard(o);
		return false;
	}
	return true;
}

static bool sync_directory(struct outfile *o)
{
	size_t dir = directory_length(o->target);
	char *path = dir == 0 ? strdup(".") : strndup(o->target, dir);
	int fd = path == NULL ? -1 : open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool done = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL);
	int error = errno;

	if (fd >= 0)
		close(fd);
	free(path);
	return done || fail(o, "cannot sync the directory of", error);
}

void outfile_all_known(struct outfile *o)
{
	if (o->target == NULL && o->spool.fd < 0)
		o->spool.fd = o->fd;
}

bool outfile_prepare(struct outfile *o)
{
	if (o->error != 0 || o->temporary == NULL)
		return o->error == 0;
	if (!spool_flush(&o->spool))
		fail(o, "cannot write", o->spool.error);
	else if (fchmod(o->fd, o->mode) != 0)
		fail(o, "cannot set the mode of", errno);
	else if (fsync(o->fd) != 0)
		fail(o, "cannot sync", errno);
	if (o->error != 0)
		outfile_discard(o);
	return o->error == 0;
}

bool outfile_publish(struct outfile *o)
{
	if (o->error != 0)
		return false;
	if (o->temporary == NULL) {
		if (o->spool.fd == o->fd ? !spool_flush(&o->spool)
					 : !spool_copy(&o->spool, o->fd))
			fail(o, "cannot write", o->spool.error);
	} else if (rename(o->temporary, o->target) != 0) {
		fail(o, "cannot rename to", errno);
	} else {
		drop_pending(o);
		free(o->temporary);
		o->temporary = NULL;
		sync_directory(o);
	}
	outfile_discard(o);
	return o->error == 0;
}

bool outfile_commit(struct outfile *o)
{
	return outfile_prepare(o) && outfile_publish(o);
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
	if (o->fd >= 0 && o->fd != STDOUT_FILENO && close(o->fd) != 0)
		fail(o, "cannot close", errno);
	o->fd = -1;
	free(o->target);
	o->target = NULL;
}
