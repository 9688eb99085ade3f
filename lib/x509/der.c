#include "x509/der.h"

#include <libtasn1.h>
#include <limits.h>

/*
 * The identifier octets. libtasn1 wants two bytes at least; that a tag number in
 * several octets ends before the bytes do is checked whatever its version.
 */
static enum der_status tag_octets(struct span s, size_t *out)
{
	unsigned char class;
	unsigned long number;
	int n = s.n > INT_MAX ? INT_MAX : (int)s.n;
	int octets;

	if (n < 2)
		return DER_SHORT;
	if ((s.p[0] & 0x1f) != 0x1f) {
		*out = 1;
		return DER_OK;
	}
	if (asn1_get_tag_der(s.p, n, &class, &octets, &number) != ASN1_SUCCESS)
		return n < 8 ? DER_SHORT : DER_BAD;
	if (s.p[octets - 1] & 0x80)
		return n < 8 ? DER_SHORT : DER_BAD;
	if ((size_t)octets == s.n)
		return DER_SHORT;
	*out = (size_t)octets;
	return DER_OK;
}

/*
 * The length octets, all of which are at hand: libtasn1 is told of more bytes
 * than there are, as it compares the length with them, and reads the length
 * octets alone.
 */
static enum der_status length_octets(struct span s, struct der_head *h)
{
	size_t more = s.p[0] & 0x7f;
	int octets;
	long length;

	if (s.p[0] == 0x80) {
		h->indefinite = true;
		h->minimal = false;
		h->header += 1;
		return DER_OK;
	}
	if (s.p[0] == 0xff)
		return DER_BAD;
	if (s.p[0] < 0x80) {
		h->length = s.p[0];
		h->minimal = true;
		h->header += 1;
		return DER_OK;
	}
	if (s.n <= more)
		return DER_SHORT;
	length = asn1_get_length_der(s.p, INT_MAX, &octets);
	if (length < 0)
		return DER_HUGE;
	h->length = (uint64_t)length;
	h->minimal = length >= 0x80 && s.p[1] != 0;
	h->header += 1 + more;
	return DER_OK;
}

enum der_status der_head(struct span s, struct der_head *out)
{
	struct der_head h = { 0 };
	enum der_status status = tag_octets(s, &h.header);

	if (status != DER_OK)
		return status;
	h.tag = s.p[0];
	status = length_octets(span_of(s.p + h.header, s.n - h.header), &h);
	if (status == DER_OK)
		*out = h;
	return status;
}

bool der_next_long(struct span *s, struct tlv *out)
{
	struct der_head h;
	struct span rest = *s;

	if (der_head(rest, &h) != DER_OK || h.indefinite ||
	    h.length > rest.n - h.header)
		return false;
	out->tag = h.tag;
	out->whole = span_of(rest.p, h.header + (size_t)h.length);
	out->body = span_of(rest.p + h.header, (size_t)h.length);
	return span_take(s, out->whole.n, &rest);
}

bool der_take_whole(struct span *s, uint8_t tag, struct span *whole)
{
	struct tlv t;

	if (!der_is(*s, tag) || !der_next(s, &t))
		return false;
	*whole = t.whole;
	return true;
}

bool der_small(struct span body, uint32_t *out)
{
	uint32_t value = 0;

	if (body.n == 0 || body.n > 4 || body.p[0] & 0x80)
		return false;
	for (size_t i = 0; i < body.n; i++)
		value = value << 8 | body.p[i];
	*out = value;
	return true;
}

unsigned der_integer_bits(struct span body)
{
	unsigned bits;
	uint8_t top;

	while (body.n > 0 && body.p[0] == 0) {
		body.p++;
		body.n--;
	}
	if (body.n == 0 || body.n > UINT32_MAX / 8)
		return 0;
	bits = (unsigned)(body.n - 1) * 8;
	for (top = body.p[0]; top > 0; top >>= 1)
		bits++;
	return bits;
}

bool der_bits(struct span body, struct span *bytes, unsigned *unused)
{
	if (body.n == 0 || body.p[0] > 7 || (body.n == 1 && body.p[0] != 0))
		return false;
	*unused = body.p[0];
	*bytes = span_of(body.p + 1, body.n - 1);
	return true;
}

bool der_oid_text(struct span body, struct buf *out)
{
	size_t start = out->n;
	uint64_t arc = 0;
	bool first = true, fresh = true;

	if (body.n == 0 || body.p[body.n - 1] & 0x80)
		return false;
	for (size_t i = 0; i < body.n; i++) {
		/* Beyond 2^63, or begun by octets that add nothing (X.690
		 * section 8.19.2). */
		if (arc >> 56 != 0 || (fresh && body.p[i] == 0x80)) {
			out->n = start;
			return false;
		}
		fresh = !(body.p[i] & 0x80);
		arc = arc << 7 | (body.p[i] & 0x7f);
		if (body.p[i] & 0x80)
			continue;
		if (first) { /* X.690 section 8.19.4: two arcs in one */
			uint64_t top = arc < 80 ? arc / 40 : 2;

			buf_int(out, (int64_t)top);
			arc -= top * 40;
			first = false;
		}
		buf_put(out, '.');
		buf_int(out, (int64_t)arc);
		arc = 0;
	}
	return true;
}

void der_put_head(struct buf *out, uint8_t tag, uint64_t length)
{
	unsigned char octets[16];
	int n = 0;

	asn1_length_der(length, octets, &n);
	buf_put(out, tag);
	buf_add(out, span_of(octets, (size_t)n));
}

size_t der_head_bytes(uint64_t length)
{
	int n = 0;

	asn1_length_der(length, NULL, &n);
	return 1 + (size_t)n;
}
