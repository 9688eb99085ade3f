#include "tools/bundle_form.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/format.h"
#include "io/retry.h"

#define CHUNK_BYTES 65536
#define LINE_SEEN   64 /* of a line: enough for a marker and its label */

struct scan {
	uint8_t line[LINE_SEEN];
	size_t seen; /* bytes of the line that are in it */
	bool blank;  /* so far */
	bool in_block, after_cr;
	bool lf, crlf, cr; /* kinds of line ends that occurred */
	bool text, pkcs7;
};

static bool starts(const struct scan *s, const char *marker)
{
	size_t n = strlen(marker);

	return s->seen >= n && memcmp(s->line, marker, n) == 0;
}

static void end_line(struct scan *s)
{
	if (starts(s, "-----BEGIN ")) {
		s->in_block = true;
		s->pkcs7 |=
			starts(s, "-----BEGIN PKCS") || starts(s, "-----BEGIN CMS");
	} else if (starts(s, "-----END ")) {
		s->in_block = false;
	} else if (!s->in_block && !s->blank) {
		s->text = true;
	}
	s->seen = 0;
	s->blank = true;
}

static void put_text(struct scan *s, struct span text)
{
	size_t room = LINE_SEEN - s->seen;

	for (size_t i = 0; i < text.n && s->blank; i++)
		s->blank = text.p[i] == ' ' || text.p[i] == '\t';
	if (room > text.n)
		room = text.n;
	memcpy(s->line + s->seen, text.p, room);
	s->seen += room;
}

/* What stands between two LFs: CRs in it are seldom, and then not at its end. */
static void put_line(struct scan *s, struct span text)
{
	const uint8_t *cr;

	while (text.n > 0) {
		if (s->after_cr) {
			s->cr = true;
			s->after_cr = false;
			end_line(s);
		}
		cr = memchr(text.p, '\r', text.n);
		if (cr == NULL) {
			put_text(s, text);
			return;
		}
		put_text(s, span_of(text.p, (size_t)(cr - text.p)));
		s->after_cr = true;
		text = span_of(cr + 1, text.n - (size_t)(cr - text.p) - 1);
	}
}

static void put_piece(struct scan *s, struct span piece)
{
	const uint8_t *lf;

	while ((lf = memchr(piece.p, '\n', piece.n)) != NULL) {
		size_t n = (size_t)(lf - piece.p);

		put_line(s, span_of(piece.p, n));
		if (s->after_cr)
			s->crlf = true;
		else
			s->lf = true;
		s->after_cr = false;
		end_line(s);
		piece = span_of(lf + 1, piece.n - n - 1);
	}
	put_line(s, piece);
}

static void scan_pem(struct input *in, struct bundle_form *out)
{
	struct scan s = { .blank = true };
	struct span piece;

	while ((piece = input_fill(in, CHUNK_BYTES)).n > 0) {
		put_piece(&s, piece);
		input_skip(in, piece.n);
	}
	s.cr |= s.after_cr;
	end_line(&s);
	out->text = s.text;
	if (s.pkcs7)
		out->format = "p7b-pem";
	if (s.lf + s.crlf + s.cr > 1)
		out->line_ends = "mixed";
	else if (s.lf + s.crlf + s.cr == 1)
		out->line_ends = s.crlf ? "CRLF" : s.cr ? "CR" : "LF";
}

/* A SEQUENCE that begins with an OID is a ContentInfo (RFC 5652 section 3). */
static bool is_content_info(struct span head)
{
	size_t at = 2;

	if (head.n > 2 && head.p[1] > 0x80)
		at += head.p[1] & 0x7f;
	return head.n > at && head.p[at] == DER_OID;
}

static void look(int fd, struct bundle_form *out)
{
	struct input in;
	struct span head;

	input_open_fd(&in, fd);
	input_detect(&in);
	out->utf16 = in.encoding != INPUT_BYTES;
	head = input_fill(&in, 256);
	out->format = format_sniff(head)->name;
	if (strcmp(out->format, "pem") == 0)
		scan_pem(&in, out);
	else if (strcmp(out->format, "der") == 0 && is_content_info(head))
		out->format = "p7b";
	input_close(&in);
}

bool bundle_form_of(const char *path, struct bundle_form *out)
{
	struct stat st;
	int fd;

	*out = (struct bundle_form){ 0 };
	if (strcmp(path, "-") == 0)
		return false;
	fd = retry_open(AT_FDCWD, path,
			O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0);
	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
		out->format = "directory";
	else if (S_ISREG(st.st_mode))
		look(fd, out);
	close(fd);
	return out->format != NULL;
}

static void note(const char *what, const char *old, const char *new,
		 struct buf *out)
{
	if (old != NULL && new != NULL && strcmp(old, new) != 0)
		buf_printf(out, "; %s %s -> %s", what, old, new);
}

void bundle_form_notes(const struct bundle_form *old, const struct bundle_form *new,
		       struct buf *out)
{
	note("format", old->format, new->format, out);
	note("encoding", old->utf16 ? "UTF-16" : "UTF-8",
	     new->utf16 ? "UTF-16" : "UTF-8", out);
	note("line ends", old->line_ends, new->line_ends, out);
	if (old->format != NULL && new->format != NULL)
		note("comments", old->text ? "some" : "none",
		     new->text ? "some" : "none", out);
}
