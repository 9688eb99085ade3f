/*
 * The grammar of --where, by recursive descent:
 *
 *	expression = term { "or" term }
 *	term       = factor { "and" factor }
 *	factor     = "not" factor | "(" expression ")" | condition
 *	condition  = FIELD OP value { "," value }
 *
 * filter_words.c has the words, filter_value.c what a field can have as a value.
 */
#include <stdarg.h>
#include <stdio.h>

#include "base/caps.h"
#include "report/filter_parts.h"
#include "x509/text.h"

#define QUOTED 40 /* bytes of the expression in a message */

void *filter_wrong(struct filter_parser *p, const uint8_t *at, const char *format,
		   ...)
{
	size_t before = (size_t)(at - p->all.p);
	char text[1024];
	va_list ap;

	if (before >= p->all.n)
		before = p->all.n > 0 ? p->all.n - 1 : 0;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	p->why->column = text_columns(span_of(p->all.p, before)) + 1;
	p->why->text = arena_str(p->arena, span_str(text));
	return NULL;
}

static struct filter_node *new_node(struct filter_parser *p, enum filter_kind kind)
{
	struct filter_node *n = arena_alloc(p->arena, sizeof(*n));

	n->kind = kind;
	return n;
}

/* ---- Conditions ---- */

/* Neither a field nor what may stand before one. */
static void *not_a_condition(struct filter_parser *p)
{
	struct buf text = { 0 };

	if (p->rest.n == 0)
		return filter_wrong(
			p, p->rest.p,
			"a condition is missing: FIELD OP VALUE, such as role=root");
	if (!filter_foreign(p))
		return NULL;
	filter_wrong(p, p->rest.p,
		     "'%s' is not a condition: FIELD OP VALUE, such as role=root",
		     text_quoted(p->rest, QUOTED, &text));
	buf_free(&text);
	return NULL;
}

static void *not_a_field(struct filter_parser *p, struct span name)
{
	struct buf text = { 0 };

	filter_wrong(p, name.p, "%s", field_unknown(name, &text));
	buf_free(&text);
	return NULL;
}

static bool is_ordering(enum filter_op op)
{
	return op >= FILTER_LT && op <= FILTER_GE;
}

static bool take_head(struct filter_parser *p, struct filter_condition *c)
{
	struct span name;

	filter_skip_blanks(p);
	if (!filter_foreign(p))
		return false;
	name = filter_take_name(p);
	if (name.n == 0)
		return not_a_condition(p);
	c->field = field_find(name);
	if (c->field == NULL)
		return not_a_field(p, name);
	if (!filter_take_op(p, c))
		return filter_wrong(
			p, name.p,
			"an operator is missing after '%s'; there are " FILTER_OPS,
			c->field->name);
	if (is_ordering(c->op) &&
	    (!domain_is_ordered(c->field->domain) || c->field->type == FIELD_LIST))
		return filter_wrong(
			p, c->sign.p,
			"values of %s have no order: write =, !=, ~ or !~",
			c->field->name);
	return true;
}

static struct filter_node *condition(struct filter_parser *p)
{
	struct filter_node *n = new_node(p, FILTER_CONDITION);
	struct filter_operand **end = &n->condition.first;

	if (!take_head(p, &n->condition))
		return NULL;
	do {
		struct filter_parser before = *p;
		struct span text;

		if (!filter_take_value(p, &n->condition, end == &n->condition.first,
				       &text))
			return NULL;
		if (text.n > 0)
			filter_skip_blanks(&before);
		*end = filter_read_value(p, &n->condition, text, before.rest.p);
		if (*end == NULL)
			return NULL;
		end = &(*end)->next;
	} while (filter_take(p, ','));
	if (n->condition.field->scope == FIELD_SET)
		p->set_field = n->condition.field;
	return n;
}

/* ---- Expressions ---- */

static struct filter_node *expression(struct filter_parser *p);
static struct filter_node *factor(struct filter_parser *p);

/* Something that joins nothing to what was read. */
static void *not_joined(struct filter_parser *p)
{
	struct buf text = { 0 };

	if (!filter_foreign(p))
		return NULL;
	if (p->rest.p[0] == ')')
		return filter_wrong(
			p, p->rest.p,
			"')' closes nothing; put a value that has it in quotes");
	filter_wrong(
		p, p->rest.p,
		"'%s' is after the end of a condition: write 'and' or 'or' before another one",
		text_quoted(p->rest, QUOTED, &text));
	buf_free(&text);
	return NULL;
}

static struct filter_node *group(struct filter_parser *p, const uint8_t *open)
{
	struct filter_node *n = expression(p);

	if (n == NULL || filter_take(p, ')'))
		return n;
	if (p->rest.n > 0)
		return not_joined(p);
	return filter_wrong(p, open, "'(' is not closed");
}

static struct filter_node *negated(struct filter_parser *p)
{
	struct filter_node *n = new_node(p, FILTER_NOT);

	n->first = factor(p);
	return n->first != NULL ? n : NULL;
}

static struct filter_node *factor(struct filter_parser *p)
{
	struct filter_node *n;
	const uint8_t *at;
	bool negate;

	filter_skip_blanks(p);
	at = p->rest.p;
	negate = filter_take_keyword(p, SPAN_LIT("not"));
	if (!negate && !filter_take(p, '('))
		return condition(p);
	if (++p->depth > CAP_WHERE_DEPTH)
		return filter_wrong(
			p, at, "more than %d parentheses and nots in one another",
			CAP_WHERE_DEPTH);
	n = negate ? negated(p) : group(p, at);
	p->depth--;
	return n;
}

/* One or several of a kind, with a word between them. */
static struct filter_node *several(
	struct filter_parser *p, enum filter_kind kind, struct span word,
	struct filter_node *(*one)(struct filter_parser *))
{
	struct filter_node *first = one(p), *all, **end;

	if (first == NULL || !filter_take_keyword(p, word))
		return first;
	all = new_node(p, kind);
	all->first = first;
	end = &first->next;
	do {
		*end = one(p);
		if (*end == NULL)
			return NULL;
		end = &(*end)->next;
	} while (filter_take_keyword(p, word));
	return all;
}

static struct filter_node *term(struct filter_parser *p)
{
	return several(p, FILTER_AND, SPAN_LIT("and"), factor);
}

static struct filter_node *expression(struct filter_parser *p)
{
	return several(p, FILTER_OR, SPAN_LIT("or"), term);
}

static struct filter_node *whole(struct filter_parser *p)
{
	struct filter_node *n;

	filter_skip_blanks(p);
	if (p->rest.n == 0)
		return filter_wrong(p, p->all.p, "an empty expression");
	n = expression(p);
	filter_skip_blanks(p);
	return n == NULL || p->rest.n == 0 ? n : not_joined(p);
}

bool filter_add(struct filter *f, const char *text, int64_t now,
		struct filter_error *why)
{
	struct filter_parser p = {
		.arena = &f->arena,
		.all = span_str(text),
		.rest = span_str(text),
		.now = now,
		.why = why,
	};
	struct filter_node *n = whole(&p);

	buf_free(&p.scratch);
	if (n == NULL)
		return false;
	if (f->end == NULL)
		f->end = &f->first;
	*f->end = n;
	f->end = &n->next;
	if (p.set_field != NULL)
		f->set_field = p.set_field;
	return true;
}
