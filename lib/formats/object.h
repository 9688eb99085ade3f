/*
 * A DER or BER object in an input: a certificate, a PKCS#7, or something else that
 * is named and stepped over. Used for DER files and for the bodies of PEM blocks.
 */
#ifndef OBJECT_H
#define OBJECT_H

#include "formats/reader.h"

struct object {
	struct reader *reader;
	struct input *in;   /* where the object begins */
	struct place place; /* of the file or block; the rest is filled in here */
	struct origin origin;
	uint64_t start;	 /* offset of its first byte */
	uint64_t stated; /* its length by its own header; 0 where indefinite */

	bool crl; /* what holds it says that it is a CRL */

	/*
	 * A PKCS#7 that is open: what it delivers is void where it proves broken.
	 */
	struct {
		bool open, good;
		struct reader_mark mark;
	} container;

	struct signers *signers; /* told of each certificate, where not NULL */

	/*
	 * For a PEM block: called when all of a single object's bytes are in the
	 * window, with their number, before it is used; goes past END and completes
	 * the place. False where the block is damaged, which is then reported.
	 */
	bool (*settle)(struct object *o, size_t bytes);
	void *context;
};

enum object_status {
	OBJECT_READ,	/* delivered, or named and stepped over */
	OBJECT_CUT_OFF, /* the input ended within it; not reported yet */
	OBJECT_LOST,	/* where the next object begins is not known; reported */
};

/*
 * object_read reads the object at the start of o->in. The caller closes the
 * container that it may have opened.
 */
enum object_status object_read(struct object *o);

/*
 * object_open_container tells the sink that a PKCS#7 begins; object_close_container
 * that it ended, and was whole or broken. The latter does nothing where none is
 * open.
 */
void object_open_container(struct object *o);
void object_close_container(struct object *o, bool whole);

/* object_cut_off reports an object that the end of the input cuts off. */
void object_cut_off(struct object *o);

/* object_fault reports a diagnostic at a byte of the object's input. */
void object_fault(struct object *o, enum diag_id id, uint64_t offset,
		  const char *detail);

/* object_certificate parses and delivers one certificate, or reports what it is. */
void object_certificate(struct object *o, struct span der, uint64_t offset);

/*
 * object_kind names what a piece of DER is by its first bytes, all or the first
 * 256 of them: "a CRL", "a private key (PKCS#8)"; NULL where it is not known. id is
 * the diagnostic that says so: DIAG_ID_FOREIGN where it may hold certificates.
 */
const char *object_kind(struct span head, enum diag_id *id);

/*
 * object_is_crl says whether a CRL begins here, by the same bytes; object_crl
 * parses and delivers one to a sink that takes CRLs, or reports what is wrong with
 * it.
 */
bool object_is_crl(struct span head);
void object_crl(struct object *o, struct span der, uint64_t offset);

/*
 * object_fill is input_fill on the object's input, in steps: memory grows with what
 * is there, not with what is stated.
 */
struct span object_fill(struct object *o, size_t bytes);

/*
 * object_too_large reports a certificate beyond CAP_CERT_BYTES, or a CRL beyond
 * CAP_CRL_BYTES.
 */
void object_too_large(struct object *o, bool crl, uint64_t offset, uint64_t bytes);

#endif
