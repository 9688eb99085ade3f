/* What changed, shown: one form a row, as text, data or a note for people. */
#ifndef DIFF_REPORT_H
#define DIFF_REPORT_H

#include "diff/diff.h"
#include "report/field.h"

/* A change; valid until the next one. */
struct diff_change {
	enum diff_class class;
	enum diff_cause cause;
	struct facts *old, *new; /* NULL where that side has none */
	struct facts *related;	 /* covers it, or what it stands beside; or NULL */
	/* By side, what it says of trust; empty where nothing is said. */
	struct span trust[DIFF_NEW + 1];
};

struct diff_report;

struct diff_form {
	const char *name; /* as -f takes it */
	void (*begin)(struct diff_report *r);
	/* Several changes of one class and cause follow. */
	void (*group)(struct diff_report *r, enum diff_class class,
		      enum diff_cause cause);
	void (*change)(struct diff_report *r, const struct diff_change *c);
	void (*end)(struct diff_report *r);
};

struct diff_report {
	struct diff *diff;
	const struct field_context *context;
	const char *name[DIFF_NEW + 1]; /* of each side, as given */
	const char *form_notes;		/* "; format pem -> p7b" */
	bool verbose;			/* all fields that differ */
	bool colour;
	bool regions; /* some certificate has a region */
	struct buf *out;
	uint64_t changes; /* shown so far */
};

/* diff_form_find returns the form of a name, or NULL. */
const struct diff_form *diff_form_find(const char *name);

/* diff_form_name is nearest_name of the forms; it needs no table. */
const char *diff_form_name(const void *table, size_t n);

/*
 * diff_report_show shows all changes; those of one class and cause by name. It
 * returns 0, or the errno with which a temporary file failed.
 */
MUST_CHECK int diff_report_show(struct diff_report *r,
				const struct diff_form *form);

/* A field in which the two certificates of a change differ. */
struct diff_difference {
	const struct field *field;
	struct value old_value, new_value; /* of text, until the next field_get */
	struct buf old, new;		   /* as value_text has them */
};

enum diff_detail {
	DIFF_SHORT = 1,
	DIFF_LONG = 2,
	DIFF_BOTH = DIFF_SHORT | DIFF_LONG,
};

/*
 * diff_difference_next finds the next field that differs, of those that are for
 * this detail; *i is 0 at first. End with diff_difference_free.
 */
bool diff_difference_next(const struct diff_change *c, enum diff_detail detail,
			  size_t *i, struct diff_difference *out);
void diff_difference_free(struct diff_difference *d);

/* diff_counts appends "100 unchanged, 15 added, 2 removed (1 while valid)". */
void diff_counts(const struct diff *d, struct buf *out);

/*
 * diff_group_title appends "removed while valid", "cross-signed, beside the old".
 */
void diff_group_title(enum diff_class class, enum diff_cause cause,
		      struct buf *out);

/* diff_text appends a field as people read it: days without the time of day. */
void diff_text(struct facts *f, enum field_id field, struct buf *out);

/* diff_explanation appends, in parentheses, what differs or why it is no loss. */
void diff_explanation(const struct diff_report *r, const struct diff_change *c,
		      struct buf *out);

extern const struct diff_form diff_form_text, diff_form_summary, diff_form_json,
	diff_form_jsonl, diff_form_tsv, diff_form_markdown, diff_form_debian;

#endif
