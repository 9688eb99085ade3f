/* Distinguished names: as text, in canonical form, and equal to themselves. */
#include "fuzz.h"
#include "x509/dn.h"
#include "x509/general_name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span name = span_of(data, size);
	struct buf text = { 0 }, canonical = { 0 };
	uint8_t one[SHA256_BYTES], other[SHA256_BYTES];
	struct tlv cn;

	(void)!dn_text(name, &text);
	fuzz_check_text(buf_span(&text));
	text.n = 0;
	if (dn_find(name, OID_ATTR_CN, &cn)) {
		(void)!text_asn1(cn.tag, cn.body, TEXT_PLAIN, &text);
		fuzz_check_text(buf_span(&text));
	}
	(void)!dn_canonical(name, &canonical);
	dn_digest(name, one);
	dn_digest(name, other);
	fuzz_check(memcmp(one, other, sizeof(one)) == 0, "a digest is a digest");
	fuzz_check(dn_eq(name, name), "a name is equal to itself");
	buf_free(&text);
	buf_free(&canonical);
	return 0;
}
