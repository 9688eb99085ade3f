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
#include "base/buf.h"
#include "x509/cert.h"

enum consumer_id {
#define CONSUMER(constant, ...) CONSUMER_##constant,
#include "consumer/consumer.def"
#undef CONSUMER
	CONSUMER_COUNT
};

/* Consumers as a set, a bit each. */
#define CONSUMER_BIT(id) (UINT32_C(1) << (id))

/* What consumers mind in a certificate. */
enum consumer_rule {
#define RULE(constant, ...) RULE_##constant,
#include "consumer/consumer.def"
#undef RULE
	RULE_COUNT
};

/* Rules as a set, a bit each. */
_Static_assert(RULE_COUNT <= 64, "one bit a rule");
#define RULE_BIT(id) (UINT64_C(1) << (id))

/* What consumers mind in a text. */
enum consumer_text {
#define TEXT(check, ...) TEXT_##check,
#include "consumer/consumer.def"
#undef TEXT
	TEXT_COUNT
};

/* A block that a consumer meets, or a certificate within it. */
struct consumer_item {
	uint64_t line; /* of its BEGIN, from 1; 0 in a binary file */
	struct span
		der; /* of the certificate that is loaded; empty where none is */
	const char *reason; /* why it is not loaded; NULL where it is, or unknown */
};

struct prediction {
	enum consumer_id id;
	struct arena arena;	    /* holds decoded certificates */
	struct consumer_item *item; /* in the order of lines */
	size_t count, room;
	size_t loaded;	       /* certificates, duplicates counted */
	const char *refusal;   /* why nothing is loaded; NULL where something is */
	uint64_t refusal_line; /* of the block at fault; 0 where there is none */
	size_t cursor;	       /* where prediction_of found the last one */
};

/* A version of a program. */
struct consumer {
	const char *name;   /* go1.19 */
	const char *family; /* go */
	const char *unseen; /* why it passes over a block without a word */
	bool takes_one;	    /* and no more, by its nature */
	void (*predict)(struct span file, struct prediction *out);
};

const struct consumer *consumer_row(enum consumer_id id);

/*
 * consumers_find gives those of a name: a version ("go1.19"), the newest of a
 * family
 * ("go"), or the newest of each ("all"). Empty where there is no such name.
 */
uint32_t consumers_find(const char *name);

/* consumers_put appends the names of a set: "java17, nss3.87 and go1.23". */
void consumers_put(uint32_t set, struct buf *out);

/* Of those who mind, who does not load the certificate, and who proves nothing by
 * the key in it. */
struct consumer_minds {
	uint32_t refuse, cannot_use;
};

/* consumer_breaks says whether a certificate breaks a rule. */
bool consumer_breaks(const struct cert *c, enum consumer_rule rule);

/* consumers_mind says who minds the certificate for one of a set of rules. */
struct consumer_minds consumers_mind(const struct cert *c, uint64_t rules);

/*
 * consumer_cannot_use says why a consumer that loads a certificate proves nothing
 * by it, or NULL. consumers_process are those that go on where an extension with
 * this identifier (its content octets) is critical.
 */
const char *consumer_cannot_use(enum consumer_id id, const struct cert *c);
uint32_t consumers_process(struct span oid);

/* consumers_of are all in the rows of a set of rules. */
uint32_t consumers_of(uint64_t rules);

/*
 * consumers_lose_text may lose blocks for such a text; consumers_lose_label do lose
 * a block of this label that has a certificate in it. NULL is any label.
 */
uint32_t consumers_lose_text(enum consumer_text text);
uint32_t consumers_lose_label(const char *label);

/*
 * consumer_predict fills out, which prediction_free frees. The file must outlive
 * it. Its time is linear in the bytes of the file.
 */
void consumer_predict(enum consumer_id id, struct span file,
		      struct prediction *out);
void prediction_free(struct prediction *p);

/*
 * prediction_of says whether a certificate, found at this line (0 in a binary
 * file), is loaded, and sets reason to why not.
 */
MUST_CHECK bool prediction_of(struct prediction *p, uint64_t line, struct span der,
			      const char **reason);

#endif
