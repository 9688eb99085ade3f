/* The fields of a certificate's types: which are there, which belong there. */
#include "x509/strict_der_parts.h"
#include "x509/strict_der_value.h"

static const struct field fields[] = {
#define FIELD(parent, tag, name, type, flags, octets) \
	{ parent, tag, name, type, flags, SPAN_LIT(octets) },
#include "x509/strict_der.def"
#undef FIELD
};

static const struct pick picks[] = {
#define PICK(octets, name, tag, own, flags, parents) \
	{ SPAN_LIT(octets), name, tag, own, flags, parents },
#include "x509/strict_der.def"
#undef PICK
};

const struct field *strict_der_fields(enum type type)
{
	for (size_t i = 0; type >= CERTIFICATE && i < ARRAY_LEN(fields); i++)
		if (fields[i].parent == type)
			return &fields[i];
	return NULL;
}

const struct pick *strict_der_pick(struct span oid)
{
	for (size_t i = 0; i < ARRAY_LEN(picks); i++)
		if (span_eq(picks[i].oid, oid))
			return &picks[i];
	return NULL;
}

static bool has_fields(const struct frame *in, const struct field *f)
{
	return f != NULL && f < fields + ARRAY_LEN(fields) && f->parent == in->type;
}

/* A string in pieces is of its type still, which check_form has a fault for. */
static bool fits(uint8_t tag, uint8_t wanted)
{
	return wanted == 0 || tag == wanted ||
	       (tag == (wanted | 0x20) && wanted < DER_CONTEXT);
}

static const struct field *general_name(uint8_t tag)
{
	const struct field *f = strict_der_fields(NAMES);

	for (; f != NULL && f->parent == NAMES; f++)
		if (f->tag == tag)
			return f;
	return NULL;
}

/* The row that an element with this tag is of, from f on, or NULL. */
static const struct field *find_field(const struct frame *in, const struct field *f,
				      uint8_t tag)
{
	for (; has_fields(in, f); f++)
		if (f->type == GENERAL_NAME ? general_name(tag) != NULL
					    : f->tag == 0 || f->tag == tag)
			return f;
	return NULL;
}

/*
 * What must be there is missing, from in->field up to this row or to the last one.
 * Of alternatives, the last one stands for all.
 */
static void miss_fields(struct walk *w, const struct frame *in,
			const struct field *until, const struct element *e)
{
	struct element missing = *e;

	for (const struct field *f = in->field; has_fields(in, f) && f != until;
	     f++) {
		if (!(f->flags & NEED) || f->flags & OR)
			continue;
		missing.name = f->name;
		strict_der_fault(w, &missing, STRICT_DER_FIELD, "it is missing");
	}
}

/* Of fields that are not alternatives, each comes once. */
static void take_field(struct walk *w, struct frame *in, const struct field *f,
		       struct element *e)
{
	const struct field *name =
		f->type == GENERAL_NAME ? general_name(e->whole.p[0]) : NULL;

	if (!(f->flags & LIST))
		miss_fields(w, in, f, e);
	e->field = f;
	e->type = name != NULL ? name->type : f->type;
	e->flags = f->flags;
	e->name = f->name;
	if (f->flags & LIST)
		return;
	while (f->flags & OR)
		f++;
	in->field = f + 1;
}

void strict_der_match(struct walk *w, struct frame *in, struct element *e)
{
	uint8_t tag = e->whole.p[0];
	const struct field *f = find_field(in, in->field, tag);

	e->number = ++in->count;
	if (in->is_hole) {
		e->type = in->count == 1 ? in->type : ANY;
		e->flags = in->hole_flags;
		if (in->count == 1 && !fits(tag, in->hole_tag)) {
			strict_der_fault(w, e, STRICT_DER_FIELD,
					 "not of the type that it must have");
			e->type = ANY;
			e->flags = 0;
		}
		return;
	}
	e->type = ANY;
	e->name = "";
	if (f != NULL) {
		take_field(w, in, f, e);
	} else if (in->type >= TBS && in->field != NULL && !strict_tag(e->whole)) {
		strict_der_fault(w, e, STRICT_DER_FIELD,
				 "something that does not belong here");
		in->field = NULL;
	}
}

void strict_der_end(struct walk *w, struct frame *in, const struct element *e)
{
	if (in->is_hole && in->count == 0)
		strict_der_fault(w, e, STRICT_DER_FIELD, "nothing in it");
	else if (!in->is_hole && in->type >= TBS)
		miss_fields(w, in, NULL, e);
}
