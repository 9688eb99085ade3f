/*
 * What consumer.h says that a consumer, the argument, loads of files. Reads names,
 * one a line; writes the name and the SHA-256 of each certificate, in order. With a
 * second argument, writes the name and what is done with the first certificate:
 * refused, unusable or used, and why.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "consumer/parts.h"

static struct span read_file(const char *name)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	struct stat st;
	uint8_t *text;

	if (fd < 0 || fstat(fd, &st) != 0)
		exit(2);
	text = malloc((size_t)st.st_size + 1);
	if (text == NULL || read(fd, text, (size_t)st.st_size) != st.st_size)
		exit(2);
	close(fd);
	return span_of(text, (size_t)st.st_size);
}

static void print_item(const char *name, const struct consumer_item *item)
{
	uint8_t digest[SHA256_BYTES];

	digest_sha256(item->der, digest);
	printf("%s\t", name);
	for (size_t i = 0; i < sizeof(digest); i++)
		printf("%02x", digest[i]);
	putchar('\n');
}

static void predict(enum consumer_id id, const char *name)
{
	struct span file = read_file(name);
	struct prediction p;

	consumer_predict(id, file, &p);
	for (size_t i = 0; i < p.count; i++)
		if (p.item[i].der.n > 0 && p.refusal == NULL)
			print_item(name, &p.item[i]);
	prediction_free(&p);
	free((void *)(uintptr_t)file.p);
}

/* The first certificate of a PEM file, in a block of its own. */
static void predict_use(enum consumer_id id, const char *name)
{
	const struct span end = SPAN_LIT("-----END CERTIFICATE-----\n");
	struct span file = read_file(name), first = file;
	struct prediction p;
	struct cert cert;
	struct cert_error why;
	const char *reason = NULL;

	first.n = span_find(file, end) + end.n;
	consumer_predict(id, first, &p);
	if (p.loaded == 1 && cert_parse(p.item[p.count - 1].der, &cert, &why))
		reason = consumer_cannot_use(id, &cert);
	printf("%s\t%s\t%s\n", name,
	       p.loaded == 0	? "refused"
	       : reason != NULL ? "unusable"
				: "used",
	       p.loaded == 0	? p.refusal
	       : reason != NULL ? reason
				: "");
	prediction_free(&p);
	free((void *)(uintptr_t)file.p);
}

int main(int argc, char **argv)
{
	uint32_t set = argc > 1 ? consumers_find(argv[1]) : 0;
	enum consumer_id id = 0;
	char name[4096];

	if (set == 0)
		return 2;
	while ((set & CONSUMER_BIT(id)) == 0)
		id++;
	while (fgets(name, sizeof(name), stdin) != NULL) {
		name[strcspn(name, "\n")] = '\0';
		(argc > 2 ? predict_use : predict)(id, name);
	}
	return ferror(stdin) || fflush(stdout) != 0;
}
