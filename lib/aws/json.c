#ifdef HAVE_JANSSON

#include "aws/json.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/caps.h"
#include "io/retry.h"
#include "x509/text.h"

#define PIECE  ((size_t)64 * 1024)
#define QUOTED 120 /* bytes of what jansson says */
#define PHRASE 512

bool aws_json_open(struct aws_json *j, const char *path, struct diags *diags)
{
	const struct span bom = SPAN_LIT("\xef\xbb\xbf");
	struct place at = { .file = path };

	*j = (struct aws_json){ .diags = diags, .file = path, .fd = -1 };
	if (strcmp(path, "-") == 0) {
		j->file = "(standard input)";
		input_open_fd(&j->in, STDIN_FILENO);
	} else {
		j->fd = retry_open(AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NOCTTY,
				   0);
		if (j->fd < 0) {
			diag_report(diags, DIAG_ID_CANNOT_OPEN, &at, "%s",
				    strerror(errno));
			return false;
		}
		input_open_fd(&j->in, j->fd);
	}
	j->in.counts_lines = true;
	input_detect(&j->in);
	if (span_starts(input_fill(&j->in, bom.n), bom))
		input_skip(&j->in, bom.n);
	return true;
}

void aws_json_close(struct aws_json *j)
{
	json_decref(j->document);
	input_close(&j->in);
	if (j->fd >= 0)
		close(j->fd);
	*j = (struct aws_json){ .fd = -1 };
}

/* Says what is wrong at a byte of the window. */
static void complain(struct aws_json *j, enum diag_id id, const uint8_t *where,
		     const char *detail)
{
	struct place at = { .file = j->file };

	at.line = input_line(&j->in, where);
	at.column = input_column(&j->in, where);
	diag_report(j->diags, id, &at, "%s", detail);
	j->failed = true;
}

static struct span too_large(struct aws_json *j, const uint8_t *where)
{
	complain(j, DIAG_ID_TOO_LARGE, where,
		 "a JSON document larger than any answer of AWS");
	return (struct span){ 0 };
}

/* The text of the next document, or an empty span; cut off where it has no end. */
static struct span document_text(struct aws_json *j)
{
	struct json_extent x = { 0 };
	struct span s = input_fill(&j->in, PIECE);

	while (!json_extent_find(&x, s)) {
		size_t before = s.n;

		if (s.n > CAP_JSON_BYTES || x.values > CAP_JSON_VALUES)
			return too_large(j, s.p);
		s = input_fill(&j->in, 2 * s.n);
		if (s.n == before)
			break;
	}
	if (x.at > CAP_JSON_BYTES || x.values > CAP_JSON_VALUES)
		return too_large(j, s.p);
	return span_of(s.p, x.at);
}

static void skip_white(struct input *in)
{
	struct span s;

	while ((s = input_fill(in, 1)).n > 0) {
		size_t n = 0;

		while (n < s.n && strchr(" \t\r\n", s.p[n]) != NULL && s.p[n] != 0)
			n++;
		input_skip(in, n);
		if (n < s.n)
			return;
	}
}

/* What jansson says quotes the text. Its position is that of the byte behind. */
static void complain_syntax(struct aws_json *j, const json_error_t *e)
{
	struct buf scratch = { 0 };
	size_t at = e->position > 0 ? (size_t)e->position - 1 : 0;

	if (json_error_code(e) == json_error_out_of_memory)
		arena_exhausted();
	if (at >= j->text.n)
		at = j->text.n - 1;
	complain(j, DIAG_ID_JSON, j->text.p + at,
		 text_quoted(span_str(e->text), QUOTED, &scratch));
	buf_free(&scratch);
}

bool aws_json_next(struct aws_json *j)
{
	struct place at = { .file = j->file };
	json_error_t e;

	json_decref(j->document);
	j->document = NULL;
	input_skip(&j->in, j->text.n);
	skip_white(&j->in);
	j->text = document_text(j);
	if (j->in.odd_utf16) {
		diag_report(j->diags, DIAG_ID_UTF16_BROKEN, &at,
			    "half a character");
		j->failed = true;
	}
	if (j->in.error != 0) {
		diag_report(j->diags, DIAG_ID_CANNOT_READ, &at, "%s",
			    input_error_text(j->in.error));
		j->failed = true;
	}
	if (j->failed || j->text.n == 0)
		return false;
	j->document = json_loadb((const char *)j->text.p, j->text.n,
				 JSON_REJECT_DUPLICATES, &e);
	if (j->document == NULL) {
		complain_syntax(j, &e);
		return false;
	}
	j->count++;
	return true;
}

/* "Certificates[3].Thumbprint: " */
static size_t put_path(char *out, size_t room, const struct aws_path *path)
{
	int n = 0;

	if (path->index != AWS_NO_INDEX && path->inner != NULL)
		n = snprintf(out, room, "%s[%zu].%s: ", path->member, path->index,
			     path->inner);
	else if (path->index != AWS_NO_INDEX)
		n = snprintf(out, room, "%s[%zu]: ", path->member, path->index);
	else if (path->member != NULL)
		n = snprintf(out, room, "%s: ", path->member);
	return (size_t)n;
}

bool aws_json_wrong(struct aws_json *j, const struct aws_path *path,
		    const char *format, ...)
{
	char text[PHRASE];
	size_t n = put_path(text, sizeof(text), path);
	va_list ap;

	va_start(ap, format);
	vsnprintf(text + n, sizeof(text) - n, format, ap);
	va_end(ap);
	complain(j, DIAG_ID_AWS_ANSWER, aws_place(j->text, path), text);
	return false;
}

#endif
