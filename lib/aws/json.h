/* A stream of JSON documents, for aws.c: each read by jansson, one at a time. */
#ifndef AWS_JSON_H
#define AWS_JSON_H

#include <jansson.h>

#include "aws/place.h"
#include "base/diag.h"
#include "io/input.h"

struct aws_json {
	struct input in;
	int fd;
	const char *file; /* as diagnostics name it */
	struct diags *diags;
	struct span text; /* of the document, in the window of in */
	json_t *document; /* or NULL */
	uint64_t count;	  /* of documents so far */
	bool failed;	  /* and said so */
};

/* aws_json_open opens a file, or standard input ("-"). False where it cannot. */
MUST_CHECK bool aws_json_open(struct aws_json *j, const char *path,
			      struct diags *diags);
void aws_json_close(struct aws_json *j);

/* aws_json_next goes to the next document. False at the end, or where it failed. */
MUST_CHECK bool aws_json_next(struct aws_json *j);

/*
 * aws_json_wrong says, with the line and column, what is wrong with the value at a
 * path, or with the whole document where member is NULL. It returns false, as
 * nothing else may be asked of the stream then.
 */
bool aws_json_wrong(struct aws_json *j, const struct aws_path *path,
		    const char *format, ...) PRINTF_LIKE(3, 4);

#endif
