/*
 * --where: which certificates. An expression is conditions "FIELD OP
 * VALUE[,VALUE...]" joined by " and "; cabundle(7) has the language.
 */
#ifndef FILTER_H
#define FILTER_H

#include "report/field.h"

struct condition;

/* A filter that is all zeros lets everything pass. */
struct filter {
	struct arena arena;
	struct condition *first, **end;
	bool needs_set; /* a field in it needs all certificates */
};

/*
 * filter_add parses an expression; all that were added must hold. now is where
 * spans of time such as 90d start. It returns NULL, or what is wrong, in the
 * filter's arena.
 */
const char *filter_add(struct filter *f, const char *expression, int64_t now);

/* filter_match says whether the certificate passes. */
bool filter_match(const struct filter *f, struct facts *facts);

/*
 * filter_match_field looks at the conditions on one field alone; asked says whether
 * there is any.
 */
bool filter_match_field(const struct filter *f, const struct field *field,
			struct facts *facts, bool *asked);

void filter_free(struct filter *f);

#endif
