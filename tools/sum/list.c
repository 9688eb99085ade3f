#include "tools/sum/list.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "io/retry.h"

/* By whether the digest is of a set with trust. */
static const char *const tags[] = { "SHA256-SET (", "SHA256-SET+TRUST (" };

void sum_line_put(struct buf *out, const struct sum_line *line, bool escape)
{
	escape = escape && strpbrk(line->file, "\\\n\r") != NULL;
	if (escape)
		buf_put(out, '\\');
	buf_str(out, tags[line->trust]);
	for (const char *p = line->file; *p != '\0'; p++) {
		if (escape && (*p == '\\' || *p == '\n' || *p == '\r')) {
			buf_put(out, '\\');
			buf_put(out, *p == '\n' ? 'n' : *p == '\r' ? 'r' : '\\');
		} else {
			buf_put(out, (uint8_t)*p);
		}
	}
	buf_str(out, ") = ");
	buf_hex(out, span_of(line->digest, SHA256_BYTES));
}

bool sum_list_open(struct sum_list *l, const char *path, bool null)
{
	bool standard_input = path == NULL || strcmp(path, "-") == 0;

	*l = (struct sum_list){ .name = standard_input ? "-" : path,
				.end = null ? '\0' : '\n' };
	if (standard_input) {
		l->file = stdin;
	} else {
		int fd = retry_open(AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);

		l->file = fd >= 0 ? fdopen(fd, "r") : NULL;
	}
	return l->file != NULL;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* 64 hex digits and nothing behind them. */
static bool read_digest(const char *s, uint8_t out[SHA256_BYTES])
{
	for (size_t i = 0; i < SHA256_BYTES; i++, s += 2) {
		int high = hex_digit(s[0]), low = high < 0 ? -1 : hex_digit(s[1]);

		if (low < 0)
			return false;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return *s == '\0';
}

/* Undoes the escapes in place; false where one is none. */
static bool unescape(char *s)
{
	char *to = s;

	for (; *s != '\0'; s++) {
		if (*s != '\\') {
			*to++ = *s;
			continue;
		}
		s++;
		if (*s != 'n' && *s != 'r' && *s != '\\')
			return false;
		*to++ = *s == 'n' ? '\n' : *s == 'r' ? '\r' : '\\';
	}
	*to = '\0';
	return true;
}

/* "<64 hex digits>  FILE", or sha256sum --tag. */
static bool is_file_sum(const char *s)
{
	size_t n = strspn(s, "0123456789abcdefABCDEF");

	return (n == 64 && s[n] == ' ') || strncmp(s, "SHA256 (", 8) == 0;
}

/* What follows a tag; NULL where there is none. */
static char *after_tag(char *s, bool *trust)
{
	for (size_t i = 0; i < ARRAY_LEN(tags); i++) {
		*trust = i > 0;
		if (strncmp(s, tags[i], strlen(tags[i])) == 0)
			return s + strlen(tags[i]);
	}
	return NULL;
}

static enum sum_next parse(char *s, struct sum_line *out)
{
	bool escaped = *s == '\\';
	char *end = NULL;

	s += escaped;
	if (is_file_sum(s))
		return SUM_OF_FILE;
	s = after_tag(s, &out->trust);
	if (s == NULL)
		return SUM_OTHER;
	/* The last one: a name may hold ") = " as well. */
	for (char *p = s; (p = strstr(p, ") = ")) != NULL; p++)
		end = p;
	if (end == NULL || !read_digest(end + 4, out->digest))
		return SUM_OTHER;
	*end = '\0';
	if (escaped && !unescape(s))
		return SUM_OTHER;
	out->file = s;
	return SUM_LINE;
}

enum sum_next sum_list_next(struct sum_list *l, struct sum_line *out)
{
	ssize_t n;

	while ((n = getdelim(&l->text, &l->room, l->end, l->file)) > 0) {
		enum sum_next next;

		l->line++;
		if (l->text[n - 1] == l->end)
			l->text[--n] = '\0';
		if (n > 0 && l->end == '\n' && l->text[n - 1] == '\r')
			l->text[--n] = '\0';
		if (n == 0 || l->text[0] == '#')
			continue;
		next = parse(l->text, out);
		l->lines += next == SUM_LINE;
		return next;
	}
	return ferror(l->file) ? SUM_UNREADABLE : SUM_END;
}

void sum_list_close(struct sum_list *l)
{
	if (l->file != stdin)
		fclose(l->file);
	free(l->text);
	*l = (struct sum_list){ 0 };
}
