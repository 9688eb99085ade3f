/*
 * The findings of cabundle-check: collected, put in the order of files and places,
 * and printed.
 */
#ifndef CHECK_FINDINGS_H
#define CHECK_FINDINGS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "lint/lint.h"

/* Where a finding is, and of what; zero or NULL stands for "does not apply". */
struct finding_place {
	uint64_t line, column; /* of text, from 1 */
	uint64_t offset;       /* of a byte in a binary file */
	bool has_offset;
	uint64_t certificate; /* its number in the bundle, from 1 */
	const char *name;     /* of that certificate, escaped */
	const char *sha256;   /* of that certificate, in hex */
	const char *block;    /* "block 2 (CERTIFICATE, lines 12-30)" */
};

struct finding {
	enum lint_id id;
	uint32_t file;	   /* number in findings.file */
	uint32_t sequence; /* in the order of finding */
	struct finding_place at;
	uint32_t minds; /* consumers that mind it, of those asked about; a set */
	const char *fact;
};

/* What a consumer loads of a file, and what not, of the certificates in it. */
struct consumer_count {
	uint32_t file; /* number in findings.file */
	const char *name;
	uint64_t loaded, lost;
	uint64_t unusable; /* of those loaded, by which it proves nothing */
	bool refused;	   /* the whole file */
};

/* All zeros is empty and ready. */
struct findings {
	struct arena arena;
	bool disabled[LINT_ID_COUNT];
	struct finding *finding;
	size_t count, room;
	const char **file; /* names as given, in the order of reading */
	size_t files, files_room;
	struct consumer_count *consumer; /* in the order of files */
	size_t consumers;
	uint64_t certificates;
	bool incomplete; /* a file could not be read */
	uint64_t of_severity[DIAG_ERROR + 1];
	uint64_t left_out; /* which only other consumers mind than those asked */
};

/* How findings are shown. */
struct findings_view {
	bool verbose; /* notes too, standards, and all of a kind */
	bool notes;   /* notes too */
	bool colour;
};

/*
 * findings_file says which file the findings that follow are in, and returns its
 * number: the last one's where the name is the same, else a new one.
 */
uint32_t findings_file(struct findings *f, const char *name);

/* findings_add adds one, with copies of its texts, unless its check is disabled. */
void findings_add(struct findings *f, const struct finding *finding);

/* findings_leave_out counts one that is of no matter, unless its check is disabled.
 */
void findings_leave_out(struct findings *f, enum lint_id id);

/* findings_sort puts them in the order of file, place and certificate. */
void findings_sort(struct findings *f);

/* findings_at_least counts those of a severity or a graver one. */
uint64_t findings_at_least(const struct findings *f, enum diag_severity severity);

/* The forms of the report, of sorted findings, appended to tool_output. */
void findings_text(const struct findings *f, const struct findings_view *view);
void findings_json(const struct findings *f);
void findings_tsv(const struct findings *f);

void findings_free(struct findings *f);

#endif
