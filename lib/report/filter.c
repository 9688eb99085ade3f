#include "report/filter.h"

#include <fnmatch.h>

#include "report/filter_parts.h"

static bool holds(int order, enum filter_op op)
{
	switch (op) {
	case FILTER_EQ:
		return order == 0;
	case FILTER_LT:
		return order < 0;
	case FILTER_LE:
		return order <= 0;
	case FILTER_GT:
		return order > 0;
	case FILTER_GE:
		return order >= 0;
	default:
		return false;
	}
}

/* A year, month or day is equal to every moment in it; its start is what is
 * compared. */
static bool match_time(const struct filter_operand *o, enum filter_op op,
		       int64_t when)
{
	if (op == FILTER_EQ)
		return when >= o->number && when < o->until;
	return holds((when > o->number) - (when < o->number), op);
}

static bool match_pattern(const struct filter_operand *o, struct span text)
{
	struct buf copy = { 0 };
	bool matches;

	buf_add(&copy, text);
	matches = fnmatch(o->string, buf_c(&copy), FNM_CASEFOLD) == 0;
	buf_free(&copy);
	return matches;
}

/* One word of a list, or the whole of any other text. */
static bool match_text(const struct filter_operand *o, enum filter_op op,
		       struct span text)
{
	return op == FILTER_LIKE ? match_pattern(o, text)
				 : holds(span_cmp(text, o->text), op);
}

static bool match_list(const struct filter_operand *o, enum filter_op op,
		       struct span list)
{
	while (list.n > 0) {
		const uint8_t *comma = memchr(list.p, ',', list.n);
		size_t n = comma != NULL ? (size_t)(comma - list.p) : list.n;

		if (match_text(o, op, span_of(list.p, n)))
			return true;
		n += comma != NULL;
		list = span_of(list.p + n, list.n - n);
	}
	return false;
}

/* Numbers, times and truth compare as such; an invalid one compares as its text. */
static bool is_numeric(const struct field *field, const struct value *v)
{
	return v->state == VALUE_GOOD &&
	       (field->type == FIELD_TIME || field->type == FIELD_INTEGER ||
		field->type == FIELD_BOOLEAN);
}

static bool match_number(const struct field *field, const struct filter_operand *o,
			 enum filter_op op, int64_t number)
{
	if (field->type == FIELD_TIME)
		return match_time(o, op, number);
	return holds((number > o->number) - (number < o->number), op);
}

static bool match_value(const struct field *field, const struct filter_operand *o,
			enum filter_op op, const struct value *v)
{
	struct buf text = { 0 };
	bool equality = op == FILTER_EQ || op == FILTER_LIKE, matches;

	/* Nothing is less or greater than what is absent or invalid. */
	if (!equality && v->state != VALUE_GOOD)
		return false;
	if (is_numeric(field, v) && op != FILTER_LIKE)
		return o->text.n > 0 && match_number(field, o, op, v->number);
	value_text(field, v, &text);
	if (field->type == FIELD_LIST && text.n > 0 && v->state == VALUE_GOOD)
		matches = match_list(o, op, buf_span(&text));
	else
		matches = match_text(o, op, buf_span(&text));
	buf_free(&text);
	return matches;
}

static bool match_condition(const struct filter_condition *c, struct facts *facts)
{
	struct value v = field_get(c->field, facts);
	bool negated = c->op == FILTER_NE || c->op == FILTER_UNLIKE, any = false;
	enum filter_op op = c->op == FILTER_NE	     ? FILTER_EQ
			    : c->op == FILTER_UNLIKE ? FILTER_LIKE
						     : c->op;

	for (const struct filter_operand *o = c->first; o != NULL && !any;
	     o = o->next)
		any = match_value(c->field, o, op, &v);
	return any != negated;
}

/* Ordered, so that "and" is the least and "or" the greatest of its parts. */
enum truth {
	NO,
	MAYBE,
	YES,
};

/* Where a field is given, a condition on any other may hold or not. */
struct question {
	struct facts *facts;
	const struct field *field;
};

static enum truth truth_of(const struct filter_node *n, const struct question *q);

/* The greatest truth of several, or the least; all is that of none. */
static enum truth truth_of_all(const struct filter_node *n, enum truth all,
			       const struct question *q)
{
	enum truth so_far = all, last = all == YES ? NO : YES;

	for (; n != NULL && so_far != last; n = n->next) {
		enum truth one = truth_of(n, q);

		if (all == YES ? one < so_far : one > so_far)
			so_far = one;
	}
	return so_far;
}

static enum truth truth_of(const struct filter_node *n, const struct question *q)
{
	switch (n->kind) {
	case FILTER_AND:
		return truth_of_all(n->first, YES, q);
	case FILTER_OR:
		return truth_of_all(n->first, NO, q);
	case FILTER_NOT:
		return (enum truth)(YES - truth_of(n->first, q));
	default:
		if (q->field != NULL && n->condition.field != q->field)
			return MAYBE;
		return match_condition(&n->condition, q->facts) ? YES : NO;
	}
}

bool filter_match(const struct filter *f, struct facts *facts)
{
	const struct question q = { .facts = facts };

	return truth_of_all(f->first, YES, &q) == YES;
}

bool filter_may_match(const struct filter *f, const struct field *field,
		      struct facts *facts)
{
	const struct question q = { .facts = facts, .field = field };

	return truth_of_all(f->first, YES, &q) != NO;
}

static bool asks(const struct filter_node *n, const struct field *field)
{
	for (; n != NULL; n = n->next)
		if (n->kind == FILTER_CONDITION ? n->condition.field == field
						: asks(n->first, field))
			return true;
	return false;
}

bool filter_asks(const struct filter *f, const struct field *field)
{
	return asks(f->first, field);
}

void filter_free(struct filter *f)
{
	arena_free(&f->arena);
	*f = (struct filter){ 0 };
}
