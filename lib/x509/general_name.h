/*
 * General names (RFC 5280 section 4.2.1.6) as words of a list: what a certificate
 * is for, where its issuer is found, and what it may issue.
 */
#ifndef GENERAL_NAME_H
#define GENERAL_NAME_H

#include "x509/der.h"

/* By the number of their tag. */
enum general_name {
	GENERAL_NAME_OTHER,
	GENERAL_NAME_EMAIL,
	GENERAL_NAME_DNS,
	GENERAL_NAME_X400,
	GENERAL_NAME_DIRECTORY,
	GENERAL_NAME_EDI,
	GENERAL_NAME_URI,
	GENERAL_NAME_IP,
	GENERAL_NAME_REGISTERED,
	GENERAL_NAMES, /* not a general name */
};

/* general_name_kind tells by the tag what the element is. */
enum general_name general_name_kind(const struct tlv *name);

/*
 * general_name_value appends what the name says, escaped as text.h has it, and
 * without a comma: a comma is "\2C". Addresses are as people write them; a range,
 * of name constraints, has the length of its prefix after a slash, or its mask.
 * Names are by RFC 4514 with ";" between RDNs. Other names are "OID=#hex", those of
 * X.400 and EDI
 * "#hex". False where it is malformed; some may then be appended.
 */
MUST_CHECK bool general_name_value(const struct tlv *name, bool range,
				   struct buf *out);

/* general_name_text is the same with the kind before it: "dns:example.com". */
MUST_CHECK bool general_name_text(const struct tlv *name, bool range,
				  struct buf *out);

/*
 * general_name_relative appends a RelativeDistinguishedName, whose SET has this
 * content, in the same form.
 */
MUST_CHECK bool general_name_relative(struct span content, struct buf *out);

#endif
