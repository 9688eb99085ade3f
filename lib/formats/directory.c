/* A directory as one set, as of /etc/ssl/certs with its hash links. */
#include <errno.h>
#include <stdlib.h>

#include "base/buf.h"
#include "formats/format.h"
#include "io/folder.h"

static bool is_hash_name(const char *name)
{
	size_t digits = strspn(name, "0123456789abcdef");

	return digits == 8 && name[8] == '.' &&
	       strspn(name + 9, "r0123456789") == strlen(name + 9);
}

/* Names of one file together, those that are hashes last: 3bde41ac.0. */
static int by_file(const void *a, const void *b)
{
	const struct folder_entry *x = *(const struct folder_entry *const *)a,
				  *y = *(const struct folder_entry *const *)b;
	bool hashed = is_hash_name(x->name);

	if (x->device != y->device)
		return x->device < y->device ? -1 : 1;
	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	if (hashed != is_hash_name(y->name))
		return hashed ? 1 : -1;
	return x < y ? -1 : x > y;
}

/*
 * Every file once, under the first of its names that is not a hash, if there is
 * one: the others are marked.
 */
static bool *find_repeated(const struct folder *f)
{
	bool *repeated = arena_grow(NULL, f->count + 1);
	const struct folder_entry **order =
		arena_grow(NULL, (f->count + 1) * sizeof(*order));

	for (size_t i = 0; i < f->count; i++) {
		repeated[i] = false;
		order[i] = &f->entry[i];
	}
	qsort(order, f->count, sizeof(*order), by_file);
	for (size_t i = 1; i < f->count; i++)
		if (order[i]->error == 0 && order[i - 1]->error == 0 &&
		    order[i]->inode == order[i - 1]->inode &&
		    order[i]->device == order[i - 1]->device)
			repeated[order[i] - f->entry] = true;
	free(order);
	return repeated;
}

static void read_entry(struct reader *r, const struct folder *f,
		       const struct folder_entry *e, const char *path)
{
	struct buf full = { 0 };
	struct place at;

	folder_path(&full, path, e->name);
	at = (struct place){ .file = buf_c(&full) };
	if (e->error != 0)
		diag_report(r->diags, DIAG_ID_CANNOT_OPEN, &at, "%s",
			    strerror(e->error));
	else
		r->stopped = !reader_file(r, f->fd, e->name, buf_c(&full));
	buf_free(&full);
}

static void read_entries(struct reader *r, const struct folder *f, const char *path)
{
	bool *repeated = find_repeated(f);

	r->in_directory = true;
	for (size_t i = 0; i < f->count && !r->stopped; i++)
		if (!repeated[i])
			read_entry(r, f, &f->entry[i], path);
	r->in_directory = false;
	digest_index_free(&r->seen);
	free(repeated);
}

void directory_read(struct reader *r, const char *path, int fd)
{
	uint64_t found = r->found + r->crls, errors = r->diags->errors;
	struct place at = { .file = path };
	struct buf contents = { 0 };
	struct folder f;

	folder_open(&f, fd);
	if (f.error != 0)
		diag_report(r->diags, DIAG_ID_CANNOT_READ, &at,
			    "the directory cannot be listed: %s",
			    strerror(f.error));
	read_entries(r, &f, path);
	folder_describe(&contents, &f);
	if (r->found + r->crls == found && r->diags->errors == errors &&
	    !r->stopped && !r->allow_empty)
		diag_report(r->diags, reader_none(r), &at, "%s", buf_c(&contents));
	else if (f.folders > 0)
		diag_report(r->diags, DIAG_ID_FOLDERS, &at, "%s", buf_c(&contents));
	buf_free(&contents);
	folder_close(&f);
}
