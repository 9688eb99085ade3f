#include "lint/minds.h"

/* What stands in a row; a text's rule is counted from 1. */
static const struct row {
	bool only;
	uint64_t rules;
	unsigned text;
	bool label;
} rows[LINT_ID_COUNT] = {
#define R(rule)		   RULE_BIT(RULE_##rule)
#define ONLY(check, rules) [LINT_ID_##check] = { true, rules, 0, false },
#define ALL(check, rules)  [LINT_ID_##check] = { false, rules, 0, false },
#include "lint/minds.def"
#undef R
#undef ONLY
#undef ALL
#define TEXT(check, ...) [LINT_ID_##check] = { true, 0, 1 + TEXT_##check, false },
#include "consumer/consumer.def"
#undef TEXT
	[LINT_ID_RARE_LABEL] = { true, 0, 0, true },
	[LINT_ID_OLD_LABEL] = { true, 0, 0, true },
};

bool lint_concerns_all(enum lint_id id)
{
	return !rows[id].only;
}

struct lint_minds lint_minds(enum lint_id id, const struct cert *c,
			     const char *label)
{
	struct lint_minds m = { { 0, 0 }, 0 };

	if (c != NULL)
		m.certificate = consumers_mind(c, rows[id].rules);
	if (rows[id].text > 0)
		m.may_lose = consumers_lose_text(rows[id].text - 1);
	if (rows[id].label && label != NULL)
		m.may_lose = consumers_lose_label(label);
	return m;
}

uint32_t lint_may_mind(enum lint_id id)
{
	const struct row *row = &rows[id];

	if (!row->only)
		return 0;
	return consumers_of(row->rules) |
	       (row->text > 0 ? consumers_lose_text(row->text - 1) : 0) |
	       (row->label ? consumers_lose_label(NULL) : 0);
}

static void put(uint32_t set, const char *one, const char *several, struct buf *out)
{
	if (set == 0)
		return;
	buf_str(out, "; ");
	consumers_put(set, out);
	buf_printf(out, " %s", (set & (set - 1)) == 0 ? one : several);
}

void lint_put_minds(const struct lint_minds *m, uint32_t of, struct buf *out)
{
	put(m->certificate.refuse & of, "refuses it", "refuse it", out);
	put(m->certificate.cannot_use & of, "loads it and proves nothing by it",
	    "load it and prove nothing by it", out);
	put(m->may_lose & of, "may lose it", "may lose it", out);
}
