/* Expressions of --where: any text is a filter, or an error; a filter gives an
 * answer. */
#include "fuzz.h"
#include "report/filter.h"

/* A certificate to ask of, the smallest that is one; its dates and names are odd.
 */
static const uint8_t der[] = {
	0x30, 0x2b, 0x30, 0x1f, 0x02, 0x01, 0x01, 0x30, 0x03, 0x06, 0x01, 0x2a,
	0x30, 0x00, 0x30, 0x04, 0x17, 0x00, 0x17, 0x00, 0x30, 0x00, 0x30, 0x0a,
	0x30, 0x03, 0x06, 0x01, 0x2a, 0x03, 0x03, 0x00, 0x01, 0x02, 0x30, 0x03,
	0x06, 0x01, 0x2a, 0x03, 0x03, 0x00, 0x01, 0x02, 0x00
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct field_context context = { .now = 1700000000 };
	struct origin origin = { .file = "fuzz" };
	struct facts facts = { 0 };
	struct filter filter = { 0 };
	struct buf text = { 0 };
	struct filter_error wrong;
	struct cert_error why;
	struct cert c;

	buf_add(&text, span_of(data, size));
	if (filter_add(&filter, buf_c(&text), 1700000000, &wrong) &&
	    cert_parse(span_of(der, sizeof(der)), &c, &why)) {
		facts_start(&facts, &context, &c, &origin, 1);
		(void)!filter_match(&filter, &facts);
		facts_free(&facts);
	}
	filter_free(&filter);
	buf_free(&text);
	return 0;
}
