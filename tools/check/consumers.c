#include "tools/check/consumers.h"

#include <inttypes.h>
#include <string.h>

#include "report/json.h"
#include "tools/bundle_io.h"
#include "tools/tool.h"
#include "x509/text.h"

static NORETURN void no_such(const char *name)
{
	struct buf names = { 0 };

	for (size_t i = 0; i < CONSUMER_COUNT; i++) {
		const struct consumer *c = consumer_row((enum consumer_id)i);

		if (i == 0 || strcmp(c->family, consumer_row(i - 1)->family) != 0)
			buf_printf(&names, "%s, ", c->family);
		buf_printf(&names, "%s, ", c->name);
	}
	tool_usage("--for %s: not one of %sall", shown(name), buf_c(&names));
}

void consumers_ask(uint32_t *set, const char *list)
{
	struct buf name = { 0 };

	do {
		size_t n = strcspn(list, ",");
		uint32_t found;

		name.n = 0;
		buf_add(&name, span_of(list, n));
		found = consumers_find(buf_c(&name));
		if (found == 0)
			no_such(buf_c(&name));
		*set |= found;
		list += n;
	} while (*list++ == ',');
	buf_free(&name);
}

static void add_count(struct findings *f, struct consumer_count count)
{
	f->consumer =
		arena_grow(f->consumer, (f->consumers + 1) * sizeof(*f->consumer));
	f->consumer[f->consumers++] = count;
}

static void report_refusal(const struct consumer *c, const struct prediction *p,
			   const struct consumer_report *r)
{
	r->are_of(r->context, NULL);
	if (p->refusal_line > 0)
		lint_found(&r->to, LINT_ID_CONSUMER_REFUSES,
			   "%s loads nothing, for line %" PRIu64 ": %s", c->name,
			   p->refusal_line, p->refusal);
	else
		lint_found(&r->to, LINT_ID_CONSUMER_REFUSES, "%s loads nothing: %s",
			   c->name, p->refusal);
}

/* What is lost for one reason that is no certificate's fault is one finding. */
static void report_first_only(const struct consumer *c, size_t loaded, size_t all,
			      const struct consumer_report *r)
{
	r->are_of(r->context, NULL);
	lint_found(&r->to, LINT_ID_CONSUMER_TAKES_ONE, "%s loads %zu of %zu: %s",
		   c->name, loaded, all, c->unseen);
}

/* What becomes of a certificate: how many there are of each. */
struct outcome {
	size_t loaded, unusable;
};

static void report_entry(const struct consumer *c, struct prediction *p,
			 const struct entry *e, struct outcome *out,
			 const struct consumer_report *r)
{
	const char *reason;

	r->are_of(r->context, e);
	if (!prediction_of(p, e->origin.line, e->cert.der, &reason)) {
		if (p->refusal == NULL && !c->takes_one)
			lint_found(&r->to, LINT_ID_CONSUMER_LOSES,
				   "%s does not load it: %s", c->name, reason);
		return;
	}
	out->loaded++;
	reason = consumer_cannot_use(p->id, &e->cert);
	if (reason == NULL)
		return;
	out->unusable++;
	lint_found(&r->to, LINT_ID_CONSUMER_UNUSABLE,
		   "%s loads it, and proves nothing by it: %s", c->name, reason);
}

static void judge(enum consumer_id id, struct span bytes, const struct bundle *b,
		  struct findings *f, const struct consumer_report *r)
{
	const struct consumer *c = consumer_row(id);
	struct outcome out = { 0, 0 };
	struct prediction p;

	consumer_predict(id, bytes, &p);
	for (size_t i = 0; i < b->count; i++)
		report_entry(c, &p, &b->entry[i], &out, r);
	if (b->count > 0 && p.refusal != NULL)
		report_refusal(c, &p, r);
	else if (c->takes_one && out.loaded < b->count)
		report_first_only(c, out.loaded, b->count, r);
	add_count(f, (struct consumer_count){
			     .file = r->file,
			     .name = c->name,
			     .loaded = out.loaded,
			     .unusable = out.unusable,
			     .lost = b->count - out.loaded,
			     .refused = b->count > 0 && p.refusal != NULL,
		     });
	prediction_free(&p);
}

void consumers_judge(uint32_t set, struct span bytes, const struct bundle *b,
		     struct findings *f, const struct consumer_report *report)
{
	for (size_t i = 0; i < CONSUMER_COUNT; i++)
		if (set & CONSUMER_BIT(i))
			judge((enum consumer_id)i, bytes, b, f, report);
}

void consumers_text(const struct findings *f)
{
	if (f->consumers > 0)
		buf_str(&tool_output,
			"CONSUMER      LOADED  UNUSABLE      LOST  FILE\n");
	for (size_t i = 0; i < f->consumers; i++) {
		const struct consumer_count *c = &f->consumer[i];

		buf_printf(&tool_output,
			   "%-10s  %8" PRIu64 "  %8" PRIu64 "  %8" PRIu64 "  ",
			   c->name, c->loaded, c->unusable, c->lost);
		text_utf8(span_str(f->file[c->file]), TEXT_PLAIN, &tool_output);
		buf_str(&tool_output, c->refused ? " (refused)\n" : "\n");
	}
}

void consumers_json(const struct findings *f)
{
	for (size_t i = 0; i < f->consumers; i++) {
		const struct consumer_count *c = &f->consumer[i];

		buf_str(&tool_output,
			i > 0 ? ",\n {\"file\":" : ",\"consumers\":[\n {\"file\":");
		json_string(&tool_output, span_str(f->file[c->file]));
		buf_printf(&tool_output,
			   ",\"consumer\":\"%s\",\"loaded\":%" PRIu64
			   ",\"unusable\":%" PRIu64 ",\"lost\":%" PRIu64
			   ",\"refused\":%s}",
			   c->name, c->loaded, c->unusable, c->lost,
			   c->refused ? "true" : "false");
	}
	if (f->consumers > 0)
		buf_str(&tool_output, "\n]");
}
