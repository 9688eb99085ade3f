#include "base/diag.h"

#include <stdarg.h>
#include <stdio.h>

/* A detail is a phrase; what it quotes is cut by its caller long before this. */
#define DETAIL_BYTES 512

static const struct {
	const char *name;
	enum diag_severity severity;
	const char *fact;
	const char *standard;
} catalogue[] = {
#define DIAG(constant, id, severity, fact, standard) \
	{ id, DIAG_##severity, fact, standard },
#define DIAG_CHECK(constant, id, severity, as_check, fact, standard, meaning) \
	{ id, DIAG_##severity, fact, standard },
#include "base/diag.def"
#undef DIAG
#undef DIAG_CHECK
};

void diag_report(struct diags *to, enum diag_id id, const struct place *at,
		 const char *detail, ...)
{
	char text[DETAIL_BYTES];
	struct diag d = { .id = id,
			  .severity = catalogue[id].severity,
			  .place = *at };
	va_list ap;

	if (d.severity == DIAG_NOTE && to->strict)
		d.severity = DIAG_ERROR;
	if (d.severity == DIAG_ERROR)
		to->errors++;
	else if (d.severity == DIAG_WARNING)
		to->warnings++;
	if (to->report == NULL)
		return;
	if (detail != NULL) {
		va_start(ap, detail);
		vsnprintf(text, sizeof(text), detail, ap);
		va_end(ap);
		d.detail = text;
	}
	to->report(to->context, &d);
}

const char *diag_name(enum diag_id id)
{
	return catalogue[id].name;
}

const char *diag_fact(enum diag_id id)
{
	return catalogue[id].fact;
}

const char *diag_standard(enum diag_id id)
{
	return catalogue[id].standard;
}
