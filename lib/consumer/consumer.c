#include "consumer/parts.h"

#include <stdlib.h>

static const struct consumer rows[] = {
#define CONSUMER(constant, family, version, ...) \
	{ family version, family, __VA_ARGS__ },
#include "consumer/consumer.def"
#undef CONSUMER
};

const struct consumer *consumer_row(enum consumer_id id)
{
	return &rows[id];
}

/* The versions of a family stand together. */
static bool is_newest(size_t i)
{
	return i + 1 == CONSUMER_COUNT ||
	       strcmp(rows[i].family, rows[i + 1].family) != 0;
}

uint32_t consumers_find(const char *name)
{
	uint32_t found = 0;

	for (size_t i = 0; i < CONSUMER_COUNT; i++)
		if (strcmp(rows[i].name, name) == 0 ||
		    (is_newest(i) && (strcmp(rows[i].family, name) == 0 ||
				      strcmp(name, "all") == 0)))
			found |= CONSUMER_BIT(i);
	return found;
}

void consumers_put(uint32_t set, struct buf *out)
{
	const char *before = "";

	for (size_t i = 0; i < CONSUMER_COUNT; i++) {
		if ((set & CONSUMER_BIT(i)) == 0)
			continue;
		set &= ~CONSUMER_BIT(i);
		buf_printf(out, "%s%s", before, rows[i].name);
		before = (set & (set - 1)) == 0 ? " and " : ", ";
	}
}

/* Nothing was loaded: what was wrong first says why. */
static void refuse_for_first(struct prediction *p)
{
	p->refusal = "no certificate that it can load";
	for (size_t i = 0; i < p->count; i++)
		if (p->item[i].reason != NULL) {
			consumer_refuse(p, p->item[i].line, p->item[i].reason);
			return;
		}
}

void consumer_predict(enum consumer_id id, struct span file, struct prediction *out)
{
	*out = (struct prediction){ .id = id };
	if (file.n > 0)
		rows[id].predict(file, out);
	if (out->loaded == 0 && out->refusal == NULL)
		refuse_for_first(out);
}

void prediction_free(struct prediction *p)
{
	free(p->item);
	arena_free(&p->arena);
	*p = (struct prediction){ 0 };
}

static void add(struct prediction *p, struct consumer_item item)
{
	if (p->count == p->room) {
		p->room = p->room > 0 ? p->room * 2 : 64;
		p->item = arena_grow(p->item, p->room * sizeof(*p->item));
	}
	p->item[p->count++] = item;
}

struct span consumer_keep(struct prediction *p, struct span der)
{
	return arena_copy(&p->arena, der);
}

void consumer_load_kept(struct prediction *p, uint64_t line, struct span kept)
{
	add(p, (struct consumer_item){ line, kept, NULL });
	p->loaded++;
}

void consumer_load(struct prediction *p, uint64_t line, struct span der)
{
	consumer_load_kept(p, line, consumer_keep(p, der));
}

void consumer_lose(struct prediction *p, uint64_t line, const char *reason)
{
	add(p, (struct consumer_item){ line, { 0 }, reason });
}

void consumer_refuse(struct prediction *p, uint64_t line, const char *reason)
{
	p->loaded = 0;
	p->refusal = reason;
	p->refusal_line = line;
}

/* The first item of a line, or count; items are in the order of lines. */
static size_t first_of_line(const struct prediction *p, uint64_t line)
{
	size_t low = 0, high = p->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (p->item[middle].line < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * Certificates are asked for in the order of the file: begin behind the last one.
 */
bool prediction_of(struct prediction *p, uint64_t line, struct span der,
		   const char **reason)
{
	size_t first = first_of_line(p, line),
	       n = first_of_line(p, line + 1) - first;
	size_t skip =
		p->cursor > first && p->cursor < first + n ? p->cursor - first : 0;

	*reason = p->refusal != NULL ? p->refusal : rows[p->id].unseen;
	if (p->refusal != NULL)
		return false;
	for (size_t i = 0; i < n; i++) {
		size_t at = first + (skip + i) % n;

		if (p->item[at].der.n > 0 && span_eq(p->item[at].der, der)) {
			p->cursor = at + 1;
			return true;
		}
		if (p->item[at].reason != NULL)
			*reason = p->item[at].reason;
	}
	return false;
}
