/*
 * A certificate revocation list (RFC 5280 section 5) as spans into its own DER:
 * nothing is copied, decoded twice or allocated. The DER must outlive the view.
 *
 * crl_parse checks the frame, so that every field is where it belongs; what a field
 * holds is read by the functions below, each of which can say "invalid". Entries
 * are not looked at until they are walked, which is linear in them.
 */
#ifndef CRL_H
#define CRL_H

#include "x509/cert.h"

struct crl {
	struct span der;  /* the whole CRL */
	struct span tbs;  /* TBSCertList, header included: what is signed */
	unsigned version; /* 1, 2, 3 ...: the value plus one; 0 where absurd */
	struct span
		tbs_algorithm;	/* content of the AlgorithmIdentifier inside ... */
	struct span algorithm;	/* ... and outside; see cert_signature_of */
	struct span issuer;	/* Name, header included */
	struct tlv this_update; /* Time; see crl_this_update */
	struct tlv next_update; /* its whole is empty where absent */
	struct span
		entries; /* content of revokedCertificates; empty where absent */
	struct span extensions; /* content of the SEQUENCE OF; empty where absent */
	bool has_extensions;
	struct span signature; /* content octets of the BIT STRING */
};

/* crl_parse fills out for the DER of one CRL; false with why set. */
MUST_CHECK bool crl_parse(struct span der, struct crl *out, struct cert_error *why);

/*
 * crl_this_update and crl_next_update give the moment from which a CRL holds, and
 * that of the next one; false where it is no valid time, or there is none.
 */
MUST_CHECK bool crl_this_update(const struct crl *c, int64_t *out);
MUST_CHECK bool crl_next_update(const struct crl *c, int64_t *out);

/* CRLReason (RFC 5280 section 5.3.1). */
enum crl_reason {
	CRL_UNSPECIFIED = 0,
	CRL_KEY_COMPROMISE = 1,
	CRL_CA_COMPROMISE = 2,
	CRL_AFFILIATION_CHANGED = 3,
	CRL_SUPERSEDED = 4,
	CRL_CESSATION_OF_OPERATION = 5,
	CRL_CERTIFICATE_HOLD = 6,
	CRL_REMOVE_FROM_CRL = 8,
	CRL_PRIVILEGE_WITHDRAWN = 9,
	CRL_AA_COMPROMISE = 10,
};

/* crl_reason_name is the standard's name; "reason 7" and the like have none: NULL.
 */
const char *crl_reason_name(unsigned reason);

/*
 * ReasonFlags (section 4.2.1.13) as a mask: 1 << n for bit n, keyCompromise (1) to
 * aACompromise (8). The mask of all of them is the standard's all-reasons.
 */
#define CRL_ALL_REASONS 0x1feU

/* crl_reason_of_bit gives the reason of a bit, 1 to 8. */
enum crl_reason crl_reason_of_bit(unsigned bit);

/*
 * crl_reasons reads ReasonFlags, the content octets of its BIT STRING; bits that
 * the standard does not name are left out. False where it is no such thing.
 */
MUST_CHECK bool crl_reasons(struct span bits, unsigned *mask);

/* IssuingDistributionPoint (section 5.2.5): what a CRL says that it covers. */
struct crl_scope {
	bool given; /* the extension is there */
	struct span
		value; /* content of its extnValue, to compare it with another's */
	struct span point; /* DistributionPointName, header included; empty where
			      none */
	bool only_user, only_ca, only_attribute, indirect;
	bool some_reasons; /* onlySomeReasons is there: reasons */
	unsigned reasons;  /* else all of them */
};

/* The extensions of a CRL (section 5.2) that mean something here. */
struct crl_extensions {
	struct span number; /* content octets of the INTEGER; empty: none */
	struct span base;   /* BaseCRLNumber, of a delta; the same */
	bool delta;	    /* deltaCRLIndicator is there */
	bool freshest;	    /* freshestCRL is there */
	struct span
		authority_key_id; /* content of extnValue; its p is NULL: none */
	struct crl_scope scope;

	/*
	 * The OID of the first critical extension that is none of these: the CRL
	 * must not be used (section 5.2). Empty where there is none.
	 */
	struct span unknown;
};

/*
 * crl_extensions reads them. False, with fact set to what is wrong, where the list
 * is malformed, one of them occurs twice, or holds what it cannot; what was
 * readable is filled in.
 */
bool crl_extensions(const struct crl *c, struct crl_extensions *out,
		    const char **fact);

/*
 * crl_malformed is crl_extensions that returns what is wrong with a CRL beyond its
 * frame, so that it must not be used: its extensions, its version, or a signature
 * algorithm outside of what is signed that is not the one inside; NULL: nothing.
 */
const char *crl_malformed(const struct crl *c, struct crl_extensions *out);

/*
 * crl_key_id gives the key identifier of an AuthorityKeyIdentifier (content of
 * extnValue); false where there is none.
 */
MUST_CHECK bool crl_key_id(struct span authority_key_id, struct span *out);

struct crl_entry {
	struct span whole;	/* header included */
	struct span serial;	/* content octets of the INTEGER */
	struct tlv date;	/* Time of the revocation */
	struct span extensions; /* content of the SEQUENCE OF; empty where absent */
};

/*
 * crl_next_entry cuts the next entry off a CRL's entries. False at the end and
 * where the bytes are no entry: rest is then not empty.
 */
MUST_CHECK bool crl_next_entry(struct span *rest, struct crl_entry *out);

/* The extensions of an entry (section 5.3). */
struct crl_entry_extensions {
	unsigned reason; /* enum crl_reason; CRL_UNSPECIFIED where none is given */
	bool has_reason;
	struct tlv invalid; /* GeneralizedTime of invalidityDate; whole is empty:
			       none */
	struct span issuer; /* content of GeneralNames, of certificateIssuer; p is
			       NULL: none */
	struct span
		unknown; /* OID of the first critical one that is none of these */
};

/* crl_entry_extensions reads them; false, with fact set, as crl_extensions. */
bool crl_entry_extensions(const struct crl_entry *e,
			  struct crl_entry_extensions *out, const char **fact);

/*
 * crl_serial_cmp orders serial numbers and CRL numbers (content octets of INTEGERs)
 * by value; octets that add nothing do not count.
 */
int crl_serial_cmp(struct span a, struct span b);

/*
 * crl_number_text appends a CRL number (content octets of an INTEGER) in decimal;
 * one that is negative, or has more than the 20 octets of section 5.2.3, as 0x and
 * the octets in hex.
 */
void crl_number_text(struct span number, struct buf *out);

/* One of CRLDistributionPoints (section 4.2.1.13). */
struct crl_point {
	struct span name;  /* DistributionPointName, header included; empty: none */
	bool some_reasons; /* reasons are named */
	unsigned reasons;  /* all, where not */
	struct span
		issuer; /* content of GeneralNames of cRLIssuer; p is NULL: none */
};

/*
 * crl_next_point cuts the next one off the content of the SEQUENCE in a
 * certificate's extension. False at the end and where the bytes are no such thing:
 * rest is then not empty.
 */
MUST_CHECK bool crl_next_point(struct span *rest, struct crl_point *out);

#endif
