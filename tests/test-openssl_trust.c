#include "tap.h"

#include "formats/openssl_trust.h"
#include "hex.h"

#define SERVER	"06082b06010505070301"
#define EMAIL	"06082b06010505070304"
#define CODE	"06082b06010505070303"
#define ANY	"0604551d2500"
#define UNKNOWN "06032a0304"

static const struct {
	const char *label, *hex;
	bool good, distrusted;
	const char *alias;
	const char *text;
} rows[] = {
	{ "nothing said", "3000", true, false, "", "" },
	{ "trusted for servers", "300c 300a " SERVER, true, false, "",
	  "trusted for serverAuth" },
	{ "for two purposes", "3016 3014 " SERVER EMAIL, true, false, "",
	  "trusted for serverAuth+emailProtection" },
	{ "for a purpose that has no name", "3007 3005 " UNKNOWN, true, false, "",
	  "trusted for 1.2.3.4" },
	{ "for two purposes in another order, one of them twice",
	  "3020 301e " EMAIL SERVER EMAIL, true, false, "",
	  "trusted for serverAuth+emailProtection" },
	{ "rejected for nothing", "3002 a000", true, false, "", "" },
	{ "trusted for servers and rejected for nothing",
	  "300e 300a " SERVER "a000", true, false, "", "trusted for serverAuth" },
	{ "a purpose after something else",
	  "3014 300a " SERVER "a006 0101ff 02 0101", false, false, "", "" },
	{ "rejected after something else",
	  "301b 300a " SERVER "a00d 0101ff " SERVER, false, false, "", "" },
	{ "for nothing", "3002 3000", true, true, "", "trusted for nothing" },
	{ "rejected for servers", "300c a00a " SERVER, true, true, "",
	  "rejected for serverAuth" },
	{ "rejected for everything", "3014 300a " SERVER "a006 " ANY, true, true,
	  "", "trusted for serverAuth; rejected for anyExtendedKeyUsage" },
	{ "trusted for servers, rejected for mail",
	  "3018 300a " SERVER "a00a " EMAIL, true, false, "",
	  "trusted for serverAuth; rejected for emailProtection" },
	{ "rejected for mail and nothing said of trust", "300c a00a " EMAIL, true,
	  true, "", "rejected for emailProtection" },
	{ "trusted and rejected for servers", "3018 300a " SERVER "a00a " SERVER,
	  true, true, "", "trusted for serverAuth; rejected for serverAuth" },
	{ "an alias", "3008 0c06 416c69617321", true, false, "Alias!", "" },
	{ "all of it and more",
	  "3026 300a " SERVER "a00a " EMAIL "0c05 4d79204341 0403 010203 a100",
	  true, false, "My CA",
	  "trusted for serverAuth; rejected for emailProtection" },
	{ "trust, alias and a key identifier",
	  "3013 300a " SERVER "0c01 41 0402 0102", true, false, "A",
	  "trusted for serverAuth" },
	{ "nothing", "", false, false, "", "" },
	{ "no SEQUENCE", "3100", false, false, "", "" },
	{ "bytes behind it", "3000 00", false, false, "", "" },
	{ "cut off", "300c 300a 06082b060105050703", false, false, "", "" },
	{ "a list beyond its end", "3004 300a 0000", false, false, "", "" },
};

TEST(trust_settings_are_read_and_put_in_words)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct span s = hex_exact(rows[i].hex);
		struct trust t = { .label = SPAN_LIT("kept") };
		struct buf out = { 0 };

		ROW(rows[i].label);
		CHECK(openssl_trust_parse(s, &t) == rows[i].good);
		if (rows[i].good) {
			CHECK(t.distrusted == rows[i].distrusted);
			CHECK_EQ_MEM(t.label.p, t.label.n, rows[i].alias,
				     strlen(rows[i].alias));
			CHECK(t.aux.p != NULL);
			openssl_trust_text(&t, &out);
			CHECK_EQ_STR(buf_c(&out), rows[i].text);
		} else {
			CHECK(span_eq(t.label, SPAN_LIT("kept")) &&
			      t.aux.p == NULL);
		}
		exact_free(s);
		buf_free(&out);
	}
}

TEST(without_settings_there_are_no_words)
{
	struct trust t = { 0 };
	struct buf out = { 0 };

	openssl_trust_text(&t, &out);
	CHECK_EQ_INT(out.n, 0);
	buf_free(&out);
}

TEST(every_truncation_is_refused_within_the_bytes)
{
	struct span whole = hex_exact("3018 300a " SERVER "a00a " EMAIL);

	for (size_t n = 0; n < whole.n; n++) {
		struct span cut = exact_copy(span_of(whole.p, n));
		struct trust t = { 0 };

		CHECK(!openssl_trust_parse(cut, &t));
		exact_free(cut);
	}
	exact_free(whole);
}

static const struct {
	const char *label, *hex;
	enum openssl_trust server, email, any;
} purposes[] = {
	{ "nothing said", "3000", OPENSSL_TRUST_UNSAID, OPENSSL_TRUST_UNSAID,
	  OPENSSL_TRUST_UNSAID },
	{ "an alias", "3008 0c06 416c69617321", OPENSSL_TRUST_UNSAID,
	  OPENSSL_TRUST_UNSAID, OPENSSL_TRUST_UNSAID },
	{ "trusted for servers", "300c 300a " SERVER, OPENSSL_TRUST_YES,
	  OPENSSL_TRUST_NO, OPENSSL_TRUST_YES },
	{ "trusted for everything", "3008 3006 " ANY, OPENSSL_TRUST_YES,
	  OPENSSL_TRUST_YES, OPENSSL_TRUST_YES },
	{ "trusted for servers, rejected for mail",
	  "3018 300a " SERVER "a00a " EMAIL, OPENSSL_TRUST_YES, OPENSSL_TRUST_NO,
	  OPENSSL_TRUST_YES },
	{ "for nothing", "3002 3000", OPENSSL_TRUST_NO, OPENSSL_TRUST_NO,
	  OPENSSL_TRUST_NO },
	{ "rejected for servers", "300c a00a " SERVER, OPENSSL_TRUST_NO,
	  OPENSSL_TRUST_NO, OPENSSL_TRUST_NO },
};

TEST(trust_is_for_a_purpose)
{
	struct trust none = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(purposes); i++) {
		struct span s = hex_exact(purposes[i].hex);
		struct trust t = { 0 };

		ROW(purposes[i].label);
		REQUIRE(openssl_trust_parse(s, &t));
		CHECK_EQ_INT(openssl_trust_for(&t, OID_EKU_SERVER),
			     purposes[i].server);
		CHECK_EQ_INT(openssl_trust_for(&t, OID_EKU_EMAIL),
			     purposes[i].email);
		CHECK_EQ_INT(openssl_trust_for(&t, OID_UNKNOWN), purposes[i].any);
		exact_free(s);
	}
	ROW("");
	CHECK_EQ_INT(openssl_trust_for(&none, OID_EKU_SERVER),
		     OPENSSL_TRUST_UNSAID);
}
