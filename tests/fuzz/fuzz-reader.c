/*
 * The whole reader: any bytes. In pieces of one byte it finds the same as in one
 * piece, and what every format writes of that is read back.
 */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span bytes = span_of(data, size);
	struct fuzz_read whole;

	fuzz_read_both(&whole, bytes);
	for (size_t i = 0; whole.bundle.count > 0 && format_row(i) != NULL; i++) {
		const struct format *format = format_row(i);
		struct fuzz_read again;
		struct buf written;

		if (format->write == NULL)
			continue;
		written = fuzz_write(&whole.bundle, format);
		fuzz_read(&again, buf_span(&written), 0);
		fuzz_check(again.diags.errors == 0, "what is written is read");
		fuzz_check(fuzz_same(&whole.bundle, &again.bundle),
			   "what is written is the same set");
		fuzz_read_free(&again);
		buf_free(&written);
	}
	fuzz_read_free(&whole);
	return 0;
}
