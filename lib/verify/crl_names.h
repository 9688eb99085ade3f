/*
 * Names of distribution points (RFC 5280 sections 4.2.1.13 and 5.2.5), to find out
 * whether two points have one in common.
 *
 * Directory names compare in canonical form, URIs with scheme and host in lower
 * case (section 7.4), all others byte for byte. At most CAP_CRL_NAMES of a point
 * are kept.
 */
#ifndef CRL_NAMES_H
#define CRL_NAMES_H

#include "base/caps.h"
#include "base/digest.h"
#include "base/span.h"

/* All zeros is empty and ready. */
struct crl_names {
	uint8_t digest[CAP_CRL_NAMES][SHA256_BYTES];
	size_t count;
	bool more; /* there were more */
};

/* crl_names_add adds GeneralNames, the content of their SEQUENCE. */
void crl_names_add(struct crl_names *n, struct span general_names);

/* crl_names_add_directory adds a Name, header included. */
void crl_names_add_directory(struct crl_names *n, struct span name);

/*
 * crl_names_add_point adds a DistributionPointName, header included: its fullName,
 * or its nameRelativeToCRLIssuer after the RDNs of an issuer (a whole Name).
 */
void crl_names_add_point(struct crl_names *n, struct span point,
			 struct span issuer);

/* crl_names_meet says whether one name is in both. */
bool crl_names_meet(const struct crl_names *a, const struct crl_names *b);

#endif
