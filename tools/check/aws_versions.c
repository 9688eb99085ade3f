/* The CAs that versions of engines support, and how they are changed. */
#include <stdlib.h>
#include <string.h>

#include "aws/region.h"
#include "tools/check/aws.h"
#include "x509/text.h"

#define QUOTED 40 /* bytes of a text that AWS gave */
#define NAMED  6  /* versions that are named; the others are counted */

/* A CA that the bundle has for a region; for all of them where that is empty. */
struct held {
	struct span ca, region;
};

struct held_set {
	struct arena arena;
	struct held *held; /* in order */
	size_t count;
	struct span *region; /* those that matter, in order */
	size_t regions;
};

/* A CA, and a version that supports it; or a version alone. */
struct support {
	struct span ca;
	const struct aws_version *version;
	size_t index;
};

struct supports {
	struct support *support;
	size_t count;
};

static int by_ca_and_region(const void *a, const void *b)
{
	const struct held *x = a, *y = b;
	int order = span_cmp(x->ca, y->ca);

	return order != 0 ? order : span_cmp(x->region, y->region);
}

static int by_bytes(const void *a, const void *b)
{
	return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

static struct span keep(struct held_set *h, const char *field, struct facts *f)
{
	return arena_copy(&h->arena,
			  field_get(field_find(span_str(field)), f).text);
}

/* Where options ask for regions, those alone matter. */
static bool region_matters(const struct check_aws *a, struct facts *f)
{
	const struct field *region = field_find(SPAN_LIT("region"));
	bool asked_at_all = false;

	for (size_t i = 0; i < a->requires; i++) {
		if (!filter_asks(&a->require[i], region))
			continue;
		if (filter_may_match(&a->require[i], region, f))
			return true;
		asked_at_all = true;
	}
	return !asked_at_all;
}

/* A stage is for no customer; a root without a region is for all of them. */
static void add_entry(struct held_set *h, const struct check_aws *a,
		      struct facts *f)
{
	struct held held = { .region = keep(h, "region", f) };

	if (region_is_stage(field_get(field_find(SPAN_LIT("cn")), f).text))
		return;
	held.ca = keep(h, "rds-ca", f);
	if (held.ca.n > 0 && (held.region.n > 0 || facts_role(f) == CERT_ROOT))
		h->held[h->count++] = held;
	if (held.region.n > 0 && region_matters(a, f))
		h->region[h->regions++] = held.region;
}

static void sort_regions(struct held_set *h)
{
	size_t n = 0;

	if (h->regions > 0)
		qsort(h->region, h->regions, sizeof(*h->region), by_bytes);
	for (size_t i = 0; i < h->regions; i++)
		if (n == 0 || !span_eq(h->region[i], h->region[n - 1]))
			h->region[n++] = h->region[i];
	h->regions = n;
}

static void held_start(struct held_set *h, const struct check_aws *a,
		       const struct bundle *b)
{
	struct facts facts = { 0 };

	*h = (struct held_set){ 0 };
	h->held = arena_array(&h->arena, b->count + 1, sizeof(*h->held));
	h->region = arena_array(&h->arena, b->count + 1, sizeof(*h->region));
	for (size_t i = 0; i < b->count; i++) {
		const struct entry *e = &b->entry[i];

		facts_start(&facts, a->context, &e->cert, &e->origin, e->index);
		add_entry(h, a, &facts);
	}
	facts_free(&facts);
	if (h->count > 0)
		qsort(h->held, h->count, sizeof(*h->held), by_ca_and_region);
	sort_regions(h);
}

static bool holds(const struct held_set *h, struct span ca, struct span region)
{
	struct held key = { ca, region };

	return bsearch(&key, h->held, h->count, sizeof(key), by_ca_and_region) !=
	       NULL;
}

static int by_ca(const void *a, const void *b)
{
	return span_cmp(((const struct held *)a)->ca, ((const struct held *)b)->ca);
}

static bool holds_anywhere(const struct held_set *h, struct span ca)
{
	struct held key = { .ca = ca };

	return bsearch(&key, h->held, h->count, sizeof(key), by_ca) != NULL;
}

static int by_version(const void *a, const void *b)
{
	const struct support *x = a, *y = b;
	int order = span_cmp(x->ca, y->ca);

	if (order == 0)
		order = span_cmp(x->version->engine, y->version->engine);
	if (order == 0)
		order = (x->version->rotation > y->version->rotation) -
			(x->version->rotation < y->version->rotation);
	if (order == 0)
		order = span_cmp(x->version->version, y->version->version);
	return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

/* Versions in the order of AWS's answer, below their engine and what it can do. */
static int by_engine(const void *a, const void *b)
{
	const struct support *x = a, *y = b;
	int order = span_cmp(x->version->engine, y->version->engine);

	if (order == 0)
		order = (x->version->rotation > y->version->rotation) -
			(x->version->rotation < y->version->rotation);
	return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

static bool same_version(const struct support *x, const struct support *y)
{
	return span_eq(x->ca, y->ca) &&
	       x->version->rotation == y->version->rotation &&
	       span_eq(x->version->engine, y->version->engine) &&
	       span_eq(x->version->version, y->version->version);
}

/* Sorted, each once: answers of several regions name the same versions. */
static void sort_supports(struct supports *s)
{
	size_t n = 0;

	if (s->count > 0)
		qsort(s->support, s->count, sizeof(*s->support), by_version);
	for (size_t i = 0; i < s->count; i++)
		if (n == 0 || !same_version(&s->support[i], &s->support[n - 1]))
			s->support[n++] = s->support[i];
	s->count = n;
}

/* "rds-ca-2019, which postgres 13.4 and 3 more versions support". */
static void put_support(struct buf *out, const struct support *first, size_t count)
{
	struct buf scratch = { 0 };

	buf_str(out, text_quoted(first->ca, QUOTED, &scratch));
	buf_printf(out, ", which %s",
		   text_quoted(first->version->engine, QUOTED, &scratch));
	buf_printf(out, " %s",
		   text_quoted(first->version->version, QUOTED, &scratch));
	if (count > 1)
		buf_printf(out, " and %zu more version%s", count - 1,
			   count > 2 ? "s" : "");
	buf_str(out, count > 1 ? " support" : " supports");
	buf_free(&scratch);
}

static void find_ca(const struct held_set *h, const struct support *first,
		    size_t count, const struct lint_sink *to)
{
	struct buf name = { 0 };

	put_support(&name, first, count);
	if (!holds_anywhere(h, first->ca))
		lint_found(to, LINT_ID_AWS_CA_MISSING, "no certificate of %s",
			   buf_c(&name));
	else if (!holds(h, first->ca, (struct span){ 0 }))
		for (size_t i = 0; i < h->regions; i++)
			if (!holds(h, first->ca, h->region[i]))
				lint_found(to, LINT_ID_AWS_CA_MISSING,
					   "%.*s: no certificate of %s",
					   (int)h->region[i].n,
					   (const char *)h->region[i].p,
					   buf_c(&name));
	buf_free(&name);
}

static struct supports supports_of_cas(const struct aws_answers *a)
{
	struct supports s = { 0 };
	size_t room = 0;

	for (size_t i = 0; i < a->versions; i++)
		room += a->version[i].ca_count;
	s.support = arena_grow(NULL, room * sizeof(*s.support) + 1);
	for (size_t i = 0; i < a->versions; i++) {
		const struct aws_version *v = &a->version[i];

		for (size_t n = 0; n < v->ca_count; n++)
			s.support[s.count++] = (struct support){ v->ca[n], v, i };
	}
	sort_supports(&s);
	return s;
}

static void find_cas(const struct check_aws *a, const struct bundle *b,
		     const struct lint_sink *to)
{
	struct supports s = supports_of_cas(&a->answers);
	struct held_set held;
	size_t first = 0;

	held_start(&held, a, b);
	for (size_t i = 1; i <= s.count; i++) {
		if (i < s.count && span_eq(s.support[i].ca, s.support[first].ca))
			continue;
		find_ca(&held, &s.support[first], i - first, to);
		first = i;
	}
	arena_free(&held.arena);
	free(s.support);
}

/* Versions of one engine that can do the same. */
static void report_rotation(const struct support *first, size_t count,
			    const struct lint_sink *to)
{
	const struct aws_version *v = first->version;
	struct buf names = { 0 }, scratch = { 0 };

	for (size_t i = 0; i < count && i < NAMED; i++) {
		const struct span version = first[i].version->version;

		buf_printf(&names, "%s%s", i > 0 ? ", " : " ",
			   text_quoted(version, QUOTED, &scratch));
	}
	if (count > NAMED)
		buf_printf(&names, " and %zu more", count - NAMED);
	lint_found(to, LINT_ID_AWS_ROTATION, "%s%s: %s",
		   text_quoted(v->engine, QUOTED, &scratch), buf_c(&names),
		   v->rotation == AWS_ROTATION_RUNS_ON
			   ? "another certificate needs no restart"
			   : "another certificate needs a restart");
	buf_free(&names);
	buf_free(&scratch);
}

static struct supports all_versions(const struct aws_answers *a)
{
	struct supports s = { .support = arena_grow(
				      NULL, a->versions * sizeof(*s.support) + 1) };

	for (size_t i = 0; i < a->versions; i++)
		if (a->version[i].rotation != AWS_ROTATION_UNKNOWN)
			s.support[s.count++] =
				(struct support){ { 0 }, &a->version[i], i };
	sort_supports(&s);
	if (s.count > 0)
		qsort(s.support, s.count, sizeof(*s.support), by_engine);
	return s;
}

static void find_rotations(const struct check_aws *a, const struct lint_sink *to)
{
	struct supports s = all_versions(&a->answers);
	size_t first = 0;

	for (size_t i = 1; i <= s.count; i++) {
		const struct aws_version *v = s.support[first].version;

		if (i < s.count && s.support[i].version->rotation == v->rotation &&
		    span_eq(s.support[i].version->engine, v->engine))
			continue;
		report_rotation(&s.support[first], i - first, to);
		first = i;
	}
	free(s.support);
}

void check_aws_versions(const struct check_aws *a, const struct bundle *b,
			const struct lint_sink *to)
{
	find_cas(a, b, to);
	find_rotations(a, to);
}
