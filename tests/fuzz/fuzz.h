/*
 * What the fuzz targets share. A target is a file fuzz-NAME.c that defines
 * LLVMFuzzerTestOneInput; with replay.c it is a program that runs it on files,
 * which make check does, and with clang's -fsanitize=fuzzer one that looks for
 * inputs.
 *
 * A target checks properties, by fuzz_check: not only that nothing crashes.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/diag.h"
#include "formats/format.h"
#include "formats/writer.h"
#include "set/bundle.h"
#include "x509/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* fuzz_check ends the program where a property does not hold. */
static inline void fuzz_check(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "property does not hold: %s\n", what);
	abort();
}

/* fuzz_check_text checks that text is UTF-8, and that no character of it acts. */
static inline void fuzz_check_text(struct span s)
{
	uint32_t code;

	while (utf8_next(&s, &code))
		fuzz_check(!text_acts(code), "no character acts");
	fuzz_check(s.n == 0, "text is UTF-8");
}

/* What a reader found: its certificates, and its diagnostics as text. */
struct fuzz_read {
	struct diags diags;
	struct bundle bundle;
	struct buf words;
	size_t container; /* certificates before the container that is open */
	size_t file;	  /* ... and before the file */
	size_t step;	  /* bytes at once; 0: as many as are asked for */
	struct span left;
	size_t size; /* of the bytes, and of what they decode to */
};

static inline void fuzz_report(void *context, const struct diag *d)
{
	struct fuzz_read *f = context;

	buf_printf(&f->words, "%s:%llu:%llu+%llu ", diag_name(d->id),
		   (unsigned long long)d->place.line,
		   (unsigned long long)d->place.column,
		   (unsigned long long)d->place.offset);
}

static inline bool fuzz_take(void *context, const struct cert *c,
			     const struct origin *o)
{
	struct fuzz_read *f = context;

	bundle_add(&f->bundle, c, o);
	return true;
}

static inline void fuzz_container(void *context, enum container_event event)
{
	struct fuzz_read *f = context;

	if (event == CONTAINER_BEGIN)
		f->container = f->bundle.count;
	else if (event == CONTAINER_BROKEN)
		bundle_cut(&f->bundle, f->container);
	else if (event == FILE_BEGIN)
		f->file = f->bundle.count;
	else if (event == FILE_REFUSED)
		bundle_cut(&f->bundle, f->file);
}

static inline ssize_t fuzz_source(void *context, uint8_t *dst, size_t room)
{
	struct fuzz_read *f = context;
	size_t n = f->step > 0 && f->step < room ? f->step : room;
	struct span part;

	if (!span_take(&f->left, n < f->left.n ? n : f->left.n, &part))
		return -1;
	if (part.n > 0)
		memcpy(dst, part.p, part.n);
	return (ssize_t)part.n;
}

/* What is told of a message lies within its bytes. */
static inline void fuzz_message(void *context, const struct signed_message *m)
{
	struct fuzz_read *f = context;
	struct span set = m->certificates;

	fuzz_check(m->elements <= f->size && m->signers <= f->size,
		   "a message has no more elements than bytes");
	fuzz_check(m->der.p == NULL || m->der.n <= f->size,
		   "a message is no longer than the file");
	fuzz_check(set.n == 0 || (set.p >= m->der.p &&
				  set.p + set.n <= m->der.p + m->der.n),
		   "the certificates lie in the message");
}

/* fuzz_read reads bytes, step of them at once; end with fuzz_read_free. */
static inline void fuzz_read(struct fuzz_read *f, struct span bytes, size_t step)
{
	struct reader r;
	struct input in;

	*f = (struct fuzz_read){ .step = step, .left = bytes, .size = bytes.n };
	f->diags = (struct diags){ .report = fuzz_report, .context = f };
	reader_start(&r, &f->diags,
		     (struct sink){ .certificate = fuzz_take,
				    .container = fuzz_container,
				    .context = f });
	r.message = fuzz_message;
	input_open(&in, fuzz_source, f);
	fuzz_check(reader_input(&r, &in, "fuzz"), "nobody stopped the reader");
	input_close(&in);
	fuzz_check(r.found == f->bundle.count,
		   "the reader counts what it delivers");
	reader_end(&r);
}

static inline void fuzz_read_free(struct fuzz_read *f)
{
	bundle_free(&f->bundle);
	buf_free(&f->words);
}

/* fuzz_write gives what a format makes of the certificates of a bundle. */
static inline struct buf fuzz_write(const struct bundle *b,
				    const struct format *format)
{
	struct buf bytes = { 0 };
	struct outfile out = { .fd = -1 };
	struct writer w;
	uint64_t n;

	spool_start(&out.spool, -1);
	writer_start(&w, format->write, &out, (struct writer_options){ 0 });
	for (size_t i = 0; i < b->count; i++)
		writer_certificate(&w, &b->entry[i].cert, &b->entry[i].origin);
	writer_end(&w);
	n = spool_bytes(&out.spool);
	fuzz_check(
		spool_at(&out.spool, 0, buf_reserve(&bytes, (size_t)n), (size_t)n),
		"a spool gives back what it has");
	bytes.n = (size_t)n;
	spool_free(&out.spool);
	return bytes;
}

/* fuzz_same says whether two sets of certificates are the same, in the same order.
 */
static inline bool fuzz_same(const struct bundle *a, const struct bundle *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!span_eq(a->entry[i].cert.der, b->entry[i].cert.der))
			return false;
	return true;
}

/*
 * fuzz_read_both reads in one piece, and in pieces of one byte, which must find the
 * same. End with fuzz_read_free.
 */
static inline void fuzz_read_both(struct fuzz_read *whole, struct span bytes)
{
	struct fuzz_read pieces;

	fuzz_read(whole, bytes, 0);
	fuzz_read(&pieces, bytes, 1);
	fuzz_check(fuzz_same(&whole->bundle, &pieces.bundle),
		   "pieces give the same certificates");
	if (!span_eq(buf_span(&whole->words), buf_span(&pieces.words)))
		fprintf(stderr, "one piece: %s\npieces: %s\n", buf_c(&whole->words),
			buf_c(&pieces.words));
	fuzz_check(span_eq(buf_span(&whole->words), buf_span(&pieces.words)),
		   "pieces give the same diagnostics");
	fuzz_read_free(&pieces);
}

/*
 * fuzz_file gives a path under which the bytes are a file, for what reads by name;
 * it is good until the next call.
 */
static inline const char *fuzz_file(struct span bytes)
{
	static char path[32];
	static int fd = -1;

	if (fd < 0)
		fd = memfd_create("fuzz", MFD_CLOEXEC);
	fuzz_check(fd >= 0 && ftruncate(fd, 0) == 0 &&
			   pwrite(fd, bytes.p, bytes.n, 0) == (ssize_t)bytes.n,
		   "a file in memory can be written");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return path;
}

#endif
