#include "x509/schema.h"

#include <errno.h>
#include <libtasn1.h>
#include <limits.h>

#include "base/arena.h"
#include "x509/oid.h"

/* Generated from schema_pkix.asn: const asn1_static_node schema_pkix[]. */
#include "x509/schema_pkix.def"

/*
 * As GnuTLS decodes certificates; dates are the business of profile_frame.c.
 */
#define FLAGS (ASN1_DECODE_FLAG_STRICT_DER | ASN1_DECODE_FLAG_ALLOW_INCORRECT_TIME)

static const struct {
	enum oid_id id;
	const char *type;
} extensions[] = {
	{ OID_EXT_BASIC_CONSTRAINTS, "PKIX1.BasicConstraints" },
	{ OID_EXT_KEY_USAGE, "PKIX1.KeyUsage" },
	{ OID_EXT_EXT_KEY_USAGE, "PKIX1.ExtKeyUsageSyntax" },
	{ OID_EXT_SUBJECT_KEY_ID, "PKIX1.SubjectKeyIdentifier" },
	{ OID_EXT_AUTHORITY_KEY_ID, "PKIX1.AuthorityKeyIdentifier" },
	{ OID_EXT_SUBJECT_ALT_NAME, "PKIX1.GeneralNames" },
	{ OID_EXT_ISSUER_ALT_NAME, "PKIX1.GeneralNames" },
	{ OID_EXT_NAME_CONSTRAINTS, "PKIX1.NameConstraints" },
	{ OID_EXT_CRL_POINTS, "PKIX1.CRLDistributionPoints" },
	{ OID_EXT_FRESHEST_CRL, "PKIX1.CRLDistributionPoints" },
	{ OID_EXT_AUTHORITY_INFO, "PKIX1.AuthorityInfoAccessSyntax" },
	{ OID_EXT_SUBJECT_INFO, "PKIX1.AuthorityInfoAccessSyntax" },
	{ OID_EXT_POLICIES, "PKIX1.CertificatePolicies" },
	{ OID_EXT_POLICY_MAPPINGS, "PKIX1.PolicyMappings" },
	{ OID_EXT_POLICY_CONSTRAINTS, "PKIX1.PolicyConstraints" },
	{ OID_EXT_INHIBIT_ANY_POLICY, "PKIX1.InhibitAnyPolicy" },
	{ OID_EXT_PRIVATE_KEY_PERIOD, "PKIX1.PrivateKeyUsagePeriod" },
};

/*
 * Not all of libtasn1 says so when it has no memory: a copy of a definition just
 * lacks a part, by which a certificate then does not decode.
 */
static void check_memory(bool done)
{
	if (!done || errno == ENOMEM)
		arena_exhausted();
}

static asn1_node new_element(const char *type)
{
	static asn1_node definitions;
	asn1_node element = NULL;

	errno = 0;
	if (definitions == NULL)
		check_memory(asn1_array2tree(schema_pkix, &definitions, NULL) ==
			     ASN1_SUCCESS);
	check_memory(asn1_create_element(definitions, type, &element) ==
		     ASN1_SUCCESS);
	return element;
}

static bool decode(const char *type, struct span der, struct buf *why)
{
	char detail[ASN1_MAX_ERROR_DESCRIPTION_SIZE] = "";
	asn1_node element;
	int length, result;

	if (der.n > INT_MAX) {
		buf_str(why, "too long");
		return false;
	}
	length = (int)der.n;
	element = new_element(type);
	result = asn1_der_decoding2(&element, der.p, &length, FLAGS, detail);
	check_memory(result != ASN1_MEM_ERROR && result != ASN1_MEM_ALLOC_ERROR);
	asn1_delete_structure(&element);
	if (result == ASN1_SUCCESS)
		return true;
	/* "DER_ERROR", and sometimes ":: der error near element 'x'". */
	buf_str(why, asn1_strerror(result));
	if (detail[0] != '\0')
		buf_printf(why, ": %s", detail + strspn(detail, ": "));
	return false;
}

bool schema_certificate(struct span der, struct buf *why)
{
	return decode("PKIX1.Certificate", der, why);
}

bool schema_extension(struct span oid, struct span value, struct buf *why)
{
	const struct oid *row = oid_find(OID_EXTENSION, oid);

	for (size_t i = 0; row != NULL && i < ARRAY_LEN(extensions); i++)
		if (extensions[i].id == row->id)
			return decode(extensions[i].type, value, why);
	return true;
}
