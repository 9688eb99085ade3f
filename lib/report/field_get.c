/* How each field is read from a certificate; see field.h and field.def. */
#include "base/digest.h"
#include "report/value.h"
#include "x509/dn.h"
#include "x509/moment.h"
#include "x509/text.h"

void field_get_index(struct facts *f, struct value *out)
{
	set_number(out, (int64_t)f->index);
}

void field_get_file(struct facts *f, struct value *out)
{
	text_utf8(span_str(f->origin->file), TEXT_PLAIN, &f->scratch);
	set_text(f, out);
}

void field_get_line(struct facts *f, struct value *out)
{
	if (f->origin->line > 0)
		set_number(out, (int64_t)f->origin->line);
}

void field_get_block(struct facts *f, struct value *out)
{
	if (f->origin->block > 0)
		set_number(out, (int64_t)f->origin->block);
}

/* One attribute of a name as text; false where the name has none of the type. */
static bool attribute(struct facts *f, struct span name, enum oid_id type,
		      struct value *out)
{
	struct tlv value;

	if (!dn_find(name, type, &value))
		return false;
	if (text_asn1(value.tag, value.body, TEXT_PLAIN, &f->scratch)) {
		set_text(f, out);
	} else {
		buf_hex(&f->scratch, value.whole);
		set_invalid(f, out);
	}
	return true;
}

static void name_text(struct facts *f, struct span name, struct value *out)
{
	out->rfc4514 = true;
	if (dn_text(name, &f->scratch))
		set_text(f, out);
	else
		set_invalid(f, out);
}

void field_get_name(struct facts *f, struct value *out)
{
	static const enum oid_id order[] = { OID_ATTR_CN, OID_ATTR_OU, OID_ATTR_O };

	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		if (attribute(f, f->cert->subject, order[i], out))
			return;
	name_text(f, f->cert->subject, out);
}

void field_get_subject(struct facts *f, struct value *out)
{
	name_text(f, f->cert->subject, out);
}

void field_get_issuer(struct facts *f, struct value *out)
{
	name_text(f, f->cert->issuer, out);
}

void field_get_cn(struct facts *f, struct value *out)
{
	attribute(f, f->cert->subject, OID_ATTR_CN, out);
}

void field_get_o(struct facts *f, struct value *out)
{
	attribute(f, f->cert->subject, OID_ATTR_O, out);
}

void field_get_issuer_cn(struct facts *f, struct value *out)
{
	attribute(f, f->cert->issuer, OID_ATTR_CN, out);
}

/* The magnitude of a negative INTEGER: the complement plus one. */
static void put_magnitude(struct span number, struct buf *out)
{
	struct buf magnitude = { 0 };
	unsigned carry = 1;

	buf_add(&magnitude, number);
	for (size_t i = magnitude.n; i > 0; i--) {
		carry += (uint8_t)~magnitude.p[i - 1];
		magnitude.p[i - 1] = (uint8_t)carry;
		carry >>= 8;
	}
	buf_hex(out, buf_span(&magnitude));
	buf_free(&magnitude);
}

/*
 * In hex, without the zero that only says "not negative"; a minus before what is.
 */
void field_get_serial(struct facts *f, struct value *out)
{
	struct span serial = f->cert->serial;

	if (serial.n == 0) {
		set_invalid(f, out);
		return;
	}
	if (serial.p[0] & 0x80) {
		buf_put(&f->scratch, '-');
		put_magnitude(serial, &f->scratch);
		set_text(f, out);
		return;
	}
	if (serial.n > 1 && serial.p[0] == 0 && serial.p[1] & 0x80) {
		serial.p++;
		serial.n--;
	}
	set_hex(f, out, serial);
}

void field_get_version(struct facts *f, struct value *out)
{
	if (f->cert->version > 0)
		set_number(out, f->cert->version);
	else
		set_invalid(f, out);
}

void field_get_role(struct facts *f, struct value *out)
{
	set_word(out, cert_role_name(facts_role(f)));
}

void field_get_self_signed(struct facts *f, struct value *out)
{
	static const char *const words[] = {
		[SELF_YES] = "yes",
		[SELF_NO] = "no",
		[SELF_UNSUPPORTED] = "unsupported",
		[SELF_UNCHECKED] = "unchecked",
	};

	set_word(out, words[facts_self(f)]);
}

void field_get_cross_signed(struct facts *f, struct value *out)
{
	if (f->chain != NULL)
		set_number(out, f->chain->cross_signed[f->position]);
}

void field_get_issuer_found(struct facts *f, struct value *out)
{
	struct chain_issuer issuer;

	if (f->chain == NULL)
		return;
	issuer = chain_issuer(f->chain, f->position);
	if (issuer.gave_up && issuer.proof < CHAIN_UNPROVED)
		set_invalid(f, out); /* nobody knows */
	else
		set_number(out, issuer.proof >= CHAIN_UNPROVED);
}

/* "ec-p384": the curve by its short name, its OID, or "?" where it is not named. */
static void ec_text(const struct cert_key *key, struct buf *out)
{
	buf_str(out, "ec-");
	if (key->curve != NULL)
		buf_str(out, key->curve->short_name);
	else if (key->curve_oid.n > 0)
		oid_name(OID_CURVE, key->curve_oid, out);
	else
		buf_put(out, '?');
}

/* "rsa2048" has its size, "ed25519" says it already. */
void field_get_key(struct facts *f, struct value *out)
{
	struct cert_key key;

	if (!cert_key(f->cert, &key)) {
		set_invalid(f, out);
		return;
	}
	if (key.algorithm == NULL) {
		oid_name(OID_KEY, key.oid, &f->scratch);
	} else if (key.algorithm->id == OID_KEY_EC) {
		ec_text(&key, &f->scratch);
	} else {
		buf_str(&f->scratch, key.algorithm->short_name);
		if (key.size == 0)
			buf_put(&f->scratch, '?');
		else if (key.algorithm->bits == 0)
			buf_int(&f->scratch, key.size);
	}
	set_text(f, out);
}

void field_get_key_algorithm(struct facts *f, struct value *out)
{
	struct cert_key key;

	if (!cert_key(f->cert, &key)) {
		set_invalid(f, out);
		return;
	}
	oid_name(OID_KEY, key.oid, &f->scratch);
	set_text(f, out);
}

void field_get_key_bits(struct facts *f, struct value *out)
{
	struct cert_key key;

	if (!cert_key(f->cert, &key))
		set_invalid(f, out);
	else if (key.size > 0)
		set_number(out, key.size);
}

void field_get_signature(struct facts *f, struct value *out)
{
	struct span oid, parameters;

	if (!cert_algorithm(f->cert->algorithm, &oid, &parameters)) {
		set_invalid(f, out);
		return;
	}
	oid_name(OID_SIGNATURE, oid, &f->scratch);
	set_text(f, out);
}

void field_get_hash(struct facts *f, struct value *out)
{
	const struct oid *algorithm;
	const char *hash;

	cert_signature(f->cert, &algorithm, &hash);
	if (hash != NULL)
		set_word(out, hash);
}

static void time_value(struct facts *f, const struct tlv *t, struct value *out)
{
	int64_t when;

	if (moment_of_asn1(t->tag, t->body, &when)) {
		set_number(out, when);
		return;
	}
	text_utf8(t->body, TEXT_PLAIN, &f->scratch);
	set_invalid(f, out);
}

void field_get_not_before(struct facts *f, struct value *out)
{
	struct tlv not_before, not_after;

	if (cert_times(f->cert, &not_before, &not_after))
		time_value(f, &not_before, out);
	else
		set_invalid(f, out);
}

void field_get_not_after(struct facts *f, struct value *out)
{
	struct tlv not_before, not_after;

	if (cert_times(f->cert, &not_before, &not_after))
		time_value(f, &not_after, out);
	else
		set_invalid(f, out);
}

void field_get_days_left(struct facts *f, struct value *out)
{
	int64_t not_after;

	if (cert_not_after(f->cert, &not_after))
		set_number(out, moment_days(f->context->now, not_after));
	else
		set_invalid(f, out);
}

void field_get_sha256(struct facts *f, struct value *out)
{
	uint8_t digest[SHA256_BYTES];

	digest_sha256(f->cert->der, digest);
	set_hex(f, out, span_of(digest, sizeof(digest)));
}

void field_get_sha1(struct facts *f, struct value *out)
{
	uint8_t digest[SHA1_BYTES];

	digest_sha1(f->cert->der, digest);
	set_hex(f, out, span_of(digest, sizeof(digest)));
}

void field_get_spki_sha256(struct facts *f, struct value *out)
{
	uint8_t digest[SHA256_BYTES];

	digest_sha256(f->cert->spki, digest);
	set_hex(f, out, span_of(digest, sizeof(digest)));
}

/*
 * X509_NAME_hash: SHA-1 of the canonical name, its first four bytes turned round.
 */
void field_get_subject_hash(struct facts *f, struct value *out)
{
	uint8_t digest[SHA1_BYTES];
	uint8_t turned[4];

	if (!dn_canonical(f->cert->subject, &f->scratch)) {
		f->scratch.n = 0;
		set_invalid(f, out);
		return;
	}
	digest_sha1(buf_span(&f->scratch), digest);
	f->scratch.n = 0;
	for (size_t i = 0; i < sizeof(turned); i++)
		turned[i] = digest[3 - i];
	set_hex(f, out, span_of(turned, sizeof(turned)));
}
