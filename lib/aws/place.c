#include "aws/place.h"

bool json_extent_find(struct json_extent *x, struct span text)
{
	for (; x->at < text.n; x->at++) {
		uint8_t c = text.p[x->at];

		if (x->string) {
			x->string = x->escape || c != '"';
			x->escape = !x->escape && c == '\\';
			continue;
		}
		x->string = c == '"';
		x->values += c == ',' || c == ':' || c == '[' || c == '{';
		if (c == '[' || c == '{') {
			x->depth++;
		} else if (c == ']' || c == '}') {
			if (x->depth > 0)
				x->depth--;
			if (x->depth == 0) {
				x->at++;
				return true;
			}
		} else if (c == '\n' && x->depth == 0) {
			return true;
		}
	}
	return false;
}

static void step(struct span *s, size_t n)
{
	struct span over;

	if (!span_take(s, n, &over))
		s->n = 0;
}

static bool is_white(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Steps over white space, and commas and colons, which say nothing here. */
static void step_to_value(struct span *s)
{
	while (s->n > 0 && (is_white(*s->p) || *s->p == ',' || *s->p == ':'))
		step(s, 1);
}

/* The text of a string with its quotes, or of any other value. */
static struct span cut_value(struct span *s)
{
	struct json_extent x = { 0 };
	size_t n = 0;
	struct span value = *s;

	if (s->n > 0 && (*s->p == '[' || *s->p == '{')) {
		n = json_extent_find(&x, *s) ? x.at : s->n;
	} else if (s->n > 0 && *s->p == '"') {
		for (n = 1; n < s->n && s->p[n] != '"'; n++)
			n += s->p[n] == '\\';
		n = n < s->n ? n + 1 : s->n;
	} else {
		while (n < s->n && !is_white(s->p[n]) &&
		       strchr(",]}", s->p[n]) == NULL)
			n++;
	}
	step(s, n);
	value.n = n;
	return value;
}

static bool opens(struct span *s, char bracket)
{
	if (s->n == 0 || *s->p != (uint8_t)bracket)
		return false;
	step(s, 1);
	step_to_value(s);
	return s->n > 0 && *s->p != ']' && *s->p != '}';
}

/* A name that is written with escapes is not found. */
static bool is_name(struct span text, const char *name)
{
	return text.n >= 2 &&
	       span_eq(span_of(text.p + 1, text.n - 2), span_str(name));
}

/* Goes to the value of a member; false, and no step, where there is none. */
static bool enter_member(struct span *s, const char *name)
{
	struct span rest = *s;
	bool more = opens(&rest, '{');

	while (more) {
		struct span text = cut_value(&rest);

		step_to_value(&rest);
		if (is_name(text, name)) {
			*s = rest;
			return true;
		}
		cut_value(&rest);
		step_to_value(&rest);
		more = rest.n > 0 && *rest.p == '"';
	}
	return false;
}

static bool enter_item(struct span *s, size_t index)
{
	struct span rest = *s;

	if (!opens(&rest, '['))
		return false;
	while (index-- > 0) {
		cut_value(&rest);
		step_to_value(&rest);
		if (rest.n == 0 || *rest.p == ']')
			return false;
	}
	*s = rest;
	return true;
}

const uint8_t *aws_place(struct span document, const struct aws_path *path)
{
	struct span s = document;

	if (path->member != NULL && enter_member(&s, path->member) &&
	    path->index != AWS_NO_INDEX && enter_item(&s, path->index) &&
	    path->inner != NULL)
		(void)enter_member(&s, path->inner);
	return s.p;
}
