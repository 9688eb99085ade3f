/* How each field is read from a CRL; see crl_field.h and crl_field.def. */
#include "base/digest.h"
#include "report/crl_field.h"
#include "report/value.h"
#include "x509/dn.h"
#include "x509/moment.h"
#include "x509/text.h"

static const struct crl_facts *of(const struct facts *f)
{
	return (const struct crl_facts *)f;
}

/* Where it was found is said as for certificates. */
void crl_field_get_index(struct facts *f, struct value *out)
{
	field_get_index(f, out);
}

void crl_field_get_file(struct facts *f, struct value *out)
{
	field_get_file(f, out);
}

void crl_field_get_line(struct facts *f, struct value *out)
{
	field_get_line(f, out);
}

void crl_field_get_block(struct facts *f, struct value *out)
{
	field_get_block(f, out);
}

static const char *status_at(const struct crl_facts *f, int64_t now)
{
	int64_t from, until;

	if (f->malformed != NULL || f->extensions.unknown.n > 0)
		return "unusable";
	if (!crl_this_update(f->crl, &from) || !crl_next_update(f->crl, &until))
		return "undated";
	if (now < from)
		return "not-yet";
	return now > until ? "stale" : "current";
}

void crl_field_get_status(struct facts *f, struct value *out)
{
	set_word(out, status_at(of(f), f->context->now));
}

void crl_field_get_issuer(struct facts *f, struct value *out)
{
	if (dn_text(of(f)->crl->issuer, &f->scratch))
		set_text(f, out);
	else
		set_invalid(f, out);
}

void crl_field_get_issuer_cn(struct facts *f, struct value *out)
{
	struct tlv value;

	if (!dn_find(of(f)->crl->issuer, OID_ATTR_CN, &value))
		return;
	if (text_asn1(value.tag, value.body, TEXT_PLAIN, &f->scratch)) {
		set_text(f, out);
	} else {
		buf_hex(&f->scratch, value.whole);
		set_invalid(f, out);
	}
}

/* Appends a word of a list. */
static void put_word(struct facts *f, const char *word)
{
	if (f->scratch.n > 0)
		buf_put(&f->scratch, ',');
	buf_str(&f->scratch, word);
}

static void set_list(struct facts *f, struct value *out)
{
	if (f->scratch.n > 0)
		set_text(f, out);
}

void crl_field_get_kind(struct facts *f, struct value *out)
{
	put_word(f, of(f)->extensions.delta ? "delta" : "complete");
	if (of(f)->extensions.scope.indirect)
		put_word(f, "indirect");
	set_list(f, out);
}

static void number_value(struct facts *f, struct span number, struct value *out)
{
	if (number.n == 0)
		return;
	crl_number_text(number, &f->scratch);
	set_text(f, out);
}

void crl_field_get_number(struct facts *f, struct value *out)
{
	number_value(f, of(f)->extensions.number, out);
}

void crl_field_get_base(struct facts *f, struct value *out)
{
	number_value(f, of(f)->extensions.base, out);
}

static void time_value(struct facts *f, const struct tlv *t, struct value *out)
{
	int64_t when;

	if (t->whole.n == 0)
		return;
	if (moment_of_asn1(t->tag, t->body, &when)) {
		set_number(out, when);
		return;
	}
	text_utf8(t->body, TEXT_PLAIN, &f->scratch);
	set_invalid(f, out);
}

void crl_field_get_this_update(struct facts *f, struct value *out)
{
	time_value(f, &of(f)->crl->this_update, out);
}

void crl_field_get_next_update(struct facts *f, struct value *out)
{
	time_value(f, &of(f)->crl->next_update, out);
}

/* Up to one that is malformed, after which nothing is known. */
void crl_field_get_entries(struct facts *f, struct value *out)
{
	struct span rest = of(f)->crl->entries;
	struct crl_entry e;
	int64_t count = 0;

	while (crl_next_entry(&rest, &e))
		count++;
	if (rest.n == 0) {
		set_number(out, count);
		return;
	}
	buf_int(&f->scratch, count);
	set_invalid(f, out);
}

void crl_field_get_scope(struct facts *f, struct value *out)
{
	const struct crl_scope *scope = &of(f)->extensions.scope;

	if (scope->only_user)
		put_word(f, "user");
	if (scope->only_ca)
		put_word(f, "ca");
	if (scope->only_attribute)
		put_word(f, "attribute");
	if (scope->some_reasons)
		put_word(f, "reasons");
	if (scope->point.n > 0)
		put_word(f, "point");
	set_list(f, out);
}

void crl_field_get_reasons(struct facts *f, struct value *out)
{
	if (!of(f)->extensions.scope.some_reasons)
		return;
	for (unsigned bit = 1; bit <= 8; bit++)
		if (of(f)->extensions.scope.reasons & 1U << bit)
			put_word(f, crl_reason_name(crl_reason_of_bit(bit)));
	set_list(f, out);
}

/* One RDN, the content of its SET, as a name of its own. */
static bool put_rdn(struct span rdn, struct buf *out)
{
	struct buf name = { 0 };
	bool good;

	der_put_head(&name, DER_SEQUENCE, der_head_bytes(rdn.n) + rdn.n);
	der_put_head(&name, DER_SET, rdn.n);
	buf_add(&name, rdn);
	good = dn_text(buf_span(&name), out);
	buf_free(&name);
	return good;
}

/* A URI or a directory name; of others, the bytes in hex. */
static bool put_general_name(const struct tlv *name, struct buf *out)
{
	if (name->tag == DER_CONTEXT + 6)
		text_utf8(name->body, TEXT_PLAIN, out);
	else if (name->tag == DER_CONTEXT_CONSTRUCTED + 4)
		return dn_text(name->body, out);
	else
		buf_hex(out, name->whole);
	return true;
}

static bool put_point(struct span point, struct buf *out)
{
	struct tlv name, one;
	bool good = true;

	if (!der_next(&point, &name))
		return false;
	if (name.tag != DER_CONTEXT_CONSTRUCTED)
		return put_rdn(name.body, out);
	while (der_next(&name.body, &one)) {
		if (out->n > 0)
			buf_str(out, "; ");
		good &= put_general_name(&one, out);
	}
	return good && name.body.n == 0;
}

void crl_field_get_point(struct facts *f, struct value *out)
{
	if (of(f)->extensions.scope.point.n == 0)
		return;
	if (put_point(of(f)->extensions.scope.point, &f->scratch))
		set_text(f, out);
	else
		set_invalid(f, out);
}

void crl_field_get_signature(struct facts *f, struct value *out)
{
	struct span oid, parameters;

	if (!cert_algorithm(of(f)->crl->algorithm, &oid, &parameters)) {
		set_invalid(f, out);
		return;
	}
	oid_name(OID_SIGNATURE, oid, &f->scratch);
	set_text(f, out);
}

void crl_field_get_hash(struct facts *f, struct value *out)
{
	const struct oid *algorithm;
	const char *hash;

	cert_signature_of(of(f)->crl->algorithm, &algorithm, &hash);
	if (hash != NULL)
		set_word(out, hash);
}

void crl_field_get_aki(struct facts *f, struct value *out)
{
	struct span id;

	if (crl_key_id(of(f)->extensions.authority_key_id, &id))
		set_hex(f, out, id);
}

void crl_field_get_version(struct facts *f, struct value *out)
{
	if (of(f)->crl->version > 0)
		set_number(out, of(f)->crl->version);
	else
		set_invalid(f, out);
}

void crl_field_get_critical(struct facts *f, struct value *out)
{
	if (of(f)->extensions.unknown.n == 0)
		return;
	oid_name(OID_EXTENSION, of(f)->extensions.unknown, &f->scratch);
	set_text(f, out);
}

void crl_field_get_malformed(struct facts *f, struct value *out)
{
	if (of(f)->malformed != NULL)
		set_word(out, of(f)->malformed);
}

void crl_field_get_sha256(struct facts *f, struct value *out)
{
	uint8_t digest[SHA256_BYTES];

	digest_sha256(of(f)->crl->der, digest);
	set_hex(f, out, span_of(digest, sizeof(digest)));
}
