/*
 * The rules of a path: RFC 5280 section 6.1, as a state machine that goes from the
 * anchor to the end certificate. Each step is a function that is named after its
 * letter in the standard.
 *
 * Where the rules go beyond the standard, they do what OpenSSL does:
 * - An anchor is more than its name and key: it must be valid at the time, be a CA,
 *   and be good for the purpose, and its path length and name constraints hold (RFC
 *   5937); only its own signature and its policies do not count.
 * - Every certificate must be good for the purpose; see purpose.h.
 * - Weak algorithms and keys fail, unless they are allowed; see weak.h.
 */
#ifndef RULES_H
#define RULES_H

#include "verify/purpose.h"
#include "verify/reason.h"
#include "verify/revocation.h"
#include "verify/signature.h"

/* Whether certificates are looked for in CRLs, where there are any. */
enum rules_crls {
	RULES_CRLS_NONE,
	RULES_CRLS_TOLD, /* what is revoked fails; what is not known is told */
	RULES_CRLS_END,	 /* the end certificate must be known not to be revoked */
	RULES_CRLS_ALL,	 /* ... and all but the anchor */
};

/* What a chain is verified for. */
struct verify_terms {
	enum oid_id purpose; /* see purpose.h; OID_UNKNOWN: any */
	const char *host;    /* the name that the server must have; NULL: any */
	unsigned allow;	     /* weak kinds that pass; see weak.h */

	/* The inputs (c), (e), (f) and (g) of section 6.1.1. */
	const struct policy_set *policies; /* NULL: any */
	bool explicit_policy, inhibit_mapping, inhibit_any;

	struct crl_pool *crl_pool; /* indexed; NULL: there are no CRLs */
	enum rules_crls crls;
};

/* Whether a certificate of a path is revoked: what was asked, and the answer. */
struct rules_status {
	struct revocation_question question;
	struct revocation_answer answer;
};

/* What a certificate of a path does not fulfil. */
struct finding {
	enum verify_reason reason;
	const struct member *at; /* the certificate at fault */
	const struct member *by; /* the CA that forbids it; NULL where none does */
	struct span extension;	 /* OID; empty where none is at fault */
	const char *fact;	 /* in words, or NULL */
	struct name name;	 /* of NAME_CONSTRAINTS; its p is NULL where none */
	const struct rules_status *status; /* of REVOKED and STATUS_UNKNOWN */
};

/* Where a certificate stands. It can be both. */
enum {
	RULES_END = 1,
	RULES_ANCHOR = 2,
};

/*
 * rules_member finds the gravest of what speaks against one certificate, whatever
 * the others of its path are.
 */
void rules_member(const struct verify_terms *terms, const struct member *m,
		  unsigned place, int64_t when, struct finding *out);

/* The variables of section 6.1.2 that change along a path. */
struct rules_state {
	struct span key; /* working_public_key with its parameters */
	uint32_t explicit_policy, inhibit_any, policy_mapping, path_length;
	const struct member *explicit_by, *length_by; /* who set them; or NULL */
	struct finding worst; /* of all that was found so far */
};

/* A path on which the rules are at work. */
struct rules {
	const struct verify_terms *terms;
	struct signing *signing;
	struct policy_graph *graph;
	struct arena *arena; /* of keys and policies that come out */
	uint64_t *left;	     /* comparisons of names and policies */
	int64_t when;

	/*
	 * What asks whether a certificate is revoked that would come next; the
	 * answer is valid as long as context. NULL where there are no CRLs.
	 */
	const struct rules_status *(*ask)(void *context, const struct rules *r,
					  const struct member *m);
	void *context;

	struct member *member[CAP_PATH]; /* the anchor first */
	size_t count;
	struct rules_state state;
};

/*
 * rules_start begins with an anchor; rules_next goes on to a certificate that it
 * issued, and so on; end says that it is the last. flaw is what rules_member found
 * in the certificate. The gravest of what is found is in state.worst. rules_back
 * takes the last certificates off again: count and state are what they were when
 * state was saved.
 */
void rules_start(struct rules *r, struct member *anchor,
		 const struct finding *flaw);
void rules_next(struct rules *r, struct member *m, const struct finding *flaw,
		bool end);
void rules_back(struct rules *r, size_t count, const struct rules_state *saved);

/*
 * rules_end gives the user_constrained_policy_set of a path that has come to its
 * end (section 6.1.5), and finds where it must not be empty and is.
 */
void rules_end(struct rules *r, struct policy_set *out);

#endif
