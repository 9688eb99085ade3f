#include "report/domain.h"

#include "base/nearest.h"
#include "x509/oid.h"

struct domain {
	const char *text;	  /* for people; NULL where the words say it */
	const char *const *words; /* all of them; with fits, some */
	bool (*fits)(struct span value);
	enum oid_kind kind; /* of the names that it has */
	bool has_kind;
	bool sound;    /* never invalid */
	size_t digits; /* in hex */
};

/* ---- Object identifiers, by name and dotted ---- */

/* The row of a kind that has this name or, dotted, this identifier. */
static const struct oid *row_of(enum oid_kind kind, struct span value)
{
	for (int id = 0; id < OID_COUNT; id++) {
		const struct oid *row = oid_row((enum oid_id)id);

		if (row->kind == kind && (span_eq(span_str(row->name), value) ||
					  span_eq(span_str(row->dotted), value)))
			return row;
	}
	return NULL;
}

static size_t digits(struct span s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return n;
}

/* Two arcs or more, the first of them 0, 1 or 2, none with a zero before it. */
static bool is_dotted(struct span s)
{
	struct span arc;
	int arcs = 0;

	do {
		size_t n = digits(s);

		if (n == 0 || (n > 1 && s.p[0] == '0') ||
		    (arcs == 0 && (n > 1 || s.p[0] > '2')))
			return false;
		arcs++;
		if (!span_take(&s, n, &arc))
			return false;
	} while (s.n > 0 && s.p[0] == '.' && span_take(&s, 1, &arc));
	return s.n == 0 && arcs > 1;
}

/* An identifier that has a name shows as that, never dotted. */
static bool is_named(enum oid_kind kind, struct span value)
{
	const struct oid *row = row_of(kind, value);

	return row != NULL ? span_eq(span_str(row->name), value) : is_dotted(value);
}

static bool is_key_algorithm(struct span value)
{
	return is_named(OID_KEY, value);
}

static bool is_signature(struct span value)
{
	return is_named(OID_SIGNATURE, value);
}

static bool is_purpose(struct span value)
{
	return is_named(OID_EKU, value);
}

/* ---- Keys in short ---- */

/* The size, without a zero before it; or a question mark. */
static bool is_size(struct span s)
{
	return span_eq(s, SPAN_LIT("?")) ||
	       (s.n > 0 && s.p[0] != '0' && digits(s) == s.n);
}

static bool is_curve(struct span s)
{
	for (int id = 0; id < OID_COUNT; id++) {
		const struct oid *row = oid_row((enum oid_id)id);

		if (row->kind != OID_CURVE)
			continue;
		if (span_eq(span_str(row->short_name), s))
			return true;
		if (span_eq(span_str(row->dotted), s))
			return false;
	}
	return span_eq(s, SPAN_LIT("?")) || is_dotted(s);
}

static bool is_key(struct span value)
{
	struct span word, rest = value;

	if (span_starts(value, SPAN_LIT("ec-")) && span_take(&rest, 3, &word))
		return is_curve(rest);
	for (int id = 0; id < OID_COUNT; id++) {
		const struct oid *row = oid_row((enum oid_id)id);

		rest = value;
		if (row->kind != OID_KEY || row->id == OID_KEY_EC ||
		    !span_starts(value, span_str(row->short_name)) ||
		    !span_take(&rest, strlen(row->short_name), &word))
			continue;
		if (row->bits > 0 ? rest.n == 0 : is_size(rest))
			return true;
	}
	return row_of(OID_KEY, value) == NULL && is_dotted(value);
}

/* ---- Hexadecimal ---- */

static bool is_hex(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (memchr("0123456789abcdef", s.p[i], 16) == NULL)
			return false;
	return s.n % 2 == 0;
}

static bool is_serial(struct span s)
{
	struct span minus;

	if (s.n > 1 && s.p[0] == '-' && !span_take(&s, 1, &minus))
		return false;
	return is_hex(s);
}

/* ---- The table ---- */

static const char *const truths[] = { "yes", "no", NULL };
static const char *const roles[] = { "root", "self-issued", "intermediate", "leaf",
				     NULL };
static const char *const self_signed[] = { "yes", "no", "unsupported", "unchecked",
					   NULL };
static const char *const keys[] = {
	"rsa2048", "rsa3072", "rsa4096", "ec-p256",	"ec-p384",	"ec-p521",
	"ed25519", "ed448",   "dsa2048", "rsa-pss2048", "ec-secp256k1", NULL,
};
static const char *const hashes[] = {
	"sha256",   "sha384",	"sha512",   "sha1",	   "sha224",
	"md2",	    "md4",	"md5",	    "sha512-224",  "sha512-256",
	"sha3-224", "sha3-256", "sha3-384", "sha3-512",	   "gost94",
	"sm3",	    "shake128", "shake256", "streebog256", "streebog512",
	NULL,
};
static const char *const key_usages[] = {
	"digitalSignature", "nonRepudiation",
	"keyEncipherment",  "dataEncipherment",
	"keyAgreement",	    "keyCertSign",
	"cRLSign",	    "encipherOnly",
	"decipherOnly",	    NULL,
};
static const char *const partitions[] = {
	"aws",	     "aws-us-gov", "aws-cn",   "aws-iso", "aws-iso-b",
	"aws-iso-e", "aws-iso-f",  "aws-eusc", NULL,
};
static const char *const rds_cas[] = {
	"rds-ca-rsa2048-g1",
	"rds-ca-rsa4096-g1",
	"rds-ca-ecc384-g1",
	"rds-ca-2019",
	"rds-ca-2017",
	"rds-ca-2015",
	NULL,
};

#define OR_OID " or the object identifier of one without a name"

static const struct domain domains[DOMAINS] = {
	[DOMAIN_ANY] = { .text = "text" },
	[DOMAIN_BOOLEAN] = { .words = truths },
	[DOMAIN_TIME] = { .text = "times such as 2026, 2026-08, 2026-08-22 or 90d" },
	[DOMAIN_NUMBER] = { .text = "whole numbers" },
	[DOMAIN_COUNT] = { .text = "whole numbers from 0" },
	[DOMAIN_HEX] = { .text = "hex digits, two a byte", .fits = is_hex },
	[DOMAIN_SERIAL] = { .text = "hex digits, two a byte", .fits = is_serial },
	[DOMAIN_SUBJECT_HASH] = { .text = "8 hex digits",
				  .fits = is_hex,
				  .digits = 8 },
	[DOMAIN_SHA1] = { .text = "40 hex digits", .fits = is_hex, .digits = 40 },
	[DOMAIN_SHA256] = { .text = "64 hex digits", .fits = is_hex, .digits = 64 },
	[DOMAIN_ROLE] = { .words = roles, .sound = true },
	[DOMAIN_SELF_SIGNED] = { .words = self_signed, .sound = true },
	[DOMAIN_KEY] = { .text = "such as rsa2048, ec-p384 or ed25519," OR_OID,
			 .words = keys,
			 .fits = is_key,
			 .kind = OID_KEY },
	[DOMAIN_KEY_ALGORITHM] = { .text = "such as rsaEncryption, id-ecPublicKey or "
					   "Ed25519," OR_OID,
				   .fits = is_key_algorithm,
				   .kind = OID_KEY,
				   .has_kind = true },
	[DOMAIN_SIGNATURE] = { .text = "such as sha256WithRSAEncryption, "
				       "ecdsa-with-SHA384 or Ed25519," OR_OID,
			       .fits = is_signature,
			       .kind = OID_SIGNATURE,
			       .has_kind = true },
	[DOMAIN_HASH] = { .words = hashes, .sound = true },
	[DOMAIN_KEY_USAGE] = { .words = key_usages },
	[DOMAIN_EXT_KEY_USAGE] = { .text = "such as serverAuth, clientAuth or "
					   "codeSigning," OR_OID,
				   .fits = is_purpose,
				   .kind = OID_EKU,
				   .has_kind = true },
	[DOMAIN_PARTITION] = { .words = partitions, .sound = true },
	[DOMAIN_RDS_CA] = { .words = rds_cas, .sound = true },
	[DOMAIN_OID] = { .text = "object identifiers, dotted", .fits = is_dotted },
};

static bool is_word(const char *const *words, struct span value)
{
	for (; *words != NULL; words++)
		if (span_eq(span_str(*words), value))
			return true;
	return false;
}

bool domain_has(enum domain_id id, struct span value)
{
	const struct domain *d = &domains[id];

	if (!d->sound && value.n > 0 && value.p[0] == '?')
		return true;
	if (d->digits > 0 && value.n != d->digits)
		return false;
	if (d->fits != NULL)
		return d->fits(value);
	return d->words == NULL || is_word(d->words, value);
}

const char *const *domain_words(enum domain_id id)
{
	return domains[id].fits == NULL ? domains[id].words : NULL;
}

void domain_text(enum domain_id id, struct buf *out)
{
	const char *const *word = domains[id].words;

	if (domains[id].text != NULL) {
		buf_str(out, domains[id].text);
		return;
	}
	for (size_t i = 0; word[i] != NULL; i++) {
		if (i > 0)
			buf_str(out, word[i + 1] != NULL ? ", " : " or ");
		buf_str(out, word[i]);
	}
}

/* ---- What was meant ---- */

static const char *word_name(const void *table, size_t n)
{
	return ((const char *const *)table)[n];
}

/* The names of a kind, which stand together in the table. */
static const char *oid_name_of(const void *table, size_t n)
{
	const enum oid_kind *kind = table;
	int first = 0;

	while (oid_row((enum oid_id)first)->kind != *kind)
		first++;
	n += (size_t)first;
	return n < OID_COUNT && oid_row((enum oid_id)n)->kind == *kind
		       ? oid_row((enum oid_id)n)->name
		       : NULL;
}

/* The value in lower case, if that is one. */
static bool in_lower_case(enum domain_id id, struct span value, struct buf *out)
{
	size_t start = out->n;

	for (size_t i = 0; i < value.n; i++)
		buf_put(out, value.p[i] >= 'A' && value.p[i] <= 'Z'
				     ? (uint8_t)(value.p[i] + 32)
				     : value.p[i]);
	if (domain_has(id, buf_since(out, start)))
		return true;
	out->n = start;
	return false;
}

bool domain_nearest(enum domain_id id, struct span value, struct buf *out)
{
	const struct domain *d = &domains[id];
	const struct oid *row = d->has_kind ? row_of(d->kind, value) : NULL;
	const char *found = NULL;

	if (d->words == NULL && !d->has_kind)
		return false;
	if (in_lower_case(id, value, out))
		return true;
	if (row != NULL)
		found = row->name;
	else if (d->has_kind)
		found = nearest(value, oid_name_of, &d->kind);
	else
		found = nearest(value, word_name, d->words);
	if (found != NULL)
		buf_str(out, found);
	return found != NULL;
}

size_t domain_digits(enum domain_id id)
{
	return domains[id].digits;
}

bool domain_is_ordered(enum domain_id id)
{
	return id < DOMAIN_ROLE;
}
