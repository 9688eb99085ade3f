/*
 * The entries of a CRL by certificate issuer and serial number: all of them are
 * read once, and sorted, so that a lookup is a binary search.
 *
 * An entry is of the CRL's issuer, or of the one that the last certificateIssuer
 * before it names (RFC 5280 section 5.3.3). Of several entries with one issuer and
 * serial number the first counts; those with removeFromCRL come last.
 */
#ifndef CRL_INDEX_H
#define CRL_INDEX_H

#include "base/digest.h"
#include "x509/crl.h"

struct crl_index;

/* Why no entry of a CRL may be used. */
enum crl_index_fault {
	CRL_INDEX_GOOD,
	CRL_INDEX_MALFORMED, /* an entry is malformed, or does not say whose it is
			      */
	CRL_INDEX_CRITICAL,  /* a critical extension of an entry is not known */
};

/*
 * crl_index_make reads and sorts the entries of a CRL, which must live as long; to
 * be freed with crl_index_free. It takes 16 bytes an entry, and 32 a change of
 * issuer.
 */
struct crl_index *crl_index_make(const struct crl *c);
void crl_index_free(struct crl_index *x);

/*
 * crl_index_fault says whether entries may be used. fact is set to what is wrong,
 * or to NULL; unknown to the OID of the critical extension.
 */
enum crl_index_fault crl_index_fault(const struct crl_index *x, const char **fact,
				     struct span *unknown);

/*
 * crl_index_find gives the entry for a certificate, by the digest of its issuer's
 * canonical name and its serial number; false where there is none. Not to be asked
 * where there is a fault.
 */
bool crl_index_find(const struct crl_index *x, const uint8_t issuer[SHA256_BYTES],
		    struct span serial, struct crl_entry *entry,
		    struct crl_entry_extensions *extensions);

#endif
