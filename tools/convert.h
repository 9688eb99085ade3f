/* Any readable input to one output in one format, as a transaction. */
#ifndef CONVERT_H
#define CONVERT_H

#include "formats/format.h"
#include "tools/selection.h"

struct conversion {
	const char *output; /* NULL: standard output */
	const struct format *format;
	struct writer_options options;
	struct selection_options selecting;
	bool keep_going, strict, allow_empty, verbose;
};

/* convert reads the operands, in order, and returns the exit status. */
int convert(const struct conversion *job, char **operands, size_t count);

#endif
