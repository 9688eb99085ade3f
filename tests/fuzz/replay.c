/*
 * Runs a fuzz target on each file that is named, and says how many there were.
 * The bytes are copied to memory of just their size, so that a sanitizer sees a
 * read of one byte too many.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool run_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct buf bytes = { 0 };
	uint8_t *exact;
	size_t n;

	if (f == NULL) {
		perror(path);
		return false;
	}
	while ((n = fread(buf_reserve(&bytes, 65536), 1, 65536, f)) > 0)
		bytes.n += n;
	fclose(f);
	exact = malloc(bytes.n > 0 ? bytes.n : 1);
	if (exact == NULL)
		abort();
	if (bytes.n > 0)
		memcpy(exact, bytes.p, bytes.n);
	(void)LLVMFuzzerTestOneInput(exact, bytes.n);
	free(exact);
	buf_free(&bytes);
	return true;
}

int main(int argc, char **argv)
{
	int failed = 0;

	for (int i = 1; i < argc; i++)
		failed += !run_file(argv[i]);
	printf("%d files\n", argc - 1 - failed);
	return failed > 0 || argc < 2;
}
