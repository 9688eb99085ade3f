#include "x509/pss.h"

#define MGF1 SPAN_LIT("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08")

/* The next element where its tag is [n]; content stays empty where it is not. */
static bool take_tagged(struct span *rest, uint8_t n, struct span *content)
{
	*content = (struct span){ 0 };
	return !der_is(*rest, DER_CONTEXT_CONSTRUCTED + n) ||
	       der_take(rest, DER_CONTEXT_CONSTRUCTED + n, content);
}

/* One AlgorithmIdentifier, and nothing after it. */
static bool whole_algorithm(struct span s, struct span *oid,
			    struct span *parameters)
{
	struct span content;

	return der_take(&s, DER_SEQUENCE, &content) && s.n == 0 &&
	       cert_algorithm(content, oid, parameters);
}

static bool read_hash(struct span tagged, struct span *out)
{
	struct span parameters;

	if (tagged.p == NULL)
		return true;
	return whole_algorithm(tagged, out, &parameters);
}

static bool read_mask(struct span tagged, struct pss *p)
{
	struct span oid, parameters, unused;

	if (tagged.p == NULL)
		return true;
	if (!whole_algorithm(tagged, &oid, &parameters))
		return false;
	p->mgf1 = span_eq(oid, MGF1);
	p->mask_hash = (struct span){ 0 };
	return !p->mgf1 || whole_algorithm(parameters, &p->mask_hash, &unused);
}

static bool read_number(struct span tagged, uint32_t *out)
{
	struct span body;

	if (tagged.p == NULL)
		return true;
	return der_take(&tagged, DER_INTEGER, &body) && tagged.n == 0 &&
	       der_small(body, out);
}

bool pss_parse(struct span parameters, struct pss *out)
{
	struct span sha1 = oid_row(OID_HASH_SHA1)->octets, rest, tagged[4];
	struct pss p = {
		.hash = sha1,
		.mgf1 = true,
		.mask_hash = sha1,
		.salt_bytes = 20,
		.trailer = 1,
	};

	if (!der_take(&parameters, DER_SEQUENCE, &rest) || parameters.n > 0)
		return false;
	for (uint8_t n = 0; n < ARRAY_LEN(tagged); n++)
		if (!take_tagged(&rest, n, &tagged[n]))
			return false;
	if (rest.n > 0 || !read_hash(tagged[0], &p.hash) ||
	    !read_mask(tagged[1], &p) || !read_number(tagged[2], &p.salt_bytes) ||
	    !read_number(tagged[3], &p.trailer))
		return false;
	*out = p;
	return true;
}

bool pss_allows(const struct cert_key *key, const struct pss *p)
{
	enum oid_id id = key->algorithm != NULL ? key->algorithm->id : OID_UNKNOWN;
	struct pss own;

	if (id != OID_KEY_RSA_PSS)
		return id == OID_KEY_RSA;
	if (key->parameters.n == 0)
		return true;
	return pss_parse(key->parameters, &own) && span_eq(own.hash, p->hash) &&
	       own.mgf1 == p->mgf1 && span_eq(own.mask_hash, p->mask_hash) &&
	       own.trailer == p->trailer && own.salt_bytes <= p->salt_bytes;
}
