/*
 * CRLs in memory, whatever files they came in, found by their issuer's name.
 *
 * The pool keeps the DER of each: at most CAP_CRL_BYTES a CRL. Entries are sorted
 * when a CRL is first asked for one (crl_index.h), so that the cost of many lookups
 * is no product.
 */
#ifndef CRL_POOL_H
#define CRL_POOL_H

#include "base/arena.h"
#include "base/digest.h"
#include "crypto/crypto.h"
#include "formats/reader.h"
#include "x509/crl.h"

struct crl_index;
struct crl_names;

/* A signature that was checked: never twice with one key. */
struct crl_checked {
	struct crl_checked *next;
	uint8_t key[SHA256_BYTES]; /* digest of the SubjectPublicKeyInfo */
	enum crypto_answer answer;
};

struct pool_crl {
	struct crl crl;
	struct crl_extensions extensions;
	const char *malformed;	      /* what is wrong with them; NULL: nothing */
	bool dated;		      /* both times are there and valid: */
	int64_t from, until;	      /* thisUpdate and nextUpdate */
	struct origin origin;	      /* file, and line or byte; without trust */
	uint8_t issuer[SHA256_BYTES]; /* digest of the canonical name */
	size_t position;	      /* in the order of reading, from 0 */

	/* NULL until they are asked for: */
	struct crl_index *index;
	struct crl_names *names;     /* of its distribution point */
	struct crl_checked *checked; /* signatures that were checked */
};

/* A pool that is all zeros is empty and ready. */
struct crl_pool {
	struct arena arena; /* holds DER and names of files */
	struct pool_crl *crl;
	size_t count, room;
	struct pool_crl **by_issuer; /* after crl_pool_index */
	const char *last_file;
};

/*
 * crl_pool_take adds a copy of a CRL and of where it was found; it is a crl_sink's
 * take, with the pool as its context, and always goes on.
 */
bool crl_pool_take(void *pool, const struct crl *c, const struct origin *o);

/* crl_pool_index prepares lookups; the pool must not change any more. */
void crl_pool_index(struct crl_pool *p);
void crl_pool_free(struct crl_pool *p);

/*
 * crl_pool_find gives the CRLs of an issuer, by the digest of its canonical name:
 * the first of count, those of the latest thisUpdate first.
 */
struct pool_crl *const *crl_pool_find(const struct crl_pool *p,
				      const uint8_t issuer[SHA256_BYTES],
				      size_t *count);

/* crl_pool_entries gives the entries of a CRL, sorted at the first call. */
const struct crl_index *crl_pool_entries(struct pool_crl *c);

/* crl_pool_names gives the names of its distribution point; none where it has none.
 */
const struct crl_names *crl_pool_names(struct crl_pool *p, struct pool_crl *c);

/* crl_pool_was_asked says whether the next call with this key checks no signature.
 */
bool crl_pool_was_asked(const struct pool_crl *c, struct span spki);

/*
 * crl_pool_signed_by says whether a CRL is signed by a key (a whole
 * SubjectPublicKeyInfo).
 */
enum crypto_answer crl_pool_signed_by(struct crl_pool *p, struct pool_crl *c,
				      struct span spki);

#endif
