/*
 * What programs would load from a file, predicted from its bytes alone, by rules
 * that cabundle-check(1) states: which PEM blocks a consumer sees, how it reads
 * their base64, which certificates it refuses, and whether one bad block costs
 * itself or the whole file. No consumer's own code runs here; the tests compare the
 * predictions with the real ones.
 */
#ifndef CONSUMER_H
#define CONSUMER_H

#include "base/arena.h"

/* A block that a consumer meets, or a certificate within it. */
struct consumer_item {
	uint64_t line; /* of its BEGIN, from 1; 0 in a binary file */
	struct span
		der; /* of the certificate that is loaded; empty where none is */
	const char *reason; /* why it is not loaded; NULL where it is, or unknown */
};

struct prediction {
	struct arena arena;	    /* holds decoded certificates */
	struct consumer_item *item; /* in the order of lines */
	size_t count, room;
	size_t loaded;	       /* certificates, duplicates counted */
	const char *refusal;   /* why nothing is loaded; NULL where something is */
	uint64_t refusal_line; /* of the block at fault; 0 where there is none */
	size_t cursor;	       /* where prediction_of found the last one */
};

#define CONSUMER_COUNT 5

struct consumer {
	const char *name;
	const char *loader; /* which function of which version */
	const char *unseen; /* why it passes over a block without a word */
	bool takes_one;	    /* and no more, by its nature */
	void (*predict)(struct span file, struct prediction *out);
};

/* consumer_find returns the row of a name, or NULL. */
const struct consumer *consumer_find(const char *name);

/* consumer_row returns row n, or NULL behind the last. */
const struct consumer *consumer_row(size_t n);

/*
 * consumer_predict fills out, which prediction_free frees. The file must outlive
 * it. Its time is linear in the bytes of the file.
 */
void consumer_predict(const struct consumer *c, struct span file,
		      struct prediction *out);
void prediction_free(struct prediction *p);

/*
 * prediction_of says whether a certificate, found at this line (0 in a binary
 * file), is loaded, and sets reason to why not.
 */
MUST_CHECK bool prediction_of(struct prediction *p, const struct consumer *c,
			      uint64_t line, struct span der, const char **reason);

#endif
