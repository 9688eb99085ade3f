#include "tools/split/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/retry.h"
#include "report/template.h"
#include "tools/bundle_io.h"

static int open_directory(const struct split_files *s)
{
	return retry_open(AT_FDCWD, s->directory,
			  O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
}

void split_files_start(struct split_files *s, const char *directory, bool force)
{
	*s = (struct split_files){ .directory = directory != NULL ? directory : ".",
				   .named = directory != NULL,
				   .force = force };
	s->fd = open_directory(s);
}

void split_files_free(struct split_files *s)
{
	if (s->fd >= 0)
		close(s->fd);
	free(s->file);
	arena_free(&s->arena);
	digest_index_free(&s->names);
	digest_index_free(&s->stems);
	buf_free(&s->numbers);
	*s = (struct split_files){ .fd = -1 };
}

static size_t position_of(struct digest_index *x, struct span name, bool *fresh)
{
	uint8_t digest[SHA256_BYTES];

	digest_sha256(name, digest);
	return digest_index_add(x, digest, fresh);
}

uint64_t split_files_number(struct split_files *s, struct span stem)
{
	uint64_t number = 0;
	bool fresh;
	size_t at = position_of(&s->stems, stem, &fresh) * sizeof(number);

	if (fresh)
		buf_add(&s->numbers, span_of(&number, sizeof(number)));
	memcpy(&number, s->numbers.p + at, sizeof(number));
	number++;
	memcpy(s->numbers.p + at, &number, sizeof(number));
	return number - 1;
}

bool split_files_add(struct split_files *s, struct span name,
		     const struct format *format, size_t part)
{
	bool fresh;

	position_of(&s->names, name, &fresh);
	if (!fresh || !template_is_safe_name(name)) {
		tool_complain(
			"%s: the name of two files; {n} or {index} in --name tells them "
			"apart, {ext} formats",
			shown(arena_str(&s->arena, name)));
		return false;
	}
	if (s->count == s->room) {
		s->room = s->room > 0 ? 2 * s->room : 64;
		s->file = arena_grow(s->file, s->room * sizeof(*s->file));
	}
	s->file[s->count++] = (struct split_file){
		.name = arena_str(&s->arena, name), .format = format, .part = part
	};
	return true;
}

static const char *path_of(const struct split_files *s,
			   const struct split_file *file, struct buf *out)
{
	size_t n = strlen(s->directory);

	out->n = 0;
	if (s->named && n > 0) {
		buf_str(out, s->directory);
		if (s->directory[n - 1] != '/')
			buf_put(out, '/');
	}
	buf_str(out, file->name);
	return buf_c(out);
}

bool split_files_check(struct split_files *s)
{
	struct buf path = { 0 };
	struct stat st;
	size_t there = 0;

	for (size_t i = 0; i < s->count && s->fd >= 0 && !s->force; i++) {
		if (fstatat(s->fd, s->file[i].name, &st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		if (there++ == 0)
			tool_complain("%s: is there already; --force replaces it",
				      shown(path_of(s, &s->file[i], &path)));
	}
	if (there > 1)
		tool_complain("%zu files are there already: nothing written",
			      there);
	buf_free(&path);
	return there == 0;
}

static bool complain_directory(const struct split_files *s, const char *what)
{
	int error = errno;

	tool_complain("%s: %s: %s", shown(s->directory), what, strerror(error));
	return false;
}

static bool make_directory(struct split_files *s)
{
	if (s->fd >= 0)
		return true;
	s->made = mkdir(s->directory, 0777) == 0;
	if (!s->made && errno != EEXIST)
		return complain_directory(s, "cannot make the directory");
	s->fd = open_directory(s);
	return s->fd >= 0 || complain_directory(s, "cannot open the directory");
}

static void remove_directory(struct split_files *s)
{
	if (s->made)
		rmdir(s->directory);
}

/* Of the first so many files; those that replaced others cannot be had back. */
static void take_back(struct split_files *s, size_t count)
{
	for (size_t i = 0; i < count && !s->force; i++)
		unlinkat(s->fd, s->file[i].name, 0);
	if (s->force && count > 0)
		tool_complain("%zu of %zu files are in place", count, s->count);
	else
		tool_complain("nothing written");
}

void split_files_take_back(struct split_files *s)
{
	take_back(s, s->count);
	remove_directory(s);
}

static bool prepare(struct split_files *s, struct outfile *out,
		    void (*fill)(void *context, const struct split_file *file,
				 struct outfile *out),
		    void *context)
{
	struct buf path = { 0 };
	size_t done = 0;

	for (; done < s->count; done++) {
		const struct split_file *file = &s->file[done];
		const char *name =
			arena_str(&s->arena, span_str(path_of(s, file, &path)));

		if (!outfile_open_in(&out[done], s->fd, file->name, name,
				     s->force)) {
			complain_outfile(&out[done]);
			break;
		}
		fill(context, file, &out[done]);
		if (!outfile_finish(&out[done], false)) {
			complain_outfile(&out[done]);
			break;
		}
	}
	buf_free(&path);
	return done == s->count;
}

static bool publish(struct split_files *s, struct outfile *out)
{
	for (size_t i = 0; i < s->count; i++) {
		if (!outfile_publish(&out[i])) {
			complain_outfile(&out[i]);
			take_back(s, i);
			return false;
		}
	}
	s->in_place = true;
	return true;
}

/* What was written is brought to the disk by one call, and so are the names. */
static bool write_all_files(struct split_files *s, struct outfile *out,
			    void (*fill)(void *context,
					 const struct split_file *file,
					 struct outfile *out),
			    void *context)
{
	if (!prepare(s, out, fill, context))
		return false;
	if (!retry_syncfs(s->fd))
		return complain_directory(s, "cannot sync");
	if (!publish(s, out))
		return false;
	if (!retry_fsync(s->fd) && errno != EINVAL)
		return complain_directory(
			s, "the files are in place; their directory could "
			   "not be synced: they may not survive a power cut");
	return true;
}

bool split_files_write(struct split_files *s,
		       void (*fill)(void *context, const struct split_file *file,
				    struct outfile *out),
		       void *context)
{
	struct outfile *out;
	bool done;

	if (!make_directory(s)) {
		remove_directory(s);
		return false;
	}
	out = arena_array(&s->arena, s->count, sizeof(*out));
	for (size_t i = 0; i < s->count; i++)
		out[i].fd = -1;
	done = write_all_files(s, out, fill, context);
	for (size_t i = 0; i < s->count && !done; i++)
		outfile_discard(&out[i]);
	if (!done && !s->in_place)
		remove_directory(s);
	return done;
}

void split_files_print(const struct split_files *s, char end, struct buf *out)
{
	struct buf path = { 0 };

	for (size_t i = 0; i < s->count; i++) {
		buf_str(out, path_of(s, &s->file[i], &path));
		buf_put(out, (uint8_t)end);
	}
	buf_free(&path);
}
