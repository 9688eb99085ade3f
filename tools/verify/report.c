#include "tools/verify/report.h"

#include <inttypes.h>

#include "report/json.h"
#include "x509/moment.h"
#include "x509/text.h"

struct verify_form {
	const char *name;
	void (*begin)(struct verify_report *r);
	void (*row)(struct verify_report *r, const struct verify_row *row);
	void (*end)(struct verify_report *r);
};

static const char *const words[OUTCOMES] = {
	[OUTCOME_OK] = "ok",
	[OUTCOME_FAILING] = "failing",
	[OUTCOME_BROKEN] = "broken",
	[OUTCOME_HEALED] = "healed",
	[OUTCOME_UNDECIDED] = "undecided",
};

static void put_file(const char *file, struct buf *out)
{
	text_utf8(span_str(file), TEXT_PLAIN, out);
}

static const struct entry *anchor_of(const struct verdict *v)
{
	return path_entry(v->path, v->path->count - 1);
}

/* The policies of a set as dotted OIDs, anyPolicy last, with what goes around each.
 */
static void put_policies(const struct policy_set *set, const char *quote,
			 const char *between)
{
	struct buf *out = &tool_output;

	for (size_t i = 0; i < set->count; i++) {
		buf_str(out, i > 0 ? between : "");
		buf_str(out, quote);
		if (!der_oid_text(set->policy[i], out))
			buf_hex(out, set->policy[i]);
		buf_str(out, quote);
	}
	if (set->any) {
		buf_str(out, set->count > 0 ? between : "");
		buf_printf(out, "%sanyPolicy%s", quote, quote);
	}
}

/* ---- Text ---- */

static void pad(struct buf *out, size_t start, size_t width)
{
	size_t have = text_columns(buf_since(out, start));

	if (have < width)
		buf_fill(out, ' ', width - have);
	buf_str(out, "  ");
}

static void text_moment(const struct verify_report *r, int64_t when,
			struct buf *out)
{
	if (r->days)
		moment_date(when, out);
	else
		moment_iso(when, out);
}

/*
 * With -v: each certificate of the path, until when it is valid, where it is, and
 * what CRLs say of it.
 */
static void text_path(const struct verify *verify, const struct verdict *v)
{
	struct buf *out = &tool_output;

	for (size_t i = 0; i < v->path->count; i++) {
		const struct rules_status *status = verify_status(verify, i);
		const struct entry *e = path_entry(v->path, i);
		int64_t until;

		buf_str(out, "         ");
		if (cert_not_after(&e->cert, &until))
			moment_date(until, out);
		else
			buf_str(out, "?         ");
		buf_str(out, "  ");
		verify_name(e, out);
		buf_str(out, "  ");
		put_file(e->origin.file, out);
		if (e->origin.line > 0)
			buf_printf(out, ":%" PRIu64, e->origin.line);
		if (status != NULL) {
			buf_str(out, "  ");
			revocation_text(&status->question, &status->answer, out);
		}
		buf_put(out, '\n');
	}
}

static void text_outcome(enum verify_outcome outcome, struct buf *out)
{
	static const char *const colour[OUTCOMES] = {
		[OUTCOME_FAILING] = "\033[31m",
		[OUTCOME_BROKEN] = "\033[31m",
		[OUTCOME_HEALED] = "\033[32m",
	};
	bool coloured = colour[outcome] != NULL && tool_colour();
	size_t start;

	if (coloured)
		buf_str(out, colour[outcome]);
	start = out->n;
	buf_str(out, outcome == OUTCOME_BROKEN ? "BROKEN" : words[outcome]);
	pad(out, start, strlen("failing"));
	if (coloured)
		buf_str(out, "\033[0m");
}

/* The policies for which a path is valid, where there are any. */
static void text_policies(const struct verdict *v)
{
	struct buf *out = &tool_output;

	if (v->policies == NULL || (v->policies->count == 0 && !v->policies->any))
		return;
	buf_str(out, "         policies: ");
	put_policies(v->policies, "", ", ");
	buf_put(out, '\n');
}

static void text_row(struct verify_report *r, const struct verify_row *row)
{
	struct buf *out = &tool_output;
	size_t start;

	text_outcome(row->outcome, out);
	text_moment(r, row->at, out);
	buf_str(out, "  ");
	start = out->n;
	put_file(row->file, out);
	pad(out, start, r->width);
	verify_text(row->verify, &row->verdict, r->anchors, out);
	buf_put(out, '\n');
	if (r->verbose) {
		text_path(row->verify, &row->verdict);
		text_policies(&row->verdict);
	}
}

/* "2 chains: 1 ok, 1 broken by the update"; what is none is left out. */
static void text_end(struct verify_report *r)
{
	static const enum verify_outcome order[] = { OUTCOME_OK, OUTCOME_HEALED,
						     OUTCOME_FAILING,
						     OUTCOME_BROKEN,
						     OUTCOME_UNDECIDED };
	uint64_t times = r->chains > 0 ? r->rows / r->chains : 0;
	struct buf *out = &tool_output;
	const char *comma = ": ";

	buf_printf(out, "%" PRIu64 " chain%s", r->chains,
		   r->chains == 1 ? "" : "s");
	if (times > 1)
		buf_printf(out, " at %" PRIu64 " times", times);
	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		if (r->count[order[i]] == 0)
			continue;
		buf_printf(out, "%s%" PRIu64 " %s", comma, r->count[order[i]],
			   words[order[i]]);
		if (order[i] == OUTCOME_BROKEN || order[i] == OUTCOME_HEALED)
			buf_str(out, " by the update");
		comma = ", ";
	}
	if (r->unread > 0)
		buf_printf(out, "; %" PRIu64 " cannot be read", r->unread);
	buf_put(out, '\n');
}

/* ---- TSV ---- */

static void tsv_begin(struct verify_report *r)
{
	(void)r;
	buf_str(&tool_output,
		"verdict\tat\tfile\tname\tanchor\tvalid-until\treason\tdetail\t"
		"baseline-reason\tbaseline-detail\n");
}

/*
 * The anchor and the time until which the path holds, or the reason; both as cells.
 */
static void tsv_verdict(const struct verify *v, const struct verdict *verdict,
			const char *anchors)
{
	struct buf *out = &tool_output;

	buf_str(out, verify_reason_word(verdict->reason));
	buf_put(out, '\t');
	if (verdict->reason != VERIFY_OK)
		verify_text(v, verdict, anchors, out);
	else
		verify_doubts(v, verdict, out);
}

static void tsv_row(struct verify_report *r, const struct verify_row *row)
{
	const struct verdict *v = &row->verdict;
	struct buf *out = &tool_output;

	buf_str(out, words[row->outcome]);
	buf_put(out, '\t');
	moment_iso(row->at, out);
	buf_put(out, '\t');
	put_file(row->file, out);
	buf_put(out, '\t');
	verify_name(row->leaf, out);
	buf_put(out, '\t');
	if (v->reason == VERIFY_OK)
		verify_name(anchor_of(v), out);
	buf_put(out, '\t');
	if (v->reason == VERIFY_OK)
		moment_iso(v->until, out);
	buf_put(out, '\t');
	tsv_verdict(row->verify, v, r->anchors);
	buf_put(out, '\t');
	if (row->before != NULL)
		tsv_verdict(row->before, &row->was, r->old);
	else
		buf_put(out, '\t');
	buf_put(out, '\n');
}

/* ---- JSON ---- */

static void json_text(const char *member, const struct buf *text)
{
	json_member(&tool_output, member);
	if (text->n > 0)
		json_string(&tool_output, buf_span(text));
	else
		buf_str(&tool_output, "null");
}

/* The text itself, of one that is escaped. */
static void json_unescaped_text(const char *member, const struct buf *text)
{
	json_member(&tool_output, member);
	if (text->n > 0)
		json_unescaped(&tool_output, buf_span(text));
	else
		buf_str(&tool_output, "null");
}

static void json_word(const char *member, const char *word)
{
	struct buf text = { 0 };

	buf_str(&text, word);
	json_text(member, &text);
	buf_free(&text);
}

static void json_moment(const char *member, bool known, int64_t when)
{
	struct buf text = { 0 };

	if (known)
		moment_iso(when, &text);
	json_text(member, &text);
	buf_free(&text);
}

static void json_name(const char *member, const struct entry *e)
{
	struct buf text = { 0 };

	if (e != NULL)
		verify_name(e, &text);
	json_unescaped_text(member, &text);
	buf_free(&text);
}

static void json_sha256(const char *member, const struct entry *e)
{
	uint8_t digest[SHA256_BYTES];
	struct buf text = { 0 };

	digest_sha256(e->cert.der, digest);
	buf_hex(&text, span_of(digest, sizeof(digest)));
	json_text(member, &text);
	buf_free(&text);
}

/* What CRLs say: a word, and in words. */
static void json_revocation(const struct rules_status *s)
{
	static const char *const statuses[] = {
		[REVOCATION_GOOD] = "good",
		[REVOCATION_REVOKED] = "revoked",
		[REVOCATION_UNKNOWN] = "unknown",
	};
	struct buf text = { 0 };

	json_word("revocation", s != NULL ? statuses[s->answer.status] : "");
	buf_put(&tool_output, ',');
	if (s != NULL)
		revocation_text(&s->question, &s->answer, &text);
	json_text("revocation_detail", &text);
	buf_free(&text);
}

static void json_path(const struct verify *v, const struct path *p)
{
	struct buf *out = &tool_output;

	json_member(out, "path");
	buf_put(out, '[');
	for (size_t i = 0; i < p->count; i++) {
		const struct entry *e = path_entry(p, i);
		struct buf file = { 0 };
		int64_t until = 0;
		bool known = cert_not_after(&e->cert, &until);

		buf_str(out, i > 0 ? ",{" : "{");
		json_name("name", e);
		buf_put(out, ',');
		json_sha256("sha256", e);
		buf_put(out, ',');
		json_moment("not_after", known, until);
		put_file(e->origin.file, &file);
		buf_put(out, ',');
		json_unescaped_text("file", &file);
		buf_put(out, ',');
		json_revocation(verify_status(v, i));
		buf_put(out, '}');
		buf_free(&file);
	}
	buf_put(out, ']');
}

/* Of a path that verifies, those for which it does; else null. */
static void json_policies(const struct policy_set *set)
{
	struct buf *out = &tool_output;

	json_member(out, "policies");
	if (set == NULL) {
		buf_str(out, "null");
		return;
	}
	buf_put(out, '[');
	put_policies(set, "\"", ",");
	buf_put(out, ']');
}

/* Reason and detail, with a prefix for those of the baseline. */
static void json_verdict(const char *reason, const char *detail,
			 const struct verify *v, const struct verdict *verdict,
			 const char *anchors)
{
	struct buf text = { 0 };

	if (v != NULL && verdict->reason != VERIFY_OK)
		verify_text(v, verdict, anchors, &text);
	else if (v != NULL)
		verify_doubts(v, verdict, &text);
	json_word(reason, v != NULL ? verify_reason_word(verdict->reason) : "");
	buf_put(&tool_output, ',');
	json_text(detail, &text);
	buf_free(&text);
}

static void json_row(struct verify_report *r, const struct verify_row *row)
{
	const struct verdict *v = &row->verdict;
	bool good = v->reason == VERIFY_OK;
	struct buf *out = &tool_output;
	struct buf file = { 0 };

	put_file(row->file, &file);
	buf_str(out, r->rows > 0 ? ",\n {" : "\n {");
	json_word("verdict", words[row->outcome]);
	buf_put(out, ',');
	json_moment("at", true, row->at);
	buf_put(out, ',');
	json_unescaped_text("file", &file);
	buf_put(out, ',');
	json_name("name", row->leaf);
	buf_put(out, ',');
	json_sha256("sha256", row->leaf);
	buf_put(out, ',');
	json_name("anchor", good ? anchor_of(v) : NULL);
	buf_put(out, ',');
	json_moment("valid_until", good, v->until);
	buf_put(out, ',');
	json_verdict("reason", "detail", row->verify, v, r->anchors);
	buf_put(out, ',');
	json_verdict("baseline_reason", "baseline_detail", row->before, &row->was,
		     r->old);
	buf_put(out, ',');
	json_path(row->verify, v->path);
	buf_put(out, ',');
	json_policies(v->policies);
	buf_put(out, '}');
	buf_free(&file);
}

static void json_begin(struct verify_report *r)
{
	(void)r;
	buf_put(&tool_output, '[');
}

static void json_end(struct verify_report *r)
{
	buf_str(&tool_output, r->rows > 0 ? "\n]\n" : "]\n");
}

static const struct verify_form forms[] = {
	{ "text", NULL, text_row, text_end },
	{ "tsv", tsv_begin, tsv_row, NULL },
	{ "json", json_begin, json_row, json_end },
};

const struct verify_form *verify_report_form(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(forms); i++)
		if (strcmp(forms[i].name, name) == 0)
			return &forms[i];
	return NULL;
}

const char *verify_report_form_name(const void *table UNUSED, size_t n)
{
	return n < ARRAY_LEN(forms) ? forms[n].name : NULL;
}

void verify_report_begin(struct verify_report *r)
{
	if (r->form->begin != NULL)
		r->form->begin(r);
}

void verify_report_row(struct verify_report *r, const struct verify_row *row)
{
	r->form->row(r, row);
	r->rows++;
	r->count[row->outcome]++;
	tool_output_some();
}

void verify_report_end(struct verify_report *r)
{
	if (r->form->end != NULL)
		r->form->end(r);
}
