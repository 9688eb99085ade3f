/*
 * Paths from a server's certificate to an anchor: which certificates may have
 * issued one another, by names and key identifiers. No signature is checked here.
 *
 * Paths are found in a fixed order, the short ones first. The issuer is looked for
 * among the anchors, then among the other certificates beside them, then among
 * those that the server sent, as OpenSSL does; unlike OpenSSL's, the search goes
 * back and tries the others too. The work is bounded by CAP_PATHS, CAP_PATH,
 * CAP_PATH_STEPS and CAP_SAME_NAME.
 */
#ifndef PATH_H
#define PATH_H

#include "base/caps.h"
#include "set/bundle.h"

struct crypto_crt;
struct path_key;

enum path_role {
	PATH_LINK,   /* may stand within a path */
	PATH_ANCHOR, /* ends one */
	PATH_DISTRUSTED,
};

/*
 * Certificates that paths are made of: those of a bundle, or those that a server
 * sent. All zeros is empty; fill the bundle, then index it.
 */
struct path_pool {
	struct bundle bundle;
	struct path_key *by_subject;
	uint8_t *role;		 /* enum path_role of each entry */
	struct crypto_crt **crt; /* of each entry; NULL until path_crt reads it */
	const char **why;	 /* where it cannot be read: why */
	bool distrusts;		 /* one at least is PATH_DISTRUSTED */
};

/*
 * path_pool_index prepares a pool of links, whose bundle must not change any more.
 */
void path_pool_index(struct path_pool *p);
void path_pool_free(struct path_pool *p);

/*
 * path_pool_anchor makes anchors of the self-signed certificates of a pool, or of
 * all of them where partial; and of those that carry OpenSSL's trust for the
 * purpose (OID_UNKNOWN: any). What is distrusted for it is no anchor and no link.
 */
void path_pool_anchor(struct path_pool *p, enum oid_id purpose, bool partial);

/*
 * path_self_signed says, as OpenSSL decides it without a signature check, that a
 * certificate has the same name as its issuer, and no other key identifier.
 */
bool path_self_signed(const struct cert *c);

struct path_node {
	struct path_pool *pool;
	size_t position;
};

static inline const struct entry *path_entry(struct path_node n)
{
	return &n.pool->bundle.entry[n.position];
}

/* path_crt gives the certificate as GnuTLS reads it; NULL, with why set. */
struct crypto_crt *path_crt(struct path_node n, const char **why);

/* Where a path ends: at an anchor, or why it goes no further. */
enum path_end {
	PATH_AT_ANCHOR,
	PATH_AT_DISTRUSTED, /* its last certificate is distrusted */
	PATH_TOO_LONG,
	PATH_NO_ANCHOR, /* its last certificate is self-signed, and no anchor */
	PATH_NO_ISSUER, /* nothing has the name of its issuer ... */
	PATH_OTHER_KEY, /* ... or only what has another key identifier */
};

struct path {
	enum path_end end;
	size_t count;
	struct path_node node[CAP_PATH];
};

struct path_list {
	struct path path[CAP_PATHS];
	size_t count;
	bool more; /* a cap was met: there may be others */
	unsigned steps;
};

/* path_find finds the paths from an entry of sent; there is always one, if a bad
 * one. */
void path_find(struct path_list *out, struct path_pool *sent, size_t leaf,
	       struct path_pool *anchors);

#endif
