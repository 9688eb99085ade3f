#include "tap.h"

#include <time.h>

#include "hex.h"
#include "x509/der.h"
#include "x509/moment.h"

#define NO "" /* refused */

static const struct {
	const char *label;
	uint8_t tag;
	const char *text;
	const char *iso;
} asn1[] = {
	{ "UTCTime of 1950", DER_UTC_TIME, "500101000000Z",
	  "1950-01-01T00:00:00Z" },
	{ "UTCTime of 1999", DER_UTC_TIME, "991231235959Z",
	  "1999-12-31T23:59:59Z" },
	{ "UTCTime of 2000", DER_UTC_TIME, "000101000000Z",
	  "2000-01-01T00:00:00Z" },
	{ "UTCTime of 2049", DER_UTC_TIME, "491231235959Z",
	  "2049-12-31T23:59:59Z" },
	{ "GeneralizedTime of 2050", DER_GENERALIZED_TIME, "20500101000000Z",
	  "2050-01-01T00:00:00Z" },
	{ "GeneralizedTime of 1949", DER_GENERALIZED_TIME, "19491231235959Z",
	  "1949-12-31T23:59:59Z" },
	{ "GeneralizedTime of 2020, which should be UTCTime", DER_GENERALIZED_TIME,
	  "20200101000000Z", "2020-01-01T00:00:00Z" },
	{ "no expiry", DER_GENERALIZED_TIME, "99991231235959Z",
	  "9999-12-31T23:59:59Z" },
	{ "year 0", DER_GENERALIZED_TIME, "00000101000000Z",
	  "0000-01-01T00:00:00Z" },
	{ "year 1", DER_GENERALIZED_TIME, "00011231235959Z",
	  "0001-12-31T23:59:59Z" },
	{ "year 999", DER_GENERALIZED_TIME, "09990607080910Z",
	  "0999-06-07T08:09:10Z" },

	{ "February 29 of a leap year", DER_UTC_TIME, "240229000000Z",
	  "2024-02-29T00:00:00Z" },
	{ "February 29 of 2000", DER_UTC_TIME, "000229000000Z",
	  "2000-02-29T00:00:00Z" },
	{ "February 29 of no leap year", DER_UTC_TIME, "230229000000Z", NO },
	{ "February 29 of 2100", DER_GENERALIZED_TIME, "21000229000000Z", NO },
	{ "February 30", DER_UTC_TIME, "240230000000Z", NO },
	{ "April 31", DER_UTC_TIME, "240431000000Z", NO },
	{ "February 29 of 2200", DER_GENERALIZED_TIME, "22000229000000Z", NO },
	{ "February 29 of 1900", DER_GENERALIZED_TIME, "19000229000000Z", NO },
	{ "February 29 of 2400", DER_GENERALIZED_TIME, "24000229000000Z",
	  "2400-02-29T00:00:00Z" },
	{ "month 0", DER_UTC_TIME, "240001000000Z", NO },
	{ "month 13", DER_UTC_TIME, "241301000000Z", NO },
	{ "day 0", DER_UTC_TIME, "240100000000Z", NO },
	{ "day 32", DER_UTC_TIME, "240132000000Z", NO },
	{ "hour 24", DER_UTC_TIME, "240101240000Z", NO },
	{ "minute 60", DER_UTC_TIME, "240101006000Z", NO },
	{ "second 60", DER_UTC_TIME, "240101000060Z", NO },

	/* Read as OpenSSL does. */
	{ "no seconds", DER_UTC_TIME, "2401010203Z", "2024-01-01T02:03:00Z" },
	{ "no seconds, GeneralizedTime", DER_GENERALIZED_TIME, "202401010203Z",
	  "2024-01-01T02:03:00Z" },
	{ "a fraction", DER_GENERALIZED_TIME, "20240101020304.5Z",
	  "2024-01-01T02:03:04Z" },
	{ "a long fraction", DER_GENERALIZED_TIME, "20240101020304.123456789012Z",
	  "2024-01-01T02:03:04Z" },
	{ "an offset to the east", DER_UTC_TIME, "240101020304+0530",
	  "2023-12-31T20:33:04Z" },
	{ "an offset to the west", DER_UTC_TIME, "240101220304-0530",
	  "2024-01-02T03:33:04Z" },
	{ "an offset of nothing", DER_UTC_TIME, "240101020304+0000",
	  "2024-01-01T02:03:04Z" },
	{ "an offset without seconds", DER_UTC_TIME, "2401010203-0100",
	  "2024-01-01T03:03:00Z" },
	{ "a fraction and an offset", DER_GENERALIZED_TIME, "20240101020304.5+0100",
	  "2024-01-01T01:03:04Z" },

	{ "nothing", DER_UTC_TIME, "", NO },
	{ "no zone", DER_UTC_TIME, "240101020304", NO },
	{ "no zone, GeneralizedTime", DER_GENERALIZED_TIME, "20240101020304", NO },
	{ "no minutes", DER_UTC_TIME, "24010102Z", NO },
	{ "half a second", DER_UTC_TIME, "24010102030Z", NO },
	{ "a zone in lower case", DER_UTC_TIME, "240101020304z", NO },
	{ "more behind the zone", DER_UTC_TIME, "240101020304Z0", NO },
	{ "a NUL behind the zone", DER_UTC_TIME, "240101020304Z@", NO },
	{ "two zones", DER_UTC_TIME, "240101020304ZZ", NO },
	{ "half an offset", DER_UTC_TIME, "240101020304+01", NO },
	{ "more behind the offset", DER_UTC_TIME, "240101020304+0100Z", NO },
	{ "an offset of 24 hours", DER_UTC_TIME, "240101020304+2400", NO },
	{ "an offset of 60 minutes", DER_UTC_TIME, "240101020304+0060", NO },
	{ "a fraction of no digits", DER_GENERALIZED_TIME, "20240101020304.Z", NO },
	{ "a fraction in UTCTime", DER_UTC_TIME, "240101020304.5Z", NO },
	{ "a letter among the digits", DER_UTC_TIME, "24010102030xZ", NO },
	{ "a sign", DER_GENERALIZED_TIME, "-2240101020304Z", NO },
	{ "spaces", DER_UTC_TIME, " 40101020304Z", NO },
	{ "UTCTime with four digits of year", DER_UTC_TIME, "20240101020304Z", NO },
	{ "GeneralizedTime that looks like UTCTime", DER_GENERALIZED_TIME,
	  "240101020304Z", "2401-01-02T03:04:00Z" },
	{ "a tag that is no time", DER_PRINTABLE_STRING, "240101020304Z", NO },
};

TEST(asn1_times_are_read_or_refused)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(asn1); i++) {
		struct span s = exact_copy(span_str(asn1[i].text));
		int64_t when = 4711;

		ROW(asn1[i].label);
		for (size_t k = 0; k < s.n; k++)
			if (s.p[k] == '@')
				*(uint8_t *)(uintptr_t)(s.p + k) = 0;
		out.n = 0;
		if (moment_of_asn1(asn1[i].tag, s, &when))
			moment_iso(when, &out);
		else
			CHECK_EQ_INT(when, 4711);
		CHECK_EQ_STR(buf_c(&out), asn1[i].iso);
		exact_free(s);
	}
	buf_free(&out);
}

static const char *const rfc3339[][2] = {
	{ "2021-05-24T22:06:59+00:00", "2021-05-24T22:06:59Z" },
	{ "2021-05-24T22:06:59Z", "2021-05-24T22:06:59Z" },
	{ "2021-05-24 22:06:59-00:00", "2021-05-24T22:06:59Z" },
	{ "2021-05-24T22:06:59.123456Z", "2021-05-24T22:06:59Z" },
	{ "2021-05-24T22:06:59+02:00", "2021-05-24T20:06:59Z" },
	{ "2021-12-31T22:06:59-05:30", "2022-01-01T03:36:59Z" },
	{ "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z" },
	{ "", NO },
	{ "2021-05-24", NO },
	{ "2021-05-24T22:06:59", NO },
	{ "2021-05-24T22:06Z", NO },
	{ "2021-05-24T22:06:59.Z", NO },
	{ "2021-05-24T22:06:59+0000", NO },
	{ "2021-05-24T22:06:59+24:00", NO },
	{ "2021-05-24T22:06:59+00:00 ", NO },
	{ "2021-05-24T22:06:60Z", NO },
	{ "2021-02-29T00:00:00Z", NO },
	{ "2021-13-01T00:00:00Z", NO },
	{ "21-05-24T22:06:59Z", NO },
};

TEST(times_of_rfc_3339_are_read_or_refused)
{
	for (size_t i = 0; i < ARRAY_LEN(rfc3339); i++) {
		struct span text = exact_copy(span_str(rfc3339[i][0]));
		struct buf iso = { 0 };
		int64_t when;

		ROW(rfc3339[i][0]);
		if (moment_of_rfc3339(text, &when))
			moment_iso(when, &iso);
		CHECK_EQ_STR(buf_c(&iso), rfc3339[i][1]);
		exact_free(text);
		buf_free(&iso);
	}
}

TEST(forever_is_the_last_second_of_9999)
{
	int64_t when = 0;

	CHECK(moment_of_asn1(DER_GENERALIZED_TIME, SPAN_LIT("99991231235959Z"),
			     &when));
	CHECK_EQ_INT(when, MOMENT_FOREVER);
}

/* now is 2026-08-22T10:11:12Z. */
#define NOW INT64_C(1787393472)

static const struct {
	const char *text;
	const char *iso, *until;
} typed[] = {
	{ "now", "2026-08-22T10:11:12Z", "2026-08-22T10:11:13Z" },
	{ "2026", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z" },
	{ "0001", "0001-01-01T00:00:00Z", "0002-01-01T00:00:00Z" },
	{ "9999", "9999-01-01T00:00:00Z", "10000-01-01T00:00:00Z" },
	{ "2026-08", "2026-08-01T00:00:00Z", "2026-09-01T00:00:00Z" },
	{ "2026-12", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z" },
	{ "2024-02", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z" },
	{ "2026-08-22", "2026-08-22T00:00:00Z", "2026-08-23T00:00:00Z" },
	{ "2024-02-28", "2024-02-28T00:00:00Z", "2024-02-29T00:00:00Z" },
	{ "2024-02-29", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z" },
	{ "2026-12-31", "2026-12-31T00:00:00Z", "2027-01-01T00:00:00Z" },
	{ "2026-08-22T10:00:00Z", "2026-08-22T10:00:00Z", "2026-08-22T10:00:01Z" },
	{ "2026-08-22T10:00:00", "2026-08-22T10:00:00Z", "2026-08-22T10:00:01Z" },
	{ "2026-08-22T10:01Z", "2026-08-22T10:01:00Z", NULL },
	{ "2026-08-22T23:59", "2026-08-22T23:59:00Z", NULL },
	{ "@0", "1970-01-01T00:00:00Z", "1970-01-01T00:00:01Z" },
	{ "@1700000000", "2023-11-14T22:13:20Z", "2023-11-14T22:13:21Z" },
	{ "@-1", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z" },
	{ "90d", "2026-11-20T10:11:12Z", "2026-11-20T10:11:13Z" },
	{ "12h", "2026-08-22T22:11:12Z", NULL },
	{ "3w", "2026-09-12T10:11:12Z", NULL },
	{ "6m", "2027-02-22T10:11:12Z", NULL },
	{ "2y", "2028-08-22T10:11:12Z", NULL },
	{ "0d", "2026-08-22T10:11:12Z", NULL },
	{ "-1d", "2026-08-21T10:11:12Z", NULL },
	{ "-8m", "2025-12-22T10:11:12Z", NULL },
	{ "-1y", "2025-08-22T10:11:12Z", NULL },
	{ "-100y", "1926-08-22T10:11:12Z", NULL },

	{ "", NO, NULL },
	{ "tomorrow", NO, NULL },
	{ "NOW", NO, NULL },
	{ "26", NO, NULL },
	{ "202", NO, NULL },
	{ "20260", NO, NULL },
	{ "2026-", NO, NULL },
	{ "2026-8", NO, NULL },
	{ "2026-00", NO, NULL },
	{ "2026-13", NO, NULL },
	{ "2026-08-", NO, NULL },
	{ "2026-08-2", NO, NULL },
	{ "2026-08-32", NO, NULL },
	{ "2026-02-29", NO, NULL },
	{ "2026-02-30", NO, NULL },
	{ "2026/08/22", NO, NULL },
	{ "20260822", NO, NULL },
	{ "2026-08-22T", NO, NULL },
	{ "2026-08-22T10", NO, NULL },
	{ "2026-08-22T24:00", NO, NULL },
	{ "2026-08-22T10:60", NO, NULL },
	{ "2026-08-22T10:00:60", NO, NULL },
	{ "2026-08-22T10:00:00ZZ", NO, NULL },
	{ "2026-08-22T10:00:00+01:00", NO, NULL },
	{ "@", NO, NULL },
	{ "@x", NO, NULL },
	{ "@12x", NO, NULL },
	{ "d", NO, NULL },
	{ "-d", NO, NULL },
	{ "90", NO, NULL },
	{ "90x", NO, NULL },
	{ "90dd", NO, NULL },
	{ "90 d", NO, NULL },
	{ "1.5y", NO, NULL },
	{ "99999999999999999999d", NO, NULL },
	{ "999999999y", NO, NULL },
};

TEST(what_people_type_is_read_or_refused)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(typed); i++) {
		int64_t when = 4711, until = 4712;

		ROW(typed[i].text);
		out.n = 0;
		if (moment_of_text(typed[i].text, NOW, &when, &until)) {
			int64_t again;

			moment_iso(when, &out);
			CHECK(moment_of_text(typed[i].text, NOW, &again, NULL));
			CHECK_EQ_INT(again, when);
		} else {
			CHECK(when == 4711 && until == 4712);
		}
		CHECK_EQ_STR(buf_c(&out), typed[i].iso);
		if (typed[i].until == NULL)
			continue;
		out.n = 0;
		moment_iso(until, &out);
		CHECK_EQ_STR(buf_c(&out), typed[i].until);
	}
	buf_free(&out);
}

/* A month later is the same day, or the last one of a shorter month. */
static const struct {
	const char *now, *span, *then;
} months[] = {
	{ "2026-01-31", "1m", "2026-02-28" },
	{ "2024-01-31", "1m", "2024-02-29" },
	{ "2026-03-31", "-1m", "2026-02-28" },
	{ "2026-08-31", "1m", "2026-09-30" },
	{ "2026-12-31", "2m", "2027-02-28" },
	{ "2024-02-29", "1y", "2025-02-28" },
	{ "2024-02-29", "4y", "2028-02-29" },
	{ "2024-02-29", "-1y", "2023-02-28" },
	{ "2026-01-15", "-1m", "2025-12-15" },
	{ "2026-01-15", "-13m", "2024-12-15" },
	{ "2026-12-15", "1m", "2027-01-15" },
	{ "1970-01-01", "-1m", "1969-12-01" },
	{ "1969-12-31", "2m", "1970-02-28" },
	{ "0001-01-01", "-1m", "0000-12-01" },
};

TEST(months_keep_their_day_or_end_early)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(months); i++) {
		int64_t now, then;

		ROW(months[i].now);
		REQUIRE(moment_of_text(months[i].now, 0, &now, NULL));
		CHECK(moment_of_text(months[i].span, now, &then, NULL));
		out.n = 0;
		moment_date(then, &out);
		CHECK_EQ_STR(buf_c(&out), months[i].then);
	}
	buf_free(&out);
}

/* What no one means, but may type. */
TEST(moments_at_the_end_of_64_bits_do_not_overflow)
{
	static const char *const texts[] = {
		"@9223372036854775807",
		"@-9223372036854775808",
		"@99999999999999999999",
		"@-99999999999999999999",
	};
	struct buf out = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		int64_t when, until;

		ROW(texts[i]);
		if (!moment_of_text(texts[i], NOW, &when, &until))
			continue; /* to refuse it is good too */
		CHECK(until >= when);
		moment_iso(when, &out);
		moment_date(when, &out);
		moment_days(when, MOMENT_FOREVER);
		moment_days(NOW, when);
	}
	buf_free(&out);
}

static const struct {
	int64_t when;
	const char *iso;
} outputs[] = {
	{ 0, "1970-01-01T00:00:00Z" },
	{ -1, "1969-12-31T23:59:59Z" },
	{ 951782400, "2000-02-29T00:00:00Z" },
	{ INT64_C(4102444800), "2100-01-01T00:00:00Z" },
	{ INT64_C(-62135596800), "0001-01-01T00:00:00Z" },
	{ INT64_C(-62135596801), "0000-12-31T23:59:59Z" },
	{ INT64_C(-30641760000), "0999-01-01T00:00:00Z" },
	{ INT64_C(-62167219200), "0000-01-01T00:00:00Z" },
	{ INT64_C(253402300799), "9999-12-31T23:59:59Z" },
	{ INT64_C(253402300800), "10000-01-01T00:00:00Z" },
};

TEST(iso_texts_have_four_digits_of_year_at_least)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(outputs); i++) {
		const char *t = strchr(outputs[i].iso, 'T');

		out.n = 0;
		moment_iso(outputs[i].when, &out);
		CHECK_EQ_STR(buf_c(&out), outputs[i].iso);
		out.n = 0;
		moment_date(outputs[i].when, &out);
		CHECK_EQ_MEM(out.p, out.n, outputs[i].iso,
			     (size_t)(t - outputs[i].iso));
	}
	buf_free(&out);
}

TEST(days_are_whole_and_rounded_down)
{
	static const struct {
		int64_t now, when, days;
	} rows[] = {
		{ 0, 0, 0 },
		{ 0, 86399, 0 },
		{ 0, 86400, 1 },
		{ 0, -1, -1 },
		{ 0, -86400, -1 },
		{ 0, -86401, -2 },
		{ 86399, 86400, 0 },
		{ 100, 99, -1 },
		{ NOW, NOW + 90 * 86400, 90 },
		{ NOW, NOW - 86400, -1 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		CHECK_EQ_INT(moment_days(rows[i].now, rows[i].when), rows[i].days);
}

static uint64_t state = 88172645463325252u;

static uint64_t random_number(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

/* The C library's calendar, both ways, for years 0 to 9999. */
TEST(random_moments_are_those_of_timegm_and_gmtime)
{
	struct buf out = { 0 };

	for (int i = 0; i < 100000 && !tap_failed; i++) {
		int64_t when = (int64_t)(random_number() % UINT64_C(315569520000)) -
			       INT64_C(62167219200);
		time_t t = (time_t)when;
		char text[80];
		struct tm tm;
		int64_t back = 0;

		gmtime_r(&t, &tm);
		snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02dZ",
			 tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
			 tm.tm_min, tm.tm_sec);
		out.n = 0;
		moment_iso(when, &out);
		CHECK_EQ_STR(buf_c(&out), text);
		CHECK_EQ_INT(timegm(&tm), when);
		snprintf(text, sizeof(text), "%04d%02d%02d%02d%02d%02dZ",
			 tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
			 tm.tm_min, tm.tm_sec);
		CHECK(moment_of_asn1(DER_GENERALIZED_TIME, span_str(text), &back));
		CHECK_EQ_INT(back, when);
	}
	buf_free(&out);
}

TEST(every_day_of_four_centuries_follows_the_one_before)
{
	int64_t when = INT64_C(-11676096000); /* 1600-01-01 */

	for (int64_t day = 0; day < 146097 * 2 && !tap_failed;
	     day++, when += 86400) {
		struct buf out = { 0 };
		int64_t back = 0;

		moment_date(when, &out);
		CHECK(moment_of_text(buf_c(&out), 0, &back, NULL));
		CHECK_EQ_INT(back, when);
		buf_free(&out);
	}
}

TEST(a_plain_moment_has_seconds_and_Z_and_no_more)
{
	static const struct {
		uint8_t tag;
		const char *text;
		bool plain;
	} rows[] = {
		{ DER_UTC_TIME, "200101000000Z", true },
		{ DER_UTC_TIME, "2001010000Z", false },
		{ DER_UTC_TIME, "200101000000+0000", false },
		{ DER_UTC_TIME, "20200101000000Z", false },
		{ DER_GENERALIZED_TIME, "20200101000000Z", true },
		{ DER_GENERALIZED_TIME, "20200101000000.5Z", false },
		{ DER_GENERALIZED_TIME, "202001010000Z", false },
		{ DER_GENERALIZED_TIME, "20200101000000", false },
		{ DER_GENERALIZED_TIME, "", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ROW(rows[i].text);
		CHECK(moment_is_plain(rows[i].tag, span_str(rows[i].text)) ==
		      rows[i].plain);
	}
}
