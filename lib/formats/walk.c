#include "formats/walk.h"

#include "base/caps.h"

/*
 * Octets of a header: usually, and at most. A tag number has ten at most (der.h), a
 * length 126.
 */
enum {
	HEAD_USUAL = 16,
	HEAD_MOST = 256
};

bool walk_fault(struct walk *w, enum diag_id id, const char *detail)
{
	if (!w->broken && !w->cut_off)
		object_fault(w->o, id, input_offset(w->o->in), detail);
	w->broken = true;
	return false;
}

bool walk_cut_off(struct walk *w)
{
	w->cut_off = true;
	return false;
}

/* Where the innermost open element must have ended. */
static uint64_t end_of(const struct walk *w)
{
	return w->depth > 0 ? w->frame[w->depth - 1].end : UINT64_MAX;
}

/* Whether the two octets that end an indefinite length come next. */
static bool at_end_of_contents(struct walk *w)
{
	struct span s = input_fill(w->o->in, 2);

	if (input_offset(w->o->in) + 2 > end_of(w)) {
		walk_fault(
			w, DIAG_ID_CMS_STRUCTURE,
			"an indefinite length that does not end where what it is part of ends");
		return true;
	}
	if (s.n < 2)
		return !walk_cut_off(w);
	return s.p[0] == 0 && s.p[1] == 0;
}

bool walk_head(struct walk *w, struct der_head *h)
{
	enum der_status status = der_head(input_fill(w->o->in, HEAD_USUAL), h);
	uint64_t at = input_offset(w->o->in);

	/* However the stream comes in: what is at hand is not what there is. */
	if (status == DER_SHORT)
		status = der_head(input_fill(w->o->in, HEAD_MOST), h);
	switch (status) {
	case DER_OK:
		break;
	case DER_SHORT:
		return walk_cut_off(w);
	case DER_HUGE:
		return walk_fault(w, DIAG_ID_TOO_LARGE,
				  "a length of 2 GiB or more");
	default:
		return walk_fault(w, DIAG_ID_CMS_STRUCTURE,
				  "no tag and length where they belong");
	}
	if (at + h->header + h->length > end_of(w))
		return walk_fault(w, DIAG_ID_CMS_STRUCTURE,
				  "an element longer than what it is part of");
	w->ber |= h->indefinite || !h->minimal;
	return true;
}

bool walk_at_end(struct walk *w)
{
	if (w->broken || w->cut_off)
		return true;
	if (w->frame[w->depth - 1].indefinite)
		return at_end_of_contents(w);
	if (input_offset(w->o->in) >= end_of(w))
		return true;
	return input_fill(w->o->in, 1).n == 0 ? !walk_cut_off(w) : false;
}

bool walk_next_is(struct walk *w, uint8_t tag)
{
	struct span s;

	if (walk_at_end(w))
		return false;
	s = input_fill(w->o->in, 1);
	return der_is(s, tag);
}

bool walk_enter(struct walk *w, uint8_t tag, const char *absent)
{
	struct der_head h;
	uint64_t end = end_of(w);

	if (w->depth > 0 && !walk_next_is(w, tag))
		return w->cut_off ? false
				  : walk_fault(w, DIAG_ID_CMS_STRUCTURE, absent);
	if (!walk_head(w, &h))
		return false;
	input_skip(w->o->in, h.header);
	if (!h.indefinite)
		end = input_offset(w->o->in) + h.length;
	w->frame[w->depth++] = (struct walk_frame){ h.indefinite, end };
	return true;
}

bool walk_leave(struct walk *w, const char *more)
{
	if (w->broken || w->cut_off)
		return false;
	if (!walk_at_end(w))
		return walk_fault(w, DIAG_ID_CMS_STRUCTURE, more);
	if (w->broken || w->cut_off)
		return false;
	if (w->frame[w->depth - 1].indefinite)
		input_skip(w->o->in, 2);
	w->depth--;
	return true;
}

bool walk_leave_rest(struct walk *w)
{
	while (!walk_at_end(w))
		if (!walk_skip(w))
			return false;
	return walk_leave(w, "");
}

bool walk_skip(struct walk *w)
{
	size_t depth = 0;

	do {
		struct der_head h;

		if (depth > 0 && at_end_of_contents(w)) {
			if (w->broken || w->cut_off)
				return false;
			input_skip(w->o->in, 2);
			depth--;
			continue;
		}
		if (!walk_head(w, &h))
			return false;
		if (h.indefinite && ++depth > CAP_DEPTH)
			return walk_fault(w, DIAG_ID_TOO_DEEP, "32");
		input_skip(w->o->in, h.header);
		if (input_discard(w->o->in, h.length) < h.length)
			return walk_cut_off(w);
	} while (depth > 0);
	return true;
}

bool walk_skip_tag(struct walk *w, uint8_t tag, const char *absent)
{
	if (!walk_next_is(w, tag))
		return w->cut_off ? false
				  : walk_fault(w, DIAG_ID_CMS_STRUCTURE, absent);
	return walk_skip(w);
}

bool walk_small(struct walk *w, uint8_t tag, struct span *body, const char *absent)
{
	struct der_head h;
	struct span s;

	if (!walk_next_is(w, tag))
		return w->cut_off ? false
				  : walk_fault(w, DIAG_ID_CMS_STRUCTURE, absent);
	if (!walk_head(w, &h))
		return false;
	if (h.indefinite || h.length > 64)
		return walk_fault(w, DIAG_ID_CMS_STRUCTURE, absent);
	s = input_fill(w->o->in, h.header + (size_t)h.length);
	if (s.n < h.header + h.length)
		return walk_cut_off(w);
	*body = span_of(s.p + h.header, (size_t)h.length);
	input_skip(w->o->in, h.header + (size_t)h.length);
	return true;
}
