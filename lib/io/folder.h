/*
 * The files of a directory, by the byte order of their names. Everything that
 * cannot be listed or looked at is told: a set that is read from a directory is
 * whole, or known not to be.
 */
#ifndef FOLDER_H
#define FOLDER_H

#include <dirent.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/buf.h"

struct folder_entry {
	const char *name;
	dev_t device;
	ino_t inode;
	int error; /* errno where the entry cannot be looked at; else 0 */
};

struct folder {
	struct arena arena;
	DIR *dir;
	int fd; /* of the directory, for openat; -1 where it is not open */
	struct folder_entry *entry;
	size_t count, room;
	size_t folders; /* directories in it, which are no entries */
	int error;	/* errno where the listing ended before its end; else 0 */
};

/*
 * folder_open lists the directory that fd is open on, and takes fd over. Entries
 * are regular files, links that lead to one, and what cannot be looked at;
 * directories are counted. Where the listing fails, error is set and the entries
 * are those before.
 */
void folder_open(struct folder *f, int fd);

/* folder_path appends DIRECTORY/NAME, with one slash between them. */
void folder_path(struct buf *out, const char *directory, const char *name);

/*
 * folder_describe appends "an empty directory", or "a directory of 3 files and 2
 * folders, which are not read".
 */
void folder_describe(struct buf *out, const struct folder *f);

void folder_close(struct folder *f);

#endif
