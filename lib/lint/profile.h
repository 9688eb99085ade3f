/*
 * The checks of cabundle-check that look at one certificate alone: the profile of
 * RFC 5280, the encoding of X.690, and what consumers are known to refuse.
 */
#ifndef LINT_PROFILE_H
#define LINT_PROFILE_H

#include "lint/lint.h"
#include "x509/cert.h"

/*
 * lint_profile reports all that it finds in c. Of one check, the first
 * CAP_CERT_REPEATS findings in a certificate come one by one, and the rest as a
 * number. Its time is linear in the bytes of the certificate, but for the order of
 * its extensions (n log n).
 */
void lint_profile(const struct cert *c, const struct lint_sink *to);

#endif
