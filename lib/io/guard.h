/*
 * Names of files that must not outlive the program: a signal that ends it removes
 * them, and so does exit(3). Only SIGKILL, and a crash of the system, leave one.
 */
#ifndef GUARD_H
#define GUARD_H

#include <signal.h>

#include "base/cdefs.h"

#define GUARD_NAME_BYTES 17 /* ".cabundle-XXXXXX" and its NUL */

/* A name that is guarded must not move in memory. All zeros: there is none. */
struct guard {
	int directory; /* open for as long as the name is guarded */
	char name[GUARD_NAME_BYTES];
	struct guard *next, *before;
};

/*
 * guard_start lets names be guarded from here on: every signal that ends a program
 * by default is caught from the first name on, but for those that are ignored or
 * that somebody else catches. The program then ends by the signal all the same.
 */
void guard_start(void);

/*
 * guard_block keeps all signals waiting until guard_unblock, so that none comes
 * between the making of a file and guard_add. For a few system calls that do not
 * wait. guard_unblock keeps errno.
 */
void guard_block(sigset_t *before);
void guard_unblock(const sigset_t *before);

/* guard_draw writes another name to g each time: one that is not there, most
 * likely. */
void guard_draw(struct guard *g);

/*
 * guard_add begins to guard the name; guard_drop ends it, and the name is empty
 * then. Both between guard_block and guard_unblock.
 */
void guard_add(struct guard *g);
void guard_drop(struct guard *g);

static inline bool guard_holds(const struct guard *g)
{
	return g->name[0] != '\0';
}

#endif
