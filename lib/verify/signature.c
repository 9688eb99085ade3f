#include "verify/signature.h"

static enum signature_answer answer_of(enum crypto_answer answer)
{
	switch (answer) {
	case CRYPTO_NO:
		return SIGNATURE_NO;
	case CRYPTO_YES:
		return SIGNATURE_YES;
	case CRYPTO_UNSUPPORTED:
		break;
	}
	return SIGNATURE_UNSUPPORTED;
}

enum signature_answer signature_check_key(struct signing *s,
					  const struct member *child,
					  struct span spki)
{
	if (s->left == 0)
		return SIGNATURE_SPENT;
	s->left--;
	return answer_of(s->check != NULL ? s->check(child->cert, spki)
					  : crypto_signed_by(child->cert, spki));
}

enum signature_answer signature_check(struct signing *s, const struct member *child,
				      const struct member *issuer)
{
	struct pair_map *known = child->pool == issuer->pool && child->pool->lasting
					 ? &child->pool->signatures
					 : &s->known;
	struct span spki = issuer->entity->spki;
	enum signature_answer answer;
	uint32_t value;

	if (pair_map_find(known, child, spki.p, &value))
		return (enum signature_answer)value;
	answer = signature_check_key(s, child, spki);
	if (answer != SIGNATURE_SPENT && answer != SIGNATURE_TROUBLE)
		pair_map_add(known, child, spki.p, answer);
	return answer;
}

/* The parameters in a SubjectPublicKeyInfo, if its key is DSA's. */
static bool dsa_parts(struct span spki, struct span *oid, struct span *parameters,
		      struct span *bits)
{
	struct span content, algorithm;

	return der_take(&spki, DER_SEQUENCE, &content) &&
	       der_take(&content, DER_SEQUENCE, &algorithm) &&
	       cert_algorithm(algorithm, oid, parameters) &&
	       span_eq(*oid, oid_row(OID_KEY_DSA)->octets) &&
	       der_take_whole(&content, DER_BIT_STRING, bits);
}

struct span signature_key(const struct member *m, struct span above,
			  struct arena *a)
{
	struct span oid, none, bits, above_oid, parameters, above_bits, made;
	struct buf out = { 0 };
	size_t algorithm;

	if (!m->inherits_key || !dsa_parts(m->cert->spki, &oid, &none, &bits) ||
	    !dsa_parts(above, &above_oid, &parameters, &above_bits) ||
	    !der_is(parameters, DER_SEQUENCE))
		return m->entity->spki;
	algorithm = der_head_bytes(oid.n) + oid.n + parameters.n;
	der_put_head(&out, DER_SEQUENCE,
		     der_head_bytes(algorithm) + algorithm + bits.n);
	der_put_head(&out, DER_SEQUENCE, algorithm);
	der_put_head(&out, DER_OID, oid.n);
	buf_add(&out, oid);
	buf_add(&out, parameters);
	buf_add(&out, bits);
	made = arena_copy(a, buf_span(&out));
	buf_free(&out);
	return made;
}
