#include "formats/format.h"

#include "base/base64.h"
#include "formats/pkcs7.h"
#include "formats/readers.h"

/*
 * The first row that recognises the bytes reads the file; the last one takes what
 * no other does, and finds no certificate where there is none. What a file of DER
 * holds, certificates or PKCS#7, is told object by object.
 */
static const struct format formats[] = {
	{ .name = "der",
	  .extension = "der",
	  .sniff = der_sniff,
	  .read = der_read_file,
	  .write = &der_writer },
	{ .name = "p7b",
	  .extension = "p7b",
	  .sniff = der_sniff,
	  .read = der_read_file,
	  .write = &pkcs7_writer },
	{ .name = "base64", .sniff = bare_sniff, .read = bare_read_file },
	{ .name = "p7b-pem", .extension = "p7b", .write = &pkcs7_armor_writer },
	{ .name = "pem",
	  .extension = "pem",
	  .sniff = any_sniff,
	  .read = pem_read_file,
	  .write = &pem_writer },
};

const struct format *format_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(formats); i++)
		if (formats[i].write != NULL && strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}

const struct format *format_sniff(struct span head)
{
	size_t i = 0;

	while (i + 1 < ARRAY_LEN(formats) &&
	       (formats[i].sniff == NULL || !formats[i].sniff(head)))
		i++;
	return &formats[i];
}

const struct format *format_row(size_t n)
{
	return n < ARRAY_LEN(formats) ? &formats[n] : NULL;
}
