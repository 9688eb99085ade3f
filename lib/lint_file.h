/*
 * Checks of the file: what readers report, by its row in lint.def, and how the
 * lines of a file end.
 */
#ifndef LINT_FILE_H
#define LINT_FILE_H

#include <sys/types.h>

#include "buf.h"
#include "lint.h"
#include "reader.h"

/*
 * lint_of_diag is the check that a diagnostic of a reader belongs to, or
 * LINT_ID_COUNT where it is none: the file could not be read, or all is well.
 */
enum lint_id lint_of_diag(enum diag_id id);

/*
 * A look at the bytes of a file on their way to a reader: how many there are, and
 * how lines end. It is the context of lint_look_read, an input_source; all zeros
 * but for fd is ready.
 */
struct lint_look {
	int fd;
	struct buf *keep; /* the bytes are appended to this, where not NULL */
	uint64_t bytes;
	uint64_t lf, crlf, cr; /* line ends of each kind */
	bool after_cr;
};

ssize_t lint_look_read(void *look, uint8_t *dst, size_t room);

/* lint_line_ends judges the line ends of a file that is text. */
void lint_line_ends(const struct lint_look *look, const struct lint_sink *to);

/* lint_trust_settings judges what a container says beside a certificate. */
void lint_trust_settings(const struct trust *trust, const struct lint_sink *to);

#endif
