/*
 * Does a server's certificate verify with a bundle, at a time, for a purpose and a
 * name? Paths are searched (path_search.h) by the rules of RFC 5280 (rules.h); many
 * times cost no more signatures than one.
 */
#ifndef VERIFY_H
#define VERIFY_H

#include "verify/status.h"

/* One server's certificate and one bundle. All zeros is ready; see verify_free. */
struct verify {
	struct search search;
	struct search_shared shared;
	struct status status;
	struct member *leaf;
	struct search_result result; /* of the last verify_at */
};

struct verdict {
	enum verify_reason reason;
	const struct finding *finding; /* what is wrong, where something is */
	const struct path *path; /* that verifies, or that fails for the reason */
	size_t at;		 /* position in it of the certificate at fault */
	int64_t from, until;	 /* when all of it is valid */
	const struct policy_set *policies; /* of a path that verifies */
};

/* verify_decided says whether a verdict is yes or no. */
static inline bool verify_decided(const struct verdict *v)
{
	return v->reason == VERIFY_OK || v->reason > VERIFY_LIMIT;
}

/*
 * verify_start prepares for an entry of sent and the anchors; all must live as long
 * as v, or until the next verify_start.
 */
void verify_start(struct verify *v, const struct verify_terms *terms,
		  struct path_pool *sent, size_t leaf, struct path_pool *anchors);
void verify_free(struct verify *v);

/*
 * verify_at gives the verdict for a moment. It is valid until the next verify_at or
 * verify_start.
 */
struct verdict verify_at(struct verify *v, int64_t when);

/*
 * verify_status gives what CRLs say of certificate i of the last verdict's path;
 * NULL where they were not asked.
 */
const struct rules_status *verify_status(const struct verify *v, size_t i);

/*
 * verify_text appends what a verdict says, in words: of one that is not VERIFY_OK,
 * why; else the anchor's name and verify_doubts. anchors is what the bundle is
 * called, escaped.
 */
void verify_text(const struct verify *v, const struct verdict *verdict,
		 const char *anchors, struct buf *out);

/*
 * verify_doubts appends, of a path that verifies, what is not known of revocation
 * where that need not be known (RULES_CRLS_TOLD).
 */
void verify_doubts(const struct verify *v, const struct verdict *verdict,
		   struct buf *out);

/* verify_name appends the name of a certificate, as the field name has it. */
void verify_name(const struct entry *e, struct buf *out);

#endif
