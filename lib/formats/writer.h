/*
 * Writing a bundle: certificates in the order in which they come, byte for byte as
 * they were read. Nothing is final before writer_end.
 */
#ifndef WRITER_H
#define WRITER_H

#include "formats/reader.h"
#include "io/outfile.h"

struct writer;

struct writer_options {
	bool crlf;	/* text lines end with CRLF */
	bool comment;	/* PEM: name, dates and fingerprint above each block */
	bool der_order; /* PKCS#7: the SET OF sorted as DER wants (X.690
			   section 11.6) */
};

struct writer_ops {
	void (*certificate)(struct writer *w, const struct cert *c,
			    const struct origin *o);
	void (*end)(struct writer *w); /* NULL where nothing follows the last
					  certificate */
	bool spools;		       /* certificates go to w->body first */
};

struct writer {
	const struct writer_ops *ops;
	struct writer_options options;
	struct outfile *out;
	struct spool
		body;	/* what end puts behind a header that states its length */
	uint64_t count; /* certificates written */
	struct buf scratch;
	struct buf carry; /* bytes that do not fill a line of base64 yet */
};

void writer_start(struct writer *w, const struct writer_ops *ops,
		  struct outfile *out, struct writer_options options);

void writer_certificate(struct writer *w, const struct cert *c,
			const struct origin *o);

/* A point to return to: everything written behind it is then forgotten. */
struct writer_mark {
	uint64_t bytes, count;
};

struct writer_mark writer_mark(const struct writer *w);
void writer_cut(struct writer *w, struct writer_mark mark);

/*
 * writer_end completes the output in w->out, which the caller commits, and frees w.
 */
void writer_end(struct writer *w);

/* writer_abandon frees w without completing anything. */
void writer_abandon(struct writer *w);

extern const struct writer_ops pem_writer, der_writer, pkcs7_writer,
	pkcs7_armor_writer;

#endif
