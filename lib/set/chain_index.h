/* The index of a chain, only for chain.c and gather.c; see chain.h. */
#ifndef CHAIN_INDEX_H
#define CHAIN_INDEX_H

#include "set/chain.h"

struct chain_key {
	uint8_t subject[SHA256_BYTES]; /* digest of the canonical name */
	uint8_t spki[SHA256_BYTES];
	size_t position;
	size_t name; /* where the first of this subject is, here and in by_id ... */
	size_t key;  /* ... and, here, the first of this key, which is its number */
	size_t end;  /* after the last of this key */
	size_t asked; /* of a first: the entry that it was tried for last, plus one
		       */
	size_t name_end;      /* of the first of a subject: after its last ... */
	size_t name_earliest; /* ... and its earliest position */
};

struct chain_id {
	size_t name;
	bool has_id;
	struct span id; /* the subject key identifier */
	size_t at;	/* in by_key: this certificate */
	size_t run_end; /* after the last of this name, identifier and key */
	size_t id_end;	/* of the first of a name and identifier: after its last ...
			 */
	size_t earliest; /* ... and its earliest position */
};

struct chain_link {
	uint8_t issuer[SHA256_BYTES]; /* digest of the canonical name */
	struct span aki;	      /* the issuer's key identifier */
	bool has_aki;
	size_t at;    /* in by_key */
	uint8_t self; /* crypto_answer plus one, once asked */
	bool known;   /* what follows is */
	struct chain_issuer found;
	size_t maybe, maybes; /* in work->maybe: keys whose signature it may be */
};

struct chain_range {
	size_t begin, end;
};

/* Whose names, and identifiers where both sides have one, make them issuers. */
struct chain_candidates {
	size_t name; /* CHAIN_NONE where there are none */
	bool by_id;
	struct chain_range range[2]; /* of by_id: those with the identifier, those
					without any; else the first one, of by_key
					and of by_id: all of the name */
};

void chain_candidates(const struct chain *c, size_t child,
		      struct chain_candidates *out);

/* chain_run gives the certificates of a key within a range of one identifier. */
struct chain_range chain_run(const struct chain *c, struct chain_range range,
			     size_t key);

#endif
