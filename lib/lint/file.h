/*
 * Checks of the file: what readers report, by its row in lint.def, and how the
 * lines of a file end.
 */
#ifndef LINT_FILE_H
#define LINT_FILE_H

#include "formats/reader.h"
#include "lint/lint.h"

/*
 * lint_of_diag is the check that a diagnostic of a reader belongs to, or
 * LINT_ID_COUNT where it is none: the file could not be read, or all is well.
 */
enum lint_id lint_of_diag(enum diag_id id);

/* lint_trust_settings judges what a container says beside a certificate. */
void lint_trust_settings(const struct trust *trust, const struct lint_sink *to);

#endif
