#include "x509/dn.h"

#include <stdlib.h>

#include "x509/text.h"

bool dn_rdn(struct span *rest, struct span *rdn)
{
	return der_take(rest, DER_SET, rdn);
}

bool dn_next(struct span *rdn, struct dn_attribute *out)
{
	struct span pair, after = *rdn;
	struct dn_attribute a;

	if (!der_take(&after, DER_SEQUENCE, &pair) ||
	    !der_take(&pair, DER_OID, &a.type) || !der_next(&pair, &a.value) ||
	    pair.n > 0)
		return false;
	*rdn = after;
	*out = a;
	return true;
}

static bool rdns_of(struct span name, struct span *rdns)
{
	return der_take(&name, DER_SEQUENCE, rdns) && name.n == 0;
}

static void attribute_text(const struct dn_attribute *a, struct buf *out)
{
	const struct oid *row = oid_find(OID_ATTRIBUTE, a->type);

	if (row != NULL) {
		buf_str(out, row->short_name);
		buf_put(out, '=');
		if (text_asn1(a->value.tag, a->value.body, TEXT_RFC4514, out))
			return;
	} else {
		oid_name(OID_ATTRIBUTE, a->type, out);
		buf_put(out, '=');
	}
	buf_put(out, '#');
	buf_hex(out, a->value.whole);
}

static bool rdn_text(struct span rdn, struct buf *out)
{
	struct dn_attribute a;
	bool any = false;

	while (dn_next(&rdn, &a)) {
		if (any)
			buf_put(out, '+');
		attribute_text(&a, out);
		any = true;
	}
	return any && rdn.n == 0;
}

/* What a pass over a name found, for a pass the other way. */
static struct span *spans_of(struct buf *b, size_t *count)
{
	*count = b->n / sizeof(struct span);
	return (struct span *)(void *)b->p;
}

bool dn_is_empty(struct span name)
{
	struct span content;

	return der_take(&name, DER_SEQUENCE, &content) && content.n == 0;
}

bool dn_text(struct span name, struct buf *out)
{
	struct buf forward = { 0 };
	struct span rdns, rdn;
	const struct span *each;
	size_t count;
	bool good;

	if (!rdns_of(name, &rdns))
		return false;
	while (dn_rdn(&rdns, &rdn))
		buf_add(&forward, span_of(&rdn, sizeof(rdn)));
	good = rdns.n == 0;
	each = spans_of(&forward, &count);
	for (size_t i = count; i > 0; i--) {
		good = rdn_text(each[i - 1], out) && good;
		if (i > 1)
			buf_put(out, ',');
	}
	buf_free(&forward);
	return good;
}

bool dn_find(struct span name, enum oid_id type, struct tlv *out)
{
	struct span octets = oid_row(type)->octets;
	struct span rdns, rdn;
	struct dn_attribute a;
	bool found = false;

	if (!rdns_of(name, &rdns))
		return false;
	while (dn_rdn(&rdns, &rdn)) {
		while (dn_next(&rdn, &a)) {
			if (span_eq(a.type, octets)) {
				*out = a.value;
				found = true;
			}
		}
	}
	return found;
}

/* The types that OpenSSL converts before it compares (ASN1_MASK_CANON). */
static bool is_canonical_type(uint8_t tag)
{
	switch (tag) {
	case DER_UTF8_STRING:
	case DER_PRINTABLE_STRING:
	case DER_T61_STRING:
	case DER_IA5_STRING:
	case DER_VISIBLE_STRING:
	case DER_UNIVERSAL_STRING:
	case DER_BMP_STRING:
		return true;
	default:
		return false;
	}
}

static bool is_space(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* In place: no outer white space, single spaces within, ASCII in lower case. */
static size_t fold(uint8_t *p, size_t n)
{
	size_t at = 0, to = 0;

	while (n > 0 && is_space(p[n - 1]))
		n--;
	while (at < n && is_space(p[at]))
		at++;
	for (; at < n; at++) {
		if (is_space(p[at])) {
			if (p[to - 1] != ' ')
				p[to++] = ' ';
		} else {
			p[to++] = p[at] >= 'A' && p[at] <= 'Z' ? p[at] + 32 : p[at];
		}
	}
	return to;
}

/* The value in canonical form: a whole element, appended to out. */
static bool canonical_value(const struct tlv *value, struct buf *out)
{
	struct buf text = { 0 };
	bool good;

	if (!is_canonical_type(value->tag)) {
		buf_add(out, value->whole);
		return true;
	}
	good = text_raw_utf8(value->tag, value->body, &text);
	if (good) {
		text.n = text.n > 0 ? fold(text.p, text.n) : 0;
		der_put_head(out, DER_UTF8_STRING, text.n);
		buf_add(out, buf_span(&text));
	}
	buf_free(&text);
	return good;
}

static bool canonical_attribute(const struct dn_attribute *a, struct buf *out)
{
	struct buf value = { 0 };
	bool good = canonical_value(&a->value, &value);

	if (good) {
		der_put_head(out, DER_SEQUENCE,
			     der_head_bytes(a->type.n) + a->type.n + value.n);
		der_put_head(out, DER_OID, a->type.n);
		buf_add(out, a->type);
		buf_add(out, buf_span(&value));
	}
	buf_free(&value);
	return good;
}

/* DER orders a SET OF by the encodings (X.690 section 11.6). */
static int by_encoding(const void *a, const void *b)
{
	return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

static void add_sorted(struct buf *out, struct span set)
{
	struct buf parts = { 0 };
	struct span *each;
	size_t count;
	struct tlv t;

	while (der_next(&set, &t))
		buf_add(&parts, span_of(&t.whole, sizeof(t.whole)));
	each = spans_of(&parts, &count);
	qsort(each, count, sizeof(*each), by_encoding);
	for (size_t i = 0; i < count; i++)
		buf_add(out, each[i]);
	buf_free(&parts);
}

static bool canonical_rdn(struct span rdn, struct buf *out)
{
	struct buf set = { 0 };
	struct dn_attribute a;
	size_t count = 0;
	bool good = true;

	while (good && dn_next(&rdn, &a)) {
		good = canonical_attribute(&a, &set);
		count++;
	}
	good = good && rdn.n == 0;
	if (good) {
		der_put_head(out, DER_SET, set.n);
		if (count > 1)
			add_sorted(out, buf_span(&set));
		else
			buf_add(out, buf_span(&set));
	}
	buf_free(&set);
	return good;
}

bool dn_canonical(struct span name, struct buf *out)
{
	struct span rdns, rdn;

	if (!rdns_of(name, &rdns))
		return false;
	while (dn_rdn(&rdns, &rdn))
		if (!canonical_rdn(rdn, out))
			return false;
	return rdns.n == 0;
}

void dn_digest(struct span name, uint8_t out[SHA256_BYTES])
{
	struct buf canonical = { 0 };

	digest_sha256(dn_canonical(name, &canonical) ? buf_span(&canonical) : name,
		      out);
	buf_free(&canonical);
}

/* Stops at the first difference, which spares most names the canonical form. */
static bool rdn_eq(struct span a, struct span b)
{
	struct buf canonical_a = { 0 }, canonical_b = { 0 };
	bool same;

	if (span_eq(a, b))
		return true;
	same = canonical_rdn(a, &canonical_a) && canonical_rdn(b, &canonical_b) &&
	       span_eq(buf_span(&canonical_a), buf_span(&canonical_b));
	buf_free(&canonical_a);
	buf_free(&canonical_b);
	return same;
}

bool dn_eq(struct span a, struct span b)
{
	struct span rdn_a, rdn_b;

	if (span_eq(a, b))
		return true;
	if (!rdns_of(a, &a) || !rdns_of(b, &b))
		return false;
	while (dn_rdn(&a, &rdn_a)) {
		if (!dn_rdn(&b, &rdn_b) || !rdn_eq(rdn_a, rdn_b))
			return false;
	}
	return a.n == 0 && b.n == 0;
}
