#include "x509/moment.h"

#include <stdlib.h>

#include "x509/der.h"

#define DAY INT64_C(86400)
#define FARTHEST \
	INT64_C(100000000000000) /* three million years: no sum overflows */

struct civil {
	int64_t year;
	int month, day, hour, minute, second;
};

/* Days from 1970-01-01, by the method of eras of 400 years; March comes first. */
static int64_t days_of_civil(int64_t y, int m, int d)
{
	int64_t era, year_of_era, day_of_year;

	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	year_of_era = y - era * 400;
	day_of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + year_of_era * 365 + year_of_era / 4 -
	       year_of_era / 100 + day_of_year - 719468;
}

static struct civil civil_of_days(int64_t days)
{
	int64_t era, day, year, day_of_year, month;

	days += 719468;
	era = (days >= 0 ? days : days - 146096) / 146097;
	day = days - era * 146097;
	year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	day_of_year = day - (365 * year + year / 4 - year / 100);
	month = (5 * day_of_year + 2) / 153;
	return (struct civil){
		.year = year + era * 400 + (month >= 10),
		.month = (int)(month < 10 ? month + 3 : month - 9),
		.day = (int)(day_of_year - (153 * month + 2) / 5 + 1),
	};
}

static int days_in_month(int64_t year, int month)
{
	static const int days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
	};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

static bool moment_of_civil(const struct civil *c, int64_t *out)
{
	if (c->month < 1 || c->month > 12 || c->day < 1 ||
	    c->day > days_in_month(c->year, c->month) || c->hour > 23 ||
	    c->minute > 59 || c->second > 59)
		return false;
	*out = days_of_civil(c->year, c->month, c->day) * DAY + c->hour * 3600 +
	       c->minute * 60 + c->second;
	return true;
}

/* Cuts n digits off s. */
static bool digits(struct span *s, size_t n, int *out)
{
	struct span part;
	int value = 0;

	if (!span_take(s, n, &part))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (part.p[i] < '0' || part.p[i] > '9')
			return false;
		value = value * 10 + (part.p[i] - '0');
	}
	*out = value;
	return true;
}

static bool is_digit(struct span s)
{
	return s.n > 0 && s.p[0] >= '0' && s.p[0] <= '9';
}

static bool character(struct span *s, char c)
{
	struct span one;

	return s->n > 0 && s->p[0] == (uint8_t)c && span_take(s, 1, &one);
}

/* Z, or an offset of hours and minutes, and nothing behind it. */
static bool zone(struct span *s, int64_t *seconds)
{
	int hours, minutes, sign;

	*seconds = 0;
	if (character(s, 'Z'))
		return s->n == 0;
	sign = character(s, '+') ? 1 : character(s, '-') ? -1 : 0;
	if (sign == 0 || !digits(s, 2, &hours) || !digits(s, 2, &minutes) ||
	    hours > 23 || minutes > 59)
		return false;
	*seconds = sign * (hours * 3600 + minutes * 60);
	return s->n == 0;
}

bool moment_of_asn1(uint8_t tag, struct span body, int64_t *out)
{
	struct civil c = { 0 };
	int64_t when, offset;
	int year, fraction;

	if (tag == DER_GENERALIZED_TIME) {
		if (!digits(&body, 4, &year))
			return false;
	} else if (tag == DER_UTC_TIME && digits(&body, 2, &year)) {
		year += year >= 50 ? 1900 : 2000;
	} else {
		return false;
	}
	c.year = year;
	if (!digits(&body, 2, &c.month) || !digits(&body, 2, &c.day) ||
	    !digits(&body, 2, &c.hour) || !digits(&body, 2, &c.minute))
		return false;
	if (is_digit(body) && !digits(&body, 2, &c.second))
		return false;
	if (tag == DER_GENERALIZED_TIME && character(&body, '.')) {
		do {
			if (!digits(&body, 1, &fraction))
				return false;
		} while (is_digit(body));
	}
	if (!zone(&body, &offset) || !moment_of_civil(&c, &when))
		return false;
	*out = when - offset;
	return true;
}

/* Z, or an offset such as +02:00, and nothing behind it (RFC 3339). */
static bool zone_with_colon(struct span *s, int64_t *seconds)
{
	int hours, minutes, sign;

	*seconds = 0;
	if (character(s, 'Z'))
		return s->n == 0;
	sign = character(s, '+') ? 1 : character(s, '-') ? -1 : 0;
	if (sign == 0 || !digits(s, 2, &hours) || !character(s, ':') ||
	    !digits(s, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	*seconds = sign * (hours * 3600 + minutes * 60);
	return s->n == 0;
}

bool moment_is_plain(uint8_t tag, struct span body)
{
	size_t digits = tag == DER_UTC_TIME ? 12 : 14;

	return body.n == digits + 1 && body.p[digits] == 'Z';
}

bool moment_of_rfc3339(struct span s, int64_t *out)
{
	struct civil c;
	int64_t when, offset;
	int year, fraction;

	if (!digits(&s, 4, &year) || !character(&s, '-') ||
	    !digits(&s, 2, &c.month) || !character(&s, '-') ||
	    !digits(&s, 2, &c.day) || !(character(&s, 'T') || character(&s, ' ')) ||
	    !digits(&s, 2, &c.hour) || !character(&s, ':') ||
	    !digits(&s, 2, &c.minute) || !character(&s, ':') ||
	    !digits(&s, 2, &c.second))
		return false;
	c.year = year;
	if (character(&s, '.')) {
		do {
			if (!digits(&s, 1, &fraction))
				return false;
		} while (is_digit(s));
	}
	if (!zone_with_colon(&s, &offset) || !moment_of_civil(&c, &when))
		return false;
	*out = when - offset;
	return true;
}

/* The same day so many months later, or the last day of a shorter month. */
static int64_t add_months(int64_t when, int64_t months)
{
	int64_t days = when / DAY - (when % DAY < 0);
	struct civil c = civil_of_days(days);
	int64_t index = c.year * 12 + c.month - 1 + months;
	int most;

	c.year = index / 12 - (index % 12 < 0);
	c.month = (int)(index - c.year * 12) + 1;
	most = days_in_month(c.year, c.month);
	return days_of_civil(c.year, c.month, c.day < most ? c.day : most) * DAY +
	       (when - days * DAY);
}

static bool ahead(const char *text, int64_t now, int64_t *out)
{
	char *unit;
	long long n = strtoll(text, &unit, 10);

	if (unit == text || unit[0] == '\0' || unit[1] != '\0' || n > 100000000 ||
	    n < -100000000)
		return false;
	switch (*unit) {
	case 'h':
		*out = now + n * 3600;
		return true;
	case 'd':
		*out = now + n * DAY;
		return true;
	case 'w':
		*out = now + n * 7 * DAY;
		return true;
	case 'm':
	case 'y':
		if (n > 100000 || n < -100000)
			return false;
		*out = add_months(now, *unit == 'y' ? n * 12 : n);
		return true;
	default:
		return false;
	}
}

static bool clock_time(struct span *s, struct civil *c)
{
	if (!digits(s, 2, &c->hour) || !character(s, ':') ||
	    !digits(s, 2, &c->minute))
		return false;
	if (character(s, ':') && !digits(s, 2, &c->second))
		return false;
	character(s, 'Z');
	return s->n == 0;
}

static bool calendar(const char *text, int64_t *out, int64_t *until)
{
	struct civil c = { .month = 1, .day = 1 };
	struct span s = span_str(text);
	int64_t months = 12, seconds = 0;
	int year;

	if (!digits(&s, 4, &year))
		return false;
	c.year = year;
	if (s.n > 0) {
		months = 1;
		if (!character(&s, '-') || !digits(&s, 2, &c.month))
			return false;
	}
	if (s.n > 0) {
		months = 0;
		seconds = DAY;
		if (!character(&s, '-') || !digits(&s, 2, &c.day))
			return false;
	}
	if (s.n > 0) {
		seconds = 1;
		if (!(character(&s, 'T') || character(&s, ' ')) ||
		    !clock_time(&s, &c))
			return false;
	}
	if (!moment_of_civil(&c, out))
		return false;
	*until = add_months(*out, months) + seconds;
	return true;
}

bool moment_of_text(const char *text, int64_t now, int64_t *out, int64_t *until)
{
	int64_t when, end;
	char *rest;

	if (!calendar(text, &when, &end)) {
		if (strcmp(text, "now") == 0) {
			when = now;
		} else if (text[0] == '@' && text[1] != '\0') {
			when = strtoll(text + 1, &rest, 10);
			if (*rest != '\0' || when > FARTHEST || when < -FARTHEST)
				return false;
		} else if (!ahead(text, now, &when)) {
			return false;
		}
		end = when + 1;
	}
	*out = when;
	if (until != NULL)
		*until = end;
	return true;
}

static void put_padded(struct buf *out, int64_t number, int width)
{
	char text[24];
	size_t n = sizeof(text);
	uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;

	while (rest > 0 || width > 0) {
		text[--n] = (char)('0' + rest % 10);
		rest /= 10;
		width--;
	}
	if (number < 0)
		text[--n] = '-';
	buf_add(out, span_of(text + n, sizeof(text) - n));
}

static void put_date(struct buf *out, int64_t days)
{
	struct civil c = civil_of_days(days);

	put_padded(out, c.year, 4);
	buf_put(out, '-');
	put_padded(out, c.month, 2);
	buf_put(out, '-');
	put_padded(out, c.day, 2);
}

void moment_date(int64_t when, struct buf *out)
{
	put_date(out, moment_days(0, when));
}

void moment_iso(int64_t when, struct buf *out)
{
	int64_t days = moment_days(0, when);
	int64_t second = when - days * DAY;

	put_date(out, days);
	buf_put(out, 'T');
	put_padded(out, second / 3600, 2);
	buf_put(out, ':');
	put_padded(out, second / 60 % 60, 2);
	buf_put(out, ':');
	put_padded(out, second % 60, 2);
	buf_put(out, 'Z');
}

int64_t moment_days(int64_t now, int64_t when)
{
	int64_t seconds = when - now;

	return seconds / DAY - (seconds % DAY < 0);
}
