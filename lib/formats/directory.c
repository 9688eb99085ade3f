/* A directory as one set, as of /etc/ssl/certs with its hash links. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "formats/format.h"

struct entry {
	char *name;
	dev_t device;
	ino_t inode;
	bool hashed;   /* its name is a hash link's, such as 3bde41ac.0 */
	bool repeated; /* another name that leads to the same file is read */
};

struct listing {
	struct arena arena;
	struct entry *entry;
	size_t count, room;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->name,
		      ((const struct entry *)b)->name);
}

static int by_file(const void *a, const void *b)
{
	const struct entry *x = *(const struct entry *const *)a,
			   *y = *(const struct entry *const *)b;

	if (x->device != y->device)
		return x->device < y->device ? -1 : 1;
	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	if (x->hashed != y->hashed)
		return x->hashed ? 1 : -1;
	return x < y ? -1 : x > y;
}

static bool is_hash_name(const char *name)
{
	size_t digits = strspn(name, "0123456789abcdef");

	return digits == 8 && name[8] == '.' &&
	       strspn(name + 9, "r0123456789") == strlen(name + 9);
}

/* Regular files, and links that lead to one; a dangling link too, to be named. */
static bool add_entry(struct listing *l, int fd, const char *name)
{
	struct entry e = { 0 };
	struct stat st;

	if (fstatat(fd, name, &st, 0) == 0) {
		if (!S_ISREG(st.st_mode))
			return true;
		e.device = st.st_dev;
		e.inode = st.st_ino;
	}
	if (l->count == l->room) {
		l->room = l->room > 0 ? 2 * l->room : 64;
		l->entry = arena_grow(l->entry, l->room * sizeof(e));
	}
	e.hashed = is_hash_name(name);
	e.name = arena_str(&l->arena, span_str(name));
	l->entry[l->count++] = e;
	return true;
}

/* Every file once, under the first of its names that is not a hash, if there is
 * one. */
static void mark_repeated(struct listing *l)
{
	const struct entry **order = arena_grow(NULL, l->count * sizeof(*order));

	for (size_t i = 0; i < l->count; i++)
		order[i] = &l->entry[i];
	qsort(order, l->count, sizeof(*order), by_file);
	for (size_t i = 1; i < l->count; i++)
		if (order[i]->inode != 0 &&
		    order[i]->inode == order[i - 1]->inode &&
		    order[i]->device == order[i - 1]->device)
			l->entry[order[i] - l->entry].repeated = true;
	free(order);
}

static bool list_names(struct listing *l, int fd)
{
	DIR *dir = fdopendir(fd);
	struct dirent *d;

	if (dir == NULL)
		return false;
	errno = 0;
	while ((d = readdir(dir)) != NULL)
		if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0)
			add_entry(l, dirfd(dir), d->d_name);
	closedir(dir);
	if (l->count > 0) {
		qsort(l->entry, l->count, sizeof(*l->entry), by_name);
		mark_repeated(l);
	}
	return true;
}

static void read_entry(struct reader *r, const char *path, const char *name)
{
	size_t n = strlen(path);
	struct buf full = { 0 };

	buf_str(&full, path);
	if (n > 0 && path[n - 1] != '/')
		buf_put(&full, '/');
	buf_str(&full, name);
	r->stopped = !reader_path(r, buf_c(&full));
	buf_free(&full);
}

void directory_read(struct reader *r, const char *path, int fd)
{
	uint64_t found = r->found, errors = r->diags->errors;
	struct place at = { .file = path };
	struct listing l = { 0 };

	if (!list_names(&l, fd)) {
		diag_report(r->diags, DIAG_ID_CANNOT_READ, &at, "%s",
			    strerror(errno));
		close(fd);
	}
	r->in_directory = true;
	for (size_t i = 0; i < l.count && !r->stopped; i++)
		if (!l.entry[i].repeated)
			read_entry(r, path, l.entry[i].name);
	r->in_directory = false;
	if (r->found == found && r->diags->errors == errors && !r->stopped &&
	    !r->allow_empty)
		diag_report(r->diags, DIAG_ID_NO_CERTIFICATE, &at,
			    "a directory of %zu files", l.count);
	digest_index_free(&r->seen);
	free(l.entry);
	arena_free(&l.arena);
}
