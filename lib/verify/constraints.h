/*
 * Name constraints (RFC 5280 section 4.2.1.10): the subtrees of names in which a
 * CA's subjects must lie, or must not.
 *
 * - directoryName: the base is the beginning of the name, RDN by RDN, as dn.h
 *   compares.
 * - dNSName: the base itself and all that has more labels in front of it; with a
 *   "." in front of the base, only the latter. A wildcard lies in an excluded
 *   subtree where one of the names that it stands for does.
 * - rfc822Name: one mailbox (with "@"), those of a host, or with a "." in front
 *   those of all hosts below a domain. Only the part before the "@" is compared
 *   with its case.
 * - uniformResourceIdentifier: its host, as those of rfc822Name.
 * - iPAddress: an address and a mask of ones followed by zeros.
 * - An empty base of the last four but iPAddress is all of them.
 *
 * Of the other forms, and of a subtree with a minimum, a maximum or a base that is
 * no such thing, nothing is known: a name of that form is refused, whether or not
 * the extension is critical. A name that has not the form which it should have is
 * refused where its form is constrained.
 */
#ifndef CONSTRAINTS_H
#define CONSTRAINTS_H

#include "verify/names.h"

struct constraints;

/*
 * constraints_read reads the extension (the content of extnValue); NULL where it is
 * malformed or names no subtrees at all. It lives in the arena, but for the bytes
 * of the extension, which must outlive it.
 */
const struct constraints *constraints_read(struct arena *a, struct span value);

enum constraints_answer {
	CONSTRAINTS_HOLD,
	CONSTRAINTS_NOT_PERMITTED,
	CONSTRAINTS_EXCLUDED,
	CONSTRAINTS_UNKNOWN,  /* a form or base that is not understood */
	CONSTRAINTS_BAD_NAME, /* the name has not the form that it should have */
	CONSTRAINTS_GAVE_UP,  /* there are more comparisons than were left */
};

/*
 * constraints_check compares all names of a certificate; common names that are
 * hosts' names only where hosts is set and there is no dNSName. The first that does
 * not hold is found; its p is NULL for what cannot be read. Each comparison of a
 * name with a subtree takes one off left, that of a long name more.
 */
enum constraints_answer constraints_check(const struct constraints *c,
					  const struct name_set *names, bool hosts,
					  uint64_t *left, struct name *found);

#endif
