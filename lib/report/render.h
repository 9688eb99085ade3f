/*
 * Certificates as reports: one renderer a form. Rows are appended to a buffer,
 * which the program writes; nothing is kept from row to row.
 */
#ifndef RENDER_H
#define RENDER_H

#include "base/caps.h"
#include "report/field.h"

struct render;

struct renderer {
	const char *name;		 /* as -f takes it */
	void (*begin)(struct render *r); /* may be NULL, as end may */
	void (*row)(struct render *r, struct facts *f);
	void (*end)(struct render *r);
	bool rows_only;	     /* for people: without a row there is nothing */
	bool fixed;	     /* there are no columns to choose */
	const char *columns; /* the default ones, separated by commas; NULL: all of
				them */
};

struct render {
	const struct renderer *by;
	const struct field *column[CAP_COLUMNS + 1];
	size_t count; /* of columns */
	bool header;
	bool colour; /* on a terminal: what has expired is red, what soon will is
			yellow */
	char end;    /* of a record: '\n' or '\0' */
	struct buf *out;
	uint64_t rows; /* so far */

	/* The row of a name, of what is shown; NULL: field_find, of certificates.
	 */
	const struct field *(*find)(struct span name);
};

/* render_find returns the renderer of a name, or NULL. */
const struct renderer *render_find(const char *name);

/* render_name returns the name of renderer n, or NULL behind the last. */
const char *render_name(size_t n);

/*
 * render_columns sets the columns from "a,b,c"; with a plus before the first, they
 * join those that are set already, before a last one of no fixed width. It returns
 * NULL, or what is wrong, in scratch. "a," has an empty name, which is wrong.
 */
const char *render_columns(struct render *r, const char *list, struct buf *scratch);

/* render_default_columns sets the columns of the renderer itself. */
void render_default_columns(struct render *r);

/* render_add_first puts a column before all others, if it is not there yet; there
 * is room for one beyond CAP_COLUMNS. */
void render_add_first(struct render *r, const struct field *field);

/* render_needs_set says whether a column needs all certificates. */
bool render_needs_set(const struct render *r);

/*
 * render_row appends a row, the first one after what every report begins with.
 * render_end ends the report; without a row it is an empty one, or nothing where
 * rows_only.
 */
void render_row(struct render *r, struct facts *f);
void render_end(struct render *r);

/* render_time_colour is the escape sequence for the end of a validity, or NULL. */
const char *render_time_colour(const struct value *not_after, int64_t now);
#define RENDER_PLAIN "\033[0m"

extern const struct renderer render_table, render_tsv, render_csv, render_json,
	render_jsonl, render_text, render_aws;

#endif
