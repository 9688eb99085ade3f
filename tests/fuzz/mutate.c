/*
 * A mutator of ASN.1 for libFuzzer: it drops, duplicates, swaps, replaces and
 * resizes elements, and mends the lengths of what they are part of, so that what
 * comes out is still a tree. OCTET STRINGs that hold an element are part of it, as
 * extensions are.
 */
#include <stdlib.h>

#include "x509/der.h"

#define ELEMENTS 1024

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most,
			       unsigned int seed);

struct element {
	size_t start, body, end;
	int parent; /* -1: of nothing */
};

struct tree {
	struct span all;
	struct element element[ELEMENTS];
	int count;
};

static bool has_elements(const struct tlv *t)
{
	struct span body = t->body;
	struct tlv within;

	if (t->tag & 0x20)
		return true;
	return t->tag == DER_OCTET_STRING && der_next(&body, &within) &&
	       body.n == 0;
}

/* Breadth first: the elements found are the queue of what to look into. */
static void find_elements(struct tree *t, struct span rest, int parent)
{
	struct tlv one;

	while (t->count < ELEMENTS && der_next(&rest, &one)) {
		size_t start = (size_t)(one.whole.p - t->all.p);

		t->element[t->count++] =
			(struct element){ start, start + one.whole.n - one.body.n,
					  start + one.whole.n, parent };
	}
}

static void read_tree(struct tree *t, struct span all)
{
	t->all = all;
	t->count = 0;
	find_elements(t, all, -1);
	for (int i = 0; i < t->count; i++) {
		struct span whole =
			span_of(all.p + t->element[i].start,
				t->element[i].end - t->element[i].start);
		struct tlv one;

		if (der_next(&whole, &one) && has_elements(&one))
			find_elements(t, one.body, i);
	}
}

static struct span bytes_of(const struct tree *t, size_t from, size_t to)
{
	return span_of(t->all.p + from, to - from);
}

/* Puts other bytes where elements of a parent stand, and mends the lengths. */
static struct buf splice(const struct tree *t, size_t start, size_t end, int parent,
			 struct buf now)
{
	while (parent >= 0) {
		const struct element *p = &t->element[parent];
		size_t n = start - p->body + now.n + p->end - end;
		struct buf around = { 0 };

		der_put_head(&around, t->all.p[p->start], n);
		buf_add(&around, bytes_of(t, p->body, start));
		buf_add(&around, buf_span(&now));
		buf_add(&around, bytes_of(t, end, p->end));
		buf_free(&now);
		now = around;
		start = p->start;
		end = p->end;
		parent = p->parent;
	}
	struct buf out = { 0 };

	buf_add(&out, bytes_of(t, 0, start));
	buf_add(&out, buf_span(&now));
	buf_add(&out, bytes_of(t, end, t->all.n));
	buf_free(&now);
	return out;
}

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

/* Content of another length, with a length that is right, or has octets too many.
 */
static void resize(const struct tree *t, const struct element *e, uint32_t *state,
		   struct buf *out)
{
	struct span body = bytes_of(t, e->body, e->end);
	uint32_t n = next_random(state) % 300;

	if (next_random(state) % 2 == 0) {
		body.n = body.n > 0 ? next_random(state) % body.n : 0;
		n = 0;
	}
	if (next_random(state) % 8 == 0) {
		buf_put(out, t->all.p[e->start] | 0x20);
		buf_put(out, 0x80);
		buf_add(out, body);
		buf_fill(out, 0, 2);
		return;
	}
	der_put_head(out, t->all.p[e->start], body.n + n);
	buf_add(out, body);
	buf_fill(out, (uint8_t)next_random(state), n);
}

static struct buf change(const struct tree *t, uint32_t *state)
{
	int at = (int)(next_random(state) % (uint32_t)t->count);
	const struct element *e = &t->element[at];
	const struct element *other =
		&t->element[next_random(state) % (uint32_t)t->count];
	size_t end = e->end;
	struct buf now = { 0 };

	switch (next_random(state) % 6) {
	case 0: /* drop */
		break;
	case 1: /* duplicate */
		buf_add(&now, bytes_of(t, e->start, e->end));
		buf_add(&now, bytes_of(t, e->start, e->end));
		break;
	case 2: /* swap with what comes after it */
		if (at + 1 < t->count && e[1].parent == e->parent) {
			end = e[1].end;
			buf_add(&now, bytes_of(t, e[1].start, e[1].end));
		}
		buf_add(&now, bytes_of(t, e->start, e->end));
		break;
	case 3: /* put another in its place */
		buf_add(&now, bytes_of(t, other->start, other->end));
		break;
	case 4: /* another tag */
		buf_add(&now, bytes_of(t, e->start, e->end));
		now.p[0] = (uint8_t)next_random(state);
		break;
	default:
		resize(t, e, state, &now);
		break;
	}
	return splice(t, e->start, end, e->parent, now);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most,
			       unsigned int seed)
{
	static struct tree tree;
	uint32_t state = seed;
	struct buf out;

	read_tree(&tree, span_of(data, size));
	if (tree.count == 0 || next_random(&state) % 4 == 0)
		return LLVMFuzzerMutate(data, size, most);
	out = change(&tree, &state);
	if (out.n > most || out.n == 0) {
		buf_free(&out);
		return LLVMFuzzerMutate(data, size, most);
	}
	memcpy(data, out.p, out.n);
	size = out.n;
	buf_free(&out);
	return size;
}
