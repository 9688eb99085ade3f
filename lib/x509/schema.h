/*
 * Certificates and their usual extensions against the ASN.1 of RFC 5280, by
 * libtasn1: schema_pkix.asn, as a tree that is made at the first call and kept.
 *
 * libtasn1 takes time that grows with the square of the elements of one list, and
 * allocates for each of them; callers keep a bound. Without memory, its tree code
 * dereferences NULL or fails, and the latter ends the process as arena.h says.
 */
#ifndef SCHEMA_H
#define SCHEMA_H

#include "base/buf.h"
#include "base/span.h"

/*
 * schema_certificate decodes a whole certificate, schema_extension the content of
 * the extnValue of an extension with this identifier (its content octets). False
 * where that fails, with libtasn1's words appended to why. An extension that the
 * schema does not know is true.
 */
MUST_CHECK bool schema_certificate(struct span der, struct buf *why);
MUST_CHECK bool schema_extension(struct span oid, struct span value,
				 struct buf *why);

#endif
