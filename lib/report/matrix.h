/*
 * Counts by two fields: one down, one across, as "region,rds-ca". A cell holds
 * several counts, whose meaning is the caller's.
 */
#ifndef MATRIX_H
#define MATRIX_H

#include "base/digest_index.h"
#include "report/field.h"

#define MATRIX_COUNTS 3

struct matrix_cell {
	struct span row_key, column_key; /* value_key: these order the values */
	struct span row, column;	 /* value_text */
	uint64_t count[MATRIX_COUNTS];
};

struct matrix {
	const struct field *row, *column;
	struct arena arena;
	struct digest_index index; /* of the keys: the position in cell */
	struct matrix_cell *cell;
	size_t room;
};

/* How it is written. */
struct matrix_form {
	enum matrix_style {
		MATRIX_TABLE,
		MATRIX_TSV,
		MATRIX_MARKDOWN
	} style;
	/* Appends a cell; NULL counts are those of a cell where nothing is. */
	void (*cell)(const uint64_t *count, struct buf *out);
};

/*
 * matrix_start reads "ROW,COLUMN" into a matrix that is all zeros. It returns NULL,
 * or what is wrong with it, in scratch or not.
 */
const char *matrix_start(struct matrix *m, const char *fields, struct buf *scratch);
void matrix_free(struct matrix *m);

/* matrix_needs_set says whether a field needs all certificates. */
bool matrix_needs_set(const struct matrix *m);

/* matrix_at gives the counts of a certificate's cell, valid until the next one. */
uint64_t *matrix_at(struct matrix *m, struct facts *f);

/*
 * matrix_draw appends the whole, rows and columns in the order of their values. It
 * returns NULL, or why it cannot be drawn.
 */
const char *matrix_draw(const struct matrix *m, const struct matrix_form *form,
			struct buf *out);

#endif
