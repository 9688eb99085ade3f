/*
 * Fields: everything that can be said of a certificate, as rows of a table. See
 * field.def; cabundle(7) documents each.
 */
#ifndef FIELD_H
#define FIELD_H

#include <regex.h>

#include "base/buf.h"
#include "report/domain.h"
#include "set/chain.h"

enum field_type {
	FIELD_TEXT,
	FIELD_INTEGER,
	FIELD_BOOLEAN,
	FIELD_TIME,
	FIELD_HEX,
	FIELD_LIST, /* words joined by commas */
};

enum field_scope {
	FIELD_CERTIFICATE,
	FIELD_SOURCE,
	FIELD_SET,
};

/* Whether reports have it without being asked. */
enum field_default {
	FIELD_SHOWN,
	FIELD_ASKED,
};

/* Whether each certificate has it. */
enum field_presence {
	FIELD_FULL,
	FIELD_EMPTY,
};

enum value_state {
	VALUE_ABSENT,
	VALUE_GOOD,
	VALUE_INVALID, /* there, but not what it should be; see text */
};

struct value {
	enum value_state state;
	int64_t number; /* of INTEGER, TIME (seconds since 1970), BOOLEAN (0, 1) */
	struct span text; /* of the others: UTF-8, escaped as text.h says */
	bool rfc4514;	  /* by TEXT_RFC4514; else by TEXT_PLAIN */
};

/* What the certificate's own key says of its signature. */
enum self_signed {
	SELF_UNKNOWN, /* not asked yet */
	SELF_YES,
	SELF_NO,
	SELF_UNSUPPORTED,
	SELF_UNCHECKED,
};

/* What all certificates of a run share. */
struct field_context {
	int64_t now; /* for days-left */
	bool verify; /* check signatures */
	bool has_regex;
	regex_t region_regex; /* whose first group is the region, where has_regex */
};

/* What is known of one certificate; facts_start for each. */
struct facts {
	const struct field_context *context;
	const struct cert *cert;
	const struct origin *origin;
	uint64_t index;

	const struct chain *chain; /* the set, where it is known; else NULL */
	size_t position;	   /* in its bundle */

	/* Computed once, when asked for: */
	enum self_signed self;
	bool has_extensions, extensions_good;
	struct cert_extensions extensions;
	struct buf scratch; /* holds the text of the last value */
};

struct field {
	const char *name;
	enum field_type type;
	enum field_scope scope;
	enum field_default shown;
	enum field_presence presence;
	int width;
	enum domain_id domain;
	const char *help;
	void (*get)(struct facts *f, struct value *out);
};

/* facts_start begins with another certificate, keeping the scratch memory. */
void facts_start(struct facts *f, const struct field_context *context,
		 const struct cert *c, const struct origin *o, uint64_t index);
void facts_free(struct facts *f);

/*
 * field_get computes a value. Its text is valid until the next field_get on the
 * same facts. Fields of the set are absent where it is not known.
 */
struct value field_get(const struct field *field, struct facts *f);

/* field_find returns the row of a name, or of its other name; or NULL. */
const struct field *field_find(struct span name);

/* field_nearest is the name that was probably meant, or NULL. */
const char *field_nearest(struct span name);

/*
 * field_unknown says that a name is none of a field, and which one may have been
 * meant; the text lives in scratch.
 */
const char *field_unknown(struct span name, struct buf *scratch);

/* The rows by name, for field_row: FIELD_ID_not_after. */
enum field_id {
#define FIELD(getter, name, type, scope, shown, full, width, domain, help) \
	FIELD_ID_##getter,
#include "report/field.def"
#undef FIELD
};

/* field_row returns row n, or NULL behind the last. */
const struct field *field_row(size_t n);

/*
 * value_text appends a value as TSV, CSV and text show it: times in ISO 8601, yes
 * and no, nothing where absent, "?" and what is there where invalid.
 */
void value_text(const struct field *field, const struct value *v, struct buf *out);

/*
 * value_key appends bytes that order values of one field, also when those of other
 * values follow: absent, then invalid, then good ones, numbers and times as such.
 */
void value_key(const struct field *field, const struct value *v, struct buf *out);

/*
 * field_context_regex sets the regular expression (POSIX extended) for region. It
 * returns NULL, or what is wrong with it, in a static buffer.
 */
const char *field_context_regex(struct field_context *c, const char *regex);

/* facts_self checks the self-signature, once; facts_role is the role by it. */
enum self_signed facts_self(struct facts *f);
enum cert_role facts_role(struct facts *f);

/* facts_extensions walks the extensions, once. */
const struct cert_extensions *facts_extensions(struct facts *f);

/* The getters, in field_get.c. */
#define FIELD(getter, name, type, scope, shown, full, width, domain, help) \
	void field_get_##getter(struct facts *f, struct value *out);
#include "report/field.def"
#undef FIELD

#endif
