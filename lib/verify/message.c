#include "verify/message.h"

#include "crypto/signed.h"
#include "x509/text.h"

static bool is_signer(const struct cert *c, const struct crypto_signer *signer)
{
	struct cert_extensions x;
	struct span id;

	if (signer->key_id.n > 0) {
		cert_extensions(c, &x);
		return cert_subject_key_id(&x, &id) && span_eq(id, signer->key_id);
	}
	return span_eq(c->issuer, signer->issuer) &&
	       span_eq(c->serial, signer->serial);
}

static struct entry *find_in(struct path_pool *p,
			     const struct crypto_signer *signer)
{
	for (size_t i = 0; i < p->bundle.count; i++)
		if (is_signer(&p->bundle.entry[i].cert, signer))
			return &p->bundle.entry[i];
	return NULL;
}

static void put_signer(const struct entry *e, struct buf *out)
{
	buf_put(out, '"');
	verify_name(e, out);
	buf_put(out, '"');
}

/* The signer's certificate is the leaf; one of the anchors stands for itself. */
static enum message_answer judge_signer(const struct message_check *c,
					struct path_pool *pool,
					const struct entry *signer, struct buf *out)
{
	static const struct verify_terms any = { .purpose = OID_UNKNOWN };
	struct verify v = { 0 };
	enum message_answer answer = MESSAGE_SIGNED;
	struct verdict verdict;

	verify_start(&v, &any, pool, (size_t)(signer - pool->bundle.entry),
		     c->anchors);
	verdict = verify_at(&v, c->when);
	put_signer(signer, out);
	if (verdict.reason != VERIFY_OK) {
		answer = verify_decided(&verdict) ? MESSAGE_REFUSED
						  : MESSAGE_UNDECIDED;
		buf_str(out, ": ");
		verify_text(&v, &verdict, c->anchors_name, out);
	}
	verify_free(&v);
	return answer;
}

static void put_absent(const struct crypto_signer *signer, struct buf *out)
{
	buf_str(out, "the certificate of its signer, ");
	if (signer->key_id.n > 0) {
		buf_str(out, "with the key identifier ");
		buf_hex(out, signer->key_id);
	} else {
		buf_str(out, "with the serial number ");
		buf_hex(out, signer->serial);
	}
	buf_str(out, ", is neither in it nor an anchor");
}

static enum message_answer judge(const struct message_check *c,
				 struct path_pool *sent, struct crypto_signed *m,
				 size_t i, struct buf *out)
{
	struct path_pool *pool = sent;
	struct crypto_signer signer;
	const struct entry *e;
	enum crypto_held held;
	const char *why;

	if (!crypto_signed_signer(m, i, &signer, &why)) {
		buf_printf(out, "GnuTLS does not read who signed: %s", why);
		return MESSAGE_UNDECIDED;
	}
	e = find_in(pool, &signer);
	if (e == NULL) {
		pool = c->anchors;
		e = find_in(pool, &signer);
	}
	if (e == NULL) {
		put_absent(&signer, out);
		return MESSAGE_UNDECIDED;
	}
	held = crypto_signed_held(m, i, e->cert.der, &why);
	if (held == CRYPTO_HELD)
		return judge_signer(c, pool, e, out);
	put_signer(e, out);
	buf_printf(out, ": %s", why);
	return held == CRYPTO_NOT_HELD ? MESSAGE_REFUSED : MESSAGE_UNDECIDED;
}

/* Every signer has to be good: of several, the first that is not is told. */
static enum message_answer judge_all(const struct message_check *c,
				     struct path_pool *sent,
				     struct crypto_signed *m, struct buf *out)
{
	size_t start = out->n, count = crypto_signed_count(m);

	for (size_t i = 0; i < count; i++) {
		size_t before = out->n;
		enum message_answer answer;

		if (i > 0)
			buf_str(out, " and ");
		before = out->n;
		answer = judge(c, sent, m, i, out);
		if (answer == MESSAGE_SIGNED)
			continue;
		memmove(out->p + start, out->p + before, out->n - before);
		out->n -= before - start;
		return answer;
	}
	return MESSAGE_SIGNED;
}

/* Whether something is in the way of reading it at all, which is then said. */
static bool is_obstructed(const struct signed_message *m, struct buf *out)
{
	if (m->der.p == NULL)
		buf_printf(out, "it has more than the %d MiB that GnuTLS may read",
			   CAP_SIGNED_BYTES >> 20);
	else if (m->elements > CAP_SIGNED_ELEMENTS)
		buf_printf(out,
			   "it has more than the %d elements that GnuTLS may read",
			   CAP_SIGNED_ELEMENTS);
	else if (m->detached)
		buf_str(out,
			"it is detached: the content that was signed is not in it");
	else
		return false;
	return true;
}

/* The certificates that it carries, up to what is not DER. */
static void fill_pool(struct path_pool *p, const struct signed_message *m)
{
	const struct origin origin = { .file = m->place.file };
	struct span rest = m->certificates;
	struct cert_error why;
	struct cert c;
	struct tlv t;

	while (der_next(&rest, &t))
		if (cert_parse(t.whole, &c, &why))
			bundle_add(&p->bundle, &c, &origin);
	path_pool_index(p);
}

static enum message_answer read_and_judge(const struct message_check *c,
					  const struct signed_message *m,
					  struct buf *out)
{
	enum message_answer answer = MESSAGE_UNDECIDED;
	struct path_pool sent = { .distrusts = false };
	const char *why;
	struct crypto_signed *data = crypto_signed_import(m->der, &why);

	fill_pool(&sent, m);
	if (data == NULL)
		buf_printf(out, "GnuTLS does not read it: %s", why);
	else if (crypto_signed_count(data) != m->signers)
		buf_str(out, "GnuTLS reads another number of signatures");
	else
		answer = judge_all(c, &sent, data, out);
	crypto_signed_free(data);
	path_pool_free(&sent);
	return answer;
}

enum message_answer message_check(const struct message_check *c,
				  const struct signed_message *m, struct buf *out)
{
	if (m->signers == 0) {
		buf_str(out, "a PKCS#7 without signatures");
		return MESSAGE_NOT_SIGNED;
	}
	if (is_obstructed(m, out))
		return MESSAGE_UNDECIDED;
	return read_and_judge(c, m, out);
}
