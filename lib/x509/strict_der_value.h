/*
 * The content octets of primitive values by DER: each function returns what is
 * wrong, as a phrase, or NULL.
 */
#ifndef STRICT_DER_VALUE_H
#define STRICT_DER_VALUE_H

#include "base/span.h"

const char *strict_tag(struct span whole);    /* section 8.1.2; a whole element */
const char *strict_boolean(struct span body); /* X.690 sections 8.2 and 11.1 */
const char *strict_integer(struct span body); /* section 8.3; ENUMERATED too */
const char *strict_bit_string(struct span body); /* sections 8.6.2 and 11.2.1 */
const char *strict_named_bits(struct span body); /* section 11.2.2 */
const char *strict_null(struct span body);	 /* section 8.8 */
const char *strict_oid(struct span body);	 /* section 8.19 */

const char *strict_ia5(struct span body); /* RFC 5280 section 4.2.1.6 */

#endif
