#include "report/order.h"

const char *order_start(struct order *o, const char *fields, bool set)
{
	*o = (struct order){ .none = strcmp(fields, "none") == 0 };
	while (!o->none && *fields != '\0') {
		size_t n = strcspn(fields, ",");
		bool descending = *fields == '-';
		const struct field *field =
			field_find(span_of(fields + descending, n - descending));

		if (field == NULL)
			return "not none, nor fields joined by commas; --list-fields of "
			       "cabundle-list has them";
		if (field->scope == FIELD_SET && !set)
			return "fields of the set are for cabundle-list";
		if (o->fields == ORDER_FIELDS)
			return "more than 8 fields";
		o->by[o->fields].field = field;
		o->by[o->fields++].descending = descending;
		fields += n;
		if (*fields == ',')
			fields++;
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
