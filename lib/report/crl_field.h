/*
 * What can be said of a CRL, as rows of a table that the renderers show like fields
 * of certificates; see crl_field.def.
 */
#ifndef CRL_FIELD_H
#define CRL_FIELD_H

#include "report/field.h"
#include "x509/crl.h"

/*
 * What is known of one CRL. It begins with facts, so that renderers take it; these
 * have no certificate.
 */
struct crl_facts {
	struct facts facts;
	const struct crl *crl;
	struct crl_extensions extensions;
	const char *malformed; /* what is wrong with them, or NULL */
};

/* crl_facts_start begins with another CRL; facts_free frees what f->facts holds. */
void crl_facts_start(struct crl_facts *f, const struct field_context *context,
		     const struct crl *c, const struct origin *o, uint64_t index);

/* crl_field_find returns the row of a name, or NULL; crl_field_row row n, or NULL.
 */
const struct field *crl_field_find(struct span name);
const struct field *crl_field_row(size_t n);

/* The getters, in crl_field_get.c: f is that of a struct crl_facts. */
#define CRL_FIELD(getter, name, type, scope, width, help) \
	void crl_field_get_##getter(struct facts *f, struct value *out);
#include "report/crl_field.def"
#undef CRL_FIELD

#endif
