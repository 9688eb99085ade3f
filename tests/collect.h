/*
 * Diagnostics as one line of text, to compare with what a table of a test expects:
 * "id:line:column" each, separated by spaces; column and line only where they are
 * known, "+offset" for a byte of binary data.
 */
#ifndef COLLECT_H
#define COLLECT_H

#include "base/buf.h"
#include "base/diag.h"

struct collect {
	struct diags diags;
	struct buf text;
	struct buf details; /* of each diagnostic that has one, a line each */
	struct diag last;   /* its detail is no longer valid */
	uint64_t lines;	    /* taken off every line */
	size_t count;
};

static inline void collect_report(void *context, const struct diag *d)
{
	struct collect *c = context;

	if (c->count++ > 0)
		buf_put(&c->text, ' ');
	buf_str(&c->text, diag_name(d->id));
	if (d->place.line > 0)
		buf_printf(&c->text, ":%u", (unsigned)(d->place.line - c->lines));
	if (d->place.column > 0)
		buf_printf(&c->text, ":%u", (unsigned)d->place.column);
	if (d->place.has_offset)
		buf_printf(&c->text, "+%u", (unsigned)d->place.offset);
	if (d->detail != NULL) {
		buf_str(&c->details, d->detail);
		buf_put(&c->details, '\n');
	}
	c->last = *d;
	c->last.detail = NULL;
}

static inline void collect_start(struct collect *c)
{
	*c = (struct collect){ .diags = { .report = collect_report,
					  .context = c } };
}

static inline void collect_end(struct collect *c)
{
	buf_free(&c->text);
	buf_free(&c->details);
}

#endif
