/* The rules on identifiers: which OBJECT IDENTIFIERs (X.690 section 8.19) are read.
 */
#include "consumer/parts.h"

#include "x509/strict_der_value.h"

bool has_zero_arc(struct span oid)
{
	bool start = true;

	for (size_t i = 0; i < oid.n; i++) {
		if (start && oid.p[i] == 0x80)
			return true;
		start = oid.p[i] < 0x80;
	}
	return false;
}

static bool is_no_oid(struct span oid)
{
	return strict_oid(oid) != NULL;
}

/* Zero bits at its start leave an arc as it is, but it has five octets at most. */
bool go_oid(struct span oid)
{
	uint32_t arc = 0;
	unsigned octets = 0;

	for (size_t i = 0; i < oid.n; i++) {
		if (arc >= UINT32_C(1) << 24 || ++octets > 5)
			return false;
		arc = arc << 7 | (oid.p[i] & 0x7f);
		if (oid.p[i] < 0x80)
			arc = octets = 0;
	}
	return oid.n > 0 && octets == 0;
}

/*
 * Whether one of a certificate is wrong: those of algorithms, of names and of
 * extensions. What an OCTET STRING or a BIT STRING holds is not entered.
 */
static bool any_oid(const struct specimen *s, bool (*wrong)(struct span oid))
{
	struct span rest = s->cert.der, body;
	struct der_head head;

	while (flat_next(&rest, &head, &body))
		if (head.tag == DER_OID && wrong(body))
			return true;
	return false;
}

bool broken_oid(const struct specimen *s)
{
	return any_oid(s, is_no_oid);
}

bool broken_oid_arc(const struct specimen *s)
{
	return any_oid(s, has_zero_arc);
}
