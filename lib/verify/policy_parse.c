/* Policies as people type them. */
#include "verify/policy.h"

/* A decimal number without a leading zero; false from 2^63 on. */
static bool parse_arc(struct span text, uint64_t *out)
{
	uint64_t value = 0;

	if (text.n == 0 || (text.n > 1 && text.p[0] == '0'))
		return false;
	for (size_t i = 0; i < text.n; i++) {
		unsigned digit = (unsigned)text.p[i] - '0';

		if (digit > 9 || value > ((uint64_t)INT64_MAX - digit) / 10)
			return false;
		value = 10 * value + digit;
	}
	*out = value;
	return true;
}

/* Base 128, the high bit set in all octets but the last (X.690 section 8.19). */
static void put_arc(struct buf *out, uint64_t value)
{
	unsigned shift = 0;

	while (value >> shift >= 0x80)
		shift += 7;
	for (; shift > 0; shift -= 7)
		buf_put(out, (uint8_t)(0x80 | (value >> shift & 0x7f)));
	buf_put(out, (uint8_t)(value & 0x7f));
}

/* Cuts what stands before the next separator off text. */
static struct span cut(struct span *text, char separator, bool *more)
{
	size_t n = 0;
	struct span part, mark;

	while (n < text->n && text->p[n] != (uint8_t)separator)
		n++;
	*more = n < text->n;
	part = span_of(text->p, n);
	if (!span_take(text, n, &mark) || (*more && !span_take(text, 1, &mark)))
		*more = false;
	return part;
}

static bool parse_oid(struct span text, struct buf *out)
{
	uint64_t first, arc;
	bool more;

	if (!parse_arc(cut(&text, '.', &more), &first) || first > 2 || !more ||
	    !parse_arc(cut(&text, '.', &more), &arc) || (first < 2 && arc > 39) ||
	    arc > INT64_MAX - 80)
		return false;
	put_arc(out, 40 * first + arc);
	while (more) {
		if (!parse_arc(cut(&text, '.', &more), &arc))
			return false;
		put_arc(out, arc);
	}
	return true;
}

static size_t count_words(struct span list)
{
	size_t count = 1;

	for (size_t i = 0; i < list.n; i++)
		count += list.p[i] == ',';
	return count;
}

/* Room for as many policies more. */
static void reserve(struct policy_set *s, struct arena *a, size_t more)
{
	struct span *policy = arena_array(a, s->count + more, sizeof(*policy));

	if (s->count > 0)
		memcpy(policy, s->policy, s->count * sizeof(*policy));
	s->policy = policy;
}

bool policy_set_parse(struct policy_set *s, struct arena *a, struct span list,
		      struct span *bad)
{
	bool more = true, good = true;

	reserve(s, a, count_words(list));
	while (more && good) {
		struct span word = cut(&list, ',', &more);
		struct buf oid = { 0 };

		good = parse_oid(word, &oid);
		if (!good)
			*bad = word;
		else if (policy_is_any(buf_span(&oid)))
			s->any = true;
		else
			s->policy[s->count++] = arena_copy(a, buf_span(&oid));
		buf_free(&oid);
	}
	policy_set_sort(s);
	return good;
}
