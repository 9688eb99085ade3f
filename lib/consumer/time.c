/* The rules on times: what each consumer makes of UTCTime and GeneralizedTime. */
#include "consumer/parts.h"

#include "x509/moment.h"

/* Two digits at p, or 100 and more where they are none. */
static unsigned two(const uint8_t *p)
{
	unsigned tens = (unsigned)p[0] - '0', ones = (unsigned)p[1] - '0';

	return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

static size_t digits(struct span s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return n;
}

static bool is_no_time(const struct tlv *t)
{
	return t->tag != DER_UTC_TIME && t->tag != DER_GENERALIZED_TIME;
}

/* What stands behind the year, and the year. */
static bool cut_year(const struct tlv *t, struct span *rest, unsigned *year)
{
	struct span s = t->body, y;
	size_t n = t->tag == DER_UTC_TIME ? 2 : 4;

	if (is_no_time(t))
		return false;
	if (digits(s) < n || !span_take(&s, n, &y))
		return false;
	*rest = s;
	if (n == 2)
		*year = two(y.p) + (two(y.p) > 49 ? 1900 : 2000);
	else
		*year = two(y.p) * 100 + two(y.p + 2);
	return true;
}

static bool either_time(const struct specimen *s,
			bool (*wrong)(const struct tlv *t))
{
	struct tlv not_before, not_after;

	return !cert_times(&s->cert, &not_before, &not_after) ||
	       wrong(&not_before) || wrong(&not_after);
}

bool broken_time_type(const struct specimen *s)
{
	return either_time(s, is_no_time);
}

/* Years before 1970 are not looked at, days are up to 31, seconds up to 60. */
static bool gnutls_wrong(const struct tlv *t)
{
	bool utc = t->tag == DER_UTC_TIME;
	struct span rest;
	unsigned year, second = 0;

	if (t->body.n > 62 || !cut_year(t, &rest, &year))
		return true;
	if (utc ? digits(t->body) + 1 != t->body.n ||
			    !span_ends(t->body, SPAN_LIT("Z"))
		: memchr(t->body.p, 'Z', t->body.n) == NULL ||
			    memchr(t->body.p, '.', t->body.n) != NULL)
		return true;
	if (rest.n < 8)
		return true;
	if (year < 1970)
		return false;
	if (rest.n >= 10 && two(rest.p + 8) < 100)
		second = two(rest.p + 8);
	return two(rest.p) < 1 || two(rest.p) > 12 || two(rest.p + 2) < 1 ||
	       two(rest.p + 2) > 31 || two(rest.p + 4) > 23 ||
	       two(rest.p + 6) > 59 || second > 60;
}

bool broken_time_gnutls(const struct specimen *s)
{
	return either_time(s, gnutls_wrong);
}

/* Z, or an offset such as +0100. */
static bool is_zone(struct span s)
{
	if (s.n == 1)
		return s.p[0] == 'Z';
	return s.n == 5 && (s.p[0] == '+' || s.p[0] == '-') && two(s.p + 1) < 24 &&
	       two(s.p + 3) < 60;
}

/* Month, day, hour and minute, which are cut off rest; each in its bounds. */
static bool cut_minutes(struct span *rest)
{
	struct span m;

	return span_take(rest, 8, &m) && two(m.p) >= 1 && two(m.p) <= 12 &&
	       two(m.p + 2) >= 1 && two(m.p + 2) <= 31 && two(m.p + 4) < 24 &&
	       two(m.p + 6) < 60;
}

/*
 * Seconds may be missing, fractions and offsets be there; February 30 is March 2.
 */
static bool java_wrong(const struct tlv *t)
{
	struct span rest, part;
	unsigned year;

	if (!cut_year(t, &rest, &year) || !cut_minutes(&rest))
		return true;
	if (digits(rest) > 0 && (!span_take(&rest, 2, &part) || two(part.p) > 59))
		return true;
	if (t->tag == DER_GENERALIZED_TIME && rest.n > 0 &&
	    (rest.p[0] == '.' || rest.p[0] == ',')) {
		if (!span_take(&rest, 1, &part) || digits(rest) == 0 ||
		    !span_take(&rest, digits(rest), &part))
			return true;
	}
	return !is_zone(rest);
}

bool broken_time_java(const struct specimen *s)
{
	return either_time(s, java_wrong);
}

/* The calendar's days; no fractions; seconds may be missing in UTCTime alone. */
static bool go_wrong(const struct tlv *t)
{
	struct span rest, part;
	unsigned year;
	int64_t moment;

	if (!moment_of_asn1(t->tag, t->body, &moment) ||
	    !cut_year(t, &rest, &year) || !cut_minutes(&rest))
		return true;
	if (digits(rest) == 0)
		return t->tag != DER_UTC_TIME || !is_zone(rest);
	return !span_take(&rest, 2, &part) || two(part.p) > 59 || !is_zone(rest) ||
	       span_eq(rest, SPAN_LIT("+0000")) || span_eq(rest, SPAN_LIT("-0000"));
}

bool broken_time_go(const struct specimen *s)
{
	return either_time(s, go_wrong);
}
