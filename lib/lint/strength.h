/* Checks of what the key and the signature of one certificate are worth. */
#ifndef LINT_STRENGTH_H
#define LINT_STRENGTH_H

#include "lint/lint.h"
#include "x509/cert.h"

/*
 * lint_strength judges the key of a certificate, and its signature too, unless it
 * is its own: nobody relies on that of a root.
 */
void lint_strength(const struct cert *c, bool self_signed,
		   const struct lint_sink *to);

#endif
