/*
 * Does a server's certificate verify with a bundle, at a time, for a purpose and a
 * name? Paths are found by path.h and checked by GnuTLS (crypto/verify.h), each
 * once; times are checked here, so that many times cost no more signatures. What
 * OpenSSL minds and GnuTLS does not is checked here as well: key usage and purpose
 * of every certificate of the path, the anchor's included.
 */
#ifndef VERIFY_H
#define VERIFY_H

#include "crypto/verify.h"
#include "verify/path.h"

/*
 * Why a path fails, the lightest reason first: of a path, the gravest is told, and
 * of several paths the one with the lightest. VERIFY(CONSTANT, "word"); the words
 * are stable and documented in cabundle-verify(1).
 */
#define VERIFY_REASONS(VERIFY) \
	VERIFY(OK, "") \
	VERIFY(NAME_MISMATCH, "name-mismatch") \
	VERIFY(EXPIRED, "expired") \
	VERIFY(NOT_YET_VALID, "not-yet-valid") \
	VERIFY(INVALID_DATE, "invalid-date") \
	VERIFY(PURPOSE, "purpose") \
	VERIFY(INSECURE, "insecure-algorithm") \
	VERIFY(CRITICAL, "critical-extension") \
	VERIFY(NAME_CONSTRAINTS, "name-constraints") \
	VERIFY(PATHLEN, "path-length") \
	VERIFY(KEY_USAGE, "key-usage") \
	VERIFY(NOT_CA, "not-a-ca") \
	VERIFY(UNSUPPORTED, "unsupported-algorithm") \
	VERIFY(UNREADABLE, "not-imported") \
	VERIFY(DISTRUSTED, "distrusted") \
	VERIFY(TOO_LONG, "path-too-long") \
	VERIFY(NO_ROOT, "root-missing") \
	VERIFY(NO_ISSUER, "issuer-missing") \
	VERIFY(OTHER_KEY, "issuer-has-other-key") \
	VERIFY(SIGNATURE, "signature") \
	VERIFY(NOT_ISSUED, "issuer-differs")

enum verify_reason {
#define VERIFY(constant, word) VERIFY_##constant,
	VERIFY_REASONS(VERIFY)
#undef VERIFY
};

/* verify_reason_word returns the word of a reason; "" for VERIFY_OK. */
const char *verify_reason_word(enum verify_reason reason);

struct verify_terms {
	enum oid_id
		purpose;  /* OID_EKU_SERVER, OID_EKU_CLIENT, or OID_UNKNOWN: any */
	const char *host; /* NULL: any */
};

/* What is known of a path, whatever the time. */
struct verify_path {
	bool known;
	enum verify_reason reason;
	size_t at;	     /* position in the path of the certificate at fault */
	int64_t from, until; /* when all its certificates are valid */
	size_t latest,
		soonest; /* which of them starts last, and which ends first */
	bool dated;	 /* false: one has no valid dates, at undated */
	size_t undated;
};

/* One server's certificate and one bundle. */
struct verify {
	const struct verify_terms *terms;
	struct path_list list;
	struct verify_path path[CAP_PATHS];
};

struct verdict {
	enum verify_reason reason;
	const struct path *path; /* that verifies, or that fails for the reason */
	size_t at;		 /* position in it of the certificate at fault */
	int64_t from,
		until; /* when all of it is valid; 0 and 0 where it is no path */
	bool gave_up;  /* there were more paths than are tried */
};

/*
 * verify_start looks for the paths from an entry of sent to the anchors; all must
 * live as long as v.
 */
void verify_start(struct verify *v, const struct verify_terms *terms,
		  struct path_pool *sent, size_t leaf, struct path_pool *anchors);

/* verify_at gives the verdict for a moment. It is valid until the next
 * verify_start. */
struct verdict verify_at(struct verify *v, int64_t when);

/*
 * verify_text appends what a verdict says, in words: of one that is not VERIFY_OK,
 * why; else the anchor's name. anchors is what the bundle is called, escaped.
 */
void verify_text(const struct verify *v, const struct verdict *verdict,
		 const char *anchors, struct buf *out);

/* verify_name appends the name of a certificate, as the field name has it. */
void verify_name(const struct entry *e, struct buf *out);

#endif
