/* For a change ticket, a release note, a changelog. */
#include "tools/diff/report.h"
#include "x509/text.h"

/* ---- Markdown ---- */

static void markdown_name(struct diff_report *r, enum diff_side side)
{
	struct buf name = { 0 };

	text_utf8(span_str(r->name[side]), TEXT_PLAIN, &name);
	text_markdown(buf_span(&name), r->out);
	buf_free(&name);
}

static void markdown_side(struct diff_report *r, const char *word,
			  enum diff_side side)
{
	uint8_t digest[SHA256_BYTES];

	diff_set_digest(r->diff, side, digest);
	buf_printf(r->out, "| %s | ", word);
	markdown_name(r, side);
	buf_printf(r->out, " | %llu | `",
		   (unsigned long long)r->diff->certificates[side]);
	buf_hex(r->out, span_of(digest, sizeof(digest)));
	buf_str(r->out, "` |\n");
}

static void begin_markdown(struct diff_report *r)
{
	buf_str(r->out, "## Certificates: ");
	diff_counts(r->diff, r->out);
	buf_str(r->out, "\n\n| | Bundle | Certificates | Set (SHA-256) |\n"
			"| --- | --- | ---: | --- |\n");
	markdown_side(r, "Old", DIFF_OLD);
	markdown_side(r, "New", DIFF_NEW);
}

static void group_markdown(struct diff_report *r, enum diff_class class,
			   enum diff_cause cause)
{
	struct buf title = { 0 };

	diff_group_title(class, cause, &title);
	title.p[0] -= 'a' - 'A';
	buf_printf(r->out, "\n### %s (%llu)\n\n", buf_c(&title),
		   (unsigned long long)r->diff->count[class][cause]);
	buf_free(&title);
	buf_printf(r->out, "| Name |%s Key | Not after | SHA-256 |\n",
		   r->regions ? " Region |" : "");
	buf_printf(r->out, "| --- |%s --- | --- | --- |\n",
		   r->regions ? " --- |" : "");
}

static void markdown_cell(struct diff_report *r, struct facts *f,
			  enum field_id field)
{
	struct buf text = { 0 };

	diff_text(f, field, &text);
	text_markdown(buf_span(&text), r->out);
	buf_free(&text);
	buf_str(r->out, " | ");
}

static void change_markdown(struct diff_report *r, const struct diff_change *c)
{
	struct facts *f = c->new != NULL ? c->new : c->old;
	struct buf text = { 0 };

	diff_text(f, FIELD_ID_name, &text);
	diff_explanation(r, c, &text);
	buf_str(r->out, "| ");
	text_markdown(buf_span(&text), r->out);
	buf_str(r->out, " | ");
	if (r->regions)
		markdown_cell(r, f, FIELD_ID_region);
	markdown_cell(r, f, FIELD_ID_key);
	markdown_cell(r, f, FIELD_ID_not_after);
	buf_put(r->out, '`');
	diff_text(f, FIELD_ID_sha256, r->out);
	buf_str(r->out, "` |\n");
	buf_free(&text);
}

/* ---- Debian: an entry as in the changelog of ca-certificates ---- */

static void begin_debian(struct diff_report *r)
{
	if (diff_changes(r->diff) > 0)
		buf_printf(
			r->out,
			"  * Update the bundle from %llu to %llu certificates.\n",
			(unsigned long long)r->diff->certificates[DIFF_OLD],
			(unsigned long long)r->diff->certificates[DIFF_NEW]);
}

static const char *debian_verb(enum diff_class class, enum diff_cause cause)
{
	static const char *const verbs[] = {
		[DIFF_REMOVED] = "removed (-)",
		[DIFF_TRUST] = "given other trust settings (~)",
		[DIFF_REKEYED] = "given new keys (~)",
		[DIFF_RENAMED] = "renamed (~)",
		[DIFF_CROSS_SIGNED] = "cross-signed (~)",
		[DIFF_RESIGNED] = "signed anew (~)",
		[DIFF_RENEWED] = "renewed (~)",
		[DIFF_ADDED] = "added (+)",
	};

	if (cause == DIFF_EXPIRED)
		return "removed since they have expired (-)";
	if (cause == DIFF_COVERED)
		return "removed, another certificate having the same key (-)";
	if (cause == DIFF_BESIDE)
		return class == DIFF_RENEWED ? "renewed, keeping the old (+)"
					     : "cross-signed, keeping the old (+)";
	return verbs[class];
}

static void group_debian(struct diff_report *r, enum diff_class class,
			 enum diff_cause cause)
{
	buf_printf(r->out, "    The following certificate authorities were %s:\n",
		   debian_verb(class, cause));
}

static void change_debian(struct diff_report *r, const struct diff_change *c)
{
	char sign = c->class == DIFF_REMOVED ? '-' : c->old == NULL ? '+' : '~';

	buf_printf(r->out, "    %c \"", sign);
	diff_text(c->new != NULL ? c->new : c->old, FIELD_ID_name, r->out);
	buf_str(r->out, "\"\n");
}

const struct diff_form diff_form_markdown = { .name = "markdown",
					      .begin = begin_markdown,
					      .group = group_markdown,
					      .change = change_markdown };
const struct diff_form diff_form_debian = { .name = "debian",
					    .begin = begin_debian,
					    .group = group_debian,
					    .change = change_debian };
