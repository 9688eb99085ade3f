/* Small languages: templates for names, and times. */
#include "fuzz.h"
#include "report/template.h"
#include "x509/moment.h"

static void check_moment(const char *text)
{
	int64_t when, until, again;
	struct buf iso = { 0 };

	if (!moment_of_text(text, 1700000000, &when, &until))
		return;
	fuzz_check(when <= until, "a time ends after it begins");
	if (when > -60000000000 && when < 250000000000) { /* years of four digits */
		moment_iso(when, &iso);
		fuzz_check(moment_of_text(buf_c(&iso), 0, &again, NULL) &&
				   again == when,
			   "a time is read back");
	}
	buf_free(&iso);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct template template = { 0 };
	struct buf text = { 0 }, scratch = { 0 };

	buf_add(&text, span_of(data, size));
	check_moment(buf_c(&text));
	(void)!template_parse(&template, buf_c(&text), &scratch);
	buf_free(&scratch);
	buf_free(&text);
	return 0;
}
