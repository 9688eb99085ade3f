/*
 * Which keys GnuTLS may be given. GnuTLS and GMP do what a key says: with a modulus
 * of zero the process ends, and with an exponent as long as a certificate may hold
 * a signature takes hours.
 */
#ifndef CRYPTO_KEY_H
#define CRYPTO_KEY_H

#include "crypto/crypto.h"

/*
 * crypto_key_usable judges a key before GnuTLS sees it: CRYPTO_YES; CRYPTO_NO where
 * a number of it is missing or out of its range, so that nothing is signed by it;
 * CRYPTO_UNSUPPORTED beyond CAP_RSA_EXPONENT and CAP_DSA_MODULUS.
 */
enum crypto_answer crypto_key_usable(const struct cert_key *key);

#endif
