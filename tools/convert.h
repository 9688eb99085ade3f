/* Any readable input to one output in one format, as a transaction. */
#ifndef CONVERT_H
#define CONVERT_H

#include "formats/format.h"
#include "tools/selection.h"
#include "tools/signature.h"

struct conversion {
	const char *output; /* NULL: standard output */
	const struct format *format;
	struct writer_options options;
	struct selection_options selecting;
	bool keep_going, strict, allow_empty, verbose;
	/*
	 * Makes the gate for signatures, which reports to diags, or ends with NULL;
	 * NULL where nobody asks for signatures.
	 */
	struct signature_gate *(*open_gate)(struct diags *diags);
	void (*close_gate)(struct signature_gate *g);
};

/* convert reads the operands, in order, and returns the exit status. */
int convert(const struct conversion *job, char **operands, size_t count);

#endif
