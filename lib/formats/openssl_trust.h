/* OpenSSL's trust settings: what follows the DER in a TRUSTED CERTIFICATE block. */
#ifndef OPENSSL_TRUST_H
#define OPENSSL_TRUST_H

#include "base/buf.h"
#include "formats/reader.h"
#include "x509/oid.h"

/*
 * openssl_trust_parse reads CertAux: SEQUENCE { trust SEQUENCE OF OID OPTIONAL,
 * reject [0] SEQUENCE OF OID OPTIONAL, alias UTF8String OPTIONAL, ... }. False
 * where aux is no such thing, or a list has something else than identifiers.
 */
MUST_CHECK bool openssl_trust_parse(struct span aux, struct trust *out);

enum openssl_trust {
	OPENSSL_TRUST_UNSAID, /* there are no settings, or none that matter here */
	OPENSSL_TRUST_YES,
	OPENSSL_TRUST_NO,
};

/*
 * openssl_trust_for says what the settings mean for a purpose, as OpenSSL reads
 * them: rejected for it, trusted for it, or trusted for others alone, which is a
 * no. For OID_UNKNOWN, any purpose will do.
 */
enum openssl_trust openssl_trust_for(const struct trust *t, enum oid_id purpose);

/*
 * openssl_trust_text appends the settings in words: "trusted for serverAuth;
 * rejected for emailProtection"; nothing where there are none. Equal settings have
 * equal words: the purposes come in the order of their identifiers, each once.
 */
void openssl_trust_text(const struct trust *t, struct buf *out);

#endif
