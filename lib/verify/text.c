/* Verdicts in words. */
#include "report/field.h"
#include "verify/host.h"
#include "verify/verify.h"
#include "verify/weak.h"
#include "x509/dn.h"
#include "x509/moment.h"
#include "x509/text.h"

/* What there is to tell of. */
struct telling {
	const struct verify *verify;
	const struct verdict *verdict;
	const struct finding *finding;
	const char *anchors;	 /* what the bundle is called */
	const struct path *path; /* the verdict's */
	const struct member *at; /* the certificate at fault */
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

static void put_quoted(const struct member *m, struct buf *out)
{
	buf_put(out, '"');
	verify_name(m->entry, out);
	buf_put(out, '"');
}

static void put_algorithm(const struct cert *c, struct buf *out)
{
	struct span oid, parameters;

	if (cert_algorithm(c->algorithm, &oid, &parameters))
		oid_name(OID_SIGNATURE, oid, out);
}

static void put_unknown_status(const struct member *m, const struct rules_status *s,
			       struct buf *out)
{
	buf_str(out, "revocation of ");
	put_quoted(m, out);
	buf_str(out, " not known: ");
	revocation_text(&s->question, &s->answer, out);
}

void verify_doubts(const struct verify *v, const struct verdict *verdict,
		   struct buf *out)
{
	size_t start = out->n;

	for (size_t i = 0; i < verdict->path->count; i++) {
		const struct rules_status *s = verify_status(v, i);

		if (verdict->reason != VERIFY_OK || s == NULL ||
		    s->answer.status != REVOCATION_UNKNOWN)
			continue;
		if (out->n > start)
			buf_str(out, "; ");
		put_unknown_status(verdict->path->member[i], s, out);
	}
}

static void tell_ok(const struct telling *t)
{
	struct buf doubts = { 0 };

	verify_name(path_entry(t->path, t->path->count - 1), t->out);
	verify_doubts(t->verify, t->verdict, &doubts);
	if (doubts.n > 0)
		buf_str(t->out, "; ");
	buf_add(t->out, buf_span(&doubts));
	buf_free(&doubts);
}

static void tell_hosts(const struct telling *t)
{
	struct member *end = t->path->member[0];

	buf_str(t->out, "name does not match: the certificate is for ");
	if (!host_names(end, t->out))
		put_quoted(end, t->out);
}

/* "expired 2024-08-22: NAME" */
static void tell_expired(const struct telling *t)
{
	buf_str(t->out, "expired ");
	moment_date(t->verdict->until, t->out);
	buf_str(t->out, ": ");
	verify_name(t->at->entry, t->out);
}

static void tell_not_yet(const struct telling *t)
{
	buf_str(t->out, "not valid before ");
	moment_date(t->verdict->from, t->out);
	buf_str(t->out, ": ");
	verify_name(t->at->entry, t->out);
}

static void tell_invalid_date(const struct telling *t)
{
	buf_str(t->out, "the validity of ");
	put_quoted(t->at, t->out);
	buf_str(t->out, " cannot be read");
}

static void tell_revoked(const struct telling *t)
{
	const struct rules_status *s = t->finding->status;

	put_quoted(t->at, t->out);
	buf_str(t->out, ": ");
	revocation_text(&s->question, &s->answer, t->out);
}

static void tell_status(const struct telling *t)
{
	put_unknown_status(t->at, t->finding->status, t->out);
}

static void tell_purpose(const struct telling *t)
{
	buf_printf(t->out, "not for %s: ",
		   purpose_of_id(t->verify->search.terms->purpose)->text);
	verify_name(t->at->entry, t->out);
}

static void tell_insecure(const struct telling *t)
{
	unsigned refused = ~t->verify->search.terms->allow;
	unsigned kinds = t->at->weak_key & refused;
	const struct cert *c = t->at->cert;
	struct cert_key key;

	if (kinds & WEAK_SHORT_KEY && cert_key(c, &key)) {
		buf_printf(t->out, "insecure key of %u bits", key.size);
	} else if (kinds != 0) {
		buf_str(t->out, "insecure key (DSA)");
	} else {
		buf_str(t->out, "insecure algorithm ");
		put_algorithm(c, t->out);
	}
	buf_str(t->out, " in ");
	put_quoted(t->at, t->out);
}

static void put_extension(const struct telling *t)
{
	oid_name(OID_EXTENSION, t->finding->extension, t->out);
}

static void tell_critical(const struct telling *t)
{
	bool known = oid_find(OID_EXTENSION, t->finding->extension) != NULL;

	buf_printf(t->out, "%s critical extension ",
		   known ? "unsupported" : "unknown");
	put_extension(t);
	buf_str(t->out, " in ");
	put_quoted(t->at, t->out);
}

static void tell_policy(const struct telling *t)
{
	const struct member *by = t->finding->by;

	if (t->finding->fact != NULL) {
		put_quoted(t->at, t->out);
		buf_printf(t->out, " %s", t->finding->fact);
		return;
	}
	buf_str(t->out, "no certificate policy is valid at ");
	put_quoted(t->at, t->out);
	buf_str(t->out, ", as ");
	if (by != NULL) {
		put_quoted(by, t->out);
		buf_str(t->out, " requires");
	} else {
		buf_str(t->out, "--explicit-policy requires");
	}
}

/* The name at fault, where it can be shown: of the others, its form. */
static void put_general_name(const struct name *n, struct buf *out)
{
	buf_str(out, name_form_word(n->form));
	if (n->form != NAME_DNS && n->form != NAME_EMAIL && n->form != NAME_URI)
		return;
	buf_str(out, " \"");
	text_utf8(n->value, TEXT_PLAIN, out);
	buf_put(out, '"');
}

static void tell_constraints(const struct telling *t)
{
	const struct finding *f = t->finding;

	put_quoted(t->at, t->out);
	buf_str(t->out, " is outside the name constraints of ");
	put_quoted(f->by, t->out);
	if (f->name.value.p == NULL)
		return;
	buf_str(t->out, ": ");
	put_general_name(&f->name, t->out);
	if (f->fact != NULL)
		buf_printf(t->out, " (%s)", f->fact);
}

static void tell_pathlen(const struct telling *t)
{
	buf_str(t->out, "the path length (pathlen) of ");
	put_quoted(t->at, t->out);
	buf_str(t->out, " is exceeded");
}

static void tell_key_usage(const struct telling *t)
{
	put_quoted(t->at, t->out);
	buf_str(t->out, " may not sign certificates (keyCertSign)");
}

static void tell_not_ca(const struct telling *t)
{
	put_quoted(t->at, t->out);
	buf_str(t->out, " is not a CA");
}

static void tell_malformed(const struct telling *t)
{
	buf_printf(t->out, "%s ", t->finding->fact);
	if (t->finding->extension.n > 0) {
		buf_str(t->out, "extension ");
		put_extension(t);
		buf_put(t->out, ' ');
	}
	buf_str(t->out, "in ");
	put_quoted(t->at, t->out);
}

static void tell_unsupported(const struct telling *t)
{
	buf_str(t->out, "signature algorithm ");
	put_algorithm(t->at->cert, t->out);
	buf_str(t->out, " of ");
	put_quoted(t->at, t->out);
	buf_str(t->out, " cannot be checked by GnuTLS");
}

static void tell_limit(const struct telling *t)
{
	buf_printf(t->out, "search limit reached (%s) at ", t->finding->fact);
	put_quoted(t->at, t->out);
}

static void tell_distrusted(const struct telling *t)
{
	const struct trust *trust = &t->at->entry->origin.trust;

	put_quoted(t->at, t->out);
	buf_printf(t->out, " is %s in %s",
		   trust->aux.p != NULL && !trust->distrusted
			   ? "only trusted for other purposes"
			   : "marked as distrusted",
		   t->anchors);
}

static void tell_too_long(const struct telling *t)
{
	buf_printf(t->out, "the path is longer than %d certificates, at ",
		   CAP_PATH);
	put_quoted(t->at, t->out);
}

static void tell_no_root(const struct telling *t)
{
	buf_str(t->out, "root ");
	put_quoted(t->at, t->out);
	buf_printf(t->out, " not in %s", t->anchors);
}

/* The issuer by its name, as there is no certificate of it. */
static void put_issuer(const struct telling *t)
{
	struct cert issuer = *t->at->cert;

	issuer.subject = t->at->cert->issuer;
	buf_str(t->out, "issuer \"");
	put_name(&issuer, &t->at->entry->origin, t->out);
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

static void tell_signature(const struct telling *t)
{
	buf_str(t->out, "signature of ");
	put_quoted(t->at, t->out);
	buf_str(t->out, " by ");
	put_quoted(t->finding->by, t->out);
	buf_str(t->out, " does not verify");
}

static void (*const tellers[])(const struct telling *t) = {
	[VERIFY_OK] = tell_ok,
	[VERIFY_UNSUPPORTED] = tell_unsupported,
	[VERIFY_LIMIT] = tell_limit,
	[VERIFY_NAME_MISMATCH] = tell_hosts,
	[VERIFY_EXPIRED] = tell_expired,
	[VERIFY_NOT_YET_VALID] = tell_not_yet,
	[VERIFY_INVALID_DATE] = tell_invalid_date,
	[VERIFY_STATUS_UNKNOWN] = tell_status,
	[VERIFY_REVOKED] = tell_revoked,
	[VERIFY_PURPOSE] = tell_purpose,
	[VERIFY_INSECURE] = tell_insecure,
	[VERIFY_CRITICAL] = tell_critical,
	[VERIFY_POLICY] = tell_policy,
	[VERIFY_NAME_CONSTRAINTS] = tell_constraints,
	[VERIFY_PATHLEN] = tell_pathlen,
	[VERIFY_KEY_USAGE] = tell_key_usage,
	[VERIFY_NOT_CA] = tell_not_ca,
	[VERIFY_MALFORMED] = tell_malformed,
	[VERIFY_DISTRUSTED] = tell_distrusted,
	[VERIFY_TOO_LONG] = tell_too_long,
	[VERIFY_NO_ROOT] = tell_no_root,
	[VERIFY_NO_ISSUER] = tell_no_issuer,
	[VERIFY_OTHER_KEY] = tell_other_key,
	[VERIFY_SIGNATURE] = tell_signature,
};

void verify_text(const struct verify *v, const struct verdict *verdict,
		 const char *anchors, struct buf *out)
{
	const struct path *p = verdict->path;
	struct telling t = {
		.verify = v,
		.verdict = verdict,
		.finding = verdict->finding,
		.anchors = anchors,
		.path = p,
		.at = p->member[verdict->at],
		.out = out,
	};

	tellers[verdict->reason](&t);
}
