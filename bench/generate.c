/*
 * Many distinct certificates from a few: each template in turn, with the last bytes
 * of its serial number and the first of its common name replaced by a count, in the
 * issuer too where it is the subject. The signatures do not fit any more, which
 * readers that do not check them cannot see.
 *
 * usage: generate COUNT FORMAT TEMPLATES [FIRST]
 *
 * The count begins with FIRST, 0 by default.
 */
#include <stdio.h>
#include <stdlib.h>

#include "formats/format.h"
#include "set/bundle.h"
#include "x509/dn.h"

#define DIGITS 8

/* Whether a certificate has room for the count. */
static bool take(void *context, const struct cert *c, const struct origin *o)
{
	struct tlv cn;

	if (c->serial.n >= 8 && dn_find(c->subject, OID_ATTR_CN, &cn) &&
	    cn.body.n >= DIGITS)
		bundle_add(context, c, o);
	return true;
}

static void number_name(const struct cert *c, struct span name, uint32_t number,
			struct buf *der)
{
	char digits[DIGITS + 1];
	struct tlv cn;

	snprintf(digits, sizeof(digits), "%08u", (unsigned)number % 100000000);
	if (dn_find(name, OID_ATTR_CN, &cn))
		memcpy(der->p + (cn.body.p - c->der.p), digits, DIGITS);
}

static void write_one(struct writer *w, const struct entry *e, uint32_t number)
{
	const struct cert *template = &e->cert;
	struct buf der = { 0 };
	size_t at = (size_t)(template->serial.p - template->der.p) +
		    template->serial.n - 4;
	struct cert_error why;
	struct cert c;

	buf_add(&der, template->der);
	for (size_t i = 0; i < 4; i++)
		der.p[at + i] = (uint8_t)(number >> (24 - 8 * i));
	number_name(template, template->subject, number, &der);
	if (cert_self_issued(template))
		number_name(template, template->issuer, number, &der);
	if (cert_parse(buf_span(&der), &c, &why))
		writer_certificate(w, &c, &e->origin);
	buf_free(&der);
}

static unsigned long number_of(const char *text)
{
	return text != NULL ? strtoul(text, NULL, 10) : 0;
}

int main(int argc, char **argv)
{
	struct diags diags = { 0 };
	struct bundle templates = { 0 };
	struct reader reader;
	struct outfile out;
	struct writer writer;
	unsigned long count = argc >= 4 ? number_of(argv[1]) : 0;
	unsigned long first = argc >= 5 ? number_of(argv[4]) : 0;
	const struct format *format = argc >= 4 ? format_find(argv[2]) : NULL;

	if (count == 0 || format == NULL || argc > 5) {
		fprintf(stderr,
			"usage: generate COUNT pem|der|p7b|p7b-pem TEMPLATES [FIRST]\n");
		return 2;
	}
	reader_start(&reader, &diags, (struct sink){ take, NULL, &templates });
	if (!reader_path(&reader, argv[3]) || templates.count == 0 ||
	    !outfile_open(&out, NULL))
		return 2;
	writer_start(&writer, format->write, &out, (struct writer_options){ 0 });
	for (unsigned long i = first; i < first + count; i++)
		write_one(&writer, &templates.entry[i % templates.count],
			  (uint32_t)i);
	outfile_all_known(&out);
	writer_end(&writer);
	reader_end(&reader);
	bundle_free(&templates);
	return outfile_commit(&out) ? 0 : 2;
}
