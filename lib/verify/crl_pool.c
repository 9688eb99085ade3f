#include "verify/crl_pool.h"

#include <stdlib.h>

#include "verify/crl_index.h"
#include "verify/crl_names.h"
#include "x509/dn.h"

static const char *file_name(struct crl_pool *p, const char *name)
{
	if (p->last_file == NULL || strcmp(p->last_file, name) != 0)
		p->last_file = arena_str(&p->arena, span_str(name));
	return p->last_file;
}

bool crl_pool_take(void *pool, const struct crl *c, const struct origin *o)
{
	struct crl_pool *p = pool;
	struct cert_error why;
	struct pool_crl *one;

	if (p->count == p->room) {
		p->room = p->room > 0 ? 2 * p->room : 16;
		p->crl = arena_grow(p->crl, p->room * sizeof(*p->crl));
	}
	one = &p->crl[p->count];
	*one = (struct pool_crl){ .origin = *o, .position = p->count };
	if (!crl_parse(arena_copy(&p->arena, c->der), &one->crl, &why))
		return true; /* not possible: these bytes were parsed before */
	one->origin.file = file_name(p, o->file);
	one->origin.trust = (struct trust){ 0 };
	one->malformed = crl_malformed(&one->crl, &one->extensions);
	one->dated = crl_this_update(&one->crl, &one->from) &&
		     crl_next_update(&one->crl, &one->until);
	dn_digest(one->crl.issuer, one->issuer);
	p->count++;
	return true;
}

static int by_issuer(const void *a, const void *b)
{
	const struct pool_crl *x = *(struct pool_crl *const *)a,
			      *y = *(struct pool_crl *const *)b;
	int order = memcmp(x->issuer, y->issuer, SHA256_BYTES);

	if (order != 0)
		return order;
	if (x->dated != y->dated)
		return x->dated ? -1 : 1;
	if (x->dated && x->from != y->from)
		return x->from > y->from ? -1 : 1;
	order = crl_serial_cmp(y->extensions.number, x->extensions.number);
	return order != 0
		       ? order
		       : (x->position > y->position) - (x->position < y->position);
}

void crl_pool_index(struct crl_pool *p)
{
	p->by_issuer = arena_array(&p->arena, p->count, sizeof(*p->by_issuer));
	for (size_t i = 0; i < p->count; i++)
		p->by_issuer[i] = &p->crl[i];
	if (p->count > 0)
		qsort(p->by_issuer, p->count, sizeof(*p->by_issuer), by_issuer);
}

void crl_pool_free(struct crl_pool *p)
{
	for (size_t i = 0; i < p->count; i++)
		crl_index_free(p->crl[i].index);
	free(p->crl);
	arena_free(&p->arena);
	*p = (struct crl_pool){ 0 };
}

/* The first CRL whose issuer's digest is not less, or is greater. */
static size_t bound(const struct crl_pool *p, const uint8_t issuer[SHA256_BYTES],
		    bool greater)
{
	size_t low = 0, high = p->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order =
			memcmp(p->by_issuer[middle]->issuer, issuer, SHA256_BYTES);

		if (order < 0 || (greater && order == 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct pool_crl *const *crl_pool_find(const struct crl_pool *p,
				      const uint8_t issuer[SHA256_BYTES],
				      size_t *count)
{
	size_t first = bound(p, issuer, false);

	*count = bound(p, issuer, true) - first;
	return p->by_issuer + first;
}

const struct crl_index *crl_pool_entries(struct pool_crl *c)
{
	if (c->index == NULL)
		c->index = crl_index_make(&c->crl);
	return c->index;
}

const struct crl_names *crl_pool_names(struct crl_pool *p, struct pool_crl *c)
{
	if (c->names == NULL) {
		c->names = arena_alloc(&p->arena, sizeof(*c->names));
		crl_names_add_point(c->names, c->extensions.scope.point,
				    c->crl.issuer);
	}
	return c->names;
}

static const struct crl_checked *find_checked(const struct pool_crl *c,
					      const uint8_t key[SHA256_BYTES])
{
	const struct crl_checked *one = c->checked;

	while (one != NULL && memcmp(one->key, key, SHA256_BYTES) != 0)
		one = one->next;
	return one;
}

bool crl_pool_was_asked(const struct pool_crl *c, struct span spki)
{
	uint8_t key[SHA256_BYTES];

	digest_sha256(spki, key);
	return find_checked(c, key) != NULL;
}

enum crypto_answer crl_pool_signed_by(struct crl_pool *p, struct pool_crl *c,
				      struct span spki)
{
	const struct crl_checked *known;
	enum crypto_answer answer;
	struct crl_checked *one;
	uint8_t key[SHA256_BYTES];

	digest_sha256(spki, key);
	known = find_checked(c, key);
	if (known != NULL)
		return known->answer;
	answer = crypto_verify_data(c->crl.algorithm, spki, c->crl.tbs,
				    c->crl.signature);
	/* Where GnuTLS could not say, it may the next time. */
	if (answer != CRYPTO_YES && answer != CRYPTO_NO &&
	    answer != CRYPTO_UNSUPPORTED)
		return answer;
	one = arena_alloc(&p->arena, sizeof(*one));
	memcpy(one->key, key, SHA256_BYTES);
	one->answer = answer;
	one->next = c->checked;
	c->checked = one;
	return answer;
}
