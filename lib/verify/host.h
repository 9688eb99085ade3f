/*
 * Is a certificate for a host? By RFC 6125: the DNS names of subjectAltName, where
 * a "*" stands for a whole first label; IP addresses; and the common name where
 * there is no DNS name.
 */
#ifndef HOST_H
#define HOST_H

#include "verify/member.h"

/*
 * host_is_valid says whether text is an IP address or has the form of a DNS name.
 * Names of other scripts are given in their ASCII form (xn--...). One "." at the
 * end is allowed.
 */
bool host_is_valid(const char *text);

/* host_matches says whether a certificate is for this host. */
bool host_matches(struct member *m, const char *host);

/*
 * host_names appends the DNS names and IP addresses that a certificate is for,
 * escaped, separated by ", ", the first few of them. False where there are none.
 */
bool host_names(struct member *m, struct buf *out);

#endif
