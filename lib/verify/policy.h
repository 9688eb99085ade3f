/*
 * Certificate policies along a path: RFC 5280 section 6.1 with the graph of RFC
 * 9618, which has one node a policy and depth where the tree of RFC 5280 can have
 * exponentially many.
 *
 * Policies are OIDs as content octets. They point into the certificates, which must
 * live as long as the graph.
 */
#ifndef POLICY_H
#define POLICY_H

#include "base/arena.h"
#include "base/caps.h"
#include "x509/der.h"

struct policy_mapping {
	struct span issuer, subject; /* issuerDomainPolicy, subjectDomainPolicy */
};

/* What one certificate says of policies. */
struct policies {
	bool present;	     /* certificatePolicies is there */
	bool any;	     /* and anyPolicy is among them */
	struct span *policy; /* the others, sorted, each once */
	size_t count;
	struct policy_mapping *mapping; /* sorted, each once */
	size_t mappings;
	bool maps_any; /* one of them maps to or from anyPolicy */
};

/*
 * policies_read and policies_read_mappings read the two extensions (contents of
 * extnValue). False where one is malformed. What they make lives in the arena.
 */
MUST_CHECK bool policies_read(struct arena *a, struct span value,
			      struct policies *out);
MUST_CHECK bool policies_read_mappings(struct arena *a, struct span value,
				       struct policies *out);

/* policy_is_any says whether an OID is anyPolicy. */
bool policy_is_any(struct span oid);

struct policy_set {
	struct span *policy; /* sorted, each once; without anyPolicy */
	size_t count;
	bool any;
};

/* policy_set_sort sorts the policies of a set that was filled, and drops repeats.
 */
void policy_set_sort(struct policy_set *s);

/*
 * policy_set_parse adds the policies of a list of dotted OIDs, separated by commas,
 * to a set that lives in the arena; anyPolicy sets any. False, with bad set to the
 * word, where one is not an OID or has an arc of 2^63 or more.
 */
MUST_CHECK bool policy_set_parse(struct policy_set *s, struct arena *a,
				 struct span list, struct span *bad);

struct policy_node {
	struct span policy;	  /* valid_policy */
	uint32_t parent, parents; /* a range in what the level above expects */
	bool top;		  /* the one parent is anyPolicy, and this is not */
	bool mapped;		  /* what it expects was set by a mapping */
	bool reached;		  /* from the last level; see policy_result */
};

struct policy_expected {
	struct span policy;
	uint32_t node; /* of its level */
};

struct policy_level {
	struct policy_node *node;
	size_t count, room;
	struct policy_expected *expected; /* sorted by policy */
	size_t expects, expected_room;
};

/*
 * The valid_policy_graph: a level for each certificate below the anchor, which is
 * level 0. It is NULL, in the standard's words, where the last level is empty. All
 * zeros is ready for policy_start; free it with policy_free.
 */
struct policy_graph {
	struct policy_level level[CAP_PATH];
	size_t depth; /* the last level */
};

/* policy_start makes the graph of an anchor: anyPolicy. */
void policy_start(struct policy_graph *g);
void policy_free(struct policy_graph *g);

/*
 * policy_step adds the level of a certificate (section 6.1.3 (d) and (e)); any says
 * that its anyPolicy counts. policy_map applies its mappings (section 6.1.4 (b)),
 * or where they are not allowed deletes what they map; it must be called, with or
 * without mappings, before the next step. The graph must not have CAP_PATH levels.
 * Each returns how many policies were looked at.
 */
size_t policy_step(struct policy_graph *g, const struct policies *p, bool any);
size_t policy_map(struct policy_graph *g, const struct policies *p, bool allowed);

/* policy_cut drops all levels after depth, so that another path can be tried. */
void policy_cut(struct policy_graph *g, size_t depth);

bool policy_is_null(const struct policy_graph *g);

/*
 * policy_result gives the user_constrained_policy_set (section 6.1.5 (g)): the
 * policies, as the anchor's subjects call them, for which the path is valid, among
 * those of user; user->any is all. It lives in the arena. policy_nodes is how many
 * policies are looked at for it.
 */
size_t policy_nodes(const struct policy_graph *g);
void policy_result(struct policy_graph *g, const struct policy_set *user,
		   struct arena *a, struct policy_set *out);

#endif
