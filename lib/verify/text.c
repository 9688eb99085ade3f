/* Verdicts in words. */
#include "report/field.h"
#include "verify/verify.h"
#include "x509/dn.h"
#include "x509/moment.h"
#include "x509/text.h"

/* What there is to tell of. */
struct telling {
	const struct verify *verify;
	const struct verdict *verdict;
	const char *anchors;	    /* what the bundle is called */
	const struct path *path;    /* the verdict's */
	const struct entry *entry;  /* the certificate at fault */
	const struct entry *issuer; /* the next of the path; NULL at its end */
	struct buf *out;
};

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

static void put_algorithm(const struct cert *c, struct buf *out)
{
	struct span oid, parameters;

	if (cert_algorithm(c->algorithm, &oid, &parameters))
		oid_name(OID_SIGNATURE, oid, out);
}

static void tell_anchor(const struct telling *t)
{
	verify_name(path_entry(t->path->node[t->path->count - 1]), t->out);
}

static void tell_hosts(const struct telling *t)
{
	const char *why;
	struct crypto_crt *crt = path_crt(t->path->node[0], &why);

	buf_str(t->out, "name does not match: the certificate is for ");
	if (crt == NULL || !crypto_hosts(crt, t->out))
		put_quoted(path_entry(t->path->node[0]), t->out);
}

/* "expired 2024-08-22: NAME" */
static void tell_expired(const struct telling *t)
{
	buf_str(t->out, "expired ");
	moment_date(t->verdict->until, t->out);
	buf_str(t->out, ": ");
	verify_name(t->entry, t->out);
}

static void tell_not_yet(const struct telling *t)
{
	buf_str(t->out, "not valid before ");
	moment_date(t->verdict->from, t->out);
	buf_str(t->out, ": ");
	verify_name(t->entry, t->out);
}

static void tell_invalid_date(const struct telling *t)
{
	buf_str(t->out, "the validity of ");
	put_quoted(t->entry, t->out);
	buf_str(t->out, " is no valid time");
}

static void tell_purpose(const struct telling *t)
{
	buf_printf(t->out, "not for %s authentication: ",
		   t->verify->terms->purpose == OID_EKU_CLIENT ? "client"
							       : "server");
	verify_name(t->entry, t->out);
}

/* What GNUTLS_PROFILE_LOW refuses; 0 where it does not. */
static unsigned weak_bits(const struct entry *e)
{
	struct cert_key key;

	if (!cert_key(&e->cert, &key) || key.algorithm == NULL ||
	    key.algorithm->bits > 0)
		return 0;
	return key.size < (key.curve != NULL ? 160 : 1024) ? key.size : 0;
}

static bool has_weak_hash(const struct cert *c)
{
	const struct oid *row;
	const char *hash;

	cert_signature(c, &row, &hash);
	return hash != NULL &&
	       (strcmp(hash, "sha1") == 0 || strncmp(hash, "md", 2) == 0);
}

/* GnuTLS does not say what is weak: a key, the hash, or the issuer's key. */
static void tell_insecure(const struct telling *t)
{
	const struct entry *e = t->entry;
	unsigned bits = weak_bits(e);

	if (bits == 0 && t->issuer != NULL && !has_weak_hash(&e->cert) &&
	    weak_bits(t->issuer) > 0) {
		e = t->issuer;
		bits = weak_bits(e);
	}
	if (bits > 0) {
		buf_printf(t->out, "insecure key of %u bits", bits);
	} else {
		buf_str(t->out, "insecure algorithm ");
		put_algorithm(&e->cert, t->out);
	}
	buf_str(t->out, " in ");
	put_quoted(e, t->out);
}

/* The first critical extension beyond those of RFC 5280, which are 2.5.29.n. */
static bool find_critical(const struct entry *e, struct span *oid)
{
	static const struct span id_ce = { (const uint8_t *)"\x55\x1d", 2 };
	struct span rest = e->cert.extensions;
	struct cert_extension x;

	while (cert_next_extension(&rest, &x)) {
		*oid = x.oid;
		if (x.critical && (x.oid.n != 3 || !span_starts(x.oid, id_ce)))
			return true;
	}
	return false;
}

/* GnuTLS does not say which extension, nor whether it is the issuer's. */
static void tell_critical(const struct telling *t)
{
	const struct entry *e = t->entry;
	struct span oid;
	bool found = find_critical(e, &oid);

	if (!found && t->issuer != NULL) {
		e = t->issuer;
		found = find_critical(e, &oid);
	}
	buf_str(t->out, "unknown critical extension ");
	if (found) {
		oid_name(OID_EXTENSION, oid, t->out);
		buf_put(t->out, ' ');
	}
	buf_str(t->out, "in ");
	put_quoted(e, t->out);
}

static bool has_name_constraints(const struct entry *e)
{
	static const struct span id = { (const uint8_t *)"\x55\x1d\x1e", 3 };
	struct span rest = e->cert.extensions;
	struct cert_extension x;

	while (cert_next_extension(&rest, &x))
		if (span_eq(x.oid, id))
			return true;
	return false;
}

static void tell_constraints(const struct telling *t)
{
	const struct path *p = t->path;
	size_t at = 1;

	while (at < p->count && !has_name_constraints(path_entry(p->node[at])))
		at++;
	put_quoted(path_entry(p->node[0]), t->out);
	buf_printf(t->out, " is outside the %sconstraints of ",
		   at < p->count ? "name " : "");
	put_quoted(path_entry(p->node[at < p->count ? at : p->count - 1]), t->out);
}

static void tell_pathlen(const struct telling *t)
{
	buf_str(t->out, "the path length (pathlen) of ");
	put_quoted(t->entry, t->out);
	buf_str(t->out, " is exceeded");
}

static void tell_key_usage(const struct telling *t)
{
	put_quoted(t->entry, t->out);
	buf_str(t->out, " may not sign certificates (keyCertSign)");
}

static void tell_not_ca(const struct telling *t)
{
	put_quoted(t->entry, t->out);
	buf_str(t->out, " is not a CA");
}

static void tell_unsupported(const struct telling *t)
{
	buf_str(t->out, "signature algorithm ");
	put_algorithm(&t->entry->cert, t->out);
	buf_str(t->out, " of ");
	put_quoted(t->entry, t->out);
	buf_str(t->out, " cannot be checked by GnuTLS");
}

static void tell_unreadable(const struct telling *t)
{
	const char *why;

	path_crt(t->path->node[t->verdict->at], &why);
	put_quoted(t->entry, t->out);
	buf_printf(t->out, " cannot be imported by GnuTLS: %s",
		   why != NULL ? why : "");
}

static void tell_distrusted(const struct telling *t)
{
	const struct trust *trust = &t->entry->origin.trust;

	put_quoted(t->entry, t->out);
	buf_printf(t->out, " is %s in %s",
		   trust->aux.p != NULL && !trust->distrusted
			   ? "trusted for other purposes alone"
			   : "marked as distrusted",
		   t->anchors);
}

static void tell_too_long(const struct telling *t)
{
	buf_str(t->out, "the path is longer than GnuTLS can check, at ");
	put_quoted(t->entry, t->out);
}

static void tell_no_root(const struct telling *t)
{
	buf_str(t->out, "root ");
	put_quoted(t->entry, t->out);
	buf_printf(t->out, " not in %s", t->anchors);
}

/* The issuer by its name alone, as there is no certificate of it. */
static void put_issuer(const struct telling *t)
{
	struct cert issuer = t->entry->cert;

	issuer.subject = t->entry->cert.issuer;
	buf_str(t->out, "issuer \"");
	put_name(&issuer, &t->entry->origin, t->out);
	buf_put(t->out, '"');
}

static void tell_no_issuer(const struct telling *t)
{
	put_issuer(t);
	buf_printf(t->out, " not in %s", t->anchors);
}

static void tell_other_key(const struct telling *t)
{
	put_issuer(t);
	buf_printf(t->out, " in %s has another key identifier", t->anchors);
}

/* "A" by "B" */
static void put_link(const struct telling *t)
{
	put_quoted(t->entry, t->out);
	if (t->issuer != NULL) {
		buf_str(t->out, " by ");
		put_quoted(t->issuer, t->out);
	}
}

static void tell_signature(const struct telling *t)
{
	buf_str(t->out, "signature of ");
	put_link(t);
	buf_str(t->out, " does not verify");
}

static void tell_not_issued(const struct telling *t)
{
	buf_str(t->out, "issue of ");
	put_link(t);
	buf_str(t->out, ": the names differ by more than GnuTLS lets pass");
}

static void (*const tellers[])(const struct telling *t) = {
	[VERIFY_OK] = tell_anchor,
	[VERIFY_NAME_MISMATCH] = tell_hosts,
	[VERIFY_EXPIRED] = tell_expired,
	[VERIFY_NOT_YET_VALID] = tell_not_yet,
	[VERIFY_INVALID_DATE] = tell_invalid_date,
	[VERIFY_PURPOSE] = tell_purpose,
	[VERIFY_INSECURE] = tell_insecure,
	[VERIFY_CRITICAL] = tell_critical,
	[VERIFY_NAME_CONSTRAINTS] = tell_constraints,
	[VERIFY_PATHLEN] = tell_pathlen,
	[VERIFY_KEY_USAGE] = tell_key_usage,
	[VERIFY_NOT_CA] = tell_not_ca,
	[VERIFY_UNSUPPORTED] = tell_unsupported,
	[VERIFY_UNREADABLE] = tell_unreadable,
	[VERIFY_DISTRUSTED] = tell_distrusted,
	[VERIFY_TOO_LONG] = tell_too_long,
	[VERIFY_NO_ROOT] = tell_no_root,
	[VERIFY_NO_ISSUER] = tell_no_issuer,
	[VERIFY_OTHER_KEY] = tell_other_key,
	[VERIFY_SIGNATURE] = tell_signature,
	[VERIFY_NOT_ISSUED] = tell_not_issued,
};

void verify_text(const struct verify *v, const struct verdict *verdict,
		 const char *anchors, struct buf *out)
{
	const struct path *p = verdict->path;
	struct telling t = {
		.verify = v,
		.verdict = verdict,
		.anchors = anchors,
		.path = p,
		.entry = path_entry(p->node[verdict->at]),
		.out = out,
	};

	if (verdict->at + 1 < p->count)
		t.issuer = path_entry(p->node[verdict->at + 1]);
	tellers[verdict->reason](&t);
	if (verdict->gave_up && verdict->reason != VERIFY_OK)
		buf_str(out, "; there are more paths than are tried");
}
