#include "verify/verify.h"

#include "x509/moment.h"

const char *verify_reason_word(enum verify_reason reason)
{
	static const char *const words[] = {
#define VERIFY(constant, word) word,
		VERIFY_REASONS(VERIFY)
#undef VERIFY
	};

	return words[reason];
}

static const struct cert *cert_at(const struct path *p, size_t i)
{
	return &path_entry(p->node[i])->cert;
}

void verify_start(struct verify *v, const struct verify_terms *terms,
		  struct path_pool *sent, size_t leaf, struct path_pool *anchors)
{
	v->terms = terms;
	path_find(&v->list, sent, leaf, anchors);
	for (size_t i = 0; i < v->list.count; i++)
		v->path[i] = (struct verify_path){ 0 };
}

/* Bits of key usage (RFC 5280 section 4.2.1.3), of the first octet. */
enum {
	USAGE_DIGITAL_SIGNATURE = 0x80,
	USAGE_KEY_ENCIPHERMENT = 0x20,
	USAGE_KEY_AGREEMENT = 0x08,
	USAGE_KEY_CERT_SIGN = 0x04,
};

/* Whether key usage has one of these bits, or is absent. */
static bool may(const struct cert *c, unsigned bits)
{
	struct cert_extensions x;
	struct span rest, body, octets;
	unsigned unused;

	cert_extensions(c, &x);
	rest = x.key_usage;
	if (rest.p == NULL)
		return true;
	return der_take(&rest, DER_BIT_STRING, &body) &&
	       der_bits(body, &octets, &unused) && octets.n > 0 &&
	       (octets.p[0] & bits) != 0;
}

/* Whether extended key usage is absent, or has one of these. */
static bool is_for(const struct cert *c, const enum oid_id *purposes, size_t count)
{
	struct cert_extensions x;
	struct span rest, list, oid;

	cert_extensions(c, &x);
	rest = x.ext_key_usage;
	if (rest.p == NULL)
		return true;
	if (!der_take(&rest, DER_SEQUENCE, &list))
		return false;
	while (der_take(&list, DER_OID, &oid))
		for (size_t i = 0; i < count; i++)
			if (span_eq(oid, oid_row(purposes[i])->octets))
				return true;
	return false;
}

/*
 * The purpose, as OpenSSL sees it: every certificate that names purposes names this
 * one (or Netscape's and Microsoft's forerunners of it; anyExtendedKeyUsage is not
 * enough), and the end certificate's key usage has a use for TLS.
 */
static bool check_purpose(const struct path *p, enum oid_id purpose, size_t *at)
{
	static const enum oid_id server[] = { OID_EKU_SERVER, OID_EKU_NS_SGC,
					      OID_EKU_MS_SGC };
	static const enum oid_id client[] = { OID_EKU_CLIENT };
	bool is_server = purpose == OID_EKU_SERVER;

	if (purpose == OID_UNKNOWN)
		return true;
	for (size_t i = 0; i < p->count; i++) {
		*at = i;
		if (!is_for(cert_at(p, i), is_server ? server : client,
			    is_server ? ARRAY_LEN(server) : ARRAY_LEN(client)))
			return false;
	}
	*at = 0;
	return may(cert_at(p, 0), USAGE_DIGITAL_SIGNATURE | USAGE_KEY_AGREEMENT |
					  (is_server ? USAGE_KEY_ENCIPHERMENT : 0));
}

/* The moment from when, and until when, all certificates of a path are valid. */
static void find_period(const struct path *p, struct verify_path *out)
{
	out->dated = true;
	for (size_t i = 0; i < p->count; i++) {
		struct tlv first, last;
		int64_t from, until;

		if (!cert_times(cert_at(p, i), &first, &last) ||
		    !moment_of_asn1(first.tag, first.body, &from) ||
		    !moment_of_asn1(last.tag, last.body, &until)) {
			out->dated = false;
			out->undated = i;
			return;
		}
		if (i == 0 || from > out->from) {
			out->from = from;
			out->latest = i;
		}
		if (i == 0 || until < out->until) {
			out->until = until;
			out->soonest = i;
		}
	}
}

/*
 * The CA whose path length is exceeded, as GnuTLS counts: the CAs between it and
 * the end certificate, with self-issued ones, which RFC 5280 section 6.1.4 (l)
 * leaves out.
 */
static bool within_pathlen(const struct path *p, size_t *at)
{
	for (size_t i = 1; i < p->count; i++) {
		struct cert_extensions x;
		int64_t most;

		cert_extensions(cert_at(p, i), &x);
		cert_ca(&x, &most);
		if (most >= 0 && (int64_t)i - 1 > most) {
			*at = i;
			return false;
		}
	}
	return true;
}

/* GnuTLS has one word for everything that an issuer's extensions forbid. */
static enum verify_reason which_constraint(const struct path *p, size_t *at)
{
	size_t limited;

	if (!within_pathlen(p, &limited)) {
		*at = limited;
		return VERIFY_PATHLEN;
	}
	if (*at + 1 < p->count && !may(cert_at(p, *at + 1), USAGE_KEY_CERT_SIGN)) {
		*at += 1;
		return VERIFY_KEY_USAGE;
	}
	return VERIFY_NAME_CONSTRAINTS;
}

static enum verify_reason reason_of(const struct path *p, struct crypto_finding f,
				    size_t *at)
{
	*at = f.at;
	switch (f.flaw) {
	case CRYPTO_SOUND:
		return VERIFY_OK;
	case CRYPTO_NOT_ISSUED:
		return VERIFY_NOT_ISSUED;
	case CRYPTO_FALSE_SIGNATURE:
		return VERIFY_SIGNATURE;
	case CRYPTO_NOT_CA:
		*at += f.at + 1 < p->count;
		return VERIFY_NOT_CA;
	case CRYPTO_CONSTRAINED:
		return which_constraint(p, at);
	case CRYPTO_CRITICAL:
		return VERIFY_CRITICAL;
	case CRYPTO_INSECURE:
		return VERIFY_INSECURE;
	case CRYPTO_PURPOSE:
		return VERIFY_PURPOSE;
	case CRYPTO_UNKNOWN:
		break;
	}
	return VERIFY_UNSUPPORTED;
}

static enum verify_reason check_by_gnutls(const struct path *p, enum oid_id purpose,
					  size_t *at)
{
	struct crypto_crt *crt[CAP_PATH];
	const char *why;

	for (size_t i = 0; i < p->count; i++) {
		crt[i] = path_crt(p->node[i], &why);
		if (crt[i] == NULL) {
			*at = i;
			return VERIFY_UNREADABLE;
		}
	}
	return reason_of(p,
			 crypto_verify_path(crt, p->count,
					    purpose != OID_UNKNOWN
						    ? oid_row(purpose)->dotted
						    : NULL),
			 at);
}

static enum verify_reason check_anchored(const struct path *p,
					 const struct verify_terms *terms,
					 size_t *at)
{
	enum verify_reason reason = check_by_gnutls(p, terms->purpose, at);
	size_t purpose_at;

	if (reason <= VERIFY_PURPOSE &&
	    !check_purpose(p, terms->purpose, &purpose_at)) {
		*at = purpose_at;
		return VERIFY_PURPOSE;
	}
	return reason;
}

static void look_into(const struct verify *v, const struct path *p,
		      struct verify_path *out)
{
	static const enum verify_reason reasons[] = {
		[PATH_AT_ANCHOR] = VERIFY_OK,
		[PATH_AT_DISTRUSTED] = VERIFY_DISTRUSTED,
		[PATH_TOO_LONG] = VERIFY_TOO_LONG,
		[PATH_NO_ANCHOR] = VERIFY_NO_ROOT,
		[PATH_NO_ISSUER] = VERIFY_NO_ISSUER,
		[PATH_OTHER_KEY] = VERIFY_OTHER_KEY,
	};

	out->known = true;
	out->reason = reasons[p->end];
	out->at = p->count - 1;
	find_period(p, out);
	if (p->end == PATH_AT_ANCHOR)
		out->reason = check_anchored(p, v->terms, &out->at);
}

static bool is_for_host(const struct verify *v, const struct path *p)
{
	struct crypto_crt *crt;
	const char *why;

	if (v->terms->host == NULL)
		return true;
	crt = path_crt(p->node[0], &why);
	return crt != NULL && crypto_is_for_host(crt, v->terms->host);
}

/* A verdict on one path. */
static struct verdict judge(struct verify *v, size_t i, int64_t when)
{
	const struct path *p = &v->list.path[i];
	struct verify_path *known = &v->path[i];
	struct verdict out = { .path = p };

	if (!known->known)
		look_into(v, p, known);
	out.reason = known->reason;
	out.at = known->at;
	out.from = known->from;
	out.until = known->until;
	if (out.reason != VERIFY_OK)
		return out;
	if (!known->dated) {
		out.reason = VERIFY_INVALID_DATE;
		out.at = known->undated;
	} else if (when > known->until) {
		out.reason = VERIFY_EXPIRED;
		out.at = known->soonest;
	} else if (when < known->from) {
		out.reason = VERIFY_NOT_YET_VALID;
		out.at = known->latest;
	} else if (!is_for_host(v, p)) {
		out.reason = VERIFY_NAME_MISMATCH;
		out.at = 0;
	}
	return out;
}

/* Of equal reasons, that of the path which got further. */
static bool is_better(const struct verdict *a, const struct verdict *b)
{
	if (b->path == NULL || a->reason != b->reason)
		return b->path == NULL || a->reason < b->reason;
	return a->path->count > b->path->count;
}

struct verdict verify_at(struct verify *v, int64_t when)
{
	struct verdict best = { 0 };

	for (size_t i = 0; i < v->list.count; i++) {
		struct verdict one = judge(v, i, when);

		if (is_better(&one, &best))
			best = one;
		if (best.reason == VERIFY_OK)
			return best;
	}
	best.gave_up = v->list.more;
	return best;
}
