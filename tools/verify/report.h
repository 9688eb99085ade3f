/* The verdicts of cabundle-verify as text, TSV and JSON. */
#ifndef VERIFY_REPORT_H
#define VERIFY_REPORT_H

#include "tools/tool.h"
#include "verify/verify.h"

enum verify_outcome {
	OUTCOME_OK,
	OUTCOME_FAILING,
	OUTCOME_BROKEN,	   /* verified before the update */
	OUTCOME_HEALED,	   /* failed before the update */
	OUTCOME_UNDECIDED, /* one of the two verdicts is neither yes nor no */
	OUTCOMES,
};

/* One chain at one time. */
struct verify_row {
	const char *file;
	const struct entry *leaf;
	int64_t at;
	enum verify_outcome outcome;
	const struct verify *verify; /* of the verdict ... */
	struct verdict verdict;
	const struct verify
		*before; /* ... and of the one by the baseline, or NULL */
	struct verdict was;
};

struct verify_form;

struct verify_report {
	const struct verify_form *form;
	bool verbose;
	bool baseline;		   /* there is one */
	bool days;		   /* all times are the start of a day */
	size_t width;		   /* of the column of files */
	const char *anchors, *old; /* what the bundles are called, escaped */
	uint64_t chains, unread;   /* that were judged, and that could not be */
	uint64_t rows, count[OUTCOMES];
};

/* verify_report_form returns the form of a name: text, tsv or json; or NULL. */
const struct verify_form *verify_report_form(const char *name);

/* verify_report_form_name is nearest_name of the forms; it needs no table. */
const char *verify_report_form_name(const void *table, size_t n);

/* All of these append to tool_output. */
void verify_report_begin(struct verify_report *r);
void verify_report_row(struct verify_report *r, const struct verify_row *row);
void verify_report_end(struct verify_report *r);

#endif
