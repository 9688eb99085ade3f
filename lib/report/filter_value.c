/* The values of conditions, by the type and the domain of the field. */
#include <fnmatch.h>

#include "report/filter_parts.h"
#include "x509/moment.h"
#include "x509/text.h"

#define QUOTED 60 /* bytes of a value in a message */

static bool is_ordering(enum filter_op op)
{
	return op == FILTER_LT || op == FILTER_LE || op == FILTER_GT ||
	       op == FILTER_GE;
}

static bool is_pattern(enum filter_op op)
{
	return op == FILTER_LIKE || op == FILTER_UNLIKE;
}

/* "role cannot be 'Root'; its values are root, ... or leaf", and a hint. */
static bool cannot_be(struct filter_parser *p, const struct filter_condition *c,
		      struct span text, const uint8_t *at, const char *hint)
{
	struct buf values = { 0 }, quoted = { 0 };

	domain_text(c->field->domain, &values);
	filter_wrong(p, at, "%s cannot be '%s'; its values are %s%s",
		     c->field->name, text_quoted(text, QUOTED, &quoted),
		     buf_c(&values), hint);
	buf_free(&values);
	buf_free(&quoted);
	return false;
}

/* The same with the value that was probably meant. */
static bool cannot_be_but(struct filter_parser *p, const struct filter_condition *c,
			  struct span text, const uint8_t *at)
{
	struct buf hint = { 0 };

	buf_str(&hint, "; did you mean '");
	if (domain_nearest(c->field->domain, text, &hint))
		buf_str(&hint, "'?");
	else
		hint.n = 0;
	cannot_be(p, c, text, at, buf_c(&hint));
	buf_free(&hint);
	return false;
}

/* An absent value equals the empty string; but some fields are always there. */
static bool read_empty(struct filter_parser *p, const struct filter_condition *c,
		       const uint8_t *at)
{
	if (is_ordering(c->op))
		return filter_wrong(p, at, "a value is missing after '%.*s'",
				    (int)c->sign.n, (const char *)c->sign.p);
	if (c->field->presence == FIELD_FULL)
		return filter_wrong(p, at,
				    "a value is missing: every certificate has %s",
				    c->field->name);
	return true;
}

/* ---- Numbers, times and truth ---- */

enum number {
	NUMBER_GOOD,
	NUMBER_NONE,
	NUMBER_RANGE, /* more than 64 bits */
};

static enum number read_number(struct span s, int64_t *out)
{
	bool negative = s.n > 0 && s.p[0] == '-', fits = true;
	size_t i = s.n > 0 && (s.p[0] == '-' || s.p[0] == '+');
	int64_t n = 0;

	if (i == s.n)
		return NUMBER_NONE;
	for (; i < s.n; i++) {
		int digit = s.p[i] - '0';

		if (digit < 0 || digit > 9)
			return NUMBER_NONE;
		fits = fits && !__builtin_mul_overflow(n, 10, &n) &&
		       !__builtin_add_overflow(n, negative ? -digit : digit, &n);
	}
	*out = n;
	return fits ? NUMBER_GOOD : NUMBER_RANGE;
}

static bool read_integer(struct filter_parser *p, const struct filter_condition *c,
			 struct filter_operand *o, const uint8_t *at)
{
	enum number number = read_number(o->text, &o->number);
	bool counts = c->field->domain == DOMAIN_COUNT;

	if (number == NUMBER_NONE)
		return cannot_be(p, c, o->text, at, "");
	if (number == NUMBER_RANGE || (counts && o->number < 0))
		return cannot_be(p, c, o->text, at,
				 counts ? " to 9223372036854775807"
					: " of 64 bits");
	return true;
}

static bool is_one_of(const char *s, const char *a, const char *b, const char *c)
{
	return strcmp(s, a) == 0 || strcmp(s, b) == 0 || strcmp(s, c) == 0;
}

static bool read_boolean(struct filter_parser *p, const struct filter_condition *c,
			 struct filter_operand *o, const uint8_t *at)
{
	o->number = is_one_of(o->string, "yes", "true", "1");
	return o->number || is_one_of(o->string, "no", "false", "0") ||
	       cannot_be(p, c, o->text, at, "");
}

/* ---- Hexadecimal ---- */

/* In lower case, without the colons of a fingerprint; those in brackets stay. */
static struct span fold_hex(struct filter_parser *p, struct span s)
{
	bool bracket = false;

	p->scratch.n = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '[' || s.p[i] == ']')
			bracket = s.p[i] == '[';
		if (s.p[i] >= 'A' && s.p[i] <= 'F')
			buf_put(&p->scratch, s.p[i] + 32);
		else if (s.p[i] != ':' || bracket)
			buf_put(&p->scratch, s.p[i]);
	}
	return arena_copy(p->arena, buf_span(&p->scratch));
}

static bool is_hex_digit(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-';
}

static bool is_hex(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_hex_digit(s.p[i]))
			return false;
	return true;
}

/* Digits and what patterns have; in brackets and after a backslash, anything. */
static bool is_hex_pattern(struct span s)
{
	bool bracket = false;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '[' || s.p[i] == ']')
			bracket = s.p[i] == '[';
		else if (s.p[i] == '\\')
			i++;
		else if (!bracket && !is_hex_digit(s.p[i]) && s.p[i] != '*' &&
			 s.p[i] != '?')
			return false;
	}
	return true;
}

/* Whole bytes, as many as there are; what is shorter may be the beginning of one.
 */
static bool read_hex(struct filter_parser *p, const struct filter_condition *c,
		     struct filter_operand *o, const uint8_t *at)
{
	struct buf hint = { 0 };

	if (domain_has(c->field->domain, o->text))
		return true;
	if (is_ordering(c->op) && is_hex(o->text))
		return true;
	if (is_hex(o->text)) {
		buf_printf(&hint, "; for the beginning of one, write %s%s",
			   c->field->name, c->op == FILTER_NE ? "!~" : "~");
		text_utf8(o->text.n > QUOTED ? span_of(o->text.p, QUOTED) : o->text,
			  TEXT_PLAIN, &hint);
		buf_put(&hint, '*');
	}
	cannot_be(p, c, o->text, at, buf_c(&hint));
	buf_free(&hint);
	return false;
}

/* ---- Patterns ---- */

static bool is_wild(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (strchr("*?[\\", s.p[i]) != NULL)
			return true;
	return false;
}

static bool matches_a_word(const struct field *field, const char *pattern)
{
	const char *const *word = domain_words(field->domain);

	for (; *word != NULL; word++)
		if (fnmatch(pattern, *word, FNM_CASEFOLD) == 0)
			return true;
	/* Invalid values can be found by their question mark. */
	return domain_has(field->domain, SPAN_LIT("?")) &&
	       fnmatch(pattern, "?", FNM_CASEFOLD) == 0;
}

/* A pattern that no value of the field can match is an error like a value. */
static bool read_pattern(struct filter_parser *p, const struct filter_condition *c,
			 struct filter_operand *o, const uint8_t *at)
{
	const struct field *field = c->field;
	size_t slashes = 0;

	while (slashes < o->text.n && o->text.p[o->text.n - 1 - slashes] == '\\')
		slashes++;
	if (slashes % 2 == 1)
		return filter_wrong(
			p, at,
			"the pattern ends in a backslash, which belongs before another character");
	if (domain_words(field->domain) != NULL)
		return matches_a_word(field, o->string) ||
		       cannot_be_but(p, c, o->text, at);
	if (field->type != FIELD_HEX)
		return true;
	if (!is_wild(o->text))
		return read_hex(p, c, o, at);
	return is_hex_pattern(o->text) || cannot_be(p, c, o->text, at, "");
}

/* ---- All types ---- */

static bool read_by_type(struct filter_parser *p, const struct filter_condition *c,
			 struct filter_operand *o, const uint8_t *at)
{
	if (o->text.n == 0)
		return read_empty(p, c, at);
	if (is_pattern(c->op))
		return read_pattern(p, c, o, at);
	switch (c->field->type) {
	case FIELD_INTEGER:
		return read_integer(p, c, o, at);
	case FIELD_TIME:
		return moment_of_text(o->string, p->now, &o->number, &o->until) ||
		       cannot_be(p, c, o->text, at, "");
	case FIELD_BOOLEAN:
		return read_boolean(p, c, o, at);
	case FIELD_HEX:
		return read_hex(p, c, o, at);
	default:
		return domain_has(c->field->domain, o->text) ||
		       cannot_be_but(p, c, o->text, at);
	}
}

struct filter_operand *filter_read_value(struct filter_parser *p,
					 const struct filter_condition *c,
					 struct span text, const uint8_t *at)
{
	struct arena *a = p->arena;
	struct filter_operand *o = arena_alloc(a, sizeof(*o));

	o->text = c->field->type == FIELD_HEX ? fold_hex(p, text)
					      : arena_copy(a, text);
	o->string = arena_str(a, o->text);
	return read_by_type(p, c, o, at) ? o : NULL;
}
