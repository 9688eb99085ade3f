#include "tap.h"

#include "hex.h"
#include "verify/crl_names.h"
#include "x509/der.h"

/* GeneralNames of one URI. */
static void add_uri(struct crl_names *n, const char *uri)
{
	struct buf names = { 0 };

	der_put_head(&names, DER_CONTEXT + 6, strlen(uri));
	buf_str(&names, uri);
	crl_names_add(n, buf_span(&names));
	buf_free(&names);
}

TEST(uris_compare_with_scheme_and_host_in_any_case)
{
	static const struct {
		const char *a, *b;
		bool meet;
	} rows[] = {
		{ "http://crl.example/a", "http://crl.example/a", true },
		{ "HTTP://CRL.Example/a", "http://crl.example/a", true },
		{ "http://crl.example/a", "http://crl.example/A", false },
		{ "http://crl.example/a", "http://crl.example/a/", false },
		{ "http://crl.example", "HTTP://CRL.EXAMPLE", true },
		{ "http://a.example/x", "http://b.example/x", false },
		{ "ldap://h/cn=A?b", "ldap://H/cn=A?b", true },
		{ "ldap://h/cn=A?b", "ldap://h/cn=a?b", false },
		{ "", "", true },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct crl_names a = { .count = 0 }, b = { .count = 0 };

		ROW(rows[i].a);
		add_uri(&a, rows[i].a);
		add_uri(&b, rows[i].b);
		CHECK(crl_names_meet(&a, &b) == rows[i].meet);
		CHECK(crl_names_meet(&b, &a) == rows[i].meet);
	}
}

/* CN=A, CN=a in another string type, and CN=A, CN=B in RDNs. */
#define CN_A	   "31 0a 30 08 06 03 55 04 03 0c 01 41"
#define CN_SMALL_A "31 0a 30 08 06 03 55 04 03 13 01 61"
#define AVA_B	   "30 08 06 03 55 04 03 0c 01 42"
#define CN_B	   "31 0a " AVA_B

TEST(points_meet_by_one_name_in_common)
{
	static const struct {
		const char *a, *b;
		bool meet;
	} rows[] = {
		/* directory names, whatever their case and string type */
		{ "a0 10 a4 0e 30 0c " CN_A, "a0 10 a4 0e 30 0c " CN_SMALL_A,
		  true },
		{ "a0 10 a4 0e 30 0c " CN_A, "a0 10 a4 0e 30 0c " CN_B, false },
		/* one of two */
		{ "a0 14 86 02 61 3a a4 0e 30 0c " CN_A, "a0 10 a4 0e 30 0c " CN_A,
		  true },
		/* the same bytes as another kind of name */
		{ "a0 04 86 02 61 3a", "a0 04 82 02 61 3a", false },
		{ "a0 04 82 02 61 3a", "a0 04 82 02 61 3a", true },
		{ "a0 04 82 02 41 3a", "a0 04 82 02 61 3a", false },
		/* relative to CN=A */
		{ "a1 0a " AVA_B, "a1 0a " AVA_B, true },
		{ "a1 0a " AVA_B, "a0 1c a4 1a 30 18 " CN_A CN_B, true },
		{ "a1 0a " AVA_B, "a0 1c a4 1a 30 18 " CN_SMALL_A CN_B, true },
		{ "a1 0a " AVA_B, "a0 1c a4 1a 30 18 " CN_B CN_A, false },
		{ "a1 0a " AVA_B, "a0 10 a4 0e 30 0c " CN_B, false },
		/* nothing in common */
		{ "a0 00", "a0 00", false },
		{ "", "", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct crl_names a = { .count = 0 }, b = { .count = 0 };
		struct span x = hex_exact(rows[i].a), y = hex_exact(rows[i].b),
			    issuer = hex_exact("30 0c " CN_A);
		char row[8];

		snprintf(row, sizeof(row), "%zu", i);
		ROW(row);
		crl_names_add_point(&a, x, issuer);
		crl_names_add_point(&b, y, issuer);
		CHECK(crl_names_meet(&a, &b) == rows[i].meet);
		CHECK(crl_names_meet(&b, &a) == rows[i].meet);
		exact_free(x);
		exact_free(y);
		exact_free(issuer);
	}
}

TEST(so_many_names_are_kept_and_more_are_known_of)
{
	for (size_t count = CAP_CRL_NAMES - 1; count <= CAP_CRL_NAMES + 1;
	     count++) {
		struct crl_names many = { .count = 0 }, last = { .count = 0 };
		char uri[16];

		for (size_t i = 1; i <= count; i++) {
			snprintf(uri, sizeof(uri), "x:%zu", i);
			add_uri(&many, uri);
		}
		add_uri(&last, uri);
		CHECK(many.more == (count > CAP_CRL_NAMES));
		CHECK(crl_names_meet(&many, &last) == (count <= CAP_CRL_NAMES));
	}
}
