/* Files of servers' chains: each file is one, each file of a directory is one. */
#ifndef CHAIN_FILES_H
#define CHAIN_FILES_H

#include "verify/path.h"

struct chain_name {
	const char *name;      /* NULL: standard input */
	const char *directory; /* that it was found in, where a file without a
				  certificate is no error; or NULL */
	int error;	       /* errno where it cannot be looked at; else 0 */
};

struct chain_files {
	struct arena arena;
	struct chain_name *file;
	size_t count, room;
};

/* A chain as it was read. */
struct chain_file {
	const char *name;
	struct path_pool sent;
	size_t leaf; /* position of the server's certificate */
	bool whole;  /* false: it could not be read, or not all of it */
};

/*
 * chain_files_list names the files of the operands, those of directories in the
 * byte order of their names. It returns how many directories cannot be read or
 * have no file, which is reported.
 */
size_t chain_files_list(struct chain_files *f, struct diags *diags, char **operands,
			size_t count);
void chain_files_free(struct chain_files *f);

/*
 * chain_files_width is the width of the longest name, up to what is still readable.
 */
size_t chain_files_width(const struct chain_files *f);

/*
 * chain_files_each reads one after another and hands each to judge; a directory
 * that has none, too, as one that cannot be read.
 */
void chain_files_each(const struct chain_files *f, struct diags *diags,
		      void (*judge)(void *context, struct chain_file *chain),
		      void *context);

#endif
