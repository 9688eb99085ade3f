/*
 * For programs: JSON, JSON lines and TSV; cabundle-diff(1) documents each member.
 */
#include "report/json.h"
#include "tools/diff/report.h"

/* What a certificate is, and not where it stood. */
static bool is_shown(const struct field *field)
{
	static const enum field_id places[] = { FIELD_ID_index, FIELD_ID_line,
						FIELD_ID_block, FIELD_ID_label,
						FIELD_ID_trust };

	if (field->scope != FIELD_CERTIFICATE || field->shown != FIELD_SHOWN)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (field == field_row(places[i]))
			return false;
	return true;
}

static void put_trust(struct buf *out, struct span words)
{
	if (words.n > 0)
		json_string(out, words);
	else
		buf_str(out, "null");
}

static void put_certificate(struct buf *out, struct facts *f)
{
	const struct field *field;
	const char *between = "{";

	for (size_t i = 0; (field = field_row(i)) != NULL; i++) {
		struct value v;

		if (!is_shown(field))
			continue;
		v = field_get(field, f);
		buf_str(out, between);
		json_member(out, field->name);
		json_value(out, field, &v);
		between = ",";
	}
}

/* A certificate, or null; with what its side says of its trust. */
static void put_side_of(struct buf *out, const struct diff_change *c,
			struct facts *f, enum diff_side side)
{
	if (f == NULL) {
		buf_str(out, "null");
		return;
	}
	put_certificate(out, f);
	buf_str(out, ",\"trust\":");
	put_trust(out, c->trust[side]);
	buf_put(out, '}');
}

static void put_related(struct buf *out, struct facts *f)
{
	if (f == NULL) {
		buf_str(out, "null");
		return;
	}
	put_certificate(out, f);
	buf_put(out, '}');
}

/* The words on trust are not of the facts; text of these has to be asked for anew.
 */
static struct value difference_value(const struct diff_difference *d,
				     const struct value *v, struct facts *f)
{
	return d->field == field_row(FIELD_ID_trust) ? *v : field_get(d->field, f);
}

static void put_differences(struct buf *out, const struct diff_change *c)
{
	struct diff_difference d = { 0 };
	const char *between = "[";
	size_t i = 0;

	if (c->old == NULL || c->new == NULL) {
		buf_str(out, "[]");
		return;
	}
	while (diff_difference_next(c, DIFF_LONG, &i, &d)) {
		struct value v;

		buf_str(out, between);
		buf_str(out, "{\"field\":");
		json_string(out, span_str(d.field->name));
		buf_str(out, ",\"old\":");
		v = difference_value(&d, &d.old_value, c->old);
		json_value(out, d.field, &v);
		buf_str(out, ",\"new\":");
		v = difference_value(&d, &d.new_value, c->new);
		json_value(out, d.field, &v);
		buf_put(out, '}');
		between = ",";
	}
	buf_str(out, *between == '[' ? "[]" : "]");
	diff_difference_free(&d);
}

static void put_change(struct buf *out, const struct diff_change *c)
{
	const char *cause = diff_cause_name(c->cause);

	buf_printf(out, "{\"class\":\"%s\",\"cause\":", diff_class_name(c->class));
	if (cause != NULL)
		json_string(out, span_str(cause));
	else
		buf_str(out, "null");
	buf_str(out, ",\"old\":");
	put_side_of(out, c, c->old, DIFF_OLD);
	buf_str(out, ",\"new\":");
	put_side_of(out, c, c->new, DIFF_NEW);
	buf_str(out, ",\"related\":");
	put_related(out, c->related);
	buf_str(out, ",\"differences\":");
	put_differences(out, c);
	buf_put(out, '}');
}

/* ---- JSON: one object ---- */

static void put_side(struct diff_report *r, const char *member, enum diff_side side)
{
	uint8_t digest[SHA256_BYTES];

	diff_set_digest(r->diff, side, digest);
	buf_printf(r->out, "\"%s\":{\"file\":", member);
	json_string(r->out, span_str(r->name[side]));
	buf_printf(r->out,
		   ",\"certificates\":%llu,\"duplicates\":%llu,\"set_sha256\":\"",
		   (unsigned long long)r->diff->certificates[side],
		   (unsigned long long)r->diff->duplicates[side]);
	buf_hex(r->out, span_of(digest, sizeof(digest)));
	buf_str(r->out, "\"}");
}

static void begin_json(struct diff_report *r)
{
	buf_put(r->out, '{');
	put_side(r, "old", DIFF_OLD);
	buf_str(r->out, ",\n ");
	put_side(r, "new", DIFF_NEW);
	buf_str(r->out, ",\n \"changes\":[");
}

static void change_json(struct diff_report *r, const struct diff_change *c)
{
	buf_str(r->out, r->changes > 0 ? ",\n  " : "\n  ");
	put_change(r->out, c);
}

static void put_counts(struct buf *out, const struct diff *d)
{
	const char *between = "{";

	for (size_t class = 0; class < DIFF_CLASSES; class ++) {
		buf_str(out, between);
		json_member(out, diff_class_name((enum diff_class) class));
		buf_int(out, (int64_t)diff_class_count(d, (enum diff_class) class));
		between = ",";
	}
	buf_printf(out,
		   ",\"removed_while_valid\":%llu,\"removed_covered\":%llu,"
		   "\"removed_expired\":%llu}",
		   (unsigned long long)d->count[DIFF_REMOVED][DIFF_WHILE_VALID],
		   (unsigned long long)d->count[DIFF_REMOVED][DIFF_COVERED],
		   (unsigned long long)d->count[DIFF_REMOVED][DIFF_EXPIRED]);
}

static void end_json(struct diff_report *r)
{
	buf_str(r->out, r->changes > 0 ? "\n ],\n" : "],\n");
	buf_printf(r->out, " \"order_kept\":%s,\n \"counts\":",
		   r->diff->order_kept ? "true" : "false");
	put_counts(r->out, r->diff);
	buf_str(r->out, "}\n");
}

static void change_jsonl(struct diff_report *r, const struct diff_change *c)
{
	put_change(r->out, c);
	buf_put(r->out, '\n');
}

/* ---- TSV: one row a change ---- */

static const struct {
	const char *header;
	enum field_id field;
	enum diff_side side; /* 0: the new one where there is one */
} columns[] = {
	{ "old-sha256", FIELD_ID_sha256, DIFF_OLD },
	{ "new-sha256", FIELD_ID_sha256, DIFF_NEW },
	{ "old-key", FIELD_ID_key, DIFF_OLD },
	{ "new-key", FIELD_ID_key, DIFF_NEW },
	{ "old-not-after", FIELD_ID_not_after, DIFF_OLD },
	{ "new-not-after", FIELD_ID_not_after, DIFF_NEW },
	{ "region", FIELD_ID_region, 0 },
	{ "name", FIELD_ID_name, 0 },
};

static void begin_tsv(struct diff_report *r)
{
	buf_str(r->out, "class\tcause");
	for (size_t i = 0; i < ARRAY_LEN(columns); i++)
		buf_printf(r->out, "\t%s", columns[i].header);
	buf_str(r->out, "\told-trust\tnew-trust\n");
}

static void change_tsv(struct diff_report *r, const struct diff_change *c)
{
	const char *cause = diff_cause_name(c->cause);

	buf_printf(r->out, "%s\t%s", diff_class_name(c->class),
		   cause != NULL ? cause : "");
	for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
		const struct field *field = field_row(columns[i].field);
		struct facts *f =
			columns[i].side == DIFF_OLD ||
					(columns[i].side == 0 && c->new == NULL)
				? c->old
				: c->new;
		struct value v;

		buf_put(r->out, '\t');
		if (f == NULL)
			continue;
		v = field_get(field, f);
		value_text(field, &v, r->out);
	}
	for (enum diff_side side = DIFF_OLD; side <= DIFF_NEW; side++) {
		buf_put(r->out, '\t');
		buf_add(r->out, c->trust[side]);
	}
	buf_put(r->out, '\n');
}

const struct diff_form diff_form_json = {
	.name = "json", .begin = begin_json, .change = change_json, .end = end_json
};
const struct diff_form diff_form_jsonl = { .name = "jsonl",
					   .change = change_jsonl };
const struct diff_form diff_form_tsv = { .name = "tsv",
					 .begin = begin_tsv,
					 .change = change_tsv };
