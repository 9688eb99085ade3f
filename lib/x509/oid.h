/*
 * Object identifiers by name: every algorithm, attribute type and purpose that
 * has a row in oid.def. They are compared as DER content octets, never as text.
 */
#ifndef OID_H
#define OID_H

#include "base/buf.h"
#include "base/span.h"

enum oid_kind {
	OID_SIGNATURE,
	OID_KEY,
	OID_CURVE,
	OID_HASH,
	OID_ATTRIBUTE,
	OID_EKU,
	OID_EXTENSION,
	OID_CONTENT,
	OID_KINDS
};

enum oid_id {
	OID_UNKNOWN = -1,
#define OID(constant, kind, dotted, octets, name, short_name, bits) OID_##constant,
#include "x509/oid.def"
#undef OID
	OID_COUNT
};

struct oid {
	enum oid_id id;
	enum oid_kind kind;
	const char *dotted;
	struct span octets;
	const char *name;	/* the standard's */
	const char *short_name; /* hash of a signature, word for a key, RFC 4514
				   keyword ... */
	unsigned bits; /* of keys, where the algorithm or curve fixes them */
};

/*
 * oid_find returns the row of a kind for the content octets of an OBJECT
 * IDENTIFIER, or NULL.
 */
const struct oid *oid_find(enum oid_kind kind, struct span octets);

/* oid_row returns the row of an identifier. */
const struct oid *oid_row(enum oid_id id);

/*
 * oid_name appends the name of an identifier of this kind: its row's, else the
 * dotted form, else (where the octets are no identifier) "?" and the octets in hex.
 */
void oid_name(enum oid_kind kind, struct span octets, struct buf *out);

#endif
