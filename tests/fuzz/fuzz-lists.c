/* Lists of digests: the fingerprints of --exclude, and the sums of --check. */
#include "fuzz.h"
#include "set/fingerprints.h"
#include "tools/sum/list.h"

static void read_fingerprints(const char *path)
{
	struct fuzz_read f = { .left = { NULL, 0 } };
	struct digest_index index = { 0 };

	f.diags = (struct diags){ .report = fuzz_report, .context = &f };
	fingerprints_add(&index, path, &f.diags);
	digest_index_free(&index);
	buf_free(&f.words);
}

/* A line that is read is read back from what is written of it. */
static void check_line(const struct sum_line *line)
{
	struct buf text = { 0 };

	fuzz_check(line->file != NULL, "a line names a file");
	sum_line_put(&text, line, true);
	fuzz_check(memchr(text.p, '\n', text.n) == NULL, "a line is one line");
	buf_free(&text);
}

static void read_sums(const char *path, bool null)
{
	struct sum_line line;
	struct sum_list list;
	enum sum_next next;

	fuzz_check(sum_list_open(&list, path, null), "the list opens");
	while ((next = sum_list_next(&list, &line)) != SUM_END &&
	       next != SUM_UNREADABLE)
		if (next == SUM_LINE)
			check_line(&line);
	sum_list_close(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = fuzz_file(span_of(data, size));

	read_fingerprints(path);
	read_sums(path, false);
	read_sums(path, true);
	return 0;
}
