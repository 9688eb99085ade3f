#include "formats/openssl_trust.h"

#include <stdlib.h>

struct settings {
	struct span trust, reject; /* lists of OIDs; p is NULL where absent */
	struct span alias;
};

static bool is_list(struct span list)
{
	while (list.n > 0)
		if (!der_take(&list, DER_OID, NULL))
			return false;
	return true;
}

static bool split(struct span content, struct settings *out)
{
	*out = (struct settings){ 0 };
	if (der_is(content, DER_SEQUENCE) &&
	    !der_take(&content, DER_SEQUENCE, &out->trust))
		return false;
	if (der_is(content, DER_CONTEXT_CONSTRUCTED) &&
	    !der_take(&content, DER_CONTEXT_CONSTRUCTED, &out->reject))
		return false;
	if (der_is(content, DER_UTF8_STRING) &&
	    !der_take(&content, DER_UTF8_STRING, &out->alias))
		return false;
	/* What stands after something else must not be missed. */
	return is_list(out->trust) && is_list(out->reject);
}

static bool has(struct span list, enum oid_id purpose)
{
	struct span oid;

	while (der_take(&list, DER_OID, &oid))
		if (span_eq(oid, oid_row(purpose)->octets))
			return true;
	return false;
}

/*
 * To be distrusted is to be rejected for TLS servers or for everything, or to be
 * trusted for an empty list. A certificate that is rejected for something while
 * nothing is said of trust counts as well: plain PEM would make it trusted for all.
 */
static bool distrusted(const struct settings *s)
{
	if (s->trust.p != NULL && s->trust.n == 0)
		return true;
	if (s->reject.n == 0)
		return false;
	return s->trust.p == NULL || has(s->reject, OID_EKU_ANY) ||
	       has(s->reject, OID_EKU_SERVER);
}

bool openssl_trust_parse(struct span aux, struct trust *out)
{
	struct settings s;
	struct span content;

	if (!der_take(&aux, DER_SEQUENCE, &content) || aux.n > 0 ||
	    !split(content, &s))
		return false;
	out->aux = content;
	out->label = s.alias;
	out->distrusted = distrusted(&s);
	return true;
}

/* Whether a list has a purpose; every list has the unknown one, if anything. */
static bool covers(struct span list, enum oid_id purpose)
{
	if (purpose == OID_UNKNOWN)
		return list.n > 0;
	return has(list, OID_EKU_ANY) || has(list, purpose);
}

enum openssl_trust openssl_trust_for(const struct trust *t, enum oid_id purpose)
{
	struct settings s;

	if (t->distrusted)
		return OPENSSL_TRUST_NO;
	if (t->aux.p == NULL || !split(t->aux, &s))
		return OPENSSL_TRUST_UNSAID;
	if (purpose != OID_UNKNOWN && covers(s.reject, purpose))
		return OPENSSL_TRUST_NO;
	if (s.trust.p == NULL)
		return OPENSSL_TRUST_UNSAID;
	return covers(s.trust, purpose) ? OPENSSL_TRUST_YES : OPENSSL_TRUST_NO;
}

static int by_octets(const void *a, const void *b)
{
	return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

/* " serverAuth+clientAuth": in the order of the identifiers, each once. */
static void add_purposes(struct span list, struct buf *out)
{
	struct buf oids = { 0 };
	struct span oid, *sorted;
	size_t count;

	while (der_take(&list, DER_OID, &oid))
		buf_add(&oids, span_of(&oid, sizeof(oid)));
	sorted = (struct span *)(void *)oids.p;
	count = oids.n / sizeof(oid);
	if (count > 0)
		qsort(sorted, count, sizeof(oid), by_octets);
	else
		buf_str(out, " nothing");
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && span_eq(sorted[i], sorted[i - 1]))
			continue;
		buf_put(out, i > 0 ? '+' : ' ');
		oid_name(OID_EKU, sorted[i], out);
	}
	buf_free(&oids);
}

void openssl_trust_text(const struct trust *t, struct buf *out)
{
	struct settings s;
	size_t start = out->n;

	if (t->aux.p == NULL || !split(t->aux, &s))
		return;
	if (s.trust.p != NULL) {
		buf_str(out, "trusted for");
		add_purposes(s.trust, out);
	}
	/* To reject nothing says nothing. */
	if (s.reject.n > 0) {
		buf_str(out, out->n > start ? "; rejected for" : "rejected for");
		add_purposes(s.reject, out);
	}
}
