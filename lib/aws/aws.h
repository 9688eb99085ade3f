/*
 * What AWS says of its certificates: answers of "aws rds describe-certificates" and
 * "aws rds describe-db-engine-versions" as the command line prints them, in JSON
 * (RFC 8259). A file holds one answer or several, one after another, as a loop over
 * regions makes it; in UTF-8, or UTF-16 as PowerShell writes it.
 *
 * jansson reads them. Where the build has none, the functions fail and say so.
 */
#ifndef AWS_H
#define AWS_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/digest.h"

/* Text is as it was in the file: what is shown of it must be escaped (text.h). */
struct aws_certificate {
	struct span identifier;		/* "rds-ca-rsa2048-g1" */
	struct span region;		/* of its ARN; empty where there is none */
	uint8_t sha1[SHA1_BYTES];	/* of the certificate */
	int64_t valid_from, valid_till; /* seconds since 1970 */
};

enum aws_rotation {
	AWS_ROTATION_UNKNOWN, /* not said */
	AWS_ROTATION_RESTARTS,
	AWS_ROTATION_RUNS_ON, /* another certificate needs no restart */
};

struct aws_version {
	struct span engine, version; /* "postgres", "13.4" */
	enum aws_rotation rotation;
	const struct span *ca; /* identifiers of the CAs that it supports */
	size_t ca_count;
};

/* What files said. All zeros is nothing, and ready. */
struct aws_answers {
	struct arena arena; /* holds the text */
	struct aws_certificate *certificate;
	size_t certificates, certificate_room;
	struct aws_version *version;
	size_t versions, version_room;
};

/*
 * aws_read_certificates and aws_read_versions add what a file, or standard input
 * ("-"), says. False where it is not what AWS answers, or says nothing; it was then
 * reported, with its place, and what came before it was added.
 */
MUST_CHECK bool aws_read_certificates(struct aws_answers *a, const char *path,
				      struct diags *diags);
MUST_CHECK bool aws_read_versions(struct aws_answers *a, const char *path,
				  struct diags *diags);

void aws_free(struct aws_answers *a);

#endif
