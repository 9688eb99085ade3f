/* For people at a terminal: grouped, one line a change. */
#include "tools/diff/report.h"
#include "x509/text.h"

#define SET_SHOWN      6  /* bytes of a set digest; cabundle-sum has all */
#define REGION_COLUMNS 14 /* ap-southeast-4 */

static const char *colour_of(enum diff_class class)
{
	if (class == DIFF_REMOVED)
		return "\033[31m";
	return class == DIFF_ADDED ? "\033[32m" : "\033[33m";
}

static char sign_of(const struct diff_change *c)
{
	if (c->class == DIFF_REMOVED)
		return '-';
	return c->old == NULL ? '+' : '~';
}

static void head_line(struct diff_report *r, const char *sign, enum diff_side side)
{
	uint8_t digest[SHA256_BYTES];

	diff_set_digest(r->diff, side, digest);
	buf_printf(r->out, "%s ", sign);
	text_utf8(span_str(r->name[side]), TEXT_PLAIN, r->out);
	buf_printf(r->out, "  %llu certificate%s  set ",
		   (unsigned long long)r->diff->certificates[side],
		   r->diff->certificates[side] == 1 ? "" : "s");
	buf_hex(r->out, span_of(digest, SET_SHOWN));
	buf_put(r->out, '\n');
}

static void begin(struct diff_report *r)
{
	head_line(r, "---", DIFF_OLD);
	head_line(r, "+++", DIFF_NEW);
}

static void group(struct diff_report *r, enum diff_class class,
		  enum diff_cause cause)
{
	diff_group_title(class, cause, r->out);
	buf_printf(r->out, " (%llu)\n",
		   (unsigned long long)r->diff->count[class][cause]);
}

static void column(struct diff_report *r, struct facts *f, enum field_id field,
		   size_t width)
{
	size_t start = r->out->n, have;

	diff_text(f, field, r->out);
	have = text_columns(buf_since(r->out, start));
	if (have < width)
		buf_fill(r->out, ' ', width - have);
	buf_str(r->out, "  ");
}

static void change(struct diff_report *r, const struct diff_change *c)
{
	struct facts *f = c->new != NULL ? c->new : c->old;

	if (r->colour)
		buf_str(r->out, colour_of(c->class));
	buf_printf(r->out, "%c ", sign_of(c));
	if (r->regions)
		column(r, f, FIELD_ID_region, REGION_COLUMNS);
	column(r, f, FIELD_ID_key, 8);
	column(r, f, FIELD_ID_not_after, 10);
	diff_text(f, FIELD_ID_name, r->out);
	diff_explanation(r, c, r->out);
	if (r->colour)
		buf_str(r->out, "\033[0m");
	buf_put(r->out, '\n');
}

static void end(struct diff_report *r)
{
	const struct diff *d = r->diff;

	diff_counts(d, r->out);
	if (diff_class_count(d, DIFF_UNCHANGED) > 1)
		buf_printf(r->out, "; order %s",
			   d->order_kept ? "kept" : "differs");
	if (d->duplicates[DIFF_OLD] != d->duplicates[DIFF_NEW])
		buf_printf(r->out, "; duplicates %llu -> %llu",
			   (unsigned long long)d->duplicates[DIFF_OLD],
			   (unsigned long long)d->duplicates[DIFF_NEW]);
	buf_str(r->out, r->form_notes);
	buf_put(r->out, '\n');
}

const struct diff_form diff_form_text = { "text", begin, group, change, end };
const struct diff_form diff_form_summary = { .name = "summary",
					     .begin = begin,
					     .end = end };
