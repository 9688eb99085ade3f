/*
 * The text and the blocks of PEM, without what is in them: labels, lines and
 * decoded bytes are the same in one piece and in pieces of one byte.
 */
#include "formats/pem.h"
#include "fuzz.h"

static void read_body(struct pem *p, struct buf *words)
{
	uint8_t part[48];
	ssize_t n;

	while ((n = pem_read(p, part, sizeof(part))) > 0)
		buf_hex(words, span_of(part, (size_t)n));
}

static void read_blocks(struct fuzz_read *f, struct span bytes, size_t step)
{
	struct input in;
	struct pem p;

	*f = (struct fuzz_read){ .step = step, .left = bytes };
	f->diags = (struct diags){ .report = fuzz_report, .context = f };
	input_open(&in, fuzz_source, f);
	pem_start(&p, &in, &f->diags, "fuzz");
	while (pem_next(&p)) {
		fuzz_check(strlen(p.label) <= CAP_LABEL, "a label has a limit");
		fuzz_check_text(span_str(p.label));
		read_body(&p, &f->words);
		buf_printf(&f->words, " %s %d %llu-%llu\n", p.label, pem_finish(&p),
			   (unsigned long long)p.first, (unsigned long long)p.last);
	}
	input_close(&in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_read whole, pieces;

	read_blocks(&whole, span_of(data, size), 0);
	read_blocks(&pieces, span_of(data, size), 1);
	fuzz_check(span_eq(buf_span(&whole.words), buf_span(&pieces.words)),
		   "pieces give the same blocks");
	fuzz_read_free(&whole);
	fuzz_read_free(&pieces);
	return 0;
}
