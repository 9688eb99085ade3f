#include "verify/path.h"

#include <stdlib.h>

#include "crypto/verify.h"
#include "formats/openssl_trust.h"
#include "x509/dn.h"

struct path_key {
	uint8_t subject[SHA256_BYTES]; /* digest of the canonical name */
	size_t position;
};

static int by_subject(const void *a, const void *b)
{
	const struct path_key *x = a, *y = b;
	int order = memcmp(x->subject, y->subject, SHA256_BYTES);

	return order != 0
		       ? order
		       : (x->position > y->position) - (x->position < y->position);
}

void path_pool_index(struct path_pool *p)
{
	struct bundle *b = &p->bundle;

	p->by_subject = arena_array(&b->arena, b->count, sizeof(*p->by_subject));
	p->role = arena_array(&b->arena, b->count, sizeof(*p->role));
	p->crt = arena_array(&b->arena, b->count, sizeof(*p->crt));
	p->why = arena_array(&b->arena, b->count, sizeof(*p->why));
	for (size_t i = 0; i < b->count; i++) {
		dn_digest(b->entry[i].cert.subject, p->by_subject[i].subject);
		p->by_subject[i].position = i;
	}
	if (b->count > 0)
		qsort(p->by_subject, b->count, sizeof(*p->by_subject), by_subject);
}

void path_pool_free(struct path_pool *p)
{
	for (size_t i = 0; p->crt != NULL && i < p->bundle.count; i++)
		crypto_crt_free(p->crt[i]);
	bundle_free(&p->bundle);
	*p = (struct path_pool){ 0 };
}

/*
 * AuthorityKeyIdentifier (RFC 5280 section 4.2.1.1): an absent part is empty. The
 * issuer is the first directoryName, where there is one.
 */
struct authority {
	struct span key_id, issuer, serial;
};

static void read_authority(struct span rest, struct authority *out)
{
	struct span content, names = { 0 };
	struct tlv name;

	*out = (struct authority){ 0 };
	if (!der_take(&rest, DER_SEQUENCE, &content) ||
	    (der_is(content, DER_CONTEXT) &&
	     !der_take(&content, DER_CONTEXT, &out->key_id)) ||
	    (der_is(content, DER_CONTEXT_CONSTRUCTED + 1) &&
	     !der_take(&content, DER_CONTEXT_CONSTRUCTED + 1, &names)))
		return;
	while (out->issuer.n == 0 && der_next(&names, &name))
		if (name.tag == DER_CONTEXT_CONSTRUCTED + 4)
			out->issuer = name.body;
	if (der_is(content, DER_CONTEXT + 2) &&
	    !der_take(&content, DER_CONTEXT + 2, &out->serial))
		return;
}

/*
 * Whether the parent may be the one that the child's authority key identifier
 * means, as OpenSSL decides it: what both have must not differ.
 */
static bool identifiers_agree(const struct cert *child, const struct cert *parent)
{
	struct cert_extensions of_child, of_parent;
	struct authority authority;
	struct span ski;

	cert_extensions(child, &of_child);
	if (of_child.authority_key_id.p == NULL)
		return true;
	cert_extensions(parent, &of_parent);
	read_authority(of_child.authority_key_id, &authority);
	if (authority.key_id.p != NULL && cert_subject_key_id(&of_parent, &ski) &&
	    !span_eq(authority.key_id, ski))
		return false;
	return (authority.serial.n == 0 ||
		span_eq(authority.serial, parent->serial)) &&
	       (authority.issuer.n == 0 || dn_eq(authority.issuer, parent->issuer));
}

bool path_self_signed(const struct cert *c)
{
	return cert_self_issued(c) && identifiers_agree(c, c);
}

static enum path_role role_of(const struct entry *e, enum oid_id purpose,
			      bool partial)
{
	enum openssl_trust trust = openssl_trust_for(&e->origin.trust, purpose);

	if (trust == OPENSSL_TRUST_NO)
		return PATH_DISTRUSTED;
	return partial || trust == OPENSSL_TRUST_YES || path_self_signed(&e->cert)
		       ? PATH_ANCHOR
		       : PATH_LINK;
}

void path_pool_anchor(struct path_pool *p, enum oid_id purpose, bool partial)
{
	for (size_t i = 0; i < p->bundle.count; i++) {
		p->role[i] = role_of(&p->bundle.entry[i], purpose, partial);
		p->distrusts |= p->role[i] == PATH_DISTRUSTED;
	}
}

struct crypto_crt *path_crt(struct path_node n, const char **why)
{
	struct path_pool *p = n.pool;

	if (p->crt[n.position] == NULL && p->why[n.position] == NULL)
		p->crt[n.position] =
			crypto_import(path_entry(n)->cert.der, &p->why[n.position]);
	*why = p->why[n.position];
	return p->crt[n.position];
}

/* The first of a pool's certificates with this subject, and how many there are. */
static const struct path_key *find_subject(const struct path_pool *p,
					   const uint8_t subject[SHA256_BYTES],
					   size_t *count)
{
	size_t low = 0, high = p->bundle.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(p->by_subject[middle].subject, subject, SHA256_BYTES) <
		    0)
			low = middle + 1;
		else
			high = middle;
	}
	for (high = low;
	     high < p->bundle.count && high - low < CAP_SAME_NAME &&
	     memcmp(p->by_subject[high].subject, subject, SHA256_BYTES) == 0;
	     high++)
		;
	*count = high - low;
	return &p->by_subject[low];
}

struct walk {
	struct path_list *out;
	struct path_pool *sent, *anchors;
	struct path path; /* as far as it goes now */
	size_t length;	  /* of the paths that are looked for */
	bool longer;	  /* there are longer ones */
};

static const struct cert *cert_of(struct path_node n)
{
	return &path_entry(n)->cert;
}

static void record(struct walk *w, enum path_end end)
{
	struct path_list *out = w->out;

	w->path.end = end;
	out->path[out->count++] = w->path;
}

/*
 * Distrust is of a key under a name: another certificate of the same key, with
 * which the server might come instead, is distrusted too.
 */
static bool distrusted(const struct walk *w, struct path_node n)
{
	const struct cert *c = cert_of(n);
	uint8_t subject[SHA256_BYTES];
	const struct path_key *key;
	size_t count;

	if (!w->anchors->distrusts)
		return false;
	dn_digest(c->subject, subject);
	key = find_subject(w->anchors, subject, &count);
	for (size_t i = 0; i < count; i++)
		if (w->anchors->role[key[i].position] == PATH_DISTRUSTED &&
		    span_eq(w->anchors->bundle.entry[key[i].position].cert.spki,
			    c->spki))
			return true;
	return false;
}

/* A name and key that the path has already would only lead round in a circle. */
static bool in_path(const struct walk *w, const struct cert *c)
{
	for (size_t i = 0; i < w->path.count; i++) {
		const struct cert *have = cert_of(w->path.node[i]);

		if (span_eq(have->spki, c->spki) &&
		    dn_eq(have->subject, c->subject))
			return true;
	}
	return false;
}

struct candidates {
	struct path_node node[3 * CAP_SAME_NAME];
	size_t count;
	bool other_key; /* there are some of the name with another key identifier */
};

static bool has(const struct candidates *c, struct span der)
{
	for (size_t i = 0; i < c->count; i++)
		if (span_eq(cert_of(c->node[i])->der, der))
			return true;
	return false;
}

/* Adds those of a pool that have a role; of equal certificates, the first. */
static void add_candidates(struct candidates *c, const struct walk *w,
			   struct path_pool *pool, enum path_role role,
			   const uint8_t issuer[SHA256_BYTES])
{
	const struct cert *child = cert_of(w->path.node[w->path.count - 1]);
	size_t count;
	const struct path_key *key = find_subject(pool, issuer, &count);

	w->out->more |= count == CAP_SAME_NAME;
	for (size_t i = 0; i < count; i++) {
		struct path_node n = { pool, key[i].position };

		if (pool->role[n.position] != role || in_path(w, cert_of(n)) ||
		    has(c, cert_of(n)->der))
			continue;
		if (identifiers_agree(child, cert_of(n)))
			c->node[c->count++] = n;
		else
			c->other_key = true;
	}
}

static void find_candidates(const struct walk *w, struct candidates *out)
{
	uint8_t issuer[SHA256_BYTES];

	out->count = 0;
	out->other_key = false;
	dn_digest(cert_of(w->path.node[w->path.count - 1])->issuer, issuer);
	add_candidates(out, w, w->anchors, PATH_ANCHOR, issuer);
	add_candidates(out, w, w->anchors, PATH_DISTRUSTED, issuer);
	add_candidates(out, w, w->anchors, PATH_LINK, issuer);
	add_candidates(out, w, w->sent, PATH_LINK, issuer);
}

/* How the path ends here; false where it goes on. */
static bool ends(const struct walk *w, enum path_end *end)
{
	struct path_node last = w->path.node[w->path.count - 1];

	if (distrusted(w, last))
		*end = PATH_AT_DISTRUSTED;
	else if (last.pool->role[last.position] == PATH_ANCHOR)
		*end = PATH_AT_ANCHOR;
	else if (path_self_signed(cert_of(last)))
		*end = PATH_NO_ANCHOR;
	else if (w->path.count == CAP_PATH)
		*end = PATH_TOO_LONG;
	else
		return false;
	return true;
}

static bool is_spent(const struct walk *w)
{
	return w->out->count == CAP_PATHS || w->out->steps == CAP_PATH_STEPS;
}

/* Records the paths of exactly w->length; recursion goes CAP_PATH deep. */
static void extend(struct walk *w)
{
	struct candidates c = { .count = 0 };
	bool at_length = w->path.count == w->length, over;
	enum path_end end;

	over = ends(w, &end);
	if (!over) {
		find_candidates(w, &c);
		over = c.count == 0;
		end = c.other_key ? PATH_OTHER_KEY : PATH_NO_ISSUER;
	}
	if (at_length && over)
		record(w, end);
	if (at_length && !over)
		w->longer = true;
	if (at_length || over)
		return;
	for (size_t i = 0; i < c.count && !is_spent(w); i++) {
		w->out->steps++;
		w->path.node[w->path.count++] = c.node[i];
		extend(w);
		w->path.count--;
	}
}

/* The bundle's own copy of the server's certificate may be an anchor. */
static struct path_node first_node(struct path_pool *sent, size_t leaf,
				   struct path_pool *anchors)
{
	const struct cert *c = &sent->bundle.entry[leaf].cert;
	uint8_t subject[SHA256_BYTES];
	const struct path_key *key;
	size_t count;

	dn_digest(c->subject, subject);
	key = find_subject(anchors, subject, &count);
	for (size_t i = 0; i < count; i++)
		if (anchors->role[key[i].position] == PATH_ANCHOR &&
		    span_eq(anchors->bundle.entry[key[i].position].cert.der,
			    c->der))
			return (struct path_node){ anchors, key[i].position };
	return (struct path_node){ sent, leaf };
}

void path_find(struct path_list *out, struct path_pool *sent, size_t leaf,
	       struct path_pool *anchors)
{
	struct walk w = { .out = out, .sent = sent, .anchors = anchors };

	out->count = 0;
	out->more = false;
	out->steps = 0;
	w.path.node[w.path.count++] = first_node(sent, leaf, anchors);
	do {
		w.length++;
		w.longer = false;
		extend(&w);
	} while (w.longer && !is_spent(&w));
	out->more |= is_spent(&w);
}
