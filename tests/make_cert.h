/*
 * Certificates made in memory, for tests of what certificates say of one another: a
 * key is a number, and a signature is the number of the key that made it, so that
 * nothing is computed. fake_signed_by checks such signatures.
 */
#ifndef MAKE_CERT_H
#define MAKE_CERT_H

#include <stdio.h>
#include <stdlib.h>

#include "crypto/crypto.h"
#include "hex.h"
#include "set/bundle.h"
#include "x509/oid.h"

/* ---- DER ---- */

/* Appends an element around what body holds, and frees body. */
static inline void put_element(struct buf *out, uint8_t tag, struct buf *body)
{
	der_put_head(out, tag, body->n);
	buf_add(out, buf_span(body));
	buf_free(body);
}

static inline void put_span(struct buf *out, uint8_t tag, struct span body)
{
	der_put_head(out, tag, body.n);
	buf_add(out, body);
}

/* A dotted OID's content octets, and as an element; arcs below 2^28. */
static inline void put_oid_octets(struct buf *out, const char *dotted)
{
	unsigned long arc = strtoul(dotted, (char **)&dotted, 10);

	arc = 40 * arc + strtoul(dotted + 1, (char **)&dotted, 10);
	for (;;) {
		for (int shift = 21; shift > 0; shift -= 7)
			if (arc >> shift != 0)
				buf_put(out,
					(uint8_t)(0x80 | (arc >> shift & 0x7f)));
		buf_put(out, (uint8_t)(arc & 0x7f));
		if (*dotted != '.')
			return;
		arc = strtoul(dotted + 1, (char **)&dotted, 10);
	}
}

static inline void put_oid(struct buf *out, const char *dotted)
{
	struct buf octets = { 0 };

	put_oid_octets(&octets, dotted);
	put_element(out, DER_OID, &octets);
}

/* A Name of one common name; "" is an empty Name. */
static inline void put_name(struct buf *out, const char *cn)
{
	struct buf pair = { 0 }, set = { 0 }, rdns = { 0 };

	if (cn[0] != '\0') {
		put_oid(&pair, "2.5.4.3");
		put_span(&pair, DER_UTF8_STRING, span_str(cn));
		put_element(&set, DER_SEQUENCE, &pair);
		put_element(&rdns, DER_SET, &set);
	}
	put_element(out, DER_SEQUENCE, &rdns);
}

/* ---- Extensions, appended to a list; value is freed ---- */

static inline void put_extension(struct buf *out, const char *oid, bool critical,
				 struct buf *value)
{
	struct buf x = { 0 };

	put_oid(&x, oid);
	if (critical)
		put_span(&x, DER_BOOLEAN, SPAN_LIT("\xff"));
	put_element(&x, DER_OCTET_STRING, value);
	put_element(out, DER_SEQUENCE, &x);
}

static inline void put_small(struct buf *out, uint8_t tag, int number)
{
	put_span(out, tag, span_of(&(uint8_t){ (uint8_t)number }, 1));
}

/* basicConstraints of a CA; a pathlen below 0 is none. */
static inline void put_ca(struct buf *out, int pathlen)
{
	struct buf content = { 0 }, value = { 0 };

	put_span(&content, DER_BOOLEAN, SPAN_LIT("\xff"));
	if (pathlen >= 0)
		put_small(&content, DER_INTEGER, pathlen);
	put_element(&value, DER_SEQUENCE, &content);
	put_extension(out, "2.5.29.19", true, &value);
}

static inline void put_key_usage(struct buf *out, uint8_t bits)
{
	struct buf value = { 0 };

	put_span(&value, DER_BIT_STRING, span_of((uint8_t[]){ 0, bits }, 2));
	put_extension(out, "2.5.29.15", true, &value);
}

/* extKeyUsage: OIDs separated by spaces. */
static inline void put_ext_key_usage(struct buf *out, const char *oids)
{
	struct buf content = { 0 }, value = { 0 };

	for (const char *at = oids; at != NULL; at = strchr(at, ' ')) {
		at += *at == ' ';
		put_oid(&content, at);
	}
	put_element(&value, DER_SEQUENCE, &content);
	put_extension(out, "2.5.29.37", false, &value);
}

static inline void put_key_id(struct buf *out, uint32_t key)
{
	struct buf value = { 0 };

	put_span(&value, DER_OCTET_STRING, span_of(&key, sizeof(key)));
	put_extension(out, "2.5.29.14", false, &value);
}

static inline void put_authority(struct buf *out, uint32_t key)
{
	struct buf content = { 0 }, value = { 0 };

	put_span(&content, DER_CONTEXT, span_of(&key, sizeof(key)));
	put_element(&value, DER_SEQUENCE, &content);
	put_extension(out, "2.5.29.35", false, &value);
}

/* certificatePolicies: OIDs separated by spaces. */
static inline void put_policies(struct buf *out, const char *oids)
{
	struct buf content = { 0 }, value = { 0 };

	for (const char *at = oids; at != NULL; at = strchr(at, ' ')) {
		struct buf one = { 0 };

		at += *at == ' ';
		put_oid(&one, at);
		put_element(&content, DER_SEQUENCE, &one);
	}
	put_element(&value, DER_SEQUENCE, &content);
	put_extension(out, "2.5.29.32", false, &value);
}

/* policyMappings: "1.2.3=1.2.4 1.2.5=1.2.6" */
static inline void put_mappings(struct buf *out, const char *pairs)
{
	struct buf content = { 0 }, value = { 0 };

	for (const char *at = pairs; at != NULL; at = strchr(at, ' ')) {
		struct buf one = { 0 };

		at += *at == ' ';
		put_oid(&one, at);
		put_oid(&one, strchr(at, '=') + 1);
		put_element(&content, DER_SEQUENCE, &one);
	}
	put_element(&value, DER_SEQUENCE, &content);
	put_extension(out, "2.5.29.33", true, &value);
}

/* policyConstraints and inhibitAnyPolicy; a number below 0 is none. */
static inline void put_policy_constraints(struct buf *out, int require, int inhibit)
{
	struct buf content = { 0 }, value = { 0 };

	if (require >= 0)
		put_small(&content, DER_CONTEXT, require);
	if (inhibit >= 0)
		put_small(&content, DER_CONTEXT + 1, inhibit);
	put_element(&value, DER_SEQUENCE, &content);
	put_extension(out, "2.5.29.36", true, &value);
}

static inline void put_inhibit_any(struct buf *out, int skip)
{
	struct buf value = { 0 };

	put_small(&value, DER_INTEGER, skip);
	put_extension(out, "2.5.29.54", true, &value);
}

/* subjectAltName of a list of GeneralNames in DER, which is freed. */
static inline void put_alt_names(struct buf *out, struct buf *names)
{
	struct buf value = { 0 };

	put_element(&value, DER_SEQUENCE, names);
	put_extension(out, "2.5.29.17", false, &value);
}

/* nameConstraints of lists of GeneralSubtrees in DER, which are freed. */
static inline void put_constraints(struct buf *out, struct buf *permitted,
				   struct buf *excluded)
{
	struct buf content = { 0 }, value = { 0 };

	if (permitted->n > 0)
		put_element(&content, DER_CONTEXT_CONSTRUCTED, permitted);
	if (excluded->n > 0)
		put_element(&content, DER_CONTEXT_CONSTRUCTED + 1, excluded);
	put_element(&value, DER_SEQUENCE, &content);
	put_extension(out, "2.5.29.30", true, &value);
}

/* GeneralSubtree of a base in DER: a name with its tag. */
static inline void put_subtree(struct buf *out, uint8_t tag, struct span base)
{
	struct buf one = { 0 };

	put_span(&one, tag, base);
	put_element(out, DER_SEQUENCE, &one);
}

/* ---- Certificates ---- */

struct make {
	const char *subject, *issuer; /* common names */
	uint32_t key, signer;
	unsigned version;      /* 0: 3 */
	const char *from, *to; /* NULL: 2020 and 2045 */
	struct buf extensions; /* freed */
	uint32_t serial;
};

static inline void put_key(struct buf *out, uint32_t key)
{
	struct buf algorithm = { 0 }, bits = { 0 }, spki = { 0 };

	put_oid(&algorithm, "1.3.101.112");
	put_element(&spki, DER_SEQUENCE, &algorithm);
	buf_put(&bits, 0);
	buf_add(&bits, span_of(&key, sizeof(key)));
	put_element(&spki, DER_BIT_STRING, &bits);
	put_element(out, DER_SEQUENCE, &spki);
}

static inline void put_algorithm_of(struct buf *out)
{
	struct buf algorithm = { 0 };

	put_oid(&algorithm, "1.3.101.112");
	put_element(out, DER_SEQUENCE, &algorithm);
}

static inline void put_tbs(struct buf *out, struct make *m)
{
	struct buf version = { 0 }, dates = { 0 }, list = { 0 };
	unsigned number = m->version > 0 ? m->version : 3;

	if (number > 1) {
		put_small(&version, DER_INTEGER, (int)number - 1);
		put_element(out, DER_CONTEXT_CONSTRUCTED, &version);
	}
	put_span(out, DER_INTEGER,
		 span_of((uint8_t[]){ 1, (uint8_t)(m->serial >> 16),
				      (uint8_t)(m->serial >> 8),
				      (uint8_t)m->serial },
			 4));
	put_algorithm_of(out);
	put_name(out, m->issuer);
	put_span(&dates, DER_GENERALIZED_TIME,
		 span_str(m->from != NULL ? m->from : "20200101000000Z"));
	put_span(&dates, DER_GENERALIZED_TIME,
		 span_str(m->to != NULL ? m->to : "20450101000000Z"));
	put_element(out, DER_SEQUENCE, &dates);
	put_name(out, m->subject);
	put_key(out, m->key);
	if (m->extensions.n > 0) {
		put_element(&list, DER_SEQUENCE, &m->extensions);
		put_element(out, DER_CONTEXT_CONSTRUCTED + 3, &list);
	}
}

/* Adds a certificate to a bundle, in which it lives. */
static inline void make_cert(struct bundle *b, struct make m)
{
	struct buf tbs = { 0 }, all = { 0 }, signature = { 0 }, der = { 0 };
	struct origin origin = { .file = "made" };
	struct cert_error why;
	struct cert c;

	put_tbs(&tbs, &m);
	put_element(&all, DER_SEQUENCE, &tbs);
	put_algorithm_of(&all);
	buf_put(&signature, 0);
	buf_add(&signature, span_of(&m.signer, sizeof(m.signer)));
	put_element(&all, DER_BIT_STRING, &signature);
	put_element(&der, DER_SEQUENCE, &all);
	if (!cert_parse(buf_span(&der), &c, &why)) {
		printf("# a certificate that is made: %s\n", why.fact);
		abort();
	}
	bundle_add(b, &c, &origin);
	buf_free(&der);
}

/* The signature is the number of the key; UINT32_MAX is an unknown algorithm. */
static inline enum crypto_answer fake_signed_by(const struct cert *c,
						struct span spki)
{
	struct span made = span_of(c->signature.p + 1, c->signature.n - 1);

	if (span_eq(made, span_of(&(uint32_t){ UINT32_MAX }, 4)))
		return CRYPTO_UNSUPPORTED;
	return span_eq(made, span_of(spki.p + spki.n - 4, 4)) ? CRYPTO_YES
							      : CRYPTO_NO;
}

#endif
