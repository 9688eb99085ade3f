/*
 * The checks that need the whole bundle: who signed whom, what has ended, what is
 * there twice. Signatures are tried once a key, and what a check asks of an issuer
 * is remembered, so that all is linear in the bundle.
 */
#ifndef LINT_SET_H
#define LINT_SET_H

#include "crypto/crypto.h"
#include "lint/lint.h"
#include "set/chain.h"

struct lint_ended; /* when the last certificate of a key ends */

struct lint_set {
	const struct bundle *bundle;
	struct chain chain;
	int64_t now;
	int64_t soon; /* what ends before this moment expires soon */
	struct arena arena;
	struct lint_ended *ended; /* of each key, by its number in the chain */
	struct digest_index seen; /* certificates so far ... */
	struct buf first;	  /* ... and their entries, uint32_t each */
	const char *several;	  /* the file that has several containers */
};

/* lint_set_start indexes the bundle, which must not change until lint_set_free. */
void lint_set_start(struct lint_set *s, const struct bundle *b, int64_t now,
		    int64_t soon);
void lint_set_free(struct lint_set *s);

/* lint_trust judges signature, issuers and validity of entry i. */
void lint_trust(struct lint_set *s, size_t i, const struct lint_sink *to);

/* lint_duplicate says of entry i whether it came before. To be called for all, in
 * their order. */
bool lint_duplicate(struct lint_set *s, size_t i, const struct lint_sink *to);

/*
 * lint_container tells of entry i that what was read before in its file is not in
 * the same container, where one of both is a PKCS#7 or DER: once a file. To be
 * called for all, in their order.
 */
void lint_container(struct lint_set *s, size_t i, const struct lint_sink *to);

/* lint_put_place appends where another entry is, as a fact of entry i says it:
 * "line 49", "certificate 3", and the file's name where that is another one. */
void lint_put_place(const struct lint_set *s, size_t i, size_t other,
		    struct buf *out);

#endif
