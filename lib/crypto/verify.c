#include "crypto/verify.h"

#include <arpa/inet.h>
#include <gnutls/x509.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/caps.h"
#include "crypto/crypto.h"
#include "x509/text.h"

#define FLAGS \
	(GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_DISABLE_CRL_CHECKS | \
	 GNUTLS_VERIFY_DO_NOT_ALLOW_UNSORTED_CHAIN | \
	 GNUTLS_PROFILE_TO_VFLAGS(GNUTLS_PROFILE_LOW))

struct crypto_crt {
	gnutls_x509_crt_t crt;
};

struct crypto_crt *crypto_import(struct span der, const char **why)
{
	gnutls_datum_t datum = { .data = (unsigned char *)(uintptr_t)der.p,
				 .size = (unsigned)der.n };
	struct crypto_crt *out;
	gnutls_x509_crt_t crt;
	int error;

	*why = "it is larger than 64 KiB";
	if (der.n > CAP_SCHEMA_BYTES)
		return NULL;
	*why = "GnuTLS cannot be started";
	if (!crypto_start() || gnutls_x509_crt_init(&crt) != GNUTLS_E_SUCCESS)
		return NULL;
	error = gnutls_x509_crt_import(crt, &datum, GNUTLS_X509_FMT_DER);
	if (error != GNUTLS_E_SUCCESS) {
		*why = gnutls_strerror(error);
		gnutls_x509_crt_deinit(crt);
		return NULL;
	}
	out = arena_grow(NULL, sizeof(*out));
	out->crt = crt;
	return out;
}

void crypto_crt_free(struct crypto_crt *crt)
{
	if (crt != NULL)
		gnutls_x509_crt_deinit(crt->crt);
	free(crt);
}

/* What GnuTLS's callback, which has no context, was last told of a failure. */
static struct {
	gnutls_x509_crt_t crt;
	unsigned status;
} failed;

static int note_failure(gnutls_x509_crt_t crt, gnutls_x509_crt_t issuer,
			gnutls_x509_crl_t crl, unsigned status)
{
	(void)issuer;
	(void)crl;
	if (status != 0) {
		failed.crt = crt;
		failed.status = status;
	}
	return 0;
}

/* The gravest of the flaws that one certificate has. */
static enum crypto_flaw flaw_of(unsigned status)
{
	static const struct {
		unsigned bit;
		enum crypto_flaw flaw;
	} flaws[] = {
		{ GNUTLS_CERT_SIGNER_NOT_FOUND, CRYPTO_NOT_ISSUED },
		{ GNUTLS_CERT_SIGNATURE_FAILURE, CRYPTO_FALSE_SIGNATURE },
		{ GNUTLS_CERT_SIGNER_NOT_CA, CRYPTO_NOT_CA },
		{ GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE, CRYPTO_CONSTRAINED },
		{ GNUTLS_CERT_UNKNOWN_CRIT_EXTENSIONS, CRYPTO_CRITICAL },
		{ GNUTLS_CERT_INSECURE_ALGORITHM, CRYPTO_INSECURE },
		{ GNUTLS_CERT_PURPOSE_MISMATCH, CRYPTO_PURPOSE },
	};

	for (size_t i = 0; i < ARRAY_LEN(flaws); i++)
		if (status & flaws[i].bit)
			return flaws[i].flaw;
	return status != 0 ? CRYPTO_UNKNOWN : CRYPTO_SOUND;
}

/* The anchor alone is both the list and the chain, where nothing else is there. */
static unsigned verify(gnutls_x509_trust_list_t list, gnutls_x509_crt_t *chain,
		       size_t count, const char *purpose)
{
	gnutls_typed_vdata_st data = {
		.type = GNUTLS_DT_KEY_PURPOSE_OID,
		.data = (unsigned char *)(uintptr_t)purpose,
	};
	gnutls_x509_crt_t anchor = chain[count - 1];
	unsigned status = GNUTLS_CERT_INVALID;

	if (gnutls_x509_trust_list_add_cas(list, &anchor, 1, 0) != 1)
		return GNUTLS_CERT_INVALID;
	if (gnutls_x509_trust_list_verify_crt2(
		    list, chain, (unsigned)(count > 1 ? count - 1 : 1), &data,
		    purpose != NULL, FLAGS, &status,
		    note_failure) != GNUTLS_E_SUCCESS)
		return GNUTLS_CERT_INVALID;
	return status;
}

struct crypto_finding crypto_verify_path(struct crypto_crt *const *path,
					 size_t count, const char *purpose)
{
	struct crypto_finding finding = { CRYPTO_UNKNOWN, 0 };
	gnutls_x509_crt_t chain[CAP_PATH];
	gnutls_x509_trust_list_t list;
	unsigned status;

	if (count == 0 || count > CAP_PATH ||
	    gnutls_x509_trust_list_init(&list, 1) != GNUTLS_E_SUCCESS)
		return finding;
	for (size_t i = 0; i < count; i++)
		chain[i] = path[i]->crt;
	failed.crt = NULL;
	failed.status = 0;
	status = verify(list, chain, count, purpose);
	gnutls_x509_trust_list_deinit(list, 0);
	for (size_t i = 0; i < count; i++)
		if (chain[i] == failed.crt)
			finding.at = i;
	/* A purpose may fail at the end, of which the callback is not told. */
	finding.flaw =
		flaw_of(status != 0 && failed.status != 0 ? failed.status : status);
	return finding;
}

bool crypto_is_for_host(const struct crypto_crt *crt, const char *host)
{
	return gnutls_x509_crt_check_hostname2(crt->crt, host, 0) != 0;
}

/* Appends one subjectAltName that names a host; false where it is another. */
static bool put_host(int type, const char *value, size_t n, struct buf *out)
{
	char address[INET6_ADDRSTRLEN];
	size_t start = out->n;

	if (type == GNUTLS_SAN_IPADDRESS && (n == 4 || n == 16) &&
	    inet_ntop(n == 4 ? AF_INET : AF_INET6, value, address,
		      sizeof(address)) != NULL) {
		buf_printf(out, "%s%s", start > 0 ? ", " : "", address);
		return true;
	}
	if (type != GNUTLS_SAN_DNSNAME)
		return false;
	if (start > 0)
		buf_str(out, ", ");
	text_utf8(span_of(value, n), TEXT_PLAIN, out);
	return true;
}

#define HOSTS_SHOWN 4

bool crypto_hosts(const struct crypto_crt *crt, struct buf *out)
{
	struct buf hosts = { 0 };
	size_t shown = 0;
	unsigned count = 0;

	/* GnuTLS reads the extension again for each; nobody wants to see many. */
	for (unsigned i = 0; count <= HOSTS_SHOWN && i < 4 * HOSTS_SHOWN; i++) {
		char value[256];
		size_t n = sizeof(value);
		int type = gnutls_x509_crt_get_subject_alt_name(crt->crt, i, value,
								&n, NULL);

		if (type == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
			break;
		count += type >= 0 && put_host(type, value, n, &hosts);
		if (count <= HOSTS_SHOWN)
			shown = hosts.n;
	}
	buf_add(out, span_of(hosts.p, shown));
	if (count > HOSTS_SHOWN)
		buf_str(out, ", ...");
	buf_free(&hosts);
	return count > 0;
}
