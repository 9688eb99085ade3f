#include "report/pile.h"

/* Numbers from first on, less than end. */
struct pile_range {
	uint32_t first, end;
};

const char *pile_start(struct pile *p, const char *fields, struct buf *scratch)
{
	*p = (struct pile){ 0 };
	return order_start(&p->order, fields, false, scratch);
}

void pile_free(struct pile *p)
{
	digest_index_free(&p->index);
	buf_free(&p->number);
	order_free(&p->order);
	buf_free(&p->voided);
	*p = (struct pile){ 0 };
}

bool pile_add(struct pile *p, struct facts *f, const uint8_t digest[SHA256_BYTES],
	      uint32_t *number)
{
	bool fresh;
	size_t at = digest_index_add(&p->index, digest, &fresh);

	if (fresh) {
		buf_add(&p->number, span_of(&p->added, sizeof(p->added)));
		order_add(&p->order, f, digest, p->added, f->cert->der);
		p->added++;
	}
	memcpy(number, p->number.p + at * sizeof(*number), sizeof(*number));
	return fresh;
}

struct pile_mark pile_mark(const struct pile *p)
{
	return (struct pile_mark){ p->index.count, p->added };
}

/* The order cannot forget: what comes out of it is compared with the ranges. */
void pile_cut(struct pile *p, const struct pile_mark *mark)
{
	struct pile_range range = { mark->added, p->added }, last;

	/* Those within it are part of it: ranges stay in order, and apart. */
	while (p->voided.n > 0) {
		memcpy(&last, p->voided.p + p->voided.n - sizeof(last),
		       sizeof(last));
		if (last.first < range.first)
			break;
		p->voided.n -= sizeof(last);
	}
	if (range.first < range.end)
		buf_add(&p->voided, span_of(&range, sizeof(range)));
	digest_index_cut(&p->index, mark->distinct);
	p->number.n = mark->distinct * sizeof(uint32_t);
}

static bool is_voided(const struct pile *p, uint32_t number)
{
	const struct pile_range *range =
		(const struct pile_range *)(const void *)p->voided.p;
	size_t from = 0, to = p->voided.n / sizeof(*range);

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (number < range[middle].first)
			to = middle;
		else if (number >= range[middle].end)
			from = middle + 1;
		else
			return true;
	}
	return false;
}

struct walk {
	const struct pile *pile;
	bool (*take)(void *context, uint32_t number, const struct cert *c);
	void *context;
};

static bool give(void *context, uint32_t number, struct span der)
{
	struct walk *w = context;
	struct cert_error why;
	struct cert c;

	if (is_voided(w->pile, number))
		return true;
	return cert_parse(der, &c, &why) && w->take(w->context, number, &c);
}

bool pile_each(struct pile *p,
	       bool (*take)(void *context, uint32_t number, const struct cert *c),
	       void *context)
{
	struct walk w = { p, take, context };

	return order_each(&p->order, give, &w);
}

int pile_error(const struct pile *p)
{
	return p->order.sorter.error;
}
