/* SignedData (RFC 2315) as Java and NSS take certificates from it, DER or BER. */
#include "consumer/parts.h"

#include "base/caps.h"

/* The end of an element of indefinite length whose content is s: levels are
 * counted, not entered, so that this is linear. */
static bool skip_indefinite(struct span *s)
{
	unsigned depth = 1;
	struct der_head h;

	while (depth > 0) {
		size_t step;

		if (s->n >= 2 && s->p[0] == 0 && s->p[1] == 0) {
			*s = span_of(s->p + 2, s->n - 2);
			depth--;
			continue;
		}
		if (der_head(*s, &h) != DER_OK ||
		    (h.indefinite && ++depth > CAP_DEPTH))
			return false;
		step = h.header + (h.indefinite ? 0 : (size_t)h.length);
		if (step > s->n)
			return false;
		*s = span_of(s->p + step, s->n - step);
	}
	return true;
}

bool ber_next(struct span *s, struct tlv *out)
{
	struct span rest = *s;
	struct der_head h;

	if (der_head(rest, &h) != DER_OK)
		return false;
	if (!h.indefinite)
		return der_next(s, out);
	if ((h.tag & 0x20) == 0)
		return false;
	rest = span_of(rest.p + h.header, rest.n - h.header);
	out->tag = h.tag;
	out->body = rest;
	if (!skip_indefinite(&rest))
		return false;
	out->whole = span_of(s->p, (size_t)(rest.p - s->p));
	out->body.n = (size_t)(rest.p - out->body.p) - 2;
	*s = rest;
	return true;
}

/* ber_next for one tag. */
static bool take(struct span *s, uint8_t tag, struct span *body)
{
	struct tlv t;

	if (!der_is(*s, tag) || !ber_next(s, &t))
		return false;
	*body = t.body;
	return true;
}

/* Other choices than a certificate are passed over. */
static bool certificates(struct span set,
			 void (*found)(void *context, struct span der),
			 void *context)
{
	struct tlv one;

	while (set.n > 0) {
		if (!ber_next(&set, &one))
			return false;
		if (one.tag == DER_SEQUENCE)
			found(context, one.whole);
	}
	return true;
}

bool consumer_pkcs7(struct span s, void (*found)(void *context, struct span der),
		    void *context)
{
	static const struct span signed_data =
		SPAN_LIT("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02");
	struct span info, type, tagged, data, part, set = { 0 };

	if (!take(&s, DER_SEQUENCE, &info) || !take(&info, DER_OID, &type) ||
	    !span_eq(type, signed_data) ||
	    !take(&info, DER_CONTEXT_CONSTRUCTED, &tagged) || info.n > 0 ||
	    !take(&tagged, DER_SEQUENCE, &data) ||
	    !take(&data, DER_INTEGER, &part) || !take(&data, DER_SET, &part) ||
	    !take(&data, DER_SEQUENCE, &part))
		return false;
	if (der_is(data, DER_CONTEXT_CONSTRUCTED) &&
	    !take(&data, DER_CONTEXT_CONSTRUCTED, &set))
		return false;
	if (der_is(data, DER_CONTEXT_CONSTRUCTED + 1) &&
	    !take(&data, DER_CONTEXT_CONSTRUCTED + 1, &part))
		return false;
	return take(&data, DER_SET, &part) && certificates(set, found, context);
}
