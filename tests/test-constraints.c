#include "tap.h"

#include "make_cert.h"
#include "verify/constraints.h"

/* ---- One name against one subtree ---- */

/* A name and a base of the same form; of a directoryName, common names. */
static const struct {
	enum name_form form;
	const char *base, *name;
	enum constraints_answer permitted, excluded;
} rows[] = {
#define IN   CONSTRAINTS_HOLD, CONSTRAINTS_EXCLUDED
#define OUT  CONSTRAINTS_NOT_PERMITTED, CONSTRAINTS_HOLD
#define BAD  CONSTRAINTS_BAD_NAME, CONSTRAINTS_BAD_NAME
#define NONE CONSTRAINTS_UNKNOWN, CONSTRAINTS_UNKNOWN
	/* RFC 5280 section 4.2.1.10: labels may be added on the left. */
	{ NAME_DNS, "example.com", "example.com", IN },
	{ NAME_DNS, "example.com", "www.example.com", IN },
	{ NAME_DNS, "example.com", "a.b.EXAMPLE.com", IN },
	{ NAME_DNS, "example.com", "myexample.com", OUT },
	{ NAME_DNS, "example.com", "com", OUT },
	{ NAME_DNS, "example.com", "example.com.evil.test", OUT },
	{ NAME_DNS, ".example.com", "www.example.com", IN },
	{ NAME_DNS, ".example.com", "example.com", OUT },
	{ NAME_DNS, ".example.com", "myexample.com", OUT },
	{ NAME_DNS, "", "anything.test", IN },
	{ NAME_DNS, "example.com", "*.example.com", IN },
	{ NAME_DNS, "example.com", "*.com", CONSTRAINTS_NOT_PERMITTED,
	  CONSTRAINTS_EXCLUDED }, /* it is example.com, too */
	{ NAME_DNS, "www.example.com", "*.example.com", CONSTRAINTS_NOT_PERMITTED,
	  CONSTRAINTS_EXCLUDED },
	{ NAME_DNS, "a.www.example.com", "*.example.com", OUT },
	{ NAME_DNS, "www.example.com", "w*.example.com", CONSTRAINTS_NOT_PERMITTED,
	  CONSTRAINTS_EXCLUDED },
	{ NAME_DNS, "example.com", "", BAD },
	{ NAME_DNS, "example.com", "example.com.", BAD },
	{ NAME_DNS, "example.com", ".example.com", BAD },
	{ NAME_DNS, "example.com", "a..example.com", BAD },
	{ NAME_DNS, "example.com", "a b.example.com", BAD },
	{ NAME_DNS, "example.com", "a.*.example.com", BAD },
	{ NAME_DNS, "example.com", "\xc3\xa4.example.com", BAD },
	{ NAME_DNS, "*.example.com", "www.example.com", NONE },
	{ NAME_DNS, ".", "www.example.com", NONE },
	{ NAME_DNS, "..example.com", "www.example.com", NONE },

	{ NAME_EMAIL, "root@example.com", "root@example.com", IN },
	{ NAME_EMAIL, "root@example.com", "root@EXAMPLE.com", IN },
	{ NAME_EMAIL, "root@example.com", "Root@example.com", OUT },
	{ NAME_EMAIL, "root@example.com", "root@www.example.com", OUT },
	{ NAME_EMAIL, "example.com", "root@example.com", IN },
	{ NAME_EMAIL, "example.com", "root@www.example.com", OUT },
	{ NAME_EMAIL, ".example.com", "root@www.example.com", IN },
	{ NAME_EMAIL, ".example.com", "root@a.b.example.com", IN },
	{ NAME_EMAIL, ".example.com", "root@example.com", OUT },
	{ NAME_EMAIL, "", "root@example.com", IN },
	{ NAME_EMAIL, "example.com", "\"a@b\"@example.com", IN },
	{ NAME_EMAIL, "example.com", "example.com", BAD },
	{ NAME_EMAIL, "example.com", "@example.com", BAD },
	{ NAME_EMAIL, "example.com", "root@", BAD },
	{ NAME_EMAIL, "@example.com", "root@example.com", NONE },
	{ NAME_EMAIL, "root@", "root@example.com", NONE },

	{ NAME_URI, "example.com", "https://example.com/a?b", IN },
	{ NAME_URI, "example.com", "https://example.com", IN },
	{ NAME_URI, "example.com", "ldap://u:p@EXAMPLE.com:389/x", IN },
	{ NAME_URI, "example.com", "https://www.example.com/", OUT },
	{ NAME_URI, "example.com", "https://evil.test/@example.com", OUT },
	{ NAME_URI, "example.com", "https://evil.test#@example.com", OUT },
	{ NAME_URI, ".example.com", "https://www.example.com:8/", IN },
	{ NAME_URI, ".example.com", "https://example.com/", OUT },
	{ NAME_URI, "", "https://example.com/", IN },
	{ NAME_URI, "example.com", "https://192.0.2.7/", BAD },
	{ NAME_URI, "example.com", "https://[2001:db8::7]/", BAD },
	{ NAME_URI, "example.com", "urn:example.com", BAD },
	{ NAME_URI, "example.com", "://example.com", BAD },
	{ NAME_URI, "example.com", "https:///a", BAD },
	{ NAME_URI, "example.com", "", BAD },
	{ NAME_URI, "https://example.com", "https://example.com", NONE },

	/* in hex */
	{ NAME_IP, "c0000200ffffff00", "c0000207", IN },
	{ NAME_IP, "c0000200ffffff00", "c0000307", OUT },
	{ NAME_IP, "0000000000000000", "c0000307", IN },
	{ NAME_IP, "c0000207ffffffff", "c0000207", IN },
	{ NAME_IP, "c0000207fffffffe", "c0000206", IN },
	{ NAME_IP, "c0000207fffffffe", "c0000208", OUT },
	{ NAME_IP, "c0000200ffffff00", "20010db8000000000000000000000007", OUT },
	{ NAME_IP,
	  "20010db8000000000000000000000000ffffffff000000000000000000000000",
	  "20010db8000000000000000000000007", IN },
	{ NAME_IP,
	  "20010db8000000000000000000000000ffffffff000000000000000000000000",
	  "20010db9000000000000000000000007", OUT },
	{ NAME_IP, "c0000200ffffff00", "c00002", BAD },
	{ NAME_IP, "c0000200ffffff00", "c000020000", BAD },
	{ NAME_IP, "c0000200ffffff00", "", BAD },
	{ NAME_IP, "c0000200ff00ff00", "c0000207", NONE },
	{ NAME_IP, "c0000200", "c0000207", NONE },
	{ NAME_IP, "c0000200ffffff0000", "c0000207", NONE },

	{ NAME_DIRECTORY, "CA", "CA", IN },
	{ NAME_DIRECTORY, "C A", " c   a ", IN }, /* RFC 5280 section 7.1 */
	{ NAME_DIRECTORY, "CA", "CAB", OUT },
	{ NAME_DIRECTORY, "", "CA", IN },

	{ NAME_REGISTERED_ID, "\x2a\x03", "\x2a\x03", NONE },
	{ NAME_OTHER, "\x06\x02\x2a\x03", "\x06\x02\x2a\x03", NONE },
};

static uint8_t tag_of(enum name_form form)
{
	bool constructed = form == NAME_OTHER || form == NAME_X400 ||
			   form == NAME_DIRECTORY || form == NAME_EDI;

	return (uint8_t)((constructed ? DER_CONTEXT_CONSTRUCTED : DER_CONTEXT) +
			 form);
}

/* The content of a GeneralName. */
static void put_value(struct buf *out, enum name_form form, const char *text)
{
	if (form == NAME_DIRECTORY)
		put_name(out, text);
	else if (form == NAME_IP)
		hex_add(out, text);
	else
		buf_str(out, text);
}

static void put_general(struct buf *out, enum name_form form, const char *text)
{
	struct buf value = { 0 };

	put_value(&value, form, text);
	put_element(out, tag_of(form), &value);
}

/* A certificate whose subject is empty, with names in DER, which are freed. */
static void make_named(struct bundle *b, const char *subject, struct buf *names)
{
	struct make m = { .subject = subject, .issuer = "CA" };

	if (names->n > 0)
		put_alt_names(&m.extensions, names);
	make_cert(b, m);
}

static struct span alt_names_of(const struct cert *c)
{
	struct span rest = c->extensions, content;
	struct cert_extension x;

	while (cert_next_extension(&rest, &x))
		if (span_eq(x.oid, oid_row(OID_EXT_SUBJECT_ALT_NAME)->octets) &&
		    der_take(&x.value, DER_SEQUENCE, &content))
			return content;
	return (struct span){ 0 };
}

/* A nameConstraints of one list of GeneralSubtrees, which is freed. */
static void put_value_of(struct buf *out, struct buf *list, bool excluded)
{
	struct buf content = { 0 };

	put_element(&content, (uint8_t)(DER_CONTEXT_CONSTRUCTED + excluded), list);
	put_element(out, DER_SEQUENCE, &content);
}

static void put_base(struct buf *list, enum name_form form, const char *base)
{
	struct buf one = { 0 };

	put_general(&one, form, base);
	put_element(list, DER_SEQUENCE, &one);
}

/* What is checked, and all that it is made of. */
struct scene {
	struct bundle bundle;
	struct arena arena;
	struct name_set names;
	const struct constraints *constraints;
	struct buf value;
	struct name found;
};

/* names and list are freed. */
static void scene_start(struct scene *s, const char *subject, struct buf *names,
			struct buf *list, bool excluded)
{
	const struct cert *c;

	*s = (struct scene){ 0 };
	make_named(&s->bundle, subject, names);
	c = &s->bundle.entry[0].cert;
	names_of(&s->arena, c, alt_names_of(c), &s->names);
	put_value_of(&s->value, list, excluded);
	s->constraints = constraints_read(&s->arena, buf_span(&s->value));
	CHECK(s->constraints != NULL);
}

static enum constraints_answer ask(struct scene *s, bool hosts, uint64_t left)
{
	if (s->constraints == NULL)
		return CONSTRAINTS_GAVE_UP;
	return constraints_check(s->constraints, &s->names, hosts, &left,
				 &s->found);
}

static void scene_free(struct scene *s)
{
	buf_free(&s->value);
	arena_free(&s->arena);
	bundle_free(&s->bundle);
}

static enum constraints_answer check(size_t row, bool excluded)
{
	enum constraints_answer answer;
	struct buf names = { 0 }, list = { 0 };
	struct scene s;

	put_general(&names, rows[row].form, rows[row].name);
	put_base(&list, rows[row].form, rows[row].base);
	scene_start(&s, "", &names, &list, excluded);
	CHECK_EQ_INT(s.names.count, 1);
	answer = ask(&s, true, 1);
	CHECK(answer == CONSTRAINTS_HOLD || s.found.form == rows[row].form);
	scene_free(&s);
	return answer;
}

TEST(names_lie_within_subtrees_or_not)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char row[200];

		snprintf(row, sizeof(row), "%s: %s in %s",
			 name_form_word(rows[i].form), rows[i].name, rows[i].base);
		ROW(row);
		CHECK_EQ_INT(check(i, false), rows[i].permitted);
		CHECK_EQ_INT(check(i, true), rows[i].excluded);
		ROW("");
	}
}

/* Another form than that of the subtree is not bound by it. */
TEST(a_subtree_is_for_its_form_alone)
{
	for (enum name_form form = 0; form < NAME_FORMS; form++) {
		struct buf names = { 0 }, list = { 0 };
		struct scene s;

		if (form == NAME_DNS)
			continue;
		ROW(name_form_word(form));
		put_general(&names, form, "c0000207");
		put_base(&list, NAME_DNS, "example.com");
		scene_start(&s, "", &names, &list, false);
		CHECK_EQ_INT(ask(&s, true, 0), CONSTRAINTS_HOLD);
		scene_free(&s);
	}
}

TEST(one_of_several_subtrees_is_enough)
{
	struct buf names = { 0 }, list = { 0 };
	struct scene s;

	put_general(&names, NAME_DNS, "www.b.test");
	put_base(&list, NAME_DNS, "a.test");
	put_base(&list, NAME_DNS, "b.test");
	scene_start(&s, "", &names, &list, false);
	CHECK_EQ_INT(ask(&s, true, 2), CONSTRAINTS_HOLD);
	scene_free(&s);
}

/* Two names, three subtrees: six comparisons. */
TEST(comparisons_are_counted_before_they_are_made)
{
	struct buf names = { 0 }, list = { 0 };
	struct scene s;
	uint64_t left = 6;

	put_general(&names, NAME_DNS, "www.b.test");
	put_general(&names, NAME_DNS, "www.c.test");
	put_base(&list, NAME_DNS, "b.test");
	put_base(&list, NAME_DNS, "c.test");
	put_base(&list, NAME_DNS, "d.test");
	scene_start(&s, "", &names, &list, false);
	CHECK_EQ_INT(ask(&s, true, 5), CONSTRAINTS_GAVE_UP);
	CHECK_EQ_INT(ask(&s, true, 6), CONSTRAINTS_HOLD);
	CHECK_EQ_INT(ask(&s, true, 7), CONSTRAINTS_HOLD);
	constraints_check(s.constraints, &s.names, true, &left, &s.found);
	CHECK_EQ_INT(left, 0);
	scene_free(&s);
}

/* 256 bytes are compared at the price of one: a long name is no way around it. */
TEST(a_long_name_costs_more)
{
	struct buf names = { 0 }, list = { 0 }, mailbox = { 0 };
	struct scene s;

	buf_fill(&mailbox, 'a', 600);
	buf_str(&mailbox, "@b.test");
	put_general(&names, NAME_EMAIL, buf_c(&mailbox));
	put_base(&list, NAME_EMAIL, "b.test");
	put_base(&list, NAME_EMAIL, "c.test");
	scene_start(&s, "", &names, &list, false);
	CHECK_EQ_INT(ask(&s, true, 5), CONSTRAINTS_GAVE_UP);
	CHECK_EQ_INT(ask(&s, true, 6), CONSTRAINTS_HOLD);
	buf_free(&mailbox);
	scene_free(&s);
}

/* ---- All names of a certificate ---- */

/* A common name is a host's name where it looks like one and there is no other. */
static const struct {
	const char *subject, *dns; /* NULL: no dNSName */
	bool hosts;
	enum constraints_answer answer;
} hosts[] = {
	{ "www.evil.test", NULL, true, CONSTRAINTS_NOT_PERMITTED },
	{ "www.evil.test", NULL, false, CONSTRAINTS_HOLD },
	{ "www.example.com", NULL, true, CONSTRAINTS_HOLD },
	{ "www.evil.test", "www.example.com", true, CONSTRAINTS_HOLD },
	{ "www evil.test", NULL, true, CONSTRAINTS_HOLD },
	{ "localhost", NULL, true, CONSTRAINTS_HOLD },
	{ "*.evil.test", NULL, true, CONSTRAINTS_NOT_PERMITTED },
};

TEST(a_common_name_counts_where_a_client_would_take_it_for_a_host)
{
	for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
		struct buf names = { 0 }, list = { 0 };
		struct scene s;

		ROW(hosts[i].subject);
		if (hosts[i].dns != NULL)
			put_general(&names, NAME_DNS, hosts[i].dns);
		put_base(&list, NAME_DNS, "example.com");
		scene_start(&s, hosts[i].subject, &names, &list, false);
		CHECK_EQ_INT(ask(&s, hosts[i].hosts, 10), hosts[i].answer);
		scene_free(&s);
	}
}

TEST(names_are_those_of_the_subject_and_of_the_extension)
{
	struct buf names = { 0 }, list = { 0 };
	const struct name *n;
	struct scene s;

	put_general(&names, NAME_EMAIL, "a@b.test");
	put_general(&names, NAME_DIRECTORY, "Another");
	put_base(&list, NAME_DIRECTORY, "host");
	scene_start(&s, "host", &names, &list, false);
	REQUIRE(s.names.count == 4);
	n = s.names.name;
	CHECK(n[0].form == NAME_DIRECTORY && !n[0].common_name);
	CHECK(n[1].form == NAME_DNS && n[1].common_name);
	CHECK(n[2].form == NAME_EMAIL && !n[2].common_name);
	CHECK(span_eq(n[2].value, SPAN_LIT("a@b.test")));
	CHECK(n[3].form == NAME_DIRECTORY);
	CHECK(!s.names.has_dns && s.names.unreadable == NULL);
	/* The subject lies within, the directoryName does not. */
	CHECK_EQ_INT(ask(&s, true, 10), CONSTRAINTS_NOT_PERMITTED);
	CHECK_EQ_INT(s.found.form, NAME_DIRECTORY);
	scene_free(&s);
}

/* id-on-SmtpUTF8Mailbox (RFC 8398) is bound by the constraints of rfc822Name. */
TEST(an_internationalised_mailbox_is_a_mailbox)
{
	struct buf value = { 0 }, content = { 0 }, other = { 0 }, list = { 0 };
	struct scene s;

	put_oid(&value, "1.3.6.1.5.5.7.8.9");
	put_span(&content, DER_UTF8_STRING, SPAN_LIT("\xc3\xa4@evil.test"));
	put_element(&value, DER_CONTEXT_CONSTRUCTED, &content);
	put_element(&other, DER_CONTEXT_CONSTRUCTED, &value);
	put_base(&list, NAME_EMAIL, "example.com");
	scene_start(&s, "", &other, &list, false);
	CHECK_EQ_INT(s.names.count, 2);
	CHECK_EQ_INT(ask(&s, true, 10), CONSTRAINTS_NOT_PERMITTED);
	scene_free(&s);
}

/* 0x00d8 is a lone surrogate in a BMPString. */
TEST(a_subject_that_cannot_be_read_is_refused)
{
	struct buf names = { 0 }, list = { 0 };
	struct scene s;

	hex_add(&names, "a411 300f 310d 300b 0603550403 1e04 d8000041");
	put_base(&list, NAME_DNS, "example.com");
	scene_start(&s, "", &names, &list, false);
	CHECK(s.names.unreadable != NULL);
	CHECK_EQ_INT(ask(&s, true, 10), CONSTRAINTS_BAD_NAME);
	CHECK(s.found.value.p == NULL);
	scene_free(&s);
}

/* ---- The extension ---- */

static const struct {
	const char *hex;
	bool good;
} extensions[] = {
	{ "300f a00d 300b 8209 6c6f63616c686f7374", true },
	{ "300f a10d 300b 8209 6c6f63616c686f7374", true },
	{ "3012 a010 300e 8209 6c6f63616c686f7374 800100", true }, /* minimum 0 */
	{ "", false },
	{ "3000", false }, /* no subtrees */
	{ "3004 a000 a100", false },
	{ "3002 a000", false },
	{ "300f a00d 300b 8209 6c6f63616c686f7374 00", false }, /* more after it */
	{ "3011 a00d 300b 8209 6c6f63616c686f7374 0500", false },
	{ "300f a20d 300b 8209 6c6f63616c686f7374", false }, /* no such member */
	{ "300f a00d 310b 8209 6c6f63616c686f7374", false },
	{ "300f a00d 300b 8909 6c6f63616c686f7374", false }, /* no such form */
	{ "3004 a002 3000", false },
	{ "300e a00d 300b 8209 6c6f63616c686f7374", false }, /* cut off */
};

TEST(extensions_are_read_or_malformed)
{
	for (size_t i = 0; i < ARRAY_LEN(extensions); i++) {
		struct span value = hex_exact(extensions[i].hex);
		struct arena a = { 0 };

		ROW(extensions[i].hex);
		CHECK((constraints_read(&a, value) != NULL) == extensions[i].good);
		arena_free(&a);
		exact_free(value);
	}
}

/* minimum 1, maximum 2: RFC 5280 has no use for them, so none is understood. */
TEST(a_minimum_or_maximum_is_not_understood)
{
	static const char *const parts[] = { "800101", "810102", "800100 810102" };

	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		struct buf names = { 0 }, list = { 0 }, one = { 0 };
		struct scene s;

		ROW(parts[i]);
		put_general(&names, NAME_DNS, "www.b.test");
		put_general(&one, NAME_DNS, "b.test");
		hex_add(&one, parts[i]);
		put_element(&list, DER_SEQUENCE, &one);
		scene_start(&s, "", &names, &list, false);
		CHECK_EQ_INT(ask(&s, true, 10), CONSTRAINTS_UNKNOWN);
		scene_free(&s);
	}
}
