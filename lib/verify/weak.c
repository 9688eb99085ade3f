#include "verify/weak.h"

#define KEY_LEAST   1024 /* bits of RSA and DSA: 80 bits of strength */
#define CURVE_LEAST 160

const char weak_names[] = "sha1, md5, dsa, short-keys";

static const struct {
	const char *name;
	unsigned kind;
} kinds[] = {
	{ "sha1", WEAK_SHA1 },
	{ "md5", WEAK_MD5 },
	{ "dsa", WEAK_DSA },
	{ "short-keys", WEAK_SHORT_KEY },
};

static unsigned kind_of(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (span_eq(name, span_str(kinds[i].name)))
			return kinds[i].kind;
	return 0;
}

bool weak_parse(struct span list, unsigned *set, struct span *bad)
{
	unsigned found = 0;

	for (;;) {
		const uint8_t *comma =
			list.n > 0 ? memchr(list.p, ',', list.n) : NULL;
		struct span word;

		if (!span_take(&list,
			       comma != NULL ? (size_t)(comma - list.p) : list.n,
			       &word))
			return false;
		if (kind_of(word) == 0) {
			*bad = word;
			return false;
		}
		found |= kind_of(word);
		if (comma == NULL)
			break;
		list = span_of(comma + 1, list.n - 1);
	}
	*set |= found;
	return true;
}

static unsigned weak_hash(const char *hash)
{
	static const struct {
		const char *hash;
		unsigned kind;
	} hashes[] = {
		{ "sha1", WEAK_SHA1 },
		{ "md5", WEAK_MD5 },
		{ "md4", WEAK_MD5 },
		{ "md2", WEAK_MD5 },
	};

	for (size_t i = 0; hash != NULL && i < ARRAY_LEN(hashes); i++)
		if (strcmp(hash, hashes[i].hash) == 0)
			return hashes[i].kind;
	return 0;
}

static bool signs_by_dsa(const struct oid *algorithm)
{
	switch (algorithm != NULL ? algorithm->id : OID_UNKNOWN) {
	case OID_SIG_DSA_SHA1:
	case OID_SIG_DSA_SHA224:
	case OID_SIG_DSA_SHA256:
	case OID_SIG_DSA_SHA384:
	case OID_SIG_DSA_SHA512:
		return true;
	default:
		return false;
	}
}

unsigned weak_signature(struct span algorithm)
{
	const struct cert c = { .algorithm = algorithm };
	const struct oid *row;
	const char *hash;

	cert_signature(&c, &row, &hash);
	return weak_hash(hash) | (signs_by_dsa(row) ? WEAK_DSA : 0);
}

unsigned weak_key(struct span spki)
{
	const struct cert c = { .spki = spki };
	struct cert_key key;
	unsigned kinds_of_key = 0;

	if (!cert_key(&c, &key) || key.algorithm == NULL)
		return 0;
	switch (key.algorithm->id) {
	case OID_KEY_DSA:
		kinds_of_key = WEAK_DSA;
		/* fall through */
	case OID_KEY_RSA:
	case OID_KEY_RSA_PSS:
		return kinds_of_key |
		       (key.size > 0 && key.size < KEY_LEAST ? WEAK_SHORT_KEY : 0);
	case OID_KEY_EC:
		return key.size > 0 && key.size < CURVE_LEAST ? WEAK_SHORT_KEY : 0;
	default:
		return 0;
	}
}
