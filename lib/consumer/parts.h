/* Used between the files of consumer. */
#ifndef CONSUMER_PARTS_H
#define CONSUMER_PARTS_H

#include "base/buf.h"
#include "consumer/consumer.h"
#include "x509/cert.h"

/* The rows of consumer.c. */
void openssl_predict(struct span file, struct prediction *out);
void gnutls_predict(struct span file, struct prediction *out);
void java_predict(struct span file, struct prediction *out);
void nss_predict(struct span file, struct prediction *out);
void go_predict(struct span file, struct prediction *out);

/* What a prediction is made of; lines must not go back. */
void consumer_load(struct prediction *p, uint64_t line, struct span der);

/* What is loaded more than once is kept, and not copied again. */
struct span consumer_keep(struct prediction *p, struct span der);
void consumer_load_kept(struct prediction *p, uint64_t line, struct span kept);

void consumer_lose(struct prediction *p, uint64_t line, const char *reason);

/* consumer_refuse drops what was loaded so far: the whole file is lost. */
void consumer_refuse(struct prediction *p, uint64_t line, const char *reason);

/*
 * Lines of a file, counted as far as they were asked for; CR, LF and CRLF end one.
 */
struct line_counter {
	struct span file;
	size_t counted;
	uint64_t line; /* of the byte at counted, less one */
};

/*
 * line_at is the line of a byte that does not stand before one asked for earlier.
 */
uint64_t line_at(struct line_counter *c, size_t at);

/*
 * Where a text occurs next, remembered, so that asking again and again is linear.
 */
struct finder {
	struct span file, text;
	size_t next; /* the first place at or behind the one asked for last */
	bool asked, none;
};

/* find_from sets at to the first place of the text at from or behind it. */
MUST_CHECK bool find_from(struct finder *f, size_t from, size_t *at);

/* span_find is the first place of text in s, or s.n where there is none. */
size_t span_find(struct span s, struct span text);
bool span_ends(struct span s, struct span suffix);
bool is_ascii(struct span s);

/* How a library reads base64. */
struct base64_rules {
	const char *skips; /* characters passed over; NULL: whatever is foreign */
	bool stops_at_hyphen;
	bool pads_optional;
	bool canonical; /* the bits behind the last byte must be zero */
};

/* consumer_base64 appends what text means; false where the library refuses it. */
MUST_CHECK bool consumer_base64(struct span text, const struct base64_rules *rules,
				struct buf *out);

/* A certificate as the rules see it. */
struct specimen {
	struct cert cert;
	size_t trailing; /* bytes after it */
};

/*
 * consumer_certificate reads the certificate at the start of block and returns NULL
 * and its DER, or why the consumer refuses it.
 */
const char *consumer_certificate(enum consumer_id id, struct span block,
				 struct span *der);

/*
 * flat_next goes on by one header, and over the content of what is primitive, which
 * body is; it is empty of what is constructed: that is entered, so that one walk
 * meets all headers but those within strings. False at the end, and, with rest not
 * empty, where there is no header or the content is not whole.
 */
MUST_CHECK bool flat_next(struct span *rest, struct der_head *head,
			  struct span *body);

/* lengths_are_short says that all lengths in it, but for those within strings, have
 * the fewest octets, and that tags are of one. */
bool lengths_are_short(struct span rest);

/* go_oid says whether Go reads an identifier: it ends, and its arcs are less than
 * 2^31. has_zero_arc: one of them begins with zero bits, which it minds since 1.21.
 */
bool go_oid(struct span oid);
bool has_zero_arc(struct span oid);

/* extension_next is cert_next_extension, but for a BOOLEAN of other than one octet,
 * which nobody reads. */
MUST_CHECK bool extension_next(struct span *rest, struct cert_extension *out);

/* extension_number is n of an identifier 2.5.29.n, or -1. */
int extension_number(const struct cert_extension *e);

/* The rules, one function each: whether the certificate breaks it. */
#define RULE(constant, function, refuse, cannot_use, meaning) \
	bool broken_##function(const struct specimen *s);
#include "consumer/consumer.def"
#undef RULE

/*
 * consumer_pkcs7 finds the certificates of a SignedData, DER or BER, that fills s:
 * found is called for each element of the set that is a SEQUENCE. False where s is
 * none; found may have been called then.
 */
MUST_CHECK bool consumer_pkcs7(struct span s,
			       void (*found)(void *context, struct span der),
			       void *context);

/* ber_next is der_next that reads indefinite lengths too, 32 of them deep. */
MUST_CHECK bool ber_next(struct span *s, struct tlv *out);

#endif
