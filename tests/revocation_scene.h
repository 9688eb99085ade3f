/*
 * A scene for questions about revocation: certificates, of which one is the anchor,
 * and CRLs; and a plain path validation, by names and signatures alone.
 */
#ifndef REVOCATION_SCENE_H
#define REVOCATION_SCENE_H

#include "fixture.h"
#include "hex.h"
#include "verify/revocation.h"
#include "x509/dn.h"

struct scene {
	struct bundle certs; /* the anchor is the first one */
	struct crl_pool pool;
	struct revocation_terms terms;
	struct revocation revocation;

	unsigned candidates, paths, algorithms; /* how often each was asked for */
	bool nested; /* signer_path asks about the certificates of its path */
	bool weak;   /* algorithm says no */
};

/* The first certificate but one that issued c and signed it; NULL where none did.
 */
static inline const struct cert *scene_issuer(const struct scene *s,
					      const struct cert *c)
{
	for (size_t i = 0; i < s->certs.count; i++) {
		const struct cert *one = &s->certs.entry[i].cert;

		if (dn_eq(one->subject, c->issuer) && !span_eq(one->der, c->der) &&
		    crypto_signed_by(c, one->spki) == CRYPTO_YES)
			return one;
	}
	return NULL;
}

static inline struct revocation_answer scene_ask(struct scene *s,
						 const struct cert *c,
						 const struct cert *issuer,
						 int64_t when)
{
	struct revocation_question q = { .cert = c,
					 .issuer = issuer,
					 .issuer_spki = issuer->spki,
					 .when = when,
					 .reasons = CRL_ALL_REASONS };
	struct revocation_answer answer;

	revocation_ask(&s->revocation, &q, &answer);
	return answer;
}

static inline const struct cert *scene_candidate(void *context, struct span name,
						 size_t n)
{
	struct scene *s = context;

	s->candidates++;
	for (size_t i = 0; i < s->certs.count; i++)
		if (dn_eq(s->certs.entry[i].cert.subject, name) && n-- == 0)
			return &s->certs.entry[i].cert;
	return NULL;
}

static inline bool scene_signer_path(void *context, const struct cert *c,
				     int64_t when, struct revocation_signer *out)
{
	struct scene *s = context;
	const struct cert *anchor = &s->certs.entry[0].cert;

	s->paths++;
	out->spki = c->spki;
	out->from = INT64_MIN;
	out->until = INT64_MAX;
	for (size_t i = 0; i < CAP_PATH && !span_eq(c->der, anchor->der); i++) {
		const struct cert *issuer = scene_issuer(s, c);

		if (issuer == NULL)
			return false;
		if (s->nested &&
		    scene_ask(s, c, issuer, when).status != REVOCATION_GOOD)
			return false;
		c = issuer;
	}
	return span_eq(c->der, anchor->der);
}

static inline bool scene_algorithm(void *context, struct span algorithm,
				   struct span spki)
{
	struct scene *s = context;

	s->algorithms++;
	return !s->weak && algorithm.n > 0 && spki.n > 0;
}

/* Reads a file, whatever is in it; false where it cannot be read as it should be.
 */
static inline bool scene_read(struct scene *s, const char *path)
{
	struct collect c;
	struct reader r;
	bool good;

	collect_start(&c);
	reader_start(
		&r, &c.diags,
		(struct sink){ .certificate = fixture_add, .context = &s->certs });
	r.crl_sink = (struct crl_sink){ crl_pool_take, &s->pool };
	good = reader_path(&r, path) && c.diags.errors == 0;
	reader_end(&r);
	collect_end(&c);
	return good;
}

/* After all files were read. */
static inline void scene_start(struct scene *s)
{
	crl_pool_index(&s->pool);
	s->terms = (struct revocation_terms){
		.context = s,
		.candidate = scene_candidate,
		.signer_path = scene_signer_path,
		.algorithm = scene_algorithm,
	};
	s->revocation = (struct revocation){ .pool = &s->pool, .terms = &s->terms };
}

static inline void scene_free(struct scene *s)
{
	crl_pool_free(&s->pool);
	bundle_free(&s->certs);
	*s = (struct scene){ 0 };
}

#endif
