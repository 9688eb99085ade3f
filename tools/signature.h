/*
 * --verify-signature: what is read must come from signed PKCS#7 whose signers chain
 * to an anchor. Whoever reads tells a gate of what comes, and asks it at the end;
 * only programs that set one up link GnuTLS.
 */
#ifndef SIGNATURE_GATE_H
#define SIGNATURE_GATE_H

#include "formats/reader.h"

struct signature_gate {
	void (*certificate)(struct signature_gate *g, const struct cert *c,
			    const struct origin *o);
	void (*container)(struct signature_gate *g, enum container_event event);
	void (*message)(struct signature_gate *g, const struct signed_message *m);

	struct diags *diags; /* where it reports to */
	/* Of what it reported: what is a no (not signed, or not rightly), and what
	 * cannot be told. */
	uint64_t refused, undecided;
};

/*
 * signature_gate_open reads the anchors and makes a gate. NULL where the anchors
 * cannot be read in full, or there are none, which is reported to diags. when is
 * the moment at which signers must be valid.
 */
struct signature_gate *signature_gate_open(const char *anchors, int64_t when,
					   struct diags *diags);
void signature_gate_close(struct signature_gate *g);

#endif
