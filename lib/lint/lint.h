/*
 * The checks of cabundle-check as rows of two tables, diag.def for what readers
 * report and lint.def for the others, and the way a finding
 * takes from the module that makes it to the program that shows it.
 */
#ifndef LINT_H
#define LINT_H

#include "base/diag.h"

enum lint_id {
#define DIAG(...)
#define DIAG_CHECK(constant, ...) LINT_ID_##constant,
#include "base/diag.def"
#undef DIAG
#undef DIAG_CHECK
#define LINT(constant, ...) LINT_ID_##constant,
#include "lint/lint.def"
#undef LINT
	LINT_ID_COUNT
};

struct lint_row {
	const char *name;
	enum diag_severity severity;
	const char *meaning;
	const char *standard; /* "" where none applies */
};

/*
 * lint_row returns the row of an id; lint_find the id of a name, or LINT_ID_COUNT.
 */
const struct lint_row *lint_row(enum lint_id id);
enum lint_id lint_find(const char *name);

/*
 * Where findings go. The fact is one phrase, safe to print, valid during the call.
 */
struct lint_sink {
	void (*found)(void *context, enum lint_id id, const char *fact);
	void *context;
};

/*
 * lint_found formats a fact as printf does and hands it on; what it quotes from the
 * input must have been escaped (text.h).
 */
void lint_found(const struct lint_sink *to, enum lint_id id, const char *format,
		...) PRINTF_LIKE(3, 4);

#endif
