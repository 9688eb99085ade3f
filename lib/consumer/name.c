/* The rules on names: which attribute values each consumer reads. */
#include "consumer/parts.h"

#include "x509/dn.h"
#include "x509/text.h"

/* Calls wrong for each attribute of a Name; true where one is, or the Name is. rest
 * says that something may stand behind a value. */
static bool any_attribute(struct span name, bool rest,
			  bool (*wrong)(struct span type, const struct tlv *value))
{
	struct span rdns, rdn, attribute, type;
	struct tlv value;

	if (!der_take(&name, DER_SEQUENCE, &rdns))
		return true;
	while (rdns.n > 0) {
		if (!der_take(&rdns, DER_SET, &rdn))
			return true;
		while (rdn.n > 0)
			if (!der_take(&rdn, DER_SEQUENCE, &attribute) ||
			    !der_take(&attribute, DER_OID, &type) ||
			    !der_next(&attribute, &value) ||
			    (!rest && attribute.n > 0) || wrong(type, &value))
				return true;
	}
	return false;
}

static bool either_name(const struct specimen *s, bool rest,
			bool (*wrong)(struct span type, const struct tlv *value))
{
	return any_attribute(s->cert.issuer, rest, wrong) ||
	       any_attribute(s->cert.subject, rest, wrong);
}

static bool never_wrong(struct span type, const struct tlv *value)
{
	(void)type;
	(void)value;
	return false;
}

bool broken_name_frame(const struct specimen *s)
{
	return either_name(s, false, never_wrong);
}

static bool is_utf8(struct span s)
{
	uint32_t code;

	while (s.n > 0)
		if (!utf8_next(&s, &code))
			return false;
	return true;
}

/* The types of ASN1_PRINTABLE; those that are compared must be convertible. */
static bool openssl_wrong(struct span type, const struct tlv *value)
{
	(void)type;
	switch (value->tag) {
	case DER_UTF8_STRING:
		return !is_utf8(value->body);
	case DER_BMP_STRING:
		return value->body.n % 2 != 0;
	case DER_UNIVERSAL_STRING:
		return value->body.n % 4 != 0;
	case DER_BOOLEAN:
	case DER_INTEGER:
	case DER_OCTET_STRING:
	case DER_NULL:
	case DER_OID:
	case DER_ENUMERATED:
	case DER_SET:
	case DER_UTC_TIME:
	case DER_GENERALIZED_TIME:
	case DER_VISIBLE_STRING:
	case DER_VIDEOTEX_STRING:
	case DER_GRAPHIC_STRING:
	case DER_GENERAL_STRING:
		return true;
	default:
		return (value->tag & 0xc0) != 0; /* not universal */
	}
}

bool broken_name_types(const struct specimen *s)
{
	return either_name(s, false, openssl_wrong);
}

bool broken_name_large(const struct specimen *s)
{
	return s->cert.issuer.n > 1024 * 1024 || s->cert.subject.n > 1024 * 1024;
}

/* Go takes two characters of PrintableString that are none. */
static bool has_foreign(const struct tlv *value)
{
	for (size_t i = 0; i < value->body.n; i++) {
		uint8_t c = value->body.p[i];

		if (!text_belongs(value->tag, c) &&
		    !(value->tag == DER_PRINTABLE_STRING && (c == '*' || c == '&')))
			return true;
	}
	return false;
}

static bool go_wrong(struct span type, const struct tlv *value)
{
	if (!go_oid(type))
		return true;
	switch (value->tag) {
	case DER_T61_STRING:
		return false;
	case DER_PRINTABLE_STRING:
	case DER_IA5_STRING:
	case DER_NUMERIC_STRING:
		return has_foreign(value);
	case DER_UTF8_STRING:
		return !is_utf8(value->body);
	case DER_BMP_STRING:
		return value->body.n % 2 != 0;
	default:
		return true;
	}
}

bool broken_name_go(const struct specimen *s)
{
	return either_name(s, true, go_wrong);
}

/* Whether there are critical alternative names, which may stand for the subject. */
static bool has_alternative(const struct cert *c)
{
	struct span rest = c->extensions;
	struct cert_extension e;

	while (extension_next(&rest, &e))
		if (extension_number(&e) == 17)
			return e.critical && e.value.n > 2;
	return false;
}

bool broken_name_empty(const struct specimen *s)
{
	return dn_is_empty(s->cert.issuer) ||
	       (dn_is_empty(s->cert.subject) && !has_alternative(&s->cert));
}
