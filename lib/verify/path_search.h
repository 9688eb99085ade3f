/*
 * The search for a path that verifies, from a certificate to an anchor.
 *
 * It has two parts. The climb goes from the certificate to its issuers, theirs, and
 * so on, by names, key identifiers and signatures, and looks at each certificate
 * once: so it is linear, and finds whether there is a path at all of which every
 * certificate is sound by itself, and the shortest one. The rules that look at a
 * path as a whole (length, names, policies) may refuse that path. Only then the
 * descent tries all others, from the anchors down through what the climb has
 * passed, and leaves off where the rules refuse the beginning of a path.
 *
 * Of two issuers at equal distance, an anchor is tried first, then one of the
 * bundle, then one that the server sent. A path goes through a name and key once,
 * but for those of the first certificate.
 *
 * The work is bounded by CAP_SEARCH_STEPS, CAP_SEARCH_SIGNATURES and
 * CAP_SEARCH_COMPARISONS. Where a bound is met before the answer is known, that is
 * the answer: VERIFY_LIMIT.
 */
#ifndef PATH_SEARCH_H
#define PATH_SEARCH_H

#include "verify/rules.h"

struct climb_item;

/* A certificate that the search has seen. */
struct search_seen {
	struct member *member;
	struct finding flaw; /* what speaks against it by itself */
	bool anchor;
	bool settled;		   /* the climb has passed it: */
	enum verify_reason reason; /* the gravest on the way to it */
	size_t length;		   /* certificates of that way */
	uint32_t below;		   /* the one before it on the way, in seen */
	uint32_t signer;	   /* its name and key, in signer */
};

/* A name and key that the search has seen, and what may be signed by it. */
struct search_signer {
	const struct path_entity *own, *sent; /* the bundle's, and what was sent; or
						 NULL */
	bool distrusted;
	bool open; /* all of its certificates can be stepped to */
	uint32_t first_edge;
};

struct search_edge {
	uint32_t child; /* in seen */
	uint32_t next;	/* of the same signer */
};

#define SEARCH_NONE UINT32_MAX

/* How the best of the ways ends that lead to no anchor. */
struct search_end {
	enum verify_reason reason; /* VERIFY_OK: there is none */
	uint32_t last;		   /* in seen */
	struct member *beyond;	   /* a certificate after the last, or NULL */
	bool circle; /* it would only lead back: any other end is nearer */
	struct finding finding;
};

/* What searches share of which one runs within another. All zeros is ready. */
struct search_shared {
	struct signing signing;
	struct arena arena;    /* of results */
	unsigned steps;	       /* left */
	uint64_t comparisons;  /* left */
	struct status *status; /* see status.h; NULL where there are no CRLs */
};

/*
 * All that a search needs; it can be used again. Zeros but for the pools, terms and
 * shared is ready; search_free frees what it holds.
 */
struct search {
	struct path_pool *sent, *anchors;
	const struct verify_terms *terms;
	struct search_shared *shared;
	const struct path_entity *only; /* the anchor that counts; NULL: each */

	/* Of one run. */
	int64_t when;
	struct member *leaf;
	bool spent;		    /* a bound was met: */
	struct finding stopped;	    /* which */
	enum verify_reason reached; /* of the last step of the climb */
	struct pair_map index; /* of members and entities, in seen and signer */
	struct search_seen *seen;
	struct search_signer *signer;
	struct search_edge *edge;
	struct climb_item *heap;
	size_t seens, seen_room, signers, signer_room, edges, edge_room, items,
		item_room;
	uint32_t serial; /* of the next item */
	struct search_end end;
	struct policy_graph graph;
};

struct search_result {
	struct finding finding; /* VERIFY_OK: the path verifies */
	struct path path;
	struct policy_set policies; /* of a path that verifies */
};

/*
 * search_run searches for a path from a certificate of one of the pools at a
 * moment. Where none verifies, the path of the result is the one that came
 * furthest: that with the lightest reason. The bounds are those that are left in
 * shared.
 */
void search_run(struct search *s, struct member *leaf, int64_t when,
		struct search_result *out);
void search_free(struct search *s);

/* search_refill gives a chain and time all that it may cost. */
void search_refill(struct search_shared *shared);

/*
 * search_forget forgets a chain, and the results, before another. Signatures
 * between members of the anchors' pool stay known.
 */
void search_forget(struct search_shared *shared);
void search_shared_free(struct search_shared *shared);

#endif
