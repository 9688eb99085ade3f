#include "report/tree.h"

#include <inttypes.h>

#include "report/render.h"
#include "x509/moment.h"
#include "x509/text.h"

#define NAME_MOST 60 /* columns; a longer name only pushes its own line out */

struct node {
	size_t parent, first, last, next; /* CHAIN_NONE where there is none */
	size_t depth;
	size_t seen; /* number of the walk towards the root that came by, from 1 */
	bool in_cycle; /* its parent was taken away */
};

struct tree {
	const struct bundle *bundle;
	const struct chain *chain;
	const struct field_context *context;
	struct node *node;
	size_t width; /* of the names with their branches */
	bool colour;
	struct facts facts;
	struct buf *out;
};

/*
 * Two CAs that signed each other would have no start: the first of a cycle in the
 * bundle becomes one.
 */
static void break_cycles(struct tree *t)
{
	for (size_t i = 0; i < t->bundle->count; i++) {
		size_t at = i, lowest;

		while (at != CHAIN_NONE && t->node[at].seen == 0) {
			t->node[at].seen = i + 1;
			at = t->node[at].parent;
		}
		if (at == CHAIN_NONE || t->node[at].seen != i + 1)
			continue;
		lowest = at;
		for (size_t k = t->node[at].parent; k != at; k = t->node[k].parent)
			if (k < lowest)
				lowest = k;
		t->node[lowest].parent = CHAIN_NONE;
		t->node[lowest].in_cycle = true;
	}
}

static void link_nodes(struct tree *t)
{
	for (size_t i = 0; i < t->bundle->count; i++)
		t->node[i] = (struct node){
			.parent = chain_parent(t->chain, i),
			.first = CHAIN_NONE,
			.last = CHAIN_NONE,
			.next = CHAIN_NONE,
		};
	break_cycles(t);
	for (size_t i = 0; i < t->bundle->count; i++) {
		size_t p = t->node[i].parent;

		if (p == CHAIN_NONE)
			continue;
		if (t->node[p].first == CHAIN_NONE)
			t->node[p].first = i;
		else
			t->node[t->node[p].last].next = i;
		t->node[p].last = i;
	}
}

static struct value get(struct tree *t, size_t i, const char *field)
{
	const struct entry *e = &t->bundle->entry[i];

	if (t->facts.cert != &e->cert)
		facts_start(&t->facts, t->context, &e->cert, &e->origin, e->index);
	return field_get(field_find(span_str(field)), &t->facts);
}

/*
 * "|   |-- ": a column an ancestor; a deep chain is drawn by its depth in figures.
 */
static void put_branches(struct tree *t, size_t i)
{
	const char *part[32];
	size_t n = 0, at = i;

	if (t->node[i].depth > ARRAY_LEN(part)) {
		buf_printf(t->out, "[%zu] ", t->node[i].depth);
		return;
	}
	for (; t->node[at].depth > 0; at = t->node[at].parent) {
		bool last = t->node[at].next == CHAIN_NONE;

		if (at == i)
			part[n++] = last ? "`-- " : "|-- ";
		else
			part[n++] = last ? "    " : "|   ";
	}
	while (n > 0)
		buf_str(t->out, part[--n]);
}

static void put_name(struct tree *t, size_t i)
{
	const struct value name = get(t, i, "name");

	put_branches(t, i);
	value_text(field_find(SPAN_LIT("name")), &name, t->out);
}

/* An issuer that is not here, or that was not searched for to the end. */
static void put_missing(struct tree *t, size_t i)
{
	struct value issuer = get(t, i, "issuer-cn");

	if (issuer.state == VALUE_ABSENT)
		issuer = get(t, i, "issuer");
	buf_str(t->out, chain_issuer(t->chain, i).gave_up
				? "  issuer not searched for to the end: "
				: "  issuer not here: ");
	value_text(field_find(SPAN_LIT("issuer")), &issuer, t->out);
}

/* What a reader must know of this line: expired, or whose issuer is not here. */
static void put_remarks(struct tree *t, size_t i)
{
	struct value before = get(t, i, "not-before"), after;

	if (before.state == VALUE_GOOD && before.number > t->context->now)
		buf_str(t->out, "  not yet valid");
	after = get(t, i, "not-after");
	if (after.state == VALUE_GOOD && after.number < t->context->now)
		buf_str(t->out, "  expired");
	switch (facts_role(&t->facts)) {
	case CERT_ROOT:
		return;
	case CERT_SELF_ISSUED:
		if (t->node[i].parent == CHAIN_NONE)
			buf_str(t->out, "  not signed by its own key");
		return;
	default:
		if (t->node[i].parent == CHAIN_NONE && !t->node[i].in_cycle)
			put_missing(t, i);
	}
}

static void put_key(struct tree *t, size_t i)
{
	const struct field *field = field_row(FIELD_ID_key);
	struct value key = get(t, i, "key");
	size_t start = t->out->n, have;

	value_text(field, &key, t->out);
	have = t->out->n - start;
	if (have < (size_t)field->width)
		buf_fill(t->out, ' ', (size_t)field->width - have);
}

static void put_end(struct tree *t, size_t i)
{
	struct value end = get(t, i, "not-after");
	const char *colour =
		t->colour ? render_time_colour(&end, t->context->now) : NULL;

	if (colour != NULL)
		buf_str(t->out, colour);
	if (end.state == VALUE_GOOD)
		moment_date(end.number, t->out);
	else
		value_text(field_row(FIELD_ID_not_after), &end, t->out);
	if (colour != NULL)
		buf_str(t->out, RENDER_PLAIN);
}

static void put_line(struct tree *t, size_t i)
{
	size_t start = t->out->n, have;

	put_name(t, i);
	have = text_columns(buf_since(t->out, start));
	buf_fill(t->out, ' ', have < t->width ? t->width - have : 0);
	buf_str(t->out, "  ");
	put_key(t, i);
	buf_str(t->out, "  ");
	put_end(t, i);
	put_remarks(t, i);
	buf_put(t->out, '\n');
}

static void measure(struct tree *t, size_t i)
{
	size_t start = t->out->n, n;

	put_name(t, i);
	n = text_columns(buf_since(t->out, start));
	t->out->n = start;
	if (n <= NAME_MOST && n > t->width)
		t->width = n;
}

/*
 * One tree from its root, without recursion: a chain may be as long as the bundle.
 */
static void walk(struct tree *t, size_t root,
		 void (*visit)(struct tree *t, size_t i))
{
	size_t at = root;

	for (;;) {
		visit(t, at);
		if (t->node[at].first != CHAIN_NONE) {
			t->node[t->node[at].first].depth = t->node[at].depth + 1;
			at = t->node[at].first;
			continue;
		}
		while (at != root && t->node[at].next == CHAIN_NONE)
			at = t->node[at].parent;
		if (at == root)
			return;
		t->node[t->node[at].next].depth = t->node[at].depth;
		at = t->node[at].next;
	}
}

static void walk_all(struct tree *t, void (*visit)(struct tree *t, size_t i))
{
	for (size_t i = 0; i < t->bundle->count; i++)
		if (t->node[i].parent == CHAIN_NONE)
			walk(t, i, visit);
}

void tree_draw(const struct bundle *b, const struct chain *c,
	       const struct field_context *context, bool colour, struct buf *out)
{
	struct tree t = { .bundle = b,
			  .chain = c,
			  .context = context,
			  .colour = colour,
			  .out = out };
	struct arena arena = { 0 };

	t.node = arena_array(&arena, b->count, sizeof(*t.node));
	link_nodes(&t);
	walk_all(&t, measure);
	walk_all(&t, put_line);
	facts_free(&t.facts);
	arena_free(&arena);
}
