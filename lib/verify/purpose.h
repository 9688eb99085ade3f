/* What a chain must be good for: extended key usage and key usage. */
#ifndef PURPOSE_H
#define PURPOSE_H

#include "verify/member.h"

struct purpose {
	const char *word;      /* as an option has it: "server" */
	const char *text;      /* "server authentication" */
	enum oid_id id;	       /* OID_UNKNOWN: any */
	enum oid_id others[2]; /* older purposes that count as this one, or
				  OID_UNKNOWN */
	unsigned usage;	       /* of the end certificate: one of these bits */
	unsigned netscape;     /* and of these, where it has Netscape's type */
	bool named;	       /* the end certificate must name the purpose */
};

/* purpose_of_word returns the purpose of a word, purpose_of_id of an OID; or NULL.
 */
const struct purpose *purpose_of_word(const char *word);
const struct purpose *purpose_of_id(enum oid_id id);

/* purpose_word gives the words one by one; NULL after the last. */
const char *purpose_word(const void *unused, size_t n);

/*
 * purpose_allows says whether a certificate may stand in a path for a purpose, as
 * OpenSSL decides it: every certificate that has an extended key usage, the
 * anchor's too, names the purpose, for which anyExtendedKeyUsage is not enough; and
 * the end certificate has a key usage for it.
 */
bool purpose_allows(const struct purpose *p, const struct member *m, bool end);

#endif
