#include "io/input.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "io/utf16.h"

#define WINDOW_BYTES ((size_t)128 * 1024)

void input_file_start(struct input_file *f, int fd)
{
	struct stat st;

	*f = (struct input_file){ .fd = fd };
	if (fstat(fd, &st) != 0) {
		f->error = errno;
		return;
	}
	f->regular = S_ISREG(st.st_mode);
	f->size = st.st_size;
	f->changed = st.st_mtim;
}

/*
 * 0 at the end of the file; else what errno is. Files of the kernel state a size
 * that they do not have: only what changed meanwhile was cut.
 */
static int error_at_end(const struct input_file *f)
{
	struct input_file now;
	off_t at;

	if (f->error != 0 || !f->regular)
		return f->error;
	at = lseek(f->fd, 0, SEEK_CUR);
	if (at < 0)
		return errno;
	if (at >= f->size)
		return 0;
	input_file_start(&now, f->fd);
	if (now.error != 0)
		return now.error;
	return now.size == f->size && now.changed.tv_sec == f->changed.tv_sec &&
			       now.changed.tv_nsec == f->changed.tv_nsec
		       ? 0
		       : INPUT_FILE_CUT;
}

ssize_t input_file_read(struct input_file *f, uint8_t *dst, size_t room)
{
	ssize_t n;

	do {
		n = read(f->fd, dst, room);
	} while (n < 0 && errno == EINTR);
	if (n != 0)
		return n;
	errno = error_at_end(f);
	return errno != 0 ? -1 : 0;
}

const char *input_error_text(int error)
{
	return error == INPUT_FILE_CUT ? "it became shorter while it was read"
				       : strerror(error);
}

static ssize_t read_file(void *context, uint8_t *dst, size_t room)
{
	struct input *in = context;

	return input_file_read(&in->file, dst, room);
}

static ssize_t read_span(void *context, uint8_t *dst, size_t room)
{
	struct span *left = context, part;
	size_t n = room < left->n ? room : left->n;

	if (!span_take(left, n, &part))
		return -1;
	if (n > 0)
		memcpy(dst, part.p, n);
	return (ssize_t)n;
}

void input_open(struct input *in, input_source *source, void *context)
{
	*in = (struct input){ .source = source, .context = context, .line = 1 };
}

void input_open_fd(struct input *in, int fd)
{
	input_open(in, read_file, in);
	input_file_start(&in->file, fd);
}

void input_open_span(struct input *in, struct span *bytes)
{
	input_open(in, read_span, bytes);
}

void input_close(struct input *in)
{
	free(in->window);
	free(in->utf16);
	*in = (struct input){ 0 };
}

void input_reopen(struct input *in)
{
	in->at = in->end = in->counted = 0;
	in->base = in->line_start = 0;
	in->line = 1;
	in->eof = in->keeps = false;
	in->error = 0;
}

void input_keep(struct input *in, size_t most)
{
	in->keeps = true;
	in->kept = in->at;
	in->keep_most = most;
}

struct span input_kept(struct input *in)
{
	bool all = in->keeps && in->at - in->kept <= in->keep_most;

	in->keeps = false;
	return all ? span_of(in->window + in->kept, in->at - in->kept)
		   : span_of(NULL, 0);
}

/* One read from the source, through the UTF-16 decoder where it is on. */
static void refill(struct input *in)
{
	uint8_t *dst = in->window + in->end;
	size_t room = in->room - in->end;
	ssize_t n;

	if (in->utf16 != NULL)
		n = utf16_read(in, dst, room);
	else
		n = in->source(in->context, dst, room);
	if (n < 0)
		in->error = errno;
	if (n <= 0)
		in->eof = true;
	else
		in->end += (size_t)n;
}

/*
 * Drops what was read, but for what is kept, and for a CR whose line end is not
 * decided yet.
 */
static void compact(struct input *in)
{
	size_t from = in->at;

	in->keeps = in->keeps && in->at - in->kept <= in->keep_most;
	if (in->keeps)
		from = in->kept;
	if (in->counts_lines) {
		input_line(in, in->window + in->at);
		if (in->counted < from)
			from = in->counted;
	}
	memmove(in->window, in->window + from, in->end - from);
	in->base += from;
	in->at -= from;
	in->end -= from;
	in->kept -= in->keeps ? from : 0;
	in->counted = in->counts_lines ? in->counted - from : 0;
}

struct span input_fill(struct input *in, size_t want)
{
	if (in->end - in->at >= want || in->eof)
		return input_peek(in);
	if (in->at > 0)
		compact(in);
	if (in->room < want + in->at + INPUT_ROOM || in->window == NULL) {
		size_t room = in->room > 0 ? in->room : WINDOW_BYTES;

		while (room < want + in->at + INPUT_ROOM)
			room *= 2;
		in->window = arena_grow(in->window, room);
		in->room = room;
	}
	while (in->end - in->at < want && !in->eof)
		refill(in);
	return input_peek(in);
}

/* Two characters of ASCII, each with a zero byte where UTF-16 has one. */
static bool looks_wide(struct span head, size_t zero)
{
	for (size_t i = 0; i < 4; i += 2)
		if (head.n < 4 || head.p[i + zero] != 0 ||
		    head.p[i + 1 - zero] < '\t' || head.p[i + 1 - zero] > '~')
			return false;
	return true;
}

void input_detect(struct input *in)
{
	struct span head = input_fill(in, 4);

	if (span_starts(head, SPAN_LIT("\xff\xfe")) || looks_wide(head, 1))
		in->encoding = INPUT_UTF16LE;
	else if (span_starts(head, SPAN_LIT("\xfe\xff")) || looks_wide(head, 0))
		in->encoding = INPUT_UTF16BE;
	else
		return;
	utf16_start(in, in->encoding == INPUT_UTF16BE);
}

uint64_t input_discard(struct input *in, uint64_t n)
{
	uint64_t done = 0;

	while (done < n) {
		struct span have = input_fill(in, 1);
		uint64_t part = have.n < n - done ? have.n : n - done;

		if (have.n == 0)
			break;
		input_skip(in, (size_t)part);
		done += part;
	}
	return done;
}

/* How many lines end in the n bytes at p; p[n] can be read. */
VECTORISE static uint64_t count_line_ends(const uint8_t *p, size_t n)
{
	uint64_t ends = 0;

	while (n > 0) {
		size_t part = n < 255 ? n : 255;
		uint8_t few = 0; /* cannot overflow in 255 steps: this is what
				    vectorises */

		for (size_t i = 0; i < part; i++)
			few = (uint8_t)(few +
					((p[i] == '\n') |
					 ((p[i] == '\r') & (p[i + 1] != '\n'))));
		ends += few;
		p += part;
		n -= part;
	}
	return ends;
}

/* The last line end in the n bytes at p; there is one. */
static size_t last_line_end(const uint8_t *p, size_t n)
{
	while (n > 1 && p[n - 1] != '\n' && p[n - 1] != '\r')
		n--;
	return n;
}

uint64_t input_line(struct input *in, const uint8_t *p)
{
	const uint8_t *from;
	uint64_t ends;
	size_t n;

	if (in->window == NULL || p < in->window + in->counted)
		return in->line;
	from = in->window + in->counted;
	n = (size_t)(p - from);
	/*
	 * A CR at the very end of the window: its line end waits for the next byte.
	 */
	if (n > 0 && p == in->window + in->end && p[-1] == '\r')
		n--;
	/* count_line_ends reads one byte more: the last one is looked at apart. */
	if (n == 0)
		return in->line;
	ends = count_line_ends(from, n - 1);
	if (from[n - 1] == '\n' ||
	    (from[n - 1] == '\r' && from + n < in->window + in->end &&
	     from[n] != '\n'))
		ends++;
	else if (from[n - 1] == '\r' && from + n < in->window + in->end)
		n--; /* between CR and LF: the LF will count */
	if (ends > 0)
		in->line_start = in->base + in->counted + last_line_end(from, n);
	in->line += ends;
	in->counted += n;
	return in->line;
}

uint64_t input_column(struct input *in, const uint8_t *p)
{
	input_line(in, p);
	return in->base + (uint64_t)(p - in->window) - in->line_start + 1;
}
