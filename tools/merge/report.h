/*
 * What became of every block that cabundle-merge read. Rows wait in a spool, since
 * the number under which a certificate is kept is known at the end.
 */
#ifndef MERGE_REPORT_H
#define MERGE_REPORT_H

#include "base/diag.h"
#include "base/digest.h"
#include "formats/reader.h"
#include "io/spool.h"

enum merge_outcome {
	MERGE_KEPT,
	MERGE_DUPLICATE,
	MERGE_EXPIRED,
	MERGE_EXCLUDED,
	MERGE_NOT_WANTED,
	MERGE_NOT_SELECTED,
	MERGE_DISTRUSTED,
	MERGE_DIAG, /* no certificate, or not readable */
	MERGE_OUTCOMES
};

struct merge_report {
	bool wanted;
	uint64_t count[MERGE_OUTCOMES];
	struct spool rows;
	struct buf numbers; /* uint32_t: by its number in the pile, that in the
			       output as */
	struct buf files;   /* their names, each ended by NUL */
	size_t last_file;   /* where the last one begins */
};

void merge_report_start(struct merge_report *r, bool wanted);
void merge_report_free(struct merge_report *r);

/* added is its number in the pile: of one that is kept, or of which it is a
 * duplicate. */
void merge_report_certificate(struct merge_report *r, const struct origin *o,
			      const uint8_t digest[SHA256_BYTES],
			      enum merge_outcome outcome, uint32_t added);
void merge_report_diag(struct merge_report *r, const struct diag *d);

/* A point to return to: what came behind it is then forgotten. */
struct merge_report_mark {
	uint64_t count[MERGE_OUTCOMES], bytes;
};

struct merge_report_mark merge_report_mark(const struct merge_report *r);
void merge_report_cut(struct merge_report *r, const struct merge_report_mark *mark);

/* merge_report_number says that what was added under a number was written as number
 * n. */
void merge_report_number(struct merge_report *r, uint32_t added, uint64_t n);

/*
 * merge_report_replaces_any says whether a report to path would replace one of the
 * files that have a row.
 */
bool merge_report_replaces_any(const struct merge_report *r, const char *path);

/* merge_report_write appends the table, TSV with a header. */
void merge_report_write(struct merge_report *r, struct spool *out);

/* merge_report_counts appends "230 read: 115 kept, 115 duplicate". */
void merge_report_counts(const struct merge_report *r, uint64_t read,
			 struct buf *out);

/* merge_outcome_text is what a row says, less its number. */
const char *merge_outcome_text(enum merge_outcome outcome);

#endif
