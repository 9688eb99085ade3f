#include "lint/profile_parts.h"

#include "consumer/consumer.h"
#include "x509/dn.h"
#include "x509/moment.h"
#include "x509/text.h"

/* RFC 5280 section 4.1.2.2: conforming CAs use no longer ones. */
#define SERIAL_BYTES 20

/* Bytes of a value that a fact quotes. */
#define QUOTED 40

/* 2050-01-01T00:00:00Z: from here on RFC 5280 wants GeneralizedTime, not before. */
#define MOMENT_OF_2050 INT64_C(2524608000)

static void check_version(const struct cert *c, const struct lint_sink *to)
{
	if (consumer_breaks(c, RULE_VERSION))
		lint_found(
			to, LINT_ID_VERSION_ABSURD,
			"the version field holds none of 0, 1 and 2 (v1, v2, v3)");
	else if (c->version < 3)
		lint_found(to, LINT_ID_VERSION_OLD, "X.509 version %u", c->version);
	if (c->version < 3 && c->version > 0 && c->has_extensions)
		lint_found(
			to, LINT_ID_VERSION_EXTENSIONS,
			"X.509 version %u with extensions, which are of version 3",
			c->version);
}

static void check_serial(const struct cert *c, const struct lint_sink *to)
{
	struct span serial = c->serial;
	size_t zeros = 0;

	if (serial.n == 0)
		return; /* der-integer says it */
	while (zeros < serial.n && serial.p[zeros] == 0)
		zeros++;
	if (zeros == serial.n)
		lint_found(to, LINT_ID_SERIAL_ZERO, "the serial number is 0");
	if (consumer_breaks(c, RULE_SERIAL_NEGATIVE))
		lint_found(
			to, LINT_ID_SERIAL_NEGATIVE,
			"the serial number is negative (its first octet is %02x)",
			serial.p[0]);
	if (serial.n > SERIAL_BYTES)
		lint_found(to, LINT_ID_SERIAL_LONG,
			   "the serial number has %zu octets, more than %d",
			   serial.n, SERIAL_BYTES);
}

/* False where it is no moment. */
static bool check_time(const char *field, const struct tlv *t, int64_t *when,
		       const struct lint_sink *to)
{
	struct buf quoted = { 0 };
	const char *text = text_quoted(t->body, QUOTED, &quoted);
	bool good = moment_of_asn1(t->tag, t->body, when);

	if (!good)
		lint_found(to, LINT_ID_TIME_IMPOSSIBLE, "%s \"%s\" is no time",
			   field, text);
	else if (!moment_is_plain(t->tag, t->body))
		lint_found(to, LINT_ID_TIME_FORM,
			   "%s \"%s\" is not of the form %sMMDDhhmmssZ", field,
			   text, t->tag == DER_UTC_TIME ? "YY" : "YYYY");
	else if (t->tag == DER_GENERALIZED_TIME && *when < MOMENT_OF_2050)
		lint_found(to, LINT_ID_TIME_TYPE,
			   "%s \"%s\" is a GeneralizedTime, though before 2050",
			   field, text);
	buf_free(&quoted);
	return good;
}

static void check_validity(const struct cert *c, const struct lint_sink *to)
{
	struct tlv before, after;
	int64_t from, until;
	bool known;

	if (!cert_times(c, &before, &after)) {
		lint_found(to, LINT_ID_TIME_IMPOSSIBLE,
			   "the validity is not two times");
		return;
	}
	known = check_time("not-before", &before, &from, to);
	known = check_time("not-after", &after, &until, to) && known;
	if (known && from > until)
		lint_found(
			to, LINT_ID_VALIDITY_REVERSED,
			"not-before is later than not-after%s",
			after.tag == DER_UTC_TIME && until < 0
				? " (a UTCTime of 50 and more is of the 20th century)"
				: "");
}

static void check_empty_names(const struct lint_subject *s,
			      const struct lint_sink *to)
{
	if (dn_is_empty(s->cert->issuer))
		lint_found(to, LINT_ID_ISSUER_EMPTY, "the issuer is empty");
	else if (s->ca == CERT_CA_YES && dn_is_empty(s->cert->subject))
		lint_found(to, LINT_ID_SUBJECT_EMPTY,
			   "the subject of a CA is empty");
}

static void check_unique_ids(const struct cert *c, const struct lint_sink *to)
{
	if (c->has_unique_id[0])
		lint_found(to, LINT_ID_UNIQUE_ID, "it has issuerUniqueID");
	if (c->has_unique_id[1])
		lint_found(to, LINT_ID_UNIQUE_ID, "it has subjectUniqueID");
}

void lint_frame(const struct lint_subject *s, const struct lint_sink *to)
{
	check_version(s->cert, to);
	check_serial(s->cert, to);
	check_validity(s->cert, to);
	check_empty_names(s, to);
	check_unique_ids(s->cert, to);
}
