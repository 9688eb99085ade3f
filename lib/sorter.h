/*
 * Sorting by byte strings in bounded memory: what does not fit goes to temporary
 * files in sorted runs, which are merged when the order is asked for.
 */
#ifndef SORTER_H
#define SORTER_H

#include "spool.h"

/* A sorter that is all zeros is empty and ready. */
struct sorter {
	struct buf keys;    /* records of the run that is being collected */
	struct buf offsets; /* size_t: where each of them begins in keys */
	struct sorter_run *run;
	size_t runs, room;
	int error; /* errno of the first failure, or 0 */
};

/* sorter_add adds a key, of up to 4 GiB, and the value that goes with it. */
void sorter_add(struct sorter *s, struct span key, uint32_t value);

/*
 * sorter_each gives the values to take, in the order of their keys (span_cmp; equal
 * keys in the order of their values), until it returns false. False where it did,
 * or where a temporary file failed; error is then set. Once only.
 */
MUST_CHECK bool sorter_each(struct sorter *s,
			    bool (*take)(void *context, uint32_t value),
			    void *context);

void sorter_free(struct sorter *s);

#endif
