/* Which certificates: --where, --at and --region-regex, as several programs take
 * them. */
#ifndef SELECTION_H
#define SELECTION_H

#include "report/filter.h"
#include "tools/tool.h"

/* The options as given. */
struct selection_options {
	struct texts where;
	const char *at, *regex;
	bool no_verify;
};

struct selection {
	struct field_context context;
	struct filter filter;
};

/*
 * selection_add adds an expression that an option gave ("--where"). It ends the
 * program where that is not well formed, with the place.
 */
void selection_add(struct filter *f, const char *option, const char *expression,
		   int64_t now);

/*
 * selection_soon is the moment before which --expires-within says that something
 * expires soon. Ends the program where the text is no span such as 90d, nor 0: a
 * date is none.
 */
int64_t selection_soon(const char *within, int64_t now);

/*
 * selection_refuse_set ends the program where an expression needs all certificates,
 * in a program that has one at a time.
 */
void selection_refuse_set(const struct filter *f);

/* selection_start ends the program where an option is not well formed. */
void selection_start(struct selection *s, const struct selection_options *options);
void selection_free(struct selection *s);

#endif
