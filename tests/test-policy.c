#include "tap.h"

#include "make_cert.h"
#include "verify/policy.h"

/* ---- Paths ---- */

/*
 * A path is written from below the anchor on, a certificate after each "/": its
 * policies, "any" among them, and its mappings, "from=to"; "no-any" and "no-map"
 * say that anyPolicy or mappings do not count there, "-" is nothing.
 */
static const struct {
	const char *what, *path;
	const char *user;   /* policies that the user wants, separated by commas */
	const char *result; /* the same; "" is none */
} rows[] = {
	{ "only the anchor", "", "any", "any" },
	{ "one policy all along", "/ 1.2.1 / 1.2.1 / 1.2.1", "any", "1.2.1" },
	{ "no policies", "/ -", "any", "" },
	{ "none in the middle", "/ 1.2.1 / - / 1.2.1", "any", "" },
	{ "different policies", "/ 1.2.1 / 1.2.2", "any", "" },
	{ "an intersection", "/ 1.2.1 1.2.2 1.2.3 / 1.2.4 1.2.3 1.2.2", "any",
	  "1.2.2,1.2.3" },
	{ "one is dropped later", "/ 1.2.1 1.2.2 / 1.2.1 1.2.2 / 1.2.1", "any",
	  "1.2.1" },
	{ "a policy twice", "/ 1.2.1 1.2.1 / 1.2.1", "any", "1.2.1" },

	{ "anyPolicy passes all", "/ 1.2.1 / any / 1.2.1", "any", "1.2.1" },
	{ "anyPolicy all along", "/ any / any", "any", "any" },
	{ "anyPolicy, then one", "/ any / 1.2.1", "any", "1.2.1" },
	{ "anyPolicy beside one", "/ 1.2.1 any / 1.2.2", "any", "1.2.2" },
	{ "anyPolicy beside one, to the end", "/ 1.2.1 any / 1.2.1 any", "any",
	  "1.2.1,any" },
	{ "anyPolicy that does not count", "/ 1.2.1 / any no-any", "any", "" },
	{ "the one beside it counts", "/ 1.2.1 / 1.2.1 any no-any", "any",
	  "1.2.1" },

	{ "the user's policy", "/ 1.2.1 1.2.2 / 1.2.1 1.2.2", "1.2.2", "1.2.2" },
	{ "another than the user's", "/ 1.2.1", "1.2.2", "" },
	{ "anyPolicy has the user's", "/ any", "1.2.2,1.2.1", "1.2.1,1.2.2" },
	{ "so has anyPolicy beside one", "/ 1.2.1 any", "1.2.2", "1.2.2" },

	{ "a mapping", "/ 1.2.1 1.2.1=1.3.1 / 1.3.1", "any", "1.2.1" },
	{ "the user calls it as the anchor does", "/ 1.2.1 1.2.1=1.3.1 / 1.3.1",
	  "1.3.1", "" },
	{ "what is mapped is no more expected", "/ 1.2.1 1.2.1=1.3.1 / 1.2.1",
	  "any", "" },
	{ "a mapping to two", "/ 1.2.1 1.2.1=1.3.1 1.2.1=1.3.2 / 1.3.2", "any",
	  "1.2.1" },
	{ "two mapped to one", "/ 1.2.1 1.2.2 1.2.1=1.3.1 1.2.2=1.3.1 / 1.3.1",
	  "any", "1.2.1,1.2.2" },
	{ "a mapping of what is not there", "/ 1.2.1 1.2.2=1.3.1 / 1.3.1", "any",
	  "" },
	{ "a mapping of what anyPolicy has", "/ any 1.2.2=1.3.1 / 1.3.1", "any",
	  "1.2.2" },
	{ "anyPolicy beside that mapping", "/ any 1.2.2=1.3.1 / 1.2.4", "any",
	  "1.2.4" },
	{ "a mapping under one that passed",
	  "/ 1.2.1 any / any 1.2.1=1.3.1 1.2.2=1.3.2 / 1.3.1 1.3.2", "any",
	  "1.2.1,1.2.2" },
	{ "two mappings in a row",
	  "/ 1.2.1 1.2.1=1.3.1 / 1.3.1 1.3.1=1.4.1 / 1.4.1", "any", "1.2.1" },
	{ "a mapping that is not allowed deletes",
	  "/ 1.2.1 1.2.2 1.2.1=1.3.1 no-map / 1.3.1 1.2.1 1.2.2", "any", "1.2.2" },
	{ "and the only one", "/ 1.2.1 1.2.1=1.3.1 no-map / 1.3.1", "any", "" },
	{ "a mapping twice", "/ 1.2.1 1.2.1=1.3.1 1.2.1=1.3.1 / 1.3.1", "any",
	  "1.2.1" },
};

struct step {
	struct policies policies;
	bool no_any, no_map;
};

/* The content of an extension's value that make_cert's functions write. */
static struct span value_of(const struct buf *list)
{
	struct span rest = buf_span(list);
	struct cert_extension x;

	return cert_next_extension(&rest, &x) ? x.value : (struct span){ 0 };
}

static void read_lists(struct arena *a, struct buf *policies, struct buf *mappings,
		       struct policies *out)
{
	struct buf list = { 0 };

	if (policies->n > 0) {
		put_policies(&list, buf_c(policies));
		CHECK(policies_read(a, arena_copy(a, value_of(&list)), out));
	}
	list.n = 0;
	if (mappings->n > 0) {
		put_mappings(&list, buf_c(mappings));
		CHECK(policies_read_mappings(a, arena_copy(a, value_of(&list)),
					     out));
	}
	buf_free(&list);
}

static void add_word(struct buf *list, const char *word, size_t n)
{
	if (list->n > 0)
		buf_put(list, ' ');
	if (n == 3 && memcmp(word, "any", 3) == 0)
		buf_str(list, "2.5.29.32.0");
	else
		buf_add(list, span_of(word, n));
}

/* Reads the words of one certificate, up to the next "/". */
static const char *read_step(struct arena *a, const char *at, struct step *out)
{
	struct buf policies = { 0 }, mappings = { 0 };

	*out = (struct step){ .no_any = false };
	while (*at != '\0' && *at != '/') {
		size_t n = strcspn(at, " ");

		if (n == 6 && memcmp(at, "no-any", n) == 0)
			out->no_any = true;
		else if (n == 6 && memcmp(at, "no-map", n) == 0)
			out->no_map = true;
		else if (n > 1)
			add_word(memchr(at, '=', n) != NULL ? &mappings : &policies,
				 at, n);
		at += n;
		at += strspn(at, " ");
	}
	read_lists(a, &policies, &mappings, &out->policies);
	buf_free(&policies);
	buf_free(&mappings);
	return at;
}

static struct policies policies_of(struct arena *a, const char *words)
{
	struct step s;

	read_step(a, words, &s);
	return s.policies;
}

static const char *set_text(const struct policy_set *s)
{
	static struct buf text;

	text.n = 0;
	for (size_t i = 0; i < s->count; i++) {
		if (i > 0)
			buf_put(&text, ',');
		CHECK(der_oid_text(s->policy[i], &text));
	}
	if (s->any)
		buf_str(&text, text.n > 0 ? ",any" : "any");
	return buf_c(&text);
}

static void read_user(struct arena *a, const char *list, struct policy_set *out)
{
	struct span bad;

	*out = (struct policy_set){ .any = strcmp(list, "any") == 0 };
	if (!out->any)
		CHECK(policy_set_parse(out, a, span_str(list), &bad));
}

TEST(the_result_is_what_the_standard_says)
{
	struct policy_graph g = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct policy_set user, result;
		const char *at = rows[i].path;
		struct arena a = { 0 };
		struct step s;

		ROW(rows[i].what);
		read_user(&a, rows[i].user, &user);
		policy_start(&g);
		while (*at == '/') {
			at = read_step(&a, at + 2, &s);
			policy_step(&g, &s.policies, !s.no_any);
			policy_map(&g, &s.policies, !s.no_map);
		}
		policy_result(&g, &user, &a, &result);
		CHECK_EQ_STR(set_text(&result), rows[i].result);
		CHECK(!policy_is_null(&g) || rows[i].result[0] == '\0');
		arena_free(&a);
	}
	policy_free(&g);
}

/* Another certificate can be tried in the place of the last. */
TEST(levels_are_cut_off)
{
	struct policy_graph g = { 0 };
	struct arena a = { 0 };
	struct policies one = policies_of(&a, "1.2.1");
	struct policies two = policies_of(&a, "1.2.2");
	struct policy_set any = { .any = true }, result;

	policy_start(&g);
	policy_step(&g, &one, true);
	policy_map(&g, &one, true);
	policy_step(&g, &two, true);
	CHECK(policy_is_null(&g));
	policy_cut(&g, 1);
	CHECK(!policy_is_null(&g));
	policy_step(&g, &one, true);
	policy_result(&g, &any, &a, &result);
	CHECK_EQ_STR(set_text(&result), "1.2.1");
	policy_free(&g);
	arena_free(&a);
}

/*
 * Where each policy is mapped to both of the next, the tree of RFC 5280 doubles at
 * each level (CVE-2023-0464); the graph does not grow.
 */
TEST(a_graph_is_linear_where_a_tree_is_exponential)
{
	struct policy_graph g = { 0 };
	struct arena a = { 0 };
	struct policies p = policies_of(
		&a, "1.2.1 1.2.2 1.2.1=1.2.1 1.2.1=1.2.2 1.2.2=1.2.1 1.2.2=1.2.2");
	struct policy_set any = { .any = true }, result;
	size_t work = 0;

	policy_start(&g);
	for (size_t i = 1; i < CAP_PATH; i++) {
		work += policy_step(&g, &p, true);
		work += policy_map(&g, &p, true);
		CHECK_EQ_INT(g.level[i].count, 2);
		CHECK_EQ_INT(g.level[i].expects, 4);
	}
	CHECK(work < 20 * CAP_PATH);
	policy_result(&g, &any, &a, &result);
	CHECK_EQ_STR(set_text(&result), "1.2.1,1.2.2");
	policy_free(&g);
	arena_free(&a);
}

/* ---- Reading ---- */

static const struct {
	const char *hex;
	bool mappings, good;
} values[] = {
	{ "3006 3004 06022a03", false, true },
	{ "300a 3008 06022a03 3002 0500", false, true }, /* with qualifiers */
	{ "", false, false },
	{ "3000", false, false }, /* one at least */
	{ "3006 3004 06022a03 00", false, false },
	{ "3006 3104 06022a03", false, false },
	{ "3006 3004 02022a03", false, false },
	{ "3008 3004 06022a03 0500", false, false },
	{ "300c 300a 06032a0301 06032a0302", true, true },
	{ "3000", true, false },
	{ "3007 3005 06032a0301", true, false },
	{ "300e 300c 06032a0301 06032a0302 0500", true, false },
	{ "300c 300a 06032a0301 06032a0302 00", true, false },
	{ "300e 300a 06032a0301 06032a0302 0500", true, false },
};

TEST(extensions_are_read_or_malformed)
{
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		struct span value = hex_exact(values[i].hex);
		struct policies p = { 0 };
		struct arena a = { 0 };

		ROW(values[i].hex);
		CHECK((values[i].mappings
			       ? policies_read_mappings(&a, value, &p)
			       : policies_read(&a, value, &p)) == values[i].good);
		arena_free(&a);
		exact_free(value);
	}
}

TEST(a_mapping_of_any_policy_is_seen)
{
	static const struct {
		const char *pairs;
		bool any;
	} mappings[] = { { "1.2.1=1.2.2", false },
			 { "1.2.1=1.2.2 1.2.1=2.5.29.32.0", true },
			 { "2.5.29.32.0=1.2.1", true } };

	for (size_t i = 0; i < ARRAY_LEN(mappings); i++) {
		struct arena a = { 0 };
		struct policies p = policies_of(&a, mappings[i].pairs);

		ROW(mappings[i].pairs);
		CHECK(p.maps_any == mappings[i].any);
		arena_free(&a);
	}
}

static const struct {
	const char *list, *set; /* NULL: it is no list */
	const char *bad;
} lists[] = {
	{ "1.2.3", "1.2.3", NULL },
	{ "2.16.840.1.101.3.2.1.48.2,2.16.840.1.101.3.2.1.48.1",
	  "2.16.840.1.101.3.2.1.48.1,2.16.840.1.101.3.2.1.48.2", NULL },
	{ "1.2.3,1.2.3", "1.2.3", NULL },
	{ "2.5.29.32.0", "any", NULL },
	{ "0.0", "0.0", NULL },
	{ "1.39.0", "1.39.0", NULL },
	{ "2.999.1", "2.999.1", NULL },
	{ "1.2.9223372036854775807", "1.2.9223372036854775807", NULL },
	{ "1.2.9223372036854775808", NULL, "1.2.9223372036854775808" },
	{ "", NULL, "" },
	{ "1.2.3,", NULL, "" },
	{ "1", NULL, "1" },
	{ "1.", NULL, "1." },
	{ "1.2.", NULL, "1.2." },
	{ ".1.2", NULL, ".1.2" },
	{ "3.1", NULL, "3.1" },
	{ "1.40", NULL, "1.40" },
	{ "1.2.03", NULL, "1.2.03" },
	{ "1.2.x", NULL, "1.2.x" },
	{ "1.2 .3", NULL, "1.2 .3" },
	{ "1.2.3;1.2.4", NULL, "1.2.3;1.2.4" },
	{ "serverAuth", NULL, "serverAuth" },
};

TEST(lists_are_of_dotted_oids)
{
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		struct policy_set set = { 0 };
		struct arena a = { 0 };
		struct span bad = { 0 };
		bool good =
			policy_set_parse(&set, &a, span_str(lists[i].list), &bad);

		ROW(lists[i].list);
		CHECK(good == (lists[i].set != NULL));
		if (good && lists[i].set != NULL)
			CHECK_EQ_STR(set_text(&set), lists[i].set);
		if (!good && lists[i].bad != NULL)
			CHECK(span_eq(bad, span_str(lists[i].bad)));
		arena_free(&a);
	}
}
