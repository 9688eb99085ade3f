#include "lint/file.h"

#include "base/buf.h"
#include "formats/openssl_trust.h"

/*
 * Not findings: a file that cannot be opened or read is trouble; lists of
 * fingerprints and CRLs are not read here; what a directory has twice is as it
 * should be; and only writers meet settings that do not go together.
 */
enum {
	LINT_ID_CANNOT_OPEN = LINT_ID_COUNT,
	LINT_ID_CANNOT_READ = LINT_ID_COUNT,
	LINT_ID_NOT_A_FINGERPRINT = LINT_ID_COUNT,
	LINT_ID_REPEATED = LINT_ID_COUNT,
	LINT_ID_NO_CRL = LINT_ID_COUNT,
	LINT_ID_CRL_FIELD = LINT_ID_COUNT,
	LINT_ID_TRUST_CONFLICT = LINT_ID_COUNT,
	LINT_ID_JSON = LINT_ID_COUNT,
	LINT_ID_AWS_ANSWER = LINT_ID_COUNT,
	LINT_ID_AWS_PAGE = LINT_ID_COUNT,
	LINT_ID_NO_JANSSON = LINT_ID_COUNT,
};

enum lint_id lint_of_diag(enum diag_id id)
{
	static const int of[] = {
#define DIAG(constant, id, severity, fact, standard) LINT_ID_##constant,
#include "base/diag.def"
#undef DIAG
	};

	return (enum lint_id)of[id];
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
