/* Fields of extensions with names, from the hex of each extension. */
#include "tap.h"

#include "fixture.h"
#include "hex.h"
#include "report/field.h"

static void put(struct buf *out, uint8_t tag, struct span s)
{
	der_put_head(out, tag, s.n);
	buf_add(out, s);
}

/* Extension ::= SEQUENCE { extnID, extnValue } */
static void put_extension(struct buf *out, enum oid_id id, struct span value)
{
	struct buf inner = { 0 };

	put(&inner, DER_OID, oid_row(id)->octets);
	put(&inner, DER_OCTET_STRING, value);
	put(out, DER_SEQUENCE, buf_span(&inner));
	buf_free(&inner);
}

/* As TSV shows the field of a certificate with these extensions; NULL: absent. */
static const char *shown(const char *field, struct span extensions,
			 enum value_state *state)
{
	static struct buf out;
	static struct facts f;
	struct span exact = exact_copy(extensions);
	struct cert c = { .extensions = exact, .has_extensions = true };
	const struct field *row = field_find(span_str(field));
	struct value v;

	facts_start(&f, NULL, &c, NULL, 1);
	v = field_get(row, &f);
	out.n = 0;
	value_text(row, &v, &out);
	*state = v.state;
	exact_free(exact);
	return v.state == VALUE_ABSENT ? NULL : buf_c(&out);
}

#define NAME_A "300c 310a 3008 0603550403 0c01 41" /* CN=A */
#define NAME_AB \
	"301c 310a 3008 0603550403 0c01 41" \
	"310e 300c 060355040a 0c05 42 2c 43 5c 44" /* CN=A, O=B,C\D */

static const struct {
	const char *field;
	enum oid_id extension;
	const char *hex, *text;
} rows[] = {
	/* Subject alternative names. */
	{ "dns", OID_EXT_SUBJECT_ALT_NAME, "3003 8201 61", "a" },
	{ "dns", OID_EXT_SUBJECT_ALT_NAME, "3008 8201 61 8203 2a2e62", "a,*.b" },
	{ "dns", OID_EXT_SUBJECT_ALT_NAME, "3009 8201 61 8704 7f000001", "a" },
	{ "dns", OID_EXT_SUBJECT_ALT_NAME, "3006 8704 7f000001", NULL },
	{ "dns", OID_EXT_SUBJECT_ALT_NAME, "3000", NULL },
	{ "dns", OID_EXT_SUBJECT_ALT_NAME, "3002 8200", "" },
	{ "dns", OID_EXT_SUBJECT_ALT_NAME, "3008 8203 612c62 8201 63", "a\\2Cb,c" },
	{ "dns", OID_EXT_SUBJECT_ALT_NAME, "3008 8206 611b 5c 32 43 ff",
	  "a\\1B\\\\2C\\FF" },
	{ "dns", OID_EXT_SUBJECT_ALT_NAME, "", "?" },
	{ "dns", OID_EXT_SUBJECT_ALT_NAME, "0500", "?" },
	{ "dns", OID_EXT_SUBJECT_ALT_NAME, "3003 8201 61 00", "?" },
	{ "dns", OID_EXT_SUBJECT_ALT_NAME, "3006 8201 61 8202 62", "?a" },
	{ "dns", OID_EXT_SUBJECT_ALT_NAME, "3006 8201 61 0c01 62", "?a" },
	{ "dns", OID_EXT_SUBJECT_ALT_NAME, "3003 8901 61", "?" },
	{ "dns", OID_EXT_SUBJECT_ALT_NAME, "3003 a201 61", "?" },
	{ "ip", OID_EXT_SUBJECT_ALT_NAME, "3006 8704 c0000201", "192.0.2.1" },
	{ "ip", OID_EXT_SUBJECT_ALT_NAME,
	  "3018 8704 7f000001 8710 20010db8 00000000 00000000 00000001",
	  "127.0.0.1,2001:db8::1" },
	{ "ip", OID_EXT_SUBJECT_ALT_NAME, "3005 8703 7f0000", "?" },
	{ "ip", OID_EXT_SUBJECT_ALT_NAME, "3007 8705 7f00000100", "?" },
	{ "ip", OID_EXT_SUBJECT_ALT_NAME, "300a 8708 c0000200 ffffff00", "?" },
	{ "email", OID_EXT_SUBJECT_ALT_NAME, "3005 8103 614062", "a@b" },
	{ "email", OID_EXT_SUBJECT_ALT_NAME, "3003 8201 61", NULL },

	/* Policies. */
	{ "policies", OID_EXT_POLICIES, "3008 3006 0604 551d2000", "2.5.29.32.0" },
	{ "policies", OID_EXT_POLICIES, "300f 3006 0604 551d2000 3005 0603 2a0304",
	  "2.5.29.32.0,1.2.3.4" },
	{ "policies", OID_EXT_POLICIES, "300a 3008 0604 551d2000 3000",
	  "2.5.29.32.0" },
	{ "policies", OID_EXT_POLICIES, "3000", NULL },
	{ "policies", OID_EXT_POLICIES, "3008 3006 0604 551d2080", "?" },
	{ "policies", OID_EXT_POLICIES, "3006 0604 551d2000", "?" },
	{ "policies", OID_EXT_POLICIES, "3004 3002 0500", "?" },

	/* Authority information access. */
	{ "ocsp", OID_EXT_AUTHORITY_INFO, "300f 300d 0608 2b06010505073001 8601 61",
	  "a" },
	{ "ca-issuers", OID_EXT_AUTHORITY_INFO,
	  "300f 300d 0608 2b06010505073001 8601 61", NULL },
	{ "ca-issuers", OID_EXT_AUTHORITY_INFO,
	  "301e 300d 0608 2b06010505073001 8601 61"
	  "300d 0608 2b06010505073002 8601 62",
	  "b" },
	{ "ocsp", OID_EXT_AUTHORITY_INFO, "300f 300d 0608 2b06010505073001 8201 61",
	  "dns:a" },
	{ "ca-issuers", OID_EXT_AUTHORITY_INFO,
	  "301c 301a 0608 2b06010505073002 a40e" NAME_A, "dirname:CN=A" },
	{ "ocsp", OID_EXT_AUTHORITY_INFO,
	  "3011 300f 0608 2b06010505073001 8601 61 0500", "?" },
	{ "ocsp", OID_EXT_AUTHORITY_INFO, "300e 300c 0608 2b06010505073001 0500",
	  "?" },
	{ "ocsp", OID_EXT_AUTHORITY_INFO, "300c 300a 0608 2b06010505073001", "?" },
	{ "ocsp", OID_EXT_AUTHORITY_INFO,
	  "301e 300d 0608 2b06010505073001 8601 61"
	  "300d 0508 2b06010505073001 8601 61",
	  "?a" },

	/* CRL distribution points. */
	{ "crl-points", OID_EXT_CRL_POINTS, "3009 3007 a005 a003 8601 61", "a" },
	{ "crl-points", OID_EXT_CRL_POINTS,
	  "3018 300a a008 a006 8601 61 8601 62 300a a005 a003 8601 63 8101 02",
	  "a,b,c" },
	{ "crl-points", OID_EXT_CRL_POINTS, "300c 300a a008 a006 8604 612c2c62",
	  "a\\2C\\2Cb" },
	{ "crl-points", OID_EXT_CRL_POINTS,
	  "3015 3013 a011 a10f 300d 0603550403 0c06 612c623b635c",
	  "relative:CN=a\\2Cb\\;c\\\\" },
	{ "crl-points", OID_EXT_CRL_POINTS, "3014 3012 a210 a40e" NAME_A, NULL },
	{ "crl-points", OID_EXT_CRL_POINTS, "3002 3000", NULL },
	{ "crl-points", OID_EXT_CRL_POINTS, "300b 3009 a005 a003 8601 61 0500",
	  "?a" },
	{ "crl-points", OID_EXT_CRL_POINTS, "3007 3005 a003 8601 61", "?" },
	{ "crl-points", OID_EXT_CRL_POINTS, "3004 3002 a000", "?" },
	{ "crl-points", OID_EXT_CRL_POINTS, "3006 3004 a002 a100", "?relative:" },

	/* Name constraints. */
	{ "name-constraints", OID_EXT_NAME_CONSTRAINTS, "3007 a005 3003 8201 61",
	  "permitted:dns:a" },
	{ "name-constraints", OID_EXT_NAME_CONSTRAINTS,
	  "300e a005 3003 8201 61 a105 3003 8101 62",
	  "permitted:dns:a,excluded:email:b" },
	{ "name-constraints", OID_EXT_NAME_CONSTRAINTS,
	  "300e a00c 300a 8708 c0000200 ffffff00", "permitted:ip:192.0.2.0/24" },
	{ "name-constraints", OID_EXT_NAME_CONSTRAINTS,
	  "300e a10c 300a 8708 00000000 00000000", "excluded:ip:0.0.0.0/0" },
	{ "name-constraints", OID_EXT_NAME_CONSTRAINTS,
	  "300e a10c 300a 8708 c0000201 ffffffff", "excluded:ip:192.0.2.1/32" },
	{ "name-constraints", OID_EXT_NAME_CONSTRAINTS,
	  "300e a10c 300a 8708 c0000201 ff00ff00",
	  "excluded:ip:192.0.2.1/255.0.255.0" },
	{ "name-constraints", OID_EXT_NAME_CONSTRAINTS,
	  "3026 a124 3022 8720 20010db8000000000000000000000000"
	  "ffffffff000000000000000000000000",
	  "excluded:ip:2001:db8::/32" },
	{ "name-constraints", OID_EXT_NAME_CONSTRAINTS,
	  "3024 a022 3020 a41e" NAME_AB, "permitted:dirname:O=B\\2CC\\\\D;CN=A" },
	{ "name-constraints", OID_EXT_NAME_CONSTRAINTS, "3008 a006 3004 a402 3000",
	  "permitted:dirname:" },
	{ "name-constraints", OID_EXT_NAME_CONSTRAINTS,
	  "300e a00c 300a a008 0603 2a0304 a001 05",
	  "permitted:other:1.2.3.4=#05" },
	{ "name-constraints", OID_EXT_NAME_CONSTRAINTS,
	  "300f a00d 300b a009 0603 2a0304 a002 0500",
	  "permitted:other:1.2.3.4=#0500" },
	{ "name-constraints", OID_EXT_NAME_CONSTRAINTS,
	  "3016 a014 3005 8803 2a0304 3005 a303 020105 3004 8602 2e61",
	  "permitted:oid:1.2.3.4,permitted:x400:#020105,permitted:uri:.a" },
	{ "name-constraints", OID_EXT_NAME_CONSTRAINTS,
	  "3009 a007 3005 a503 020105", "permitted:edi:#020105" },
	{ "name-constraints", OID_EXT_NAME_CONSTRAINTS, "3000", "" },
	{ "name-constraints", OID_EXT_NAME_CONSTRAINTS, "3004 a000 a100", "" },
	{ "name-constraints", OID_EXT_NAME_CONSTRAINTS,
	  "300a a008 3006 8201 61 8001 00", "permitted:dns:a" },
	{ "name-constraints", OID_EXT_NAME_CONSTRAINTS,
	  "300a a008 3006 8201 61 8001 01", "?permitted:dns:a" },
	{ "name-constraints", OID_EXT_NAME_CONSTRAINTS,
	  "300a a008 3006 8201 61 8101 01", "?permitted:dns:a" },
	{ "name-constraints", OID_EXT_NAME_CONSTRAINTS,
	  "300c a00a 3008 8706 c00002 ffffff", "?permitted:ip:" },
	{ "name-constraints", OID_EXT_NAME_CONSTRAINTS, "3007 a205 3003 8201 61",
	  "?" },
	{ "name-constraints", OID_EXT_NAME_CONSTRAINTS, "3007 a005 3003 8201 61 00",
	  "?" },
	{ "name-constraints", OID_EXT_NAME_CONSTRAINTS, "3004 a002 3000", "?" },
};

static void extension_of_row(size_t i, struct buf *out)
{
	struct buf value = { 0 };

	hex_add(&value, rows[i].hex);
	out->n = 0;
	put_extension(out, rows[i].extension, buf_span(&value));
	buf_free(&value);
}

TEST(each_extension_is_shown_as_words)
{
	struct buf extensions = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		enum value_state state;
		const char *text;

		ROW(rows[i].hex);
		extension_of_row(i, &extensions);
		text = shown(rows[i].field, buf_span(&extensions), &state);
		CHECK_EQ_STR(text, rows[i].text);
		CHECK((state == VALUE_INVALID) ==
		      (rows[i].text != NULL && rows[i].text[0] == '?'));
	}
	buf_free(&extensions);
}

/* Whatever is cut off or changed is read within its bounds. */
TEST(damaged_extensions_are_read_within_their_bounds)
{
	struct buf extensions = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		enum value_state state;

		extension_of_row(i, &extensions);
		for (size_t n = 0; n < extensions.n; n++) {
			shown(rows[i].field, span_of(extensions.p, n), &state);
			for (int bit = 0; bit < 8; bit++) {
				extensions.p[n] ^= (uint8_t)(1 << bit);
				shown(rows[i].field, buf_span(&extensions), &state);
				extensions.p[n] ^= (uint8_t)(1 << bit);
			}
		}
	}
	CHECK(extensions.n > 0);
	buf_free(&extensions);
}

TEST(of_two_extensions_of_a_kind_the_first_counts)
{
	struct buf extensions = { 0 };
	enum value_state state;

	put_extension(&extensions, OID_EXT_POLICIES, SPAN_LIT("\x30\x00"));
	put_extension(&extensions, OID_EXT_SUBJECT_ALT_NAME,
		      SPAN_LIT("\x30\x03\x82\x01\x61"));
	put_extension(&extensions, OID_EXT_SUBJECT_ALT_NAME,
		      SPAN_LIT("\x30\x03\x82\x01\x62"));
	CHECK_EQ_STR(shown("dns", buf_span(&extensions), &state), "a");
	CHECK_EQ_STR(shown("crl-points", buf_span(&extensions), &state), NULL);
	CHECK_EQ_STR(shown("dns", (struct span){ 0 }, &state), NULL);
	buf_free(&extensions);
}

/* No word of a list has a comma, whatever is in it; and no two are shown alike. */
TEST(words_are_told_apart)
{
	static const char *const names[] = {
		"3008 8203 612c62 8201 63", /* "a,b", "c" */
		"3008 8201 61 8203 622c63", /* "a", "b,c" */
		"3009 8201 61 8201 62 8201 63",	 "3007 8205 612c622c63",
		"3009 8207 61 5c3243 622c63", /* "a\2Cb,c" */
		"300a 8204 61 5c2c62 8202 2c63",
	};
	char *seen[ARRAY_LEN(names)];

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct buf value = { 0 }, extensions = { 0 };
		enum value_state state;

		hex_add(&value, names[i]);
		put_extension(&extensions, OID_EXT_SUBJECT_ALT_NAME,
			      buf_span(&value));
		seen[i] = strdup(shown("dns", buf_span(&extensions), &state));
		for (size_t k = 0; k < i; k++)
			CHECK(strcmp(seen[i], seen[k]) != 0);
		buf_free(&value);
		buf_free(&extensions);
	}
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		free(seen[i]);
}
