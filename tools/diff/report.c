#include "tools/diff/report.h"

#include "report/order.h"
#include "tools/tool.h"
#include "x509/moment.h"

static const struct diff_form *const forms[] = {
	&diff_form_text, &diff_form_summary,  &diff_form_json,	 &diff_form_jsonl,
	&diff_form_tsv,	 &diff_form_markdown, &diff_form_debian,
};

const struct diff_form *diff_form_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(forms); i++)
		if (strcmp(forms[i]->name, name) == 0)
			return forms[i];
	return NULL;
}

const char *diff_form_name(const void *table UNUSED, size_t n)
{
	return n < ARRAY_LEN(forms) ? forms[n]->name : NULL;
}

/* ---- Reading certificates back ---- */

struct loaded {
	struct buf der;
	struct cert cert;
	struct facts facts;
};

static bool set(const struct diff_report *r, struct span der, struct loaded *to)
{
	static const struct origin nowhere = { .file = "" };
	struct cert_error why;

	to->der.n = 0;
	buf_add(&to->der, der);
	if (!cert_parse(buf_span(&to->der), &to->cert, &why))
		return false;
	facts_start(&to->facts, r->context, &to->cert, &nowhere, 0);
	return true;
}

static bool load(const struct diff_report *r, size_t position, struct loaded *to)
{
	struct cert c;

	return store_get(&r->diff->store, position, &c) && set(r, c.der, to);
}

static void unload(struct loaded *l)
{
	buf_free(&l->der);
	facts_free(&l->facts);
}

/* ---- The walk ---- */

struct walk {
	struct diff_report *report;
	const struct diff_form *form;
	enum diff_class class;
	enum diff_cause cause;
	struct loaded self, other;
	struct buf trust[DIFF_NEW + 1];
	struct order order;
};

static bool load_trust(struct walk *w, size_t position, enum diff_side side,
		       struct diff_change *c)
{
	struct buf *words = &w->trust[side];

	words->n = 0;
	if (!diff_said(w->report->diff, position, side, words))
		return false;
	c->trust[side] = buf_span(words);
	return true;
}

/* A pair is shown by its new certificate; take is told of both. */
static bool take_position(void *context, uint32_t position, struct span der)
{
	struct walk *w = context;
	const struct diff_entry *e = &w->report->diff->entry[position];
	struct diff_change c = { .class = w->class, .cause = w->cause };
	bool pair = e->related != DIFF_NOTHING && e->cause == DIFF_NO_CAUSE;

	if (!set(w->report, der, &w->self))
		return false;
	if (e->related != DIFF_NOTHING && !load(w->report, e->related, &w->other))
		return false;
	if (e->related != DIFF_NOTHING && !pair)
		c.related = &w->other.facts;
	c.old = (e->sides & DIFF_OLD) != 0 ? &w->self.facts : NULL;
	c.new = (e->sides & DIFF_NEW) != 0 ? &w->self.facts : NULL;
	if (pair)
		c.old = &w->other.facts;
	if (!load_trust(w, pair ? e->related : position, DIFF_OLD, &c) ||
	    !load_trust(w, position, DIFF_NEW, &c))
		return false;
	w->form->change(w->report, &c);
	w->report->changes++;
	tool_output_some();
	return true;
}

/* The changes of one class and cause, in an order that no input decides. */
static bool walk_group(struct walk *w)
{
	const struct diff *d = w->report->diff;
	struct buf none = { 0 };
	bool good = order_start(&w->order, "name,not-before", false, &none) == NULL;

	for (size_t i = 0; i < d->store.index.count && good; i++) {
		const struct diff_entry *e = &d->entry[i];

		if (e->class != w->class || e->cause != w->cause ||
		    !diff_leads(d, i))
			continue;
		good = load(w->report, i, &w->self);
		if (good)
			order_add(&w->order, &w->self.facts,
				  d->store.index.digest[i], i, w->self.cert.der);
	}
	good = good && order_each(&w->order, take_position, w);
	return good;
}

static int trouble(const struct walk *w)
{
	const struct diff *d = w->report->diff;

	if (d->store.der.error != 0)
		return d->store.der.error;
	return d->words.error != 0 ? d->words.error : w->order.sorter.error;
}

int diff_report_show(struct diff_report *r, const struct diff_form *form)
{
	struct walk w = { .report = r, .form = form };
	int error = 0;

	if (form->begin != NULL)
		form->begin(r);
	for (w.class = 0; w.class < DIFF_UNCHANGED && error == 0; w.class ++)
		for (w.cause = 0; w.cause < DIFF_CAUSES && error == 0; w.cause++) {
			if (r->diff->count[w.class][w.cause] == 0 ||
			    form->change == NULL)
				continue;
			if (form->group != NULL)
				form->group(r, w.class, w.cause);
			if (!walk_group(&w))
				error = trouble(&w);
			order_free(&w.order);
		}
	if (error == 0 && form->end != NULL)
		form->end(r);
	unload(&w.self);
	unload(&w.other);
	buf_free(&w.trust[DIFF_OLD]);
	buf_free(&w.trust[DIFF_NEW]);
	return error;
}

/* ---- What differs ---- */

/* Names in short say it without -v; the whole of them are for -v and for data. */
static const struct {
	enum field_id field;
	enum diff_detail detail;
} compared[] = {
	{ FIELD_ID_name, DIFF_SHORT },	       { FIELD_ID_subject, DIFF_LONG },
	{ FIELD_ID_issuer_cn, DIFF_SHORT },    { FIELD_ID_issuer, DIFF_LONG },
	{ FIELD_ID_key, DIFF_BOTH },	       { FIELD_ID_signature, DIFF_BOTH },
	{ FIELD_ID_not_before, DIFF_LONG },    { FIELD_ID_not_after, DIFF_BOTH },
	{ FIELD_ID_serial, DIFF_LONG },	       { FIELD_ID_version, DIFF_LONG },
	{ FIELD_ID_role, DIFF_LONG },	       { FIELD_ID_ski, DIFF_LONG },
	{ FIELD_ID_aki, DIFF_LONG },	       { FIELD_ID_ca, DIFF_LONG },
	{ FIELD_ID_pathlen, DIFF_LONG },       { FIELD_ID_key_usage, DIFF_LONG },
	{ FIELD_ID_ext_key_usage, DIFF_LONG },
};

static void set_words(struct span words, struct value *v, struct buf *text)
{
	*v = (struct value){ .state = words.n > 0 ? VALUE_GOOD : VALUE_ABSENT,
			     .text = words };
	text->n = 0;
	buf_add(text, words);
}

/* What the containers say of trust is no field of the certificates. */
static bool trust_differs(const struct diff_change *c, struct diff_difference *out)
{
	if (span_eq(c->trust[DIFF_OLD], c->trust[DIFF_NEW]))
		return false;
	out->field = field_row(FIELD_ID_trust);
	set_words(c->trust[DIFF_OLD], &out->old_value, &out->old);
	set_words(c->trust[DIFF_NEW], &out->new_value, &out->new);
	return true;
}

bool diff_difference_next(const struct diff_change *c, enum diff_detail detail,
			  size_t *i, struct diff_difference *out)
{
	if (c->old == NULL || c->new == NULL)
		return false;
	for (; *i < ARRAY_LEN(compared); (*i)++) {
		if ((compared[*i].detail & detail) == 0)
			continue;
		out->field = field_row(compared[*i].field);
		out->old.n = out->new.n = 0;
		out->old_value = field_get(out->field, c->old);
		value_text(out->field, &out->old_value, &out->old);
		out->new_value = field_get(out->field, c->new);
		value_text(out->field, &out->new_value, &out->new);
		if (!span_eq(buf_span(&out->old), buf_span(&out->new))) {
			(*i)++;
			return true;
		}
	}
	return (*i)++ == ARRAY_LEN(compared) && trust_differs(c, out);
}

void diff_difference_free(struct diff_difference *d)
{
	buf_free(&d->old);
	buf_free(&d->new);
	*d = (struct diff_difference){ 0 };
}

/* ---- Words that several forms share ---- */

void diff_counts(const struct diff *d, struct buf *out)
{
	static const enum diff_class words[] = { DIFF_TRUST,	DIFF_RENEWED,
						 DIFF_RESIGNED, DIFF_CROSS_SIGNED,
						 DIFF_REKEYED,	DIFF_RENAMED,
						 DIFF_ADDED };
	uint64_t removed = diff_class_count(d, DIFF_REMOVED);
	const char *between = " (";

	buf_int(out, (int64_t)diff_class_count(d, DIFF_UNCHANGED));
	buf_str(out, " unchanged");
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (diff_class_count(d, words[i]) > 0)
			buf_printf(
				out, ", %llu %s",
				(unsigned long long)diff_class_count(d, words[i]),
				diff_class_name(words[i]));
	if (removed == 0)
		return;
	buf_printf(out, ", %llu removed", (unsigned long long)removed);
	for (enum diff_cause cause = DIFF_WHILE_VALID; cause <= DIFF_EXPIRED;
	     cause++) {
		if (d->count[DIFF_REMOVED][cause] == 0)
			continue;
		buf_printf(out, "%s%llu %s", between,
			   (unsigned long long)d->count[DIFF_REMOVED][cause],
			   cause == DIFF_WHILE_VALID ? "while valid"
						     : diff_cause_name(cause));
		between = ", ";
	}
	buf_put(out, ')');
}

void diff_group_title(enum diff_class class, enum diff_cause cause, struct buf *out)
{
	buf_str(out, diff_class_name(class));
	if (cause == DIFF_WHILE_VALID)
		buf_str(out, " while valid");
	else if (cause == DIFF_BESIDE)
		buf_str(out, ", beside the old");
	else if (cause != DIFF_NO_CAUSE)
		buf_printf(out, ", %s", diff_cause_name(cause));
}

static void value_for_people(const struct field *field, const struct value *v,
			     bool whole, struct buf *out)
{
	if (field->type == FIELD_TIME && v->state == VALUE_GOOD && !whole)
		moment_date(v->number, out);
	else if (v->state == VALUE_ABSENT)
		buf_str(out, "none");
	else
		value_text(field, v, out);
}

void diff_text(struct facts *f, enum field_id id, struct buf *out)
{
	const struct field *field = field_row(id);
	struct value v = field_get(field, f);

	if (v.state != VALUE_ABSENT)
		value_for_people(field, &v, false, out);
}

/* "key rsa2048 -> ec-p384": two times on one day with their time of day. */
static void difference_text(struct diff_difference *d, struct buf *out)
{
	bool timed = d->field->type == FIELD_TIME &&
		     d->old_value.number / 86400 == d->new_value.number / 86400;

	if (d->field == field_row(FIELD_ID_trust)) {
		/* The words say what they are of. */
		buf_printf(out, "%s -> ",
			   d->old.n > 0 ? buf_c(&d->old) : "no trust settings");
		buf_str(out, d->new.n > 0 ? buf_c(&d->new) : "no trust settings");
		return;
	}
	buf_printf(out, "%s ", d->field->name);
	if (d->field->type == FIELD_TIME) {
		value_for_people(d->field, &d->old_value, timed, out);
		buf_str(out, " -> ");
		value_for_people(d->field, &d->new_value, timed, out);
		return;
	}
	buf_str(out, d->old.n > 0 ? buf_c(&d->old) : "none");
	buf_str(out, " -> ");
	buf_str(out, d->new.n > 0 ? buf_c(&d->new) : "none");
}

static bool self_issued(const struct diff_change *c)
{
	return cert_self_issued(c->old->cert) && cert_self_issued(c->new->cert);
}

static void differences(const struct diff_change *c, enum diff_detail detail,
			struct buf *out)
{
	struct diff_difference d = { 0 };
	size_t i = 0;

	while (diff_difference_next(c, detail, &i, &d)) {
		if (detail == DIFF_SHORT && self_issued(c) &&
		    d.field == field_row(FIELD_ID_issuer_cn))
			continue;
		if (out->n > 0)
			buf_str(out, ", ");
		difference_text(&d, out);
	}
	diff_difference_free(&d);
}

/* No field tells the two apart. */
static const char *beyond_fields(const struct diff_change *c)
{
	return span_eq(c->old->cert->extensions, c->new->cert->extensions)
		       ? "another signature value"
		       : "other extensions";
}

static void explain_related(const struct diff_change *c, struct buf *out)
{
	buf_str(out, c->cause == DIFF_BESIDE ? "beside the one to "
					     : "same subject and key to ");
	diff_text(c->related, FIELD_ID_not_after, out);
	buf_str(out, " by ");
	diff_text(c->related, FIELD_ID_issuer_cn, out);
}

void diff_explanation(const struct diff_report *r, const struct diff_change *c,
		      struct buf *out)
{
	struct buf text = { 0 };

	if (c->related != NULL) {
		explain_related(c, &text);
	} else if (c->old == NULL || c->new == NULL) {
		/* Who is added as rejected is not added to those trusted. */
		buf_add(&text, c->trust[c->old == NULL ? DIFF_NEW : DIFF_OLD]);
	} else {
		differences(c, r->verbose ? DIFF_LONG : DIFF_SHORT, &text);
		if (text.n == 0)
			differences(c, DIFF_LONG, &text);
		if (text.n == 0)
			buf_str(&text, beyond_fields(c));
	}
	if (text.n > 0)
		buf_printf(out, " (%s)", buf_c(&text));
	buf_free(&text);
}
