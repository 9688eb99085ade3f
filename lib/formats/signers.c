#include "formats/signers.h"

#include <stdlib.h>

#include "base/caps.h"
#include "formats/walk.h"

/*
 * By what a SignerInfo may name a certificate: 64 bits of it. That hashes meet is
 * no danger, as whoever makes the file names whom he likes.
 */
struct signer_name {
	uint64_t hash, number;
};

enum name_kind {
	BY_ISSUER = 1, /* and serial number */
	BY_KEY = 2     /* identifier */
};

static uint64_t mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 29;
}

static uint64_t hash_more(uint64_t hash, struct span s)
{
	struct span part;

	hash = mix(hash, s.n);
	while (span_take(&s, s.n < 8 ? s.n : 8, &part) && part.n > 0) {
		uint64_t word = 0;

		memcpy(&word, part.p, part.n);
		hash = mix(hash, word);
	}
	return hash;
}

static void add(struct signers *s, uint64_t hash, uint64_t number)
{
	struct signer_name name = { hash, number };

	buf_add(&s->names, span_of(&name, sizeof(name)));
}

void signers_certificate(struct signers *s, const struct cert *c, uint64_t number)
{
	struct cert_extensions x;
	struct span id;

	add(s, hash_more(hash_more(BY_ISSUER, c->issuer), c->serial), number);
	cert_extensions(c, &x);
	if (cert_subject_key_id(&x, &id))
		add(s, hash_more(BY_KEY, id), number);
}

/* Of equal names, the first certificate comes first. */
static int by_hash(const void *a, const void *b)
{
	const struct signer_name *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

static void find(struct signers *s, uint64_t hash)
{
	const struct signer_name *names = (const void *)s->names.p;
	size_t from = 0, count = s->names.n / sizeof(*names), to = count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (names[middle].hash < hash)
			from = middle + 1;
		else
			to = middle;
	}
	if (from < count && names[from].hash == hash && s->found++ == 0)
		s->number = names[from].number;
}

/* IssuerAndSerialNumber, or [0] subjectKeyIdentifier; as a whole. */
static void find_sid(struct signers *s, struct span sid)
{
	struct span body, issuer, serial;

	if (der_take(&sid, DER_CONTEXT, &body))
		find(s, hash_more(BY_KEY, body));
	else if (der_take(&sid, DER_SEQUENCE, &body) &&
		 der_take_whole(&body, DER_SEQUENCE, &issuer) &&
		 der_take(&body, DER_INTEGER, &serial))
		find(s, hash_more(hash_more(BY_ISSUER, issuer), serial));
}

/* The second element of a SignerInfo, if it is as small as a certificate. */
static bool read_sid(struct signers *s, struct walk *w)
{
	struct input *in = w->o->in;
	struct der_head h;
	size_t bytes;

	if (walk_at_end(w))
		return !w->broken && !w->cut_off;
	if (!walk_head(w, &h))
		return false;
	if (h.indefinite || h.header + h.length > CAP_CERT_BYTES)
		return walk_skip(w);
	bytes = h.header + (size_t)h.length;
	if (input_fill(in, bytes).n < bytes)
		return walk_cut_off(w);
	find_sid(s, span_of(input_peek(in).p, bytes));
	input_skip(in, bytes);
	return true;
}

static bool read_signer(struct signers *s, struct walk *w)
{
	s->count++;
	if (!walk_next_is(w, DER_SEQUENCE))
		return walk_skip(w);
	if (!walk_enter(w, DER_SEQUENCE, ""))
		return false;
	if (walk_next_is(w, DER_INTEGER) && !walk_skip(w))
		return false;
	return read_sid(s, w) && walk_leave_rest(w);
}

bool signers_read(struct signers *s, struct walk *w)
{
	if (!walk_enter(w, DER_SET, ""))
		return false;
	if (s->names.n > 0 && !walk_at_end(w))
		qsort(s->names.p, s->names.n / sizeof(struct signer_name),
		      sizeof(struct signer_name), by_hash);
	while (!walk_at_end(w))
		if (!read_signer(s, w))
			return false;
	return walk_leave(w, "");
}

void signers_free(struct signers *s)
{
	buf_free(&s->names);
	*s = (struct signers){ 0 };
}
