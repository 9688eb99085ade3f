#include "formats/pkcs7.h"

#include <stdio.h>

#include "base/caps.h"

/* The elements that are open, from the ContentInfo to the set of certificates. */
enum {
	FRAMES = 6
};

struct frame {
	bool indefinite;
	uint64_t end; /* offset behind the content, where definite */
};

struct walk {
	struct object *o;
	struct frame frame[FRAMES];
	size_t depth;
	bool cut_off; /* the input ended within the container */
	bool broken;  /* a fault was reported behind which nothing can be read */
	bool ber;
};

static bool fault(struct walk *w, enum diag_id id, const char *detail)
{
	if (!w->broken && !w->cut_off)
		object_fault(w->o, id, input_offset(w->o->in), detail);
	w->broken = true;
	return false;
}

static bool cut_off(struct walk *w)
{
	w->cut_off = true;
	return false;
}

/* The header of the next element; it must end where its frame ends or before. */
static bool next_head(struct walk *w, struct der_head *h)
{
	struct span s = input_fill(w->o->in, 16);
	const struct frame *f = w->depth > 0 ? &w->frame[w->depth - 1] : NULL;
	uint64_t at = input_offset(w->o->in);

	switch (der_head(s, h)) {
	case DER_OK:
		break;
	case DER_SHORT:
		return cut_off(w);
	case DER_HUGE:
		return fault(w, DIAG_ID_TOO_LARGE, "a length of 2 GiB or more");
	default:
		return fault(w, DIAG_ID_CMS_STRUCTURE,
			     "no tag and length where they belong");
	}
	if (f != NULL && !f->indefinite && at + h->header + h->length > f->end)
		return fault(w, DIAG_ID_CMS_STRUCTURE,
			     "an element longer than what it is part of");
	w->ber |= h->indefinite || !h->minimal;
	return true;
}

/* Whether the innermost open element has no more content. */
static bool at_end(struct walk *w)
{
	const struct frame *f = &w->frame[w->depth - 1];
	struct span s;

	if (w->broken || w->cut_off)
		return true;
	if (!f->indefinite && input_offset(w->o->in) >= f->end)
		return true;
	if (!f->indefinite)
		return input_fill(w->o->in, 1).n == 0 ? !cut_off(w) : false;
	s = input_fill(w->o->in, 2);
	if (s.n < 2)
		return !cut_off(w);
	return s.p[0] == 0 && s.p[1] == 0;
}

static bool next_is(struct walk *w, uint8_t tag)
{
	struct span s;

	if (at_end(w))
		return false;
	s = input_fill(w->o->in, 1);
	return der_is(s, tag);
}

static bool enter(struct walk *w, uint8_t tag, const char *absent)
{
	struct der_head h;

	if (w->depth > 0 && !next_is(w, tag))
		return w->cut_off ? false : fault(w, DIAG_ID_CMS_STRUCTURE, absent);
	if (!next_head(w, &h))
		return false;
	input_skip(w->o->in, h.header);
	w->frame[w->depth++] = (struct frame){
		.indefinite = h.indefinite,
		.end = input_offset(w->o->in) + h.length,
	};
	return true;
}

/* Closes the innermost open element, all of whose content was read. */
static bool leave(struct walk *w, const char *more)
{
	if (w->broken || w->cut_off)
		return false;
	if (!at_end(w))
		return fault(w, DIAG_ID_CMS_STRUCTURE, more);
	if (w->cut_off)
		return false;
	if (w->frame[w->depth - 1].indefinite)
		input_skip(w->o->in, 2);
	w->depth--;
	return true;
}

/*
 * Steps over one element. Within indefinite lengths, elements of definite length
 * are skipped whole, so that each octet is passed once and no stack is needed.
 */
static bool skip(struct walk *w)
{
	size_t depth = 0;

	do {
		struct der_head h;
		struct span s = input_fill(w->o->in, 2);

		if (s.n < 2)
			return cut_off(w);
		if (depth > 0 && s.p[0] == 0 && s.p[1] == 0) {
			input_skip(w->o->in, 2);
			depth--;
			continue;
		}
		if (!next_head(w, &h))
			return false;
		if (h.indefinite && ++depth > CAP_DEPTH)
			return fault(w, DIAG_ID_TOO_DEEP, "32");
		input_skip(w->o->in, h.header);
		if (input_discard(w->o->in, h.length) < h.length)
			return cut_off(w);
	} while (depth > 0);
	return true;
}

/* An element of this tag, stepped over. */
static bool skip_tag(struct walk *w, uint8_t tag, const char *absent)
{
	if (!next_is(w, tag))
		return w->cut_off ? false : fault(w, DIAG_ID_CMS_STRUCTURE, absent);
	return skip(w);
}

/* A small primitive element whose content is wanted; valid until the next read. */
static bool small(struct walk *w, uint8_t tag, struct span *body,
		  const char *absent)
{
	struct der_head h;
	struct span s;

	if (!next_is(w, tag))
		return w->cut_off ? false : fault(w, DIAG_ID_CMS_STRUCTURE, absent);
	if (!next_head(w, &h))
		return false;
	if (h.indefinite || h.length > 64)
		return fault(w, DIAG_ID_CMS_STRUCTURE, absent);
	s = input_fill(w->o->in, h.header + (size_t)h.length);
	if (s.n < h.header + h.length)
		return cut_off(w);
	*body = span_of(s.p + h.header, (size_t)h.length);
	input_skip(w->o->in, h.header + (size_t)h.length);
	return true;
}

static bool content_type(struct walk *w)
{
	uint64_t offset = input_offset(w->o->in);
	const struct oid *row;
	struct span oid;

	if (!small(w, DER_OID, &oid,
		   "no content type (OBJECT IDENTIFIER) where it belongs"))
		return false;
	row = oid_find(OID_CONTENT, oid);
	if (row != NULL && row->id == OID_CMS_SIGNED)
		return true;
	object_fault(w->o, DIAG_ID_CMS_TYPE, offset,
		     row != NULL ? row->name : "an unknown content type");
	w->broken = true;
	return false;
}

/* RFC 5652 section 5.1 knows 1, 3, 4 and 5; 0 has been seen. */
static bool version(struct walk *w)
{
	uint64_t offset = input_offset(w->o->in);
	struct span body;
	uint32_t number;
	char text[24];

	if (!small(w, DER_INTEGER, &body, "no version (INTEGER) where it belongs"))
		return false;
	if (!der_small(body, &number))
		return fault(w, DIAG_ID_CMS_STRUCTURE,
			     "the version is not a small INTEGER");
	snprintf(text, sizeof(text), "%u", number);
	if (number != 1 && (number < 3 || number > 5))
		object_fault(w->o, DIAG_ID_CMS_VERSION, offset, text);
	return true;
}

/* One of CertificateChoices (RFC 5652 section 10.2.2) that is no certificate. */
static const char *other_choice(uint8_t tag)
{
	switch (tag) {
	case DER_CONTEXT_CONSTRUCTED:
		return "an extended certificate of PKCS#6 (choice [0])";
	case DER_CONTEXT_CONSTRUCTED + 1:
		return "an attribute certificate of version 1 (choice [1])";
	case DER_CONTEXT_CONSTRUCTED + 2:
		return "an attribute certificate (choice [2])";
	case DER_CONTEXT_CONSTRUCTED + 3:
		return "a certificate of another format (choice [3])";
	default:
		return NULL;
	}
}

static bool choice(struct walk *w)
{
	struct object *o = w->o;
	uint64_t offset = input_offset(o->in);
	struct der_head h;
	size_t bytes;

	o->origin.number++;
	if (!next_head(w, &h))
		return false;
	if (h.tag != DER_SEQUENCE || h.indefinite) {
		const char *other = other_choice(h.tag);

		if (other == NULL)
			return fault(
				w, DIAG_ID_CMS_STRUCTURE,
				"not a certificate in DER, nor another known choice");
		object_fault(o, DIAG_ID_OTHER_OBJECT, offset, other);
		return skip(w);
	}
	if (h.header + h.length > CAP_CERT_BYTES) {
		object_too_large(o, offset, h.header + h.length);
		return skip(w);
	}
	bytes = h.header + (size_t)h.length;
	if (input_fill(o->in, bytes).n < bytes)
		return cut_off(w);
	object_certificate(o, span_of(input_peek(o->in).p, bytes), offset);
	input_skip(o->in, bytes);
	return !o->reader->stopped;
}

static bool certificates(struct walk *w)
{
	if (!next_is(w, DER_CONTEXT_CONSTRUCTED))
		return !w->cut_off && !w->broken;
	if (!enter(w, DER_CONTEXT_CONSTRUCTED, ""))
		return false;
	while (!at_end(w))
		if (!choice(w))
			return false;
	w->o->origin.number = 0;
	return leave(w, "");
}

/* RevocationInfoChoices [1], each named. */
static bool revocations(struct walk *w)
{
	if (!next_is(w, DER_CONTEXT_CONSTRUCTED + 1))
		return !w->cut_off && !w->broken;
	if (!enter(w, DER_CONTEXT_CONSTRUCTED + 1, ""))
		return false;
	while (!at_end(w)) {
		object_fault(w->o, DIAG_ID_OTHER_OBJECT, input_offset(w->o->in),
			     "a CRL");
		if (!skip(w))
			return false;
	}
	return leave(w, "");
}

/* What stands before the certificates in SignedData. */
static bool open_signed_data(struct walk *w)
{
	return enter(w, DER_SEQUENCE, "") && content_type(w) &&
	       enter(w, DER_CONTEXT_CONSTRUCTED,
		     "no content ([0]) behind the content type") &&
	       enter(w, DER_SEQUENCE,
		     "no SignedData (SEQUENCE) where it belongs") &&
	       version(w) &&
	       skip_tag(w, DER_SET,
			"no digest algorithms (SET) where they belong") &&
	       skip_tag(w, DER_SEQUENCE,
			"no encapsulated content (SEQUENCE) where it belongs");
}

/* What stands behind them. */
static bool close_signed_data(struct walk *w)
{
	if (!revocations(w))
		return false;
	if (next_is(w, DER_SET)) {
		if (!skip(w))
			return false;
	} else if (!w->cut_off && at_end(w) && !w->cut_off) {
		object_fault(w->o, DIAG_ID_CMS_INCOMPLETE, input_offset(w->o->in),
			     "no signer infos (SET) behind the certificates");
	}
	return leave(w, "more in SignedData than its fields") &&
	       leave(w, "more than one element in the content") &&
	       leave(w, "more in ContentInfo than its fields");
}

bool pkcs7_is(struct span head)
{
	struct der_head h;
	struct span s = head, header, oid;

	return der_is(s, DER_SEQUENCE) && der_head(s, &h) == DER_OK &&
	       span_take(&s, h.header, &header) && der_take(&s, DER_OID, &oid) &&
	       (oid_find(OID_CONTENT, oid) != NULL ||
		der_is(s, DER_CONTEXT_CONSTRUCTED));
}

enum object_status pkcs7_read(struct object *o)
{
	struct reader *r = o->reader;
	struct walk w = { .o = o };
	bool listed, whole;

	object_open_container(o);
	o->origin.number = 0;
	listed = open_signed_data(&w) && certificates(&w);
	whole = listed && close_signed_data(&w);
	o->origin.number = 0;
	/* Faults behind the certificates leave these as good as they were. */
	o->container.good = listed && !w.cut_off;
	if (r->stopped)
		return OBJECT_READ;
	if (w.ber && whole)
		object_fault(o, DIAG_ID_CMS_BER, 0, NULL);
	if (w.cut_off)
		return OBJECT_CUT_OFF;
	return whole ? OBJECT_READ : OBJECT_LOST;
}

/* ContentInfo, [0], SignedData, and its [0]: each as long as what is within. */
void pkcs7_head(struct buf *out, uint64_t certificates_bytes)
{
	static const uint8_t fixed[] = { 0x02, 0x01, 0x01, 0x31, 0x00 };
	const struct oid *signed_data = oid_row(OID_CMS_SIGNED),
			 *data = oid_row(OID_CMS_DATA);
	uint64_t set = certificates_bytes > 0 ? der_head_bytes(certificates_bytes) +
							certificates_bytes
					      : 0;
	uint64_t inner = 2 + data->octets.n;
	uint64_t body = sizeof(fixed) + 2 + inner + set + 2;
	uint64_t content = der_head_bytes(body) + body;
	uint64_t info =
		2 + signed_data->octets.n + der_head_bytes(content) + content;

	der_put_head(out, DER_SEQUENCE, info);
	der_put_head(out, DER_OID, signed_data->octets.n);
	buf_add(out, signed_data->octets);
	der_put_head(out, DER_CONTEXT_CONSTRUCTED, content);
	der_put_head(out, DER_SEQUENCE, body);
	buf_add(out, span_of(fixed, sizeof(fixed)));
	der_put_head(out, DER_SEQUENCE, inner);
	der_put_head(out, DER_OID, data->octets.n);
	buf_add(out, data->octets);
	if (certificates_bytes > 0)
		der_put_head(out, DER_CONTEXT_CONSTRUCTED, certificates_bytes);
}

void pkcs7_tail(struct buf *out)
{
	der_put_head(out, DER_SET, 0);
}
