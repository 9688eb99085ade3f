#include "tools/check/findings.h"

#include <stdlib.h>
#include <string.h>

uint32_t findings_file(struct findings *f, const char *name)
{
	if (f->files > 0 && strcmp(f->file[f->files - 1], name) == 0)
		return (uint32_t)(f->files - 1);
	if (f->files == f->files_room) {
		f->files_room = f->files_room > 0 ? 2 * f->files_room : 16;
		f->file = arena_grow(f->file, f->files_room * sizeof(*f->file));
	}
	f->file[f->files] = arena_str(&f->arena, span_str(name));
	return (uint32_t)f->files++;
}

static const char *copy(struct findings *f, const char *text)
{
	return text != NULL ? arena_str(&f->arena, span_str(text)) : NULL;
}

void findings_leave_out(struct findings *f, enum lint_id id)
{
	f->left_out += !f->disabled[id];
}

void findings_add(struct findings *f, const struct finding *finding)
{
	struct finding *copied;

	if (f->disabled[finding->id])
		return;
	if (f->count == f->room) {
		f->room = f->room > 0 ? 2 * f->room : 64;
		f->finding = arena_grow(f->finding, f->room * sizeof(*f->finding));
	}
	copied = &f->finding[f->count];
	*copied = *finding;
	copied->sequence = (uint32_t)f->count++;
	copied->fact = copy(f, finding->fact);
	copied->at.name = copy(f, finding->at.name);
	copied->at.sha256 = copy(f, finding->at.sha256);
	copied->at.block = copy(f, finding->at.block);
	f->of_severity[lint_row(finding->id)->severity]++;
}

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int in_order(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;
	int order = compare(x->file, y->file);

	if (order == 0)
		order = compare(x->at.line, y->at.line);
	if (order == 0 && x->at.line == 0)
		order = compare(x->at.offset, y->at.offset);
	if (order == 0)
		order = compare(x->at.certificate, y->at.certificate);
	if (order == 0)
		order = compare(x->at.column, y->at.column);
	return order != 0 ? order : compare(x->sequence, y->sequence);
}

void findings_sort(struct findings *f)
{
	if (f->count > 0)
		qsort(f->finding, f->count, sizeof(*f->finding), in_order);
}

uint64_t findings_at_least(const struct findings *f, enum diag_severity severity)
{
	uint64_t n = 0;

	for (size_t s = severity; s <= DIAG_ERROR; s++)
		n += f->of_severity[s];
	return n;
}

void findings_free(struct findings *f)
{
	free(f->finding);
	free(f->consumer);
	free(f->file);
	arena_free(&f->arena);
	*f = (struct findings){ 0 };
}
