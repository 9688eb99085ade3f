#include "io/folder.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct folder_entry *)a)->name,
		      ((const struct folder_entry *)b)->name);
}

static void add_entry(struct folder *f, const struct folder_entry *e)
{
	if (f->count == f->room) {
		f->room = f->room > 0 ? 2 * f->room : 64;
		f->entry = arena_grow(f->entry, f->room * sizeof(*e));
	}
	f->entry[f->count] = *e;
	f->entry[f->count++].name = arena_str(&f->arena, span_str(e->name));
}

static void look_at(struct folder *f, const char *name)
{
	struct folder_entry e = { .name = name };
	struct stat st;

	if (fstatat(f->fd, name, &st, 0) != 0) {
		e.error = errno;
	} else if (S_ISREG(st.st_mode)) {
		e.device = st.st_dev;
		e.inode = st.st_ino;
	} else {
		f->folders += S_ISDIR(st.st_mode);
		return;
	}
	add_entry(f, &e);
}

/* The next name, or NULL at the end and where it failed, which sets error. */
static const char *next_name(struct folder *f)
{
	const struct dirent *d;

	errno = 0;
	d = readdir(f->dir);
	if (d == NULL)
		f->error = errno;
	return d != NULL ? d->d_name : NULL;
}

void folder_open(struct folder *f, int fd)
{
	const char *name;

	*f = (struct folder){ .dir = fdopendir(fd), .fd = -1 };
	if (f->dir == NULL) {
		f->error = errno;
		close(fd);
		return;
	}
	f->fd = dirfd(f->dir);
	while ((name = next_name(f)) != NULL)
		if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
			look_at(f, name);
	if (f->count > 0)
		qsort(f->entry, f->count, sizeof(*f->entry), by_name);
}

void folder_path(struct buf *out, const char *directory, const char *name)
{
	size_t n = strlen(directory);

	buf_str(out, directory);
	if (n > 0 && directory[n - 1] != '/')
		buf_put(out, '/');
	buf_str(out, name);
}

static void put_count(struct buf *out, size_t n, const char *what)
{
	buf_printf(out, "%zu %s%s", n, what, n == 1 ? "" : "s");
}

void folder_describe(struct buf *out, const struct folder *f)
{
	if (f->count == 0 && f->folders == 0) {
		buf_str(out, "an empty directory");
	} else if (f->count == 0) {
		buf_str(out, "a directory that holds only folders (");
		buf_int(out, (int64_t)f->folders);
		buf_str(out, "): it is not read recursively");
	} else {
		buf_str(out, "a directory of ");
		put_count(out, f->count, "file");
		if (f->folders > 0) {
			buf_str(out, " and ");
			put_count(out, f->folders, "folder");
			buf_str(out, f->folders == 1 ? ", which is not read"
						     : ", which are not read");
		}
	}
}

void folder_close(struct folder *f)
{
	if (f->dir != NULL)
		closedir(f->dir);
	free(f->entry);
	arena_free(&f->arena);
	*f = (struct folder){ .fd = -1 };
}
