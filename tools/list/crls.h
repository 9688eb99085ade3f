/* cabundle-list --crls: the CRLs of files, a line each. */
#ifndef LIST_CRLS_H
#define LIST_CRLS_H

#include "tools/tool.h"

/* The options as given, as far as they go with --crls. */
struct list_crls {
	const char *output, *format, *columns; /* NULL where not given */
	bool replaces; /* output is one of the inputs, which is refused */
	int64_t now;
	bool count_only, no_header, null, strict, verbose;
};

/*
 * list_crls does it, and returns the exit status: EXIT_NO where the files were read
 * well and have no CRL.
 */
int list_crls(const struct list_crls *options, char **operands, size_t count);

#endif
