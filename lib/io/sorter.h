/*
 * Sorting by byte strings in bounded memory: what does not fit goes to a temporary
 * file in sorted runs, which are merged when the order is asked for. Each record
 * takes a load with it, so that nobody has to look for it elsewhere: runs are
 * written and read from their beginning to their end.
 */
#ifndef SORTER_H
#define SORTER_H

#include "io/spool.h"

/* A sorter that is all zeros is empty and ready. */
struct sorter {
	struct buf records; /* of the run that is being collected */
	struct buf offsets; /* size_t: where each of them begins */
	bool disordered;    /* they are not sorted as they stand */
	struct spool file; /* the runs, one behind the other; used where runs > 0 */
	struct sorter_run *run;
	size_t runs, room;
	struct buf last; /* the last record of the last run */
	int error;	 /* errno of the first failure, or 0 */
};

/*
 * sorter_add adds a key, the value that goes with it, and a load; key and load of
 * up to 4 GiB.
 */
void sorter_add(struct sorter *s, struct span key, uint32_t value,
		struct span load);

/*
 * sorter_each gives the values and their loads to take, in the order of their keys
 * (span_cmp; equal keys in the order of their values), until it returns false. A
 * load is valid until take returns. False where it did, or where the temporary file
 * failed; error is then set. Once only.
 */
MUST_CHECK bool sorter_each(struct sorter *s,
			    bool (*take)(void *context, uint32_t value,
					 struct span load),
			    void *context);

void sorter_free(struct sorter *s);

#endif
