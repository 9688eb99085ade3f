/*
 * What AWS answered about its certificates, against a bundle: for cabundle-check.
 */
#ifndef CHECK_AWS_H
#define CHECK_AWS_H

#include "aws/aws.h"
#include "lint/lint.h"
#include "report/filter.h"
#include "set/bundle.h"
#include "tools/tool.h"

/* The options as given: files, - for standard input. */
struct check_aws_options {
	struct texts certificates, versions;
};

/* What is asked of every bundle. All zeros asks nothing. */
struct check_aws {
	struct aws_answers answers;
	const struct field_context *context;
	const struct filter *require; /* of these, what asks for a region says */
	size_t requires;	      /* which regions matter; else all do */
};

/*
 * check_aws_read reads the answers. False where one is not as it should be, which
 * is then said. Ends the program where two ask for standard input, of which the
 * bundle may be one.
 */
MUST_CHECK bool check_aws_read(struct check_aws *a,
			       const struct check_aws_options *options,
			       char **operands, size_t count, bool verbose);

/* check_aws_bundle finds what a bundle lacks of what AWS named. */
void check_aws_bundle(const struct check_aws *a, const struct bundle *b,
		      const struct lint_sink *to);

void check_aws_free(struct check_aws *a);

/* The two halves of check_aws_bundle. */
void check_aws_certificates(const struct aws_answers *a, const struct bundle *b,
			    const struct lint_sink *to);
void check_aws_versions(const struct check_aws *a, const struct bundle *b,
			const struct lint_sink *to);

#endif
