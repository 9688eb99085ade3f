/*
 * Files that are no bundles, or none that is read: named in the words of whoever
 * put them there.
 */
#ifndef FOREIGN_H
#define FOREIGN_H

#include "base/span.h"

struct foreign {
	const char *kind; /* "gzip-compressed data: decompress it first" */
	bool store; /* of certificates, or of distrust in them: nobody may pass it
		       over */
};

/* Enough of a file for foreign_head: the names of a CCADB report's columns. */
#define FOREIGN_HEAD_BYTES 4096

/*
 * foreign_head names a file that certainly is something else, by its first
 * FOREIGN_HEAD_BYTES; NULL where it may be a bundle.
 */
const struct foreign *foreign_head(struct span head);

/*
 * foreign_wants_more says whether a head that is shorter than that does not do:
 * nobody who reads a pipe waits without need.
 */
bool foreign_wants_more(struct span head);

/*
 * foreign_line names a file by what a line of its text begins with: formats that
 * say what a certificate beside it is trusted for, or that it is not. NULL for
 * other text.
 */
const struct foreign *foreign_line(struct span line);

/* The bytes that foreign_line needs of a line. */
#define FOREIGN_LINE_BYTES 32

/* foreign_is_page says whether a file begins as a page of HTML or XML does. */
bool foreign_is_page(struct span head);

/* foreign_text says what a file without a certificate looks like. */
const char *foreign_text(struct span head);

#endif
