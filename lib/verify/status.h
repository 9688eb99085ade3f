/*
 * Are the certificates of a path revoked? What revocation.h asks of the rules of
 * paths: who may have signed a CRL, and whether a path leads from there to the same
 * anchor, which is a search within the search. The certificates of that path are
 * asked about, too, where those of all paths are. What a stale CRL revoked stays
 * revoked, but for what it had on hold.
 *
 * What was answered of a certificate below another is not asked again in one run.
 */
#ifndef STATUS_H
#define STATUS_H

#include "verify/path_search.h"

struct status_known;

/* Zeros but for revocation.pool is ready. */
struct status {
	struct revocation revocation;
	struct revocation_terms terms;

	/* Of one run. */
	struct search *search; /* the one that asks now */
	const struct rules *rules;
	bool gave_up;	       /* a search within it met a limit */
	int64_t from, until;   /* the moments for which all that was asked holds */
	struct pair_map index; /* of certificates and their issuers, in known */
	struct status_known **known;
	size_t count, room;
};

/*
 * status_ask is what rules.h asks; context is the struct search. The answer lives
 * in the search's arena.
 */
const struct rules_status *status_ask(void *context, const struct rules *r,
				      const struct member *m);

/*
 * status_of gives what was answered of a certificate below its issuer; NULL where
 * that was not asked.
 */
const struct rules_status *status_of(const struct status *st,
				     const struct member *m,
				     const struct member *issuer);

/* status_clear forgets all answers, before another run; status_free frees them. */
void status_clear(struct status *st);
void status_free(struct status *st);

#endif
