/*
 * Walking the elements of a container as a stream, in DER or BER (X.690
 * section 8.1): what is open, what comes next, what is stepped over. No stack, and
 * each octet is passed once.
 *
 * A function that returns false has reported why, or met the end of the input,
 * which sets cut_off and is the caller's to report.
 */
#ifndef WALK_H
#define WALK_H

#include "formats/object.h"

/* The elements that are open, from the ContentInfo to the hashes of a trust list.
 */
enum {
	WALK_FRAMES = 8
};

struct walk_frame {
	bool indefinite;
	/*
	 * The offset after its content; of an indefinite length, that of what it is
	 * part of: an element ends where its parent ends at the latest.
	 */
	uint64_t end;
};

struct walk {
	struct object *o;
	struct walk_frame frame[WALK_FRAMES];
	size_t depth;
	bool cut_off; /* the input ended within the container */
	bool broken;  /* a fault was reported after which nothing can be read */
	bool ber;
};

/* walk_fault reports the first fault, at the next unread byte; returns false. */
bool walk_fault(struct walk *w, enum diag_id id, const char *detail);

/* walk_cut_off notes that the input ended; returns false. */
bool walk_cut_off(struct walk *w);

/*
 * walk_head reads the header of the next element and stays before it. The element
 * must end where what it is part of ends, or before.
 */
MUST_CHECK bool walk_head(struct walk *w, struct der_head *h);

/*
 * walk_at_end says whether the innermost open element has no more content; true
 * after a fault, too.
 */
bool walk_at_end(struct walk *w);

/* walk_next_is says whether more content is there and begins with a tag. */
bool walk_next_is(struct walk *w, uint8_t tag);

/* walk_enter opens the next element; absent is the fault where it has another tag.
 */
MUST_CHECK bool walk_enter(struct walk *w, uint8_t tag, const char *absent);

/*
 * walk_leave closes the innermost open element, all of whose content was read; more
 * is the fault where it has more.
 */
MUST_CHECK bool walk_leave(struct walk *w, const char *more);

/* walk_leave_rest is walk_leave, and steps over what was not read. */
MUST_CHECK bool walk_leave_rest(struct walk *w);

/*
 * walk_skip steps over one element. Within indefinite lengths, elements of definite
 * length are skipped whole, so that no stack is needed.
 */
MUST_CHECK bool walk_skip(struct walk *w);

/* walk_skip_tag is walk_skip for one tag. */
MUST_CHECK bool walk_skip_tag(struct walk *w, uint8_t tag, const char *absent);

/*
 * walk_small takes a primitive element of up to 64 octets; its content is valid
 * until the next read.
 */
MUST_CHECK bool walk_small(struct walk *w, uint8_t tag, struct span *body,
			   const char *absent);

#endif
