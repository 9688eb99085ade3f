#include "verify/signature.h"

#include <stdlib.h>

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

static enum signature_answer check(struct signing *s, const struct member *child,
				   struct span key)
{
	if (s->left == 0)
		return SIGNATURE_SPENT;
	s->left--;
	return answer_of(s->check != NULL ? s->check(child->cert, key)
					  : crypto_signed_by(child->cert, key));
}

enum signature_answer signature_check(struct signing *s, const struct member *child,
				      const struct member *issuer, struct span key)
{
	bool lasts = child->pool == issuer->pool && child->pool->lasting &&
		     key.p == issuer->entity->spki.p;
	struct pair_map *known = lasts ? &child->pool->signatures : &s->known;
	enum signature_answer answer;
	uint32_t value;

	if (pair_map_find(known, child, key.p, &value))
		return (enum signature_answer)value;
	answer = check(s, child, key);
	if (answer != SIGNATURE_SPENT)
		pair_map_add(known, child, key.p, answer);
	return answer;
}

void signing_forget(struct signing *s)
{
	pair_map_clear(&s->known);
	pair_map_clear(&s->made);
	s->keys = 0;
}

void signing_free(struct signing *s)
{
	pair_map_free(&s->known);
	pair_map_free(&s->made);
	free(s->key);
	s->key = NULL;
	s->keys = s->room = 0;
	*s = (struct signing){ 0 };
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

/* The key in own with the parameters of the one above; false where these are none.
 */
static bool make_key(struct span own, struct span above, struct arena *a,
		     struct span *made)
{
	struct span oid, none, bits, above_oid, parameters, above_bits;
	struct buf out = { 0 };
	size_t algorithm;

	if (!dsa_parts(own, &oid, &none, &bits) ||
	    !dsa_parts(above, &above_oid, &parameters, &above_bits) ||
	    !der_is(parameters, DER_SEQUENCE))
		return false;
	algorithm = der_head_bytes(oid.n) + oid.n + parameters.n;
	der_put_head(&out, DER_SEQUENCE,
		     der_head_bytes(algorithm) + algorithm + bits.n);
	der_put_head(&out, DER_SEQUENCE, algorithm);
	der_put_head(&out, DER_OID, oid.n);
	buf_add(&out, oid);
	buf_add(&out, parameters);
	buf_add(&out, bits);
	*made = arena_copy(a, buf_span(&out));
	buf_free(&out);
	return true;
}

struct span signature_key(struct signing *s, const struct member *m,
			  struct span above, struct arena *a)
{
	struct span own = m->entity->spki, made;
	uint32_t at;

	if (!m->inherits_key)
		return own;
	if (pair_map_find(&s->made, own.p, above.p, &at))
		return s->key[at];
	if (!make_key(own, above, a, &made))
		made = own;
	if (s->keys == s->room) {
		s->room = s->room > 0 ? 2 * s->room : 8;
		s->key = arena_grow(s->key, s->room * sizeof(*s->key));
	}
	pair_map_add(&s->made, own.p, above.p, (uint32_t)s->keys);
	s->key[s->keys++] = made;
	return made;
}
