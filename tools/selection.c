#include "tools/selection.h"

#include "tools/bundle_io.h"
#include "x509/moment.h"
#include "x509/text.h"

#define SHOWN 200 /* bytes of an expression in a message */

void selection_add(struct filter *f, const char *option, const char *expression,
		   int64_t now)
{
	struct filter_error why;
	struct buf text = { 0 };

	if (!filter_add(f, expression, now, &why))
		tool_usage("%s '%s', column %zu: %s", option,
			   text_quoted(span_str(expression), SHOWN, &text),
			   why.column, why.text);
}

int64_t selection_soon(const char *within, int64_t now)
{
	size_t digits = strspn(within, "0123456789");
	bool is_span =
		digits > 0 && within[digits] != '\0' && within[digits + 1] == '\0';
	int64_t soon;

	if (strcmp(within, "0") == 0)
		return now;
	if (!is_span || !moment_of_text(within, now, &soon, NULL))
		tool_usage("--expires-within %s: not a span such as 90d",
			   shown(within));
	return soon;
}

void selection_refuse_set(const struct filter *f)
{
	if (f->set_field != NULL)
		tool_usage("--where: %s needs all certificates at once: "
			   "cabundle-list and cabundle-split can select by it",
			   f->set_field->name);
}

void selection_start(struct selection *s, const struct selection_options *options)
{
	const char *wrong = NULL;

	if (options->regex != NULL)
		wrong = field_context_regex(&s->context, options->regex);
	if (wrong != NULL)
		tool_usage("--region-regex: %s", wrong);
	s->context.now = tool_now(options->at);
	s->context.verify = !options->no_verify;
	for (size_t i = 0; i < options->where.count; i++)
		selection_add(&s->filter, "--where", options->where.text[i],
			      s->context.now);
}

void selection_free(struct selection *s)
{
	filter_free(&s->filter);
	if (s->context.has_regex)
		regfree(&s->context.region_regex);
	*s = (struct selection){ 0 };
}
