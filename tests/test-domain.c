#include "tap.h"

#include "fixture.h"
#include "report/domain.h"
#include "report/field.h"

TEST(a_field_can_have_some_values_and_not_others)
{
	static const struct {
		enum domain_id domain;
		const char *value;
		bool has;
	} rows[] = {
		{ DOMAIN_ANY, "", true },
		{ DOMAIN_ANY, "anything, at all", true },
		{ DOMAIN_ROLE, "root", true },
		{ DOMAIN_ROLE, "self-issued", true },
		{ DOMAIN_ROLE, "Root", false },
		{ DOMAIN_ROLE, "roo", false },
		{ DOMAIN_ROLE, "roots", false },
		{ DOMAIN_ROLE, "?", false },
		{ DOMAIN_SELF_SIGNED, "unchecked", true },
		{ DOMAIN_SELF_SIGNED, "true", false },
		{ DOMAIN_PARTITION, "aws-us-gov", true },
		{ DOMAIN_PARTITION, "aws-gov", false },
		{ DOMAIN_RDS_CA, "rds-ca-ecc384-g1", true },
		{ DOMAIN_RDS_CA, "rds-ca-ecc384", false },
		{ DOMAIN_HASH, "sha256", true },
		{ DOMAIN_HASH, "SHA256", false },
		{ DOMAIN_HASH, "sha-256", false },
		{ DOMAIN_KEY_USAGE, "keyCertSign", true },
		{ DOMAIN_KEY_USAGE, "keyCertsign", false },
		{ DOMAIN_KEY_USAGE, "?", true },

		{ DOMAIN_KEY, "rsa2048", true },
		{ DOMAIN_KEY, "rsa1", true },
		{ DOMAIN_KEY, "rsa", false },
		{ DOMAIN_KEY, "rsa0", false },
		{ DOMAIN_KEY, "rsa02048", false },
		{ DOMAIN_KEY, "rsa2047bit", false },
		{ DOMAIN_KEY, "rsa?", true },
		{ DOMAIN_KEY, "rsa??", false },
		{ DOMAIN_KEY, "rsa-pss2048", true },
		{ DOMAIN_KEY, "dsa1024", true },
		{ DOMAIN_KEY, "ed25519", true },
		{ DOMAIN_KEY, "ed255190", false },
		{ DOMAIN_KEY, "ml-dsa-65", true },
		{ DOMAIN_KEY, "ml-dsa-66", false },
		{ DOMAIN_KEY, "ec", false },
		{ DOMAIN_KEY, "ec-", false },
		{ DOMAIN_KEY, "ec256", false },
		{ DOMAIN_KEY, "ec-p384", true },
		{ DOMAIN_KEY, "ec-p385", false },
		{ DOMAIN_KEY, "ec-?", true },
		{ DOMAIN_KEY, "ec-1.2.3", true },
		{ DOMAIN_KEY, "ec-1.3.132.0.34", false }, /* it is ec-p384 */
		{ DOMAIN_KEY, "1.2.3.4", true },
		{ DOMAIN_KEY, "1.2.840.113549.1.1.1", false }, /* it is rsa */
		{ DOMAIN_KEY, "?", true },

		{ DOMAIN_KEY_ALGORITHM, "rsaEncryption", true },
		{ DOMAIN_KEY_ALGORITHM, "RSA", false },
		{ DOMAIN_KEY_ALGORITHM, "sha256WithRSAEncryption", false },
		{ DOMAIN_SIGNATURE, "sha256WithRSAEncryption", true },
		{ DOMAIN_SIGNATURE, "ecdsa-with-SHA384", true },
		{ DOMAIN_SIGNATURE, "sha256", false },
		{ DOMAIN_SIGNATURE, "1.2.840.113549.1.1.11", false },
		{ DOMAIN_SIGNATURE, "1.2.840.113549.1.1.99", true },
		{ DOMAIN_EXT_KEY_USAGE, "serverAuth", true },
		{ DOMAIN_EXT_KEY_USAGE, "serverauth", false },
		{ DOMAIN_EXT_KEY_USAGE, "1.3.6.1.5.5.7.3.1", false },
		{ DOMAIN_EXT_KEY_USAGE, "1.3.6.1.5.5.7.3.99", true },

		{ DOMAIN_OID, "1.2", true },
		{ DOMAIN_OID, "2.999.0", true },
		{ DOMAIN_OID, "1", false },
		{ DOMAIN_OID, "1.", false },
		{ DOMAIN_OID, ".1", false },
		{ DOMAIN_OID, "1..2", false },
		{ DOMAIN_OID, "3.1", false },
		{ DOMAIN_OID, "12.1", false },
		{ DOMAIN_OID, "1.02", false },
		{ DOMAIN_OID, "1.2x", false },
		{ DOMAIN_OID, "anyPolicy", false },

		{ DOMAIN_HEX, "", true },
		{ DOMAIN_HEX, "0a", true },
		{ DOMAIN_HEX, "0a0", false },
		{ DOMAIN_HEX, "0g", false },
		{ DOMAIN_HEX, "-0a", false },
		{ DOMAIN_SERIAL, "0a", true },
		{ DOMAIN_SERIAL, "-0a", true },
		{ DOMAIN_SERIAL, "-", false },
		{ DOMAIN_SERIAL, "--0a", false },
		{ DOMAIN_SERIAL, "-a", false },
		{ DOMAIN_SUBJECT_HASH, "3bde41a", false },
		{ DOMAIN_SUBJECT_HASH, "3bde41ac", true },
		{ DOMAIN_SUBJECT_HASH, "3bde41ac0", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ROW(rows[i].value);
		CHECK(domain_has(rows[i].domain, span_str(rows[i].value)) ==
		      rows[i].has);
	}
}

TEST(a_digest_has_its_number_of_digits)
{
	static const struct {
		enum domain_id domain;
		size_t digits;
	} rows[] = { { DOMAIN_SHA1, 40 }, { DOMAIN_SHA256, 64 } };
	char text[66];

	memset(text, 'a', sizeof(text));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t n = rows[i].digits;

		CHECK_EQ_INT(domain_digits(rows[i].domain), n);
		CHECK(!domain_has(rows[i].domain, span_of(text, n - 2)));
		CHECK(!domain_has(rows[i].domain, span_of(text, n - 1)));
		CHECK(domain_has(rows[i].domain, span_of(text, n)));
		CHECK(!domain_has(rows[i].domain, span_of(text, n + 1)));
		CHECK(!domain_has(rows[i].domain, span_of(text, n + 2)));
	}
	CHECK_EQ_INT(domain_digits(DOMAIN_HEX), 0);
}

TEST(what_was_meant_is_found)
{
	static const struct {
		enum domain_id domain;
		const char *value, *meant;
	} rows[] = {
		{ DOMAIN_ROLE, "Root", "root" },
		{ DOMAIN_ROLE, "roto", "root" },
		{ DOMAIN_ROLE, "intermidiate", "intermediate" },
		{ DOMAIN_ROLE, "ca", NULL },
		{ DOMAIN_KEY, "RSA3333", "rsa3333" },
		{ DOMAIN_KEY, "rsa2047bit", "rsa2048" },
		{ DOMAIN_KEY, "ec-p385", "ec-p384" },
		{ DOMAIN_KEY_USAGE, "keyCertsign", "keyCertSign" },
		{ DOMAIN_EXT_KEY_USAGE, "serverauth", "serverAuth" },
		{ DOMAIN_EXT_KEY_USAGE, "1.3.6.1.5.5.7.3.1", "serverAuth" },
		{ DOMAIN_SIGNATURE, "sha256withRSAencryption",
		  "sha256WithRSAEncryption" },
		{ DOMAIN_KEY_ALGORITHM, "RSAencryption", "rsaEncryption" },
		{ DOMAIN_HASH, "SHA-256", "sha256" },
		{ DOMAIN_HASH, "MD5", "md5" },
		{ DOMAIN_SHA256, "96bc", NULL },
		{ DOMAIN_COUNT, "x", NULL },
		{ DOMAIN_ANY, "x", NULL },
	};
	struct buf out = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		bool found;

		ROW(rows[i].value);
		out.n = 0;
		found = domain_nearest(rows[i].domain, span_str(rows[i].value),
				       &out);
		CHECK(found == (rows[i].meant != NULL));
		CHECK_EQ_STR(buf_c(&out), found ? rows[i].meant : "");
	}
	buf_free(&out);
}

TEST(each_domain_says_what_is_in_it_and_what_it_says_is_in_it)
{
	struct buf out = { 0 };

	for (int id = 0; id < DOMAINS; id++) {
		const char *const *words = domain_words((enum domain_id)id);

		out.n = 0;
		domain_text((enum domain_id)id, &out);
		CHECK(out.n > 0);
		for (; words != NULL && *words != NULL; words++) {
			ROW(*words);
			CHECK(domain_has((enum domain_id)id, span_str(*words)));
		}
	}
	out.n = 0;
	domain_text(DOMAIN_ROLE, &out);
	CHECK_EQ_STR(buf_c(&out), "root, self-issued, intermediate or leaf");
	buf_free(&out);
}

/* The words are written down twice, here by those who give them. */
TEST(closed_domains_have_all_that_getters_give)
{
	for (int role = CERT_ROOT; role <= CERT_LEAF; role++)
		CHECK(domain_has(DOMAIN_ROLE,
				 span_str(cert_role_name((enum cert_role)role))));
	for (int id = 0; id < OID_COUNT; id++) {
		const struct oid *row = oid_row((enum oid_id)id);

		ROW(row->name);
		if ((row->kind == OID_SIGNATURE && *row->short_name != '\0') ||
		    row->kind == OID_HASH)
			CHECK(domain_has(DOMAIN_HASH, span_str(row->short_name)));
		if (row->kind == OID_SIGNATURE)
			CHECK(domain_has(DOMAIN_SIGNATURE, span_str(row->name)));
		if (row->kind == OID_EKU)
			CHECK(domain_has(DOMAIN_EXT_KEY_USAGE,
					 span_str(row->name)));
		if (row->kind == OID_KEY)
			CHECK(domain_has(DOMAIN_KEY_ALGORITHM,
					 span_str(row->name)));
	}
}

static void check_words(const struct field *field, struct span list)
{
	while (list.n > 0) {
		const uint8_t *comma = field->type == FIELD_LIST
					       ? memchr(list.p, ',', list.n)
					       : NULL;
		size_t n = comma != NULL ? (size_t)(comma - list.p) : list.n;

		if (!domain_has(field->domain, span_of(list.p, n)))
			TAP_FAIL("%s cannot be %.*s", field->name, (int)n,
				 (const char *)list.p);
		n += comma != NULL;
		list = span_of(list.p + n, list.n - n);
	}
}

/* Odd algorithms, broken fields and all. */
TEST(what_certificates_have_is_in_the_domains_of_their_fields)
{
	static const char *const files[] = {
		"algorithms", "check", "extensions",
		"names",      "roles", "rds/global-bundle.pem",
		"rot",
	};
	static struct field_context context = { .verify = true };
	struct facts f = { 0 };
	struct buf text = { 0 };
	size_t count = 0;

	for (size_t n = 0; n < ARRAY_LEN(files); n++) {
		struct bundle b = fixture_bundle(files[n]);

		ROW(files[n]);
		CHECK(b.count > 0);
		count += b.count;
		for (size_t i = 0; i < b.count; i++) {
			const struct entry *e = &b.entry[i];
			const struct field *field;

			facts_start(&f, &context, &e->cert, &e->origin, e->index);
			for (size_t k = 0; (field = field_row(k)) != NULL; k++) {
				struct value v = field_get(field, &f);

				text.n = 0;
				value_text(field, &v, &text);
				check_words(field, buf_span(&text));
				if (field->presence == FIELD_FULL &&
				    field->scope != FIELD_SET && text.n == 0)
					TAP_FAIL("%s is empty", field->name);
			}
		}
		bundle_free(&b);
	}
	CHECK(count > 100);
	facts_free(&f);
	buf_free(&text);
}
