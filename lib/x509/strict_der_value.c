#include "x509/strict_der_value.h"

/* 31 and up need the long form, and no octet of it may add nothing. */
const char *strict_tag(struct span whole)
{
	if (whole.n < 2 || (whole.p[0] & 0x1f) != 0x1f)
		return NULL;
	return whole.p[1] == 0x80 || (!(whole.p[1] & 0x80) && whole.p[1] < 0x1f)
		       ? "a tag number in more octets than it needs"
		       : NULL;
}

const char *strict_boolean(struct span body)
{
	if (body.n != 1)
		return "a BOOLEAN that is not one octet";
	return body.p[0] == 0x00 || body.p[0] == 0xff
		       ? NULL
		       : "a BOOLEAN that is neither 00 nor ff";
}

const char *strict_integer(struct span body)
{
	if (body.n == 0)
		return "an INTEGER without octets";
	if (body.n > 1 && ((body.p[0] == 0x00 && !(body.p[1] & 0x80)) ||
			   (body.p[0] == 0xff && body.p[1] & 0x80)))
		return "an INTEGER with a first octet that adds nothing";
	return NULL;
}

const char *strict_bit_string(struct span body)
{
	if (body.n == 0)
		return "a BIT STRING without its count of unused bits";
	if (body.p[0] > 7)
		return "a BIT STRING with more than 7 unused bits";
	if (body.n == 1 && body.p[0] != 0)
		return "an empty BIT STRING with unused bits";
	if (body.p[body.n - 1] & ((1u << body.p[0]) - 1) && body.n > 1)
		return "a BIT STRING with unused bits that are not zero";
	return NULL;
}

const char *strict_named_bits(struct span body)
{
	if (body.n < 2 || body.p[0] > 7)
		return NULL;
	return body.p[body.n - 1] & 1u << body.p[0]
		       ? NULL
		       : "named bits that end in zeros";
}

const char *strict_null(struct span body)
{
	return body.n == 0 ? NULL : "a NULL with content";
}

const char *strict_oid(struct span body)
{
	bool fresh = true;

	if (body.n == 0)
		return "an OBJECT IDENTIFIER without octets";
	for (size_t i = 0; i < body.n; i++) {
		if (fresh && body.p[i] == 0x80)
			return "an OBJECT IDENTIFIER with an octet that adds nothing";
		fresh = !(body.p[i] & 0x80);
	}
	return fresh ? NULL : "an OBJECT IDENTIFIER that does not end";
}

const char *strict_ia5(struct span body)
{
	for (size_t i = 0; i < body.n; i++) {
		if (body.p[i] >= 0x80)
			return "an IA5String with octets beyond 7f";
		if (body.p[i] < 0x20 || body.p[i] == 0x7f)
			return "an IA5String with control characters";
	}
	return NULL;
}
