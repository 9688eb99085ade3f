/*
 * A certificate as the rules of paths look at it: all that RFC 5280 section 6 asks
 * of it, read once.
 */
#ifndef MEMBER_H
#define MEMBER_H

#include "base/digest.h"
#include "set/bundle.h"
#include "verify/constraints.h"
#include "verify/policy.h"

/* Bits of key usage (RFC 5280 section 4.2.1.3), of the first octet. */
enum {
	USAGE_DIGITAL_SIGNATURE = 0x80,
	USAGE_NON_REPUDIATION = 0x40,
	USAGE_KEY_ENCIPHERMENT = 0x20,
	USAGE_KEY_AGREEMENT = 0x08,
	USAGE_KEY_CERT_SIGN = 0x04,
	USAGE_CRL_SIGN = 0x02,
};

/* Bits of Netscape's certificate type, of its one octet. */
enum {
	NETSCAPE_CLIENT = 0x80,
	NETSCAPE_SERVER = 0x40,
	NETSCAPE_EMAIL = 0x20,
	NETSCAPE_CODE = 0x10,
};

/*
 * AuthorityKeyIdentifier (section 4.2.1.1): an absent part is empty. The issuer is
 * the digest of the first directoryName.
 */
struct member_authority {
	struct span key_id, serial;
	bool has_issuer;
	uint8_t issuer[SHA256_BYTES];
};

#define MEMBER_UNLIMITED (-1)

struct member {
	const struct entry *entry;
	const struct cert *cert;
	struct path_pool *pool;		   /* where it is; see path.h */
	struct path_entity *entity;	   /* its subject and key */
	uint8_t issuer[SHA256_BYTES];	   /* digest of the canonical name */
	struct span serial;		   /* octets; of a long one, their digest */
	bool self_issued;		   /* subject and issuer are one name */
	unsigned weak_signature, weak_key; /* see weak.h */
	bool inherits_key; /* a DSA key without parameters (section 6.1.4 (e)) */

	bool dated; /* both dates are valid: */
	int64_t from, until;

	/*
	 * What is malformed or there twice, in words, and the OID of the extension;
	 * NULL where all can be read.
	 */
	const char *malformed;
	struct span malformed_extension;
	struct span unprocessed; /* OID of the first critical extension that is not
				    processed; empty where there is none */

	/* Extensions; an absent one is empty, unlimited or false. */
	enum cert_ca ca;
	int64_t pathlen;
	bool has_key_usage, has_ext_key_usage, has_netscape;
	unsigned key_usage;
	struct span ext_key_usage; /* content of the SEQUENCE */
	unsigned netscape;
	struct span subject_key_id; /* octets; of a long one, their digest */
	struct member_authority authority;
	struct span alt_names; /* content of GeneralNames */
	const struct constraints *constraints;
	struct policies policies;
	int64_t require_explicit, inhibit_mapping; /* skipCerts */
	int64_t inhibit_any;

	struct arena *arena;	/* of all that is read */
	struct name_set *names; /* NULL until member_names */
};

/* member_read reads a certificate; what it makes lives in the arena. */
void member_read(struct arena *a, const struct entry *e, struct member *out);

/* member_names collects its names at the first call. */
const struct name_set *member_names(struct member *m);

/*
 * member_identifiers_agree says whether the parent may be the one that the child's
 * authority key identifier means, as OpenSSL decides it: what both have must not
 * differ.
 */
bool member_identifiers_agree(const struct member *child,
			      const struct member *parent);

/*
 * member_self_signed says, as OpenSSL decides it without a signature check, that a
 * certificate has the same name as its issuer, and no other key identifier.
 */
bool member_self_signed(const struct member *m);

#endif
