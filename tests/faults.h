/*
 * System calls that fail as a test says. In the one program that includes this,
 * these functions stand before those of the C library; a fault is set up in fault,
 * and is gone when it has come true times times.
 */
#ifndef FAULTS_H
#define FAULTS_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct {
	const char *call; /* "openat", "linkat" ...; NULL: none */
	int flags;	  /* of openat: only where it has all of these */
	unsigned skip;	  /* so many calls are let be first */
	unsigned times;	  /* so many then fail */
	int error;	  /* with this errno, 0: the call returns 0; or ... */
	int signal; /* ... where not 0: succeeds, with this signal during it */
} fault;

static unsigned faults; /* how many came true */

static inline bool fault_strikes(const char *call)
{
	if (fault.call == NULL || strcmp(fault.call, call) != 0)
		return false;
	if (fault.skip > 0) {
		fault.skip--;
		return false;
	}
	if (fault.times == 0)
		return false;
	fault.times--;
	faults++;
	return true;
}

/* What a call returns where the fault strikes, and not what the kernel did. */
static inline long fault_result(long done)
{
	if (fault.signal != 0) {
		raise(fault.signal);
		return done;
	}
	errno = fault.error;
	return fault.error != 0 ? -1 : 0;
}

#define FAULT_CALL(name, parameters, ...) \
	int name parameters \
	{ \
		bool strikes = fault_strikes(#name); \
\
		if (strikes && fault.signal == 0) \
			return (int)fault_result(0); \
		int done = (int)syscall(__VA_ARGS__); \
		return strikes ? (int)fault_result(done) : done; \
	}

FAULT_CALL(fsync, (int fd), SYS_fsync, fd)
FAULT_CALL(syncfs, (int fd), SYS_syncfs, fd)
FAULT_CALL(fchmod, (int fd, mode_t mode), SYS_fchmod, fd, mode)
FAULT_CALL(linkat, (int a, const char *from, int b, const char *to, int flags),
	   SYS_linkat, a, from, b, to, flags)
FAULT_CALL(renameat, (int a, const char *from, int b, const char *to),
	   SYS_renameat2, a, from, b, to, 0)
FAULT_CALL(renameat2,
	   (int a, const char *from, int b, const char *to, unsigned flags),
	   SYS_renameat2, a, from, b, to, flags)

int openat(int directory, const char *path, int flags, ...)
{
	bool strikes =
		(flags & fault.flags) == fault.flags && fault_strikes("openat");
	mode_t mode;
	va_list ap;
	int fd;

	va_start(ap, flags);
	mode = va_arg(ap, mode_t);
	va_end(ap);
	if (strikes && fault.signal == 0)
		return (int)fault_result(-1);
	fd = (int)syscall(SYS_openat, directory, path, flags, mode);
	return strikes ? (int)fault_result(fd) : fd;
}

ssize_t write(int fd, const void *bytes, size_t n)
{
	if (fd > 2 && fault_strikes("write"))
		return fault_result(0);
	return syscall(SYS_write, fd, bytes, n);
}

/* By way of read(2), as the parameters of pread(2) differ between machines. */
ssize_t pread(int fd, void *bytes, size_t n, off_t at)
{
	off_t before;
	ssize_t got;

	if (fault_strikes("pread"))
		return fault_result(-1);
	before = lseek(fd, 0, SEEK_CUR);
	lseek(fd, at, SEEK_SET);
	got = read(fd, bytes, n);
	lseek(fd, before, SEEK_SET);
	return got;
}

ssize_t sendfile(int to, int from, off_t *at, size_t n)
{
	if (fault_strikes("sendfile"))
		return fault_result(-1);
#ifdef SYS_sendfile64
	return syscall(SYS_sendfile64, to, from, at, n);
#else
	return syscall(SYS_sendfile, to, from, at, n);
#endif
}

FAULT_CALL(ftruncate, (int fd, off_t n), SYS_ftruncate, fd, n)

#endif
