/*
 * Moments: seconds since 1970-01-01T00:00:00Z in 64 bits, in the proleptic
 * Gregorian calendar, without leap seconds, always UTC.
 */
#ifndef MOMENT_H
#define MOMENT_H

#include "base/buf.h"

/*
 * moment_of_asn1 reads UTCTime or GeneralizedTime (RFC 5280 section 4.1.2.5).
 * Read as OpenSSL does, though RFC 5280 forbids it: missing seconds, a fraction
 * (dropped), an offset from UTC. False for what is no moment: February 30, no zone,
 * anything but digits.
 */
MUST_CHECK bool moment_of_asn1(uint8_t tag, struct span body, int64_t *out);

/*
 * moment_is_plain says of what moment_of_asn1 reads whether it has the one form
 * that RFC 5280 allows and OpenSSL compares: seconds, no fraction, Z.
 */
bool moment_is_plain(uint8_t tag, struct span body);

/*
 * moment_of_rfc3339 reads 2026-08-22T10:00:00+02:00 (RFC 3339 section 5.6), Z for
 * an offset too; a fraction is dropped.
 */
MUST_CHECK bool moment_of_rfc3339(struct span s, int64_t *out);

/*
 * moment_of_text reads what people type: 2026, 2026-08, 2026-08-22 (their start),
 * 2026-08-22T10:00:00Z (seconds and Z may be missing), @1700000000, now, or a
 * span of time ahead of now: 90d, 12h, 3w, 6m (months), 2y, or behind it with a
 * minus. until, where not NULL, is set to where the year, month, day or second that
 * was named ends. False where it is none of these.
 */
MUST_CHECK bool moment_of_text(const char *text, int64_t now, int64_t *out,
			       int64_t *until);

/* moment_iso appends 2026-08-22T10:00:00Z; moment_date 2026-08-22. */
void moment_iso(int64_t when, struct buf *out);
void moment_date(int64_t when, struct buf *out);

/* moment_days is the number of whole days from now until when, rounded down. */
int64_t moment_days(int64_t now, int64_t when);

/* 9999-12-31T23:59:59Z: no expiry (RFC 5280 section 4.1.2.5). */
#define MOMENT_FOREVER INT64_C(253402300799)

#endif
