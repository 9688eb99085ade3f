/* The frame of a certificate, and the rules on its fields. */
#include "consumer/parts.h"

#include <stdlib.h>

/* The sets of the table; of a family, all versions or those from one on. */
enum {
	NONE = 0,
	OPENSSL = CONSUMER_BIT(CONSUMER_OPENSSL_3_0),
	GNUTLS = CONSUMER_BIT(CONSUMER_GNUTLS_3_7),
	JAVA = CONSUMER_BIT(CONSUMER_JAVA_17),
	NSS = CONSUMER_BIT(CONSUMER_NSS_3_87),
	GO_1_19 = CONSUMER_BIT(CONSUMER_GO_1_19),
	GO_1_23 = CONSUMER_BIT(CONSUMER_GO_1_23),
	GO = GO_1_19 | GO_1_23,
};

static const struct {
	bool (*broken)(const struct specimen *s);
	uint32_t refuse, cannot_use;
	const char *meaning;
} rules[] = {
#define RULE(constant, function, refuse, cannot_use, meaning) \
	{ broken_##function, refuse, cannot_use, meaning },
#include "consumer/consumer.def"
#undef RULE
};

/* Whether issuerUniqueID or subjectUniqueID follow the public key. */
static bool has_unique_id(const struct cert *c)
{
	const uint8_t *behind = c->spki.p + c->spki.n;
	struct span rest = span_of(behind, (size_t)(c->tbs.p + c->tbs.n - behind));

	return rest.n > 0 && !der_is(rest, DER_CONTEXT_CONSTRUCTED + 3);
}

const char *consumer_certificate(enum consumer_id id, struct span block,
				 struct span *der)
{
	struct specimen s = { 0 };
	struct cert_error why = { NULL, 0 };

	if (!der_take_whole(&block, DER_SEQUENCE, der))
		return "it holds no whole SEQUENCE";
	if (!cert_parse(*der, &s.cert, &why))
		return why.fact;
	s.trailing = block.n;
	s.has_unique_id = has_unique_id(&s.cert);
	for (size_t i = 0; i < RULE_COUNT; i++)
		if ((rules[i].refuse & CONSUMER_BIT(id)) != 0 &&
		    rules[i].broken(&s))
			return rules[i].meaning;
	return NULL;
}

bool extension_next(struct span *rest, struct extension *out)
{
	struct span one, flag;

	out->critical = out->odd_critical = false;
	if (!der_take(rest, DER_SEQUENCE, &one) ||
	    !der_take(&one, DER_OID, &out->oid))
		return false;
	if (der_is(one, DER_BOOLEAN)) {
		if (!der_take(&one, DER_BOOLEAN, &flag) || flag.n != 1)
			return false;
		out->critical = flag.p[0] != 0;
		out->odd_critical = flag.p[0] != 0 && flag.p[0] != 0xff;
	}
	return der_take(&one, DER_OCTET_STRING, &out->value) && one.n == 0;
}

int extension_number(const struct extension *e)
{
	return e->oid.n == 3 && e->oid.p[0] == 0x55 && e->oid.p[1] == 0x1d &&
			       e->oid.p[2] < 0x80
		       ? e->oid.p[2]
		       : -1;
}

bool broken_trailing(const struct specimen *s)
{
	return s->trailing > 0;
}

bool flat_next(struct span *rest, struct der_head *head, struct span *body)
{
	struct span header, s = *rest;
	bool constructed;

	if (s.n == 0 || der_head(s, head) != DER_OK)
		return false;
	constructed = (head->tag & 0x20) != 0;
	if (!span_take(&s, head->header, &header) ||
	    !span_take(&s, constructed ? 0 : (size_t)head->length, body))
		return false;
	*rest = s;
	return true;
}

bool lengths_are_short(struct span rest)
{
	struct der_head head;
	struct span body;

	while (flat_next(&rest, &head, &body))
		if (!head.minimal || (head.tag & 0x1f) == 0x1f)
			return false;
	return rest.n == 0;
}

bool broken_long_length(const struct specimen *s)
{
	return !lengths_are_short(s->cert.der);
}

bool broken_version(const struct specimen *s)
{
	return s->cert.version < 1 || s->cert.version > 3;
}

bool broken_old_extensions(const struct specimen *s)
{
	return (s->cert.version < 3 && s->cert.has_extensions) ||
	       (s->cert.version < 2 && s->has_unique_id);
}

bool broken_serial_empty(const struct specimen *s)
{
	return s->cert.serial.n == 0;
}

bool broken_serial_long(const struct specimen *s)
{
	struct span n = s->cert.serial;

	return n.n > 1 && ((n.p[0] == 0 && n.p[1] < 0x80) ||
			   (n.p[0] == 0xff && n.p[1] >= 0x80));
}

bool broken_serial_negative(const struct specimen *s)
{
	return s->cert.serial.n > 0 && s->cert.serial.p[0] >= 0x80;
}

/* Parameters that are absent and NULL are the same. */
bool broken_algorithms(const struct specimen *s)
{
	static const uint8_t null[] = { DER_NULL, 0 };
	struct span oid[2], parameters[2];

	if (!cert_algorithm(s->cert.algorithm, &oid[0], &parameters[0]) ||
	    !cert_algorithm(s->cert.tbs_algorithm, &oid[1], &parameters[1]))
		return true;
	for (size_t i = 0; i < 2; i++)
		if (span_eq(parameters[i], span_of(null, sizeof(null))))
			parameters[i].n = 0;
	return !span_eq(oid[0], oid[1]) || !span_eq(parameters[0], parameters[1]);
}

bool broken_algorithm_bytes(const struct specimen *s)
{
	return !span_eq(s->cert.algorithm, s->cert.tbs_algorithm);
}

/* The content of the AlgorithmIdentifier of the public key. */
static bool spki_algorithm(const struct specimen *s, struct span *out)
{
	struct span rest = s->cert.spki, content;

	return der_take(&rest, DER_SEQUENCE, &content) &&
	       der_take(&content, DER_SEQUENCE, out);
}

/* Each takes the content of one of the three AlgorithmIdentifiers. */
static bool any_algorithm(const struct specimen *s,
			  bool (*wrong)(struct span algorithm))
{
	struct span of_key;

	return !spki_algorithm(s, &of_key) || wrong(of_key) ||
	       wrong(s->cert.algorithm) || wrong(s->cert.tbs_algorithm);
}

static bool is_no_algorithm(struct span algorithm)
{
	struct span oid, parameters;

	return !cert_algorithm(algorithm, &oid, &parameters);
}

bool broken_algorithm_frame(const struct specimen *s)
{
	return any_algorithm(s, is_no_algorithm);
}

/* What stands behind the parameters does not matter. */
static bool go_wrong(struct span algorithm)
{
	struct span oid;
	struct tlv parameters;

	return !der_take(&algorithm, DER_OID, &oid) || !go_oid(oid) ||
	       (algorithm.n > 0 && !der_next(&algorithm, &parameters));
}

bool broken_algorithm_go(const struct specimen *s)
{
	return any_algorithm(s, go_wrong);
}

static bool has_null_content(struct span algorithm)
{
	struct span oid, parameters;

	return cert_algorithm(algorithm, &oid, &parameters) &&
	       der_is(parameters, DER_NULL) && parameters.n != 2;
}

bool broken_null_content(const struct specimen *s)
{
	return any_algorithm(s, has_null_content);
}

bool broken_signature_bits(const struct specimen *s)
{
	struct span bytes;
	unsigned unused;

	return !der_bits(s->cert.signature, &bytes, &unused);
}

/* The extensions that are sorted to find those that are there twice. */
static int by_oid(const void *a, const void *b)
{
	return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

bool broken_extension_twice(const struct specimen *s)
{
	struct span rest = s->cert.extensions;
	struct buf list = { 0 };
	struct extension e;
	bool twice = false;
	struct span *oid;
	size_t n;

	while (extension_next(&rest, &e))
		buf_add(&list, span_of(&e.oid, sizeof(e.oid)));
	oid = (struct span *)(void *)list.p;
	n = list.n / sizeof(*oid);
	if (n > 1)
		qsort(oid, n, sizeof(*oid), by_oid);
	for (size_t i = 1; i < n; i++)
		twice |= span_eq(oid[i - 1], oid[i]);
	buf_free(&list);
	return twice;
}
