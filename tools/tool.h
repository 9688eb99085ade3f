/*
 * What all programs share: main, options from a table, help, diagnostics on
 * standard error, exit status.
 *
 * A program is a struct tool named this_tool and the functions it points to.
 */
#ifndef TOOL_H
#define TOOL_H

#include "base/diag.h"
#include "base/nearest.h"
#include "tools/arguments.h"

enum {
	EXIT_DONE = 0, /* done */
	EXIT_NO = 1,   /* done, and the answer is no; or something was left out */
	EXIT_TROUBLE = 2, /* usage, input or output, malformed */
};

struct tool {
	const char *name;
	const char *synopsis; /* after the name */
	const char *brief;    /* one line, as in the man page's NAME */
	const struct option_row *options;
	bool operand_first; /* what follows the first operand is for another */
	int (*run)(char **operands, size_t count); /* returns the exit status */
};

extern const struct tool this_tool;

/* tool_complain writes "NAME: ..." and a line end to standard error. */
void tool_complain(const char *format, ...) PRINTF_LIKE(1, 2);

/* tool_usage complains, points to --help and ends the program with EXIT_TROUBLE. */
NORETURN void tool_usage(const char *format, ...) PRINTF_LIKE(1, 2);

/*
 * tool_unknown is tool_usage for a word that is not in a table of names: "--format
 * jsn: not one of text, json, tsv; did you mean json?". option is how the word was
 * given, or "" where it is an operand.
 */
NORETURN void tool_unknown(const char *option, const char *word, nearest_name *name,
			   const void *table);

/* tool_word is nearest_name of an array of words that ends with NULL. */
const char *tool_word(const void *words, size_t n);

/*
 * tool_choose returns the position of a word among words, which end with NULL; 0
 * where it is NULL, as nothing was given. Ends the program where there is no such
 * word, as tool_unknown does.
 */
size_t tool_choose(const char *option, const char *word, const char *const *words);

/* tool_exclude is tool_usage where both options were given. */
void tool_exclude(bool a, const char *name_a, bool b, const char *name_b);

/*
 * The diagnostics of a run, printed as they come: errors and warnings, and notes
 * where verbose. Of one kind in one file, CAP_REPEATS are printed and the rest
 * counted, unless verbose.
 */
struct tool_diags {
	struct diags diags; /* hand this to a reader */
	void (*also)(void *context,
		     const struct diag *d); /* told of each, where not NULL */
	void *context;
	bool verbose;
	char *file; /* that the counts are for */
	uint64_t count[DIAG_ID_COUNT];
};

void tool_diags_start(struct tool_diags *t, bool verbose, bool strict);
void tool_diags_end(struct tool_diags *t);

/*
 * tool_put_block appends the parts of a place behind its line, as far as they are
 * there: "block 2 (CERTIFICATE, lines 12-30), certificate 3, byte 28".
 * tool_put_fact appends the fact with its detail.
 */
struct buf;

void tool_put_block(struct buf *out, const struct place *at);
void tool_put_fact(struct buf *out, const struct diag *d);

/* tool_number reads the number of an option that may be missing: then UINT64_MAX.
 * Ends the program where the text is none. */
uint64_t tool_number(const char *option, const char *text);

/*
 * tool_now is the time that --at gives, else the clock's. Ends the program where
 * the text is no time.
 */
int64_t tool_now(const char *at);

/* tool_terminal_hint tells someone who waits at a terminal that the program waits
 * too. */
void tool_terminal_hint(size_t operands);

/*
 * Data for standard output, or for a file, which is then replaced as a whole by
 * tool_output_end: collected, and written in large pieces. Each of the functions
 * that return false complains.
 */
extern struct buf tool_output;

/*
 * tool_output_open sends the output to a file; standard output where it is NULL or
 * "-".
 */
MUST_CHECK bool tool_output_open(const char *file);

void tool_output_some(void); /* writes where much has come together */

/* tool_output_end writes the rest and says whether all of it arrived. */
MUST_CHECK bool tool_output_end(void);

/*
 * tool_output_void ends output that misses something: a file stays as it was, which
 * is said; standard output gets the rest.
 */
void tool_output_void(void);

/*
 * tool_colour says whether the output is for eyes that like colours: it goes to a
 * terminal that is not dumb, and NO_COLOR (no-color.org) is not set, or empty.
 */
bool tool_colour(void);

#endif
