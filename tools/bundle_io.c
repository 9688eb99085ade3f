#include "tools/bundle_io.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/openssl_trust.h"
#include "x509/text.h"

void read_operands(struct reader *r, char **operands, size_t count)
{
	size_t i = 0;

	tool_terminal_hint(count);
	do {
		if (!reader_path(r, count > 0 ? operands[i] : NULL))
			break;
	} while (++i < count);
}

void check_operands(const char *output, const char *option, char **operands,
		    size_t count)
{
	const char *last = count > 1 ? operands[count - 1] : "-";

	if (output == NULL && strcmp(last, "-") != 0 && access(last, F_OK) != 0 &&
	    errno == ENOENT)
		tool_usage("%s: no such file; to write it, say %s %s", shown(last),
			   option, shown(last));
}

bool is_input(const char *path, const char *read)
{
	bool is_stdin = read == NULL || strcmp(read, "-") == 0;
	struct stat of_path, of_read;

	return stat(path, &of_path) == 0 &&
	       (is_stdin ? fstat(STDIN_FILENO, &of_read) : stat(read, &of_read)) ==
		       0 &&
	       S_ISREG(of_path.st_mode) && of_path.st_dev == of_read.st_dev &&
	       of_path.st_ino == of_read.st_ino;
}

bool may_write(struct diags *diags, const struct format *format,
	       const struct origin *o)
{
	struct place at = { .file = o->file, .line = o->line, .block = o->block };
	struct buf text = { 0 };

	if (o->trust.aux.p == NULL || format->carries & FORMAT_CARRIES_TRUST)
		return true;
	openssl_trust_text(&o->trust, &text);
	diag_report(diags,
		    o->trust.distrusted ? DIAG_ID_DISTRUSTED : DIAG_ID_TRUST_DATA,
		    &at, "%s", text.n > 0 ? buf_c(&text) : "a name");
	buf_free(&text);
	return !o->trust.distrusted;
}

const char *shown(const char *name)
{
	static struct buf scratch;

	if (*name == '\0')
		return "''";
	return text_quoted(span_str(name), SIZE_MAX, &scratch);
}

void complain_outfile(const struct outfile *o)
{
	if (o->in_place)
		tool_complain(
			"%s: the new file is in place; its directory could not be "
			"synced (%s): it may not survive a power cut",
			shown(o->name), strerror(o->error));
	else if (o->in_temporary)
		complain_temporary(o->error);
	else if (o->error != EPIPE)
		tool_complain("%s: %s: %s", shown(o->name), o->failed,
			      strerror(o->error));
}

void complain_temporary(int error)
{
	tool_complain("temporary file in %s: %s; set TMPDIR to another directory",
		      shown(spool_directory()), strerror(error));
}

/* Format n of those that can be written. */
static const char *written(const void *table UNUSED, size_t n)
{
	for (size_t i = 0; format_row(i) != NULL; i++)
		if (format_row(i)->write != NULL && n-- == 0)
			return format_row(i)->name;
	return NULL;
}

const struct format *find_format(const char *name)
{
	const struct format *format = format_find(name);

	if (format == NULL)
		tool_unknown("--to", name, written, NULL);
	return format;
}
