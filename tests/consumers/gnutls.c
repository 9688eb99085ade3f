/*
 * What GnuTLS trusts of files: gnutls_x509_trust_list_add_trust_file. Reads names,
 * one a line; writes the name and the SHA-256 of each certificate loaded, in order.
 */
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_certificate(const char *name, gnutls_x509_crt_t crt)
{
	unsigned char digest[32];
	gnutls_datum_t der;

	if (gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_DER, &der) < 0 ||
	    gnutls_hash_fast(GNUTLS_DIG_SHA256, der.data, der.size, digest) < 0)
		exit(1);
	gnutls_free(der.data);
	printf("%s\t", name);
	for (size_t i = 0; i < sizeof(digest); i++)
		printf("%02x", digest[i]);
	putchar('\n');
}

/* The trust list counts them; the same import gives them out. */
static void load(const char *name)
{
	gnutls_x509_trust_list_t list;
	gnutls_x509_crt_t *crt = NULL;
	gnutls_datum_t text = { 0 };
	unsigned count = 0;
	int loaded;

	if (gnutls_x509_trust_list_init(&list, 0) < 0)
		exit(1);
	loaded = gnutls_x509_trust_list_add_trust_file(list, name, NULL,
						       GNUTLS_X509_FMT_PEM, 0, 0);
	gnutls_x509_trust_list_deinit(list, 1);
	if (loaded < 0)
		return;
	if (gnutls_load_file(name, &text) < 0 ||
	    gnutls_x509_crt_list_import2(&crt, &count, &text, GNUTLS_X509_FMT_PEM,
					 0) < 0 ||
	    (int)count != loaded) {
		fprintf(stderr, "%s: %d loaded, %u read\n", name, loaded, count);
		exit(1);
	}
	for (unsigned i = 0; i < count; i++) {
		print_certificate(name, crt[i]);
		gnutls_x509_crt_deinit(crt[i]);
	}
	gnutls_free(crt);
	gnutls_free(text.data);
}

int main(void)
{
	char name[4096];

	while (fgets(name, sizeof(name), stdin) != NULL) {
		name[strcspn(name, "\n")] = '\0';
		load(name);
	}
	return ferror(stdin) || fflush(stdout) != 0;
}
