#include "io/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINKS 40 /* symbolic links on the way, as the kernel allows */

/* Temporary names to remove; the one thing that a signal handler must reach. */
static struct outfile *volatile pending;

static void remove_pending(void)
{
	for (struct outfile *o = pending; o != NULL; o = o->next)
		unlinkat(o->directory, o->temporary, 0);
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

#define DRAWN 6 /* characters of a temporary name that are not fixed */

/* Another name each time, from a beginning that other processes do not share. */
static void draw_name(char *out)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz"
				       "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	static uint32_t next;
	uint32_t n;

	if (next == 0 && getrandom(&next, sizeof(next), 0) < 0)
		next = (uint32_t)getpid() << 8;
	n = ++next;
	for (size_t i = 0; i < DRAWN; i++, n /= sizeof(alphabet) - 1)
		out[i] = alphabet[n % (sizeof(alphabet) - 1)];
}

static bool open_temporary(struct outfile *o, mode_t mode)
{
	static const char pattern[] = ".cabundle-XXXXXX";
	size_t dir = directory_length(o->target);
	int tries = 1000;

	o->temporary = malloc(dir + sizeof(pattern));
	if (o->temporary == NULL)
		return fail(o, "cannot create", errno);
	memcpy(o->temporary, o->target, dir);
	memcpy(o->temporary + dir, pattern, sizeof(pattern));
	do {
		draw_name(o->temporary + dir + sizeof(pattern) - 1 - DRAWN);
		o->fd = openat(o->directory, o->temporary,
			       O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	} while (o->fd < 0 && errno == EEXIST && --tries > 0);
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

/*
 * A temporary for o->target. That of a file that is there gets its mode at last,
 * and until then nobody else may read it; a new one has what open(2) gives it.
 */
static bool open_beside(struct outfile *o, const struct stat *st, bool exists)
{
	if (o->target == NULL)
		return fail(o, "cannot create", errno);
	o->keeps_mode = exists;
	o->mode = exists ? st->st_mode & 07777 : 0;
	if (open_temporary(o, exists ? 0600 : 0666))
		return true;
	outfile_discard(o);
	return false;
}

static void start(struct outfile *o, const char *path)
{
	*o = (struct outfile){ .name = path, .directory = AT_FDCWD, .fd = -1 };
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
	/*
	 * Replacing needs no right to write the old file; refuse what open would.
	 */
	if (exists && access(path, W_OK) != 0)
		return fail(o, "cannot write", errno);
	o->target = follow(path);
	return open_beside(o, &st, exists);
}

bool outfile_open_in(struct outfile *o, int directory, const char *name,
		     const char *path, bool replace)
{
	struct stat st;
	bool exists;

	start(o, path);
	o->directory = directory;
	o->fresh = !replace;
	exists = replace && fstatat(directory, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
	if (exists && !S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode))
		return fail(o, "cannot replace",
			    S_ISDIR(st.st_mode) ? EISDIR : EEXIST);
	o->target = strdup(name);
	return open_beside(o, &st, exists && S_ISREG(st.st_mode));
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
	else if (o->keeps_mode && fchmod(o->fd, o->mode) != 0)
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

/*
 * False with errno set; EEXIST where something is there that may not be replaced.
 */
static bool put_in_place(const struct outfile *o)
{
	if (o->fresh) {
		if (renameat2(o->directory, o->temporary, o->directory, o->target,
			      RENAME_NOREPLACE) == 0)
			return true;
		/* Not every file system can. */
		if (errno != EINVAL && errno != ENOSYS)
			return false;
		if (faccessat(o->directory, o->target, F_OK, AT_SYMLINK_NOFOLLOW) ==
		    0) {
			errno = EEXIST;
			return false;
		}
	}
	return renameat(o->directory, o->temporary, o->directory, o->target) == 0;
}

bool outfile_publish(struct outfile *o)
{
	if (o->error != 0)
		return false;
	if (o->temporary == NULL) {
		write_through(o);
	} else if (!put_in_place(o)) {
		fail(o, "cannot rename to", errno);
	} else {
		drop_pending(o);
		free(o->temporary);
		o->temporary = NULL;
	}
	outfile_discard(o);
	return o->error == 0;
}

static bool sync_directory(struct outfile *o, const char *directory)
{
	int fd =
		openat(o->directory, directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
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
	       (directory == NULL || sync_directory(o, directory));
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
		unlinkat(o->directory, o->temporary, 0);
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
