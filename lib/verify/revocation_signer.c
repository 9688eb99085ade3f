/* Who signed a CRL, and whether that one may: RFC 5280 section 6.3.3 (f) and (g).
 */
#include "verify/revocation_parts.h"
#include "x509/dn.h"

/* Bit 6 of key usage (section 4.2.1.3), cRLSign, where there is a key usage. */
static bool may_sign_crls(const struct cert *c)
{
	struct cert_extensions x;
	struct span rest, body, octets;
	unsigned unused;

	cert_extensions(c, &x);
	rest = x.key_usage;
	return rest.p == NULL || (der_take(&rest, DER_BIT_STRING, &body) &&
				  der_bits(body, &octets, &unused) &&
				  octets.n > 0 && (octets.p[0] & 0x02) != 0);
}

/* What speaks against a signature by this key: 6.3.3 (f), key usage, and (g). */
static enum revocation_doubt check_key(const struct inquiry *i, struct pool_crl *c,
				       const struct cert *signer, struct span spki)
{
	const struct revocation_terms *terms = i->r->terms;
	enum crypto_answer answer;

	if (!may_sign_crls(signer))
		return REVOCATION_KEY_USAGE;
	answer = crl_pool_signed_by(i->r->pool, c, spki);
	if (answer == CRYPTO_NO)
		return REVOCATION_SIGNATURE;
	if (answer == CRYPTO_UNSUPPORTED)
		return REVOCATION_UNSUPPORTED;
	if (answer != CRYPTO_YES)
		return REVOCATION_TROUBLE;
	if (terms->algorithm != NULL &&
	    !terms->algorithm(terms->context, c->crl.algorithm, spki))
		return REVOCATION_INSECURE;
	return REVOCATION_NONE;
}

/* Key identifiers, where both are there, tell which of a name's keys signed. */
static bool identifiers_agree(const struct pool_crl *c, const struct cert *signer)
{
	struct cert_extensions x;
	struct span wanted, have;

	cert_extensions(signer, &x);
	return !crl_key_id(c->extensions.authority_key_id, &wanted) ||
	       !cert_subject_key_id(&x, &have) || span_eq(wanted, have);
}

/* Whether a CRL by this key would decide on itself, here or in a question around.
 */
static bool is_asked_key(const struct inquiry *i, const struct cert *candidate)
{
	for (size_t n = 0; n < i->r->depth; n++)
		if (span_eq(i->r->asked[n]->spki, candidate->spki))
			return true;
	return false;
}

/* The path of a candidate, once a question; NULL where too many were asked for. */
static const struct known_signer *ask_path(struct inquiry *i,
					   const struct cert *candidate)
{
	struct revocation_signer signer = { .from = INT64_MIN, .until = INT64_MAX };
	const struct revocation_terms *terms = i->r->terms;
	struct known_signer *known;

	for (size_t n = 0; n < i->signers && n < KNOWN_SIGNERS; n++)
		if (i->known[n].der == candidate->der.p)
			return &i->known[n];
	if (i->r->signers >= CAP_CRL_SIGNERS)
		return NULL;
	i->r->signers++;
	known = &i->known[i->signers++ % KNOWN_SIGNERS];
	known->der = candidate->der.p;
	known->good =
		terms->signer_path(terms->context, candidate, i->q->when, &signer);
	known->spki = signer.spki;
	revocation_narrow(i->out, signer.from, signer.until);
	return known;
}

/* A DSA key may lack parameters, which only its path has. */
static bool is_complete(const struct cert *c)
{
	struct cert_key key;

	return !cert_key(c, &key) || key.algorithm == NULL ||
	       key.algorithm->id != OID_KEY_DSA;
}

/*
 * What speaks against a candidate as the signer. The signature comes first, as
 * paths cost more, and as most candidates did not sign.
 */
static enum revocation_doubt check_candidate(struct inquiry *i, struct pool_crl *c,
					     const struct cert *candidate,
					     struct span *key)
{
	const struct known_signer *signer;
	enum revocation_doubt doubt;

	if (!crl_pool_was_asked(c, candidate->spki) && i->r->keys++ >= CAP_CRL_KEYS)
		return REVOCATION_GAVE_UP;
	if (is_complete(candidate)) {
		doubt = check_key(i, c, candidate, candidate->spki);
		if (doubt != REVOCATION_NONE)
			return doubt;
	}
	signer = ask_path(i, candidate);
	if (signer == NULL)
		return REVOCATION_GAVE_UP;
	if (!signer->good)
		return REVOCATION_SIGNER_PATH;
	*key = signer->spki;
	return check_key(i, c, candidate, signer->spki);
}

bool revocation_find_signer(struct inquiry *i, struct pool_crl *c, struct span *key)
{
	const struct revocation_terms *terms = i->r->terms;
	bool by_issuer = memcmp(c->issuer, i->issuer, SHA256_BYTES) == 0;
	const struct cert *candidate;
	enum revocation_doubt doubt;

	revocation_note(i, c, REVOCATION_NO_SIGNER);
	if (by_issuer) {
		*key = i->q->issuer_spki;
		doubt = check_key(i, c, i->q->issuer, *key);
		if (doubt == REVOCATION_NONE)
			return true;
		revocation_note(i, c, doubt);
	}
	for (size_t n = 0; terms->candidate != NULL; n++) {
		candidate = terms->candidate(terms->context, c->crl.issuer, n);
		if (candidate == NULL)
			break;
		if (n == CAP_SAME_NAME)
			return revocation_note(i, c, REVOCATION_GAVE_UP);
		if ((by_issuer && span_eq(candidate->der, i->q->issuer->der)) ||
		    !identifiers_agree(c, candidate))
			continue;
		if (!i->may_vouch && is_asked_key(i, candidate)) {
			i->would_vouch = true;
			continue;
		}
		doubt = check_candidate(i, c, candidate, key);
		if (doubt == REVOCATION_NONE)
			return true;
		revocation_note(i, c, doubt);
	}
	return false;
}
