#include "verify/member.h"

#include <stdlib.h>

#include "verify/weak.h"
#include "x509/dn.h"
#include "x509/moment.h"

/* ---- Extensions, each from the content of its extnValue ---- */

static bool read_basic_constraints(struct member *m, struct span value)
{
	struct cert_extensions x = { .basic_constraints = value };

	m->ca = cert_ca(&x, &m->pathlen);
	return m->ca != CERT_CA_INVALID;
}

static bool read_first_bits(struct span value, unsigned *out)
{
	struct span body, octets;
	unsigned unused;

	if (!der_take(&value, DER_BIT_STRING, &body) || value.n > 0 ||
	    !der_bits(body, &octets, &unused))
		return false;
	*out = octets.n > 0 ? octets.p[0] : 0;
	return true;
}

static bool read_key_usage(struct member *m, struct span value)
{
	m->has_key_usage = true;
	return read_first_bits(value, &m->key_usage);
}

static bool read_netscape(struct member *m, struct span value)
{
	m->has_netscape = true;
	return read_first_bits(value, &m->netscape);
}

static bool read_ext_key_usage(struct member *m, struct span value)
{
	struct span rest;

	m->has_ext_key_usage = true;
	if (!der_take(&value, DER_SEQUENCE, &rest) || value.n > 0 || rest.n == 0)
		return false;
	m->ext_key_usage = rest;
	while (der_take(&rest, DER_OID, NULL))
		;
	return rest.n == 0;
}

static bool read_alt_names(struct member *m, struct span value)
{
	struct name name;
	struct span rest;

	if (!der_take(&value, DER_SEQUENCE, &rest) || value.n > 0)
		return false;
	m->alt_names = rest;
	while (name_next(&rest, &name))
		;
	return rest.n == 0;
}

static bool read_constraints(struct member *m, struct span value)
{
	m->constraints = constraints_read(m->arena, value);
	return m->constraints != NULL;
}

static bool read_policies(struct member *m, struct span value)
{
	return policies_read(m->arena, value, &m->policies);
}

static bool read_mappings(struct member *m, struct span value)
{
	return policies_read_mappings(m->arena, value, &m->policies);
}

/* SkipCerts ::= INTEGER (0..MAX); a number of more than four octets limits nothing.
 */
static bool read_skip(struct span body, int64_t *out)
{
	uint32_t small;

	if (body.n == 0 || body.p[0] & 0x80)
		return false;
	*out = der_small(body, &small) ? (int64_t)small : MEMBER_UNLIMITED;
	return true;
}

/* PolicyConstraints ::= SEQUENCE { requireExplicitPolicy [0], inhibitPolicyMapping
 * [1]
 * } */
static bool read_policy_constraints(struct member *m, struct span value)
{
	struct span content, body;

	if (!der_take(&value, DER_SEQUENCE, &content) || value.n > 0)
		return false;
	if (der_is(content, DER_CONTEXT) &&
	    (!der_take(&content, DER_CONTEXT, &body) ||
	     !read_skip(body, &m->require_explicit)))
		return false;
	if (der_is(content, DER_CONTEXT + 1) &&
	    (!der_take(&content, DER_CONTEXT + 1, &body) ||
	     !read_skip(body, &m->inhibit_mapping)))
		return false;
	return content.n == 0;
}

static bool read_inhibit_any(struct member *m, struct span value)
{
	struct span body;

	return der_take(&value, DER_INTEGER, &body) && value.n == 0 &&
	       read_skip(body, &m->inhibit_any);
}

#define LONG_ID 64 /* bytes */

/* Identifiers are compared again and again: long ones by their digest. */
static struct span short_id(struct member *m, struct span id)
{
	uint8_t digest[SHA256_BYTES];

	if (id.n <= LONG_ID)
		return id;
	digest_sha256(id, digest);
	return arena_copy(m->arena, span_of(digest, sizeof(digest)));
}

static bool read_subject_key_id(struct member *m, struct span value)
{
	struct cert_extensions x = { .subject_key_id = value };

	if (!cert_subject_key_id(&x, &m->subject_key_id))
		return false;
	m->subject_key_id = short_id(m, m->subject_key_id);
	return true;
}

static bool read_authority(struct member *m, struct span value)
{
	struct member_authority *out = &m->authority;
	struct span content, names = { 0 };
	struct name name;

	if (!der_take(&value, DER_SEQUENCE, &content) || value.n > 0 ||
	    (der_is(content, DER_CONTEXT) &&
	     !der_take(&content, DER_CONTEXT, &out->key_id)) ||
	    (der_is(content, DER_CONTEXT_CONSTRUCTED + 1) &&
	     !der_take(&content, DER_CONTEXT_CONSTRUCTED + 1, &names)) ||
	    (der_is(content, DER_CONTEXT + 2) &&
	     !der_take(&content, DER_CONTEXT + 2, &out->serial)))
		return false;
	out->key_id = short_id(m, out->key_id);
	out->serial = short_id(m, out->serial);
	while (!out->has_issuer && name_next(&names, &name)) {
		if (name.form != NAME_DIRECTORY)
			continue;
		out->has_issuer = true;
		dn_digest(name.value, out->issuer);
	}
	return content.n == 0;
}

/* Read by revocation, where CRLs are asked for. */
static bool read_nothing(struct member *m, struct span value)
{
	(void)m;
	(void)value;
	return true;
}

/*
 * The extensions that are read. A critical one that is not processed fails a path
 * (RFC 5280 section 6.1.4 (o)): key identifiers are only hints, and section 4.2
 * says that they must not be critical.
 */
static const struct extension_row {
	enum oid_id id;
	bool processed;
	bool (*read)(struct member *m, struct span value);
} rows[] = {
	{ OID_EXT_BASIC_CONSTRAINTS, true, read_basic_constraints },
	{ OID_EXT_KEY_USAGE, true, read_key_usage },
	{ OID_EXT_SUBJECT_KEY_ID, false, read_subject_key_id },
	{ OID_EXT_AUTHORITY_KEY_ID, false, read_authority },
	{ OID_EXT_EXT_KEY_USAGE, true, read_ext_key_usage },
	{ OID_EXT_SUBJECT_ALT_NAME, true, read_alt_names },
	{ OID_EXT_NAME_CONSTRAINTS, true, read_constraints },
	{ OID_EXT_POLICIES, true, read_policies },
	{ OID_EXT_POLICY_MAPPINGS, true, read_mappings },
	{ OID_EXT_POLICY_CONSTRAINTS, true, read_policy_constraints },
	{ OID_EXT_INHIBIT_ANY_POLICY, true, read_inhibit_any },
	{ OID_EXT_CRL_POINTS, true, read_nothing },
	{ OID_EXT_NS_CERT_TYPE, true, read_netscape },
};

static void set_malformed(struct member *m, const char *what, struct span extension)
{
	if (m->malformed != NULL)
		return;
	m->malformed = what;
	m->malformed_extension = extension;
}

static void read_extension(struct member *m, const struct cert_extension *x)
{
	const struct extension_row *row = NULL;

	for (size_t i = 0; i < ARRAY_LEN(rows) && row == NULL; i++)
		if (span_eq(x->oid, oid_row(rows[i].id)->octets))
			row = &rows[i];
	if (x->critical && (row == NULL || !row->processed) &&
	    m->unprocessed.n == 0)
		m->unprocessed = x->oid;
	if (row != NULL && !row->read(m, x->value))
		set_malformed(m, "malformed", x->oid);
}

static int by_bytes(const void *a, const void *b)
{
	return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

/* No extension may occur twice (section 4.2): sorted, as there may be many. */
static void find_repeat(struct member *m, struct span *oid, size_t count)
{
	if (count > 0)
		qsort(oid, count, sizeof(*oid), by_bytes);
	for (size_t i = 1; i < count; i++)
		if (span_eq(oid[i - 1], oid[i]))
			set_malformed(m, "repeated", oid[i]);
}

static void read_extensions(struct member *m)
{
	struct span rest = m->cert->extensions;
	struct buf oids = { 0 };
	struct cert_extension x;

	while (cert_next_extension(&rest, &x)) {
		buf_add(&oids, span_of(&x.oid, sizeof(x.oid)));
		read_extension(m, &x);
	}
	if (rest.n > 0)
		set_malformed(m, "malformed extensions", (struct span){ 0 });
	find_repeat(m, (struct span *)(void *)oids.p, oids.n / sizeof(struct span));
	buf_free(&oids);
}

/* ---- The rest ---- */

static void read_dates(struct member *m)
{
	struct tlv first, last;

	m->dated = cert_times(m->cert, &first, &last) &&
		   moment_of_asn1(first.tag, first.body, &m->from) &&
		   moment_of_asn1(last.tag, last.body, &m->until);
}

/* A DSA key whose AlgorithmIdentifier has no parameters, or NULL. */
static bool inherits_key(const struct cert *c)
{
	struct span rest = c->spki, content, algorithm, oid, parameters;

	return der_take(&rest, DER_SEQUENCE, &content) &&
	       der_take(&content, DER_SEQUENCE, &algorithm) &&
	       cert_algorithm(algorithm, &oid, &parameters) &&
	       span_eq(oid, oid_row(OID_KEY_DSA)->octets) &&
	       (parameters.n == 0 || der_is(parameters, DER_NULL));
}

void member_read(struct arena *a, const struct entry *e, struct member *out)
{
	struct member *m = out;

	*m = (struct member){
		.entry = e,
		.cert = &e->cert,
		.arena = a,
		.pathlen = MEMBER_UNLIMITED,
		.require_explicit = MEMBER_UNLIMITED,
		.inhibit_mapping = MEMBER_UNLIMITED,
		.inhibit_any = MEMBER_UNLIMITED,
		.weak_signature = weak_signature(e->cert.algorithm),
		.weak_key = weak_key(e->cert.spki),
		.inherits_key = inherits_key(&e->cert),
		.self_issued = cert_self_issued(&e->cert),
	};
	m->serial = short_id(m, e->cert.serial);
	dn_digest(e->cert.issuer, m->issuer);
	read_dates(m);
	read_extensions(m);
	if (!span_eq(m->cert->algorithm, m->cert->tbs_algorithm))
		set_malformed(m, "two different signature algorithms",
			      (struct span){ 0 });
}

const struct name_set *member_names(struct member *m)
{
	if (m->names == NULL) {
		m->names = arena_alloc(m->arena, sizeof(*m->names));
		names_of(m->arena, m->cert, m->alt_names, m->names);
	}
	return m->names;
}

bool member_identifiers_agree(const struct member *child,
			      const struct member *parent)
{
	const struct member_authority *a = &child->authority;

	if (a->key_id.n > 0 && parent->subject_key_id.n > 0 &&
	    !span_eq(a->key_id, parent->subject_key_id))
		return false;
	return (a->serial.n == 0 || span_eq(a->serial, parent->serial)) &&
	       (!a->has_issuer ||
		memcmp(a->issuer, parent->issuer, SHA256_BYTES) == 0);
}

bool member_self_signed(const struct member *m)
{
	return m->self_issued && member_identifiers_agree(m, m);
}
