/*
 * Is a signed PKCS#7 signed by someone who chains to an anchor? Signatures are
 * checked by crypto/signed.h, signers by the rules for servers' chains (verify.h),
 * for any purpose.
 *
 * A signature covers the content (RFC 5652 section 5.4). The certificates beside it
 * are under no signature: anybody can put others there.
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#include "formats/reader.h"
#include "verify/verify.h"

enum message_answer {
	MESSAGE_SIGNED,	    /* every signature holds, and every signer is trusted */
	MESSAGE_NOT_SIGNED, /* it has no signatures */
	MESSAGE_REFUSED,    /* one does not hold, or its signer is not trusted */
	MESSAGE_UNDECIDED,  /* it cannot be told */
};

struct message_check {
	struct path_pool *anchors;
	const char *anchors_name; /* escaped */
	int64_t when;
};

/*
 * message_check appends to out who signed, or why it is not MESSAGE_SIGNED.
 */
enum message_answer message_check(const struct message_check *c,
				  const struct signed_message *m, struct buf *out);

#endif
