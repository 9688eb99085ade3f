/* The parts of lint_profile, a file each. */
#ifndef LINT_PROFILE_PARTS_H
#define LINT_PROFILE_PARTS_H

#include "lint/profile.h"

/* A certificate with what several parts want to know of it. */
struct lint_subject {
	const struct cert *cert;
	struct cert_extensions x;
	enum cert_ca ca;
	int64_t pathlen; /* -1 where there is none */
	bool self_issued;
	bool has_key_usage; /* and it can be read */
	uint8_t key_usage;
};

/* RFC 5280 section 4.1, in profile_frame.c: version, serial, validity ... */
void lint_frame(const struct lint_subject *s, const struct lint_sink *to);

/* ... and in profile_algorithm.c: AlgorithmIdentifiers and their parameters */
void lint_algorithms(const struct lint_subject *s, const struct lint_sink *to);

/*
 * Names, in profile_name.c: RFC 5280 section 4.1.2.4, and what may be in a
 * string. A self-issued certificate has but one.
 */
void lint_names(const struct lint_subject *s, const struct lint_sink *to);

/* RFC 5280 section 4.2, in profile_ext.c */
void lint_extensions(const struct lint_subject *s, const struct lint_sink *to);

/* The encoding, and the fields of RFC 5280 appendix A, in profile_der.c */
void lint_der(const struct lint_subject *s, const struct lint_sink *to);

#endif
