/*
 * The parameters of RSASSA-PSS (RFC 4055 section 3.1), of a signature and of a key
 * that is only for this.
 */
#ifndef PSS_H
#define PSS_H

#include "x509/cert.h"

struct pss {
	struct span hash; /* content octets of its OID */
	bool mgf1; /* the mask is made by MGF1 (RFC 8017 appendix B.2.1) ... */
	struct span mask_hash; /* ... with this hash; empty where by another */
	uint32_t salt_bytes;
	uint32_t trailer; /* 1 is all that is defined */
};

/*
 * pss_parse reads RSASSA-PSS-params, header included; what is not there has its
 * default. False where parameters is anything else, or nothing.
 */
MUST_CHECK bool pss_parse(struct span parameters, struct pss *out);

/*
 * pss_allows says whether a key may make signatures with these parameters: an RSA
 * key may, and one for RSASSA-PSS may where it states no parameters, or the same
 * ones but for a shorter salt (RFC 4055 section 3.3).
 */
bool pss_allows(const struct cert_key *key, const struct pss *p);

#endif
