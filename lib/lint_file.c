#include "lint_file.h"

#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#include "openssl_trust.h"

/*
 * Not findings: a file that cannot be opened or read is trouble; lists of
 * fingerprints are not read here; and what a directory has twice is as it should
 * be.
 */
enum {
	LINT_ID_CANNOT_OPEN = LINT_ID_COUNT,
	LINT_ID_CANNOT_READ = LINT_ID_COUNT,
	LINT_ID_NOT_A_FINGERPRINT = LINT_ID_COUNT,
	LINT_ID_REPEATED = LINT_ID_COUNT,
	LINT_ID_JSON = LINT_ID_COUNT,
	LINT_ID_AWS_ANSWER = LINT_ID_COUNT,
	LINT_ID_AWS_PAGE = LINT_ID_COUNT,
	LINT_ID_NO_JANSSON = LINT_ID_COUNT,
};

enum lint_id lint_of_diag(enum diag_id id)
{
	static const int of[] = {
#define DIAG(constant, id, severity, fact, standard) LINT_ID_##constant,
#include "diag.def"
#undef DIAG
	};

	return (enum lint_id)of[id];
}

static void count_line_ends(struct lint_look *look, struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\n') {
			look->crlf += look->after_cr;
			look->lf += !look->after_cr;
		} else {
			look->cr += look->after_cr;
		}
		look->after_cr = s.p[i] == '\r';
	}
}

ssize_t lint_look_read(void *context, uint8_t *dst, size_t room)
{
	struct lint_look *look = context;
	ssize_t n;

	do {
		n = read(look->fd, dst, room);
	} while (n < 0 && errno == EINTR);
	if (n > 0) {
		look->bytes += (size_t)n;
		count_line_ends(look, span_of(dst, (size_t)n));
		if (look->keep != NULL)
			buf_add(look->keep, span_of(dst, (size_t)n));
	}
	if (n == 0) {
		look->cr += look->after_cr;
		look->after_cr = false;
	}
	return n;
}

void lint_line_ends(const struct lint_look *look, const struct lint_sink *to)
{
	unsigned kinds =
		(look->lf > 0) + (look->crlf > 0) + (unsigned)(look->cr > 0);

	if (kinds > 1)
		lint_found(to, LINT_ID_LINE_ENDS,
			   "%" PRIu64 " lines end with LF, %" PRIu64
			   " with CRLF, %" PRIu64 " with CR alone",
			   look->lf, look->crlf, look->cr);
	else if (look->cr > 0)
		lint_found(to, LINT_ID_LINE_ENDS_CR,
			   "all %" PRIu64 " lines end with CR alone", look->cr);
}

void lint_trust_settings(const struct trust *trust, const struct lint_sink *to)
{
	struct buf text = { 0 };

	if (trust->aux.p == NULL)
		return;
	openssl_trust_text(trust, &text);
	lint_found(to, trust->distrusted ? LINT_ID_DISTRUSTED : LINT_ID_TRUST_DATA,
		   "%s", text.n > 0 ? buf_c(&text) : "a name");
	buf_free(&text);
}
