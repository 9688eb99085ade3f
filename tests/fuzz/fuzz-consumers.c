/* What consumers would load: any bytes, each consumer. */
#include "consumer/consumer.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < CONSUMER_COUNT; i++) {
		struct prediction p = { 0 };
		size_t loaded = 0;

		consumer_predict((enum consumer_id)i, span_of(data, size), &p);
		for (size_t k = 0; k < p.count; k++) {
			fuzz_check(p.item[k].der.n <= size,
				   "a certificate is no longer than the file");
			if (p.item[k].reason != NULL)
				fuzz_check_text(span_str(p.item[k].reason));
			loaded += p.item[k].der.n > 0;
		}
		fuzz_check(p.loaded <= loaded, "what is loaded is somewhere");
		fuzz_check((p.loaded == 0) == (p.refusal != NULL),
			   "nothing is loaded for a reason");
		prediction_free(&p);
	}
	return 0;
}
