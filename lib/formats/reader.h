/*
 * Reading anything: a reader is told of files, finds out by their bytes what they
 * are, and hands every certificate to a sink, in file order.
 */
#ifndef READER_H
#define READER_H

#include "base/diag.h"
#include "base/digest_index.h"
#include "io/input.h"
#include "x509/crl.h"

/* What a container said of its certificate beside the certificate. */
struct trust {
	struct span label; /* a friendly name, raw UTF-8; empty where none */
	struct span
		aux; /* content of OpenSSL's CertAux; its p is NULL where none */
	bool distrusted; /* explicitly: for everything, or for TLS servers */
};

/* Where a certificate was found. */
struct origin {
	const char *file;
	uint64_t line;	 /* of its BEGIN, from 1; 0 in binary files */
	uint64_t offset; /* of its first byte in a binary file */
	uint64_t block;	 /* number of the PEM block, from 1; 0 in binary files */
	uint64_t number; /* in its container, from 1; 0 where it stands alone */
	struct trust trust;
};

/* A PKCS#7 that was read whole, for whoever checks its signature. */
struct signed_message {
	struct place place;
	struct span der; /* all of it; its p is NULL where that is more than
			    CAP_SIGNED_BYTES */
	struct span
		certificates; /* of der: the set's elements, one after another */
	uint64_t signers;     /* SignerInfos */
	uint64_t elements;    /* less those within certificates and CRLs */
	bool detached;	      /* without the content that was signed */
};

enum container_event {
	CONTAINER_BEGIN,
	CONTAINER_WHOLE,
	CONTAINER_BROKEN, /* what it delivered since BEGIN is not to be relied on */
	FILE_BEGIN,	  /* a file of which that may be found out later */
	FILE_REFUSED,	  /* ... and is: containers within it, too */
};

struct sink {
	/* False stops the reader. The certificate is valid until it returns. */
	bool (*certificate)(void *context, const struct cert *c,
			    const struct origin *o);
	/* A PKCS#7, or the file around it, begins or ends; may be NULL. */
	void (*container)(void *context, enum container_event event);
	void *context;
};

struct crl_sink {
	/* False stops the reader. The CRL is valid until it returns. */
	bool (*take)(void *context, const struct crl *c, const struct origin *o);
	void *context;
};

struct reader {
	struct diags *diags;
	struct sink sink;
	/*
	 * Set by who wants CRLs; else they are other objects, which are named and
	 * not read. What a broken container holds of them is not taken back: each
	 * stands for itself by its signature.
	 */
	struct crl_sink crl_sink;
	bool allow_empty; /* an empty file, an empty PKCS#7, other objects alone are
			     no errors */
	bool files_only;  /* a directory is an error */
	/*
	 * Told, with the sink's context, of each PKCS#7 that was read, signed or
	 * not, before its end is; NULL: nobody asks. The message is valid until it
	 * returns.
	 */
	void (*message)(void *context, const struct signed_message *m);

	uint64_t found;	   /* certificates handed to the sink, less those of broken
			      containers */
	uint64_t repeated; /* ... and those that were not, as the directory had them
			      before */
	uint64_t lost;	   /* blocks or certificates that could not be read */
	uint64_t crls;	   /* handed to the sink */

	/* The file that is being read. */
	const char *file;
	bool in_directory;
	struct digest_index seen; /* in the directory, which is one set */
	bool stopped;		  /* by the sink */
	bool container;		  /* the file held a PKCS#7, be it an empty one */
	bool others;		  /* it held a key, a CRL or the like */
	struct input body; /* the DER within a PEM block; its window is kept */
};

/* reader_start sets up r; reader_end frees what it holds. */
void reader_start(struct reader *r, struct diags *diags, struct sink sink);
void reader_end(struct reader *r);

/*
 * A point to return to: reader_begin tells the sink of BEGIN and gives one;
 * reader_void, that what was delivered since is void.
 */
struct reader_mark {
	uint64_t found, repeated;
	size_t seen;
};

struct reader_mark reader_begin(struct reader *r, enum container_event begin);
void reader_void(struct reader *r, struct reader_mark mark,
		 enum container_event event);
void reader_tell(struct reader *r, enum container_event event);

/*
 * reader_foreign reports that the file, or what is at a place in it, holds
 * something that is not read. In a directory, that is an error only where it may
 * hold certificates.
 */
struct foreign;
void reader_foreign(struct reader *r, const struct place *at,
		    const struct foreign *f);

/*
 * reader_path reads a file, a directory, or (NULL or "-") standard input. False
 * where the sink stopped it; faults go to the diagnostics.
 */
MUST_CHECK bool reader_path(struct reader *r, const char *path);

/*
 * reader_file reads a regular file only, by its name in an open directory (or
 * AT_FDCWD); path is shown in diagnostics. For what was found to be a file before:
 * whatever has taken its place is an error.
 */
MUST_CHECK bool reader_file(struct reader *r, int directory, const char *name,
			    const char *path);

/* reader_input reads an input that is open; name is shown in diagnostics. */
MUST_CHECK bool reader_input(struct reader *r, struct input *in, const char *name);

#endif
