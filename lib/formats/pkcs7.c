#include "formats/pkcs7.h"

#include <stdio.h>

#include "base/caps.h"
#include "formats/walk.h"

static bool content_type(struct walk *w)
{
	uint64_t offset = input_offset(w->o->in);
	const struct oid *row;
	struct span oid;

	if (!walk_small(w, DER_OID, &oid,
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

	if (!walk_small(w, DER_INTEGER, &body,
			"no version (INTEGER) where it belongs"))
		return false;
	if (!der_small(body, &number))
		return walk_fault(w, DIAG_ID_CMS_STRUCTURE,
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
	if (!walk_head(w, &h))
		return false;
	if (h.tag != DER_SEQUENCE || h.indefinite) {
		const char *other = other_choice(h.tag);

		if (other == NULL)
			return walk_fault(
				w, DIAG_ID_CMS_STRUCTURE,
				"not a certificate in DER, nor another known choice");
		object_fault(o, DIAG_ID_OTHER_OBJECT, offset, other);
		return walk_skip(w);
	}
	if (h.header + h.length > CAP_CERT_BYTES) {
		object_too_large(o, offset, h.header + h.length);
		return walk_skip(w);
	}
	bytes = h.header + (size_t)h.length;
	if (input_fill(o->in, bytes).n < bytes)
		return walk_cut_off(w);
	object_certificate(o, span_of(input_peek(o->in).p, bytes), offset);
	input_skip(o->in, bytes);
	return !o->reader->stopped;
}

static bool certificates(struct walk *w)
{
	if (!walk_next_is(w, DER_CONTEXT_CONSTRUCTED))
		return !w->cut_off && !w->broken;
	if (!walk_enter(w, DER_CONTEXT_CONSTRUCTED, ""))
		return false;
	while (!walk_at_end(w))
		if (!choice(w))
			return false;
	w->o->origin.number = 0;
	return walk_leave(w, "");
}

/* RevocationInfoChoices [1], each named. */
static bool revocations(struct walk *w)
{
	if (!walk_next_is(w, DER_CONTEXT_CONSTRUCTED + 1))
		return !w->cut_off && !w->broken;
	if (!walk_enter(w, DER_CONTEXT_CONSTRUCTED + 1, ""))
		return false;
	while (!walk_at_end(w)) {
		object_fault(w->o, DIAG_ID_OTHER_OBJECT, input_offset(w->o->in),
			     "a CRL");
		if (!walk_skip(w))
			return false;
	}
	return walk_leave(w, "");
}

/* What stands before the certificates in SignedData. */
static bool open_signed_data(struct walk *w)
{
	return walk_enter(w, DER_SEQUENCE, "") && content_type(w) &&
	       walk_enter(w, DER_CONTEXT_CONSTRUCTED,
			  "no content ([0]) behind the content type") &&
	       walk_enter(w, DER_SEQUENCE,
			  "no SignedData (SEQUENCE) where it belongs") &&
	       version(w) &&
	       walk_skip_tag(w, DER_SET,
			     "no digest algorithms (SET) where they belong") &&
	       walk_skip_tag(w, DER_SEQUENCE,
			     "no encapsulated content (SEQUENCE) where it belongs");
}

/* What stands behind them. */
static bool close_signed_data(struct walk *w)
{
	if (!revocations(w))
		return false;
	if (walk_next_is(w, DER_SET)) {
		if (!walk_skip(w))
			return false;
	} else if (!w->cut_off && walk_at_end(w) && !w->cut_off) {
		object_fault(w->o, DIAG_ID_CMS_INCOMPLETE, input_offset(w->o->in),
			     "no signer infos (SET) behind the certificates");
	}
	return walk_leave(w, "more in SignedData than its fields") &&
	       walk_leave(w, "more than one element in the content") &&
	       walk_leave(w, "more in ContentInfo than its fields");
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
