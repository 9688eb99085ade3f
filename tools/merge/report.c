#include "tools/merge/report.h"

#include <inttypes.h>
#include <string.h>

#include "tools/bundle_io.h"
#include "x509/text.h"

/* A row as it waits; only this program reads it. */
struct row {
	uint64_t file; /* where its name begins */
	uint64_t line, offset, block, number;
	uint32_t added;
	uint16_t outcome, diag;
	bool has_offset;
	uint8_t digest[SHA256_BYTES];
};

void merge_report_start(struct merge_report *r, bool wanted)
{
	*r = (struct merge_report){ .wanted = wanted };
	spool_start(&r->rows, -1);
}

void merge_report_free(struct merge_report *r)
{
	spool_free(&r->rows);
	buf_free(&r->numbers);
	buf_free(&r->files);
	*r = (struct merge_report){ .rows.fd = -1 };
}

const char *merge_outcome_text(enum merge_outcome outcome)
{
	static const char *const texts[] = {
		[MERGE_KEPT] = "kept",
		[MERGE_DUPLICATE] = "duplicate",
		[MERGE_EXPIRED] = "dropped because expired",
		[MERGE_EXCLUDED] = "dropped because of --exclude",
		[MERGE_NOT_WANTED] = "dropped because not in --only",
		[MERGE_NOT_SELECTED] = "dropped because of --where",
		[MERGE_DISTRUSTED] = "dropped because distrusted",
		[MERGE_DIAG] = "not a certificate that can be read",
	};

	return texts[outcome];
}

static size_t file_at(struct merge_report *r, const char *name)
{
	if (r->files.n == 0 ||
	    strcmp((const char *)r->files.p + r->last_file, name) != 0) {
		r->last_file = r->files.n;
		buf_add(&r->files, span_of(name, strlen(name) + 1));
	}
	return r->last_file;
}

void merge_report_certificate(struct merge_report *r, const struct origin *o,
			      const uint8_t digest[SHA256_BYTES],
			      enum merge_outcome outcome, uint32_t added)
{
	struct row row = {
		.line = o->line,
		.offset = o->offset,
		.block = o->block,
		.number = o->number,
		.added = added,
		.outcome = (uint16_t)outcome,
		.has_offset = o->line == 0,
	};

	r->count[outcome]++;
	if (!r->wanted)
		return;
	row.file = file_at(r, o->file);
	memcpy(row.digest, digest, SHA256_BYTES);
	spool_add(&r->rows, span_of(&row, sizeof(row)));
}

void merge_report_diag(struct merge_report *r, const struct diag *d)
{
	struct row row = {
		.line = d->place.line,
		.offset = d->place.offset,
		.block = d->place.block,
		.number = d->place.number,
		.outcome = MERGE_DIAG,
		.diag = (uint16_t)d->id,
		.has_offset = d->place.has_offset && d->place.line == 0,
	};

	if (!r->wanted)
		return;
	row.file = file_at(r, d->place.file);
	spool_add(&r->rows, span_of(&row, sizeof(row)));
}

struct merge_report_mark merge_report_mark(const struct merge_report *r)
{
	struct merge_report_mark mark = { .bytes = spool_bytes(&r->rows) };

	memcpy(mark.count, r->count, sizeof(mark.count));
	return mark;
}

void merge_report_cut(struct merge_report *r, const struct merge_report_mark *mark)
{
	memcpy(r->count, mark->count, sizeof(mark->count));
	spool_cut(&r->rows, mark->bytes);
}

void merge_report_number(struct merge_report *r, uint32_t added, uint64_t n)
{
	uint32_t number = (uint32_t)n;
	size_t end = ((size_t)added + 1) * sizeof(number);

	if (!r->wanted)
		return;
	if (r->numbers.n < end)
		buf_fill(&r->numbers, 0, end - r->numbers.n);
	memcpy(r->numbers.p + added * sizeof(number), &number, sizeof(number));
}

bool merge_report_replaces_any(const struct merge_report *r, const char *path)
{
	const char *name = (const char *)r->files.p;

	for (size_t at = 0; at < r->files.n; at += strlen(name + at) + 1)
		if (is_input(path, name + at))
			return true;
	return false;
}

/* 0 where it was not written after all: a copy of it is distrusted. */
static uint32_t number_of(const struct merge_report *r, uint32_t added)
{
	uint32_t number = 0;
	size_t at = (size_t)added * sizeof(number);

	if (at < r->numbers.n)
		memcpy(&number, r->numbers.p + at, sizeof(number));
	return number;
}

static void put_number(struct buf *line, uint64_t n, bool there)
{
	buf_put(line, '\t');
	if (there)
		buf_int(line, (int64_t)n);
}

static void put_outcome(const struct merge_report *r, const struct row *row,
			struct buf *line)
{
	enum merge_outcome outcome = (enum merge_outcome)row->outcome;

	if ((outcome == MERGE_KEPT || outcome == MERGE_DUPLICATE) &&
	    number_of(r, row->added) == 0)
		outcome = MERGE_DISTRUSTED;
	switch (outcome) {
	case MERGE_KEPT:
		buf_printf(line, "kept as number %" PRIu32,
			   number_of(r, row->added));
		break;
	case MERGE_DUPLICATE:
		buf_printf(line, "duplicate of %" PRIu32, number_of(r, row->added));
		break;
	case MERGE_DIAG:
		buf_printf(line, "no certificate: %s",
			   diag_name((enum diag_id)row->diag));
		break;
	default:
		buf_str(line, merge_outcome_text(outcome));
	}
}

static void put_row(const struct merge_report *r, const struct row *row,
		    struct buf *line)
{
	text_utf8(span_str((const char *)r->files.p + row->file), TEXT_PLAIN, line);
	put_number(line, row->line, row->line > 0);
	put_number(line, row->offset, row->has_offset);
	put_number(line, row->block, row->block > 0);
	put_number(line, row->number, row->number > 0);
	buf_put(line, '\t');
	if (row->outcome != MERGE_DIAG)
		buf_hex(line, span_of(row->digest, SHA256_BYTES));
	buf_put(line, '\t');
	put_outcome(r, row, line);
	buf_put(line, '\n');
}

void merge_report_write(struct merge_report *r, struct spool *out)
{
	uint64_t bytes = spool_bytes(&r->rows);
	struct buf line = { 0 };
	struct row row;

	spool_add(out,
		  SPAN_LIT("file\tline\tbyte\tblock\tnumber\tsha256\toutcome\n"));
	for (uint64_t at = 0; at < bytes; at += sizeof(row)) {
		if (!spool_at(&r->rows, at, (uint8_t *)&row, sizeof(row))) {
			spool_fail_as(out, &r->rows);
			break;
		}
		line.n = 0;
		put_row(r, &row, &line);
		spool_add(out, buf_span(&line));
	}
	buf_free(&line);
}

void merge_report_counts(const struct merge_report *r, uint64_t read,
			 struct buf *out)
{
	static const char *const words[] = {
		[MERGE_KEPT] = "kept",
		[MERGE_DUPLICATE] = "duplicate",
		[MERGE_EXPIRED] = "expired",
		[MERGE_EXCLUDED] = "in --exclude",
		[MERGE_NOT_WANTED] = "not in --only",
		[MERGE_NOT_SELECTED] = "not of --where",
		[MERGE_DISTRUSTED] = "distrusted",
	};

	buf_printf(out, "%" PRIu64 " read: %" PRIu64 " kept", read,
		   r->count[MERGE_KEPT]);
	for (size_t i = MERGE_KEPT + 1; i < ARRAY_LEN(words); i++)
		if (r->count[i] > 0)
			buf_printf(out, ", %" PRIu64 " %s", r->count[i], words[i]);
}
