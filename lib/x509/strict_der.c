#include "x509/strict_der_parts.h"
#include "x509/strict_der_value.h"

static void add_step(struct buf *path, const char *name, size_t number)
{
	if (name == NULL)
		return;
	if (*name == '\0')
		buf_printf(path, "[%zu]", number);
	else
		buf_printf(path, "%s%s", path->n > 0 ? "." : "", name);
}

void strict_der_fault(struct walk *w, const struct element *e,
		      enum strict_der_kind kind, const char *fact)
{
	struct strict_der_fault f = { .kind = kind, .fact = fact };

	w->path.n = 0;
	for (size_t i = 0; i < w->depth; i++) {
		add_step(&w->path, w->stack[i].name, w->stack[i].number);
		f.in_extension |= w->stack[i].hole_tag != 0;
		f.in_any |= w->stack[i].type == ANY && !w->stack[i].is_hole;
	}
	add_step(&w->path, e->name, e->number);
	f.path = w->path.n > 0 ? buf_c(&w->path) : "the certificate";
	f.offset = (size_t)(e->whole.p - w->der.p);
	w->report(w->context, &f);
}

static void fault_if(struct walk *w, const struct element *e,
		     enum strict_der_kind kind, const char *fact)
{
	if (fact != NULL)
		strict_der_fault(w, e, kind, fact);
}

/*
 * Cuts the next element off the frame. What does not fit is reported, and the rest
 * of the frame passed over, since nobody can say where it goes on.
 */
static bool next_element(struct walk *w, struct frame *in, struct element *e)
{
	struct span rest = in->rest;

	*e = (struct element){ .whole = rest };
	in->rest.n = 0;
	if (rest.n == 0) {
		if (!in->broken)
			strict_der_end(w, in, e);
		return false;
	}
	in->broken = true;
	strict_der_match(w, in, e);
	if (in->is_hole && in->count > 1) {
		strict_der_fault(w, e, STRICT_DER_TRAILING,
				 "bytes after the value");
		return false;
	}
	if (der_head(rest, &e->head) != DER_OK ||
	    e->head.length > rest.n - e->head.header) {
		strict_der_fault(w, e, STRICT_DER_BROKEN,
				 "an element that does not fit into what holds it");
		return false;
	}
	if (e->head.indefinite) {
		strict_der_fault(w, e, STRICT_DER_INDEFINITE,
				 "an indefinite length");
		return false;
	}
	if (!span_take(&rest, e->head.header + (size_t)e->head.length, &e->whole))
		return false;
	e->body = span_of(e->whole.p + e->head.header, (size_t)e->head.length);
	in->rest = rest;
	in->broken = false;
	return true;
}

static void check_head(struct walk *w, const struct element *e)
{
	fault_if(w, e, STRICT_DER_TAG, strict_tag(e->whole));
	if (!e->head.minimal)
		strict_der_fault(w, e, STRICT_DER_LENGTH,
				 "a length in more octets than it needs");
}

static bool is_constructed(uint8_t tag)
{
	return tag & 0x20;
}

/* The universal number by which to read the content; 0 where it is unknown. */
static unsigned universal(const struct element *e)
{
	switch (e->type) {
	case INTEGER:
		return DER_INTEGER;
	case BIT_STRING:
	case NAMED_BITS:
		return DER_BIT_STRING;
	case OBJECT_ID:
		return DER_OID;
	default:
		return e->head.tag < 0x40 ? e->head.tag & 0x1f : 0;
	}
}

/* SEQUENCE, SET, and the types that X.680 defines as such, are constructed. */
static void check_form(struct walk *w, const struct element *e)
{
	unsigned number = universal(e);
	bool whole_of_parts = number == 8 || number == 11 || number == 16 ||
			      number == 17 || number == 29;

	if (number == 0 || number == 0x1f ||
	    whole_of_parts == is_constructed(e->head.tag))
		return;
	strict_der_fault(w, e, STRICT_DER_CONSTRUCTED,
			 whole_of_parts ? "a SEQUENCE or SET that is primitive"
					: "a primitive type that is in pieces");
}

static void check_value(struct walk *w, const struct element *e)
{
	if (is_constructed(e->head.tag))
		return;
	switch (universal(e)) {
	case DER_BOOLEAN:
		fault_if(w, e, STRICT_DER_BOOLEAN, strict_boolean(e->body));
		break;
	case DER_INTEGER:
	case DER_ENUMERATED:
		fault_if(w, e, STRICT_DER_INTEGER, strict_integer(e->body));
		break;
	case DER_BIT_STRING:
		fault_if(w, e, STRICT_DER_BIT_STRING, strict_bit_string(e->body));
		if (e->type == NAMED_BITS)
			fault_if(w, e, STRICT_DER_NAMED_BITS,
				 strict_named_bits(e->body));
		break;
	case DER_NULL:
		fault_if(w, e, STRICT_DER_NULL, strict_null(e->body));
		break;
	case DER_OID:
		fault_if(w, e, STRICT_DER_OID, strict_oid(e->body));
		break;
	default:
		break;
	}
}

static void check_general_name(struct walk *w, const struct element *e)
{
	const char *fact = NULL;

	if (e->type == IA5)
		fact = strict_ia5(e->body);
	else if (e->type == ADDRESS && e->body.n != 4 && e->body.n != 16)
		fact = "an iPAddress of neither 4 nor 16 octets";
	else if (e->type == RANGE && e->body.n != 8 && e->body.n != 32)
		fact = "a range of addresses of neither 8 nor 32 octets";
	fault_if(w, e, STRICT_DER_GENERAL_NAME, fact);
}

/* X.690 section 11.6; one report a SET. */
static void check_order(struct walk *w, struct frame *in, const struct element *e)
{
	if (!in->is_set)
		return;
	if (in->before.p != NULL && span_cmp(in->before, e->whole) > 0) {
		strict_der_fault(
			w, e, STRICT_DER_SET_ORDER,
			"an element of a SET OF that belongs before the last one");
		in->is_set = false;
	}
	in->before = e->whole;
}

static void check_field(struct walk *w, const struct element *e)
{
	if (e->flags & SOME && e->body.n == 0)
		strict_der_fault(w, e, STRICT_DER_EMPTY, "nothing in it");
	if (e->field != NULL && e->field->standard.n > 0 &&
	    span_eq(e->field->standard, e->body))
		strict_der_fault(w, e, STRICT_DER_DEFAULT,
				 "the default value, written out");
}

/* False where the nesting ends: it is reported, and not gone into. */
static bool push(struct walk *w, const struct element *e, struct frame f)
{
	if (w->depth == ARRAY_LEN(w->stack)) {
		strict_der_fault(w, e, STRICT_DER_DEEP,
				 "more nesting than is looked into");
		return false;
	}
	w->stack[w->depth++] = f;
	return true;
}

static void enter(struct walk *w, const struct element *e)
{
	push(w, e,
	     (struct frame){
		     .rest = e->body,
		     .type = e->type,
		     .field = strict_der_fields(e->type),
		     .name = e->name,
		     .number = e->number,
		     .is_set = e->head.tag == DER_SET,
	     });
}

/* What fills a string that is a hole stands in it as one element. */
static void enter_hole(struct walk *w, const struct element *e,
		       const struct pick *pick, enum type type)
{
	struct span rest = e->body, unused;

	if (e->head.tag == DER_BIT_STRING && !span_take(&rest, 1, &unused))
		return;
	push(w, e,
	     (struct frame){
		     .rest = rest,
		     .type = type,
		     .name = pick->name != NULL ? pick->name : e->name,
		     .number = e->number,
		     .hole_tag = pick->tag,
		     .hole_flags = pick->flags,
		     .is_hole = true,
	     });
}

/* Goes into the element where there is something to be seen. */
static void look_inside(struct walk *w, struct frame *in, struct element *e)
{
	const struct pick *pick = in->own != NULL ? in->own : in->childs;
	enum type type = NONE;

	if (e->flags & HOLE && pick != NULL)
		type = in->own != NULL ? pick->own : pick->parents;
	if (type != NONE &&
	    (e->head.tag == DER_OCTET_STRING || e->head.tag == DER_BIT_STRING)) {
		enter_hole(w, e, pick, type);
		return;
	}
	if (type != NONE)
		e->type = type;
	if (is_constructed(e->head.tag))
		enter(w, e);
}

static void remember_pick(struct walk *w, struct frame *in, const struct element *e)
{
	if (!(e->flags & PICKS))
		return;
	in->own = strict_der_pick(e->body);
	if (w->depth >= 2)
		w->stack[w->depth - 2].childs = in->own;
}

/* Goes through what is in the first frame. */
static void walk(struct walk *w)
{
	while (w->depth > 0) {
		struct frame *in = &w->stack[w->depth - 1];
		struct element e;

		if (!next_element(w, in, &e)) {
			w->depth--;
			continue;
		}
		check_head(w, &e);
		check_form(w, &e);
		check_value(w, &e);
		check_general_name(w, &e);
		check_order(w, in, &e);
		check_field(w, &e);
		remember_pick(w, in, &e);
		look_inside(w, in, &e);
	}
	buf_free(&w->path);
}

void strict_der_walk(struct span der,
		     void (*report)(void *context,
				    const struct strict_der_fault *f),
		     void *context)
{
	struct walk w = { .der = der, .report = report, .context = context };

	w.stack[w.depth++] =
		(struct frame){ .rest = der, .type = CERTIFICATE, .is_hole = true };
	walk(&w);
}

void strict_der_extension(struct span oid, struct span value,
			  void (*report)(void *context,
					 const struct strict_der_fault *f),
			  void *context)
{
	struct walk w = { .der = value, .report = report, .context = context };
	const struct element e = { .whole = value, .body = value };
	const struct pick *pick = strict_der_pick(oid);

	if (pick == NULL || pick->tag == 0)
		return;
	enter_hole(&w, &e, pick, pick->own);
	walk(&w);
}
