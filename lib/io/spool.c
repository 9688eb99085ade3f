#include "io/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "base/caps.h"
#include "io/guard.h"
#include "io/retry.h"

/* Once there is a file, it is written in pieces that stay in the CPU's cache. */
#define PIECE ((size_t)256 * 1024)

void spool_start(struct spool *s, int fd)
{
	*s = (struct spool){ .fd = fd };
}

void spool_free(struct spool *s)
{
	if (s->own && s->fd >= 0)
		close(s->fd);
	buf_free(&s->memory);
	spool_start(s, -1);
}

static void wait_writable(int fd)
{
	struct pollfd wait = { .fd = fd, .events = POLLOUT };

	poll(&wait, 1, -1);
}

bool write_all(int fd, struct span bytes)
{
	while (bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n > 0) {
			bytes.p += n;
			bytes.n -= (size_t)n;
		} else if (n == 0) {
			errno = EIO;
			return false;
		} else if (errno == EAGAIN) {
			wait_writable(fd);
		} else if (errno != EINTR) {
			return false;
		}
	}
	return true;
}

const char *spool_directory(void)
{
	const char *dir = getenv("TMPDIR");

	return dir != NULL && *dir != '\0' ? dir : "/tmp";
}

/* Where there are only files with names; no signal comes while it has one. */
static int named_file(void)
{
	struct buf path = { 0 };
	sigset_t before;
	int fd;

	buf_printf(&path, "%s/cabundle-XXXXXX", spool_directory());
	buf_c(&path);
	guard_block(&before);
	do {
		fd = mkostemp((char *)path.p, O_CLOEXEC);
	} while (fd < 0 && errno == EINTR);
	if (fd >= 0)
		unlink((const char *)path.p);
	guard_unblock(&before);
	buf_free(&path);
	return fd;
}

static int unnamed_file(void)
{
	int fd = retry_open(AT_FDCWD, spool_directory(),
			    O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	return fd >= 0 ? fd : named_file();
}

static bool fail(struct spool *s, int error)
{
	s->error = error;
	s->in_temporary = s->own;
	return false;
}

static bool to_file(struct spool *s)
{
	if (s->error != 0)
		return false;
	if (s->fd < 0) {
		s->own = true;
		s->fd = unnamed_file();
	}
	if (s->fd < 0 || !write_all(s->fd, buf_span(&s->memory)))
		return fail(s, errno);
	s->written += s->memory.n;
	s->memory.n = 0;
	return true;
}

uint8_t *spool_reserve(struct spool *s, size_t n)
{
	size_t most = s->fd >= 0 ? PIECE : CAP_SPOOL_MEMORY;

	if (s->memory.n + n > most && s->memory.n > 0) {
		if (!to_file(s))
			s->memory.n = 0; /* failed: nothing of this will be used */
		if (s->memory.room > 4 * PIECE)
			buf_free(&s->memory);
	}
	return buf_reserve(&s->memory, n);
}

void spool_used(struct spool *s, size_t n)
{
	s->memory.n += n;
}

void spool_add(struct spool *s, struct span part)
{
	if (part.n == 0)
		return;
	memcpy(spool_reserve(s, part.n), part.p, part.n);
	spool_used(s, part.n);
}

void spool_cut(struct spool *s, uint64_t mark)
{
	if (s->error != 0)
		return;
	if (mark >= s->written) {
		s->memory.n = (size_t)(mark - s->written);
		return;
	}
	s->memory.n = 0;
	if (ftruncate(s->fd, (off_t)mark) != 0 ||
	    lseek(s->fd, (off_t)mark, SEEK_SET) < 0)
		fail(s, errno);
	s->written = mark;
}

bool spool_flush(struct spool *s)
{
	return s->memory.n == 0 ? s->error == 0 : to_file(s);
}

/* The part in the file, in pieces. */
static bool each_of_file(struct spool *s,
			 bool (*take)(void *context, struct span piece),
			 void *context)
{
	struct buf piece = { 0 };
	uint64_t at = 0;
	bool wanted = true;

	buf_reserve(&piece, PIECE);
	while (wanted && at < s->written) {
		ssize_t n = pread(s->fd, piece.p, PIECE, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			fail(s, n < 0 ? errno : EIO);
			break;
		}
		wanted = take(context, span_of(piece.p, (size_t)n));
		at += (uint64_t)n;
	}
	buf_free(&piece);
	return wanted && s->error == 0;
}

bool spool_each(struct spool *s, bool (*take)(void *context, struct span piece),
		void *context)
{
	if (s->error != 0)
		return false;
	if (s->written > 0 && !each_of_file(s, take, context))
		return false;
	return take(context, buf_span(&s->memory));
}

/* The part of a range that lies in the file. */
static bool read_file_part(struct spool *s, uint64_t offset, uint8_t *out, size_t n)
{
	while (n > 0) {
		ssize_t got = pread(s->fd, out, n, (off_t)offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return fail(s, got < 0 ? errno : EIO);
		offset += (uint64_t)got;
		out += got;
		n -= (size_t)got;
	}
	return true;
}

bool spool_at(struct spool *s, uint64_t offset, uint8_t *out, size_t n)
{
	size_t in_file = 0;

	if (s->error != 0 || n > spool_bytes(s) || offset > spool_bytes(s) - n)
		return false;
	if (offset < s->written)
		in_file =
			s->written - offset < n ? (size_t)(s->written - offset) : n;
	if (in_file > 0 && !read_file_part(s, offset, out, in_file))
		return false;
	if (in_file < n)
		memcpy(out + in_file, s->memory.p + (offset + in_file - s->written),
		       n - in_file);
	return true;
}

void spool_fail_as(struct spool *s, const struct spool *other)
{
	if (s->error != 0)
		return;
	s->error = other->error != 0 ? other->error : EIO;
	s->in_temporary = other->in_temporary;
}

static bool take_write(void *context, struct span piece)
{
	return write_all(*(int *)context, piece);
}

/*
 * The kernel's copy from file to descriptor. It cannot serve every pair: then
 * errno is EINVAL or ENOSYS and nothing was copied.
 */
static bool send_file(struct spool *s, int to)
{
	off_t at = 0;

	while ((uint64_t)at < s->written) {
		ssize_t n = sendfile(to, s->fd, &at,
				     (size_t)(s->written - (uint64_t)at));

		if (n < 0 && errno == EAGAIN)
			wait_writable(to);
		else if (n < 0 && errno != EINTR)
			return false;
		else if (n == 0) {
			errno = EIO;
			return false;
		}
	}
	return true;
}

bool spool_copy(struct spool *s, int to)
{
	bool done;

	if (s->error != 0)
		return false;
	done = s->written > 0 && send_file(s, to) &&
	       write_all(to, buf_span(&s->memory));
	if (!done && (s->written == 0 || errno == EINVAL || errno == ENOSYS))
		done = spool_each(s, take_write, &to);
	if (!done && s->error == 0)
		s->error = errno;
	return done;
}
