/* An order of certificates by fields, in bounded memory. */
#ifndef ORDER_H
#define ORDER_H

#include "base/caps.h"
#include "io/sorter.h"
#include "report/field.h"

struct order {
	struct {
		const struct field *field;
		bool descending;
	} by[CAP_FIELDS];
	size_t fields;
	bool none; /* as they were added */
	struct sorter sorter;
	struct buf key;
};

/*
 * order_start reads a list of fields, "region,-not-after", or "none". It returns
 * NULL, or what is wrong with it, in scratch or not; fields of the set are that,
 * unless set says they are known.
 */
const char *order_start(struct order *o, const char *fields, bool set,
			struct buf *scratch);
void order_free(struct order *o);

/* order_needs_set says whether a field needs all certificates. */
bool order_needs_set(const struct order *o);

/*
 * order_add adds a certificate under a position, higher than those before, with a
 * load that comes back with it, such as its DER. Equal values are ordered by
 * SHA-256, so that the order is that of the set alone; or where digest is NULL, by
 * position.
 */
void order_add(struct order *o, struct facts *f, const uint8_t digest[SHA256_BYTES],
	       size_t position, struct span load);

/* order_each gives the positions and loads in their order; see sorter_each. */
MUST_CHECK bool order_each(struct order *o,
			   bool (*take)(void *context, uint32_t position,
					struct span load),
			   void *context);

#endif
