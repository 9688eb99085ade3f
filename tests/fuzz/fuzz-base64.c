/* Base64: what is encoded is decoded to the same, by every kernel. */
#include "base/base64.h"
#include "base/base64_kernel.h"
#include "fuzz.h"

/* Decodes lines that base64_lines wrote, but for the padded end. */
static void check_lines(struct span bytes, struct span eol)
{
	size_t n = base64_lines_bytes(bytes.n, eol.n), done = 0;
	uint8_t *text = malloc(n + 1), *back = malloc(bytes.n + 4);
	struct span rest;

	if (text == NULL || back == NULL)
		abort();
	fuzz_check(base64_lines(bytes, eol, text) == text + n,
		   "the length is known before");
	rest = span_of(text, n);
	while (rest.n >= 4) {
		size_t before = done;

		done += base64_full_lines(&rest, back + done, bytes.n + 4 - done);
		done += base64_run(&rest, back + done, bytes.n + 4 - done);
		if (done == before && base64_class(*rest.p) != BASE64_EOL)
			break;
		while (rest.n > 0 && base64_class(*rest.p) == BASE64_EOL)
			rest = span_of(rest.p + 1, rest.n - 1);
	}
	fuzz_check(done == bytes.n / 3 * 3 && memcmp(back, bytes.p, done) == 0,
		   "what is encoded is decoded to the same");
	free(text);
	free(back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span s = span_of(data, size);
	uint8_t out[64], plain[64];

	if (size == 0)
		return 0;
	check_lines(s, SPAN_LIT("\n"));
	check_lines(s, SPAN_LIT("\r\n"));
	for (size_t at = 0; at + BASE64_LINE <= size; at += BASE64_LINE) {
		bool good = base64_plain.decode(data + at, plain);

		fuzz_check(base64_best()->decode(data + at, out) == good,
			   "kernels agree on what is base64");
		fuzz_check(!good || memcmp(out, plain, BASE64_LINE_BYTES) == 0,
			   "kernels decode to the same");
	}
	return 0;
}
