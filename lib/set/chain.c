#include "set/chain.h"

#include <stdlib.h>

#include "base/caps.h"
#include "crypto/crypto.h"
#include "x509/dn.h"

struct chain_key {
	uint8_t subject[SHA256_BYTES]; /* digest of the canonical name */
	uint8_t spki[SHA256_BYTES];
	size_t position;
	size_t end; /* in by_key: behind the last of this subject and key */
};

static bool same(const uint8_t a[SHA256_BYTES], const uint8_t b[SHA256_BYTES])
{
	return memcmp(a, b, SHA256_BYTES) == 0;
}

static int by_key(const void *a, const void *b)
{
	const struct chain_key *x = a, *y = b;
	int order = memcmp(x->subject, y->subject, SHA256_BYTES);

	if (order == 0)
		order = memcmp(x->spki, y->spki, SHA256_BYTES);
	return order != 0
		       ? order
		       : (x->position > y->position) - (x->position < y->position);
}

/* Whether two that follow one another in by_key have the same subject and key. */
static bool same_key(const struct chain_key *a, const struct chain_key *b)
{
	return same(a->subject, b->subject) && same(a->spki, b->spki);
}

/* One subject and key under several issuers: all of these are cross-signed. */
static void mark_groups(struct chain *c)
{
	size_t count = c->bundle->count, begin = 0;

	while (begin < count) {
		const struct chain_key *first = &c->by_key[begin];
		size_t end = begin;
		bool several = false;

		for (; end < count && same_key(first, &c->by_key[end]); end++)
			several |= !same(c->issuer[first->position],
					 c->issuer[c->by_key[end].position]);
		for (; begin < end; begin++) {
			c->by_key[begin].end = end;
			c->cross_signed[c->by_key[begin].position] = several;
		}
	}
}

void chain_start(struct chain *c, const struct bundle *b, bool verify)
{
	*c = (struct chain){ .bundle = b, .verify = verify };
	c->by_key = arena_array(&c->arena, b->count, sizeof(*c->by_key));
	c->issuer = arena_array(&c->arena, b->count, sizeof(*c->issuer));
	c->cross_signed =
		arena_array(&c->arena, b->count, sizeof(*c->cross_signed));
	for (size_t i = 0; i < b->count; i++) {
		dn_digest(b->entry[i].cert.subject, c->by_key[i].subject);
		digest_sha256(b->entry[i].cert.spki, c->by_key[i].spki);
		c->by_key[i].position = i;
		dn_digest(b->entry[i].cert.issuer, c->issuer[i]);
	}
	if (b->count > 0)
		qsort(c->by_key, b->count, sizeof(*c->by_key), by_key);
	mark_groups(c);
}

void chain_free(struct chain *c)
{
	arena_free(&c->arena);
	*c = (struct chain){ 0 };
}

/* The identifiers contradict where both are there and differ. */
static bool identifiers_agree(const struct cert *child, const struct cert *parent)
{
	struct cert_extensions of_child, of_parent;
	struct span aki, ski;

	cert_extensions(child, &of_child);
	cert_extensions(parent, &of_parent);
	return !cert_authority_key_id(&of_child, &aki) ||
	       !cert_subject_key_id(&of_parent, &ski) || span_eq(aki, ski);
}

struct chain_issuers chain_issuers_of(const struct chain *c, size_t child)
{
	size_t low = 0, high = c->bundle->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(c->by_key[middle].subject, c->issuer[child],
			   SHA256_BYTES) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (struct chain_issuers){ .chain = c, .child = child, .at = low };
}

void chain_issuers_skip_key(struct chain_issuers *w)
{
	w->at = w->chain->by_key[w->at - 1].end;
}

/*
 * Whether the key at hand made the child's signature: tried for the first of its
 * certificates. Where the algorithm is not supported, name and identifiers decide.
 */
static bool try_key(struct chain_issuers *w, const struct cert *child,
		    const struct cert *parent)
{
	const struct chain_key *key = &w->chain->by_key[w->at];

	if (w->keys_tried > 0 && same_key(key, &w->chain->by_key[w->tried]))
		return w->key_signed;
	w->keys_tried++;
	w->tried = w->at;
	w->key_signed = !w->chain->verify ||
			crypto_signed_by(child, parent->spki) != CRYPTO_NO;
	return w->key_signed;
}

size_t chain_issuers_next(struct chain_issuers *w)
{
	const struct chain *c = w->chain;
	const struct cert *child = &c->bundle->entry[w->child].cert;

	while (w->at < c->bundle->count && w->keys_tried <= CAP_SAME_NAME &&
	       w->ruled_out < CAP_RULED_OUT) {
		const struct chain_key *key = &c->by_key[w->at];
		const struct cert *parent = &c->bundle->entry[key->position].cert;

		if (!same(key->subject, c->issuer[w->child]))
			break;
		if (!identifiers_agree(child, parent)) {
			w->ruled_out++;
			w->at++;
			continue;
		}
		if (try_key(w, child, parent)) {
			w->at++;
			return key->position;
		}
		w->at++;
		chain_issuers_skip_key(w);
	}
	return CHAIN_NONE;
}

bool chain_has_issuer(const struct chain *c, size_t i)
{
	struct chain_issuers w = chain_issuers_of(c, i);

	return chain_issuers_next(&w) != CHAIN_NONE;
}

size_t chain_parent(const struct chain *c, size_t i)
{
	struct chain_issuers w = chain_issuers_of(c, i);
	const struct cert *child = &c->bundle->entry[i].cert;
	size_t parent = CHAIN_NONE, at;

	while ((at = chain_issuers_next(&w)) != CHAIN_NONE) {
		if (span_eq(c->bundle->entry[at].cert.spki, child->spki))
			return CHAIN_NONE;
		if (at < parent)
			parent = at;
		chain_issuers_skip_key(&w);
	}
	return parent;
}
