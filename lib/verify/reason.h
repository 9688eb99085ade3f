/* Why a path does not verify. */
#ifndef REASON_H
#define REASON_H

/*
 * The lightest first: of a path, the gravest is told, and of several paths the one
 * that has the lightest. REASON(CONSTANT, "word"); the words are stable and
 * documented in cabundle-verify(1).
 *
 * Up to LIMIT, nothing is decided: the answer is neither yes nor no.
 */
#define VERIFY_REASONS(REASON) \
	REASON(OK, "") \
	REASON(UNSUPPORTED, "unsupported-algorithm") \
	REASON(LIMIT, "limit") \
	REASON(NAME_MISMATCH, "name-mismatch") \
	REASON(EXPIRED, "expired") \
	REASON(NOT_YET_VALID, "not-yet-valid") \
	REASON(INVALID_DATE, "invalid-date") \
	REASON(STATUS_UNKNOWN, "revocation-unknown") \
	REASON(REVOKED, "revoked") \
	REASON(PURPOSE, "purpose") \
	REASON(INSECURE, "insecure-algorithm") \
	REASON(CRITICAL, "critical-extension") \
	REASON(POLICY, "policy") \
	REASON(NAME_CONSTRAINTS, "name-constraints") \
	REASON(PATHLEN, "path-length") \
	REASON(KEY_USAGE, "key-usage") \
	REASON(NOT_CA, "not-a-ca") \
	REASON(MALFORMED, "malformed") \
	REASON(DISTRUSTED, "distrusted") \
	REASON(TOO_LONG, "path-too-long") \
	REASON(NO_ROOT, "root-missing") \
	REASON(NO_ISSUER, "issuer-missing") \
	REASON(OTHER_KEY, "issuer-has-other-key") \
	REASON(SIGNATURE, "signature")

enum verify_reason {
#define REASON(constant, word) VERIFY_##constant,
	VERIFY_REASONS(REASON)
#undef REASON
};

/* verify_reason_word returns the word of a reason; "" for VERIFY_OK. */
const char *verify_reason_word(enum verify_reason reason);

#endif
