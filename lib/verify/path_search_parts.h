/* What the two parts of the search share; see path_search.h. */
#ifndef PATH_SEARCH_PARTS_H
#define PATH_SEARCH_PARTS_H

#include "verify/path_search.h"

/* Up to this reason, a path may still verify. */
#define SEARCH_OPEN VERIFY_UNSUPPORTED

/* search_step counts a step; false where there are no more. */
bool search_step(struct search *s);

/* search_seen gives a certificate's place in seen. */
uint32_t search_seen(struct search *s, struct member *m);

/* search_signer gives the place of an entity of either pool in signer. */
uint32_t search_signer(struct search *s, const struct path_entity *e);

/* search_rules is the rules at the beginning of a path. */
struct rules search_rules(struct search *s);

/* search_way gives the path to a certificate that is settled. */
void search_way(const struct search *s, uint32_t last, struct path *out);

/*
 * climb_start begins at the certificate, and is true where that is an anchor
 * itself. climb_next goes on to the next anchor, in the order of the gravest reason
 * on the way and then of length, and gives its place in seen; SEARCH_NONE where
 * there is none with a reason up to most.
 */
MUST_CHECK bool climb_start(struct search *s);
uint32_t climb_next(struct search *s, enum verify_reason most);

/*
 * descend tries all paths from the anchors down to the certificate, the short ones
 * first, and sets out where it finds one that verifies, or one with a lighter
 * reason than out has.
 */
void descend(struct search *s, struct search_result *out);

#endif
