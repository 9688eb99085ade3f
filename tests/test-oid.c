#include "tap.h"

#include "hex.h"
#include "x509/der.h"
#include "x509/oid.h"

static const struct oid *row(int i)
{
	return oid_row((enum oid_id)i);
}

TEST(the_octets_of_every_row_are_those_of_its_dotted_form)
{
	struct buf text = { 0 };

	for (int i = 0; i < OID_COUNT; i++) {
		ROW(row(i)->name);
		text.n = 0;
		CHECK(der_oid_text(row(i)->octets, &text));
		CHECK_EQ_STR(buf_c(&text), row(i)->dotted);
		CHECK_EQ_INT(row(i)->id, i);
	}
	buf_free(&text);
}

TEST(the_rows_of_a_kind_stand_together_and_no_kind_is_empty)
{
	bool ended[OID_KINDS] = { false };
	size_t count[OID_KINDS] = { 0 };

	for (int i = 0; i < OID_COUNT; i++) {
		enum oid_kind kind = row(i)->kind;

		ROW(row(i)->name);
		CHECK(kind < OID_KINDS);
		CHECK(!ended[kind]);
		count[kind]++;
		if (i + 1 == OID_COUNT || row(i + 1)->kind != kind)
			ended[kind] = true;
	}
	ROW("");
	for (int kind = 0; kind < OID_KINDS; kind++)
		CHECK(count[kind] > 0);
}

TEST(no_identifier_and_no_name_stands_twice_in_a_kind)
{
	for (int i = 0; i < OID_COUNT; i++) {
		for (int k = 0; k < i; k++) {
			if (row(i)->kind != row(k)->kind)
				continue;
			ROW(row(i)->name);
			CHECK(!span_eq(row(i)->octets, row(k)->octets));
			CHECK(strcmp(row(i)->name, row(k)->name) != 0);
			CHECK(strcmp(row(i)->dotted, row(k)->dotted) != 0);
			if (row(i)->kind == OID_ATTRIBUTE ||
			    row(i)->kind == OID_CURVE)
				CHECK(strcmp(row(i)->short_name,
					     row(k)->short_name) != 0);
		}
	}
}

/* Two keys of one short name and size would be one key field. */
TEST(the_words_of_the_key_field_tell_the_keys_apart)
{
	for (int i = 0; i < OID_COUNT; i++) {
		for (int k = 0; k < i; k++) {
			if (row(i)->kind != OID_KEY || row(k)->kind != OID_KEY)
				continue;
			ROW(row(i)->name);
			CHECK(strcmp(row(i)->short_name, row(k)->short_name) != 0);
		}
	}
}

TEST(names_are_printable_words)
{
	for (int i = 0; i < OID_COUNT; i++) {
		ROW(row(i)->dotted);
		CHECK(*row(i)->name != '\0');
		for (const char *p = row(i)->name; *p != '\0'; p++)
			CHECK(*p > ' ' && *p < 0x7f && *p != ',');
		for (const char *p = row(i)->short_name; *p != '\0'; p++)
			CHECK(*p > ' ' && *p < 0x7f && *p != ',');
	}
}

/* The hash of a signature is the name of a hash, where there is a row for it. */
TEST(the_name_of_a_signature_says_its_hash)
{
	for (int i = 0; i < OID_COUNT; i++) {
		char upper[32] = "";
		const struct oid *o = row(i);

		if (o->kind != OID_SIGNATURE ||
		    strncmp(o->short_name, "sha", 3) != 0)
			continue;
		ROW(o->name);
		for (size_t n = 0;
		     o->short_name[n] != '\0' && n + 1 < sizeof(upper); n++)
			upper[n] = (char)toupper((unsigned char)o->short_name[n]);
		CHECK(strstr(o->name, o->short_name) != NULL ||
		      strstr(o->name, upper) != NULL);
	}
}

TEST(find_gives_the_row_of_its_kind_alone)
{
	for (int i = 0; i < OID_COUNT; i++) {
		struct span exact = exact_copy(row(i)->octets);

		ROW(row(i)->name);
		CHECK(oid_find(row(i)->kind, exact) == row(i));
		for (int kind = 0; kind < OID_KINDS; kind++) {
			const struct oid *found =
				oid_find((enum oid_kind)kind, exact);

			CHECK(found == NULL || found->kind == (enum oid_kind)kind);
		}
		/* neither a prefix nor an extension is the same */
		CHECK(oid_find(row(i)->kind, span_of(exact.p, exact.n - 1)) !=
		      row(i));
		exact_free(exact);
	}
	ROW("");
	CHECK(oid_find(OID_KEY, (struct span){ 0 }) == NULL);
	CHECK(oid_find(OID_KEY, SPAN_LIT("\x2a\x03")) == NULL);
	CHECK(oid_find(OID_HASH, row(OID_KEY_RSA)->octets) == NULL);
}

static const struct {
	const char *label;
	enum oid_kind kind;
	const char *hex, *name;
} names[] = {
	{ "a row", OID_SIGNATURE, "2a864886f70d01010b", "sha256WithRSAEncryption" },
	{ "a row of another kind", OID_KEY, "2a864886f70d01010b",
	  "1.2.840.113549.1.1.11" },
	{ "the same octets, two kinds", OID_KEY, "2b6570", "Ed25519" },
	{ "no row", OID_EKU, "2a0304", "1.2.3.4" },
	{ "no identifier", OID_EKU, "2a8304ff", "?2a8304ff" },
	{ "an arc beyond 2^63", OID_EKU, "2a81808080808080808000",
	  "?2a81808080808080808000" },
	{ "nothing", OID_EKU, "", "?" },
};

TEST(a_name_is_the_rows_or_dotted_or_hex)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct span s = hex_exact(names[i].hex);

		ROW(names[i].label);
		out.n = 0;
		oid_name(names[i].kind, s, &out);
		CHECK_EQ_STR(buf_c(&out), names[i].name);
		exact_free(s);
	}
	buf_free(&out);
}
