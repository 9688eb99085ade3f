/*
 * Who signed a SignedData, by SignerInfo's sid (RFC 5652 section 5.3): which of the
 * certificates that came before is a signer's. What is kept of each certificate is
 * 32 bytes, as the signers come last.
 */
#ifndef SIGNERS_H
#define SIGNERS_H

#include "base/buf.h"
#include "x509/cert.h"

struct signers {
	struct buf names; /* struct signer_name: two a certificate at most */
	uint64_t count;	  /* SignerInfos that were read */
	uint64_t found;	  /* ... whose certificate is here */
	uint64_t number,
		offset; /* of the first one's: its place in the container */
};

/* signers_certificate remembers a certificate, by its number in the container. */
void signers_certificate(struct signers *s, const struct cert *c, uint64_t number);

/*
 * signers_read reads the SET OF SignerInfo that comes next in the walk. False where
 * it cannot be stepped over; an element that is odd within is passed.
 */
struct walk;
MUST_CHECK bool signers_read(struct signers *s, struct walk *w);

void signers_free(struct signers *s);

#endif
