/* What the parts of a filter share; see filter.h. */
#ifndef FILTER_PARTS_H
#define FILTER_PARTS_H

#include "report/filter.h"

enum filter_op {
	FILTER_EQ,
	FILTER_NE,
	FILTER_LT,
	FILTER_LE,
	FILTER_GT,
	FILTER_GE,
	FILTER_LIKE,
	FILTER_UNLIKE,
};

/* One of the values to the right of an operator. */
struct filter_operand {
	struct filter_operand *next;
	struct span text; /* escapes resolved; of HEX, lower case without colons */
	const char *string;    /* the same */
	int64_t number, until; /* of INTEGER, BOOLEAN; of TIME, with its end */
};

struct filter_condition {
	const struct field *field;
	enum filter_op op;
	struct span sign; /* the operator as it was written */
	struct filter_operand *first;
};

enum filter_kind {
	FILTER_CONDITION,
	FILTER_NOT, /* of first */
	FILTER_AND, /* of first and all that follow it */
	FILTER_OR,
};

struct filter_node {
	enum filter_kind kind;
	struct filter_node *next;
	struct filter_node *first;
	struct filter_condition condition;
};

struct filter_parser {
	struct arena *arena; /* the filter's */
	struct span all;     /* the expression */
	struct span rest;    /* of it, to be read */
	int64_t now;
	int depth; /* of parentheses and nots around */
	const struct field *set_field;
	struct buf scratch;
	struct filter_error *why;
};

#define FILTER_OPS "= != < <= > >= ~ !~, or eq ne lt le gt ge like unlike"

/*
 * filter_wrong says what is wrong at a place of the expression, and returns NULL.
 * What is missing at the end is wrong at the last character.
 */
void *filter_wrong(struct filter_parser *p, const uint8_t *at, const char *format,
		   ...) PRINTF_LIKE(3, 4);

/* ---- Words, in filter_words.c ---- */

/* filter_skip_blanks skips blanks before the rest. */
void filter_skip_blanks(struct filter_parser *p);

/*
 * filter_take_keyword takes and, or or not where it is the next word. filter_take
 * takes a character.
 */
bool filter_take_keyword(struct filter_parser *p, struct span word);
bool filter_take(struct filter_parser *p, char c);

/* filter_take_name takes a word that may be meant as a field; it may be empty. */
struct span filter_take_name(struct filter_parser *p);

/* filter_take_op takes an operator and sets op and sign; false where there is none.
 */
MUST_CHECK bool filter_take_op(struct filter_parser *p, struct filter_condition *c);

/*
 * filter_take_value takes a value up to its comma, parenthesis or next condition.
 * first: it is the first one of its condition. The text lives in the scratch. False
 * where it is not well formed, with why set.
 */
MUST_CHECK bool filter_take_value(struct filter_parser *p,
				  const struct filter_condition *c, bool first,
				  struct span *text);

/*
 * filter_foreign says what is wrong where the rest begins with the sign or word for
 * and, or or not of another language; true where it does not.
 */
MUST_CHECK bool filter_foreign(struct filter_parser *p);

/* ---- Values, in filter_value.c ---- */

/*
 * filter_read_value reads a value, which stands at a place of the expression, by
 * the type and the domain of the condition's field. NULL where the field cannot
 * have it, with why set.
 */
struct filter_operand *filter_read_value(struct filter_parser *p,
					 const struct filter_condition *c,
					 struct span text, const uint8_t *at);

#endif
