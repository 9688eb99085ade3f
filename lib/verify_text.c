/* Verdicts in words. */
#include "dn.h"
#include "field.h"
#include "moment.h"
#include "text.h"
#include "verify.h"

static void put_name(const struct cert *c, const struct origin *o, struct buf *out)
{
	static const struct field_context context;
	struct facts facts = { 0 };
	struct value name;

	facts_start(&facts, &context, c, o, 0);
	name = field_get(field_find(SPAN_LIT("name")), &facts);
	buf_add(out, name.text);
	facts_free(&facts);
}

void verify_name(const struct entry *e, struct buf *out)
{
	put_name(&e->cert, &e->origin, out);
}

static void put_quoted(const struct entry *e, struct buf *out)
{
	buf_put(out, '"');
	verify_name(e, out);
	buf_put(out, '"');
}

/* The issuer by its name, of which there is no certificate. */
static void put_issuer(const struct entry *e, struct buf *out)
{
	struct cert issuer = e->cert;

	issuer.subject = e->cert.issuer;
	buf_put(out, '"');
	put_name(&issuer, &e->origin, out);
	buf_put(out, '"');
}

static void put_date(const struct entry *e, bool end, struct buf *out)
{
	struct tlv first, last;
	int64_t when;

	if (!cert_times(&e->cert, &first, &last))
		return;
	if (end)
		first = last;
	if (moment_of_asn1(first.tag, first.body, &when))
		moment_date(when, out);
}

/* What GNUTLS_PROFILE_LOW refuses. */
static bool is_weak(const struct cert *c)
{
	struct cert_key key;

	if (!cert_key(c, &key) || key.algorithm == NULL)
		return false;
	return key.size < (key.curve != NULL ? 160 : 1024) &&
	       key.algorithm->bits == 0;
}

static bool has_weak_hash(const struct cert *c)
{
	const struct oid *row;
	const char *hash;

	cert_signature(c, &row, &hash);
	return hash != NULL &&
	       (strcmp(hash, "sha1") == 0 || strncmp(hash, "md", 2) == 0);
}

/* A weak key of the certificate or of its issuer, or else its signature algorithm.
 */
static void put_insecure(const struct path *p, size_t at, struct buf *out)
{
	const struct entry *e = path_entry(p->node[at]);
	struct span oid, parameters;
	struct cert_key key;
	bool weak = is_weak(&e->cert);

	if (!weak && at + 1 < p->count && !has_weak_hash(&e->cert) &&
	    is_weak(&path_entry(p->node[at + 1])->cert)) {
		e = path_entry(p->node[at + 1]);
		weak = true;
	}
	if (weak && cert_key(&e->cert, &key)) {
		buf_printf(out, "insecure key of %u bits in ", key.size);
	} else {
		buf_str(out, "insecure algorithm ");
		if (cert_algorithm(e->cert.algorithm, &oid, &parameters))
			oid_name(OID_SIGNATURE, oid, out);
		buf_str(out, " in ");
	}
	put_quoted(e, out);
}

static void put_purpose(const struct verify *v, const struct entry *e,
			struct buf *out)
{
	buf_printf(out, "not for %s authentication: ",
		   v->terms->purpose == OID_EKU_CLIENT ? "client" : "server");
	verify_name(e, out);
}

static void put_hosts(const struct path *p, struct buf *out)
{
	const char *why;
	struct crypto_crt *crt = path_crt(p->node[0], &why);

	buf_str(out, "name does not match: the certificate is for ");
	if (crt == NULL || !crypto_hosts(crt, out))
		put_quoted(path_entry(p->node[0]), out);
}

static void put_unreadable(struct path_node n, struct buf *out)
{
	const char *why;

	put_quoted(path_entry(n), out);
	path_crt(n, &why);
	buf_printf(out, " cannot be imported by GnuTLS: %s",
		   why != NULL ? why : "");
}

static void put_signature(const struct path *p, size_t at, const char *tail,
			  struct buf *out)
{
	put_quoted(path_entry(p->node[at]), out);
	if (at + 1 < p->count) {
		buf_str(out, " by ");
		put_quoted(path_entry(p->node[at + 1]), out);
	}
	buf_str(out, tail);
}

static void put_algorithm(const struct entry *e, struct buf *out)
{
	struct span oid, parameters;

	buf_str(out, "signature algorithm ");
	if (cert_algorithm(e->cert.algorithm, &oid, &parameters))
		oid_name(OID_SIGNATURE, oid, out);
	buf_str(out, " of ");
	put_quoted(e, out);
	buf_str(out, " cannot be checked by GnuTLS");
}

/* Whether an extension is one that every implementation knows (RFC 5280
 * section 4.2). */
static bool is_usual(struct span oid)
{
	static const struct span id_ce = { (const uint8_t *)"\x55\x1d", 2 };

	return oid.n == 3 && span_starts(oid, id_ce);
}

static bool find_critical(const struct cert *c, struct span *oid)
{
	struct span rest = c->extensions;
	struct cert_extension x;

	while (cert_next_extension(&rest, &x)) {
		*oid = x.oid;
		if (x.critical && !is_usual(x.oid))
			return true;
	}
	return false;
}

/* GnuTLS says of which certificate or issuer it was, and the first to look odd is.
 */
static void put_critical(const struct path *p, size_t at, struct buf *out)
{
	const struct entry *e = path_entry(p->node[at]);
	struct span oid;

	if (!find_critical(&e->cert, &oid) && at + 1 < p->count &&
	    find_critical(&path_entry(p->node[at + 1])->cert, &oid))
		e = path_entry(p->node[at + 1]);
	buf_str(out, "unknown critical extension ");
	if (find_critical(&e->cert, &oid)) {
		oid_name(OID_EXTENSION, oid, out);
		buf_put(out, ' ');
	}
	buf_str(out, "in ");
	put_quoted(e, out);
}

static bool has_name_constraints(const struct cert *c)
{
	static const struct span id = { (const uint8_t *)"\x55\x1d\x1e", 3 };
	struct span rest = c->extensions;
	struct cert_extension x;

	while (cert_next_extension(&rest, &x))
		if (span_eq(x.oid, id))
			return true;
	return false;
}

static void put_constraints(const struct path *p, struct buf *out)
{
	size_t at = 1;

	while (at < p->count &&
	       !has_name_constraints(&path_entry(p->node[at])->cert))
		at++;
	put_quoted(path_entry(p->node[0]), out);
	buf_str(out, " is outside the ");
	buf_str(out, at < p->count ? "name constraints of " : "constraints of ");
	put_quoted(path_entry(p->node[at < p->count ? at : p->count - 1]), out);
}

static void put_dated(const char *words, const struct entry *e, bool end,
		      struct buf *out)
{
	buf_str(out, words);
	put_date(e, end, out);
	buf_str(out, ": ");
	verify_name(e, out);
}

/* Reasons that need no more than a name between two pieces of text. */
static const struct {
	const char *before, *behind;
} frames[] = {
	[VERIFY_INVALID_DATE] = { "the validity of ", " is no valid time" },
	[VERIFY_PATHLEN] = { "the path length (pathlen) of ", " is exceeded" },
	[VERIFY_KEY_USAGE] = { "", " may not sign certificates (keyCertSign)" },
	[VERIFY_NOT_CA] = { "", " is not a CA" },
	[VERIFY_TOO_LONG] = { "the path is longer than GnuTLS can check, at ", "" },
};

static void put_missing(const struct verdict *d, const struct entry *e,
			const char *anchors, struct buf *out)
{
	if (d->reason == VERIFY_NO_ROOT) {
		buf_str(out, "root ");
		put_quoted(e, out);
	} else {
		buf_str(out, "issuer ");
		put_issuer(e, out);
	}
	buf_printf(out,
		   d->reason == VERIFY_OTHER_KEY
			   ? " in %s has another key identifier"
			   : " not in %s",
		   anchors);
}

static void put_reason(const struct verify *v, const struct verdict *d,
		       const char *anchors, struct buf *out)
{
	const struct entry *e = path_entry(d->path->node[d->at]);

	switch (d->reason) {
	case VERIFY_OK:
		verify_name(path_entry(d->path->node[d->path->count - 1]), out);
		break;
	case VERIFY_NAME_MISMATCH:
		put_hosts(d->path, out);
		break;
	case VERIFY_EXPIRED:
		put_dated("expired ", e, true, out);
		break;
	case VERIFY_NOT_YET_VALID:
		put_dated("not valid before ", e, false, out);
		break;
	case VERIFY_PURPOSE:
		put_purpose(v, e, out);
		break;
	case VERIFY_INSECURE:
		put_insecure(d->path, d->at, out);
		break;
	case VERIFY_CRITICAL:
		put_critical(d->path, d->at, out);
		break;
	case VERIFY_NAME_CONSTRAINTS:
		put_constraints(d->path, out);
		break;
	case VERIFY_UNSUPPORTED:
		put_algorithm(e, out);
		break;
	case VERIFY_UNREADABLE:
		put_unreadable(d->path->node[d->at], out);
		break;
	case VERIFY_DISTRUSTED:
		put_quoted(e, out);
		buf_printf(out, " is %s in %s",
			   e->origin.trust.aux.p != NULL &&
					   !e->origin.trust.distrusted
				   ? "trusted for other purposes alone"
				   : "marked as distrusted",
			   anchors);
		break;
	case VERIFY_NO_ROOT:
	case VERIFY_NO_ISSUER:
	case VERIFY_OTHER_KEY:
		put_missing(d, e, anchors, out);
		break;
	case VERIFY_SIGNATURE:
		buf_str(out, "signature of ");
		put_signature(d->path, d->at, " does not verify", out);
		break;
	case VERIFY_NOT_ISSUED:
		buf_str(out, "issue of ");
		put_signature(d->path, d->at,
			      ": the names differ by more than GnuTLS lets pass",
			      out);
		break;
	default:
		buf_str(out, frames[d->reason].before);
		put_quoted(e, out);
		buf_str(out, frames[d->reason].behind);
	}
}

void verify_text(const struct verify *v, const struct verdict *verdict,
		 const char *anchors, struct buf *out)
{
	put_reason(v, verdict, anchors, out);
	if (verdict->gave_up && verdict->reason != VERIFY_OK)
		buf_str(out, "; there are more paths than are tried");
}
