/* Fields of extensions, of Amazon's names, and of the container; see field.def. */
#include "aws/region.h"
#include "formats/openssl_trust.h"
#include "report/value.h"
#include "x509/dn.h"
#include "x509/text.h"

void field_get_ski(struct facts *f, struct value *out)
{
	const struct cert_extensions *x = facts_extensions(f);
	struct span id;

	if (x->subject_key_id.p == NULL)
		return;
	if (cert_subject_key_id(x, &id))
		set_hex(f, out, id);
	else
		set_invalid(f, out);
}

/* An authority key identifier may name the issuer in another way than by key. */
void field_get_aki(struct facts *f, struct value *out)
{
	struct span id;

	if (cert_authority_key_id(facts_extensions(f), &id))
		set_hex(f, out, id);
}

void field_get_ca(struct facts *f, struct value *out)
{
	int64_t pathlen;

	switch (cert_ca(facts_extensions(f), &pathlen)) {
	case CERT_CA_ABSENT:
		break;
	case CERT_CA_NO:
		set_number(out, 0);
		break;
	case CERT_CA_YES:
		set_number(out, 1);
		break;
	case CERT_CA_INVALID:
		set_invalid(f, out);
		break;
	}
}

void field_get_pathlen(struct facts *f, struct value *out)
{
	int64_t pathlen;

	cert_ca(facts_extensions(f), &pathlen);
	if (pathlen >= 0)
		set_number(out, pathlen);
}

static void add_word(struct buf *out, const char *word)
{
	if (out->n > 0)
		buf_put(out, ',');
	buf_str(out, word);
}

/* KeyUsage ::= BIT STRING (RFC 5280 section 4.2.1.3) */
void field_get_key_usage(struct facts *f, struct value *out)
{
	static const char *const names[] = {
		"digitalSignature", "nonRepudiation", "keyEncipherment",
		"dataEncipherment", "keyAgreement",   "keyCertSign",
		"cRLSign",	    "encipherOnly",   "decipherOnly",
	};
	struct span rest = facts_extensions(f)->key_usage, body, bits;
	unsigned unused;

	if (rest.p == NULL)
		return;
	if (!der_take(&rest, DER_BIT_STRING, &body) || rest.n > 0 ||
	    !der_bits(body, &bits, &unused)) {
		set_invalid(f, out);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(names) && i / 8 < bits.n; i++)
		if (bits.p[i / 8] & (0x80 >> i % 8))
			add_word(&f->scratch, names[i]);
	set_text(f, out);
}

/* ExtKeyUsageSyntax ::= SEQUENCE OF KeyPurposeId (RFC 5280 section 4.2.1.12) */
void field_get_ext_key_usage(struct facts *f, struct value *out)
{
	struct span rest = facts_extensions(f)->ext_key_usage, content, oid;

	if (rest.p == NULL)
		return;
	if (!der_take(&rest, DER_SEQUENCE, &content) || rest.n > 0) {
		set_invalid(f, out);
		return;
	}
	while (der_take(&content, DER_OID, &oid)) {
		if (f->scratch.n > 0)
			buf_put(&f->scratch, ',');
		oid_name(OID_EKU, oid, &f->scratch);
	}
	if (content.n > 0)
		set_invalid(f, out);
	else
		set_text(f, out);
}

/* A common name as plain text in the scratch; false where there is none. */
static bool common_name(struct span name, struct buf *out)
{
	struct tlv value;

	return dn_find(name, OID_ATTR_CN, &value) &&
	       text_asn1(value.tag, value.body, TEXT_PLAIN, out);
}

/* The first group of --region-regex in the common name. */
static struct span region_by_regex(const struct facts *f, struct buf *cn)
{
	regmatch_t match[2];
	size_t begin, end;

	if (regexec(&f->context->region_regex, buf_c(cn), 2, match, 0) != 0 ||
	    match[1].rm_so < 0)
		return (struct span){ 0 };
	begin = (size_t)match[1].rm_so;
	end = (size_t)match[1].rm_eo;
	return span_of(cn->p + begin, end - begin);
}

/* The region, which may lie in f->scratch. */
static struct span region_of(struct facts *f)
{
	struct buf found = { 0 };
	struct span region = { 0 };

	if (!common_name(f->cert->subject, &f->scratch))
		return region;
	if (f->context->has_regex)
		return region_by_regex(f, &f->scratch);
	region = region_of_cn(buf_span(&f->scratch), &found);
	f->scratch.n = 0;
	buf_add(&f->scratch, region);
	buf_free(&found);
	return buf_span(&f->scratch);
}

void field_get_region(struct facts *f, struct value *out)
{
	set_span(out, region_of(f));
}

void field_get_partition(struct facts *f, struct value *out)
{
	set_span(out, region_partition(region_of(f)));
}

void field_get_rds_ca(struct facts *f, struct value *out)
{
	struct buf issuer = { 0 };

	if (common_name(f->cert->subject, &f->scratch)) {
		if (!common_name(f->cert->issuer, &issuer))
			issuer.n = 0;
		set_span(out,
			 region_rds_ca(buf_span(&f->scratch), buf_span(&issuer)));
	}
	buf_free(&issuer);
}

void field_get_label(struct facts *f, struct value *out)
{
	text_utf8(f->origin->trust.label, TEXT_PLAIN, &f->scratch);
	if (f->scratch.n > 0)
		set_text(f, out);
}

void field_get_trust(struct facts *f, struct value *out)
{
	openssl_trust_text(&f->origin->trust, &f->scratch);
	if (f->scratch.n > 0)
		set_text(f, out);
}
