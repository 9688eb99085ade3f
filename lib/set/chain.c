#include "set/chain.h"

#include "base/caps.h"
#include "set/chain_index.h"

enum crypto_answer chain_self(const struct chain *c, size_t i)
{
	const struct cert *cert = &c->bundle->entry[i].cert;
	struct chain_link *link = &c->link[i];

	if (link->self == 0) {
		bool self_issued = cert_self_issued(cert);

		c->work->tried += self_issued;
		link->self =
			1 + (uint8_t)(self_issued
					      ? crypto_signed_by(cert, cert->spki)
					      : CRYPTO_NO);
	}
	return (enum crypto_answer)(link->self - 1);
}

/* The number of the entry's own key, where its name is the issuer's; else none. */
static size_t own_key(const struct chain *c, size_t i,
		      const struct chain_candidates *of)
{
	const struct chain_key *own = &c->by_key[c->link[i].at];

	return own->name == of->name ? own->key : CHAIN_NONE;
}

/* The earliest certificate of a key among the candidates; CHAIN_NONE without any.
 */
static size_t earliest_of(const struct chain *c, const struct chain_candidates *of,
			  size_t key)
{
	size_t earliest = CHAIN_NONE;

	if (!of->by_id)
		return c->by_key[key].position;
	for (size_t i = 0; i < ARRAY_LEN(of->range); i++) {
		struct chain_range run = chain_run(c, of->range[i], key);
		size_t position;

		if (run.begin == run.end)
			continue;
		position = c->by_key[c->by_id[run.begin].at].position;
		if (position < earliest)
			earliest = position;
	}
	return earliest;
}

static bool has_vain_left(const struct chain *c)
{
	return c->work->vain < CAP_VAIN + CAP_VAIN_EACH * c->bundle->count;
}

static enum crypto_answer try_key(const struct chain *c, size_t i, size_t key,
				  bool own)
{
	const struct entry *e = c->bundle->entry;

	if (own)
		return chain_self(c, i);
	c->work->tried++;
	return crypto_signed_by(&e[i].cert, e[c->by_key[key].position].cert.spki);
}

/* One more key that may have made the signature; its first is the one to name. */
static void note_maybe(const struct chain *c, size_t i, struct chain_issuer by)
{
	struct chain_issuer *found = &c->link[i].found;

	c->link[i].maybes++;
	buf_add(&c->work->maybe, span_of(&by.key, sizeof(by.key)));
	if (found->proof < CHAIN_UNPROVED) {
		*found = by;
		return;
	}
	found->itself |= by.itself;
	if (by.position < found->position)
		found->position = by.position;
}

/* What an answer says of the entry's issuer; true where it settles that. */
static bool note_answer(const struct chain *c, size_t i, enum crypto_answer answer,
			struct chain_issuer by)
{
	struct chain_issuer *found = &c->link[i].found;

	c->work->vain += answer != CRYPTO_YES;
	switch (answer) {
	case CRYPTO_YES:
		by.proof = CHAIN_SIGNED;
		*found = by;
		c->link[i].maybes = 0;
		return true;
	case CRYPTO_UNSUPPORTED:
		by.proof = CHAIN_UNPROVED;
		note_maybe(c, i, by);
		return false;
	case CRYPTO_NO:
		by.proof = CHAIN_NOT_BY_IT;
		if (found->proof == CHAIN_NO_ISSUER && !by.itself)
			*found = by;
		return false;
	}
	return false;
}

/*
 * Asks one key, once for each entry. False where there is no more to ask: it is
 * found, or too much was tried in vain.
 */
static bool ask_key(const struct chain *c, size_t i,
		    const struct chain_candidates *of, size_t key)
{
	struct chain_issuer by = { .key = key };

	c->work->steps++;
	if (c->by_key[key].asked == i + 1)
		return true;
	if (!has_vain_left(c)) {
		c->link[i].found.gave_up = true;
		return false;
	}
	c->by_key[key].asked = i + 1;
	by.itself = key == own_key(c, i, of);
	by.position = earliest_of(c, of, key);
	return !note_answer(c, i, try_key(c, i, key, by.itself), by);
}

/* Its own key is asked first, as most that name themselves are roots. */
static void ask_keys(const struct chain *c, size_t i,
		     const struct chain_candidates *of)
{
	size_t own = own_key(c, i, of);
	bool more = true;

	if (own != CHAIN_NONE && earliest_of(c, of, own) != CHAIN_NONE)
		more = ask_key(c, i, of, own);
	for (size_t r = 0; r < ARRAY_LEN(of->range); r++) {
		size_t at = of->range[r].begin;

		while (more && at < of->range[r].end) {
			if (of->by_id) {
				more = ask_key(c, i, of,
					       c->by_key[c->by_id[at].at].key);
				at = c->by_id[at].run_end;
			} else {
				more = ask_key(c, i, of, at);
				at = c->by_key[at].end;
			}
		}
	}
}

/* Without signatures, all candidates may be the issuer. */
static void take_candidates(const struct chain *c, size_t i,
			    const struct chain_candidates *of)
{
	struct chain_issuer *found = &c->link[i].found;
	size_t own = own_key(c, i, of), earliest = CHAIN_NONE;

	for (size_t r = 0; of->by_id && r < ARRAY_LEN(of->range); r++) {
		const struct chain_id *first = &c->by_id[of->range[r].begin];

		if (of->range[r].begin < of->range[r].end &&
		    first->earliest < earliest)
			earliest = first->earliest;
	}
	if (!of->by_id)
		earliest = c->by_key[of->name].name_earliest;
	if (earliest == CHAIN_NONE)
		return;
	found->proof = CHAIN_UNPROVED;
	found->position = earliest;
	found->key = c->by_key[c->link[earliest].at].key;
	found->itself = own != CHAIN_NONE && earliest_of(c, of, own) != CHAIN_NONE;
}

struct chain_issuer chain_issuer(const struct chain *c, size_t i)
{
	struct chain_link *link = &c->link[i];
	struct chain_candidates candidates;

	if (link->known)
		return link->found;
	link->known = true;
	link->found =
		(struct chain_issuer){ .key = CHAIN_NONE, .position = CHAIN_NONE };
	link->maybe = c->work->maybe.n / sizeof(size_t);
	chain_candidates(c, i, &candidates);
	if (candidates.name != CHAIN_NONE) {
		if (c->verify)
			ask_keys(c, i, &candidates);
		else
			take_candidates(c, i, &candidates);
	}
	c->work->gave_up +=
		link->found.gave_up && link->found.proof < CHAIN_UNPROVED;
	return link->found;
}

size_t chain_parent(const struct chain *c, size_t i)
{
	struct chain_issuer issuer = chain_issuer(c, i);

	return issuer.proof >= CHAIN_UNPROVED && !issuer.itself ? issuer.position
								: CHAIN_NONE;
}

size_t chain_key_next(const struct chain *c, size_t key, size_t *cursor)
{
	size_t at = key + *cursor;

	if (at >= c->by_key[key].end)
		return CHAIN_NONE;
	++*cursor;
	return c->by_key[at].position;
}
