/* The rules on identifiers: which OBJECT IDENTIFIERs (X.690 section 8.19) are read.
 */
#include "consumer_parts.h"

static bool has_zero_arc(struct span oid)
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
	return oid.n == 0 || oid.p[oid.n - 1] >= 0x80 || has_zero_arc(oid);
}

bool go_oid(struct span oid)
{
	uint32_t arc = 0;

	for (size_t i = 0; i < oid.n; i++) {
		if (arc >= UINT32_C(1) << 24)
			return false;
		arc = arc << 7 | (oid.p[i] & 0x7f);
		if (oid.p[i] < 0x80)
			arc = 0;
	}
	return !is_no_oid(oid);
}

/*
 * Whether one of a certificate is wrong: those of algorithms, of names and of
 * extensions. What an OCTET STRING or a BIT STRING holds is not entered.
 */
static bool any_oid(struct span rest, bool (*wrong)(struct span oid))
{
	struct der_head h;
	struct span oid;

	while (rest.n > 0) {
		size_t step;

		if (der_is(rest, DER_OID)) {
			if (!der_take(&rest, DER_OID, &oid))
				return false;
			if (wrong(oid))
				return true;
			continue;
		}
		if (der_head(rest, &h) != DER_OK)
			return false;
		step = h.header + ((h.tag & 0x20) != 0 ? 0 : (size_t)h.length);
		if (step > rest.n)
			return false;
		rest = span_of(rest.p + step, rest.n - step);
	}
	return false;
}

bool broken_oid(const struct specimen *s)
{
	return any_oid(s->cert.der, is_no_oid);
}

bool broken_oid_arc(const struct specimen *s)
{
	return any_oid(s->cert.der, has_zero_arc);
}
