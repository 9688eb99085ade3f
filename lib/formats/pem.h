/*
 * PEM (RFC 7468) as a stream: the text between blocks, and the body of a block as
 * a source of DER for an input.
 *
 * Read as RFC 7468 section 3 asks of parsers: lines end with CRLF, CR or LF; lines
 * of any length; white space anywhere in base64; text before, between and after
 * blocks. Read with a note: white space, NUL bytes, a byte order mark or an END
 * before BEGIN on its line; RFC 1421 header lines.
 * Refused: labels that differ between BEGIN and END, base64 that is not canonical,
 * a block without END, markers with other than five hyphens.
 *
 * Whatever looks like a marker and is none is reported, so that no certificate is
 * lost unnamed. Everything is linear in the input: a block ends at the next BEGIN.
 */
#ifndef PEM_H
#define PEM_H

#include "base/caps.h"
#include "base/diag.h"
#include "formats/foreign.h"
#include "io/input.h"

struct pem {
	struct input *in;
	struct diags *diags;
	const char *file;

	/* The current block. */
	uint64_t block;	      /* its number, from 1; damaged ones count */
	uint64_t lost_blocks; /* those whose BEGIN was damaged or missing */
	char label[CAP_LABEL + 1];
	uint64_t first, last; /* its lines; last is 0 until END */

	/* Text between blocks, on the current line. */
	unsigned lead; /* what stood on the line so far */
	bool lost; /* a damaged BEGIN was reported: its END is no second fault */
	bool any_text; /* the input had text that is not white space */

	/* What the file is by a line of its text, and no PEM; or NULL. */
	const struct foreign *foreign;
	uint64_t foreign_line;

	/* The body. */
	bool bare;	 /* base64 without markers: ends where the input ends */
	bool ended;	 /* END was read, or the input's end where bare */
	bool on_begin;	 /* still on the BEGIN line */
	bool first_line; /* header lines may come */
	uint8_t quad[4]; /* a group of four that is not complete */
	unsigned have;	 /* characters in it */
	unsigned pads;	 /* '=' behind it */
	uint64_t column; /* base64 characters on this line so far */
	bool short_line; /* a line of fewer than 64 came */
	bool uneven;	 /* ... and another one after it, or one of more */
	bool spaces;	 /* white space within lines */
	bool glued;	 /* base64 on the line of a marker */

	/* The first fault in the block; reported when its last line is known. */
	bool faulty;
	enum diag_id fault;
	uint64_t fault_line, fault_column;
	char fault_detail[96];
};

void pem_start(struct pem *p, struct input *in, struct diags *diags,
	       const char *file);

/*
 * pem_next goes to the next block and sets label and first. False at the end of
 * the input, and where foreign is set: then what came before is no PEM either. The
 * block before must have been finished.
 */
MUST_CHECK bool pem_next(struct pem *p);

/* pem_bare makes the whole input the body of a block without markers. */
void pem_bare(struct pem *p);

/*
 * pem_read is the input_source of the block's body: decoded bytes, 0 at its END,
 * -1 with errno EILSEQ at a fault, which pem_finish will report. It writes groups
 * of three bytes, and so wants as much room as any source (INPUT_ROOM).
 */
ssize_t pem_read(void *pem, uint8_t *dst, size_t room);

/*
 * pem_finish goes past the block, reports its fault or its notes, and says
 * whether it was whole. What was not read of the body is skipped unchecked.
 */
MUST_CHECK bool pem_finish(struct pem *p);

/* pem_place is the place of the block for diagnostics. */
struct place pem_place(const struct pem *p);

/* Used between pem.c and pem_text.c. */

/*
 * pem_marker reads "-----WORD label-----" at the start of s, word being BEGIN or
 * END with its space. It returns the marker's length, or 0 where there is none,
 * and the label.
 */
size_t pem_marker(struct span s, struct span word, struct span *label);

/*
 * pem_foreign looks at a line of text, or at what stands in a block where base64
 * should; it says whether foreign is now set.
 */
bool pem_foreign(struct pem *p, struct span line);

/* What stood on the line before a BEGIN; bits of lead. */
enum {
	PEM_LEAD_SPACE = 1,
	PEM_LEAD_NUL = 2,
	PEM_LEAD_MARK = 4, /* UTF-8 byte order mark */
	PEM_LEAD_END = 8,  /* the END of the block before */
	PEM_LEAD_TEXT = 16,
	PEM_LEAD_TOLD = 32, /* what looks like a marker in that text was reported */
};

/* The bytes in which a marker of the longest label ends, and another one begins. */
#define PEM_MARKER_BYTES (CAP_LABEL + 40)

#define PEM_BEGIN SPAN_LIT("-----BEGIN ")
#define PEM_END	  SPAN_LIT("-----END ")

#endif
