#include "x509/crl.h"

#include "x509/moment.h"

/* The parser's state: what is left of the element at hand, and where it stands. */
struct walk {
	const struct span der;
	struct span rest;
	struct cert_error *why;
};

static bool wrong(struct walk *w, const char *fact)
{
	w->why->fact = fact;
	w->why->offset = w->rest.p == NULL ? 0 : (size_t)(w->rest.p - w->der.p);
	return false;
}

/* Version ::= INTEGER OPTIONAL, which is not tagged here. */
static bool parse_version(struct walk *w, struct crl *c)
{
	struct span number;
	uint32_t version;

	c->version = 1;
	if (!der_is(w->rest, DER_INTEGER))
		return true;
	if (!der_take(&w->rest, DER_INTEGER, &number))
		return wrong(w, "the version is not an INTEGER that fits");
	c->version = der_small(number, &version) && version < 100 ? version + 1 : 0;
	return true;
}

static bool is_time(struct span s)
{
	return der_is(s, DER_UTC_TIME) || der_is(s, DER_GENERALIZED_TIME);
}

/* nextUpdate, revokedCertificates and crlExtensions [0], all optional. */
static bool parse_optional(struct walk *w, struct crl *c)
{
	struct span content;

	if (is_time(w->rest) && !der_next(&w->rest, &c->next_update))
		return wrong(w, "nextUpdate does not fit");
	if (der_is(w->rest, DER_SEQUENCE) &&
	    !der_take(&w->rest, DER_SEQUENCE, &c->entries))
		return wrong(w, "revokedCertificates does not fit");
	if (der_is(w->rest, DER_CONTEXT_CONSTRUCTED)) {
		if (!der_take(&w->rest, DER_CONTEXT_CONSTRUCTED, &content) ||
		    !der_take(&content, DER_SEQUENCE, &c->extensions) ||
		    content.n > 0)
			return wrong(
				w, "the extensions are not one SEQUENCE that fits");
		c->has_extensions = true;
	}
	if (w->rest.n > 0)
		return wrong(w, "TBSCertList has more in it than its fields");
	return true;
}

/* RFC 5280 section 5.1.2, field by field. */
static bool parse_tbs(struct walk *w, struct crl *c)
{
	if (!parse_version(w, c))
		return false;
	if (!der_take(&w->rest, DER_SEQUENCE, &c->tbs_algorithm))
		return wrong(w,
			     "no signature algorithm (SEQUENCE) where it belongs");
	if (!der_take_whole(&w->rest, DER_SEQUENCE, &c->issuer))
		return wrong(w, "no issuer (SEQUENCE) where it belongs");
	if (!is_time(w->rest) || !der_next(&w->rest, &c->this_update))
		return wrong(w, "no thisUpdate (Time) where it belongs");
	return parse_optional(w, c);
}

bool crl_parse(struct span der, struct crl *out, struct cert_error *why)
{
	struct walk w = { .der = der, .rest = der, .why = why };
	struct crl c = { .der = der };
	struct span outer, tbs;

	if (!der_take(&w.rest, DER_SEQUENCE, &outer))
		return wrong(&w, "no SEQUENCE of the length that it states");
	if (w.rest.n > 0)
		return wrong(&w, "bytes after the CRL");
	w.rest = outer;
	if (!der_take_whole(&w.rest, DER_SEQUENCE, &c.tbs))
		return wrong(&w, "no TBSCertList (SEQUENCE) where it belongs");
	outer = w.rest;
	tbs = c.tbs;
	if (!der_take(&tbs, DER_SEQUENCE, &w.rest) || !parse_tbs(&w, &c))
		return false;
	w.rest = outer;
	if (!der_take(&w.rest, DER_SEQUENCE, &c.algorithm))
		return wrong(&w,
			     "no signature algorithm (SEQUENCE) after TBSCertList");
	if (!der_take(&w.rest, DER_BIT_STRING, &c.signature))
		return wrong(&w, "no signature (BIT STRING) at the end");
	if (w.rest.n > 0)
		return wrong(&w, "the CRL has more in it than its three fields");
	*out = c;
	return true;
}

bool crl_this_update(const struct crl *c, int64_t *out)
{
	return moment_of_asn1(c->this_update.tag, c->this_update.body, out);
}

bool crl_next_update(const struct crl *c, int64_t *out)
{
	return c->next_update.whole.n > 0 &&
	       moment_of_asn1(c->next_update.tag, c->next_update.body, out);
}

bool crl_next_entry(struct span *rest, struct crl_entry *out)
{
	struct crl_entry e = { 0 };
	struct span after = *rest, content;

	if (!der_take_whole(&after, DER_SEQUENCE, &e.whole))
		return false;
	content = e.whole;
	if (!der_take(&content, DER_SEQUENCE, &content) ||
	    !der_take(&content, DER_INTEGER, &e.serial) || !is_time(content) ||
	    !der_next(&content, &e.date))
		return false;
	if (der_is(content, DER_SEQUENCE) &&
	    !der_take(&content, DER_SEQUENCE, &e.extensions))
		return false;
	if (content.n > 0)
		return false;
	*out = e;
	*rest = after;
	return true;
}

/* Octets of an INTEGER that are there only to fill it up: X.690 section 8.3.2. */
static struct span without_filling(struct span s)
{
	while (s.n > 1 && ((s.p[0] == 0 && !(s.p[1] & 0x80)) ||
			   (s.p[0] == 0xff && s.p[1] & 0x80)))
		s = span_of(s.p + 1, s.n - 1);
	return s;
}

int crl_serial_cmp(struct span a, struct span b)
{
	bool negative_a = a.n > 0 && a.p[0] & 0x80,
	     negative_b = b.n > 0 && b.p[0] & 0x80;
	struct span x = without_filling(a), y = without_filling(b);

	if (negative_a != negative_b)
		return negative_a ? -1 : 1;
	/* Of two's complement, octets of equal number order as numbers do. */
	if (x.n != y.n)
		return (x.n < y.n) != negative_a ? -1 : 1;
	return span_cmp(x, y);
}

/* The most octets of a number: "CRL verifiers MUST be able to handle" so many. */
#define NUMBER_OCTETS 20

void crl_number_text(struct span number, struct buf *out)
{
	struct span s = without_filling(number);
	uint8_t digits[3 * NUMBER_OCTETS]; /* the last one first */
	size_t count = 0;

	if (s.n > NUMBER_OCTETS || s.n == 0 || s.p[0] & 0x80) {
		buf_str(out, "0x");
		buf_hex(out, number);
		return;
	}
	for (size_t i = 0; i < s.n; i++) {
		unsigned carry = s.p[i];

		for (size_t k = 0; k < count || carry > 0; k++) {
			carry += k < count ? digits[k] * 256U : 0;
			digits[k] = (uint8_t)(carry % 10);
			carry /= 10;
			if (k >= count)
				count = k + 1;
		}
	}
	if (count == 0)
		buf_put(out, '0');
	while (count > 0)
		buf_put(out, (uint8_t)('0' + digits[--count]));
}
