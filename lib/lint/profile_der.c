#include "lint/profile_parts.h"

#include "x509/strict_der.h"

static const enum lint_id ids[] = {
	[STRICT_DER_BROKEN] = LINT_ID_DER_BROKEN,
	[STRICT_DER_TRAILING] = LINT_ID_DER_BROKEN,
	[STRICT_DER_DEEP] = LINT_ID_DER_DEEP,
	[STRICT_DER_TAG] = LINT_ID_DER_TAG,
	[STRICT_DER_LENGTH] = LINT_ID_DER_LENGTH,
	[STRICT_DER_INDEFINITE] = LINT_ID_DER_INDEFINITE,
	[STRICT_DER_CONSTRUCTED] = LINT_ID_DER_CONSTRUCTED,
	[STRICT_DER_BOOLEAN] = LINT_ID_DER_BOOLEAN,
	[STRICT_DER_INTEGER] = LINT_ID_DER_INTEGER,
	[STRICT_DER_BIT_STRING] = LINT_ID_DER_BIT_STRING,
	[STRICT_DER_NAMED_BITS] = LINT_ID_DER_NAMED_BITS,
	[STRICT_DER_NULL] = LINT_ID_DER_NULL,
	[STRICT_DER_OID] = LINT_ID_DER_OID,
	[STRICT_DER_SET_ORDER] = LINT_ID_DER_SET_ORDER,
	[STRICT_DER_DEFAULT] = LINT_ID_DER_DEFAULT,
	[STRICT_DER_GENERAL_NAME] = LINT_ID_GENERAL_NAME,
	[STRICT_DER_EMPTY] = LINT_ID_EMPTY_LIST,
	[STRICT_DER_FIELD] = LINT_ID_SCHEMA_CERTIFICATE,
};

/* Bytes of a path that are shown; real ones have some 60. */
#define PATH_SHOWN 120

static void report(void *context, const struct strict_der_fault *f)
{
	bool cut = strlen(f->path) > PATH_SHOWN;
	enum lint_id id = f->kind == STRICT_DER_FIELD && f->in_extension
				  ? LINT_ID_SCHEMA_EXTENSION
				  : ids[f->kind];

	lint_found(context, id, "%s, at byte %zu of the certificate: %.*s%s",
		   f->fact, f->offset, PATH_SHOWN, f->path, cut ? "..." : "");
}

void lint_der(const struct lint_subject *s, const struct lint_sink *to)
{
	strict_der_walk(s->cert->der, report, (void *)(uintptr_t)to);
}
