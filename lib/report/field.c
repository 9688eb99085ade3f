#include "report/field.h"

#include "base/nearest.h"
#include "x509/moment.h"

static const struct field fields[] = {
#define FIELD(getter, name, type, scope, shown, full, width, domain, help) \
	{ name,	 FIELD_##type,	  FIELD_##scope, FIELD_##shown,	    FIELD_##full, \
	  width, DOMAIN_##domain, help,		 field_get_##getter },
#include "report/field.def"
#undef FIELD
};

void facts_start(struct facts *f, const struct field_context *context,
		 const struct cert *c, const struct origin *o, uint64_t index)
{
	struct buf scratch = f->scratch;

	*f = (struct facts){ .context = context,
			     .cert = c,
			     .origin = o,
			     .index = index,
			     .scratch = scratch };
}

void facts_free(struct facts *f)
{
	buf_free(&f->scratch);
	*f = (struct facts){ 0 };
}

struct value field_get(const struct field *field, struct facts *f)
{
	struct value v = { 0 };

	f->scratch.n = 0;
	field->get(f, &v);
	return v;
}

const struct field *field_find(struct span name)
{
	if (span_eq(name, SPAN_LIT("expires")))
		name = SPAN_LIT("not-after");
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (span_eq(span_str(fields[i].name), name))
			return &fields[i];
	return NULL;
}

const struct field *field_row(size_t n)
{
	return n < ARRAY_LEN(fields) ? &fields[n] : NULL;
}

static const char *row_name(const void *table UNUSED, size_t n)
{
	return n < ARRAY_LEN(fields) ? fields[n].name : NULL;
}

const char *field_nearest(struct span name)
{
	return nearest(name, row_name, NULL);
}

void value_text(const struct field *field, const struct value *v, struct buf *out)
{
	if (v->state == VALUE_INVALID) {
		buf_put(out, '?');
		buf_add(out, v->text);
	}
	if (v->state != VALUE_GOOD)
		return;
	switch (field->type) {
	case FIELD_INTEGER:
		buf_int(out, v->number);
		break;
	case FIELD_BOOLEAN:
		buf_str(out, v->number != 0 ? "yes" : "no");
		break;
	case FIELD_TIME:
		moment_iso(v->number, out);
		break;
	default:
		buf_add(out, v->text);
	}
}

static bool is_number(const struct field *field)
{
	return field->type == FIELD_INTEGER || field->type == FIELD_BOOLEAN ||
	       field->type == FIELD_TIME;
}

void value_key(const struct field *field, const struct value *v, struct buf *out)
{
	static const uint8_t rank[] = {
		[VALUE_ABSENT] = 0, [VALUE_INVALID] = 1, [VALUE_GOOD] = 2
	};
	uint64_t number = (uint64_t)v->number ^ (UINT64_C(1) << 63);

	buf_put(out, rank[v->state]);
	if (v->state == VALUE_GOOD && is_number(field)) {
		for (int shift = 56; shift >= 0; shift -= 8)
			buf_put(out, (uint8_t)(number >> shift));
	} else {
		/* Escaped text holds no NUL. */
		buf_add(out, v->text);
		buf_put(out, '\0');
	}
}

const char *field_context_regex(struct field_context *c, const char *regex)
{
	static char problem[128];
	int error = regcomp(&c->region_regex, regex, REG_EXTENDED);

	if (error != 0) {
		regerror(error, &c->region_regex, problem, sizeof(problem));
		return problem;
	}
	if (c->region_regex.re_nsub < 1)
		return "it has no group (...) to take the region from";
	c->has_regex = true;
	return NULL;
}
