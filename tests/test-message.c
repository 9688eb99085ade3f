#include "tap.h"

#include "fixture.h"
#include "x509/moment.h"
#include "verify/message.h"

/* One message of a fixture, and what is said of it. */
struct judged {
	struct message_check check;
	size_t count;
	enum message_answer answer;
	struct buf text;
	uint64_t elements; /* of the last one; where SPOIL is set, it is given this
			    */
	bool spoil, without_bytes;
};

static bool pass(void *context UNUSED, const struct cert *c UNUSED,
		 const struct origin *o UNUSED)
{
	return true;
}

static void judge(void *context, const struct signed_message *m)
{
	struct judged *j = context;
	struct signed_message copy = *m;

	if (j->spoil)
		copy.elements = j->elements;
	else
		j->elements = m->elements;
	if (j->without_bytes)
		copy.der = span_of(NULL, 0);
	j->count++;
	j->text.n = 0;
	j->answer = message_check(&j->check, &copy, &j->text);
}

static void read_message(struct judged *j, const char *file)
{
	struct collect said;
	struct reader r;

	collect_start(&said);
	reader_start(&r, &said.diags, (struct sink){ pass, NULL, j });
	r.message = judge;
	CHECK(reader_path(&r, fixture_path(file)));
	reader_end(&r);
	collect_end(&said);
}

static int64_t at(const char *text)
{
	int64_t when = 0;

	CHECK(moment_of_text(text, 0, &when, NULL));
	return when;
}

static void anchor(struct path_pool *p, const char *file)
{
	*p = (struct path_pool){ .bundle = fixture_bundle(file) };
	path_pool_index(p);
	path_pool_anchor(p, OID_UNKNOWN, true);
}

TEST(each_message_is_judged_by_its_signatures_and_signers)
{
	static const struct {
		const char *file, *when;
		enum message_answer answer;
		const char *text; /* a part of it */
	} rows[] = {
		{ "signed/good.p7s", "2026-01-01", MESSAGE_SIGNED, "\"Signer\"" },
		{ "signed/good.pem", "2026-01-01", MESSAGE_SIGNED, "\"Signer\"" },
		{ "signed/by-key.p7s", "2026-01-01", MESSAGE_SIGNED, "\"Signer\"" },
		{ "signed/no-attributes.p7s", "2026-01-01", MESSAGE_SIGNED,
		  "\"Signer\"" },
		{ "signed/ber.p7s", "2026-01-01", MESSAGE_SIGNED, "\"Signer\"" },
		{ "signed/pss-digest.p7s", "2026-01-01", MESSAGE_SIGNED,
		  "\"RSA Signer\"" },
		{ "signed/good.p7s", "2020-01-01", MESSAGE_SIGNED, "" },
		{ "signed/good.p7s", "2019-12-31", MESSAGE_REFUSED,
		  "not valid before" },
		{ "signed/expired.p7s", "2020-12-31", MESSAGE_SIGNED,
		  "\"Old Signer\"" },
		{ "signed/expired.p7s", "2026-01-01", MESSAGE_REFUSED, "expired" },
		{ "signed/other-content.p7s", "2026-01-01", MESSAGE_REFUSED,
		  "has changed" },
		{ "signed/other-signature.p7s", "2026-01-01", MESSAGE_REFUSED,
		  "has changed" },
		{ "signed/sha1.p7s", "2026-01-01", MESSAGE_REFUSED, "too weak" },
		{ "signed/stranger.p7s", "2026-01-01", MESSAGE_REFUSED,
		  "\"Stranger Root\"" },
		{ "signed/two.p7s", "2026-01-01", MESSAGE_REFUSED,
		  "\"Stranger Root\"" },
		{ "signed/detached.p7s", "2026-01-01", MESSAGE_UNDECIDED,
		  "detached" },
		{ "signed/no-signer.p7s", "2026-01-01", MESSAGE_UNDECIDED,
		  "serial number" },
		{ "signed/pss-20.p7s", "2026-01-01", MESSAGE_UNDECIDED, "PSS" },
		{ "windows/ber.p7b", "2026-01-01", MESSAGE_NOT_SIGNED, "without" },
		{ "windows/empty.p7b", "2026-01-01", MESSAGE_NOT_SIGNED,
		  "without" },
	};
	struct path_pool anchors;

	anchor(&anchors, "signed/root.pem");
	REQUIRE(anchors.bundle.count == 1);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct judged j = { .check = { .anchors = &anchors,
					       .anchors_name = "root.pem",
					       .when = at(rows[i].when) } };

		ROW(rows[i].file);
		read_message(&j, rows[i].file);
		CHECK_EQ_INT(j.count, 1);
		CHECK_EQ_INT(j.answer, rows[i].answer);
		if (strstr(buf_c(&j.text), rows[i].text) == NULL)
			TAP_FAIL("it says %s", buf_c(&j.text));
		buf_free(&j.text);
	}
	path_pool_free(&anchors);
}

/* The signer's certificate need not travel, and may be the anchor itself. */
TEST(a_signer_may_be_among_the_anchors)
{
	static const struct {
		const char *anchors, *file;
		enum message_answer answer;
	} rows[] = {
		{ "signed/good.p7s", "signed/no-signer.p7s", MESSAGE_SIGNED },
		{ "signed/good.p7s", "signed/good.p7s", MESSAGE_SIGNED },
		{ "signed/stranger.p7s", "signed/stranger.p7s", MESSAGE_SIGNED },
		{ "signed/stranger.p7s", "signed/good.p7s", MESSAGE_REFUSED },
		{ "signed/two.p7s", "signed/two.p7s", MESSAGE_SIGNED },
		{ "signed/good.p7s", "signed/other-content.p7s", MESSAGE_REFUSED },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct path_pool anchors;
		struct judged j = { .check = { .anchors = &anchors,
					       .anchors_name = "anchors",
					       .when = at("2026-01-01") } };

		ROW(rows[i].file);
		anchor(&anchors, rows[i].anchors);
		read_message(&j, rows[i].file);
		CHECK_EQ_INT(j.answer, rows[i].answer);
		if (i == 4)
			CHECK_EQ_STR(buf_c(&j.text),
				     "\"Signer\" and \"Stranger Root\"");
		buf_free(&j.text);
		path_pool_free(&anchors);
	}
}

TEST(what_gnutls_may_not_read_is_undecided)
{
	static const struct {
		uint64_t elements;
		bool without_bytes;
		enum message_answer answer;
		const char *text;
	} rows[] = {
		{ CAP_SIGNED_ELEMENTS - 1, false, MESSAGE_SIGNED, "Signer" },
		{ CAP_SIGNED_ELEMENTS, false, MESSAGE_SIGNED, "Signer" },
		{ CAP_SIGNED_ELEMENTS + 1, false, MESSAGE_UNDECIDED,
		  "4096 elements" },
		{ 0, true, MESSAGE_UNDECIDED, "4 MiB" },
	};
	struct path_pool anchors;

	anchor(&anchors, "signed/root.pem");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct judged j = { .check = { .anchors = &anchors,
					       .anchors_name = "root.pem",
					       .when = at("2026-01-01") },
				    .spoil = true,
				    .elements = rows[i].elements,
				    .without_bytes = rows[i].without_bytes };

		ROW(rows[i].text);
		read_message(&j, "signed/good.p7s");
		CHECK_EQ_INT(j.answer, rows[i].answer);
		CHECK(strstr(buf_c(&j.text), rows[i].text) != NULL);
		buf_free(&j.text);
	}
	path_pool_free(&anchors);
}

/* Those of certificates do not count, but each of these does as one. */
TEST(elements_are_counted_outside_of_certificates)
{
	static const struct {
		const char *file;
		uint64_t elements;
	} rows[] = {
		{ "windows/empty.p7b", 9 },
		{ "windows/ber.p7b", 16 + 3 + 4 },
		{ "windows/crls.p7b", 9 + 4 + 1 + 1 },
	};
	struct path_pool anchors;

	anchor(&anchors, "signed/root.pem");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct judged j = { .check = { .anchors = &anchors,
					       .anchors_name = "root.pem" } };

		ROW(rows[i].file);
		read_message(&j, rows[i].file);
		CHECK_EQ_INT(j.elements, rows[i].elements);
		buf_free(&j.text);
	}
	path_pool_free(&anchors);
}
