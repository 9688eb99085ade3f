#include "report/order.h"

const char *order_start(struct order *o, const char *fields, bool set,
			struct buf *scratch)
{
	struct span names = span_str(fields), name, sign;

	*o = (struct order){ .none = strcmp(fields, "none") == 0 };
	while (!o->none && span_cut(&names, ',', &name)) {
		bool descending = span_starts(name, SPAN_LIT("-")) &&
				  span_take(&name, 1, &sign);
		const struct field *field = field_find(name);

		if (field == NULL)
			return field_unknown(name, scratch);
		if (field->scope == FIELD_SET && !set)
			return "fields of the set are for cabundle-list";
		if (o->fields == CAP_FIELDS) {
			scratch->n = 0;
			buf_printf(scratch, "more than %d fields", CAP_FIELDS);
			return buf_c(scratch);
		}
		o->by[o->fields].field = field;
		o->by[o->fields++].descending = descending;
	}
	return NULL;
}

void order_free(struct order *o)
{
	sorter_free(&o->sorter);
	buf_free(&o->key);
	*o = (struct order){ 0 };
}

bool order_needs_set(const struct order *o)
{
	for (size_t i = 0; i < o->fields; i++)
		if (o->by[i].field->scope == FIELD_SET)
			return true;
	return false;
}

void order_add(struct order *o, struct facts *f, const uint8_t digest[SHA256_BYTES],
	       size_t position, struct span load)
{
	o->key.n = 0;
	for (size_t i = 0; i < o->fields; i++) {
		size_t start = o->key.n;
		struct value v = field_get(o->by[i].field, f);

		value_key(o->by[i].field, &v, &o->key);
		for (size_t k = start; o->by[i].descending && k < o->key.n; k++)
			o->key.p[k] = (uint8_t)~o->key.p[k];
	}
	if (digest != NULL && !o->none)
		buf_add(&o->key, span_of(digest, SHA256_BYTES));
	sorter_add(&o->sorter, buf_span(&o->key), (uint32_t)position, load);
}

bool order_each(struct order *o,
		bool (*take)(void *context, uint32_t position, struct span load),
		void *context)
{
	return sorter_each(&o->sorter, take, context);
}
