/* What the programs that read and write bundles share. */
#ifndef BUNDLE_IO_H
#define BUNDLE_IO_H

#include "formats/format.h"
#include "tools/tool.h"

/* read_operands reads the files in their order; standard input where there are
 * none. */
void read_operands(struct reader *r, char **operands, size_t count);

/*
 * check_operands ends the program where people type "p7b2pem in out": the last of
 * several operands is not there, and no output was named. option is what names it.
 */
void check_operands(const char *output, const char *option, char **operands,
		    size_t count);

/*
 * is_input says whether writing to path would replace what is read under a name
 * (NULL or "-": standard input), be it through links.
 */
bool is_input(const char *path, const char *read);

/*
 * may_write says whether a certificate may go to a format, and reports what the
 * format cannot carry: explicit distrust never becomes a plain certificate.
 */
MUST_CHECK bool may_write(struct diags *diags, const struct format *format,
			  const struct origin *o);

/* shown makes a name safe to print, and visible where it is empty; valid until the
 * next call. */
const char *shown(const char *name);

/*
 * complain_outfile says what failed, and what is there now; a reader that went away
 * is no news.
 */
void complain_outfile(const struct outfile *o);

/* complain_temporary says with which errno a file in spool_directory() failed. */
void complain_temporary(int error);

/*
 * find_format is format_find that ends the program where there is no such format.
 */
const struct format *find_format(const char *name);

#endif
