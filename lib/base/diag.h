/*
 * Diagnostics: what was found wrong or unusual, where, and by which standard.
 *
 * The library never prints. It hands each diagnostic to the function that the
 * program set, and goes on.
 */
#ifndef DIAG_H
#define DIAG_H

#include "base/cdefs.h"

enum diag_severity {
	DIAG_REMARK,
	DIAG_NOTE,
	DIAG_WARNING,
	DIAG_ERROR,
};

enum diag_id {
#define DIAG(constant, ...)	  DIAG_ID_##constant,
#define DIAG_CHECK(constant, ...) DIAG_ID_##constant,
#include "base/diag.def"
#undef DIAG
#undef DIAG_CHECK
	DIAG_ID_COUNT
};

/* Where: zero or NULL stands for "does not apply". */
struct place {
	const char *file;
	uint64_t line, column; /* of text, from 1 */
	uint64_t block;	       /* number of the PEM block in its file, from 1 */
	const char *label;     /* of that block */
	uint64_t first, last;  /* its lines */
	uint64_t number;       /* of the certificate in its container, from 1 */
	uint64_t offset; /* of a byte, from 0, in the file or the block's DER */
	bool has_offset;
};

struct diag {
	enum diag_id id;
	enum diag_severity severity; /* --strict already applied */
	struct place place;
	const char *detail; /* for the %s of the fact; safe to print; or NULL */
};

struct diags {
	void (*report)(void *context, const struct diag *d);
	void *context;
	bool strict; /* notes are errors */
	uint64_t errors, warnings;
};

/*
 * diag_report counts and reports one diagnostic. The detail is formatted as by
 * printf; what it quotes from the input must have been escaped (text.h).
 */
void diag_report(struct diags *to, enum diag_id id, const struct place *at,
		 const char *detail, ...) PRINTF_LIKE(4, 5);

/* What the catalogue says of an id. */
const char *diag_name(enum diag_id id);
const char *diag_fact(enum diag_id id);
const char *diag_standard(enum diag_id id);

#endif
