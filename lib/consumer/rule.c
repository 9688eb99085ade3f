/* The frame of a certificate, and the rules on its fields. */
#include "consumer/parts.h"

#include "x509/strict_der_value.h"

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
	ALL = CONSUMER_BIT(CONSUMER_COUNT) - 1,
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

static const struct {
	enum oid_id id;
	uint32_t process;
} critical[] = {
#define CRITICAL(extension, process) { OID_EXT_##extension, process },
#include "consumer/consumer.def"
#undef CRITICAL
};

static const uint32_t texts[] = {
#define TEXT(check, may_lose) may_lose,
#include "consumer/consumer.def"
#undef TEXT
};

static const struct {
	const char *label;
	uint32_t lose;
} labels[] = {
#define LABEL(label, lose) { label, lose },
#include "consumer/consumer.def"
#undef LABEL
};

uint32_t consumers_lose_text(enum consumer_text text)
{
	return texts[text];
}

uint32_t consumers_lose_label(const char *label)
{
	uint32_t any = 0;

	for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
		if (label != NULL && (strcmp(labels[i].label, label) == 0 ||
				      labels[i].label[0] == '\0'))
			return labels[i].lose;
		any |= labels[i].lose;
	}
	return any;
}

uint32_t consumers_of(uint64_t set)
{
	uint32_t found = 0;

	for (size_t i = 0; i < RULE_COUNT; i++)
		if ((set & RULE_BIT(i)) != 0)
			found |= rules[i].refuse | rules[i].cannot_use;
	return found;
}

uint32_t consumers_process(struct span oid)
{
	const struct oid *row = oid_find(OID_EXTENSION, oid);

	for (size_t i = 0; row != NULL && i < ARRAY_LEN(critical); i++)
		if (critical[i].id == row->id)
			return critical[i].process;
	return 0;
}

bool consumer_breaks(const struct cert *c, enum consumer_rule rule)
{
	const struct specimen s = { .cert = *c };

	return rules[rule].broken(&s);
}

struct consumer_minds consumers_mind(const struct cert *c, uint64_t set)
{
	const struct specimen s = { .cert = *c };
	struct consumer_minds minds = { 0, 0 };

	for (size_t i = 0; i < RULE_COUNT; i++) {
		uint32_t refuse = rules[i].refuse & ~minds.refuse,
			 cannot_use = rules[i].cannot_use & ~minds.cannot_use;

		if ((set & RULE_BIT(i)) == 0 || (refuse | cannot_use) == 0 ||
		    !rules[i].broken(&s))
			continue;
		minds.refuse |= refuse;
		minds.cannot_use |= cannot_use;
	}
	minds.cannot_use &= ~minds.refuse;
	return minds;
}

const char *consumer_cannot_use(enum consumer_id id, const struct cert *c)
{
	const struct specimen s = { .cert = *c };

	for (size_t i = 0; i < RULE_COUNT; i++)
		if ((rules[i].cannot_use & CONSUMER_BIT(id)) != 0 &&
		    rules[i].broken(&s))
			return rules[i].meaning;
	return NULL;
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
	for (size_t i = 0; i < RULE_COUNT; i++)
		if ((rules[i].refuse & CONSUMER_BIT(id)) != 0 &&
		    rules[i].broken(&s))
			return rules[i].meaning;
	return NULL;
}

bool extension_next(struct span *rest, struct cert_extension *out)
{
	return cert_next_extension(rest, out) &&
	       (out->flag.p == NULL || out->flag.n == 1);
}

int extension_number(const struct cert_extension *e)
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
	       (s->cert.version < 2 &&
		(s->cert.has_unique_id[0] || s->cert.has_unique_id[1]));
}

bool broken_serial_empty(const struct specimen *s)
{
	return s->cert.serial.n == 0;
}

bool broken_serial_long(const struct specimen *s)
{
	return s->cert.serial.n > 0 && strict_integer(s->cert.serial) != NULL;
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

/* Each takes the content of one of the three AlgorithmIdentifiers. */
static bool any_algorithm(const struct specimen *s,
			  bool (*wrong)(struct span algorithm))
{
	struct cert_spki key;

	return !cert_spki(&s->cert, &key) || wrong(key.algorithm) ||
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

bool broken_signature_padding(const struct specimen *s)
{
	return strict_bit_string(s->cert.signature) != NULL;
}

static void note_repeated(void *context, struct span oid, size_t times)
{
	bool *repeated = context;

	(void)oid;
	(void)times;
	*repeated = true;
}

bool broken_extension_twice(const struct specimen *s)
{
	bool repeated = false;

	cert_repeated_extensions(&s->cert, note_repeated, &repeated);
	return repeated;
}
