#include "report/filter.h"

#include <fnmatch.h>
#include <stdlib.h>

#include "x509/moment.h"

enum op {
	OP_EQ,
	OP_NE,
	OP_LT,
	OP_LE,
	OP_GT,
	OP_GE,
	OP_LIKE
};

/* One of the values to the right of an operator. */
struct operand {
	struct operand *next;
	struct span text; /* escapes resolved; of HEX, lower case without colons */
	const char *pattern;   /* the same, for fnmatch */
	int64_t number, until; /* of INTEGER, BOOLEAN; of TIME, with its end */
};

struct condition {
	struct condition *next;
	const struct field *field;
	enum op op;
	struct operand *first;
};

static const struct {
	const char *word;
	enum op op;
} ops[] = {
	/* Longer ones before those that they begin with. */
	{ "!=", OP_NE },  { "<=", OP_LE },	{ ">=", OP_GE },  { "=", OP_EQ },
	{ "<", OP_LT },	  { ">", OP_GT },	{ "~", OP_LIKE }, { "eq ", OP_EQ },
	{ "ne ", OP_NE }, { "lt ", OP_LT },	{ "le ", OP_LE }, { "gt ", OP_GT },
	{ "ge ", OP_GE }, { "like ", OP_LIKE },
};

static struct span skip_spaces(struct span s)
{
	while (s.n > 0 && *s.p == ' ') {
		s.p++;
		s.n--;
	}
	return s;
}

static struct span trim(struct span s)
{
	s = skip_spaces(s);
	while (s.n > 0 && s.p[s.n - 1] == ' ')
		s.n--;
	return s;
}

static size_t field_name_length(struct span s)
{
	size_t n = 0;

	while (n < s.n && ((s.p[n] >= 'a' && s.p[n] <= 'z') ||
			   (s.p[n] >= '0' && s.p[n] <= '9') || s.p[n] == '-'))
		n++;
	return n;
}

/* "FIELD OP" at the start of s, which is advanced; false where there is none. */
static bool take_head(struct span *s, struct span *name, enum op *op)
{
	struct span rest = skip_spaces(*s);

	if (!span_take(&rest, field_name_length(rest), name) || name->n == 0)
		return false;
	rest = skip_spaces(rest);
	for (size_t i = 0; i < ARRAY_LEN(ops); i++) {
		struct span word = span_str(ops[i].word);

		if (span_starts(rest, word) && span_take(&rest, word.n, &word)) {
			*op = ops[i].op;
			*s = rest;
			return true;
		}
	}
	return false;
}

/*
 * The values, up to an " and " that another FIELD OP follows: a name may hold the
 * word as well.
 */
static struct span take_values(struct span *s)
{
	static const struct span joint = SPAN_LIT(" and ");
	struct span all = *s, name;
	enum op op;

	for (size_t i = 0; i + joint.n <= all.n; i++) {
		struct span rest = span_of(all.p + i, all.n - i), cut;

		if (!span_starts(rest, joint) || !span_take(&rest, joint.n, &cut))
			continue;
		*s = rest;
		if (take_head(&rest, &name, &op))
			return span_of(all.p, i);
	}
	*s = span_of(all.p + all.n, 0);
	return all;
}

/*
 * Up to a comma that no backslash precedes; "\\," is resolved. more: there was one.
 */
static struct span take_value(struct arena *a, struct span *s, bool *more)
{
	uint8_t *out = arena_alloc(a, s->n + 1);
	size_t n = 0, i = 0;

	for (; i < s->n && s->p[i] != ','; i++) {
		if (s->p[i] == '\\' && i + 1 < s->n && s->p[i + 1] == ',')
			i++;
		out[n++] = s->p[i];
	}
	*more = i < s->n;
	i += *more;
	*s = span_of(s->p + i, s->n - i);
	return trim(span_of(out, n));
}

/* In place: lower case, without the colons of a fingerprint. */
static struct span fold_hex(struct span s)
{
	uint8_t *p = (uint8_t *)(uintptr_t)s.p;
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ':')
			p[n++] = s.p[i] >= 'A' && s.p[i] <= 'F' ? s.p[i] + 32
								: s.p[i];
	return span_of(p, n);
}

static bool is_one_of(const char *s, const char *a, const char *b, const char *c)
{
	return strcmp(s, a) == 0 || strcmp(s, b) == 0 || strcmp(s, c) == 0;
}

/* Reads the operand as the field's type; NULL, or what is wrong. */
static const char *type_operand(const struct condition *c, struct operand *o,
				int64_t now)
{
	char *end;

	if (c->op == OP_LIKE || o->text.n == 0)
		return NULL;
	switch (c->field->type) {
	case FIELD_INTEGER:
		o->number = strtoll(o->pattern, &end, 10);
		return *end == '\0' ? NULL : "is not a number";
	case FIELD_TIME:
		if (moment_of_text(o->pattern, now, &o->number, &o->until))
			return NULL;
		return "is not a time such as 2026, 2026-08, 2026-08-22 or 90d";
	case FIELD_BOOLEAN:
		o->number = is_one_of(o->pattern, "yes", "true", "1");
		return o->number || is_one_of(o->pattern, "no", "false", "0")
			       ? NULL
			       : "is not yes or no";
	default:
		return NULL;
	}
}

static const char *problem(struct filter *f, struct span what, const char *why)
{
	struct buf text = { 0 };
	char *kept;

	buf_put(&text, '\'');
	buf_add(&text, what);
	buf_str(&text, "' ");
	buf_str(&text, why);
	kept = arena_str(&f->arena, buf_span(&text));
	buf_free(&text);
	return kept;
}

static const char *add_operands(struct filter *f, struct condition *c,
				struct span values, int64_t now)
{
	struct operand **end = &c->first;
	bool more;

	do {
		struct operand *o = arena_alloc(&f->arena, sizeof(*o));
		const char *wrong;

		o->text = take_value(&f->arena, &values, &more);
		if (c->field->type == FIELD_HEX)
			o->text = fold_hex(o->text);
		o->pattern = arena_str(&f->arena, o->text);
		wrong = type_operand(c, o, now);
		if (wrong != NULL)
			return problem(f, o->text, wrong);
		*end = o;
		end = &o->next;
	} while (more);
	return NULL;
}

const char *filter_add(struct filter *f, const char *expression, int64_t now)
{
	struct span s = span_str(expression);

	if (trim(s).n == 0)
		return "an empty expression";
	while (trim(s).n > 0) {
		struct condition *c = arena_alloc(&f->arena, sizeof(*c));
		struct span name, start = s;
		const char *wrong;

		if (!take_head(&s, &name, &c->op))
			return problem(f, trim(start),
				       "is not FIELD OP VALUE, such as role=root");
		c->field = field_find(name);
		if (c->field == NULL)
			return problem(
				f, name,
				"is no field; cabundle-list --list-fields has them");
		wrong = add_operands(f, c, take_values(&s), now);
		if (wrong != NULL)
			return wrong;
		f->needs_set |= c->field->scope == FIELD_SET;
		if (f->end == NULL)
			f->end = &f->first;
		*f->end = c;
		f->end = &c->next;
	}
	return NULL;
}

static bool holds(int order, enum op op)
{
	switch (op) {
	case OP_EQ:
		return order == 0;
	case OP_LT:
		return order < 0;
	case OP_LE:
		return order <= 0;
	case OP_GT:
		return order > 0;
	case OP_GE:
		return order >= 0;
	default:
		return false;
	}
}

/* A year, month or day is equal to every moment in it; its start is what is
 * compared. */
static bool match_time(const struct operand *o, enum op op, int64_t when)
{
	if (op == OP_EQ)
		return when >= o->number && when < o->until;
	return holds((when > o->number) - (when < o->number), op);
}

static bool match_like(const struct operand *o, struct span text)
{
	struct buf copy = { 0 };
	bool matches;

	buf_add(&copy, text);
	matches = fnmatch(o->pattern, buf_c(&copy), FNM_CASEFOLD) == 0;
	buf_free(&copy);
	return matches;
}

/* One word of a list, or the whole of any other text. */
static bool match_text(const struct operand *o, enum op op, struct span text)
{
	return op == OP_LIKE ? match_like(o, text)
			     : holds(span_cmp(text, o->text), op);
}

static bool match_list(const struct operand *o, enum op op, struct span list)
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

static bool match_number(const struct field *field, const struct operand *o,
			 enum op op, int64_t number)
{
	if (field->type == FIELD_TIME)
		return match_time(o, op, number);
	return holds((number > o->number) - (number < o->number), op);
}

static bool match_value(const struct field *field, const struct operand *o,
			enum op op, const struct value *v)
{
	struct buf text = { 0 };
	bool equality = op == OP_EQ || op == OP_LIKE, matches;

	/* Nothing is before or behind what is absent, invalid, or not said. */
	if (!equality && (v->state != VALUE_GOOD || o->text.n == 0))
		return false;
	if (is_numeric(field, v) && op != OP_LIKE)
		return o->text.n > 0 && match_number(field, o, op, v->number);
	value_text(field, v, &text);
	if (field->type == FIELD_LIST && text.n > 0 && v->state == VALUE_GOOD)
		matches = match_list(o, op, buf_span(&text));
	else
		matches = match_text(o, op, buf_span(&text));
	buf_free(&text);
	return matches;
}

static bool match_condition(const struct condition *c, struct facts *facts)
{
	struct value v = field_get(c->field, facts);
	enum op op = c->op == OP_NE ? OP_EQ : c->op;
	bool any = false;

	for (const struct operand *o = c->first; o != NULL && !any; o = o->next)
		any = match_value(c->field, o, op, &v);
	return c->op == OP_NE ? !any : any;
}

bool filter_match(const struct filter *f, struct facts *facts)
{
	for (const struct condition *c = f->first; c != NULL; c = c->next)
		if (!match_condition(c, facts))
			return false;
	return true;
}

bool filter_match_field(const struct filter *f, const struct field *field,
			struct facts *facts, bool *asked)
{
	*asked = false;
	for (const struct condition *c = f->first; c != NULL; c = c->next) {
		if (c->field != field)
			continue;
		*asked = true;
		if (!match_condition(c, facts))
			return false;
	}
	return true;
}

void filter_free(struct filter *f)
{
	arena_free(&f->arena);
	*f = (struct filter){ 0 };
}
