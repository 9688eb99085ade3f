#include "lint/lint.h"

#include <stdio.h>
#include <stdarg.h>
#include <string.h>

/* A fact is a phrase; what it quotes is cut by its caller long before this. */
#define FACT_BYTES 512

static const struct lint_row rows[] = {
#define DIAG(...)
#define DIAG_CHECK(constant, id, severity, as_check, fact, standard, meaning) \
	{ id, DIAG_##as_check, meaning, standard },
#include "base/diag.def"
#undef DIAG
#undef DIAG_CHECK
#define LINT(constant, id, severity, meaning, standard) \
	{ id, DIAG_##severity, meaning, standard },
#include "lint/lint.def"
#undef LINT
};

const struct lint_row *lint_row(enum lint_id id)
{
	return &rows[id];
}

enum lint_id lint_find(const char *name)
{
	for (size_t i = 0; i < LINT_ID_COUNT; i++)
		if (strcmp(rows[i].name, name) == 0)
			return (enum lint_id)i;
	return LINT_ID_COUNT;
}

void lint_found(const struct lint_sink *to, enum lint_id id, const char *format,
		...)
{
	char fact[FACT_BYTES];
	va_list ap;

	va_start(ap, format);
	vsnprintf(fact, sizeof(fact), format, ap);
	va_end(ap);
	to->found(to->context, id, fact);
}
