/* One file, or one directory, as cabundle-check judges it: each is a bundle of its
 * own. */
#ifndef CHECK_BUNDLE_H
#define CHECK_BUNDLE_H

#include "report/filter.h"
#include "tools/check/aws.h"
#include "tools/check/consumers.h"
#include "tools/check/findings.h"
#include "tools/signature.h"

/* What every file is asked. */
struct check_rules {
	struct field_context context; /* now, and how regions are found */
	int64_t soon;		    /* what ends before this moment expires soon */
	uint64_t expect, max_bytes; /* UINT64_MAX where nothing is asked */
	struct filter *require;	    /* each of them wants one certificate */
	const char **require_text;  /* as given */
	size_t requires;
	uint32_t consumers;	     /* of --for, a set */
	const struct check_aws *aws; /* what AWS answered */
	struct signature_gate *gate; /* NULL: signatures of PKCS#7 do not matter */
};

/*
 * check_bundle reads a file, a directory, or (NULL or "-") standard input, and adds
 * what it finds. False where it could not be read, which is then said.
 */
MUST_CHECK bool check_bundle(const char *path, const struct check_rules *rules,
			     struct findings *findings);

#endif
