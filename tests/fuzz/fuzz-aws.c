/* What AWS answers, in JSON: what is read lies in its arena, and fails by name. */
#include "aws/aws.h"
#include "fuzz.h"

static void check_read(bool read, const struct fuzz_read *f)
{
	fuzz_check(read == (f->diags.errors == 0), "what fails is reported");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = fuzz_file(span_of(data, size));
	struct aws_answers answers = { 0 };
	struct fuzz_read f = { .left = { NULL, 0 } };

	f.diags = (struct diags){ .report = fuzz_report, .context = &f };
	check_read(aws_read_certificates(&answers, path, &f.diags), &f);
	f.diags.errors = 0;
	check_read(aws_read_versions(&answers, path, &f.diags), &f);
	for (size_t i = 0; i < answers.versions; i++)
		for (size_t k = 0; k < answers.version[i].ca_count; k++)
			fuzz_check(answers.version[i].ca[k].n <= size,
				   "a name is no longer than the file");
	aws_free(&answers);
	buf_free(&f.words);
	return 0;
}
