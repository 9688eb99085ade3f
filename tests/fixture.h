/*
 * The fixtures of testdata/ for unit tests. make check says in $top_srcdir where
 * the sources are; by hand, a test is run from the top of the sources.
 */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <stdio.h>
#include <stdlib.h>

#include "collect.h"
#include "set/bundle.h"

/* The path of a fixture, valid until the next call. */
static inline const char *fixture_path(const char *name)
{
	static char path[4096];
	const char *top = getenv("top_srcdir");

	snprintf(path, sizeof(path), "%s/testdata/%s", top != NULL ? top : ".",
		 name);
	return path;
}

/*
 * All bytes of a fixture, to be freed with buf_free; empty where it cannot be read.
 */
static inline struct buf fixture_bytes(const char *name)
{
	FILE *f = fopen(fixture_path(name), "rb");
	struct buf bytes = { 0 };
	size_t n;

	if (f == NULL)
		return bytes;
	while ((n = fread(buf_reserve(&bytes, 65536), 1, 65536, f)) > 0)
		bytes.n += n;
	fclose(f);
	return bytes;
}

static inline bool fixture_add(void *context, const struct cert *c,
			       const struct origin *o)
{
	bundle_add(context, c, o);
	return true;
}

/* The certificates of a fixture; what the reader says of it is collected in c. */
static inline struct bundle fixture_read(const char *name, struct collect *c)
{
	struct bundle b = { 0 };
	struct reader r;

	reader_start(&r, &c->diags,
		     (struct sink){ .certificate = fixture_add, .context = &b });
	if (!reader_path(&r, fixture_path(name)))
		bundle_free(&b);
	reader_end(&r);
	return b;
}

/* The same where nothing is to be said of it. */
static inline struct bundle fixture_bundle(const char *name)
{
	struct collect c;
	struct bundle b;

	collect_start(&c);
	b = fixture_read(name, &c);
	collect_end(&c);
	return b;
}

#endif
