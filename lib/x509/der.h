/*
 * DER and BER tags and lengths (X.690 section 8.1) over spans, on libtasn1's
 * tag and length functions with what those leave unchecked checked here:
 * headers that are cut off, lengths beyond the bytes at hand, tags that do not
 * end, sizes that overflow an int.
 */
#ifndef DER_H
#define DER_H

#include "base/buf.h"
#include "base/span.h"

/* Identifier octets, as they stand in the encoding. */
enum {
	DER_BOOLEAN = 0x01,
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_OCTET_STRING = 0x04,
	DER_NULL = 0x05,
	DER_OID = 0x06,
	DER_ENUMERATED = 0x0a,
	DER_UTF8_STRING = 0x0c,
	DER_NUMERIC_STRING = 0x12,
	DER_PRINTABLE_STRING = 0x13,
	DER_T61_STRING = 0x14,
	DER_VIDEOTEX_STRING = 0x15,
	DER_IA5_STRING = 0x16,
	DER_UTC_TIME = 0x17,
	DER_GENERALIZED_TIME = 0x18,
	DER_GRAPHIC_STRING = 0x19,
	DER_VISIBLE_STRING = 0x1a,
	DER_GENERAL_STRING = 0x1b,
	DER_UNIVERSAL_STRING = 0x1c,
	DER_BMP_STRING = 0x1e,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
	DER_CONTEXT = 0x80,		/* [0] primitive; [n] is DER_CONTEXT + n */
	DER_CONTEXT_CONSTRUCTED = 0xa0, /* [0] constructed */
};

struct der_head {
	uint8_t tag;	 /* the first identifier octet */
	size_t header;	 /* identifier and length octets */
	uint64_t length; /* content octets; 0 where indefinite */
	bool indefinite; /* BER: ended by two zero octets */
	bool minimal;	 /* the length has the fewest octets, as DER wants */
};

enum der_status {
	DER_OK,
	DER_SHORT, /* the header is longer than the bytes at hand */
	DER_BAD,  /* no header: a reserved length octet, a tag number without end */
	DER_HUGE, /* a length of 2 GiB, less five, or more: beyond libtasn1 */
};

/*
 * der_head reads the header at the start of s; the content need not be there.
 * out is untouched but for DER_OK.
 */
enum der_status der_head(struct span s, struct der_head *out);

struct tlv {
	uint8_t tag;
	struct span whole; /* header and content */
	struct span body;  /* content alone */
};

/*
 * der_next cuts the next element off s. False, with s and out untouched, where s
 * is empty or does not hold a whole element of definite length. Lengths with
 * more octets than needed pass: only cabundle-check minds.
 */
MUST_CHECK bool der_next_long(struct span *s, struct tlv *out);

MUST_CHECK static inline bool der_next(struct span *s, struct tlv *out)
{
	size_t n;

	/* Most elements have a tag of one octet and a length of one. */
	if (s->n < 2 || (s->p[0] & 0x1f) == 0x1f || s->p[1] >= 0x80)
		return der_next_long(s, out);
	n = 2 + (size_t)s->p[1];
	if (n > s->n)
		return false;
	out->tag = s->p[0];
	out->body = span_of(s->p + 2, n - 2);
	return span_take(s, n, &out->whole);
}

/* der_is says whether the next element of s has this tag. */
static inline bool der_is(struct span s, uint8_t tag)
{
	return s.n > 0 && s.p[0] == tag;
}

/* der_take is der_next for one tag; body may be NULL. */
MUST_CHECK static inline bool der_take(struct span *s, uint8_t tag,
				       struct span *body)
{
	struct tlv t;

	if (!der_is(*s, tag) || !der_next(s, &t))
		return false;
	if (body != NULL)
		*body = t.body;
	return true;
}

/* der_take_whole gives header and content together. */
MUST_CHECK bool der_take_whole(struct span *s, uint8_t tag, struct span *whole);

/*
 * der_small reads a non-negative INTEGER of up to four octets, as versions and
 * path lengths are. False where it is anything else.
 */
MUST_CHECK bool der_small(struct span body, uint32_t *out);

/* der_integer_bits is the number of bits of a positive INTEGER's content octets, as
 * if these had no sign; 0 for zero, and where there are 512 MiB or more. */
unsigned der_integer_bits(struct span body);

/*
 * der_bits reads a BIT STRING's content octets: bytes is what stands behind the
 * count of unused bits. False where that count is not 0 to 7, or not 0 without
 * bytes.
 */
MUST_CHECK bool der_bits(struct span body, struct span *bytes, unsigned *unused);

/*
 * der_oid_text appends an OBJECT IDENTIFIER's content octets in dotted form.
 * False, with nothing appended, where it does not end or an arc is 2^63 or more.
 */
MUST_CHECK bool der_oid_text(struct span body, struct buf *out);

/* der_put_head appends a tag and a minimal length. */
void der_put_head(struct buf *out, uint8_t tag, uint64_t length);

/* der_head_bytes is the length of what der_put_head appends. */
size_t der_head_bytes(uint64_t length);

#endif
