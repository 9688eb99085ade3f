#include "lint/profile_parts.h"

#include "x509/dn.h"
#include "x509/text.h"

/* Bytes of a value that a fact quotes. */
#define QUOTED 60

/* The string type of an attribute, by RFC 5280 appendix A.1. */
enum syntax {
	DIRECTORY, /* DirectoryString */
	PRINTABLE,
	IA5,
};

static const struct rule {
	enum oid_id id;
	enum syntax syntax;
	size_t most; /* characters: the upper bound of appendix A.1; 0 for none */
} rules[] = {
	{ OID_ATTR_CN, DIRECTORY, 64 },
	{ OID_ATTR_C, PRINTABLE, 0 }, /* see check_country */
	{ OID_ATTR_O, DIRECTORY, 64 },
	{ OID_ATTR_OU, DIRECTORY, 64 },
	{ OID_ATTR_L, DIRECTORY, 128 },
	{ OID_ATTR_ST, DIRECTORY, 128 },
	{ OID_ATTR_SERIAL, PRINTABLE, 64 },
	{ OID_ATTR_TITLE, DIRECTORY, 64 },
	{ OID_ATTR_PSEUDONYM, DIRECTORY, 128 },
	{ OID_ATTR_NAME, DIRECTORY, 32768 },
	{ OID_ATTR_SN, DIRECTORY, 32768 },
	{ OID_ATTR_GN, DIRECTORY, 32768 },
	{ OID_ATTR_INITIALS, DIRECTORY, 32768 },
	{ OID_ATTR_GENERATION, DIRECTORY, 32768 },
	{ OID_ATTR_DNQ, PRINTABLE, 0 },
	{ OID_ATTR_DC, IA5, 0 },
	{ OID_ATTR_EMAIL, IA5, 255 },
};

/* An attribute, and what facts about it say first. */
struct value {
	const struct tlv *tlv;
	const struct rule *rule; /* NULL where RFC 5280 has none */
	const char *where;	 /* subject CN "Root A" */
	const struct lint_sink *to;
};

static const struct rule *rule_of(const struct oid *row)
{
	for (size_t i = 0; row != NULL && i < ARRAY_LEN(rules); i++)
		if (rules[i].id == row->id)
			return &rules[i];
	return NULL;
}

/* NULL for what is no string type. */
static const char *type_name(uint8_t tag)
{
	switch (tag) {
	case DER_UTF8_STRING:
		return "UTF8String";
	case DER_NUMERIC_STRING:
		return "NumericString";
	case DER_PRINTABLE_STRING:
		return "PrintableString";
	case DER_T61_STRING:
		return "TeletexString";
	case DER_IA5_STRING:
		return "IA5String";
	case DER_VISIBLE_STRING:
		return "VisibleString";
	case DER_UNIVERSAL_STRING:
		return "UniversalString";
	case DER_BMP_STRING:
		return "BMPString";
	default:
		return NULL;
	}
}

static const char *wanted_type(const struct value *v)
{
	uint8_t tag = v->tlv->tag;

	if (tag == DER_T61_STRING || tag == DER_UNIVERSAL_STRING ||
	    tag == DER_BMP_STRING)
		return "UTF8String";
	if (v->rule == NULL)
		return NULL;
	if (v->rule->syntax == PRINTABLE && tag != DER_PRINTABLE_STRING)
		return "PrintableString";
	if (v->rule->syntax == IA5 && tag != DER_IA5_STRING)
		return "IA5String";
	if (v->rule->syntax == DIRECTORY && tag != DER_UTF8_STRING &&
	    tag != DER_PRINTABLE_STRING)
		return "UTF8String";
	return NULL;
}

static void check_type(const struct value *v)
{
	const char *want = wanted_type(v);

	if (want != NULL)
		lint_found(v->to, LINT_ID_NAME_STRING_TYPE, "%s is a %s, not a %s",
			   v->where, type_name(v->tlv->tag), want);
}

/* What is wrong with the characters of a value; each kind is reported once. */
struct characters {
	size_t count;
	bool readable; /* all bytes are characters */
	bool acting, foreign, tolerated;
	uint32_t first_acting, first_foreign, first_tolerated;
};

/* Not of PrintableString, but in so many that even Go lets them pass. */
static bool is_tolerated(uint8_t tag, uint32_t c)
{
	return tag == DER_PRINTABLE_STRING && (c == '*' || c == '&');
}

static void note_first(bool *seen, uint32_t *first, uint32_t c)
{
	if (!*seen)
		*first = c;
	*seen = true;
}

static struct characters characters_of(const struct tlv *t)
{
	struct characters in = { 0 };
	struct buf utf8 = { 0 };
	struct span rest;
	uint32_t c;

	in.readable = text_raw_utf8(t->tag, t->body, &utf8);
	for (rest = buf_span(&utf8); utf8_next(&rest, &c); in.count++) {
		if (text_acts(c))
			note_first(&in.acting, &in.first_acting, c);
		if (is_tolerated(t->tag, c))
			note_first(&in.tolerated, &in.first_tolerated, c);
		else if (!text_belongs(t->tag, c))
			note_first(&in.foreign, &in.first_foreign, c);
	}
	in.readable = in.readable && rest.n == 0;
	buf_free(&utf8);
	return in;
}

static void check_characters(const struct value *v, const struct characters *in)
{
	const char *type = type_name(v->tlv->tag);

	if (!in->readable)
		lint_found(v->to, LINT_ID_NAME_CHARACTERS,
			   "%s has bytes that are no characters of a %s", v->where,
			   type);
	else if (in->foreign)
		lint_found(v->to, LINT_ID_NAME_CHARACTERS,
			   "%s is a %s with the character U+%04X", v->where, type,
			   (unsigned)in->first_foreign);
	else if (in->tolerated)
		lint_found(v->to, LINT_ID_NAME_PRINTABLE,
			   "%s is a PrintableString with a '%c'", v->where,
			   (int)in->first_tolerated);
	if (in->acting)
		lint_found(v->to, LINT_ID_NAME_CONTROL,
			   "%s holds U+%04X, a control or an invisible character",
			   v->where, (unsigned)in->first_acting);
}

static bool is_letter(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static void check_country(const struct value *v)
{
	struct span body = v->tlv->body;

	if (body.n != 2 || !is_letter(body.p[0]) || !is_letter(body.p[1]))
		lint_found(v->to, LINT_ID_NAME_COUNTRY,
			   "%s is no country code of two letters", v->where);
}

static void check_length(const struct value *v, size_t count)
{
	if (count == 0)
		lint_found(v->to, LINT_ID_NAME_VALUE_EMPTY, "%s is empty",
			   v->where);
	else if (v->rule != NULL && v->rule->most != 0 && count > v->rule->most)
		lint_found(v->to, LINT_ID_NAME_LONG,
			   "%s has %zu characters, more than %zu", v->where, count,
			   v->rule->most);
}

static void check_value(const struct value *v)
{
	struct characters in;

	if (type_name(v->tlv->tag) == NULL) {
		if (v->rule != NULL)
			lint_found(v->to, LINT_ID_NAME_NO_TEXT,
				   "%s is of no string type (tag %02x)", v->where,
				   v->tlv->tag);
		return;
	}
	in = characters_of(v->tlv);
	check_type(v);
	check_characters(v, &in);
	check_length(v, in.count);
	if (v->rule != NULL && v->rule->id == OID_ATTR_C)
		check_country(v);
}

static void check_attribute(const char *field, const struct dn_attribute *a,
			    const struct lint_sink *to)
{
	const struct oid *row = oid_find(OID_ATTRIBUTE, a->type);
	struct buf where = { 0 }, text = { 0 }, quoted = { 0 };
	struct value v = { .tlv = &a->value, .rule = rule_of(row), .to = to };

	buf_printf(&where, "%s ", field);
	if (row != NULL)
		buf_str(&where, row->short_name);
	else
		oid_name(OID_ATTRIBUTE, a->type, &where);
	if (text_raw_utf8(a->value.tag, a->value.body, &text))
		buf_printf(&where, " \"%s\"",
			   text_quoted(buf_span(&text), QUOTED, &quoted));
	v.where = buf_c(&where);
	check_value(&v);
	buf_free(&where);
	buf_free(&text);
	buf_free(&quoted);
}

static void check_name(const char *field, struct span name,
		       const struct lint_sink *to)
{
	struct span rdns, rdn = { 0 };
	struct dn_attribute a;
	size_t count = 0;

	if (!der_take(&name, DER_SEQUENCE, &rdns))
		return; /* cert_parse knows that it is one */
	while (rdn.n == 0 && dn_rdn(&rdns, &rdn)) {
		count++;
		while (dn_next(&rdn, &a))
			check_attribute(field, &a, to);
	}
	if (rdn.n > 0 || rdns.n > 0)
		lint_found(to, LINT_ID_NAME_BROKEN,
			   "the %s cannot be read from RDN %zu on", field,
			   rdn.n > 0 ? count : count + 1);
}

void lint_names(const struct lint_subject *s, const struct lint_sink *to)
{
	if (!span_eq(s->cert->issuer, s->cert->subject))
		check_name("issuer", s->cert->issuer, to);
	check_name("subject", s->cert->subject, to);
}
