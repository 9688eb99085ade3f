/*
 * PKCS#7 and CMS SignedData (RFC 2315, RFC 5652) as a container of certificates:
 * read as a stream, DER or BER; written as the degenerate form without signers.
 */
#ifndef PKCS7_H
#define PKCS7_H

#include "formats/object.h"

/* pkcs7_is says whether a ContentInfo of a type known from RFC 5652 begins here. */
bool pkcs7_is(struct span head);

/*
 * pkcs7_read delivers the certificates of the SignedData at the start of o->in, in
 * the order of the file, byte for byte as they stand there; other choices and CRLs
 * are named. OBJECT_CUT_OFF, with nothing reported, where the input ends first.
 */
enum object_status pkcs7_read(struct object *o);

/*
 * pkcs7_head appends what stands before the certificates in a degenerate
 * SignedData (version 1, no digests, id-data), given their bytes in all;
 * pkcs7_tail what stands behind.
 */
void pkcs7_head(struct buf *out, uint64_t certificates_bytes);
void pkcs7_tail(struct buf *out);

#endif
