#include "aws/region.h"

static bool is_lower(uint8_t c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static size_t run(struct span s, bool (*is)(uint8_t c))
{
	size_t n = 0;

	while (n < s.n && is(s.p[n]))
		n++;
	return n;
}

/* Whether letters are one or two of the words for the parts of a country. */
static bool is_compass(struct span letters)
{
	static const struct span words[] = {
		SPAN_LIT("north"), SPAN_LIT("south"),	SPAN_LIT("east"),
		SPAN_LIT("west"),  SPAN_LIT("central"),
	};

	for (int n = 0; n < 2; n++) {
		for (size_t i = 0; i < ARRAY_LEN(words); i++) {
			if (span_starts(letters, words[i])) {
				letters.p += words[i].n;
				letters.n -= words[i].n;
				break;
			}
		}
		if (letters.n == 0)
			return true;
	}
	return false;
}

/*
 * The length of a region at the start of s: two to four letters, one or more words
 * of letters, the last a part of the compass, and a number of one or two digits,
 * joined by hyphens; or 0.
 */
static size_t region_length(struct span s)
{
	size_t n = run(s, is_lower);
	bool compass = false;

	if (n < 2 || n > 4)
		return 0;
	while (n + 1 < s.n && s.p[n] == '-') {
		struct span rest = span_of(s.p + n + 1, s.n - n - 1);
		size_t letters = run(rest, is_lower), digits = run(rest, is_digit);

		if (letters >= 2) {
			compass = is_compass(span_of(rest.p, letters));
			n += 1 + letters;
			continue;
		}
		if (digits < 1 || digits > 2 || !compass)
			return 0;
		n += 1 + digits;
		return n == s.n || s.p[n] == ' ' ? n : 0;
	}
	return 0;
}

/* Cuts the next word, ended by a space, off s. */
static struct span next_word(struct span *s)
{
	struct span word;
	size_t n = 0;

	while (s->n > 0 && *s->p == ' ') {
		s->p++;
		s->n--;
	}
	while (n < s->n && s->p[n] != ' ')
		n++;
	return span_take(s, n, &word) ? word : (struct span){ 0 };
}

/* Looks for a region and for what says that it is a stage of one. */
static struct span find_region(struct span cn, const char **stage)
{
	const struct span preview = SPAN_LIT("preview-");
	struct span word, found = { 0 };

	*stage = "";
	while ((word = next_word(&cn)).n > 0) {
		if (span_eq(word, SPAN_LIT("Beta")))
			*stage = "-beta";
		else if (span_eq(word, SPAN_LIT("Preview")))
			*stage = "-preview";
		if (span_starts(word, preview)) {
			word.p += preview.n;
			word.n -= preview.n;
			if (region_length(word) == word.n)
				*stage = "-preview";
		}
		if (found.n == 0 && region_length(word) == word.n)
			found = word;
	}
	return found;
}

struct span region_of_cn(struct span cn, struct buf *scratch)
{
	const char *stage;
	struct span found = find_region(cn, &stage);

	if (found.n == 0)
		return found;
	scratch->n = 0;
	buf_add(scratch, found);
	buf_str(scratch, stage);
	return buf_span(scratch);
}

bool region_is_stage(struct span cn)
{
	const char *stage;

	find_region(cn, &stage);
	return *stage != '\0';
}

static bool ends_with(struct span s, struct span suffix)
{
	return s.n >= suffix.n &&
	       span_eq(span_of(s.p + s.n - suffix.n, suffix.n), suffix);
}

/* A region, with the stage that region_of_cn puts behind some. */
static bool is_aws_shape(struct span region)
{
	static const struct span stages[] = { SPAN_LIT("-beta"),
					      SPAN_LIT("-preview") };

	for (size_t i = 0; i < ARRAY_LEN(stages); i++) {
		if (ends_with(region, stages[i])) {
			region.n -= stages[i].n;
			break;
		}
	}
	return region.n > 0 && region_length(region) == region.n;
}

struct span region_partition(struct span region)
{
	static const struct {
		struct span prefix, partition;
	} known[] = {
		{ SPAN_LIT("us-gov-"), SPAN_LIT("aws-us-gov") },
		{ SPAN_LIT("cn-"), SPAN_LIT("aws-cn") },
		{ SPAN_LIT("us-iso-"), SPAN_LIT("aws-iso") },
		{ SPAN_LIT("us-isob-"), SPAN_LIT("aws-iso-b") },
		{ SPAN_LIT("eu-isoe-"), SPAN_LIT("aws-iso-e") },
		{ SPAN_LIT("us-isof-"), SPAN_LIT("aws-iso-f") },
		{ SPAN_LIT("eusc-"), SPAN_LIT("aws-eusc") },
	};

	if (!is_aws_shape(region))
		return (struct span){ 0 };
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (span_starts(region, known[i].prefix))
			return known[i].partition;
	return SPAN_LIT("aws");
}

struct span region_rds_ca(struct span cn, struct span issuer_cn)
{
	static const struct {
		struct span suffix, ca;
	} families[] = {
		{ SPAN_LIT(" Root CA RSA2048 G1"), SPAN_LIT("rds-ca-rsa2048-g1") },
		{ SPAN_LIT(" Root CA RSA4096 G1"), SPAN_LIT("rds-ca-rsa4096-g1") },
		{ SPAN_LIT(" Root CA ECC384 G1"), SPAN_LIT("rds-ca-ecc384-g1") },
		{ SPAN_LIT(" 2019 CA"), SPAN_LIT("rds-ca-2019") },
	};
	const struct span root_2015 = SPAN_LIT("Amazon RDS Root CA");
	const struct span root_2017 = SPAN_LIT("Amazon RDS GovCloud Root CA");

	if (!span_starts(cn, SPAN_LIT("Amazon RDS ")))
		return (struct span){ 0 };
	for (size_t i = 0; i < ARRAY_LEN(families); i++)
		if (ends_with(cn, families[i].suffix))
			return families[i].ca;
	if (span_eq(cn, root_2015) || span_eq(issuer_cn, root_2015))
		return SPAN_LIT("rds-ca-2015");
	if (span_eq(cn, root_2017) || span_eq(issuer_cn, root_2017))
		return SPAN_LIT("rds-ca-2017");
	return (struct span){ 0 };
}
