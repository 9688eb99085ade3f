#include "tools/arguments.h"

#include "base/arena.h"
#include "base/nearest.h"
#include "x509/text.h"

/* Shorter beginnings of a long name may be a value: -do is the directory "o". */
#define BEGINNING_BYTES 3

struct reading {
	struct arguments *a;
	char **words;
	size_t count, next;
};

/* ---- The table ---- */

static const struct option_row *of_letter(const struct arguments *a, char letter)
{
	for (size_t i = 0; a->rows[i] != NULL; i++)
		if (a->rows[i]->letter == letter)
			return a->rows[i];
	return NULL;
}

static const struct option_row *of_name(const struct arguments *a, struct span name)
{
	for (size_t i = 0; a->rows[i] != NULL; i++)
		if (span_eq(span_str(a->rows[i]->name), name))
			return a->rows[i];
	return NULL;
}

/* The first option whose name begins so, and how many there are. */
static const struct option_row *of_beginning(const struct arguments *a,
					     struct span name, size_t *count)
{
	const struct option_row *found = NULL;

	*count = 0;
	for (size_t i = 0; a->rows[i] != NULL && name.n > 0; i++)
		if (span_starts(span_str(a->rows[i]->name), name) &&
		    (*count)++ == 0)
			found = a->rows[i];
	return found;
}

static const char *name_of(const void *rows, size_t n)
{
	const struct option_row *row = ((const struct option_row *const *)rows)[n];

	return row != NULL ? row->name : NULL;
}

/* ---- What is wrong ---- */

static void put_word(struct arguments *a, struct span word)
{
	text_utf8(word, TEXT_PLAIN, &a->problem);
}

static void hint(struct arguments *a, struct span name)
{
	size_t count;
	const struct option_row *row = of_beginning(a, name, &count);
	const char *meant =
		count == 1 ? row->name : nearest(name, name_of, a->rows);

	if (meant != NULL)
		buf_printf(&a->problem, "; did you mean --%s?", meant);
}

static bool unknown(struct arguments *a, struct span option, struct span name)
{
	buf_str(&a->problem, "unknown option ");
	put_word(a, option);
	hint(a, name);
	return false;
}

/* "OPTION WHY" */
static bool wrong(struct arguments *a, struct span option, const char *why)
{
	put_word(a, option);
	buf_printf(&a->problem, " %s", why);
	return false;
}

static bool ambiguous(struct arguments *a, struct span option, struct span name)
{
	const char *between = " is ambiguous (--";

	put_word(a, option);
	for (size_t i = 0; a->rows[i] != NULL; i++) {
		if (!span_starts(span_str(a->rows[i]->name), name))
			continue;
		buf_printf(&a->problem, "%s%s", between, a->rows[i]->name);
		between = ", --";
	}
	buf_put(&a->problem, ')');
	return false;
}

/* ---- Values ---- */

static bool set(struct reading *r, const struct option_row *o, const char *value)
{
	const char **text = o->target;
	struct texts *list = o->target;

	switch (o->kind) {
	case OPTION_ONLY:
	case OPTION_FLAG:
		*(bool *)o->target = true;
		break;
	case OPTION_TEXT:
		if (*text != NULL) {
			buf_printf(&r->a->problem, "--%s is given twice", o->name);
			return false;
		}
		*text = value;
		break;
	case OPTION_LIST:
		list->text = arena_grow(list->text,
					(list->count + 1) * sizeof(*list->text));
		list->text[list->count++] = value;
		break;
	}
	return true;
}

/*
 * An option where a value should be is not a file of that name: neither would the
 * value be meant nor the option be heeded.
 */
static bool is_option(const struct arguments *a, const char *word)
{
	size_t n = strcspn(word, "=");

	return strcmp(word, "--") == 0 ||
	       (strncmp(word, "--", 2) == 0 &&
		of_name(a, span_of(word + 2, n - 2)) != NULL);
}

/* The value is the next word. */
static bool set_next(struct reading *r, const struct option_row *o,
		     struct span option)
{
	const char *value;

	if (r->next == r->count) {
		put_word(r->a, option);
		buf_printf(&r->a->problem, " needs a value (%s)", o->argument);
		return false;
	}
	value = r->words[r->next++];
	if (!is_option(r->a, value))
		return set(r, o, value);
	put_word(r->a, option);
	buf_printf(&r->a->problem, " needs a value (%s); to give it ", o->argument);
	put_word(r->a, span_str(value));
	buf_printf(&r->a->problem, ", say --%s=", o->name);
	put_word(r->a, span_str(value));
	return false;
}

/* ---- Options ---- */

static bool read_long(struct reading *r, const char *word)
{
	struct span option = span_of(word, strcspn(word, "="));
	struct span name = span_of(word + 2, option.n - 2);
	const char *value = word[option.n] == '=' ? word + option.n + 1 : NULL;
	const struct option_row *o = of_name(r->a, name);
	size_t count;

	if (o == NULL) {
		o = of_beginning(r->a, name, &count);
		if (count > 1)
			return ambiguous(r->a, option, name);
		if (count == 0 || o->kind == OPTION_ONLY)
			return unknown(r->a, option, name);
	}
	if (o->kind == OPTION_ONLY && r->count > 1)
		return wrong(r->a, option, "must be the only argument");
	if (o->argument == NULL)
		return value == NULL ? set(r, o, NULL)
				     : wrong(r->a, option, "takes no value");
	return value != NULL ? set(r, o, value) : set_next(r, o, option);
}

/*
 * Whether a word with one hyphen is a long name or the beginning of one, such as
 * -hostname or -out. It may make sense as letters, but not the sense that is meant.
 */
static bool is_long(const struct arguments *a, struct span name)
{
	size_t count;

	if (name.n > 1 && of_name(a, name) != NULL)
		return true;
	of_beginning(a, name, &count);
	return name.n >= BEGINNING_BYTES && count > 0;
}

/* A letter that means nothing where it stands. */
static bool wrong_letter(struct arguments *a, const struct option_row *o,
			 struct span letter, struct span word)
{
	if (o == NULL)
		buf_str(&a->problem, "unknown option ");
	put_word(a, letter);
	if (word.n > letter.n) {
		buf_str(&a->problem, " in ");
		put_word(a, word);
	}
	if (o != NULL)
		buf_str(&a->problem, " must be the only argument");
	hint(a, span_of(word.p + 1, word.n - 1));
	return false;
}

static bool glued_equals(struct arguments *a, struct span word, const char *value)
{
	put_word(a, word);
	buf_str(&a->problem, ": a letter takes its value without '=': say ");
	put_word(a, span_of(word.p, word.n - strlen(value)));
	buf_str(&a->problem, " ");
	put_word(a, span_str(value + 1));
	return false;
}

/* The option at *letter; moves on to the next one of the word. */
static bool read_letter(struct reading *r, const char *word, const char **letter)
{
	const struct option_row *o = of_letter(r->a, **letter);
	const char *rest = *letter + 1;
	char text[] = { '-', **letter, '\0' };
	struct span option = span_str(text);

	*letter = rest;
	if (o == NULL ||
	    (o->kind == OPTION_ONLY && (r->count > 1 || strlen(word) > option.n)))
		return wrong_letter(r->a, o, option, span_str(word));
	if (o->argument == NULL)
		return set(r, o, NULL);
	*letter = "";
	if (*rest == '\0')
		return set_next(r, o, option);
	if (*rest == '=')
		return glued_equals(r->a, span_str(word), rest);
	return set(r, o, rest);
}

static bool read_letters(struct reading *r, const char *word)
{
	const char *letter = word + 1;
	struct span name = span_of(letter, strcspn(letter, "="));

	if (is_long(r->a, name))
		return unknown(r->a, span_of(word, name.n + 1), name);
	while (*letter != '\0')
		if (!read_letter(r, word, &letter))
			return false;
	return true;
}

static bool is_operand(const char *word)
{
	return word[0] != '-' || word[1] == '\0';
}

bool arguments_read(struct arguments *a, char **words, size_t count)
{
	struct reading r = { .a = a, .words = words, .count = count };
	bool options = true;

	a->operands = 0;
	while (r.next < count) {
		char *word = words[r.next++];

		if (!options || is_operand(word)) {
			words[a->operands++] = word;
			options = options && !a->operand_first;
		} else if (strcmp(word, "--") == 0) {
			options = false;
		} else if (word[1] == '-' ? !read_long(&r, word)
					  : !read_letters(&r, word)) {
			return false;
		}
	}
	words[a->operands] = NULL;
	return true;
}
