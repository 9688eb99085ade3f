#include "tap.h"

#include "fixture.h"
#include "hex.h"
#include "x509/crl.h"
#include "x509/dn.h"
#include "x509/moment.h"

/* A CRL of the fixtures, to be freed with exact_free of its der. */
static bool read_crl(const char *name, struct crl *out)
{
	struct buf bytes = fixture_bytes(name);
	struct span der = exact_copy(buf_span(&bytes));
	struct cert_error why = { 0 };
	bool good = crl_parse(der, out, &why);

	buf_free(&bytes);
	if (!good)
		exact_free(der);
	return good;
}

static const char *hex_text(struct span s)
{
	static struct buf text;

	text.n = 0;
	buf_hex(&text, s);
	return buf_c(&text);
}

TEST(every_field_is_where_it_belongs)
{
	struct crl c;
	struct crl_extensions x;
	const struct oid *algorithm;
	const char *fact, *hash;
	struct buf text = { 0 };
	struct span id;
	int64_t when = 0;

	REQUIRE(read_crl("crl/base.crl", &c));
	CHECK_EQ_INT(c.version, 2);
	CHECK(dn_text(c.issuer, &text));
	CHECK_EQ_STR(buf_c(&text), "CN=CRL CA,O=Cabundle Test,C=ZZ");
	CHECK(crl_this_update(&c, &when) && when == 1704067200);
	CHECK(crl_next_update(&c, &when) && when == 1706745600);
	CHECK(c.tbs.p == c.der.p + 4 && der_is(c.tbs, DER_SEQUENCE));
	CHECK(c.signature.p + c.signature.n == c.der.p + c.der.n);
	CHECK(span_eq(c.algorithm, c.tbs_algorithm));
	cert_signature_of(c.algorithm, &algorithm, &hash);
	REQUIRE(algorithm != NULL);
	CHECK_EQ_STR(algorithm->name, "Ed25519");
	CHECK(hash == NULL);
	CHECK(crl_extensions(&c, &x, &fact) && fact == NULL);
	CHECK_EQ_STR(hex_text(x.number), "0a");
	CHECK(crl_key_id(x.authority_key_id, &id) && id.n == 20);
	CHECK(!x.delta && !x.freshest && !x.scope.given && x.unknown.n == 0);
	CHECK_EQ_INT(x.scope.reasons, CRL_ALL_REASONS);
	buf_free(&text);
	exact_free(c.der);
}

/* "02 keyCompromise 2023-12-24 since 2023-11-01", one entry a line. */
static const char *entries_text(const struct crl *c)
{
	static struct buf text;
	struct span rest = c->entries;
	struct crl_entry e;

	text.n = 0;
	while (crl_next_entry(&rest, &e)) {
		struct crl_entry_extensions x;
		const char *fact;
		int64_t when;

		buf_hex(&text, e.serial);
		if (!crl_entry_extensions(&e, &x, &fact))
			buf_printf(&text, " (%s)", fact);
		if (x.has_reason && crl_reason_name(x.reason) == NULL)
			buf_printf(&text, " %u", x.reason);
		else if (x.has_reason)
			buf_printf(&text, " %s", crl_reason_name(x.reason));
		if (moment_of_asn1(e.date.tag, e.date.body, &when)) {
			buf_put(&text, ' ');
			moment_date(when, &text);
		}
		if (x.invalid.whole.n > 0 &&
		    moment_of_asn1(x.invalid.tag, x.invalid.body, &when)) {
			buf_str(&text, " since ");
			moment_date(when, &text);
		}
		if (x.issuer.p != NULL)
			buf_str(&text, " of another");
		if (x.unknown.n > 0)
			buf_str(&text, " unknown");
		buf_put(&text, '\n');
	}
	if (rest.n > 0)
		buf_str(&text, "malformed\n");
	return buf_c(&text);
}

TEST(entries_are_walked_with_what_they_say)
{
	static const struct {
		const char *file, *text;
	} rows[] = {
		{ "crl/base.crl",
		  "02 keyCompromise 2023-12-24 since 2023-11-01\n"
		  "03 certificateHold 2023-12-24\n04 2023-12-24\n" },
		{ "crl/v1.crl", "02 2023-12-24\n04 2023-12-24\n" },
		{ "crl/empty.crl", "" },
		{ "crl/indirect.crl", "06 2023-12-24\n15 2023-12-24 of another\n"
				      "16 2023-12-24\n06 2023-12-24 of another\n" },
		{ "crl/delta.crl", "03 removeFromCRL 2024-01-09\n"
				   "05 superseded 2024-01-09\n" },
		{ "crl/entry-critical.crl", "7f 2023-12-24 unknown\n" },
		{ "crl/not-critical.crl", "02 2023-12-24\n" },
		{ "crl/entry-malformed.crl", "02 2023-12-24\nmalformed\n" },
		{ "crl/reason-malformed.crl",
		  "02 (an entry's extension that is malformed, or occurs twice)"
		  " 2023-12-24\n" },
		{ "crl/reason-7.crl", "02 7 2023-12-24\n" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct crl c;

		ROW(rows[i].file);
		REQUIRE(read_crl(rows[i].file, &c));
		CHECK_EQ_STR(entries_text(&c), rows[i].text);
		exact_free(c.der);
	}
}

TEST(extensions_say_what_a_crl_is_for)
{
	static const struct {
		const char *file, *number, *base;
		bool good, unknown;
		const char *scope; /* u, c, a, i; p where there is a point */
		unsigned reasons;
	} rows[] = {
		{ "crl/v1.crl", "", "", true, false, "", CRL_ALL_REASONS },
		{ "crl/delta.crl", "0c", "0a", true, false, "", CRL_ALL_REASONS },
		{ "crl/user.crl", "0a", "", true, false, "u", CRL_ALL_REASONS },
		{ "crl/ca.crl", "0a", "", true, false, "c", CRL_ALL_REASONS },
		{ "crl/attribute.crl", "0a", "", true, false, "a",
		  CRL_ALL_REASONS },
		{ "crl/indirect.crl", "01", "", true, false, "i", CRL_ALL_REASONS },
		{ "crl/point-a.crl", "0a", "", true, false, "p", CRL_ALL_REASONS },
		{ "crl/point-c.crl", "0a", "", true, false, "p", CRL_ALL_REASONS },
		{ "crl/some-reasons.crl", "0a", "", true, false, "", 1U << 1 },
		{ "crl/other-reasons.crl", "0a", "", true, false, "", 0x1f8 },
		{ "crl/point-a-reasons.crl", "0a", "", true, false, "p", 1U << 1 },
		{ "crl/critical.crl", "0a", "", true, true, "", CRL_ALL_REASONS },
		{ "crl/not-critical.crl", "0a", "", true, false, "",
		  CRL_ALL_REASONS },
		{ "crl/number-twice.crl", "0a", "", false, false, "",
		  CRL_ALL_REASONS },
		{ "crl/number-negative.crl", "81", "", false, false, "",
		  CRL_ALL_REASONS },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct crl_extensions x;
		char scope[8] = "";
		const char *fact;
		struct crl c;

		ROW(rows[i].file);
		REQUIRE(read_crl(rows[i].file, &c));
		CHECK(crl_extensions(&c, &x, &fact) == rows[i].good);
		CHECK((fact == NULL) == rows[i].good);
		CHECK_EQ_STR(hex_text(x.number), rows[i].number);
		CHECK_EQ_STR(hex_text(x.base), rows[i].base);
		CHECK(x.delta == (rows[i].base[0] != '\0'));
		CHECK((x.unknown.n > 0) == rows[i].unknown);
		snprintf(scope, sizeof(scope), "%s%s%s%s%s",
			 x.scope.only_user ? "u" : "", x.scope.only_ca ? "c" : "",
			 x.scope.only_attribute ? "a" : "",
			 x.scope.indirect ? "i" : "",
			 x.scope.point.n > 0 ? "p" : "");
		CHECK_EQ_STR(scope, rows[i].scope);
		CHECK_EQ_INT(x.scope.reasons, rows[i].reasons);
		exact_free(c.der);
	}
}

/* What cannot be read must not look like a CRL without limits. */
TEST(a_scope_that_is_malformed_is_given_all_the_same)
{
	static const char *const values[] = {
		"",
		"30 00 00",
		"30 03 81 02 ff",
		"81 01 ff",
		"30 02 86 00",
		"30 06 82 01 ff 81 01 ff",
		"30 02 a0 00",
		"30 04 a0 02 a2 00",
		"30 03 83 01 08",
		"30 03 83 02 07",
	};

	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		struct span value = hex_exact(values[i]);
		struct buf list = { 0 };
		struct crl_extensions x;
		struct crl c = { .has_extensions = true };
		const char *fact;

		ROW(values[i]);
		der_put_head(&list, DER_SEQUENCE, 5 + 2 + value.n);
		hex_add(&list, "06 03 55 1d 1c");
		der_put_head(&list, DER_OCTET_STRING, value.n);
		buf_add(&list, value);
		c.extensions = buf_span(&list);
		CHECK(!crl_extensions(&c, &x, &fact));
		REQUIRE(fact != NULL);
		CHECK_EQ_STR(fact, "an extension that is malformed");
		CHECK(x.scope.given);
		buf_free(&list);
		exact_free(value);
	}
}

TEST(what_is_no_crl_says_why)
{
	static const struct {
		const char *file, *fact;
		size_t offset;
	} rows[] = {
		{ "der/one.der",
		  "no signature algorithm (SEQUENCE) where it belongs", 8 },
		{ "der/csr.der", "no thisUpdate (Time) where it belongs", 159 },
		{ "crl/no-time.crl", "no thisUpdate (Time) where it belongs", 71 },
		{ "crl/both.p7b", "no TBSCertList (SEQUENCE) where it belongs", 4 },
		{ "der/three.der", "bytes after the CRL", 421 },
	};
	struct cert_error why = { 0 };
	struct crl c;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf bytes = fixture_bytes(rows[i].file);

		ROW(rows[i].file);
		REQUIRE(bytes.n > 0);
		CHECK(!crl_parse(buf_span(&bytes), &c, &why));
		CHECK_EQ_STR(why.fact, rows[i].fact);
		CHECK_EQ_INT(why.offset, rows[i].offset);
		buf_free(&bytes);
	}
}

/* Reads all that can be asked of a CRL. */
static void ask_everything(const struct crl *c)
{
	const struct oid *algorithm;
	struct crl_extensions x;
	const char *hash, *fact;
	struct span id;
	int64_t when;

	cert_signature_of(c->algorithm, &algorithm, &hash);
	if (crl_this_update(c, &when) && crl_next_update(c, &when))
		CHECK(when != INT64_MIN);
	crl_extensions(c, &x, &fact);
	if (crl_key_id(x.authority_key_id, &id))
		CHECK(id.n <= c->der.n);
	entries_text(c);
}

TEST(no_beginning_of_a_crl_is_a_crl)
{
	struct buf bytes = fixture_bytes("crl/indirect.crl");
	struct cert_error why;
	struct crl c;

	REQUIRE(bytes.n > 0);
	for (size_t n = 0; n < bytes.n; n++) {
		struct span s = exact_copy(span_of(bytes.p, n));

		CHECK(!crl_parse(s, &c, &why));
		CHECK(why.offset <= n);
		exact_free(s);
	}
	buf_put(&bytes, 0);
	CHECK(!crl_parse(buf_span(&bytes), &c, &why));
	CHECK_EQ_STR(why.fact, "bytes after the CRL");
	buf_free(&bytes);
}

TEST(any_byte_may_be_another)
{
	static const char *const files[] = { "crl/indirect.crl", "crl/base.crl",
					     "crl/point-a-reasons.crl" };

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct buf bytes = fixture_bytes(files[i]);

		REQUIRE(bytes.n > 0);
		for (size_t n = 0; n < bytes.n; n++)
			for (unsigned bit = 0; bit < 8; bit++) {
				struct span s;
				struct cert_error why;
				struct crl c;

				bytes.p[n] ^= (uint8_t)(1U << bit);
				s = exact_copy(buf_span(&bytes));
				if (crl_parse(s, &c, &why))
					ask_everything(&c);
				exact_free(s);
				bytes.p[n] ^= (uint8_t)(1U << bit);
			}
		buf_free(&bytes);
	}
}

TEST(numbers_order_by_value)
{
	/* in their order; those of one row are equal */
	static const char *const rows[][3] = {
		{ "80 00", "ff 80 00", "ff ff 80 00" },
		{ "ff 00", "ff ff 00", "ff ff 00" },
		{ "80", "ff 80", "ff ff ff 80" },
		{ "ff", "ff ff", "ff ff" },
		{ "00", "00 00", "00 00 00" },
		{ "01", "00 01", "00 00 01" },
		{ "7f", "00 7f", "7f" },
		{ "00 80", "00 00 80", "00 80" },
		{ "00 ff", "00 00 ff", "00 ff" },
		{ "01 00", "00 01 00", "01 00" },
		{ "7f ff ff ff ff ff ff ff ff", "00 7f ff ff ff ff ff ff ff ff",
		  "7f ff ff ff ff ff ff ff ff" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows) * 3; i++)
		for (size_t k = 0; k < ARRAY_LEN(rows) * 3; k++) {
			struct span a = hex_exact(rows[i / 3][i % 3]),
				    b = hex_exact(rows[k / 3][k % 3]);
			int order = crl_serial_cmp(a, b);

			ROW(rows[i / 3][i % 3]);
			CHECK_EQ_INT((order > 0) - (order < 0),
				     (i / 3 > k / 3) - (i / 3 < k / 3));
			exact_free(a);
			exact_free(b);
		}
}

TEST(masks_of_reasons_keep_what_the_standard_names)
{
	static const struct {
		const char *bits;
		bool good;
		unsigned mask;
	} rows[] = {
		{ "00", true, 0 },
		{ "07 80", true, 0 }, /* unused (0) */
		{ "06 40", true, 0x02 },
		{ "00 7f", true, 0xfe },
		{ "07 7f 80", true, CRL_ALL_REASONS },
		{ "00 ff ff ff", true, CRL_ALL_REASONS },
		{ "07 00 80", true, 0x100 },
		{ "06 00 40", true, 0 },
		{ "", false, 0 },
		{ "08 00", false, 0 },
		{ "01", false, 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct span bits = hex_exact(rows[i].bits);
		unsigned mask = 0;

		ROW(rows[i].bits);
		CHECK(crl_reasons(bits, &mask) == rows[i].good);
		CHECK_EQ_INT(mask, rows[i].mask);
		exact_free(bits);
	}
}

TEST(distribution_points_of_a_certificate_are_walked)
{
	static const struct {
		const char *bytes;
		unsigned points;
		bool whole;
		bool name, reasons, issuer; /* of the last one */
	} rows[] = {
		{ "", 0, true, false, false, false },
		{ "30 00", 1, true, false, false, false },
		{ "30 04 a0 02 a0 00", 1, true, true, false, false },
		{ "30 04 a0 02 a1 00", 1, true, true, false, false },
		{ "30 04 81 02 06 40", 1, true, false, true, false },
		{ "30 02 a2 00", 1, true, false, false, true },
		{ "30 00 30 04 a0 02 a0 00", 2, true, true, false, false },
		{ "30 0a a0 02 a0 00 81 02 06 40 a2 00", 1, true, true, true,
		  true },
		{ "30 0b a0 02 a0 00 81 02 06 40 a2 00 05", 0, false, false, false,
		  false },
		{ "30 0b a0 02 a0 00 81 02 06 40 a2 00", 0, false, false, false,
		  false },
		{ "30 00 31 00", 1, false, false, false, false },
		{ "30 04 a2 00 a0 00", 0, false, false, false, false },
		{ "30 02 a0 00", 0, false, false, false, false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct span bytes = hex_exact(rows[i].bytes), rest = bytes;
		struct crl_point p = { 0 };
		unsigned count = 0;

		ROW(rows[i].bytes);
		while (crl_next_point(&rest, &p))
			count++;
		CHECK_EQ_INT(count, rows[i].points);
		CHECK((rest.n == 0) == rows[i].whole);
		CHECK((p.name.n > 0) == rows[i].name);
		CHECK(p.some_reasons == rows[i].reasons);
		CHECK((p.issuer.p != NULL) == rows[i].issuer);
		exact_free(bytes);
	}
}

TEST(numbers_are_shown_in_decimal)
{
	static const struct {
		const char *octets, *text;
	} rows[] = {
		{ "00", "0" },
		{ "00 00", "0" },
		{ "0a", "10" },
		{ "00 ff", "255" },
		{ "01 00", "256" },
		{ "7f ff ff ff ff ff ff ff", "9223372036854775807" },
		{ "00 ff ff ff ff ff ff ff ff", "18446744073709551615" },
		{ "7f ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff",
		  "2854495385411919762116571938898990272765493247" },
		{ "7f ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff",
		  "730750818665451459101842416358141509827966271487" },
		{ "01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
		  "0x010000000000000000000000000000000000000000" },
		{ "ff", "0xff" },
		{ "", "0x" },
	};
	struct buf text = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct span octets = hex_exact(rows[i].octets);

		ROW(rows[i].octets);
		text.n = 0;
		crl_number_text(octets, &text);
		CHECK_EQ_STR(buf_c(&text), rows[i].text);
		exact_free(octets);
	}
	buf_free(&text);
}
