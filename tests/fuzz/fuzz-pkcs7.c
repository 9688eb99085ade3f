/*
 * PKCS#7: bytes that begin as one does go to its reader; with its frame around
 * them, so that most of what is tried comes further, and as they are.
 */
#include "formats/pkcs7.h"
#include "fuzz.h"

static void read_framed(struct span bytes)
{
	struct buf message = { 0 };
	struct fuzz_read found;

	pkcs7_head(&message, bytes.n);
	buf_add(&message, bytes);
	pkcs7_tail(&message);
	fuzz_read_both(&found, buf_span(&message));
	fuzz_read_free(&found);
	buf_free(&message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span bytes = span_of(data, size);
	struct fuzz_read found;

	if (pkcs7_is(bytes)) {
		fuzz_read_both(&found, bytes);
		fuzz_read_free(&found);
	} else {
		read_framed(bytes);
	}
	return 0;
}
