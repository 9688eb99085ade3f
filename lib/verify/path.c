#include "verify/path.h"

#include <stdlib.h>

#include "formats/openssl_trust.h"
#include "x509/dn.h"

/* What is sorted: a certificate and what it is sorted by. */
struct sorting {
	uint8_t subject[SHA256_BYTES];
	const struct cert *cert;
	size_t position;
};

static int by_entity(const struct sorting *x, const struct sorting *y)
{
	int order = memcmp(x->subject, y->subject, SHA256_BYTES);

	return order != 0 ? order : span_cmp(x->cert->spki, y->cert->spki);
}

/* Entities together, in them equal certificates, the first of which is first. */
static int by_subject(const void *a, const void *b)
{
	const struct sorting *x = a, *y = b;
	int order = by_entity(x, y);

	if (order == 0)
		order = span_cmp(x->cert->der, y->cert->der);
	return order != 0
		       ? order
		       : (x->position > y->position) - (x->position < y->position);
}

static void start_entity(struct path_pool *p, const struct sorting *s, size_t first)
{
	struct path_entity *e = &p->entity[p->entities++];

	memcpy(e->subject, s->subject, SHA256_BYTES);
	e->spki = s->cert->spki;
	e->first = first;
}

/* Equal certificates are one, at the first position. */
static void make_entities(struct path_pool *p, const struct sorting *sorted)
{
	size_t n = p->bundle.count, kept = 0;

	for (size_t i = 0; i < n; i++) {
		const struct sorting *s = &sorted[i];

		if (i == 0 || by_entity(&sorted[i - 1], s) != 0)
			start_entity(p, s, kept);
		p->of[s->position] = &p->entity[p->entities - 1];
		if (p->entity[p->entities - 1].count > 0 &&
		    span_eq(sorted[i - 1].cert->der, s->cert->der))
			continue;
		p->by_subject[kept++] = s->position;
		p->entity[p->entities - 1].count++;
	}
}

void path_pool_index(struct path_pool *p)
{
	struct bundle *b = &p->bundle;
	struct sorting *sorted = arena_grow(NULL, (b->count + 1) * sizeof(*sorted));

	p->by_subject = arena_array(&p->arena, b->count, sizeof(*p->by_subject));
	p->entity = arena_array(&p->arena, b->count, sizeof(*p->entity));
	p->of = arena_array(&p->arena, b->count, sizeof(struct path_entity *));
	p->role = arena_array(&p->arena, b->count, sizeof(*p->role));
	p->member = arena_array(&p->arena, b->count, sizeof(struct member *));
	for (size_t i = 0; i < b->count; i++) {
		dn_digest(b->entry[i].cert.subject, sorted[i].subject);
		sorted[i].cert = &b->entry[i].cert;
		sorted[i].position = i;
	}
	qsort(sorted, b->count, sizeof(*sorted), by_subject);
	make_entities(p, sorted);
	free(sorted);
}

void path_pool_free(struct path_pool *p)
{
	pair_map_free(&p->signatures);
	arena_free(&p->arena);
	bundle_free(&p->bundle);
	*p = (struct path_pool){ 0 };
}

struct member *path_member(struct path_pool *p, size_t position)
{
	struct member *m = p->member[position];

	if (m == NULL) {
		m = arena_alloc(&p->arena, sizeof(*m));
		member_read(&p->arena, &p->bundle.entry[position], m);
		m->pool = p;
		m->entity = p->of[position];
		p->member[position] = m;
	}
	return m;
}

struct member *path_member_of(struct path_pool *p, const struct path_entity *e,
			      size_t i)
{
	return path_member(p, p->by_subject[e->first + i]);
}

/* As member_self_signed; most need not be read for it. */
static bool is_self_signed(struct path_pool *p, size_t position)
{
	const struct cert *c = &p->bundle.entry[position].cert;
	struct cert_extensions x;

	if (!cert_self_issued(c))
		return false;
	cert_extensions(c, &x);
	return x.authority_key_id.p == NULL ||
	       member_self_signed(path_member(p, position));
}

static enum path_role role_of(struct path_pool *p, size_t position,
			      enum oid_id purpose, bool partial)
{
	const struct entry *e = &p->bundle.entry[position];
	enum openssl_trust trust = openssl_trust_for(&e->origin.trust, purpose);

	if (trust == OPENSSL_TRUST_NO)
		return PATH_DISTRUSTED;
	return partial || trust == OPENSSL_TRUST_YES || is_self_signed(p, position)
		       ? PATH_ANCHOR
		       : PATH_LINK;
}

/* Of equal certificates only the first is looked at: it has what any of them has.
 */
static void set_role(struct path_pool *p, size_t position, enum path_role role)
{
	size_t first = position;

	if (role == PATH_DISTRUSTED) {
		p->of[position]->distrusted = true;
		p->distrusts = true;
	}
	if (role != PATH_LINK &&
	    path_find(p, p->of[position], p->bundle.entry[position].cert.der,
		      &first))
		p->role[first] = (uint8_t)role;
}

void path_pool_anchor(struct path_pool *p, enum oid_id purpose, bool partial)
{
	p->lasting = true;
	for (size_t i = 0; i < p->bundle.count; i++)
		set_role(p, i, role_of(p, i, purpose, partial));
}

/* The first entity that is not below this name and key; spki may be NULL. */
static size_t lower_bound(const struct path_pool *p,
			  const uint8_t subject[SHA256_BYTES],
			  const struct span *spki)
{
	size_t low = 0, high = p->entities;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct path_entity *e = &p->entity[middle];
		int order = memcmp(e->subject, subject, SHA256_BYTES);

		if (order == 0 && spki != NULL)
			order = span_cmp(e->spki, *spki);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct path_entity *path_entities(const struct path_pool *p,
				  const uint8_t subject[SHA256_BYTES],
				  size_t *count)
{
	size_t start = lower_bound(p, subject, NULL), end = start;

	while (end < p->entities &&
	       memcmp(p->entity[end].subject, subject, SHA256_BYTES) == 0)
		end++;
	*count = end - start;
	return &p->entity[start];
}

struct path_entity *path_entity_find(const struct path_pool *p,
				     const uint8_t subject[SHA256_BYTES],
				     struct span spki)
{
	size_t at = lower_bound(p, subject, &spki);
	struct path_entity *e = &p->entity[at];

	return at < p->entities && memcmp(e->subject, subject, SHA256_BYTES) == 0 &&
			       span_eq(e->spki, spki)
		       ? e
		       : NULL;
}

bool path_find(const struct path_pool *p, const struct path_entity *e,
	       struct span der, size_t *position)
{
	size_t low = e->first, high = e->first + e->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		size_t at = p->by_subject[middle];
		int order = span_cmp(p->bundle.entry[at].cert.der, der);

		if (order == 0) {
			*position = at;
			return true;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}
