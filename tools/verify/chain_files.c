#include "tools/verify/chain_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#include "io/folder.h"
#include "tools/tool.h"
#include "verify/verify.h"
#include "x509/text.h"

#define WIDTH_MOST 40

static void add(struct chain_files *f, const char *name, const char *directory,
		int error)
{
	if (f->count == f->room) {
		f->room = f->room > 0 ? 2 * f->room : 64;
		f->file = arena_grow(f->file, f->room * sizeof(*f->file));
	}
	f->file[f->count++] = (struct chain_name){ name, directory, error };
}

static const char *join(struct chain_files *f, const char *directory,
			const char *name)
{
	struct buf full = { 0 };
	const char *joined;

	folder_path(&full, directory, name);
	joined = arena_str(&f->arena, buf_span(&full));
	buf_free(&full);
	return joined;
}

/* False where the directory itself cannot be read, or has no files: reported. */
static bool add_directory(struct chain_files *f, struct diags *diags,
			  const char *path, int fd)
{
	struct place at = { .file = path };
	struct buf contents = { 0 };
	struct folder folder;
	bool good;

	folder_open(&folder, fd);
	folder_describe(&contents, &folder);
	good = folder.error == 0 && folder.count > 0;
	if (folder.error != 0)
		diag_report(diags, DIAG_ID_CANNOT_READ, &at,
			    "the directory cannot be listed: %s",
			    strerror(folder.error));
	else if (folder.count == 0)
		diag_report(diags, DIAG_ID_NO_CERTIFICATE, &at, "%s",
			    buf_c(&contents));
	else if (folder.folders > 0)
		diag_report(diags, DIAG_ID_FOLDERS, &at, "%s", buf_c(&contents));
	for (size_t i = 0; i < folder.count; i++)
		add(f, join(f, path, folder.entry[i].name), path,
		    folder.entry[i].error);
	buf_free(&contents);
	folder_close(&folder);
	return good;
}

size_t chain_files_list(struct chain_files *f, struct diags *diags, char **operands,
			size_t count)
{
	size_t unread = 0;

	if (count == 0)
		add(f, NULL, NULL, 0);
	for (size_t i = 0; i < count; i++) {
		bool standard = strcmp(operands[i], "-") == 0;
		int fd = standard ? -1
				  : open(operands[i],
					 O_RDONLY | O_DIRECTORY | O_CLOEXEC);

		if (standard)
			add(f, NULL, NULL, 0);
		else if (fd >= 0)
			unread += !add_directory(f, diags, operands[i], fd);
		else
			add(f, operands[i], NULL, errno == ENOTDIR ? 0 : errno);
	}
	return unread;
}

void chain_files_free(struct chain_files *f)
{
	free(f->file);
	arena_free(&f->arena);
	*f = (struct chain_files){ 0 };
}

size_t chain_files_width(const struct chain_files *f)
{
	size_t most = 0;

	for (size_t i = 0; i < f->count; i++) {
		const char *name = f->file[i].name;
		size_t n = name != NULL ? text_columns(span_str(name)) : 0;

		if (n > most && n <= WIDTH_MOST)
			most = n;
	}
	return most;
}

struct reading {
	struct chain_file *chain;
	bool unordered; /* of a PKCS#7, which is a set */
};

static bool take_certificate(void *context, const struct cert *c,
			     const struct origin *o)
{
	struct reading *r = context;

	bundle_add(&r->chain->sent.bundle, c, o);
	return true;
}

static void take_container(void *context, enum container_event event)
{
	struct reading *r = context;

	if (event == CONTAINER_BEGIN)
		r->unordered = true;
}

static bool is_ca(const struct cert *c)
{
	struct cert_extensions x;

	cert_extensions(c, &x);
	return cert_role(c, &x, false) != CERT_LEAF;
}

/*
 * The server's certificate comes first. A PKCS#7 has no order: where a CA is the
 * first there, it is the first that is none.
 */
static void find_leaf(struct chain_file *chain, bool unordered)
{
	const struct bundle *b = &chain->sent.bundle;
	struct buf name = { 0 };

	if (!is_ca(&b->entry[0].cert))
		return;
	for (size_t i = 0; unordered && i < b->count; i++) {
		if (!is_ca(&b->entry[i].cert)) {
			chain->leaf = i;
			return;
		}
	}
	text_utf8(span_str(chain->name), TEXT_PLAIN, &name);
	buf_str(&name, ": warning: the first certificate is a CA: ");
	verify_name(&b->entry[0], &name);
	tool_complain("%s", buf_c(&name));
	buf_free(&name);
}

/* False where not all of it can be read, which is reported. */
static bool read_all(const struct chain_name *file, struct diags *diags,
		     struct reading *to)
{
	uint64_t errors = diags->errors;
	struct place at = { .file = file->name };
	struct reader r;

	if (file->error != 0) {
		diag_report(diags, DIAG_ID_CANNOT_OPEN, &at, "%s",
			    strerror(file->error));
		return false;
	}
	reader_start(&r, diags,
		     (struct sink){ take_certificate, take_container, to });
	r.files_only = true;
	r.in_directory = file->directory != NULL;
	if (r.in_directory)
		r.stopped = !reader_file(&r, AT_FDCWD, file->name, file->name);
	else
		r.stopped = !reader_path(&r, file->name);
	digest_index_free(&r.seen);
	reader_end(&r);
	return !r.stopped && diags->errors == errors;
}

/* False where there is nothing to judge, and nothing to complain of either. */
static bool read_chain(const struct chain_name *file, struct diags *diags,
		       struct chain_file *chain)
{
	struct reading context = { .chain = chain };
	const struct bundle *b = &chain->sent.bundle;

	chain->whole = read_all(file, diags, &context);
	chain->name = b->count > 0 ? b->entry[0].origin.file : file->name;
	if (b->count == 0)
		return !chain->whole;
	if (chain->whole)
		find_leaf(chain, context.unordered);
	path_pool_index(&chain->sent);
	return true;
}

/* A directory that had no chain: nothing would be said of it otherwise. */
static void tell_none(const char *directory, struct diags *diags,
		      struct chain_file *chain)
{
	struct place at = { .file = directory };

	diag_report(diags, DIAG_ID_NO_CERTIFICATE, &at,
		    "none of the files in the directory has one");
	*chain = (struct chain_file){ .name = directory };
}

void chain_files_each(const struct chain_files *f, struct diags *diags,
		      void (*judge)(void *context, struct chain_file *chain),
		      void *context)
{
	size_t judged = 0; /* of the files of one directory */

	for (size_t i = 0; i < f->count; i++) {
		const char *directory = f->file[i].directory;
		struct chain_file chain = { 0 };
		bool last =
			i + 1 == f->count || f->file[i + 1].directory != directory;

		if (read_chain(&f->file[i], diags, &chain)) {
			judge(context, &chain);
			judged++;
		}
		path_pool_free(&chain.sent);
		if (last && judged == 0 && directory != NULL) {
			tell_none(directory, diags, &chain);
			judge(context, &chain);
		}
		if (last)
			judged = 0;
	}
}
