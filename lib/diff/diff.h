/*
 * What changed from one bundle to another, by meaning. Every distinct certificate
 * of both sides gets one class, by a matching that depends on the two sets alone
 * and not on their order; cabundle-diff(1) states it for users.
 *
 * Names are compared as RFC 5280 section 7.1 wants it, keys by their
 * SubjectPublicKeyInfo. Some 110 bytes of memory a certificate.
 */
#ifndef DIFF_H
#define DIFF_H

#include "diff/store.h"

enum diff_side {
	DIFF_OLD = 1,
	DIFF_NEW = 2,
};

/* In the order in which people want to know. */
enum diff_class {
	DIFF_REMOVED,
	DIFF_TRUST,	   /* the same DER, and another word on its trust */
	DIFF_REKEYED,	   /* same subject and issuer; another key instead */
	DIFF_RENAMED,	   /* same key, another subject */
	DIFF_CROSS_SIGNED, /* same subject and key, another issuer */
	DIFF_RESIGNED,	   /* ... same issuer, serial and validity */
	DIFF_RENEWED,	   /* ... same issuer, other serial or validity */
	DIFF_ADDED,
	DIFF_UNCHANGED, /* the same DER, and the same words */
	DIFF_CLASSES,
	DIFF_OPEN = DIFF_CLASSES, /* before diff_classify */
};

enum diff_cause {
	DIFF_NO_CAUSE,
	DIFF_WHILE_VALID, /* removed, and nothing takes its place */
	DIFF_COVERED,	  /* removed; NEW has its subject and key */
	DIFF_EXPIRED,	  /* removed, after its validity ended */
	DIFF_BESIDE,	  /* new, beside one of OLD that it does not replace */
	DIFF_CAUSES,
};

#define DIFF_KEY_BYTES 12
#define DIFF_NOTHING   UINT32_MAX

struct diff_entry {
	/* SHA-256 of what they name, cut: grouping is all they are for, and a
	 * collision takes 2^48 certificates. */
	uint8_t subject[DIFF_KEY_BYTES], key[DIFF_KEY_BYTES],
		issuer[DIFF_KEY_BYTES];
	uint32_t related; /* the other one of a pair, what covers it or what it
			     stands beside; else DIFF_NOTHING */
	uint8_t sides;	  /* of enum diff_side */
	uint8_t class;	  /* enum diff_class */
	uint8_t cause;	  /* enum diff_cause */
	bool lone_key;	  /* no certificate of the other side has the key */
	uint8_t unsaid;	  /* of enum diff_side: it has it with nothing said */
};

struct diff {
	struct store store;
	struct diff_entry *entry; /* by position in the store */
	size_t room;
	uint64_t certificates[DIFF_NEW + 1]; /* distinct, by side */
	uint64_t duplicates[DIFF_NEW + 1];
	size_t last;	    /* position of what diff_add was given last */
	struct buf said;    /* what was said of trust; see diff/trust.c */
	struct spool words; /* in which words */
	size_t last_common; /* of those that NEW gave: the position of the last */
	bool order_kept;    /* what both have is in the same order in both */
	uint64_t count[DIFF_CLASSES][DIFF_CAUSES]; /* changes; a pair is one */
};

void diff_start(struct diff *d);
void diff_free(struct diff *d);

enum diff_added {
	DIFF_REPEATED, /* its side had it already */
	DIFF_FIRST,
	DIFF_COMMON, /* the first on its side; OLD has it, too */
};

/*
 * diff_add adds a certificate; all of OLD come before the first of NEW. digest is
 * its SHA-256.
 */
enum diff_added diff_add(struct diff *d, enum diff_side side, const struct cert *c,
			 const uint8_t digest[SHA256_BYTES]);

/*
 * diff_say says what the container has for the trust of the certificate that was
 * added last, in words that are equal for equal settings; nothing is said where
 * they are empty. A side may say several things of one certificate, which is then a
 * set of words. Where it is never called, no trust changes.
 */
void diff_say(struct diff *d, enum diff_side side, struct span words);

/*
 * diff_said appends all that a side says of a certificate: "trusted for
 * serverAuth", several joined by " | ", with "none" for one of which nothing is
 * said beside; nothing where nothing is said. After diff_classify. False where
 * reading back failed, with d->words.error set.
 */
MUST_CHECK bool diff_said(struct diff *d, size_t position, enum diff_side side,
			  struct buf *out);

/*
 * diff_classify gives each its class. now, in seconds since 1970, decides what has
 * expired. False where reading back failed, with d->store.der.error set.
 */
MUST_CHECK bool diff_classify(struct diff *d, int64_t now);

/* diff_set_digest gives the digest of one side's set (set/digest.h). */
void diff_set_digest(const struct diff *d, enum diff_side side,
		     uint8_t out[SHA256_BYTES]);

/*
 * diff_leads says whether position i stands for a change: of a pair, the new one.
 */
bool diff_leads(const struct diff *d, size_t i);

/* diff_changes is the number of changes, diff_class_count those of one class. */
uint64_t diff_changes(const struct diff *d);
uint64_t diff_class_count(const struct diff *d, enum diff_class class);

/*
 * The words of cabundle-diff(1): "re-keyed", "while-valid"; NULL for DIFF_NO_CAUSE.
 */
const char *diff_class_name(enum diff_class class);
const char *diff_cause_name(enum diff_cause cause);

/* For classify.c: diff_classify_trust finds what is unchanged but for its trust. */
void diff_classify_trust(struct diff *d);

/*
 * For diff.c: diff_pair makes pairs of open certificates in order[0..count), which
 * belong to one group of a rule. False as diff_classify.
 */
struct diff_rule {
	enum diff_class class;
	enum diff_class alike; /* where affinity is equal */
	/* Appends what a likely partner has in common. */
	void (*affinity)(const struct diff_entry *e, const struct cert *c,
			 struct buf *out);
};

MUST_CHECK bool diff_pair(struct diff *d, const struct diff_rule *rule,
			  const uint32_t *order, size_t count);

#endif
