/*
 * Output as a transaction: a file is whole or as it was before, and nothing
 * goes to standard output, a pipe or a device before all of it is known.
 *
 * A regular file is written in its directory, without a name where the file system
 * has such files (O_TMPFILE), else under a temporary name; synced, put in place,
 * and its directory synced. The mode of a file that is replaced is kept; a new one
 * gets 0666 less the umask. A symbolic link is followed and its target replaced.
 *
 * Temporary names are removed when the program ends, also by a signal or for lack
 * of memory (guard.h). A file without a name leaves nothing behind it, by SIGKILL
 * neither; it has a temporary name only for the moment in which it replaces
 * another.
 */
#ifndef OUTFILE_H
#define OUTFILE_H

#include <sys/types.h>

#include "io/guard.h"
#include "io/spool.h"

struct outfile {
	const char *name;	/* as given; "standard output" for NULL */
	int directory;		/* open; what the names are relative to */
	bool own_directory;	/* it was opened here */
	char *target;		/* in the directory; NULL where written through */
	struct guard temporary; /* its name in the directory, where it has one */
	int fd;			/* of the new file, or what is written through */
	mode_t mode;		/* of what is replaced, where keeps_mode */
	bool keeps_mode;
	bool fresh;    /* it may replace nothing */
	bool complete; /* outfile_finish has succeeded */
	bool in_place; /* the new file is there, whatever failed after that */
	struct spool spool;
	int error;	    /* errno of the first failure, or 0 */
	const char *failed; /* what failed: "cannot open", "cannot write" ... */
	bool in_temporary;  /* the failure is of a file in spool_directory() */
};

/*
 * outfile_open begins output to path, or to standard output where path is NULL
 * or "-", as are /dev/stdout and /dev/fd/N. Write to o->spool. False with error and
 * failed set; then nothing is to be closed. o must not move in memory until it is
 * published or discarded.
 */
MUST_CHECK bool outfile_open(struct outfile *o, const char *path);

/*
 * outfile_open_in is outfile_open for a name in a directory that is open, and stays
 * so until the output is published or discarded; path is what messages call it. It
 * leads nowhere else: a symbolic link there is replaced itself, and what is no
 * regular file is refused. Where replace is false, so is whatever is there, at the
 * latest by outfile_publish. There may be more such files than descriptors: each
 * has a temporary name and is closed by outfile_finish.
 */
MUST_CHECK bool outfile_open_in(struct outfile *o, int directory, const char *name,
				const char *path, bool replace);

/*
 * outfile_all_known says that from here on nothing can make the output void:
 * standard output, pipes and devices are then written without a detour.
 */
void outfile_all_known(struct outfile *o);

/*
 * outfile_commit completes the output: synced, put in place, and the directory
 * synced. False where it failed: the old file is untouched, and the output
 * discarded. But where in_place is true, only the last step failed: the new file is
 * there, and may be gone again after a power cut.
 */
MUST_CHECK bool outfile_commit(struct outfile *o);

/*
 * The first two steps of outfile_commit, for files that are to appear together: all
 * are finished, then all published. outfile_finish leaves the syncing to the caller
 * where sync is false; to finish twice is harmless. outfile_publish leaves the
 * syncing of the directory to the caller. False where it failed: the old file is
 * untouched, and the output discarded.
 */
MUST_CHECK bool outfile_finish(struct outfile *o, bool sync);
MUST_CHECK bool outfile_publish(struct outfile *o);

/*
 * outfile_same says whether two outputs that are open would replace one and the
 * same file, by whatever names.
 */
bool outfile_same(const struct outfile *a, const struct outfile *b);

/* outfile_discard ends the output without a trace. Harmless after the others. */
void outfile_discard(struct outfile *o);

#endif
