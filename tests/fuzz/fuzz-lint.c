/* The profile of one certificate: findings are text, and of one check they are few.
 */
#include "base/caps.h"
#include "fuzz.h"
#include "lint/profile.h"

static void take(void *context, enum lint_id id, const char *fact)
{
	unsigned *count = context;

	fuzz_check(id < LINT_ID_COUNT, "a finding has a row");
	fuzz_check(++count[id] <= CAP_CERT_REPEATS + 1,
		   "findings of one check are few");
	fuzz_check_text(span_str(fact));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned count[LINT_ID_COUNT] = { 0 };
	struct lint_sink sink = { take, count };
	struct cert_error why;
	struct cert c;

	if (cert_parse(span_of(data, size), &c, &why))
		lint_profile(&c, &sink);
	return 0;
}
