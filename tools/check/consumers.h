/* What cabundle-check --for predicts: which consumer loads what of each file. */
#ifndef CHECK_CONSUMERS_H
#define CHECK_CONSUMERS_H

#include "consumer/consumer.h"
#include "set/bundle.h"
#include "tools/check/findings.h"

/*
 * consumers_ask adds those of a list, "openssl,go1.19" or "all", to a set. Ends the
 * program where there is no such consumer.
 */
void consumers_ask(uint32_t *set, const char *list);

/* How the findings get their place: what they are of, and where they go. */
struct consumer_report {
	struct lint_sink to;
	void (*are_of)(void *context, const struct entry *e); /* NULL: the file */
	void *context;
	uint32_t file; /* its number in the findings */
};

/*
 * consumers_judge predicts for each consumer what it loads of a file's bytes, and
 * reports what it loses of the bundle that was read from them.
 */
void consumers_judge(uint32_t set, struct span bytes, const struct bundle *b,
		     struct findings *f, const struct consumer_report *report);

/* The tables that end the text and the JSON of a report; nothing where none was
 * asked for. */
void consumers_text(const struct findings *f);
void consumers_json(const struct findings *f);

#endif
