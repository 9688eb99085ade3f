#include "report/crl_field.h"

static const struct field fields[] = {
#define CRL_FIELD(getter, row_name, row_type, row_scope, row_width, row_help) \
	{ \
		.name = (row_name), \
		.type = FIELD_##row_type, \
		.scope = FIELD_##row_scope, \
		.width = (row_width), \
		.help = (row_help), \
		.get = crl_field_get_##getter, \
	},
#include "report/crl_field.def"
#undef CRL_FIELD
};

void crl_facts_start(struct crl_facts *f, const struct field_context *context,
		     const struct crl *c, const struct origin *o, uint64_t index)
{
	facts_start(&f->facts, context, NULL, o, index);
	f->crl = c;
	f->malformed = crl_malformed(c, &f->extensions);
}

const struct field *crl_field_find(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (span_eq(span_str(fields[i].name), name))
			return &fields[i];
	return NULL;
}

const struct field *crl_field_row(size_t n)
{
	return n < ARRAY_LEN(fields) ? &fields[n] : NULL;
}
