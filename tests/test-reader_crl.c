/* What a reader makes of CRLs, for those who want them and those who do not. */
#include "tap.h"

#include "base/caps.h"
#include "feed.h"
#include "fixture.h"
#include "formats/format.h"

/* The numbers of the CRLs, and how many certificates came. */
struct outcome {
	struct collect said;
	struct reader reader;
	struct buf text;
	bool went_on;
};

static bool see_certificate(void *context, const struct cert *c UNUSED,
			    const struct origin *o UNUSED)
{
	buf_str(context, "c ");
	return true;
}

static bool see_crl(void *context, const struct crl *c, const struct origin *o)
{
	struct crl_extensions x;
	const char *fact;

	crl_extensions(c, &x, &fact);
	buf_hex(context, x.number);
	if (o->line > 0)
		buf_printf(context, "@%u", (unsigned)o->line);
	else
		buf_printf(context, "+%u", (unsigned)o->offset);
	buf_put(context, ' ');
	return true;
}

static bool see_one_crl(void *context, const struct crl *c, const struct origin *o)
{
	see_crl(context, c, o);
	return false;
}

static void begin(struct outcome *o)
{
	*o = (struct outcome){ .went_on = false };
	collect_start(&o->said);
	reader_start(&o->reader, &o->said.diags,
		     (struct sink){ .certificate = see_certificate,
				    .context = &o->text });
	o->reader.crl_sink = (struct crl_sink){ see_crl, &o->text };
}

static void end(struct outcome *o)
{
	reader_end(&o->reader);
	collect_end(&o->said);
	buf_free(&o->text);
}

static const struct {
	const char *file, *text, *diags;
	uint64_t lost;
	const char *unwanted; /* what is said to who does not want CRLs */
} rows[] = {
	{ "crl/base.crl", "0a+0 ", "", 0, "other-object+0 no-certificate" },
	{ "crl/mixed.pem", "c 0a@12 0c@22 0b@31 ", "", 0,
	  "other-object:12 other-object:22 other-object:31+0" },
	{ "crl/both.p7b", "c 0a+407 0c+765 ", "other-object+750", 0,
	  "other-object+407 other-object+750 other-object+765" },
	{ "crl/crls-alone.p7b", "0a+45 0c+388 ", "", 0,
	  "other-object+45 other-object+388 no-certificate" },
	{ "crl/not-a-crl.p7b", "0a+45 ", "crl-field+396", 1,
	  "other-object+45 other-object+388 no-certificate" },
	{ "crl/damaged.pem", "c 0c@21 ", "base64-character:3:1", 1,
	  "other-object:1 other-object:11 other-object:21 no-certificate" },
	{ "crl/no-time.crl", "", "certificate-field+71", 1,
	  "certificate-field+71" },
	{ "crl/ca.pem", "c ", "", 0, "" },
	{ "pem/crl.pem", "c 01@12 c ", "", 0, "other-object:12" },
	{ "windows/crls.p7b", "c c c 01+1331 ", "other-object+466", 0,
	  "other-object+466 other-object+1331" },
	{ "pem/text-only.pem", "", "no-crl", 0, "no-certificate" },
	{ "pem/empty.pem", "", "empty-file", 0, "empty-file" },
	{ "windows/empty.p7b", "", "no-crl", 0, "no-certificate" },
	{ "der/csr.der", "", "other-object+0 no-crl", 0,
	  "other-object+0 no-certificate" },
	{ "crl/directory", "0a+0 0c@1 ", "not-a-bundle", 0,
	  "other-object+0 not-a-bundle other-object:1 not-a-bundle not-a-bundle "
	  "no-certificate" },
};

TEST(who_wants_crls_gets_them_in_file_order)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct outcome o;

		ROW(rows[i].file);
		begin(&o);
		CHECK(reader_path(&o.reader, fixture_path(rows[i].file)));
		CHECK_EQ_STR(buf_c(&o.text), rows[i].text);
		CHECK_EQ_STR(buf_c(&o.said.text), rows[i].diags);
		CHECK_EQ_INT(o.reader.lost, rows[i].lost);
		end(&o);
	}
}

TEST(who_does_not_want_crls_is_told_of_them)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct outcome o;

		ROW(rows[i].file);
		begin(&o);
		o.reader.crl_sink.take = NULL;
		CHECK(reader_path(&o.reader, fixture_path(rows[i].file)));
		CHECK_EQ_STR(buf_c(&o.said.text), rows[i].unwanted);
		CHECK_EQ_INT(o.reader.crls, 0);
		end(&o);
	}
}

TEST(in_small_pieces_it_is_the_same)
{
	for (size_t i = 0; i + 1 < ARRAY_LEN(rows); i++) {
		struct buf bytes = fixture_bytes(rows[i].file);
		struct feed f = { .left = buf_span(&bytes), .step = 7 };
		struct outcome o;
		struct input in;

		ROW(rows[i].file);
		begin(&o);
		input_open(&in, feed_read, &f);
		CHECK(reader_input(&o.reader, &in, "memory"));
		CHECK_EQ_STR(buf_c(&o.text), rows[i].text);
		CHECK_EQ_STR(buf_c(&o.said.text), rows[i].diags);
		input_close(&in);
		end(&o);
		buf_free(&bytes);
	}
}

TEST(a_sink_of_crls_stops_the_reader)
{
	static const char *const files[] = { "crl/mixed.pem", "crl/both.p7b",
					     "crl/crls-alone.p7b",
					     "crl/directory" };

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct outcome o;

		ROW(files[i]);
		begin(&o);
		o.reader.crl_sink.take = see_one_crl;
		CHECK(!reader_path(&o.reader, fixture_path(files[i])));
		CHECK_EQ_INT(o.reader.crls, 1);
		end(&o);
	}
}

/*
 * A source of a CRL's first bytes, and nothing after them: whether the length is
 * accepted shows in what is said.
 */
static const char *said_of_length(uint64_t length, bool wanted, size_t name)
{
	static struct buf text;
	struct buf bytes = { 0 }, names = { 0 };
	struct feed f = { 0 };
	struct outcome o;
	struct input in;

	der_put_head(&names, DER_SEQUENCE, name);
	buf_fill(&names, 0, name);
	der_put_head(&bytes, DER_SEQUENCE, length - 6);
	der_put_head(&bytes, DER_SEQUENCE, length - 12);
	buf_add(&bytes, SPAN_LIT("\x30\x00"));
	buf_add(&bytes, buf_span(&names));
	buf_add(&bytes, SPAN_LIT("\x17\x0d"));
	f.left = buf_span(&bytes);
	begin(&o);
	if (!wanted)
		o.reader.crl_sink.take = NULL;
	input_open(&in, feed_read, &f);
	CHECK(reader_input(&o.reader, &in, "memory"));
	text.n = 0;
	buf_add(&text, buf_span(&o.said.text));
	input_close(&in);
	end(&o);
	buf_free(&bytes);
	buf_free(&names);
	return buf_c(&text);
}

TEST(a_crl_has_a_limit_of_its_own)
{
	CHECK_EQ_STR(said_of_length(CAP_CRL_BYTES - 1, true, 9), "truncated+0");
	CHECK_EQ_STR(said_of_length(CAP_CRL_BYTES, true, 9), "truncated+0");
	CHECK_EQ_STR(said_of_length(CAP_CRL_BYTES + 1, true, 9),
		     "too-large+0 truncated+0");
	CHECK_EQ_STR(said_of_length(CAP_CRL_BYTES + 1, false, 9),
		     "other-object+0 truncated+0");
	/* a name that is longer than what other objects are known by */
	CHECK_EQ_STR(said_of_length(CAP_CRL_BYTES, true, 5000), "truncated+0");
}
