#include "tools/verify/chain_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "report/render.h"
#include "tools/tool.h"
#include "verify/verify.h"
#include "x509/text.h"

#define WIDTH_MOST 40

static void add(struct chain_files *f, const char *name, bool in_directory)
{
	if (f->count == f->room) {
		f->room = f->room > 0 ? 2 * f->room : 64;
		f->file = arena_grow(f->file, f->room * sizeof(*f->file));
	}
	f->file[f->count++] = (struct chain_name){ name, in_directory };
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct chain_name *)a)->name,
		      ((const struct chain_name *)b)->name);
}

static const char *join(struct chain_files *f, const char *path, const char *name)
{
	size_t n = strlen(path);
	struct buf full = { 0 };
	const char *joined;

	buf_str(&full, path);
	if (n > 0 && path[n - 1] != '/')
		buf_put(&full, '/');
	buf_str(&full, name);
	joined = arena_str(&f->arena, buf_span(&full));
	buf_free(&full);
	return joined;
}

/* Files, and what cannot be looked at, to be named when it is read. */
static bool is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) != 0 || S_ISREG(st.st_mode);
}

static bool is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool add_directory(struct chain_files *f, struct diags *diags,
			  const char *path)
{
	struct place where = { .file = path };
	DIR *dir = opendir(path);
	size_t first = f->count;
	struct dirent *d;

	if (dir == NULL) {
		diag_report(diags, DIAG_ID_CANNOT_OPEN, &where, "%s",
			    strerror(errno));
		return false;
	}
	while ((d = readdir(dir)) != NULL) {
		const char *full = join(f, path, d->d_name);

		if (is_file(full))
			add(f, full, true);
	}
	closedir(dir);
	if (f->count > first)
		qsort(f->file + first, f->count - first, sizeof(*f->file), by_name);
	return true;
}

size_t chain_files_list(struct chain_files *f, struct diags *diags, char **operands,
			size_t count)
{
	size_t unread = 0;

	if (count == 0)
		add(f, NULL, false);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(operands[i], "-") == 0)
			add(f, NULL, false);
		else if (is_directory(operands[i]))
			unread += !add_directory(f, diags, operands[i]);
		else
			add(f, operands[i], false);
	}
	return unread;
}

void chain_files_free(struct chain_files *f)
{
	free(f->file);
	arena_free(&f->arena);
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

	(void)event;
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

/* False where there is nothing to judge, and nothing to complain of either. */
static bool read_chain(const struct chain_name *file, struct diags *diags,
		       struct chain_file *chain)
{
	struct reading context = { .chain = chain };
	uint64_t errors = diags->errors;
	struct bundle *b = &chain->sent.bundle;
	struct reader r;

	reader_start(&r, diags,
		     (struct sink){ take_certificate, take_container, &context });
	r.in_directory = file->in_directory;
	chain->whole = reader_path(&r, file->name) && diags->errors == errors;
	digest_index_free(&r.seen);
	reader_end(&r);
	chain->name = b->count > 0 ? b->entry[0].origin.file : file->name;
	if (b->count == 0)
		return !chain->whole;
	if (chain->whole)
		find_leaf(chain, context.unordered);
	path_pool_index(&chain->sent);
	return true;
}

void chain_files_each(const struct chain_files *f, struct diags *diags,
		      void (*judge)(void *context, struct chain_file *chain),
		      void *context)
{
	for (size_t i = 0; i < f->count; i++) {
		struct chain_file chain = { 0 };

		if (read_chain(&f->file[i], diags, &chain))
			judge(context, &chain);
		path_pool_free(&chain.sent);
	}
}
