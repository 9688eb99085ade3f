#include "formats/pkcs7.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/caps.h"
#include "formats/signers.h"
#include "formats/walk.h"

/* A SignedData as it is read. */
struct message {
	struct walk walk;
	bool trust_list; /* the content is one; then nothing is delivered */
	bool counted;	 /* all of its hashes: */
	uint64_t hashes;
	uint64_t certificates; /* in the set, and other choices */
	uint64_t lists;	       /* of revoked ones */
	bool content;
	struct signers signers;
	/* Offsets: of the first certificate, and after certificates and CRLs. */
	uint64_t before, after;
};

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

/* All bytes of an element, from its header on; valid until the next read. */
static bool all_of(struct walk *w, const struct der_head *h, struct span *out)
{
	size_t bytes = h->header + (size_t)h->length;
	struct span s = object_fill(w->o, bytes);

	if (s.n < bytes)
		return walk_cut_off(w);
	*out = span_of(s.p, bytes);
	return true;
}

/* What a certificate trust list says of its subjects' certificates: their hashes.
 */
static bool count_hashes(struct message *m)
{
	struct walk *w = &m->walk;

	if (!walk_enter(w, DER_SEQUENCE, ""))
		return false;
	for (; !walk_at_end(w); m->hashes++)
		if (!walk_skip(w))
			return false;
	m->counted = !w->broken && !w->cut_off;
	return walk_leave(w, "");
}

/*
 * CTL ::= SEQUENCE { version DEFAULT v1, subjectUsage SEQUENCE, listIdentifier
 * OPTIONAL, sequenceNumber OPTIONAL, thisUpdate, nextUpdate OPTIONAL,
 * subjectAlgorithm SEQUENCE, trustedSubjects SEQUENCE OF OPTIONAL, ... }
 */
static bool trust_list(struct message *m)
{
	struct walk *w = &m->walk;
	size_t sequences = 0;

	if (!walk_enter(w, DER_SEQUENCE, ""))
		return false;
	while (!walk_at_end(w)) {
		bool subjects = walk_next_is(w, DER_SEQUENCE) && ++sequences == 3;

		if (subjects ? !count_hashes(m) : !walk_skip(w))
			return false;
	}
	m->counted |= sequences == 2; /* no subjects: an empty list */
	return walk_leave(w, "");
}

/* [0] of a trust list: the list itself, as PKCS#7 has it, or in an OCTET STRING. */
static bool trust_list_content(struct message *m)
{
	struct walk *w = &m->walk;
	bool octets;

	if (!walk_enter(w, DER_CONTEXT_CONSTRUCTED, ""))
		return false;
	octets = walk_next_is(w, DER_OCTET_STRING);
	if (octets && !walk_enter(w, DER_OCTET_STRING, ""))
		return false;
	if (walk_next_is(w, DER_SEQUENCE) && !trust_list(m))
		return false;
	return (!octets || walk_leave_rest(w)) && walk_leave_rest(w);
}

/* EncapsulatedContentInfo: only its type matters here. */
static bool encapsulated_content(struct message *m)
{
	struct walk *w = &m->walk;
	struct span oid;

	if (!walk_enter(w, DER_SEQUENCE,
			"no encapsulated content (SEQUENCE) where it belongs"))
		return false;
	if (walk_next_is(w, DER_OID)) {
		if (!walk_small(w, DER_OID, &oid,
				"a content type that is too long"))
			return false;
		m->trust_list = span_eq(oid, oid_row(OID_TRUST_LIST)->octets);
	}
	m->content = walk_next_is(w, DER_CONTEXT_CONSTRUCTED);
	if (m->trust_list && m->content && !trust_list_content(m))
		return false;
	return walk_leave_rest(w);
}

/* Its signers' certificates are no roots of the list: nothing is delivered. */
static void report_trust_list(const struct message *m)
{
	struct object *o = m->walk.o;
	char text[160], counted[32] = "hashes", signers[48] = "";

	if (m->counted)
		snprintf(counted, sizeof(counted), "%" PRIu64 " hash%s", m->hashes,
			 m->hashes == 1 ? "" : "es");
	if (m->certificates > 0)
		snprintf(signers, sizeof(signers),
			 " but %" PRIu64 " of its signers", m->certificates);
	snprintf(text, sizeof(text),
		 "a certificate trust list: %s, and no certificates%s", counted,
		 signers);
	o->origin.number = 0;
	object_fault(o, DIAG_ID_FOREIGN, o->start, text);
}

/* One certificate of the set; of a trust list, it is stepped over. */
static bool choice(struct message *m)
{
	struct walk *w = &m->walk;
	struct object *o = w->o;
	uint64_t offset = input_offset(o->in);
	struct der_head h;
	struct span der;

	o->origin.number++;
	m->certificates++;
	if (m->trust_list)
		return walk_skip(w);
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
		object_too_large(o, false, offset, h.header + h.length);
		return walk_skip(w);
	}
	if (!all_of(w, &h, &der))
		return false;
	object_certificate(o, der, offset);
	input_skip(o->in, der.n);
	return !o->reader->stopped;
}

static bool certificates(struct message *m)
{
	struct walk *w = &m->walk;

	m->before = input_offset(w->o->in);
	if (!walk_next_is(w, DER_CONTEXT_CONSTRUCTED))
		return !w->cut_off && !w->broken;
	if (!walk_enter(w, DER_CONTEXT_CONSTRUCTED, ""))
		return false;
	m->before = input_offset(w->o->in);
	while (!walk_at_end(w))
		if (!choice(m))
			return false;
	w->o->origin.number = 0;
	return walk_leave(w, "");
}

/* One of RevocationInfoChoices (RFC 5652 section 10.2.1): named, or a CRL read. */
static bool revocation(struct message *m)
{
	struct walk *w = &m->walk;
	struct object *o = w->o;
	uint64_t offset = input_offset(o->in);
	struct der_head h;
	struct span der;

	m->lists++;
	if (!walk_head(w, &h))
		return false;
	if (o->reader->crl_sink.take == NULL || h.tag != DER_SEQUENCE ||
	    h.indefinite) {
		object_fault(o, DIAG_ID_OTHER_OBJECT, offset,
			     h.tag == DER_SEQUENCE
				     ? "a CRL"
				     : "revocation information of another format");
		return walk_skip(w);
	}
	if (h.header + h.length > CAP_CRL_BYTES) {
		object_too_large(o, true, offset, h.header + h.length);
		return walk_skip(w);
	}
	if (!all_of(w, &h, &der))
		return false;
	object_crl(o, der, offset);
	input_skip(o->in, der.n);
	return !o->reader->stopped;
}

/* RevocationInfoChoices [1]. */
static bool revocations(struct message *m)
{
	struct walk *w = &m->walk;

	if (!walk_next_is(w, DER_CONTEXT_CONSTRUCTED + 1))
		return !w->cut_off && !w->broken;
	if (!walk_enter(w, DER_CONTEXT_CONSTRUCTED + 1, ""))
		return false;
	while (!walk_at_end(w))
		if (!revocation(m))
			return false;
	return walk_leave(w, "");
}

/* What stands before the certificates in SignedData. */
static bool open_signed_data(struct message *m)
{
	struct walk *w = &m->walk;

	return walk_enter(w, DER_SEQUENCE, "") && content_type(w) &&
	       walk_enter(w, DER_CONTEXT_CONSTRUCTED,
			  "no content ([0]) behind the content type") &&
	       walk_enter(w, DER_SEQUENCE,
			  "no SignedData (SEQUENCE) where it belongs") &&
	       version(w) &&
	       walk_skip_tag(w, DER_SET,
			     "no digest algorithms (SET) where they belong") &&
	       encapsulated_content(m);
}

/* What stands behind them. */
static bool close_signed_data(struct message *m)
{
	struct walk *w = &m->walk;

	if (!revocations(m))
		return false;
	m->after = input_offset(w->o->in);
	if (walk_next_is(w, DER_SET)) {
		if (!signers_read(&m->signers, w))
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

/* That whoever signed it is among what it delivers is not meant by everybody. */
static void report_signers(const struct message *m)
{
	struct object *o = m->walk.o;
	char more[32] = "";

	if (m->signers.count == 0)
		return;
	if (m->signers.found == 0) {
		object_fault(o, DIAG_ID_SIGNED, o->start, NULL);
		return;
	}
	if (m->signers.found > 1)
		snprintf(more, sizeof(more), " (one of %" PRIu64 ")",
			 m->signers.found);
	o->origin.number = m->signers.number;
	object_fault(o, DIAG_ID_SIGNER, o->start, more);
	o->origin.number = 0;
}

/* How many elements the bytes hold, each header counted, whatever is within what.
 */
static uint64_t count_elements(struct span s)
{
	struct der_head h;
	struct span passed;
	uint64_t n = 0;

	for (; der_head(s, &h) == DER_OK; n++) {
		uint64_t bytes = h.header;

		if (!(h.tag & 0x20))
			bytes += h.length;
		if (bytes > s.n || !span_take(&s, (size_t)bytes, &passed))
			break;
	}
	return n;
}

static void tell_message(const struct message *m)
{
	struct object *o = m->walk.o;
	struct span rest = input_kept(o->in), head;
	struct signed_message message = {
		.place = o->place,
		.der = rest,
		.signers = m->signers.count,
		.elements = m->certificates + m->lists,
		.detached = !m->content,
	};

	message.place.offset = o->start;
	message.place.has_offset = true;
	if (rest.p != NULL &&
	    span_take(&rest, (size_t)(m->before - o->start), &head) &&
	    span_take(&rest, (size_t)(m->after - m->before), &message.certificates))
		message.elements += count_elements(head) + count_elements(rest);
	o->reader->message(o->reader->sink.context, &message);
}

static enum object_status read_message(struct message *m)
{
	struct walk *w = &m->walk;
	struct object *o = w->o;
	bool listed = open_signed_data(m) && certificates(m);
	bool whole = listed && close_signed_data(m);

	o->origin.number = 0;
	/* Faults behind the certificates leave these as good as they were. */
	o->container.good = listed && !w->cut_off && !m->trust_list;
	if (o->reader->stopped)
		return OBJECT_READ;
	if (m->trust_list)
		report_trust_list(m);
	else if (listed && !w->cut_off)
		report_signers(m);
	if (w->ber && whole)
		object_fault(o, DIAG_ID_CMS_BER, 0, NULL);
	if (o->reader->message != NULL && whole && !m->trust_list)
		tell_message(m);
	if (w->cut_off)
		return OBJECT_CUT_OFF;
	return whole ? OBJECT_READ : OBJECT_LOST;
}

enum object_status pkcs7_read(struct object *o)
{
	struct message m = { .walk = { .o = o } };
	enum object_status status;

	object_open_container(o);
	o->origin.number = 0;
	o->signers = &m.signers;
	if (o->reader->message != NULL)
		input_keep(o->in, CAP_SIGNED_BYTES);
	status = read_message(&m);
	o->signers = NULL;
	signers_free(&m.signers);
	return status;
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
