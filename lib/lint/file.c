#include "lint/file.h"

#include "base/buf.h"
#include "formats/openssl_trust.h"

enum lint_id lint_of_diag(enum diag_id id)
{
	static const enum lint_id of[] = {
#define DIAG(...)		  LINT_ID_COUNT,
#define DIAG_CHECK(constant, ...) LINT_ID_##constant,
#include "base/diag.def"
#undef DIAG
#undef DIAG_CHECK
	};

	return of[id];
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
