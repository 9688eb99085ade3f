/*
 * The words of --where. A bare value may hold blanks, the words and and or, and
 * pairs of parentheses: it ends where another condition begins. What looks like a
 * mistake in one is refused, as its author means something else.
 */
#include "base/nearest.h"
#include "report/filter_parts.h"
#include "x509/text.h"

#define OR_QUOTE ", or put the value in quotes"
#define SHOWN	 40 /* characters of a word in a message */

static const struct span and_or[] = { SPAN_LIT("and"), SPAN_LIT("or") };
static const struct span word_not = SPAN_LIT("not");

static const struct {
	const char *sign;
	enum filter_op op;
} ops[] = {
	/* Longer ones before those that they begin with. */
	{ "!=", FILTER_NE },	 { "!~", FILTER_UNLIKE },
	{ "<=", FILTER_LE },	 { ">=", FILTER_GE },
	{ "=", FILTER_EQ },	 { "<", FILTER_LT },
	{ ">", FILTER_GT },	 { "~", FILTER_LIKE },
	{ "eq", FILTER_EQ },	 { "ne", FILTER_NE },
	{ "lt", FILTER_LT },	 { "le", FILTER_LE },
	{ "gt", FILTER_GT },	 { "ge", FILTER_GE },
	{ "like", FILTER_LIKE }, { "unlike", FILTER_UNLIKE },
};

static int shown(size_t n)
{
	return n < SHOWN ? (int)n : SHOWN;
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_one_of(uint8_t c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static struct span after(struct span s, size_t n)
{
	return n < s.n ? span_of(s.p + n, s.n - n) : span_of(s.p + s.n, 0);
}

static struct span skip_blanks(struct span s)
{
	while (s.n > 0 && is_blank(s.p[0]))
		s = after(s, 1);
	return s;
}

static struct span trim(struct span s)
{
	s = skip_blanks(s);
	while (s.n > 0 && is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

/* ---- Keywords, names and operators ---- */

static bool is_lower(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

/* The word at the start of s that may be meant as a field. */
static struct span name_of(struct span s)
{
	size_t n = 0;

	while (n < s.n && (is_lower(s.p[n]) || s.p[n] == '_' ||
			   (s.p[n] >= 'A' && s.p[n] <= 'Z')))
		n++;
	return span_of(s.p, n);
}

/* Whether s begins with this word, and with what may follow it. */
static bool is_keyword(struct span s, struct span word)
{
	return span_starts(s, word) &&
	       (s.n == word.n || is_blank(s.p[word.n]) || s.p[word.n] == '(');
}

/* The same in capitals. */
static bool is_shouted(struct span s, struct span word)
{
	struct span name = name_of(s);

	return name.n == word.n && nearest_distance(name, word) == 0 &&
	       !span_eq(name, word);
}

/* An operator at the start of s; one in letters is a word of its own. */
static bool op_of(struct span s, struct span *sign, enum filter_op *op)
{
	for (size_t i = 0; i < ARRAY_LEN(ops); i++) {
		struct span word = span_str(ops[i].sign);

		if (!span_starts(s, word))
			continue;
		if (is_lower(word.p[0]) &&
		    (s.n == word.n || !is_blank(s.p[word.n])))
			continue;
		*sign = span_of(s.p, word.n);
		*op = ops[i].op;
		return true;
	}
	return false;
}

/* A name and an operator at the start of s. */
static bool is_named(struct span s, struct span *name, struct span *sign)
{
	enum filter_op op;

	*name = name_of(s);
	return name->n > 0 && op_of(skip_blanks(after(s, name->n)), sign, &op);
}

/*
 * A condition at the start of s: of any field that could be, in small letters, so
 * that one that is not there is told; in capitals, of those that are there.
 */
static bool is_condition(struct span s)
{
	struct span name, sign;
	const char *near;

	if (!is_named(s, &name, &sign))
		return false;
	for (size_t i = 0; i < name.n; i++) {
		if (is_lower(name.p[i]))
			continue;
		near = field_nearest(name);
		return near != NULL && nearest_distance(name, span_str(near)) == 0;
	}
	return true;
}

/* A condition after any number of parentheses and nots. */
static bool is_factor(struct span s)
{
	for (s = skip_blanks(s); s.n > 0; s = skip_blanks(s)) {
		if (s.p[0] == '(' || s.p[0] == '!')
			s = after(s, 1);
		else if (is_keyword(s, word_not) || is_shouted(s, word_not))
			s = after(s, word_not.n);
		else
			break;
	}
	return is_condition(s);
}

void filter_skip_blanks(struct filter_parser *p)
{
	p->rest = skip_blanks(p->rest);
}

bool filter_take_keyword(struct filter_parser *p, struct span word)
{
	filter_skip_blanks(p);
	if (!is_keyword(p->rest, word))
		return false;
	p->rest = after(p->rest, word.n);
	return true;
}

bool filter_take(struct filter_parser *p, char c)
{
	filter_skip_blanks(p);
	if (p->rest.n == 0 || p->rest.p[0] != (uint8_t)c)
		return false;
	p->rest = after(p->rest, 1);
	return true;
}

struct span filter_take_name(struct filter_parser *p)
{
	struct span name;

	filter_skip_blanks(p);
	name = name_of(p->rest);
	p->rest = after(p->rest, name.n);
	return name;
}

bool filter_take_op(struct filter_parser *p, struct filter_condition *c)
{
	filter_skip_blanks(p);
	if (!op_of(p->rest, &c->sign, &c->op))
		return false;
	p->rest = after(p->rest, c->sign.n);
	return true;
}

/* ---- What other languages write ---- */

static bool foreign(struct filter_parser *p, struct span s)
{
	if (s.n > 1 && s.p[0] == s.p[1] && is_one_of(s.p[0], "&|"))
		return filter_wrong(
			p, s.p, "'%.2s' is not a word here: write '%s'" OR_QUOTE,
			(const char *)s.p, s.p[0] == '&' ? "and" : "or");
	for (size_t i = 0; i < ARRAY_LEN(and_or); i++)
		if (is_shouted(s, and_or[i]) && is_factor(after(s, and_or[i].n)))
			return filter_wrong(
				p, s.p,
				"'%.*s' is not a word here: write '%s'" OR_QUOTE,
				(int)and_or[i].n, (const char *)s.p,
				(const char *)and_or[i].p);
	return true;
}

bool filter_foreign(struct filter_parser *p)
{
	struct span s = p->rest;

	if (s.n > 0 && s.p[0] == '!')
		return filter_wrong(p, s.p, "'!' is not a word here: write 'not'");
	if (is_shouted(s, word_not) && is_factor(after(s, word_not.n)))
		return filter_wrong(p, s.p,
				    "'%.3s' is not a word here: write 'not'",
				    (const char *)s.p);
	return foreign(p, s);
}

/* ---- Values ---- */

/* " and " or " or " at the start of s, and another condition. */
static bool joins(struct span s)
{
	struct span word = after(s, 1);

	for (size_t i = 0; is_blank(s.p[0]) && i < ARRAY_LEN(and_or); i++)
		if (is_keyword(word, and_or[i]) &&
		    is_factor(after(word, and_or[i].n)))
			return true;
	return false;
}

/* At a character within a bare value: false where another condition begins. */
static bool passes(struct filter_parser *p, struct span s)
{
	struct span next = after(s, 1), name, sign;
	size_t n;

	if (is_one_of(s.p[0], "&|") && !foreign(p, s))
		return false;
	if (!is_blank(s.p[0]) && !is_one_of(s.p[0], "&|;("))
		return true;
	if (!foreign(p, next))
		return false;
	if (!is_named(next, &name, &sign) || field_find(name) == NULL)
		return true;
	n = (size_t)(sign.p + sign.n - name.p);
	return filter_wrong(
		p, name.p,
		"'%s' begins another condition: write 'and' or 'or' before it" OR_QUOTE,
		text_quoted(span_of(name.p, n), SHOWN, &p->scratch));
}

static bool take_bare(struct filter_parser *p, struct span *text)
{
	struct span s = p->rest;
	const uint8_t *open = NULL;
	size_t depth = 0;

	p->scratch.n = 0;
	for (; s.n > 0 && s.p[0] != ',' && !joins(s); s = after(s, 1)) {
		if (s.p[0] == ')' && depth == 0)
			break;
		if (s.p[0] == '(' && depth == 0)
			open = s.p;
		depth += s.p[0] == '(';
		depth -= s.p[0] == ')';
		if (!passes(p, s))
			return false;
		if (s.p[0] == '\\' && s.n > 1 && s.p[1] == ',')
			s = after(s, 1);
		buf_put(&p->scratch, s.p[0]);
	}
	if (depth > 0)
		return filter_wrong(
			p, open,
			"'(' is not closed in the value: close it" OR_QUOTE);
	p->rest = s;
	*text = trim(buf_span(&p->scratch));
	return true;
}

/*
 * A backslash before the quote is for having it in the value. Any other is itself,
 * as in a bare value, so that what TSV shows can be given in quotes as it is.
 */
static bool take_quoted(struct filter_parser *p, struct span *text)
{
	uint8_t quote = p->rest.p[0];
	struct span s = after(p->rest, 1);

	p->scratch.n = 0;
	for (; s.n > 0 && s.p[0] != quote; s = after(s, 1)) {
		if (s.p[0] == '\\' && s.n > 1) {
			if (s.p[1] != quote)
				buf_put(&p->scratch, '\\');
			s = after(s, 1);
		}
		buf_put(&p->scratch, s.p[0]);
	}
	if (s.n == 0)
		return filter_wrong(p, p->rest.p, "the quote %c is not closed",
				    quote);
	p->rest = after(s, 1);
	*text = buf_span(&p->scratch);
	return true;
}

/* A second operator, as in == and =~. */
static bool begins_with_sign(struct filter_parser *p,
			     const struct filter_condition *c, bool first)
{
	struct span s = skip_blanks(p->rest);
	const uint8_t *from = s.p;
	size_t n = 0;

	while (n < s.n && is_one_of(s.p[n], "=<>~!"))
		n++;
	if (n == 0)
		return false;
	if (first)
		s.p = c->sign.p;
	s.n = (size_t)(from + n - s.p);
	filter_wrong(p, s.p,
		     "'%s' is not an operator; there are " FILTER_OPS
		     "; put a value that begins with one in quotes",
		     text_quoted(s, SHOWN, &p->scratch));
	return true;
}

/* A condition after a comma; for names, "CN=A,O=B", too. */
static bool begins_with_name(struct filter_parser *p,
			     const struct filter_condition *c)
{
	struct span name, sign;

	if (!is_named(skip_blanks(p->rest), &name, &sign) ||
	    (is_lower(sign.p[0]) && field_find(name) == NULL))
		return false;
	filter_wrong(
		p, name.p,
		"a comma separates the values of %s: write 'and' or 'or' before another condition, and put a value with '%.*s%.*s' in quotes",
		c->field->name, shown(name.n), (const char *)name.p, (int)sign.n,
		(const char *)sign.p);
	return true;
}

/* A pattern where a text is compared is not what was meant. */
static bool has_star(struct filter_parser *p, const struct filter_condition *c,
		     const uint8_t *from)
{
	const uint8_t *star = memchr(from, '*', (size_t)(p->rest.p - from));

	if ((c->op != FILTER_EQ && c->op != FILTER_NE) || star == NULL)
		return false;
	filter_wrong(p, star,
		     "'*' is for patterns: write %s instead of %.*s" OR_QUOTE,
		     c->op == FILTER_EQ ? "~" : "!~", (int)c->sign.n,
		     (const char *)c->sign.p);
	return true;
}

bool filter_take_value(struct filter_parser *p, const struct filter_condition *c,
		       bool first, struct span *text)
{
	const uint8_t *from = p->rest.p;
	struct span s = skip_blanks(p->rest);

	if (s.n > 0 && is_one_of(s.p[0], "\"'")) {
		p->rest = s;
		return take_quoted(p, text);
	}
	/* The blanks stay: the word after them may begin another condition. */
	return !begins_with_sign(p, c, first) &&
	       (first || !begins_with_name(p, c)) && take_bare(p, text) &&
	       !has_star(p, c, from);
}
