/* Used between the files of strict_der. */
#ifndef STRICT_DER_PARTS_H
#define STRICT_DER_PARTS_H

#include "base/caps.h"
#include "x509/der.h"
#include "x509/strict_der.h"

enum type {
	NONE, /* of a hole: nobody knows what is in it */
	ANY,  /* walked by what its tags say */
	/* what a tag by context stands for */
	BIT_STRING,
	NAMED_BITS,
	INTEGER,
	OBJECT_ID,
	/* of a GeneralName */
	IA5,
	ADDRESS,
	RANGE,	      /* of addresses, in nameConstraints */
	GENERAL_NAME, /* any of NAMES */
	/* those that have fields in strict_der.def, and maybe others */
	CERTIFICATE,
	PSS,
	RSA_KEY,
	DSA_VALUE,
	/* and those that have no others */
	TBS,
	ALGORITHM,
	NAME,
	RDN,
	ATTRIBUTE,
	VALIDITY,
	KEY_INFO,
	EXTENSIONS_FIELD,
	EXTENSIONS,
	EXTENSION,
	BASIC_CONSTRAINTS,
	PURPOSES,
	AUTHORITY_KEY_ID,
	KEY_PERIOD,
	NAMES,
	OTHER_NAME,
	NAME_FIELD,
	PARTY,
	NAME_CONSTRAINTS,
	SUBTREES,
	SUBTREE,
	POLICY_CONSTRAINTS,
	POLICIES,
	POLICY,
	QUALIFIERS,
	QUALIFIER,
	MAPPINGS,
	MAPPING,
	ATTRIBUTES,
	VALUES,
	POINTS,
	POINT,
	POINT_NAME,
	ACCESSES,
	ACCESS,
};

enum {
	LIST = 1,
	SOME = 2,
	PICKS = 4,
	HOLE = 8,
	NEED = 16,
	OR = 32,
};

/* Rows of strict_der.def. */
struct field {
	enum type parent;
	uint8_t tag;
	const char *name;
	enum type type;
	unsigned flags;
	struct span standard; /* the default */
};

struct pick {
	struct span oid;
	const char *name;
	uint8_t tag; /* of what fills the hole */
	enum type own;
	unsigned flags;
	enum type parents;
};

/* What is being gone through: the content of an element, or of a filled hole. */
struct frame {
	struct span rest;
	enum type type; /* of the element; in a hole, of the one that fills it */
	const struct field *field; /* the next that may come; NULL where unknown */
	const char *name;	   /* as in struct field */
	size_t number;		   /* in the frame before, from 1 */
	size_t count;		   /* elements in it so far */
	uint8_t hole_tag;	   /* of the element that fills it; 0 for any */
	const struct pick *own;	   /* by an identifier in it ... */
	const struct pick *childs; /* ... and in the AlgorithmIdentifier in it */
	unsigned hole_flags;
	bool is_hole;
	bool is_set;
	bool broken;	    /* nobody can say where it goes on */
	struct span before; /* in a SET OF: the element before, if p is not NULL */
};

struct walk {
	struct span der;
	void (*report)(void *context, const struct strict_der_fault *f);
	void *context;
	struct buf path;
	size_t depth;
	struct frame stack[CAP_DER_DEPTH + 1]; /* the first holds the certificate */
};

/* The element at hand. */
struct element {
	struct der_head head;
	struct span whole, body;
	enum type type;
	unsigned flags;
	const struct field *field; /* NULL where unknown */
	const char *name;
	size_t number;
};

/* strict_der_fault reports one. */
void strict_der_fault(struct walk *w, const struct element *e,
		      enum strict_der_kind kind, const char *fact);

/* strict_der_fields is the first field of a type, or NULL; strict_der_pick the row
 * of an identifier, or NULL. */
const struct field *strict_der_fields(enum type type);
const struct pick *strict_der_pick(struct span oid);

/*
 * strict_der_match finds out which field of the frame an element is, and reports it
 * where it is none, and what is missing before it. strict_der_end does so at the
 * end of the frame.
 */
void strict_der_match(struct walk *w, struct frame *in, struct element *e);
void strict_der_end(struct walk *w, struct frame *in, const struct element *e);

#endif
