/*
 * The format table: what can be recognised, read and written. A new container
 * format is a row here and a file beside this one.
 */
#ifndef FORMAT_H
#define FORMAT_H

#include "formats/reader.h"
#include "formats/writer.h"

/* What a container can say of a certificate beside the certificate itself. */
enum {
	FORMAT_CARRIES_TRUST = 1,
};

struct format {
	const char *name;      /* as -t takes it, and as cabundle(7) lists it */
	const char *extension; /* of files that are written */
	bool (*sniff)(
		struct span head); /* by the first 256 bytes, or all; NULL: never */
	void (*read)(struct reader *r, struct input *in);
	const struct writer_ops *write; /* NULL where it cannot be written */
	unsigned carries;
};

/* format_find returns the row of a name that can be written, or NULL. */
const struct format *format_find(const char *name);

/* format_sniff returns the first row that recognises the bytes; never NULL. */
const struct format *format_sniff(struct span head);

/* format_row returns row n, or NULL behind the last. */
const struct format *format_row(size_t n);

/* The diagnostic where there is nothing that the sink takes. */
enum diag_id reader_none(const struct reader *r);

/* Reads a directory as one set: its files by name, each once; not recursive. */
void directory_read(struct reader *r, const char *path, int fd);

#endif
