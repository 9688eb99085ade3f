/* The rules on extensions: which of them each consumer reads, and how. */
#include "consumer/parts.h"

/* A SEQUENCE of elements of one tag. */
static bool is_list(struct span s, uint8_t tag)
{
	struct span list;

	if (!der_take(&s, DER_SEQUENCE, &list))
		return false;
	while (list.n > 0)
		if (!der_take(&list, tag, NULL))
			return false;
	return true;
}

static bool any_identifier(struct span oid)
{
	return oid.n > 0 && oid.p[oid.n - 1] < 0x80;
}

static bool no_zero_arc(struct span oid)
{
	return !has_zero_arc(oid);
}

/* A SEQUENCE of SEQUENCEs, each of which begins with an identifier that is good. */
static bool go_oid_list(struct span s, bool (*good)(struct span oid))
{
	struct span list, one, oid;

	if (!der_take(&s, DER_SEQUENCE, &list))
		return false;
	while (list.n > 0)
		if (!der_take(&list, DER_SEQUENCE, &one) ||
		    !der_take(&one, DER_OID, &oid) || !good(oid))
			return false;
	return true;
}

/* BOOLEAN is 00 or FF; pathLenConstraint is a number. */
static bool go_basic_constraints(struct span s)
{
	struct span content, value;

	if (!der_take(&s, DER_SEQUENCE, &content))
		return false;
	if (der_is(content, DER_BOOLEAN) &&
	    (!der_take(&content, DER_BOOLEAN, &value) || value.n != 1 ||
	     (value.p[0] != 0 && value.p[0] != 0xff)))
		return false;
	return !der_is(content, DER_INTEGER) ||
	       (der_take(&content, DER_INTEGER, &value) && value.n > 0 &&
		value.n <= 8);
}

static bool go_bits(struct span s)
{
	struct span bits, bytes;
	unsigned unused;

	return der_take(&s, DER_BIT_STRING, &bits) &&
	       der_bits(bits, &bytes, &unused) &&
	       (unused == 0 || (bytes.p[bytes.n - 1] & ((1U << unused) - 1)) == 0);
}

/* GeneralNames: names are ASCII, addresses of 4 or 16 octets. */
static bool go_alternative_names(struct span s)
{
	struct span names;
	struct tlv name;

	if (!der_take(&s, DER_SEQUENCE, &names))
		return false;
	while (names.n > 0) {
		if (!der_next(&names, &name))
			return false;
		if ((name.tag == DER_CONTEXT + 1 || name.tag == DER_CONTEXT + 2 ||
		     name.tag == DER_CONTEXT + 6) &&
		    !is_ascii(name.body))
			return false;
		if (name.tag == DER_CONTEXT + 7 && name.body.n != 4 &&
		    name.body.n != 16)
			return false;
	}
	return true;
}

/* GeneralSubtrees: of what each holds, Go looks at addresses and their masks. */
static bool go_subtrees(struct span list)
{
	struct span one;
	struct tlv base;

	while (list.n > 0) {
		if (!der_take(&list, DER_SEQUENCE, &one) || !der_next(&one, &base))
			return false;
		if (base.tag == DER_CONTEXT + 7 && base.body.n != 8 &&
		    base.body.n != 32)
			return false;
		if (base.tag != DER_CONTEXT + 7 && base.tag < 0xa0 &&
		    !is_ascii(base.body))
			return false;
	}
	return true;
}

static bool go_name_constraints(struct span s)
{
	struct span content, permitted = { 0 }, excluded = { 0 };

	if (!der_take(&s, DER_SEQUENCE, &content) || s.n > 0)
		return false;
	if (der_is(content, 0xa0) && !der_take(&content, 0xa0, &permitted))
		return false;
	if (der_is(content, 0xa1) && !der_take(&content, 0xa1, &excluded))
		return false;
	return content.n == 0 && permitted.n + excluded.n > 0 &&
	       go_subtrees(permitted) && go_subtrees(excluded);
}

static bool go_oids(struct span s, bool (*good)(struct span oid))
{
	struct span list, oid;

	if (!der_take(&s, DER_SEQUENCE, &list))
		return false;
	while (list.n > 0)
		if (!der_take(&list, DER_OID, &oid) || !good(oid))
			return false;
	return true;
}

static bool is_access_info(const struct cert_extension *e)
{
	return span_eq(e->oid, SPAN_LIT("\x2b\x06\x01\x05\x05\x07\x01\x01"));
}

static bool go_reads(const struct cert_extension *e)
{
	struct span s = e->value;

	if (!go_oid(e->oid) || (e->critical && e->flag.p[0] != 0xff) ||
	    (extension_number(e) >= 0 && !lengths_are_short(s)))
		return false;
	if (is_access_info(e))
		return go_oid_list(s, go_oid);
	switch (extension_number(e)) {
	case 14:
		return der_take(&s, DER_OCTET_STRING, NULL);
	case 15:
		return go_bits(s);
	case 17:
		return go_alternative_names(s);
	case 19:
		return go_basic_constraints(s);
	case 30:
		return go_name_constraints(s);
	case 31:
		return is_list(s, DER_SEQUENCE);
	case 32:
		return go_oid_list(s, any_identifier);
	case 35:
		return der_take(&s, DER_SEQUENCE, NULL);
	case 37:
		return go_oids(s, go_oid);
	default:
		return true;
	}
}

/* Go reads the extensions of version 3 alone; its BOOLEANs are 00 and FF. */
bool broken_extension_go(const struct specimen *s)
{
	struct span rest = s->cert.extensions;
	struct cert_extension e;

	if (s->cert.version < 3)
		return false;
	while (rest.n > 0)
		if (!extension_next(&rest, &e) || !go_reads(&e))
			return true;
	return false;
}

/* Whether one of the extensions of version 3 is such. */
static bool any_extension(const struct specimen *s,
			  bool (*wrong)(const struct cert_extension *e))
{
	struct span rest = s->cert.extensions;
	struct cert_extension e;

	while (s->cert.version == 3 && extension_next(&rest, &e))
		if (wrong(&e))
			return true;
	return false;
}

static bool has_arc(const struct cert_extension *e)
{
	if (is_access_info(e) || extension_number(e) == 32)
		return !go_oid_list(e->value, no_zero_arc);
	return extension_number(e) == 37 && !go_oids(e->value, no_zero_arc);
}

bool broken_extension_arc(const struct specimen *s)
{
	return any_extension(s, has_arc);
}

/* Since Go 1.22 policies have arcs of any size. */
static bool has_long_policy(const struct cert_extension *e)
{
	return extension_number(e) == 32 && !go_oid_list(e->value, go_oid);
}

bool broken_policy_arc(const struct specimen *s)
{
	return any_extension(s, has_long_policy);
}

static bool is_critical_id(const struct cert_extension *e)
{
	return e->critical && (extension_number(e) == 14 ||
			       extension_number(e) == 35 || is_access_info(e));
}

bool broken_critical_ids(const struct specimen *s)
{
	return any_extension(s, is_critical_id);
}

/* Any BOOLEAN but zero is true. */
static bool java_basic_constraints(struct span s)
{
	struct span content, value;

	if (!der_take(&s, DER_SEQUENCE, &content) || s.n > 0)
		return false;
	if (der_is(content, DER_BOOLEAN) &&
	    (!der_take(&content, DER_BOOLEAN, &value) || value.n != 1))
		return false;
	return content.n == 0 || (der_take(&content, DER_INTEGER, &value) &&
				  value.n > 0 && value.n <= 4);
}

bool broken_extension_frame(const struct specimen *s)
{
	struct span rest = s->cert.extensions;
	struct cert_extension e;

	while (rest.n > 0)
		if (!extension_next(&rest, &e))
			return true;
	return false;
}

/* Of those that Java knows, one that is critical must be readable. */
static bool java_reads(const struct cert_extension *e)
{
	struct span s = e->value, content;

	switch (extension_number(e)) {
	case 15:
		return der_take(&s, DER_BIT_STRING, &content) && content.n > 0;
	case 17:
	case 18:
	case 31:
	case 32:
		return der_take(&s, DER_SEQUENCE, &content);
	case 19:
		return java_basic_constraints(s);
	case 30:
		return der_take(&s, DER_SEQUENCE, &content);
	case 37:
		return is_list(s, DER_OID);
	default:
		return true;
	}
}

bool broken_extension_java(const struct specimen *s)
{
	struct span rest = s->cert.extensions;
	struct cert_extension e;

	while (rest.n > 0)
		if (!extension_next(&rest, &e) || (e.critical && !java_reads(&e)))
			return true;
	return false;
}
