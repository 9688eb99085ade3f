/*
 * Is a certificate revoked? CRL processing by RFC 5280 section 6.3, offline: with
 * the CRLs of a pool, at a moment, for a certificate of a path that was validated.
 *
 * All of section 6.3.3 is there: scope by distribution points, reasons that come
 * together from several CRLs, indirect CRLs, deltas, and CRLs that another key
 * signs than the one that signs certificates. What is not known for sure is
 * UNKNOWN, with the reason in words: no CRL, a stale one, one that does not cover
 * the certificate, a signature that does not hold or cannot be checked, extensions
 * that are critical and not known.
 *
 * Where this goes further than the standard's letter:
 * - A delta is used where its base is at hand, whether or not a freshestCRL points
 * to it. A stale delta still tells more than its base does, as long as that is
 * current; a current delta makes up for a stale base (6.3.3 (a)(1)(i)).
 * - A delta whose signature does not hold, or that cannot be read, is passed over.
 * - Of several current CRLs of one scope, the one with the latest thisUpdate is
 * asked first.
 * - A CRL that is signed by the key in question is asked only where all others left
 * the status open: a key that was stolen must not vouch for itself.
 * - A CRL holds from thisUpdate to nextUpdate, both included. One without a
 * nextUpdate is never current.
 *
 * Cost: each signature is checked once with each key, and entries are sorted once.
 * A question tries at most CAP_CRL_TRIES distribution points and CRLs for each,
 * checks CAP_CRL_KEYS signatures by other keys than the issuer's, and asks for
 * CAP_CRL_SIGNERS paths of CRL issuers, those of questions within it included,
 * which go CAP_CRL_DEPTH deep. Then it gives up, which is UNKNOWN and said.
 */
#ifndef REVOCATION_H
#define REVOCATION_H

#include "base/caps.h"
#include "verify/crl_pool.h"

/* What the path of a CRL issuer's certificate came to. */
struct revocation_signer {
	/*
	 * Its public key as the path gives it: a whole SubjectPublicKeyInfo, with
	 * the DSA parameters that it inherits. Must live until revocation_ask
	 * returns.
	 */
	struct span spki;
	int64_t from, until; /* the moments for which this answer holds */
};

/* What the rules of paths provide. */
struct revocation_terms {
	void *context;

	/*
	 * candidate gives certificate n, from 0, of those that may have signed a
	 * CRL of this issuer, by their subject (a whole Name; equal as dn_eq has
	 * it); NULL after the last. At most CAP_SAME_NAME are tried, in this
	 * order. The issuer of the question may be among them. May be NULL: there
	 * are none.
	 */
	const struct cert *(*candidate)(void *context, struct span name, size_t n);

	/*
	 * signer_path says whether a candidate's certificate is valid at a moment:
	 * a path leads from it to the same trust anchor as that of the certificate
	 * in question (6.3.3 (f)). It need not be a CA. Key usage is looked at
	 * here, and its signature over the CRL was checked before, but where its
	 * key is DSA's. It may call revocation_ask for the certificates of that
	 * path, with the same struct revocation; see there what happens on a
	 * circle. out is set in either case, spki only where true.
	 */
	bool (*signer_path)(void *context, const struct cert *crl_issuer,
			    int64_t when, struct revocation_signer *out);

	/*
	 * algorithm says whether a signature counts that is made by this algorithm
	 * (content of the AlgorithmIdentifier) and key (a whole
	 * SubjectPublicKeyInfo). May be NULL: all do.
	 */
	bool (*algorithm)(void *context, struct span algorithm, struct span spki);
};

struct revocation_question {
	const struct cert *cert;
	const struct cert *issuer; /* its issuer's in the path: the next one */
	struct span issuer_spki;   /* that one's key, as in revocation_signer */
	int64_t when;
	unsigned reasons; /* that must be covered; CRL_ALL_REASONS, as a rule */
};

enum revocation_status {
	REVOCATION_GOOD,
	REVOCATION_REVOKED,
	REVOCATION_UNKNOWN,
};

/*
 * Why the status is unknown, the least known first: of several CRLs, the one that
 * came nearest is told of. DOUBT(CONSTANT, "word"); the words are stable.
 */
#define REVOCATION_DOUBTS(DOUBT) \
	DOUBT(NONE, "") \
	DOUBT(NO_CRL, "crl-missing") \
	DOUBT(NO_BASE, "crl-base-missing") \
	DOUBT(SCOPE, "crl-scope") \
	DOUBT(MALFORMED, "crl-malformed") \
	DOUBT(CRITICAL, "crl-critical-extension") \
	DOUBT(UNDATED, "crl-undated") \
	DOUBT(NOT_YET, "crl-not-yet-valid") \
	DOUBT(STALE, "crl-stale") \
	DOUBT(NO_SIGNER, "crl-signer-missing") \
	DOUBT(KEY_USAGE, "crl-signer-key-usage") \
	DOUBT(SIGNATURE, "crl-signature") \
	DOUBT(UNSUPPORTED, "crl-unsupported-algorithm") \
	DOUBT(INSECURE, "crl-insecure-algorithm") \
	DOUBT(TROUBLE, "crl-trouble") \
	DOUBT(SIGNER_PATH, "crl-signer-path") \
	DOUBT(MALFORMED_ENTRY, "crl-malformed-entry") \
	DOUBT(CRITICAL_ENTRY, "crl-critical-entry") \
	DOUBT(REASONS, "crl-reasons") \
	DOUBT(GAVE_UP, "crl-gave-up")

enum revocation_doubt {
#define DOUBT(constant, word) REVOCATION_##constant,
	REVOCATION_DOUBTS(DOUBT)
#undef DOUBT
};

struct revocation_answer {
	enum revocation_status status;

	/*
	 * The CRL that says so, and the delta where the two were combined; where
	 * the status is unknown, the CRL that came nearest. NULL where there is
	 * none.
	 */
	const struct pool_crl *crl, *delta;

	bool in_delta;	 /* of REVOKED: the delta lists it, else the CRL */
	unsigned reason; /* of REVOKED: enum crl_reason, or a number without a name
			  */
	bool dated;	 /* its date is valid: */
	int64_t date;

	enum revocation_doubt doubt; /* of UNKNOWN */
	unsigned reasons;	     /* that were covered */

	int64_t from,
		until; /* the moments for which all of this holds; when is one */
};

/*
 * Questions that belong together. Fill in pool (indexed) and terms; the rest is
 * zero. All must live as long as it does.
 */
struct revocation {
	struct crl_pool *pool;
	const struct revocation_terms *terms;

	const struct cert *
		asked[CAP_CRL_DEPTH]; /* questions that are open, outermost first */
	size_t depth;
	unsigned tries, keys, signers; /* of the outermost question, so far */
};

/*
 * revocation_ask answers a question. One about a certificate that is asked about
 * already (within signer_path, as a CRL issuer whose own status is in the CRL that
 * it signs) is GOOD with no CRL: the outer question decides.
 */
void revocation_ask(struct revocation *r, const struct revocation_question *q,
		    struct revocation_answer *out);

/* revocation_doubt_word returns the word of a doubt; "" for REVOCATION_NONE. */
const char *revocation_doubt_word(enum revocation_doubt doubt);

/*
 * revocation_text appends what an answer says, in words, escaped: "revoked
 * 2024-01-01 (keyCompromise), says CRL 12 of CN=X"; "no CRL of CN=X"; "CRL 12 of
 * CN=X is stale since 2024-02-01".
 */
void revocation_text(const struct revocation_question *q,
		     const struct revocation_answer *answer, struct buf *out);

#endif
