#include "verify/crl_names.h"

#include "x509/dn.h"

/* Tags of GeneralName. */
enum {
	DIRECTORY_NAME = DER_CONTEXT_CONSTRUCTED + 4,
	URI = DER_CONTEXT + 6,
};

/* Where the next digest goes; NULL where there are too many. */
static uint8_t *next_digest(struct crl_names *n)
{
	if (n->count == CAP_CRL_NAMES) {
		n->more = true;
		return NULL;
	}
	return n->digest[n->count++];
}

void crl_names_add_directory(struct crl_names *n, struct span name)
{
	uint8_t *digest = next_digest(n);

	if (digest != NULL)
		dn_digest(name, digest);
}

/* Scheme and host of a URI, up to the slash after them, in lower case. */
static void put_uri(struct span s, struct buf *out)
{
	size_t slashes = 0;

	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];

		slashes += c == '/';
		if (slashes < 3 && c >= 'A' && c <= 'Z')
			c = (uint8_t)(c - 'A' + 'a');
		buf_put(out, c);
	}
}

static void add_general(struct crl_names *n, const struct tlv *name)
{
	struct buf bytes = { 0 };
	uint8_t *digest;

	if (name->tag == DIRECTORY_NAME) {
		crl_names_add_directory(n, name->body);
		return;
	}
	digest = next_digest(n);
	if (digest == NULL)
		return;
	buf_put(&bytes, name->tag);
	if (name->tag == URI)
		put_uri(name->body, &bytes);
	else
		buf_add(&bytes, name->body);
	digest_sha256(buf_span(&bytes), digest);
	buf_free(&bytes);
}

void crl_names_add(struct crl_names *n, struct span general_names)
{
	struct tlv name;

	while (!n->more && der_next(&general_names, &name))
		add_general(n, &name);
}

/* The issuer's RDNs, and one more, the content of whose SET this is. */
static void add_relative(struct crl_names *n, struct span rdn, struct span issuer)
{
	struct buf name = { 0 };
	struct span rdns;

	if (!der_take(&issuer, DER_SEQUENCE, &rdns))
		return;
	der_put_head(&name, DER_SEQUENCE, rdns.n + der_head_bytes(rdn.n) + rdn.n);
	buf_add(&name, rdns);
	der_put_head(&name, DER_SET, rdn.n);
	buf_add(&name, rdn);
	crl_names_add_directory(n, buf_span(&name));
	buf_free(&name);
}

void crl_names_add_point(struct crl_names *n, struct span point, struct span issuer)
{
	struct tlv name;

	if (!der_next(&point, &name))
		return;
	if (name.tag == DER_CONTEXT_CONSTRUCTED)
		crl_names_add(n, name.body);
	else
		add_relative(n, name.body, issuer);
}

bool crl_names_meet(const struct crl_names *a, const struct crl_names *b)
{
	for (size_t i = 0; i < a->count; i++)
		for (size_t k = 0; k < b->count; k++)
			if (memcmp(a->digest[i], b->digest[k], SHA256_BYTES) == 0)
				return true;
	return false;
}
