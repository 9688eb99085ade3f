#include "tools/selection.h"

void selection_start(struct selection *s, const struct selection_options *options)
{
	const char *wrong = NULL;

	if (options->regex != NULL)
		wrong = field_context_regex(&s->context, options->regex);
	if (wrong != NULL)
		tool_usage("--region-regex: %s", wrong);
	s->context.now = tool_now(options->at);
	s->context.verify = !options->no_verify;
	for (size_t i = 0; i < options->where.count; i++) {
		wrong = filter_add(&s->filter, options->where.text[i],
				   s->context.now);
		if (wrong != NULL)
			tool_usage("--where: %s", wrong);
	}
}

void selection_free(struct selection *s)
{
	filter_free(&s->filter);
	if (s->context.has_regex)
		regfree(&s->context.region_regex);
}
