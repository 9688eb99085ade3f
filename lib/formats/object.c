#include "formats/object.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/caps.h"
#include "formats/pkcs7.h"
#include "formats/signers.h"

void object_fault(struct object *o, enum diag_id id, uint64_t offset,
		  const char *detail)
{
	struct place at = o->place;

	at.number = o->origin.number;
	at.offset = offset;
	at.has_offset = true;
	o->reader->others |=
		id == DIAG_ID_OTHER_OBJECT || id == DIAG_ID_PRIVATE_KEY;
	if (detail != NULL)
		diag_report(o->reader->diags, id, &at, "%s", detail);
	else
		diag_report(o->reader->diags, id, &at, NULL);
}

void object_too_large(struct object *o, bool crl, uint64_t offset, uint64_t bytes)
{
	char text[96];

	snprintf(text, sizeof(text), "%" PRIu64 " bytes; a %s may have %d", bytes,
		 crl ? "CRL" : "certificate", crl ? CAP_CRL_BYTES : CAP_CERT_BYTES);
	object_fault(o, DIAG_ID_TOO_LARGE, offset, text);
	o->reader->lost++;
}

void object_open_container(struct object *o)
{
	o->reader->container = true;
	o->container.open = true;
	o->container.good = false;
	o->container.mark = reader_begin(o->reader, CONTAINER_BEGIN);
}

void object_close_container(struct object *o, bool whole)
{
	if (!o->container.open)
		return;
	o->container.open = false;
	if (whole)
		reader_tell(o->reader, CONTAINER_WHOLE);
	else
		reader_void(o->reader, o->container.mark, CONTAINER_BROKEN);
}

void object_cut_off(struct object *o)
{
	uint64_t there = o->in->base + o->in->end - o->start;
	char text[96];

	if (o->stated > 0)
		snprintf(text, sizeof(text),
			 "%" PRIu64 " bytes are stated, and %" PRIu64 " are there",
			 o->stated, there);
	else
		snprintf(text, sizeof(text),
			 "%" PRIu64 " bytes are there, and no end", there);
	o->origin.number = 0;
	object_fault(o, DIAG_ID_TRUNCATED, o->start, text);
}

/* Cuts the header of a constructed element off s, wherever its content ends. */
static bool enter(struct span *s, uint8_t tag)
{
	struct der_head h;
	struct span header;

	return der_is(*s, tag) && der_head(*s, &h) == DER_OK &&
	       span_take(s, h.header, &header);
}

static bool small_integer(struct span *s, uint32_t *value)
{
	struct span body;

	return der_take(s, DER_INTEGER, &body) && der_small(body, value);
}

/* SEQUENCE { INTEGER ...: keys, PKCS#12, SignedData that lost its wrapper. */
static const char *kind_by_version(struct span s, enum diag_id *id)
{
	uint32_t version;

	if (!small_integer(&s, &version))
		return NULL;
	*id = DIAG_ID_FOREIGN;
	if (version == 3 && enter(&s, DER_SEQUENCE) && der_is(s, DER_OID))
		return "a PKCS#12 file, which is not read yet";
	if (der_is(s, DER_SET))
		return "a SignedData without its ContentInfo, which is not read";
	*id = DIAG_ID_PRIVATE_KEY;
	if (version <= 1 && enter(&s, DER_SEQUENCE) && der_is(s, DER_OID))
		return "a private key (PKCS#8)";
	if (version == 0 && der_is(s, DER_INTEGER))
		return "a private key (RSA or DSA)";
	if (version == 1 && der_is(s, DER_OCTET_STRING))
		return "a private key (EC)";
	return NULL;
}

/* What is in TBSCertList after the version. */
static bool is_crl_body(struct span s)
{
	return der_take(&s, DER_SEQUENCE, NULL) &&
	       der_take(&s, DER_SEQUENCE, NULL) &&
	       (der_is(s, DER_UTC_TIME) || der_is(s, DER_GENERALIZED_TIME));
}

/* SEQUENCE { SEQUENCE { ...: what is signed, or an encrypted key. */
static const char *kind_by_body(struct span s, enum diag_id *id)
{
	struct span rest = s, tbs = s, first;
	uint32_t version;

	if (der_take(&rest, DER_SEQUENCE, &first) && der_is(first, DER_OID)) {
		if (der_is(rest, DER_OCTET_STRING)) {
			*id = DIAG_ID_PRIVATE_KEY;
			return "an encrypted private key (PKCS#8)";
		}
		return der_is(rest, DER_BIT_STRING) ? "a public key" : NULL;
	}
	if (!enter(&tbs, DER_SEQUENCE))
		return NULL;
	if (small_integer(&tbs, &version) && version == 0 &&
	    der_take(&tbs, DER_SEQUENCE, NULL) && der_is(tbs, DER_SEQUENCE))
		return "a certificate request (PKCS#10)";
	return is_crl_body(tbs) ? "a CRL" : NULL;
}

bool object_is_crl(struct span head)
{
	uint32_t version;

	if (!enter(&head, DER_SEQUENCE) || !enter(&head, DER_SEQUENCE))
		return false;
	if (der_is(head, DER_INTEGER) && !small_integer(&head, &version))
		return false;
	return is_crl_body(head);
}

const char *object_kind(struct span head, enum diag_id *id)
{
	*id = DIAG_ID_OTHER_OBJECT;
	if (!enter(&head, DER_SEQUENCE))
		return NULL;
	if (der_is(head, DER_INTEGER))
		return kind_by_version(head, id);
	if (der_is(head, DER_SEQUENCE))
		return kind_by_body(head, id);
	return NULL;
}

/* True where it is known to be something else than a certificate; named. */
static bool name_other(struct object *o, struct span head, uint64_t offset)
{
	enum diag_id id;
	const char *kind = object_kind(head, &id);

	if (kind == NULL)
		return false;
	object_fault(o, id, offset, kind);
	o->reader->lost += id == DIAG_ID_FOREIGN;
	return true;
}

/* A directory is a set: what lies in two files of it counts once. */
static bool seen_before(struct reader *r, const struct cert *c)
{
	uint8_t digest[SHA256_BYTES];
	bool fresh;

	digest_sha256(c->der, digest);
	digest_index_add(&r->seen, digest, &fresh);
	return !fresh;
}

void object_certificate(struct object *o, struct span der, uint64_t offset)
{
	struct reader *r = o->reader;
	struct cert_error why;
	struct cert c;

	if (!cert_parse(der, &c, &why)) {
		if (name_other(o, der, offset))
			return;
		r->lost++;
		object_fault(o, DIAG_ID_CERT_FIELD, offset + why.offset, why.fact);
		return;
	}
	if (o->signers != NULL)
		signers_certificate(o->signers, &c, o->origin.number);
	if (r->in_directory && o->origin.trust.aux.p == NULL &&
	    seen_before(r, &c)) {
		r->repeated++;
		object_fault(o, DIAG_ID_REPEATED, offset, NULL);
		return;
	}
	o->origin.offset = offset;
	r->found++;
	if (!r->sink.certificate(r->sink.context, &c, &o->origin))
		r->stopped = true;
}

void object_crl(struct object *o, struct span der, uint64_t offset)
{
	struct reader *r = o->reader;
	struct cert_error why;
	struct crl c;

	if (!crl_parse(der, &c, &why)) {
		if (!object_is_crl(der) && name_other(o, der, offset))
			return;
		r->lost++;
		object_fault(o, DIAG_ID_CRL_FIELD, offset + why.offset, why.fact);
		return;
	}
	o->origin.offset = offset;
	r->crls++;
	if (!r->crl_sink.take(r->crl_sink.context, &c, &o->origin))
		r->stopped = true;
}

/* The label of a block need not say what is in it. */
static bool is_for_crl(const struct object *o, struct span der)
{
	struct cert_error why;
	struct cert c;

	return o->reader->crl_sink.take != NULL &&
	       (object_is_crl(der) || (o->crl && !cert_parse(der, &c, &why)));
}

struct span object_fill(struct object *o, size_t bytes)
{
	size_t step = CAP_CERT_BYTES;

	while (step < bytes && input_fill(o->in, step).n >= step)
		step *= 2;
	return input_fill(o->in, bytes);
}

/* An object of definite length that is small enough to be what is wanted. */
static enum object_status read_whole(struct object *o, size_t bytes)
{
	uint64_t offset = input_offset(o->in);
	struct span s = object_fill(o, bytes);

	if (s.n < bytes) {
		o->reader->lost++;
		return OBJECT_CUT_OFF;
	}
	if (o->settle != NULL && !o->settle(o, bytes)) {
		o->reader->lost++;
		return OBJECT_READ;
	}
	s = span_of(input_peek(o->in).p, bytes);
	if (is_for_crl(o, s))
		object_crl(o, s, offset);
	else
		object_certificate(o, s, offset);
	input_skip(o->in, bytes);
	return OBJECT_READ;
}

/*
 * Whether an object that is too large for a certificate is a CRL that the sink
 * takes. The issuer's name may be longer than what other objects are known by.
 */
static bool wants_crl(struct object *o)
{
	return o->reader->crl_sink.take != NULL &&
	       (o->crl || object_is_crl(input_fill(o->in, CAP_CERT_BYTES)));
}

#define HEAD_BYTES 256

/* What it is told by: as much, however much happens to be at hand. */
static struct span head_of(struct object *o)
{
	struct span head = input_fill(o->in, HEAD_BYTES);

	return span_of(head.p, head.n < HEAD_BYTES ? head.n : HEAD_BYTES);
}

/* An object that is too large for what is wanted: a CRL, or damage. */
static enum object_status read_large(struct object *o, bool crl, uint64_t bytes)
{
	uint64_t offset = input_offset(o->in);

	if (crl || !name_other(o, head_of(o), offset))
		object_too_large(o, crl, offset, bytes);
	if (input_discard(o->in, bytes) < bytes)
		return OBJECT_CUT_OFF;
	return OBJECT_READ;
}

/* An object of a SEQUENCE of bytes, as certificates and CRLs are. */
static enum object_status read_sequence(struct object *o, uint64_t bytes)
{
	bool crl = bytes > CAP_CERT_BYTES && wants_crl(o);

	if (bytes > (crl ? CAP_CRL_BYTES : CAP_CERT_BYTES))
		return read_large(o, crl, bytes);
	return read_whole(o, (size_t)bytes);
}

enum object_status object_read(struct object *o)
{
	struct span head = head_of(o);
	uint64_t offset = input_offset(o->in);
	struct der_head h;

	o->start = offset;
	o->stated = 0;
	switch (der_head(head, &h)) {
	case DER_SHORT:
		return OBJECT_CUT_OFF;
	case DER_HUGE:
		object_fault(o, DIAG_ID_TOO_LARGE, offset,
			     "a length of 2 GiB or more");
		o->reader->lost++;
		return OBJECT_LOST;
	case DER_BAD:
		break;
	case DER_OK:
		if (!h.indefinite)
			o->stated = h.header + h.length;
		if (pkcs7_is(head))
			return pkcs7_read(o);
		if (h.tag != DER_SEQUENCE || h.indefinite)
			break;
		return read_sequence(o, h.header + h.length);
	}
	if (name_other(o, head, offset))
		return OBJECT_LOST;
	o->reader->lost++;
	object_fault(o, DIAG_ID_NOT_DER, offset,
		     "not the SEQUENCE of definite length that a certificate is");
	return OBJECT_LOST;
}
