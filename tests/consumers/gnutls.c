/*
 * What GnuTLS trusts of files: gnutls_x509_trust_list_add_trust_file. Reads names,
 * one a line; writes the name and the SHA-256 of each certificate loaded, in order.
 * With an argument, each file has a CA and a server: is the server's certificate
 * verified by it?
 */
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

static time_t in_2024(time_t *t)
{
	const time_t now = 1704067200;

	if (t != NULL)
		*t = now;
	return now;
}

/* Whether the list has an anchor for the server's certificate. */
static const char *verify(gnutls_x509_trust_list_t list, const gnutls_datum_t *pem)
{
	gnutls_typed_vdata_st host = { GNUTLS_DT_DNS_HOSTNAME,
				       (void *)(uintptr_t) "db.example.test", 0 };
	gnutls_x509_crt_t server;
	unsigned status = 0;
	int result;

	if (gnutls_x509_crt_init(&server) < 0 ||
	    gnutls_x509_crt_import(server, pem, GNUTLS_X509_FMT_PEM) < 0)
		exit(1);
	result = gnutls_x509_trust_list_verify_crt2(list, &server, 1, &host, 1, 0,
						    &status, NULL);
	gnutls_x509_crt_deinit(server);
	return result < 0 || status != 0 ? "unusable" : "used";
}

static void use(const char *name)
{
	static const char end[] = "-----END CERTIFICATE-----\n";
	gnutls_x509_trust_list_t list;
	gnutls_datum_t text, ca, server;
	const char *answer = "refused";

	if (gnutls_load_file(name, &text) < 0 ||
	    gnutls_x509_trust_list_init(&list, 0) < 0)
		exit(1);
	server.data = (unsigned char *)strstr((char *)text.data, end) + strlen(end);
	ca = (gnutls_datum_t){ text.data, (unsigned)(server.data - text.data) };
	server.size = text.size - ca.size;
	if (gnutls_x509_trust_list_add_trust_mem(list, &ca, NULL,
						 GNUTLS_X509_FMT_PEM, 0, 0) > 0)
		answer = verify(list, &server);
	printf("%s\t%s\n", name, answer);
	gnutls_x509_trust_list_deinit(list, 1);
	gnutls_free(text.data);
}

int main(int argc, char **argv)
{
	char name[4096];

	(void)argv;
	gnutls_global_set_time_function(in_2024);

	while (fgets(name, sizeof(name), stdin) != NULL) {
		name[strcspn(name, "\n")] = '\0';
		(argc > 1 ? use : load)(name);
	}
	return ferror(stdin) || fflush(stdout) != 0;
}
