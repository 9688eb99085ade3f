/*
 * An arena gives out memory that is freed all at once: one lifetime a bundle.
 *
 * When memory is at its end, the process is: arena_exhausted says so on
 * standard error and exits with status 2 (exit handlers run, so that temporary
 * files go). No caller has a half-made result to clean up, and none can forget
 * to check. buf.h shares this rule.
 */
#ifndef ARENA_H
#define ARENA_H

#include "base/span.h"

struct arena_block;

/* An arena that is all zeros is empty and ready for use. */
struct arena {
	struct arena_block *last;
	uint8_t *next; /* first free byte of the last block */
	size_t left;   /* bytes free behind it */
};

/* arena_alloc returns n bytes, zeroed and aligned for any type; never NULL. */
void *arena_alloc(struct arena *a, size_t n) __attribute__((returns_nonnull));

/* arena_array returns count zeroed items of size bytes each; never NULL. */
void *arena_array(struct arena *a, size_t count, size_t size)
	__attribute__((returns_nonnull));

/* arena_copy returns a copy of s that lives as long as the arena. */
struct span arena_copy(struct arena *a, struct span s);

/* arena_str returns a NUL-terminated copy of s. */
char *arena_str(struct arena *a, struct span s) __attribute__((returns_nonnull));

/* arena_free frees all that was given out; the arena is then empty again. */
void arena_free(struct arena *a);

/* arena_grow is realloc(3) that does not fail: it calls arena_exhausted. */
void *arena_grow(void *p, size_t n) __attribute__((returns_nonnull));

/* arena_exhausted ends the process: there is no memory for what was asked. */
NORETURN void arena_exhausted(void);

#endif
