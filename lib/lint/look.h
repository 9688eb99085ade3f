/*
 * A look at the bytes of a file on their way to a reader: how many there are, how
 * lines end, and what is in the text that some consumer trips over. It needs no
 * memory of its own.
 */
#ifndef LINT_LOOK_H
#define LINT_LOOK_H

#include "base/buf.h"
#include "io/input.h"
#include "lint/lint.h"

/* All zeros but for the file, which was started, is ready. */
struct lint_look {
	struct input_file file;
	struct buf *keep; /* the bytes are appended to this, where not NULL */
	uint64_t bytes;
	uint64_t lf, crlf, cr; /* line ends of each kind */

	/* The first line that has such, from 1; 0 where there is none. */
	uint64_t nul, hyphens, odd;

	/* The state between two reads. */
	bool after_cr;
	bool in_line;	  /* the last byte was no line end */
	uint8_t head[11]; /* what the line begins with */
	unsigned in_head;
	unsigned continues; /* bytes that the UTF-8 character still wants */
};

/* lint_look_read is an input_source that reads the file; look is its context. */
ssize_t lint_look_read(void *look, uint8_t *dst, size_t room);

/* lint_look_at looks at a piece of the file, lint_look_end at its end. */
void lint_look_at(struct lint_look *look, struct span piece);
void lint_look_end(struct lint_look *look);

/*
 * lint_look_judge reports what was seen in a file that is text. at_line, with the
 * sink's context, says in which line the findings that follow are; 0: in none.
 */
void lint_look_judge(const struct lint_look *look, const struct lint_sink *to,
		     void (*at_line)(void *context, uint64_t line));

#endif
