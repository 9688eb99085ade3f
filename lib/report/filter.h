/*
 * --where: which certificates. An expression is conditions "FIELD OP
 * VALUE[,VALUE...]" joined by and, or, not and parentheses; cabundle(7) has the
 * language. What it does not have is an error with its place, never a value that
 * no certificate has.
 */
#ifndef FILTER_H
#define FILTER_H

#include "report/field.h"

struct filter_node;

/* A filter that is all zeros lets everything pass. */
struct filter {
	struct arena arena;
	struct filter_node *first, **end; /* what was added: all of it must hold */
	const struct field *set_field; /* one in it that needs all certificates */
};

/* What is wrong with an expression. */
struct filter_error {
	size_t column;	  /* from 1, in characters; of an empty expression, 1 */
	const char *text; /* what is wrong there, and what is allowed */
};

/*
 * filter_add parses an expression; all that were added must hold. now is where
 * spans of time such as 90d start. False where it is not well formed, with why set,
 * whose text lives in the filter's arena; the filter is then as it was.
 */
MUST_CHECK bool filter_add(struct filter *f, const char *expression, int64_t now,
			   struct filter_error *why);

/* filter_match says whether the certificate passes. */
bool filter_match(const struct filter *f, struct facts *facts);

/* filter_asks says whether a condition on the field is in it. */
bool filter_asks(const struct filter *f, const struct field *field);

/*
 * filter_may_match says whether a certificate that has this value of the field may
 * pass, whatever its other fields are: conditions on these may hold or not.
 */
bool filter_may_match(const struct filter *f, const struct field *field,
		      struct facts *facts);

void filter_free(struct filter *f);

#endif
