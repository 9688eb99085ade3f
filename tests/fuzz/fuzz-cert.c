/* One certificate: its view, and every field of it as text, which does nothing to a
 * terminal. */
#include "fuzz.h"
#include "report/field.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct field_context context = { .now = 1700000000 };
	struct origin origin = { .file = "fuzz" };
	struct facts facts = { 0 };
	struct cert_error why;
	struct buf text = { 0 };
	struct cert c;

	if (!cert_parse(span_of(data, size), &c, &why)) {
		fuzz_check(why.offset <= size, "an error is within the bytes");
		return 0;
	}
	facts_start(&facts, &context, &c, &origin, 1);
	for (size_t i = 0; field_row(i) != NULL; i++) {
		const struct field *field = field_row(i);
		struct value v = field_get(field, &facts);

		text.n = 0;
		value_text(field, &v, &text);
		fuzz_check_text(buf_span(&text));
		text.n = 0;
		value_key(field, &v, &text);
	}
	facts_free(&facts);
	buf_free(&text);
	return 0;
}
