/* Lines of digests: SHA256-SET (FILE) = 64 hex digits, or SHA256-SET+TRUST. */
#ifndef SUM_LIST_H
#define SUM_LIST_H

#include <stdio.h>

#include "base/buf.h"
#include "base/digest.h"

struct sum_line {
	const char *file; /* of one that was read: valid until the next */
	bool trust;	  /* the digest is of a set with trust (set/digest.h) */
	uint8_t digest[SHA256_BYTES];
};

/*
 * sum_line_put appends a line without its end. Escaping is that of sha256sum: where
 * the name holds a line end or a backslash, these become \n and \\ and the line
 * begins with a backslash.
 */
void sum_line_put(struct buf *out, const struct sum_line *line, bool escape);

enum sum_next {
	SUM_END,
	SUM_LINE,
	SUM_OF_FILE, /* what sha256sum prints */
	SUM_OTHER,
	SUM_UNREADABLE, /* the list cannot be read on; errno says why */
};

struct sum_list {
	const char *name;
	FILE *file;
	char *text; /* of the line at hand */
	size_t room;
	size_t line, lines; /* its number; lines that held a digest */
	char end;
};

/*
 * sum_list_open opens a list; NULL or "-" is standard input. False with errno set.
 */
MUST_CHECK bool sum_list_open(struct sum_list *l, const char *path, bool null);

/*
 * sum_list_next reads the next line; blank ones and comments (#) are passed over.
 */
enum sum_next sum_list_next(struct sum_list *l, struct sum_line *out);

void sum_list_close(struct sum_list *l);

#endif
