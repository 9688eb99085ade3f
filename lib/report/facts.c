/*
 * What is computed once a certificate, for the fields that share it; see field.h.
 */
#include "crypto/crypto.h"
#include "report/field.h"

const struct cert_extensions *facts_extensions(struct facts *f)
{
	if (!f->has_extensions) {
		f->extensions_good = cert_extensions(f->cert, &f->extensions);
		f->has_extensions = true;
	}
	return &f->extensions;
}

enum self_signed facts_self(struct facts *f)
{
	if (f->self != SELF_UNKNOWN)
		return f->self;
	if (!cert_self_issued(f->cert)) {
		f->self = SELF_NO;
	} else if (!f->context->verify) {
		f->self = SELF_UNCHECKED;
	} else {
		switch (crypto_signed_by(f->cert, f->cert->spki)) {
		case CRYPTO_YES:
			f->self = SELF_YES;
			break;
		case CRYPTO_NO:
			f->self = SELF_NO;
			break;
		case CRYPTO_UNSUPPORTED:
			f->self = SELF_UNSUPPORTED;
			break;
		}
	}
	return f->self;
}

enum cert_role facts_role(struct facts *f)
{
	return cert_role(f->cert, facts_extensions(f), facts_self(f) == SELF_NO);
}
