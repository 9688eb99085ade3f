#include "verify/crl_index.h"

#include <stdlib.h>

#include "base/arena.h"
#include "x509/dn.h"

struct issuer {
	uint8_t digest[SHA256_BYTES]; /* of the canonical name */
	uint32_t number; /* in the order of the CRL; later, of equal ones */
};

struct key {
	const uint8_t *entry;
	uint32_t bytes;	 /* of the entry; a CRL has less than 4 GiB */
	uint32_t issuer; /* its number */
};

struct crl_index {
	struct issuer *issuer;
	struct key *key;
	size_t issuers, issuer_room, keys, key_room;

	enum crl_index_fault fault;
	const char *fact;
	struct span unknown;
};

static void add_issuer(struct crl_index *x, struct span name)
{
	if (x->issuers == x->issuer_room) {
		x->issuer_room = x->issuer_room > 0 ? 2 * x->issuer_room : 1;
		x->issuer =
			arena_grow(x->issuer, x->issuer_room * sizeof(*x->issuer));
	}
	dn_digest(name, x->issuer[x->issuers].digest);
	x->issuer[x->issuers].number = (uint32_t)x->issuers;
	x->issuers++;
}

static void add_key(struct crl_index *x, struct span entry)
{
	if (x->keys == x->key_room) {
		x->key_room = x->key_room > 0 ? 2 * x->key_room : 64;
		x->key = arena_grow(x->key, x->key_room * sizeof(*x->key));
	}
	x->key[x->keys++] = (struct key){
		.entry = entry.p,
		.bytes = (uint32_t)entry.n,
		.issuer = (uint32_t)x->issuers - 1,
	};
}

static bool fail(struct crl_index *x, enum crl_index_fault fault, const char *fact)
{
	x->fault = fault;
	x->fact = fact;
	return false;
}

/*
 * The one directoryName of certificateIssuer. With none, or with several of which
 * one might be the certificate's, an entry could be passed over.
 */
static bool directory_name(struct span names, struct span *out)
{
	struct tlv name;
	bool found = false;

	while (der_next(&names, &name))
		if (name.tag == DER_CONTEXT_CONSTRUCTED + 4) {
			if (found)
				return false;
			found = true;
			*out = name.body;
		}
	return found && names.n == 0;
}

static bool add_entry(struct crl_index *x, const struct crl_entry *e)
{
	struct crl_entry_extensions ext;
	const char *fact;
	struct span name;

	if (!crl_entry_extensions(e, &ext, &fact))
		return fail(x, CRL_INDEX_MALFORMED, fact);
	if (ext.unknown.n > 0) {
		x->unknown = ext.unknown;
		return fail(x, CRL_INDEX_CRITICAL,
			    "a critical extension of an entry is not known");
	}
	if (ext.issuer.p != NULL) {
		if (!directory_name(ext.issuer, &name))
			return fail(x, CRL_INDEX_MALFORMED,
				    "an entry's certificateIssuer is not one name");
		add_issuer(x, name);
	}
	add_key(x, e->whole);
	return true;
}

static bool read_entries(struct crl_index *x, const struct crl *c)
{
	struct span rest = c->entries;
	struct crl_entry e;

	add_issuer(x, c->issuer);
	while (crl_next_entry(&rest, &e))
		if (!add_entry(x, &e))
			return false;
	return rest.n == 0 ||
	       fail(x, CRL_INDEX_MALFORMED, "an entry that is malformed");
}

static int by_digest(const void *a, const void *b)
{
	const struct issuer *x = a, *y = b;

	return memcmp(x->digest, y->digest, SHA256_BYTES);
}

/* Each issuer once, in the order of their digests; keys have the new numbers. */
static void sort_issuers(struct crl_index *x)
{
	uint32_t *number = arena_grow(NULL, x->issuers * sizeof(*number));
	size_t count = 0;

	qsort(x->issuer, x->issuers, sizeof(*x->issuer), by_digest);
	for (size_t i = 0; i < x->issuers; i++) {
		if (i == 0 ||
		    by_digest(&x->issuer[i], &x->issuer[count - 1]) != 0) {
			memcpy(x->issuer[count].digest, x->issuer[i].digest,
			       SHA256_BYTES);
			count++;
		}
		number[x->issuer[i].number] = (uint32_t)(count - 1);
	}
	for (size_t i = 0; i < x->keys; i++)
		x->key[i].issuer = number[x->key[i].issuer];
	x->issuers = count;
	free(number);
}

static void entry_of(const struct key *k, struct crl_entry *out)
{
	struct span s = span_of(k->entry, k->bytes);

	if (!crl_next_entry(&s, out))
		*out = (struct crl_entry){
			0
		}; /* not possible: it was read before */
}

static int compare(const struct key *k, uint32_t issuer, struct span serial)
{
	struct crl_entry e;

	if (k->issuer != issuer)
		return k->issuer < issuer ? -1 : 1;
	entry_of(k, &e);
	return crl_serial_cmp(e.serial, serial);
}

static int by_serial(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	struct crl_entry e;
	int order;

	entry_of(y, &e);
	order = compare(x, y->issuer, e.serial);
	return order != 0 ? order : (x->entry > y->entry) - (x->entry < y->entry);
}

static bool removes(const struct key *k)
{
	struct crl_entry_extensions ext;
	struct crl_entry e;
	const char *fact;

	entry_of(k, &e);
	return crl_entry_extensions(&e, &ext, &fact) &&
	       ext.reason == CRL_REMOVE_FROM_CRL;
}

/* Of equal keys, which stand together, one stays. */
static void drop_repeated(struct crl_index *x)
{
	size_t count = 0;

	for (size_t i = 0; i < x->keys; i++) {
		struct key *last = count > 0 ? &x->key[count - 1] : NULL;
		struct crl_entry e;

		entry_of(&x->key[i], &e);
		if (last == NULL || compare(last, x->key[i].issuer, e.serial) != 0)
			x->key[count++] = x->key[i];
		else if (removes(last) && !removes(&x->key[i]))
			*last = x->key[i];
	}
	x->keys = count;
}

struct crl_index *crl_index_make(const struct crl *c)
{
	struct crl_index *x = arena_grow(NULL, sizeof(*x));

	*x = (struct crl_index){ 0 };
	if (!read_entries(x, c))
		return x;
	sort_issuers(x);
	if (x->keys > 0)
		qsort(x->key, x->keys, sizeof(*x->key), by_serial);
	drop_repeated(x);
	return x;
}

void crl_index_free(struct crl_index *x)
{
	if (x == NULL)
		return;
	free(x->issuer);
	free(x->key);
	free(x);
}

enum crl_index_fault crl_index_fault(const struct crl_index *x, const char **fact,
				     struct span *unknown)
{
	*fact = x->fact;
	*unknown = x->unknown;
	return x->fault;
}

bool crl_index_find(const struct crl_index *x, const uint8_t issuer[SHA256_BYTES],
		    struct span serial, struct crl_entry *entry,
		    struct crl_entry_extensions *extensions)
{
	struct issuer wanted = { .number = 0 }, *found;
	size_t low = 0, high = x->keys;
	const char *fact;
	uint32_t number;

	memcpy(wanted.digest, issuer, SHA256_BYTES);
	found = bsearch(&wanted, x->issuer, x->issuers, sizeof(*x->issuer),
			by_digest);
	if (found == NULL)
		return false;
	number = (uint32_t)(found - x->issuer);
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&x->key[middle], number, serial) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == x->keys || compare(&x->key[low], number, serial) != 0)
		return false;
	entry_of(&x->key[low], entry);
	return crl_entry_extensions(entry, extensions, &fact);
}
