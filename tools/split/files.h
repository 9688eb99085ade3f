/* The files that cabundle-split makes: planned, checked, then all or none. */
#ifndef SPLIT_FILES_H
#define SPLIT_FILES_H

#include "base/arena.h"
#include "base/digest_index.h"
#include "formats/format.h"
#include "io/outfile.h"

struct split_file {
	char *name; /* in the directory */
	const struct format *format;
	size_t part;
};

struct split_files {
	const char *directory; /* "." for the working one */
	int fd;		       /* of the directory; -1 where it is not there yet */
	bool made;	       /* it was made here */
	bool in_place;	       /* all files are */
	bool named;	       /* it stands before the names that are printed */
	bool force;	       /* files that are there are replaced */
	struct arena arena;
	struct split_file *file;
	size_t count, room;
	struct digest_index names;
	struct digest_index stems; /* names less their {n} */
	struct buf numbers;	   /* uint64_t: the next {n} of each stem */
};

/* A directory of NULL is the working one. */
void split_files_start(struct split_files *s, const char *directory, bool force);
void split_files_free(struct split_files *s);

/* split_files_number gives the next {n} for names that are equal but for it, from
 * 0. */
uint64_t split_files_number(struct split_files *s, struct span stem);

/*
 * split_files_add plans a file. False, with a complaint, where the name is taken.
 */
MUST_CHECK bool split_files_add(struct split_files *s, struct span name,
				const struct format *format, size_t part);

/* split_files_check complains of files that are there already, unless forced. */
MUST_CHECK bool split_files_check(struct split_files *s);

/*
 * split_files_write makes the directory where it is not there and all files beside
 * their places, filled by fill; syncs them at once, and renames them last. False,
 * with a complaint, where any of it failed: then nothing is left, not even a
 * directory that was made; but what was replaced by force stays so, which is said,
 * and where in_place is set only the last sync failed.
 */
MUST_CHECK bool split_files_write(struct split_files *s,
				  void (*fill)(void *context,
					       const struct split_file *file,
					       struct outfile *out),
				  void *context);

/*
 * split_files_take_back removes all files again, for whoever could not be told
 * their names, and the directory if it was made; where files were replaced by
 * force, they stay. It says what is left.
 */
void split_files_take_back(struct split_files *s);

/* split_files_print appends the paths, each ended by end. */
void split_files_print(const struct split_files *s, char end, struct buf *out);

#endif
