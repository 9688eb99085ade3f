/* Which certificates go to which part, for cabundle-split. */
#ifndef SPLIT_PARTS_H
#define SPLIT_PARTS_H

#include "base/caps.h"
#include "base/digest_index.h"
#include "report/field.h"
#include "report/filter.h"
#include "set/gather.h"

/* What divides: the values of fields; without any, every certificate is a part. */
struct split_by {
	const struct field *field[CAP_FIELDS];
	size_t count;
};

#define PART_NONE SIZE_MAX

struct part {
	size_t first; /* entry whose values name the part */
};

struct parts {
	const struct bundle *bundle;
	struct digest_index
		keys;	   /* of the values; the position is the part's number */
	struct part *part; /* in the order in which they come in the bundle */
	size_t count, room;
	size_t *of_entry; /* the part of each entry, or PART_NONE */
	bool *covered; /* each entry: whether it is in a part, be it as an issuer */
	size_t *next;  /* the next entry of the same part */
	size_t *last;  /* of each part; room as for part */
	struct gather gather;
};

/*
 * parts_start divides the bundle; entries that the filter does not pass are in no
 * part, nor are those for which a field is absent.
 */
void parts_start(struct parts *p, const struct bundle *b, const struct split_by *by,
		 const struct filter *filter, const struct field_context *context,
		 const struct chain *chain);
void parts_free(struct parts *p);

/*
 * parts_members gives the entries of a part in the order of the bundle, with the
 * issuers that they need, up to the root, where with_issuers. Valid until the next
 * call.
 */
const size_t *parts_members(struct parts *p, size_t part, bool with_issuers,
			    size_t *count);

#endif
