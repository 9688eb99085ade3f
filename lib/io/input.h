/*
 * Input as a window that moves over a stream: a file, standard input, or the
 * decoded body of a PEM block. The window grows to what a reader asks for at
 * once, and no further; memory does not depend on the length of the stream.
 *
 * Text in UTF-16 (a byte order mark, or NULs where it would have them) comes out
 * as UTF-8; offsets, lines and columns are then those of the UTF-8 text.
 */
#ifndef INPUT_H
#define INPUT_H

#include <sys/types.h>
#include <time.h>

#include "base/span.h"

struct input;

/*
 * A source writes up to room bytes to dst and returns how many; 0 at the end,
 * and -1 (with errno set) where it failed. It is given INPUT_ROOM bytes of room at
 * least, as decoders write whole characters and groups only.
 */
#define INPUT_ROOM 8

typedef ssize_t input_source(void *context, uint8_t *dst, size_t room);

/*
 * A file that is read from where it stands to its end. A regular file that becomes
 * shorter meanwhile is an error and no end: it may be cut where a certificate ends.
 */
struct input_file {
	int fd;
	int error; /* errno where it cannot be told how long it is */
	bool regular;
	off_t size; /* as it was when reading began, and when it had been changed */
	struct timespec changed;
};

/* What errno is after a read of a file that was cut. */
#define INPUT_FILE_CUT (-1)

void input_file_start(struct input_file *f, int fd);

/* input_file_read is read(2), through signals; -1 where the file was cut, too. */
ssize_t input_file_read(struct input_file *f, uint8_t *dst, size_t room);

/* input_error_text says what an errno of a read means. */
const char *input_error_text(int error);

enum input_encoding {
	INPUT_BYTES,
	INPUT_UTF16LE,
	INPUT_UTF16BE,
};

struct input {
	input_source *source;
	void *context;
	struct input_file file; /* of a file source */
	uint8_t *window;
	size_t room;	/* bytes allocated */
	size_t at, end; /* what is unread in the window */
	uint64_t base;	/* offset in the stream of window[0] */
	bool eof;
	int error; /* of a failed read, see input_error_text; the stream ends there
		    */

	enum input_encoding encoding;
	bool odd_utf16; /* UTF-16 with half a character or surrogate */
	struct input_utf16
		*utf16; /* the decoder's state, where encoding asks for it */

	bool keeps;	  /* all from kept on stays in the window ... */
	size_t kept;	  /* ... position there */
	size_t keep_most; /* ... while it has no more bytes than this */

	bool counts_lines; /* set by a reader that will ask for lines and columns */
	size_t counted;	   /* lines are counted up to here in the window */
	uint64_t line;	   /* the line of window[counted], from 1 */
	uint64_t line_start; /* offset in the stream where that line starts */
};

/*
 * input_open_fd starts reading fd, which stays the caller's. input_open_span
 * reads memory that must outlive it, input_open any source.
 * All end with input_close.
 */
void input_open_fd(struct input *in, int fd);
void input_open_span(struct input *in, struct span *bytes);
void input_open(struct input *in, input_source *source, void *context);
void input_close(struct input *in);

/*
 * input_reopen starts over with another stream from the same source, keeping
 * the window's memory.
 */
void input_reopen(struct input *in);

/*
 * input_detect looks at the first bytes and turns UTF-16 into UTF-8 from then
 * on. Before anything else is read.
 */
void input_detect(struct input *in);

/*
 * input_fill tries to have at least want unread bytes in the window and returns
 * all that are there: fewer than want only at the end of the stream. The span is
 * valid until the next input_fill.
 */
struct span input_fill(struct input *in, size_t want);

/*
 * input_keep keeps what is read from here on, until input_kept gives it: all bytes
 * up to the next unread one, valid until the next input_fill. Its p is NULL where
 * there are more than most; then the window has not grown further.
 */
void input_keep(struct input *in, size_t most);
struct span input_kept(struct input *in);

/* input_peek is what is unread in the window as it is. */
static inline struct span input_peek(const struct input *in)
{
	return span_of(in->window + in->at, in->end - in->at);
}

/* input_skip steps over n bytes, which must be in the window. */
static inline void input_skip(struct input *in, size_t n)
{
	in->at += n;
}

/* input_discard steps over n bytes of the stream; returns how many there were. */
uint64_t input_discard(struct input *in, uint64_t n);

/* input_offset is the offset in the stream of the next unread byte. */
static inline uint64_t input_offset(const struct input *in)
{
	return in->base + in->at;
}

/*
 * input_line is the line, from 1, of the byte at p in the window, and
 * input_column its column in bytes, from 1. A line ends with LF, CRLF or CR
 * (RFC 7468 section 3). counts_lines must be set from the start. Positions must not
 * go back behind an earlier question: that keeps counting linear.
 */
uint64_t input_line(struct input *in, const uint8_t *p);
uint64_t input_column(struct input *in, const uint8_t *p);

#endif
