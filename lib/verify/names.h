/*
 * GeneralName (RFC 5280 section 4.2.1.6), and all the names that a certificate has:
 * its subject, e-mail addresses in there, and its subjectAltName.
 */
#ifndef NAMES_H
#define NAMES_H

#include "base/arena.h"
#include "x509/cert.h"

/* The forms, by the number of their tag. */
enum name_form {
	NAME_OTHER,
	NAME_EMAIL,
	NAME_DNS,
	NAME_X400,
	NAME_DIRECTORY,
	NAME_EDI,
	NAME_URI,
	NAME_IP,
	NAME_REGISTERED_ID,
	NAME_FORMS,
};

/* What it is to call a name of a form: "DNS name". */
const char *name_form_word(enum name_form form);

struct name {
	enum name_form form;
	/*
	 * Content octets; of a directoryName the whole Name with its header. In a
	 * struct name_set, of a directoryName, its canonical form (dn.h): that of
	 * a subtree's base is then a prefix of those within.
	 */
	struct span value;

	/* Of a name in a struct name_set: */
	bool common_name; /* a DNS name that only the subject has */
	bool sound;	  /* it has the form that it should have */
	struct span host; /* of a sound e-mail address or URI: its host */
};

/*
 * name_next cuts the next one off a list of GeneralNames. False at the end and
 * where the bytes are no such thing: rest is then not empty.
 */
MUST_CHECK bool name_next(struct span *rest, struct name *out);

struct name_set {
	struct name *name;
	size_t count;
	bool has_dns; /* one at least is a dNSName of subjectAltName */
	/*
	 * One that cannot be read, so that it is not known where it lies; NULL
	 * where all can. It is not among the names.
	 */
	const char *unreadable;
};

/*
 * names_of collects all names of a certificate, with alt_names the content of its
 * GeneralNames (empty where it has none):
 * - the subject, where it is not empty, as a directoryName;
 * - each emailAddress in the subject, as an rfc822Name, whether or not there is a
 *   subjectAltName;
 * - each common name that is a host's name in form, as common_name;
 * - those of alt_names; a SmtpUTF8Mailbox (RFC 8398) is an rfc822Name besides.
 * What is made for it lives in the arena.
 */
void names_of(struct arena *a, const struct cert *c, struct span alt_names,
	      struct name_set *out);

/*
 * name_is_host says that text has the form of a host's name: labels of letters,
 * digits, hyphens and underscores, none of them empty, no dot at the end. With
 * wildcard, the first label may have a "*".
 */
bool name_is_host(struct span text, bool wildcard);

/* name_find_at gives the last "@" of a mailbox: what is before it may be quoted and
 * hold another. NULL where there is none. */
const uint8_t *name_find_at(struct span text);

/* name_after gives what is after a byte of a text. */
static inline struct span name_after(struct span text, const uint8_t *at)
{
	return span_of(at + 1, text.n - (size_t)(at + 1 - text.p));
}

/* name_eq_nocase compares without regard to the case of ASCII letters. */
bool name_eq_nocase(struct span a, struct span b);

#endif
