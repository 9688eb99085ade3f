#include "set/fingerprints.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/caps.h"
#include "formats/format.h"
#include "io/retry.h"
#include "x509/text.h"

static int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* 64 hex digits, with colons or without, ended by white space or the line's end. */
static bool parse_digest(struct span s, uint8_t out[SHA256_BYTES])
{
	size_t digits = 0;

	for (; s.n > 0 && *s.p != ' ' && *s.p != '\t'; s.p++, s.n--) {
		int value = hex_digit(*s.p);

		if (*s.p == ':' && digits % 2 == 0)
			continue;
		if (value < 0 || digits == 2 * SHA256_BYTES)
			return false;
		if (digits % 2 == 0)
			out[digits / 2] = (uint8_t)(value << 4);
		else
			out[digits / 2] |= (uint8_t)value;
		digits++;
	}
	return digits == 2 * SHA256_BYTES;
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct span skip_blanks(struct span s)
{
	while (s.n > 0 && is_blank(*s.p)) {
		s.p++;
		s.n--;
	}
	return s;
}

/*
 * The line without its comment, white space around it, and "sha256 Fingerprint=".
 */
static struct span trim(struct span line)
{
	static const struct span openssl = SPAN_LIT("Fingerprint=");
	const uint8_t *at = line.n > 0 ? memchr(line.p, '#', line.n) : NULL;

	if (at != NULL)
		line.n = (size_t)(at - line.p);
	at = line.n > 0 ? memmem(line.p, line.n < 32 ? line.n : 32, openssl.p,
				 openssl.n)
			: NULL;
	if (at != NULL) {
		line.n -= (size_t)(at + openssl.n - line.p);
		line.p = at + openssl.n;
	}
	line = skip_blanks(line);
	while (line.n > 0 && is_blank(line.p[line.n - 1]))
		line.n--;
	return line;
}

static bool is_blanks(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!is_blank(p[i]))
			return false;
	return true;
}

/*
 * Cuts the next line off the input; of one that is longer than a fingerprint and a
 * comment need, the rest is passed over, and whole says whether that was only
 * blanks. False at the end.
 */
static bool next_line(struct input *in, uint8_t *copy, struct span *line,
		      bool *whole)
{
	struct span s = input_fill(in, CAP_LIST_LINE);
	size_t most = CAP_LIST_LINE;
	const uint8_t *eol = NULL;

	if (s.n == 0)
		return false;
	*whole = true;
	*line = (struct span){ copy, 0 };
	for (; eol == NULL && s.n > 0; s = input_fill(in, 1)) {
		size_t n, kept;

		eol = memchr(s.p, '\n', s.n);
		n = eol != NULL ? (size_t)(eol - s.p) : s.n;
		kept = n < most ? n : most;
		memcpy(copy + line->n, s.p, kept);
		line->n += kept;
		most -= kept;
		*whole &= is_blanks(s.p + kept, n - kept);
		input_skip(in, n + (eol != NULL));
	}
	return true;
}

/*
 * Whether text that begins so is a list: after comments and blank lines comes a
 * fingerprint, or nothing at all, which is a list of none.
 */
static bool is_list(struct span head)
{
	if (head.n > CAP_LIST_HEAD)
		head.n = CAP_LIST_HEAD;
	while (head.n > 0) {
		const uint8_t *eol = memchr(head.p, '\n', head.n);
		size_t n = eol != NULL ? (size_t)(eol - head.p) : head.n;
		struct span line = trim(span_of(head.p, n));
		uint8_t digest[SHA256_BYTES];

		if (line.n > 0)
			return parse_digest(line, digest);
		n += eol != NULL;
		head.p += n;
		head.n -= n;
	}
	return true;
}

/* Whether a fingerprint, or its absence, ends within a line that was cut. */
static bool has_end(struct span line)
{
	struct span rest = skip_blanks(line);

	for (; rest.n > 0; rest.p++, rest.n--)
		if (*rest.p == '#' || is_blank(*rest.p))
			return true;
	return false;
}

static void read_list(struct digest_index *to, struct input *in, const char *path,
		      struct diags *diags)
{
	struct place at = { .file = path };
	uint8_t copy[CAP_LIST_LINE];
	struct span line;
	bool whole;

	while (next_line(in, copy, &line, &whole)) {
		uint8_t digest[SHA256_BYTES];
		bool seen, fresh;

		at.line++;
		seen = whole || has_end(line);
		line = trim(line);
		if (line.n == 0 && seen)
			continue;
		if (seen && parse_digest(line, digest))
			digest_index_add(to, digest, &fresh);
		else
			diag_report(diags, DIAG_ID_NOT_A_FINGERPRINT, &at, NULL);
	}
	if (in->error != 0)
		diag_report(diags, DIAG_ID_CANNOT_READ, &at, "%s",
			    input_error_text(in->error));
}

static bool take_certificate(void *context, const struct cert *c,
			     const struct origin *o UNUSED)
{
	uint8_t digest[SHA256_BYTES];
	bool fresh;

	digest_sha256(c->der, digest);
	digest_index_add(context, digest, &fresh);
	return true;
}

/* A pipe cannot be opened twice: what was looked at is read on. */
static void read_open(struct digest_index *to, struct input *in, const char *path,
		      struct diags *diags)
{
	struct reader r;

	if (is_list(input_fill(in, CAP_LIST_HEAD))) {
		read_list(to, in, path, diags);
		return;
	}
	reader_start(&r, diags, (struct sink){ take_certificate, NULL, to });
	if (!reader_input(&r, in, path))
		diags->errors++; /* take_certificate never stops it */
	reader_end(&r);
}

static void read_directory(struct digest_index *to, int fd, const char *path,
			   struct diags *diags)
{
	struct reader r;

	reader_start(&r, diags, (struct sink){ take_certificate, NULL, to });
	directory_read(&r, path, fd);
	reader_end(&r);
}

void fingerprints_add(struct digest_index *to, const char *path,
		      struct diags *diags)
{
	struct place at = { .file = path };
	struct input in;
	struct stat st;
	int fd = retry_open(AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NOCTTY, 0);

	if (fd < 0) {
		diag_report(diags, DIAG_ID_CANNOT_OPEN, &at, "%s", strerror(errno));
		return;
	}
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		read_directory(to, fd, path, diags);
		return;
	}
	input_open_fd(&in, fd);
	read_open(to, &in, path, diags);
	input_close(&in);
	close(fd);
}
