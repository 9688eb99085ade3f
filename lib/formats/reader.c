#include "formats/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/foreign.h"
#include "formats/format.h"
#include "formats/pem.h"
#include "io/retry.h"

#define STDIN_NAME "(standard input)"

void reader_start(struct reader *r, struct diags *diags, struct sink sink)
{
	*r = (struct reader){ .diags = diags, .sink = sink };
	input_open(&r->body, pem_read, NULL);
}

void reader_end(struct reader *r)
{
	input_close(&r->body);
}

void reader_tell(struct reader *r, enum container_event event)
{
	if (r->sink.container != NULL)
		r->sink.container(r->sink.context, event);
}

struct reader_mark reader_begin(struct reader *r, enum container_event begin)
{
	reader_tell(r, begin);
	return (struct reader_mark){ r->found, r->repeated, r->seen.count };
}

void reader_void(struct reader *r, struct reader_mark mark,
		 enum container_event event)
{
	/* What it delivered was found in vain. */
	r->lost += r->found > mark.found ? r->found - mark.found : 1;
	r->found = mark.found;
	r->repeated = mark.repeated;
	digest_index_cut(&r->seen, mark.seen);
	reader_tell(r, event);
}

enum diag_id reader_none(const struct reader *r)
{
	return r->crl_sink.take != NULL ? DIAG_ID_NO_CRL : DIAG_ID_NO_CERTIFICATE;
}

static bool text_is_blank(struct span s)
{
	size_t n = 0;

	while (n < s.n && (s.p[n] == ' ' || (s.p[n] >= '\t' && s.p[n] <= '\r')))
		n++;
	return n == s.n;
}

/* A file that holds no certificate: an error, but for one among many in a
 * directory. */
static void report_none(struct reader *r, enum diag_id id, const char *what)
{
	struct place at = { .file = r->file };

	if (r->in_directory)
		diag_report(r->diags, DIAG_ID_NOT_A_BUNDLE, &at, "%s", what);
	else
		diag_report(r->diags, id, &at, "%s", what);
}

static void note_encoding(struct reader *r, const struct input *in)
{
	struct place at = { .file = r->file };

	if (in->encoding != INPUT_BYTES)
		diag_report(r->diags, DIAG_ID_UTF16, &at, "%s",
			    in->encoding == INPUT_UTF16LE ? "UTF-16, little endian"
							  : "UTF-16, big endian");
}

static void report_input(struct reader *r, struct input *in)
{
	struct place at = { .file = r->file };

	/* A reader that ended early has decoded more or less of the rest. */
	if (in->encoding != INPUT_BYTES && !r->stopped)
		input_discard(in, UINT64_MAX);
	if (in->error != 0)
		diag_report(r->diags, DIAG_ID_CANNOT_READ, &at, "%s",
			    input_error_text(in->error));
	if (in->odd_utf16)
		diag_report(r->diags, DIAG_ID_UTF16_BROKEN, &at,
			    "the UTF-16 text has half a character");
}

void reader_foreign(struct reader *r, const struct place *at,
		    const struct foreign *f)
{
	bool error = !r->in_directory || f->store;

	diag_report(r->diags, error ? DIAG_ID_FOREIGN : DIAG_ID_NOT_A_BUNDLE, at,
		    "%s", f->kind);
	if (f->store)
		r->lost++;
}

/* All that the sink was handed, and what it had before. */
static uint64_t delivered(const struct reader *r)
{
	return r->found + r->repeated + r->crls;
}

static const char *without_certificate(const struct reader *r, struct span head)
{
	if (r->container)
		return "an empty PKCS#7";
	if (r->others)
		return "other objects alone";
	return foreign_text(head);
}

/*
 * Nothing was found. What may stand for an empty bundle passes where that is
 * allowed; a page of HTML never does.
 */
static void report_empty(struct reader *r, struct span head)
{
	bool bundle = r->container || r->others || text_is_blank(head);

	if (r->allow_empty && bundle)
		return;
	if (head.n == 0)
		report_none(r, DIAG_ID_EMPTY_FILE, "the file is empty");
	else
		report_none(r, reader_none(r), without_certificate(r, head));
}

/* By its first row that recognises it, and what was found of it. */
static void read_known(struct reader *r, struct input *in, struct span head)
{
	uint64_t before = delivered(r), errors = r->diags->errors;

	if (head.n > 0)
		format_sniff(head)->read(r, in);
	report_input(r, in);
	/* What looks like PEM in a page's scripts is its least fault. */
	if (delivered(r) == before && !r->stopped &&
	    (r->diags->errors == errors || foreign_is_page(head)))
		report_empty(r, head);
}

/* No more than that, so that a file is the same however its bytes come in. */
static struct span head_of(struct input *in, size_t most)
{
	struct span head = input_fill(in, most);

	return span_of(head.p, head.n < most ? head.n : most);
}

bool reader_input(struct reader *r, struct input *in, const char *name)
{
	struct place at = { .file = name };
	const struct foreign *foreign;
	uint8_t kept[256];
	struct span head;

	r->file = name;
	r->container = r->others = false;
	input_detect(in);
	note_encoding(r, in);
	head = head_of(in, sizeof(kept));
	if (foreign_wants_more(head))
		head = head_of(in, FOREIGN_HEAD_BYTES);
	foreign = foreign_head(head);
	if (foreign != NULL) {
		reader_foreign(r, &at, foreign);
		return true;
	}
	if (head.n > sizeof(kept))
		head.n = sizeof(kept);
	memcpy(kept, input_peek(in).p, head.n);
	read_known(r, in, span_of(kept, head.n));
	return !r->stopped;
}

static bool read_fd(struct reader *r, int fd, const char *name)
{
	struct input in;
	bool go_on;

	input_open_fd(&in, fd);
	go_on = reader_input(r, &in, name);
	input_close(&in);
	return go_on;
}

bool reader_file(struct reader *r, int directory, const char *name,
		 const char *path)
{
	struct place at = { .file = path };
	struct stat st;
	bool go_on = true;
	int fd = openat(directory, name,
			O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0)
		diag_report(r->diags, DIAG_ID_CANNOT_OPEN, &at, "%s",
			    strerror(errno));
	else if (fstat(fd, &st) != 0)
		diag_report(r->diags, DIAG_ID_CANNOT_READ, &at, "%s",
			    strerror(errno));
	else if (!S_ISREG(st.st_mode))
		diag_report(r->diags, DIAG_ID_CANNOT_READ, &at,
			    "not a regular file any more");
	else
		go_on = read_fd(r, fd, path);
	if (fd >= 0)
		close(fd);
	return go_on;
}

bool reader_path(struct reader *r, const char *path)
{
	struct place at = { .file = path };
	struct stat st;
	bool go_on = true;
	int fd;

	if (path == NULL || strcmp(path, "-") == 0)
		return read_fd(r, STDIN_FILENO, STDIN_NAME);
	fd = retry_open(AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NOCTTY, 0);
	if (fd < 0) {
		diag_report(r->diags, DIAG_ID_CANNOT_OPEN, &at, "%s",
			    strerror(errno));
		return true;
	}
	if (fstat(fd, &st) != 0) {
		diag_report(r->diags, DIAG_ID_CANNOT_READ, &at, "%s",
			    strerror(errno));
	} else if (S_ISDIR(st.st_mode) && r->files_only) {
		diag_report(r->diags, DIAG_ID_CANNOT_READ, &at, "%s",
			    strerror(EISDIR));
	} else if (S_ISDIR(st.st_mode)) {
		directory_read(r, path, fd);
		return !r->stopped;
	} else {
		go_on = read_fd(r, fd, path);
	}
	close(fd);
	return go_on;
}
