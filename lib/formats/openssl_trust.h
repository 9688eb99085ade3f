/* OpenSSL's trust settings: what follows the DER in a TRUSTED CERTIFICATE block. */
#ifndef OPENSSL_TRUST_H
#define OPENSSL_TRUST_H

#include "buf.h"
#include "reader.h"

/*
 * openssl_trust_parse reads CertAux: SEQUENCE { trust SEQUENCE OF OID OPTIONAL,
 * reject [0] SEQUENCE OF OID OPTIONAL, alias UTF8String OPTIONAL, ... }. False
 * where aux is no such thing.
 */
MUST_CHECK bool openssl_trust_parse(struct span aux, struct trust *out);

/*
 * openssl_trust_text appends the settings in words: "trusted for serverAuth,
 * rejected for emailProtection"; nothing where there are none.
 */
void openssl_trust_text(const struct trust *t, struct buf *out);

#endif
