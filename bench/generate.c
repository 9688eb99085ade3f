/*
 * Many distinct certificates from a few: each template in turn, with the last bytes
 * of its serial number replaced by a count. The signatures do not fit any more,
 * which readers that do not check them cannot see.
 *
 * usage: generate COUNT FORMAT TEMPLATES
 */
#include <stdio.h>
#include <stdlib.h>

#include "bundle.h"
#include "format.h"

static bool take(void *context, const struct cert *c, const struct origin *o)
{
	if (c->serial.n >= 8)
		bundle_add(context, c, o);
	return true;
}

static void write_one(struct writer *w, const struct entry *e, uint32_t number)
{
	struct buf der = { 0 };
	size_t at =
		(size_t)(e->cert.serial.p - e->cert.der.p) + e->cert.serial.n - 4;
	struct cert_error why;
	struct cert c;

	buf_add(&der, e->cert.der);
	for (size_t i = 0; i < 4; i++)
		der.p[at + i] = (uint8_t)(number >> (24 - 8 * i));
	if (cert_parse(buf_span(&der), &c, &why))
		writer_certificate(w, &c, &e->origin);
	buf_free(&der);
}

int main(int argc, char **argv)
{
	struct diags diags = { 0 };
	struct bundle templates = { 0 };
	struct reader reader;
	struct outfile out;
	struct writer writer;
	unsigned long count = argc == 4 ? strtoul(argv[1], NULL, 10) : 0;
	const struct format *format = argc == 4 ? format_find(argv[2]) : NULL;

	if (count == 0 || format == NULL) {
		fprintf(stderr,
			"usage: generate COUNT pem|der|p7b|p7b-pem TEMPLATES\n");
		return 2;
	}
	reader_start(&reader, &diags, (struct sink){ take, NULL, &templates });
	if (!reader_path(&reader, argv[3]) || templates.count == 0 ||
	    !outfile_open(&out, NULL))
		return 2;
	writer_start(&writer, format->write, &out, (struct writer_options){ 0 });
	for (unsigned long i = 0; i < count; i++)
		write_one(&writer, &templates.entry[i % templates.count],
			  (uint32_t)i);
	outfile_all_known(&out);
	writer_end(&writer);
	reader_end(&reader);
	bundle_free(&templates);
	return outfile_commit(&out) ? 0 : 2;
}
