/*
 * DER to the letter (X.690 sections 8 to 11): what a certificate's encoding has
 * that DER forbids and readers of BER let pass. The walk goes through the whole
 * certificate, into the extnValue of the extensions that strict_der.def knows, into
 * RSA keys and into (EC)DSA signatures. On its way it finds fields that RFC 5280
 * does not have where they stand, lists that are empty and general names that
 * cannot be.
 *
 * It needs no recursion and no memory of its own, and is linear in the bytes.
 */
#ifndef STRICT_DER_H
#define STRICT_DER_H

#include "base/buf.h"
#include "base/span.h"

enum strict_der_kind {
	STRICT_DER_BROKEN,	 /* does not fit into what holds it */
	STRICT_DER_TRAILING,	 /* bytes after the value in a string */
	STRICT_DER_DEEP,	 /* beyond CAP_DER_DEPTH: not gone into */
	STRICT_DER_TAG,		 /* a tag number with octets too many */
	STRICT_DER_LENGTH,	 /* a length with octets too many */
	STRICT_DER_INDEFINITE,	 /* what follows there is not gone into */
	STRICT_DER_CONSTRUCTED,	 /* a string in pieces, a primitive SEQUENCE */
	STRICT_DER_BOOLEAN,	 /* neither 00 nor ff */
	STRICT_DER_INTEGER,	 /* empty, or with octets that add nothing */
	STRICT_DER_BIT_STRING,	 /* unused bits: more than 7, or not zero */
	STRICT_DER_NAMED_BITS,	 /* zero bits at the end of named ones */
	STRICT_DER_NULL,	 /* not empty */
	STRICT_DER_OID,		 /* empty, unended, or with needless octets */
	STRICT_DER_SET_ORDER,	 /* a SET OF that is not in order */
	STRICT_DER_DEFAULT,	 /* the default of a field, written out */
	STRICT_DER_EMPTY,	 /* nothing, where RFC 5280 has SIZE (1..MAX) */
	STRICT_DER_GENERAL_NAME, /* with octets that it cannot have */
	STRICT_DER_FIELD, /* not what RFC 5280 has there, or missing from there */
};

struct strict_der_fault {
	enum strict_der_kind kind;
	size_t offset;	   /* of the element in the certificate, from 0 */
	bool in_extension; /* within the content of extnValue */
	bool in_any;	  /* within what may be of any type: few readers enter it */
	const char *fact; /* what is there */
	/*
	 * The element by the names of RFC 5280 and, in lists and where there is no
	 * name, by its number from 1: "tbsCertificate.extensions[3].critical",
	 * "tbsCertificate.subject[2][1].value". Safe to print, valid during the
	 * call.
	 */
	const char *path;
};

/*
 * strict_der_walk reports every fault in the certificate der, in the order of the
 * bytes.
 */
void strict_der_walk(struct span der,
		     void (*report)(void *context,
				    const struct strict_der_fault *f),
		     void *context);

/*
 * strict_der_extension does so for the content of one extnValue, of the extension
 * with this identifier (its content octets).
 */
void strict_der_extension(struct span oid, struct span value,
			  void (*report)(void *context,
					 const struct strict_der_fault *f),
			  void *context);

#endif
