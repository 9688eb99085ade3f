/* What an answer says, in words. */
#include "verify/crl_index.h"
#include "verify/revocation.h"
#include "x509/dn.h"
#include "x509/moment.h"

const char *revocation_doubt_word(enum revocation_doubt doubt)
{
	static const char *const words[] = {
#define DOUBT(constant, word) word,
		REVOCATION_DOUBTS(DOUBT)
#undef DOUBT
	};

	return words[doubt];
}

static void put_name(struct span name, struct buf *out)
{
	size_t start = out->n;

	if (!dn_text(name, out) || out->n == start)
		buf_str(out, out->n == start ? "an empty name" : "?");
}

/* "delta CRL 12": deltas and bases have numbers of one sequence. */
static void put_number(const struct pool_crl *c, struct buf *out)
{
	buf_str(out, c->extensions.delta ? "delta CRL" : "CRL");
	if (c->extensions.number.n == 0)
		return;
	buf_put(out, ' ');
	crl_number_text(c->extensions.number, out);
}

static void put_crl(const struct pool_crl *c, struct buf *out)
{
	put_number(c, out);
	buf_str(out, " of ");
	put_name(c->crl.issuer, out);
}

static void put_reason(unsigned reason, struct buf *out)
{
	const char *name = crl_reason_name(reason);

	if (name != NULL)
		buf_str(out, name);
	else
		buf_printf(out, "reason %u", reason);
}

static void put_revoked(const struct revocation_answer *a, struct buf *out)
{
	buf_str(out,
		a->reason == CRL_CERTIFICATE_HOLD ? "on hold since " : "revoked ");
	if (a->dated)
		moment_date(a->date, out);
	else
		buf_str(out, "at no valid date");
	buf_str(out, " (");
	put_reason(a->reason, out);
	buf_str(out, "), says ");
	put_crl(a->in_delta ? a->delta : a->crl, out);
}

static void put_good(const struct revocation_answer *a, struct buf *out)
{
	buf_str(out, "not revoked");
	if (a->crl == NULL)
		return;
	buf_str(out, ", says ");
	put_crl(a->crl, out);
	if (a->delta == NULL)
		return;
	buf_str(out, " with ");
	put_number(a->delta, out);
}

/* The reasons that no CRL covers. */
static void put_uncovered(unsigned covered, struct buf *out)
{
	const char *comma = "";

	for (unsigned bit = 1; bit <= 8; bit++)
		if (!(covered & 1U << bit)) {
			buf_str(out, comma);
			buf_str(out, crl_reason_name(crl_reason_of_bit(bit)));
			comma = ", ";
		}
}

/* The OID of the critical extension, of the CRL or of its first such entry. */
static void put_unknown(const struct pool_crl *c, struct buf *out)
{
	struct span oid = c->extensions.unknown;
	const char *fact;

	if (oid.n == 0 && c->index != NULL)
		crl_index_fault(c->index, &fact, &oid);
	oid_name(OID_EXTENSION, oid, out);
}

/* What is wrong with the CRL or with its first entry that is malformed. */
static void put_malformed(const struct pool_crl *c, struct buf *out)
{
	const char *fact = c->malformed;
	struct span oid;

	if (fact == NULL && c->index != NULL)
		crl_index_fault(c->index, &fact, &oid);
	buf_str(out, fact != NULL ? fact : "");
}

/* What follows "CRL 12 of CN=X"; more may follow that. */
static const char *const doubts[] = {
	[REVOCATION_NO_BASE] = " has no base",
	[REVOCATION_SCOPE] = " does not cover it",
	[REVOCATION_MALFORMED] = " is malformed: ",
	[REVOCATION_CRITICAL] = " has a critical extension that is not known: ",
	[REVOCATION_UNDATED] = " does not say when it holds",
	[REVOCATION_NOT_YET] = " holds from ",
	[REVOCATION_STALE] = " is stale since ",
	[REVOCATION_NO_SIGNER] = ": its issuer's certificate is missing",
	[REVOCATION_KEY_USAGE] = ": its issuer may not sign CRLs, by its key usage",
	[REVOCATION_SIGNATURE] = ": its signature is not by its issuer's key",
	[REVOCATION_UNSUPPORTED] = ": its signature algorithm is not supported",
	[REVOCATION_INSECURE] = ": its signature algorithm is insecure",
	[REVOCATION_TROUBLE] = ": its signature could not be checked",
	[REVOCATION_SIGNER_PATH] = ": its issuer's certificate does not verify",
	[REVOCATION_MALFORMED_ENTRY] = " is malformed: ",
	[REVOCATION_CRITICAL_ENTRY] =
		" has a critical extension that is not known: ",
	[REVOCATION_REASONS] = " and others do not cover ",
	[REVOCATION_GAVE_UP] = " was one of too many: gave up",
};

static void put_doubt(const struct revocation_answer *a, struct buf *out)
{
	buf_str(out, doubts[a->doubt]);
	switch (a->doubt) {
	case REVOCATION_MALFORMED:
	case REVOCATION_MALFORMED_ENTRY:
		put_malformed(a->crl, out);
		break;
	case REVOCATION_CRITICAL:
	case REVOCATION_CRITICAL_ENTRY:
		put_unknown(a->crl, out);
		break;
	case REVOCATION_NOT_YET:
		moment_date(a->crl->from, out);
		break;
	case REVOCATION_STALE:
		moment_date(a->crl->until, out);
		break;
	case REVOCATION_REASONS:
		put_uncovered(a->reasons, out);
		break;
	default:
		break;
	}
}

void revocation_text(const struct revocation_question *q,
		     const struct revocation_answer *answer, struct buf *out)
{
	if (answer->status == REVOCATION_REVOKED) {
		put_revoked(answer, out);
	} else if (answer->status == REVOCATION_GOOD) {
		put_good(answer, out);
	} else if (answer->doubt == REVOCATION_NO_CRL) {
		buf_str(out, "no CRL of ");
		put_name(q->cert->issuer, out);
	} else if (answer->crl == NULL) {
		buf_str(out, "too many CRLs, or points of them: gave up");
	} else {
		put_crl(answer->crl, out);
		put_doubt(answer, out);
	}
}
