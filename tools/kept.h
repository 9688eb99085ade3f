/*
 * Certificates that wait until all of the input is read, as what is read last may
 * forbid the first. Memory holds 48 bytes each; they lie in a spool.
 */
#ifndef KEPT_H
#define KEPT_H

#include "formats/reader.h"
#include "io/spool.h"

struct kept {
	struct spool der;  /* one after the other */
	struct buf places; /* where each was read; see kept.c */
	struct buf files;  /* their names, each ended by NUL */
	size_t last_file;  /* where the last one begins */
};

void kept_start(struct kept *k);
void kept_free(struct kept *k);

void kept_add(struct kept *k, const struct cert *c, const struct origin *o);

/* kept_count is how many there are; kept_cut drops all but the first count. */
size_t kept_count(const struct kept *k);
void kept_cut(struct kept *k, size_t count);

/*
 * kept_each gives all to take, in their order; of the origin, there is only the
 * place. False where a temporary file failed, with k->der.error set.
 */
MUST_CHECK bool kept_each(struct kept *k,
			  void (*take)(void *context, const struct cert *c,
				       const struct origin *o),
			  void *context);

#endif
