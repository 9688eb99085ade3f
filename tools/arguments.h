/*
 * The command line, read by a program's table of options. What it does not
 * understand is a problem with the option's name as it was typed; nothing is
 * guessed, so that a slip of the hand never counts as another wish.
 *
 *	-k -v, -kv		flags, in any number of bundles
 *	-o FILE, -oFILE		a value, in the same word or the next
 *	--output FILE, --output=FILE
 *	--out FILE		the beginning of one long name
 *	--			ends the options
 *	-			an operand
 */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include "base/buf.h"

enum option_kind {
	OPTION_FLAG, /* target is a bool */
	OPTION_TEXT, /* target is a const char *; given twice, an error */
	OPTION_LIST, /* target is a struct texts; may be repeated */
	OPTION_ONLY, /* target is a bool; it is the only argument, or an error */
};

struct texts {
	const char **text;
	size_t count;
};

struct option_row {
	char letter;	      /* 0: there is only the long name */
	const char *name;     /* NULL ends the table */
	const char *argument; /* what its value is called; NULL: it takes none */
	const char *help;
	enum option_kind kind;
	void *target;
};

struct arguments {
	const struct option_row *const *rows; /* ends with NULL */
	bool operand_first; /* everything after the first operand is operands */

	size_t operands;    /* out: how many there are */
	struct buf problem; /* out: what is wrong, safe to print */
};

/*
 * arguments_read sets the targets of the options among words[0..count), and moves
 * the operands to the front of words, followed by a NULL; words[count] must be
 * writable. False with a problem, and some of the targets set, where the command
 * line is wrong. The caller frees the problem.
 */
MUST_CHECK bool arguments_read(struct arguments *a, char **words, size_t count);

#endif
