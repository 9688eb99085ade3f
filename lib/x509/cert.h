/*
 * A certificate (RFC 5280 section 4.1) as spans into its own DER: nothing is
 * copied, decoded twice or allocated. The DER must outlive the view.
 *
 * cert_parse checks the frame, so that every field is where it belongs; what a
 * field holds is read by the functions below, each of which can say "invalid".
 * A certificate with an odd date or name is a certificate still.
 */
#ifndef CERT_H
#define CERT_H

#include "x509/der.h"
#include "x509/oid.h"

struct cert {
	struct span der;  /* the whole certificate */
	struct span tbs;  /* TBSCertificate, header included: what is signed */
	unsigned version; /* 1 to CAP_VERSION: the value plus one; 0 where absurd */
	struct span serial; /* content octets of the INTEGER */
	struct span
		tbs_algorithm;	/* content of the AlgorithmIdentifier inside ... */
	struct span algorithm;	/* ... and outside of what is signed */
	struct span issuer;	/* Name, header included */
	struct span validity;	/* content */
	struct span subject;	/* Name, header included */
	struct span spki;	/* SubjectPublicKeyInfo, header included */
	struct span extensions; /* content of the SEQUENCE OF; empty where absent */
	bool has_extensions;
	bool has_unique_id[2]; /* issuerUniqueID, subjectUniqueID */
	struct span signature; /* content octets of the BIT STRING */
};

/* What is wrong with a certificate's frame, and at which byte of it. */
struct cert_error {
	const char *fact;
	size_t offset;
};

/* cert_parse fills out for the DER of one certificate; false with why set. */
MUST_CHECK bool cert_parse(struct span der, struct cert *out,
			   struct cert_error *why);

/*
 * AlgorithmIdentifier: the OID's content octets, and the whole parameters (empty
 * where absent). False where the content is no such thing.
 */
MUST_CHECK bool cert_algorithm(struct span content, struct span *oid,
			       struct span *parameters);

/*
 * cert_times gives the two elements of the validity; false where it is malformed.
 */
MUST_CHECK bool cert_times(const struct cert *c, struct tlv *not_before,
			   struct tlv *not_after);

/* cert_not_after is the moment of expiry; false where it is no valid time. */
MUST_CHECK bool cert_not_after(const struct cert *c, int64_t *out);

struct cert_extension {
	struct span oid; /* content octets */
	bool critical;
	struct span flag;  /* content of critical; p is NULL where it is absent */
	struct span value; /* content of extnValue */
};

/*
 * cert_next_extension cuts the next one off a certificate's extensions. False at
 * the end and where the bytes are no such thing: rest is then not empty.
 */
MUST_CHECK bool cert_next_extension(struct span *rest, struct cert_extension *out);

/*
 * cert_repeated_extensions calls found once for each extension that occurs several
 * times, with their number. It takes n log n for n extensions.
 */
void cert_repeated_extensions(const struct cert *c,
			      void (*found)(void *context, struct span oid,
					    size_t times),
			      void *context);

/* The extensions that have fields, each as the content of its extnValue. */
struct cert_extensions {
	struct span basic_constraints, key_usage, ext_key_usage, subject_key_id,
		authority_key_id;
};

/*
 * cert_extensions gives those extensions; of one that occurs twice, the first.
 * False where the list is malformed; what stood before that is filled in.
 */
bool cert_extensions(const struct cert *c, struct cert_extensions *out);

enum cert_ca {
	CERT_CA_ABSENT, /* no basicConstraints */
	CERT_CA_NO,
	CERT_CA_YES,	 /* any BOOLEAN but zero, as OpenSSL and GnuTLS read it */
	CERT_CA_INVALID, /* basicConstraints that cannot be read */
};

/* pathlen is set to the path length constraint, or to -1 where there is none. */
enum cert_ca cert_ca(const struct cert_extensions *x, int64_t *pathlen);

/*
 * cert_key_usage gives the first octet of keyUsage: the bits 0 to 7 of RFC 5280
 * section 4.2.1.3, from 0x80 down. False where it is absent or no BIT STRING.
 */
MUST_CHECK bool cert_key_usage(const struct cert_extensions *x, uint8_t *out);

#define KEY_USAGE_CERT_SIGN 0x04

/*
 * cert_subject_key_id and cert_authority_key_id give the key identifier's octets.
 */
MUST_CHECK bool cert_subject_key_id(const struct cert_extensions *x,
				    struct span *out);
MUST_CHECK bool cert_authority_key_id(const struct cert_extensions *x,
				      struct span *out);

/* SubjectPublicKeyInfo, as it stands. */
struct cert_spki {
	struct span algorithm; /* content of the AlgorithmIdentifier */
	struct span bits;      /* content octets of the BIT STRING */
	struct span rest;      /* what follows, and should not */
};

/* cert_spki takes it apart; false where the two are not there. */
MUST_CHECK bool cert_spki(const struct cert *c, struct cert_spki *out);

/* What the subject public key is. */
struct cert_key {
	const struct oid *algorithm; /* NULL where unknown */
	struct span oid;	     /* content octets */
	struct span parameters;	     /* header included; empty where absent */
	const struct oid *curve; /* of id-ecPublicKey; NULL where unknown or none */
	struct span curve_oid;	 /* content octets; empty where there is none */
	struct span bits;	 /* subjectPublicKey: the bytes of the BIT STRING */
	unsigned size;		 /* in bits; 0 where it cannot be read */
};

/* cert_key reads the key; false where the SubjectPublicKeyInfo is malformed. */
MUST_CHECK bool cert_key(const struct cert *c, struct cert_key *out);

/* cert_key_of is the same for any SubjectPublicKeyInfo, header included. */
MUST_CHECK bool cert_key_of(struct span spki, struct cert_key *out);

/*
 * cert_signature gives the row of the signature algorithm, NULL where unknown,
 * and the row of its hash, NULL where the algorithm has none of its own or it is
 * unknown. For RSASSA-PSS the hash is read from the parameters (RFC 4055).
 */
void cert_signature(const struct cert *c, const struct oid **algorithm,
		    const char **hash);

/* cert_signature_of is the same for the content of any AlgorithmIdentifier. */
void cert_signature_of(struct span content, const struct oid **algorithm,
		       const char **hash);

/* cert_self_issued: issuer and subject are the same name. */
bool cert_self_issued(const struct cert *c);

enum cert_role {
	CERT_ROOT,	  /* self-issued CA whose self-signature is not disproved */
	CERT_SELF_ISSUED, /* equal names, signed by another key, or wrong */
	CERT_INTERMEDIATE, /* CA, issued by another */
	CERT_LEAF,	   /* not a CA */
};

/*
 * cert_role is structural: disproved says that the certificate was found not to
 * be signed by its own key.
 */
enum cert_role cert_role(const struct cert *c, const struct cert_extensions *x,
			 bool disproved);

/* cert_role_name is the word of cabundle(7) for a role. */
const char *cert_role_name(enum cert_role role);

#endif
