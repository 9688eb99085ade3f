#include "tools/check/aws.h"

#include <stdlib.h>
#include <string.h>

#include "x509/moment.h"
#include "x509/text.h"

#define QUOTED 64 /* bytes of a text that AWS gave */

static size_t count_standard(char *const *name, size_t count)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		n += strcmp(name[i], "-") == 0;
	return n;
}

static size_t count_standard_texts(const struct texts *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->count; i++)
		n += strcmp(t->text[i], "-") == 0;
	return n;
}

bool check_aws_read(struct check_aws *a, const struct check_aws_options *options,
		    char **operands, size_t count, bool verbose)
{
	size_t standard = count_standard_texts(&options->certificates) +
			  count_standard_texts(&options->versions);
	struct tool_diags diags;
	bool good = true;

	if (standard > 0 &&
	    standard + (count > 0 ? count_standard(operands, count) : 1) > 1)
		tool_usage("standard input can be read only once");
	tool_diags_start(&diags, verbose, false);
	for (size_t i = 0; i < options->certificates.count; i++)
		good &= aws_read_certificates(
			&a->answers, options->certificates.text[i], &diags.diags);
	for (size_t i = 0; i < options->versions.count; i++)
		good &= aws_read_versions(&a->answers, options->versions.text[i],
					  &diags.diags);
	tool_diags_end(&diags);
	return good;
}

void check_aws_bundle(const struct check_aws *a, const struct bundle *b,
		      const struct lint_sink *to)
{
	if (a->answers.certificates > 0)
		check_aws_certificates(&a->answers, b, to);
	if (a->answers.versions > 0)
		check_aws_versions(a, b, to);
}

void check_aws_free(struct check_aws *a)
{
	aws_free(&a->answers);
	*a = (struct check_aws){ 0 };
}

/* A certificate of the bundle, or one that AWS named, by its digest. */
struct thumbprint {
	uint8_t sha1[SHA1_BYTES];
	size_t index;
};

static int by_digest(const void *a, const void *b)
{
	return memcmp(a, b, SHA1_BYTES);
}

static int by_digest_then_index(const void *a, const void *b)
{
	const struct thumbprint *x = a, *y = b;
	int order = by_digest(a, b);

	return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

static struct thumbprint *thumbprints_of_bundle(const struct bundle *b)
{
	struct thumbprint *t = arena_grow(NULL, b->count * sizeof(*t) + 1);

	for (size_t i = 0; i < b->count; i++) {
		digest_sha1(b->entry[i].cert.der, t[i].sha1);
		t[i].index = i;
	}
	qsort(t, b->count, sizeof(*t), by_digest_then_index);
	return t;
}

/*
 * How often each was named, at the first time; 0 at the others. A root that is for
 * all regions is in the answers of all regions.
 */
static size_t *count_repeats(const struct aws_answers *a)
{
	struct thumbprint *t = arena_grow(NULL, a->certificates * sizeof(*t) + 1);
	size_t *times = arena_grow(NULL, a->certificates * sizeof(*times) + 1);
	size_t first = 0;

	for (size_t i = 0; i < a->certificates; i++) {
		memcpy(t[i].sha1, a->certificate[i].sha1, SHA1_BYTES);
		t[i].index = i;
		times[i] = 0;
	}
	qsort(t, a->certificates, sizeof(*t), by_digest_then_index);
	for (size_t i = 0; i < a->certificates; i++) {
		if (by_digest(&t[i], &t[first]) != 0)
			first = i;
		times[t[first].index]++;
	}
	free(t);
	return times;
}

/* "rds-ca-2019 of us-west-2 (listed 25 times)". */
static void put_name(struct buf *out, const struct aws_certificate *c, size_t times)
{
	struct buf scratch = { 0 };

	buf_str(out, text_quoted(c->identifier, QUOTED, &scratch));
	scratch.n = 0;
	if (c->region.n > 0)
		buf_printf(out, " of %s", text_quoted(c->region, QUOTED, &scratch));
	if (times > 1)
		buf_printf(out, " (listed %zu times)", times);
	buf_free(&scratch);
}

static void report_missing(const struct aws_certificate *c, size_t times,
			   const struct lint_sink *to)
{
	struct buf name = { 0 }, sha1 = { 0 };

	put_name(&name, c, times);
	buf_hex(&sha1, span_of(c->sha1, SHA1_BYTES));
	lint_found(to, LINT_ID_AWS_CERTIFICATE_MISSING,
		   "no certificate of %s, thumbprint %s", buf_c(&name),
		   buf_c(&sha1));
	buf_free(&name);
	buf_free(&sha1);
}

static void compare_time(const struct aws_certificate *c, const char *member,
			 int64_t said, bool known, int64_t is,
			 const struct lint_sink *to)
{
	struct buf name = { 0 }, aws = { 0 }, bundle = { 0 };

	if (known && said == is)
		return;
	put_name(&name, c, 1);
	moment_iso(said, &aws);
	if (known)
		moment_iso(is, &bundle);
	else
		buf_str(&bundle, "no time");
	lint_found(to, LINT_ID_AWS_CERTIFICATE_DATES,
		   "%s: %s is %s, and in the certificate %s", buf_c(&name), member,
		   buf_c(&aws), buf_c(&bundle));
	buf_free(&name);
	buf_free(&aws);
	buf_free(&bundle);
}

static void compare_times(const struct aws_certificate *c, const struct cert *cert,
			  const struct lint_sink *to)
{
	struct tlv before, after;
	int64_t from = 0, till = 0;
	bool good = cert_times(cert, &before, &after);
	bool has_from = good && moment_of_asn1(before.tag, before.body, &from);
	bool has_till = good && moment_of_asn1(after.tag, after.body, &till);

	compare_time(c, "ValidFrom", c->valid_from, has_from, from, to);
	compare_time(c, "ValidTill", c->valid_till, has_till, till, to);
}

void check_aws_certificates(const struct aws_answers *a, const struct bundle *b,
			    const struct lint_sink *to)
{
	struct thumbprint *there = thumbprints_of_bundle(b);
	size_t *times = count_repeats(a);

	for (size_t i = 0; i < a->certificates; i++) {
		const struct aws_certificate *c = &a->certificate[i];
		const struct thumbprint *t = bsearch(c->sha1, there, b->count,
						     sizeof(*there), by_digest);

		if (t != NULL)
			compare_times(c, &b->entry[t->index].cert, to);
		else if (times[i] > 0)
			report_missing(c, times[i], to);
	}
	free(there);
	free(times);
}
