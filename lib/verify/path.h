/*
 * Pools of certificates that paths are made of, found by the name and the key of
 * their subject; and a path, from a server's certificate to an anchor.
 */
#ifndef PATH_H
#define PATH_H

#include "verify/member.h"
#include "verify/pair_map.h"

/*
 * What signs: a name and a key, and the certificates of a pool that certify them.
 * Names are equal as dn.h compares them.
 */
struct path_entity {
	uint8_t subject[SHA256_BYTES]; /* digest of the canonical name */
	struct span spki;	       /* one address for all of its certificates */
	size_t first, count; /* in by_subject; equal certificates count once */
	bool distrusted;     /* one of its certificates is */
};

enum path_role {
	PATH_LINK,   /* may stand within a path */
	PATH_ANCHOR, /* ends one */
	PATH_DISTRUSTED,
};

/*
 * Certificates of a bundle, or those that a server sent. All zeros is empty; fill
 * the bundle, then index it.
 */
struct path_pool {
	struct bundle bundle;
	size_t *by_subject;	    /* positions, by subject, key and DER */
	struct path_entity *entity; /* sorted by subject and key */
	size_t entities;
	struct path_entity **of; /* of each entry: its entity */
	uint8_t *role;		 /* enum path_role of each entry */
	struct member **member;	 /* of each entry; NULL until path_member */
	struct arena arena;	 /* of the index and of the members */
	bool lasting; /* a bundle, with which many chains are verified: */
	struct pair_map signatures; /* those between its members: signature.h */
	bool distrusts;		    /* one at least is PATH_DISTRUSTED */
};

/*
 * path_pool_index prepares a pool of links, whose bundle must not change any more.
 */
void path_pool_index(struct path_pool *p);
void path_pool_free(struct path_pool *p);

/*
 * path_pool_anchor makes anchors of the self-signed certificates of a pool, or of
 * all of them where partial; and of those that carry OpenSSL's trust for the
 * purpose (OID_UNKNOWN: any). What is distrusted for it is neither an anchor nor a
 * link.
 */
void path_pool_anchor(struct path_pool *p, enum oid_id purpose, bool partial);

/* path_member gives an entry as the rules look at it, read at the first call. */
struct member *path_member(struct path_pool *p, size_t position);

/*
 * path_entities gives the entities with a subject, by the digest of its canonical
 * name: the first of count.
 */
struct path_entity *path_entities(const struct path_pool *p,
				  const uint8_t subject[SHA256_BYTES],
				  size_t *count);

/* path_entity_find gives the entity of a name and a key; NULL where there is none.
 */
struct path_entity *path_entity_find(const struct path_pool *p,
				     const uint8_t subject[SHA256_BYTES],
				     struct span spki);

/* path_member_of gives certificate i of an entity, whose pool it is. */
struct member *path_member_of(struct path_pool *p, const struct path_entity *e,
			      size_t i);

/*
 * path_find gives the position of a certificate of an entity by its DER; false
 * where it is not one of them.
 */
bool path_find(const struct path_pool *p, const struct path_entity *e,
	       struct span der, size_t *position);

/* A path: the server's certificate first, and the anchor, if it has one, last. */
struct path {
	size_t count;
	struct member *member[CAP_PATH];
};

static inline const struct entry *path_entry(const struct path *p, size_t i)
{
	return p->member[i]->entry;
}

#endif
