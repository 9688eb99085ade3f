/*
 * Distinguished names (RFC 5280 section 4.1.2.4): as RFC 4514 text, by attribute,
 * and in the canonical form in which OpenSSL compares and hashes them.
 *
 * A name is the whole encoding of a Name, its SEQUENCE header included.
 */
#ifndef DN_H
#define DN_H

#include "base/digest.h"
#include "x509/der.h"
#include "x509/oid.h"

/* One attribute of a name: type (OID content octets) and value (any type). */
struct dn_attribute {
	struct span type;
	struct tlv value;
};

/*
 * dn_next cuts the next attribute off an RDN, and dn_rdn the next RDN off a name's
 * content. False at the end and where the bytes are no such thing: rest is then
 * not empty.
 */
MUST_CHECK bool dn_rdn(struct span *rest, struct span *rdn);
MUST_CHECK bool dn_next(struct span *rdn, struct dn_attribute *out);

/* dn_is_empty says that a name has no RDN. */
bool dn_is_empty(struct span name);

/*
 * dn_text appends the name by RFC 4514: last RDN first, "," between RDNs, "+"
 * within one. Types without a keyword in oid.def are dotted with the value as
 * #hex, as are values of no string type. False where the name is malformed; what
 * was readable is then appended.
 */
MUST_CHECK bool dn_text(struct span name, struct buf *out);

/*
 * dn_find gives the value of the last (most specific) attribute of a type. False
 * where there is none.
 */
MUST_CHECK bool dn_find(struct span name, enum oid_id type, struct tlv *out);

/*
 * dn_canonical appends OpenSSL's canonical form, over which X509_NAME_hash is
 * made: each RDN with its string values in lower-case UTF-8 with single spaces.
 * False where the name cannot be read.
 */
MUST_CHECK bool dn_canonical(struct span name, struct buf *out);

/*
 * dn_digest gives the SHA-256 of the canonical form, so that equal names have equal
 * digests; a name that cannot be read is only equal to itself, byte for byte.
 */
void dn_digest(struct span name, uint8_t out[SHA256_BYTES]);

/*
 * dn_eq compares names as RFC 5280 section 7.1 wants it: by bytes, and where these
 * differ, in canonical form.
 */
bool dn_eq(struct span a, struct span b);

#endif
