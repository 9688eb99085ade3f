#include "lint/profile_parts.h"

#include "base/caps.h"
#include "x509/oid.h"
#include "x509/schema.h"

static void check_extension(struct span oid, struct span value,
			    const struct lint_sink *to)
{
	struct buf name = { 0 }, why = { 0 };

	if (!schema_extension(oid, value, &why)) {
		oid_name(OID_EXTENSION, oid, &name);
		lint_found(to, LINT_ID_SCHEMA_EXTENSION,
			   "%s does not decode: libtasn1 says %s", buf_c(&name),
			   buf_c(&why));
	}
	buf_free(&name);
	buf_free(&why);
}

void lint_schema(const struct lint_subject *s, size_t elements,
		 const struct lint_sink *to)
{
	struct span rest = s->cert->extensions;
	struct cert_extension x;
	struct buf why = { 0 };

	if (s->cert->der.n > CAP_SCHEMA_BYTES || elements > CAP_SCHEMA_ELEMENTS) {
		lint_found(to, LINT_ID_SCHEMA_SKIPPED,
			   "%zu bytes and %zu elements, more than %d or %d",
			   s->cert->der.n, elements, CAP_SCHEMA_BYTES,
			   CAP_SCHEMA_ELEMENTS);
		return;
	}
	if (!schema_certificate(s->cert->der, &why))
		lint_found(to, LINT_ID_SCHEMA_CERTIFICATE,
			   "the certificate does not decode: libtasn1 says %s",
			   buf_c(&why));
	buf_free(&why);
	while (cert_next_extension(&rest, &x))
		check_extension(x.oid, x.value, to);
}
