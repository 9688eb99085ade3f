/*
 * A spool collects output that is not whole yet: in memory first, then in a
 * temporary file without a name. It can be cut back to an earlier length, so
 * that a container that proves broken leaves nothing behind.
 *
 * A failure sticks: append as often as you like, and ask once.
 */
#ifndef SPOOL_H
#define SPOOL_H

#include "base/buf.h"

struct spool {
	struct buf memory; /* what is not in the file yet */
	int fd;		   /* -1 until there is a file */
	bool own;	   /* the file was made here, without a name */
	uint64_t written;  /* bytes in the file */
	int error;	   /* errno of the first failure, or 0 */
	bool in_temporary; /* the failure is of a file of its own */
};

/* spool_directory is where files without a name are made: $TMPDIR, else /tmp. */
const char *spool_directory(void);

/*
 * spool_start begins an empty spool. It writes to fd, an empty file that stays
 * the caller's; or where fd is -1, to a file of its own once memory is not enough.
 */
void spool_start(struct spool *s, int fd);

/* spool_free forgets all; a file of the spool's own is gone with it. */
void spool_free(struct spool *s);

/*
 * spool_reserve returns room for n bytes; spool_used says how many of them were
 * filled. n is a certificate's size, not a bundle's.
 */
uint8_t *spool_reserve(struct spool *s, size_t n);
void spool_used(struct spool *s, size_t n);

/* spool_add appends the bytes of part. */
void spool_add(struct spool *s, struct span part);

/* spool_bytes is the length so far: a mark to cut back to. */
static inline uint64_t spool_bytes(const struct spool *s)
{
	return s->written + s->memory.n;
}

/* spool_cut cuts the spool back to an earlier length. */
void spool_cut(struct spool *s, uint64_t mark);

/* spool_flush puts everything in the file. False where the spool has failed. */
MUST_CHECK bool spool_flush(struct spool *s);

/*
 * spool_each gives the content to take, piece by piece and from the start, until
 * take returns false or all is given. False where it did, or the spool has failed.
 */
MUST_CHECK bool spool_each(struct spool *s,
			   bool (*take)(void *context, struct span piece),
			   void *context);

/*
 * spool_at copies n bytes that begin at an offset to out. False where the spool has
 * failed, or does not hold them.
 */
MUST_CHECK bool spool_at(struct spool *s, uint64_t offset, uint8_t *out, size_t n);

/* spool_copy writes the content to a file descriptor. False, with s->error set. */
MUST_CHECK bool spool_copy(struct spool *s, int to);

/* spool_fail_as makes a spool fail as another did on the way to it. */
void spool_fail_as(struct spool *s, const struct spool *other);

/*
 * write_all is write(2) of all bytes, through signals and full pipes. Whoever takes
 * nothing at all and gives no reason has failed too (EIO).
 */
MUST_CHECK bool write_all(int fd, struct span bytes);

#endif
