/*
 * Whom the findings of checks concern, by minds.def and consumer.def: what a check
 * says of consumers and what cabundle-check --for predicts have one source.
 */
#ifndef LINT_MINDS_H
#define LINT_MINDS_H

#include "consumer/consumer.h"
#include "lint/lint.h"

/* Sets of consumers; see consumer.h. */
struct lint_minds {
	struct consumer_minds certificate;
	uint32_t may_lose; /* blocks, for the text of the file */
};

/* lint_concerns_all: a finding counts for whoever reads the file. */
bool lint_concerns_all(enum lint_id id);

/*
 * lint_minds says who minds what a check found: in a certificate, or, with c NULL,
 * in the text of a file, maybe in a block with this label (else NULL).
 */
struct lint_minds lint_minds(enum lint_id id, const struct cert *c,
			     const char *label);

/* lint_may_mind are all who could mind a finding that does not concern all. */
uint32_t lint_may_mind(enum lint_id id);

/*
 * lint_put_minds appends who minds, of a set of consumers: "; go1.23 refuses it",
 * or nothing.
 */
void lint_put_minds(const struct lint_minds *m, uint32_t of, struct buf *out);

#endif
