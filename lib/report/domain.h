/*
 * Domains: which values a field can have. A row of field.def names one; --where
 * refuses what is not in it, as such a condition could never hold, and
 * cabundle-list --list-fields shows it.
 */
#ifndef DOMAIN_H
#define DOMAIN_H

#include "base/buf.h"

enum domain_id {
	DOMAIN_ANY, /* any text */
	DOMAIN_BOOLEAN,
	DOMAIN_TIME,
	DOMAIN_NUMBER, /* negative ones, too */
	DOMAIN_COUNT,
	DOMAIN_HEX, /* whole bytes, as all below */
	DOMAIN_SERIAL,
	DOMAIN_SUBJECT_HASH,
	DOMAIN_SHA1,
	DOMAIN_SHA256,
	DOMAIN_ROLE,
	DOMAIN_SELF_SIGNED,
	DOMAIN_KEY,
	DOMAIN_KEY_ALGORITHM,
	DOMAIN_SIGNATURE,
	DOMAIN_HASH,
	DOMAIN_KEY_USAGE,
	DOMAIN_EXT_KEY_USAGE,
	DOMAIN_PARTITION,
	DOMAIN_RDS_CA,
	DOMAIN_OID,
	DOMAINS
};

/*
 * domain_has says whether a field can have this value, as TSV shows it; of a list,
 * one word of it. Where a field may be invalid, what begins with "?" is one.
 * TIME, NUMBER and COUNT have anything: who reads these knows what is one.
 */
bool domain_has(enum domain_id domain, struct span value);

/*
 * domain_words returns all words of a domain that is closed, ended by NULL; or NULL
 * where it is open.
 */
const char *const *domain_words(enum domain_id domain);

/* domain_text appends what is in it: "root, self-issued, intermediate or leaf". */
void domain_text(enum domain_id domain, struct buf *out);

/*
 * domain_nearest appends the value that this one was probably meant to be; false
 * where there is none.
 */
MUST_CHECK bool domain_nearest(enum domain_id domain, struct span value,
			       struct buf *out);

/* domain_digits is the number of hex digits that a value has; 0 where they differ.
 */
size_t domain_digits(enum domain_id domain);

/* domain_is_ordered says whether < and > have a meaning. */
bool domain_is_ordered(enum domain_id domain);

#endif
