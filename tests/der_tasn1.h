/*
 * lib/x509/der.c beside libtasn1's own functions: one header, read by both. Where
 * they differ, the reason is one of those that lib/x509/der.h gives, and no other.
 */
#ifndef DER_TASN1_H
#define DER_TASN1_H

#include <libtasn1.h>

#include "x509/der.h"

enum der_difference {
	NONE,
	CUT_OFF_AS_EMPTY, /* a header that is cut off: libtasn1 says length 0 */
	TAG_CUT_OFF, /* a tag number that does not end: some versions take what is
			there */
	CONTENT_ABSENT, /* the content is not here: der_head does not mind */
	DIFFERENCES
};

/*
 * The octets that a header should have, told by a third reading: X.690 section 8.1.
 */
static inline size_t header_octets(struct span s)
{
	size_t n = 1;

	if (s.n == 0)
		return 0;
	if ((s.p[0] & 0x1f) == 0x1f) {
		while (n < s.n && s.p[n] & 0x80)
			n++;
		n++;
	}
	if (n >= s.n)
		return n + 1;
	return n + 1 + (s.p[n] > 0x80 ? s.p[n] & 0x7f : 0);
}

/*
 * der_tasn1_compare says what is wrong with how the header at the start of s is
 * read, or NULL; known is the difference that there may be.
 */
static inline const char *der_tasn1_compare(struct span s,
					    enum der_difference *known)
{
	struct der_head h;
	enum der_status status = der_head(s, &h);
	unsigned char class;
	unsigned long number;
	int octets, length_octets;
	long length;

	*known = NONE;
	if (asn1_get_tag_der(s.p, (int)s.n, &class, &octets, &number) !=
	    ASN1_SUCCESS) {
		if (status == DER_OK)
			return "a tag that libtasn1 refuses";
		return NULL;
	}
	if ((size_t)octets > s.n || (octets > 1 && s.p[octets - 1] & 0x80)) {
		if (status == DER_OK)
			return "a tag number without end";
		*known = TAG_CUT_OFF;
		return NULL;
	}
	length = asn1_get_length_der(s.p + octets, (int)s.n - octets,
				     &length_octets);
	if (status == DER_OK && header_octets(s) != h.header)
		return "the header's length";
	if (header_octets(s) > s.n) {
		if (status != DER_SHORT && status != DER_BAD)
			return "a header that is cut off";
		*known = length >= 0 ? CUT_OFF_AS_EMPTY : NONE;
		return NULL;
	}
	if (length == -1) {
		if (status != DER_OK || !h.indefinite)
			return "an indefinite length";
		return NULL;
	}
	if (length == -4) {
		if (status == DER_OK &&
		    (h.indefinite || h.length <= s.n - h.header))
			return "content that libtasn1 does not find";
		if (status != DER_OK && status != DER_HUGE)
			return "a length that libtasn1 reads";
		*known = CONTENT_ABSENT;
		return NULL;
	}
	if (length < 0) {
		if (status != DER_HUGE && status != DER_BAD)
			return "a length that libtasn1 refuses";
		return NULL;
	}
	if (status != DER_OK) {
		return "refused, and libtasn1 reads it";
	}
	if (h.indefinite || h.length != (uint64_t)length ||
	    h.header != (size_t)octets + (size_t)length_octets)
		return "another length";
	if ((h.tag & 0xe0) != class ||
	    ((h.tag & 0x1f) != 0x1f && (h.tag & 0x1f) != number))
		return "another tag";
	return NULL;
}

#endif
