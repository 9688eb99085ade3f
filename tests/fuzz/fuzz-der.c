/*
 * DER: every element by der.h is one by libtasn1's own functions, but for the
 * differences that der_tasn1.h lists; the strict walk stays in the bytes.
 */
#include "fuzz.h"
#include "tests/der_tasn1.h"
#include "x509/strict_der.h"

static void check_fault(void *context, const struct strict_der_fault *f)
{
	const size_t *size = context;

	fuzz_check(f->offset <= *size, "a fault lies within the bytes");
	fuzz_check(f->fact != NULL && f->path != NULL, "a fault has words");
	fuzz_check_text(span_str(f->path));
	fuzz_check_text(span_str(f->fact));
}

/* From every element into its content, or over it, without a stack. */
static void walk(struct span s)
{
	enum der_difference ignored;
	struct tlv t;

	while (s.n > 0) {
		const char *wrong = der_tasn1_compare(s, &ignored);

		fuzz_check(wrong == NULL, wrong);
		if (der_is(s, DER_OID)) {
			struct span rest = s;
			struct buf text = { 0 };

			if (der_next(&rest, &t))
				(void)!der_oid_text(t.body, &text);
			buf_free(&text);
		}
		if (s.p[0] & 0x20 || !der_next(&s, &t)) {
			struct der_head h;
			struct span head;

			if (der_head(s, &h) != DER_OK ||
			    !span_take(&s, h.header, &head))
				return;
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span bytes = span_of(data, size);

	walk(bytes);
	strict_der_walk(bytes, check_fault, &size);
	return 0;
}
