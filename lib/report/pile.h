/*
 * Distinct certificates, by SHA-256, and an order in which they come out. Memory
 * holds some 60 bytes each, whatever their size.
 *
 * Each has a number: how many were added before it, those that were taken back too.
 */
#ifndef PILE_H
#define PILE_H

#include "base/digest_index.h"
#include "report/order.h"

struct pile {
	struct digest_index index;
	struct buf number; /* uint32_t: of each in index, its number */
	uint32_t added;
	struct order order; /* their DER is the load */
	struct buf voided;  /* struct pile_range: what was taken back */
};

/* pile_start is order_start without fields of the set. */
const char *pile_start(struct pile *p, const char *fields, struct buf *scratch);
void pile_free(struct pile *p);

/*
 * pile_add adds a certificate and gives its number. False where it is there
 * already, with the number of that one.
 */
bool pile_add(struct pile *p, struct facts *f, const uint8_t digest[SHA256_BYTES],
	      uint32_t *number);

/* A point to return to: what was added behind it is then forgotten. */
struct pile_mark {
	size_t distinct;
	uint32_t added;
};

struct pile_mark pile_mark(const struct pile *p);
void pile_cut(struct pile *p, const struct pile_mark *mark);

/*
 * pile_each gives the certificates to take, in their order, until it returns false.
 * False where it did, or where a temporary file failed; see pile_error. Once only.
 */
MUST_CHECK bool pile_each(struct pile *p,
			  bool (*take)(void *context, uint32_t number,
				       const struct cert *c),
			  void *context);

/* pile_error is the errno of a temporary file that failed, or 0. */
int pile_error(const struct pile *p);

#endif
