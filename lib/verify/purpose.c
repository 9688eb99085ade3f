#include "verify/purpose.h"

/*
 * Key usages are those that RFC 5280 section 4.2.1.12 calls consistent with a
 * purpose. Code signing must be named, as OpenSSL 3.2 and Authenticode want it.
 */
static const struct purpose purposes[] = {
	{
		.word = "server",
		.text = "server authentication",
		.id = OID_EKU_SERVER,
		.others = { OID_EKU_NS_SGC, OID_EKU_MS_SGC },
		.usage = USAGE_DIGITAL_SIGNATURE | USAGE_KEY_ENCIPHERMENT |
			 USAGE_KEY_AGREEMENT,
		.netscape = NETSCAPE_SERVER,
	},
	{
		.word = "client",
		.text = "client authentication",
		.id = OID_EKU_CLIENT,
		.others = { OID_UNKNOWN, OID_UNKNOWN },
		.usage = USAGE_DIGITAL_SIGNATURE | USAGE_KEY_AGREEMENT,
		.netscape = NETSCAPE_CLIENT,
	},
	{
		.word = "email",
		.text = "e-mail protection",
		.id = OID_EKU_EMAIL,
		.others = { OID_UNKNOWN, OID_UNKNOWN },
		.usage = USAGE_DIGITAL_SIGNATURE | USAGE_NON_REPUDIATION |
			 USAGE_KEY_ENCIPHERMENT | USAGE_KEY_AGREEMENT,
		.netscape = NETSCAPE_EMAIL | NETSCAPE_CLIENT,
	},
	{
		.word = "code-signing",
		.text = "code signing",
		.id = OID_EKU_CODE,
		.others = { OID_UNKNOWN, OID_UNKNOWN },
		.usage = USAGE_DIGITAL_SIGNATURE,
		.netscape = NETSCAPE_CODE,
		.named = true,
	},
	{ .word = "any", .text = "anything", .id = OID_UNKNOWN },
};

const struct purpose *purpose_of_word(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(purposes); i++)
		if (strcmp(purposes[i].word, word) == 0)
			return &purposes[i];
	return NULL;
}

const char *purpose_word(const void *unused UNUSED, size_t n)
{
	return n < ARRAY_LEN(purposes) ? purposes[n].word : NULL;
}

const struct purpose *purpose_of_id(enum oid_id id)
{
	for (size_t i = 0; i < ARRAY_LEN(purposes); i++)
		if (purposes[i].id == id)
			return &purposes[i];
	return NULL;
}

static bool is(struct span oid, enum oid_id id)
{
	return id != OID_UNKNOWN && span_eq(oid, oid_row(id)->octets);
}

static bool names_purpose(const struct purpose *p, const struct member *m)
{
	struct span list = m->ext_key_usage, oid;

	while (der_take(&list, DER_OID, &oid))
		if (is(oid, p->id) || is(oid, p->others[0]) ||
		    is(oid, p->others[1]))
			return true;
	return false;
}

bool purpose_allows(const struct purpose *p, const struct member *m, bool end)
{
	if (p->id == OID_UNKNOWN)
		return true;
	if (m->has_ext_key_usage ? !names_purpose(p, m) : end && p->named)
		return false;
	return !end || ((!m->has_key_usage || (m->key_usage & p->usage) != 0) &&
			(!m->has_netscape || (m->netscape & p->netscape) != 0));
}
