#include "tap.h"

#include "make_cert.h"
#include "verify/rules.h"
#include "verify/weak.h"
#include "x509/moment.h"

/*
 * A path is written from the anchor down, a certificate after each "/", in words:
 *
 *	ca, no-ca		basicConstraints; neither: none
 *	length=N		its path length
 *	self			it is self-issued: a new key of the same name
 *	v1			the version
 *	usage=HH		key usage, the octet in hex
 *	eku=OID			extended key usage
 *	policy=OID, map=A=B	certificatePolicies, policyMappings; repeated
 *	require=N, inhibit=N	policyConstraints
 *	any=N			inhibitAnyPolicy
 *	permit=DNS, exclude=DNS	nameConstraints; repeated
 *	dns=NAME		subjectAltName; repeated
 *	critical, malformed, twice	an unknown extension; basicConstraints
 *	ends=YYYY		the year in which it ends
 *	forged, unknown		the signature is by another key; of an unknown
 *algorithm
 */
struct words {
	struct make make;
	bool ca, no_ca, self;
	int length, require, inhibit, any, usage;
	struct buf eku, policies, mappings, permitted, excluded, dns;
	char to[16];
};

static void add(struct buf *list, const char *text, size_t n)
{
	if (list->n > 0)
		buf_put(list, ' ');
	buf_add(list, span_of(text, n));
}

static void put_dns(struct buf *list, const char *text, size_t n, bool subtree)
{
	if (subtree)
		put_subtree(list, DER_CONTEXT + 2, span_of(text, n));
	else
		put_span(list, DER_CONTEXT + 2, span_of(text, n));
}

static bool take_value(struct words *w, const char *word, size_t n)
{
	const char *value = memchr(word, '=', n);
	size_t name, left;

	if (value == NULL)
		return false;
	name = (size_t)(value++ - word);
	left = n - name - 1;
#define IS(text) (name == strlen(text) && memcmp(word, text, name) == 0)
	if (IS("length"))
		w->length = atoi(value);
	else if (IS("usage"))
		w->usage = (int)strtol(value, NULL, 16);
	else if (IS("eku"))
		add(&w->eku, value, left);
	else if (IS("policy"))
		add(&w->policies, value, left);
	else if (IS("map"))
		add(&w->mappings, value, left);
	else if (IS("require"))
		w->require = atoi(value);
	else if (IS("inhibit"))
		w->inhibit = atoi(value);
	else if (IS("any"))
		w->any = atoi(value);
	else if (IS("permit"))
		put_dns(&w->permitted, value, left, true);
	else if (IS("exclude"))
		put_dns(&w->excluded, value, left, true);
	else if (IS("dns"))
		put_dns(&w->dns, value, left, false);
	else if (IS("ends"))
		snprintf(w->to, sizeof(w->to), "%.4s0101000000Z", value);
	else
		return false;
#undef IS
	return true;
}

static void take_word(struct words *w, const char *word, size_t n)
{
	struct buf value = { 0 };

#define IS(text) (n == strlen(text) && memcmp(word, text, n) == 0)
	if (take_value(w, word, n))
		return;
	if (IS("ca"))
		w->ca = true;
	else if (IS("no-ca"))
		w->no_ca = true;
	else if (IS("self"))
		w->self = true;
	else if (IS("v1"))
		w->make.version = 1;
	else if (IS("forged"))
		w->make.signer = 999;
	else if (IS("unknown"))
		w->make.signer = UINT32_MAX;
	else if (IS("critical"))
		put_extension(&w->make.extensions, "1.3.6.1.4.1.55555.4", true,
			      &value);
	else if (IS("malformed"))
		put_extension(&w->make.extensions, "2.5.29.17", false, &value);
	else if (IS("twice"))
		put_ca(&w->make.extensions, -1);
	else if (n > 0 && !IS("-"))
		TAP_FAIL("no such word: %.*s", (int)n, word);
#undef IS
}

static void put_words(struct words *w)
{
	struct buf *x = &w->make.extensions, value = { 0 };

	if (w->ca)
		put_ca(x, w->length);
	if (w->no_ca) {
		put_span(&value, DER_SEQUENCE, (struct span){ 0 });
		put_extension(x, "2.5.29.19", true, &value);
	}
	if (w->usage >= 0)
		put_key_usage(x, (uint8_t)w->usage);
	if (w->eku.n > 0)
		put_ext_key_usage(x, buf_c(&w->eku));
	if (w->policies.n > 0)
		put_policies(x, buf_c(&w->policies));
	if (w->mappings.n > 0)
		put_mappings(x, buf_c(&w->mappings));
	if (w->require >= 0 || w->inhibit >= 0)
		put_policy_constraints(x, w->require, w->inhibit);
	if (w->any >= 0)
		put_inhibit_any(x, w->any);
	if (w->permitted.n > 0 || w->excluded.n > 0)
		put_constraints(x, &w->permitted, &w->excluded);
	if (w->dns.n > 0)
		put_alt_names(x, &w->dns);
	buf_free(&w->eku);
	buf_free(&w->policies);
	buf_free(&w->mappings);
}

/* One certificate: number n of the path, its name "nX" of the last X that is not
 * self-issued. */
static const char *make_one(struct bundle *b, const char *at, uint32_t n,
			    char names[2][8])
{
	struct words w = {
		.length = -1, .require = -1, .inhibit = -1, .any = -1, .usage = -1
	};

	w.make.key = n + 1;
	w.make.signer = n > 0 ? n : 1;
	while (*at != '\0' && *at != '/') {
		size_t length = strcspn(at, " ");

		take_word(&w, at, length);
		at += length + strspn(at + length, " ");
	}
	if (n > 0)
		memcpy(names[0], names[1], sizeof(names[0]));
	if (!w.self)
		snprintf(names[1], sizeof(names[1]), "n%u", (unsigned)n);
	w.make.issuer = names[0];
	w.make.subject = names[1];
	w.make.to = w.to[0] != '\0' ? w.to : NULL;
	put_words(&w);
	make_cert(b, w.make);
	return at;
}

static void make_path(struct path_pool *p, const char *at)
{
	char names[2][8] = { "n0", "n0" };

	for (uint32_t n = 0; *at == '/'; n++)
		at = make_one(&p->bundle, at + 1 + strspn(at + 1, " "), n, names);
	path_pool_index(p);
}

/* What the rules find in a path, and all that they need for it. */
struct course {
	struct path_pool pool;
	struct signing signing;
	struct policy_graph graph;
	struct arena arena;
	uint64_t left;
	struct rules rules;
	struct policy_set policies;
};

static void start_at(struct course *c, bool end)
{
	struct member *m = path_member(&c->pool, 0);
	struct finding flaw;

	rules_member(c->rules.terms, m, RULES_ANCHOR | (end ? RULES_END : 0),
		     c->rules.when, &flaw);
	rules_start(&c->rules, m, &flaw);
}

static void next_at(struct course *c, size_t i, bool end)
{
	struct member *m = path_member(&c->pool, i);
	struct finding flaw;

	rules_member(c->rules.terms, m, end ? RULES_END : 0, c->rules.when, &flaw);
	rules_next(&c->rules, m, &flaw, end);
}

static const struct finding *run(struct course *c, const struct verify_terms *terms,
				 const char *path, uint64_t left)
{
	struct rules *r = &c->rules;
	size_t n;

	*c = (struct course){
		.left = left, .signing = { .left = 1000, .check = fake_signed_by }
	};
	*r = (struct rules){ .terms = terms,
			     .signing = &c->signing,
			     .graph = &c->graph,
			     .arena = &c->arena,
			     .left = &c->left };
	CHECK(moment_of_text("2026-01-01", 0, &r->when, NULL));
	make_path(&c->pool, path);
	n = c->pool.bundle.count;
	start_at(c, n == 1);
	for (size_t i = 1; i < n; i++)
		next_at(c, i, i + 1 == n);
	rules_end(r, &c->policies);
	return &r->state.worst;
}

static void course_free(struct course *c)
{
	path_pool_free(&c->pool);
	signing_free(&c->signing);
	policy_free(&c->graph);
	arena_free(&c->arena);
}

static long position(const struct course *c, const struct member *m)
{
	for (size_t i = 0; i < c->rules.count; i++)
		if (c->rules.member[i] == m)
			return (long)i;
	return -1;
}

static const struct verify_terms any = { .purpose = OID_UNKNOWN };

#define CA "/ ca "

static const struct {
	const char *path, *word;
	long at, by; /* positions from the anchor on; -1: none */
} rows[] = {
	{ "/ ca / no-ca", "", -1, -1 },
	{ "/ ca / ca / no-ca", "", -1, -1 },
	{ "/ ca / -", "", -1, -1 },
	{ "/ ca", "", -1, -1 },
	{ "/ -", "", -1, -1 }, /* an anchor that is the end need not be a CA */

	/* 6.1.3 (a) (1) */
	{ "/ ca / no-ca forged", "signature", 1, 0 },
	{ "/ ca / ca forged / no-ca", "signature", 1, 0 },
	{ "/ ca / no-ca unknown", "unsupported-algorithm", 1, 0 },
	{ "/ ca forged / no-ca", "", -1, -1 }, /* that of an anchor is not asked */

	/* (a) (2), the anchor's too */
	{ "/ ca / no-ca ends=2025", "expired", 1, -1 },
	{ "/ ca / ca ends=2025 / no-ca", "expired", 1, -1 },
	{ "/ ca ends=2025 / no-ca", "expired", 0, -1 },
	{ "/ ca / no-ca ends=2026", "", -1, -1 }, /* the last second counts */
	{ "/ ca / no-ca ends=2x26", "invalid-date", 1, -1 },

	/* (b) and (c) */
	{ "/ ca / ca permit=a.test / no-ca dns=x.a.test", "", -1, -1 },
	{ "/ ca / ca permit=a.test / no-ca dns=x.b.test", "name-constraints", 2,
	  1 },
	{ "/ ca permit=a.test / no-ca dns=x.b.test", "name-constraints", 1, 0 },
	{ "/ ca / ca exclude=b.test / no-ca dns=x.b.test", "name-constraints", 2,
	  1 },
	{ "/ ca / ca permit=a.test / ca dns=b.test / no-ca", "name-constraints", 2,
	  1 },
	/* An intersection: each CA's constraints hold by themselves. */
	{ "/ ca permit=a.test / ca permit=b.test / no-ca dns=x.a.test",
	  "name-constraints", 2, 1 },
	{ "/ ca permit=a.test / ca permit=x.a.test / no-ca dns=x.a.test", "", -1,
	  -1 },
	/* not its own names, nor those of a self-issued CA, but of an end */
	{ "/ ca / ca permit=a.test dns=b.test / no-ca dns=a.test", "", -1, -1 },
	{ "/ ca / ca permit=a.test / ca self dns=b.test / no-ca dns=a.test", "", -1,
	  -1 },
	{ "/ ca / ca permit=a.test / no-ca self dns=b.test", "name-constraints", 2,
	  1 },
	{ "/ ca exclude=a.test exclude=b.test permit=c.test / no-ca dns=c.test", "",
	  -1, -1 },

	/* (d) to (f), 6.1.4 (h) to (j), 6.1.5 (a) and (b) */
	{ "/ ca / ca policy=1.2.1 / no-ca policy=1.2.1", "", -1, -1 },
	{ "/ ca / ca policy=1.2.1 / no-ca", "", -1, -1 }, /* none is required */
	{ "/ ca / ca require=0 / no-ca", "policy", 2, 1 },
	{ "/ ca / ca require=0 policy=1.2.1 / no-ca policy=1.2.1", "", -1, -1 },
	{ "/ ca / ca require=0 policy=1.2.1 / no-ca policy=1.2.2", "policy", 2, 1 },
	/* After how many certificates: that of the end counts with (a). */
	{ "/ ca / ca require=1 / no-ca", "policy", 2, 1 },
	{ "/ ca / ca require=2 / no-ca", "", -1, -1 },
	{ "/ ca / ca require=1 / ca / no-ca", "policy", 3, 1 },
	{ "/ ca / ca require=2 / ca / no-ca", "policy", 3, 1 },
	{ "/ ca / ca require=3 / ca / no-ca", "", -1, -1 },
	{ "/ ca / ca require=2 / ca self / no-ca", "", -1, -1 }, /* (h) */
	{ "/ ca / ca require=9 / ca require=0 / no-ca", "policy", 3, 2 },
	{ "/ ca / ca require=0 / ca require=9 / no-ca", "policy", 2, 1 },
	{ "/ ca / no-ca require=0", "policy", 1, 1 }, /* 6.1.5 (b) */
	{ "/ ca / no-ca require=1", "", -1, -1 },
	{ "/ ca require=0 / no-ca", "", -1, -1 }, /* the anchor's do not count */

	/* 6.1.4 (a) and (b) */
	{ "/ ca / ca policy=1.2.1 map=1.2.1=1.3.1 require=0 / no-ca policy=1.3.1",
	  "", -1, -1 },
	{ "/ ca / ca policy=1.2.1 map=1.2.1=2.5.29.32.0 / no-ca", "policy", 1, -1 },
	{ "/ ca / ca map=2.5.29.32.0=1.2.1 / no-ca", "policy", 1, -1 },
	{ "/ ca / ca policy=1.2.1 require=0 inhibit=0 / ca policy=1.2.1 map=1.2.1=1.3.1 / no-ca policy=1.3.1",
	  "policy", 3, 1 },
	{ "/ ca / ca policy=1.2.1 require=0 inhibit=1 / ca policy=1.2.1 map=1.2.1=1.3.1 / no-ca policy=1.3.1",
	  "", -1, -1 },
	{ "/ ca / ca policy=1.2.1 require=0 inhibit=1 / ca self policy=1.2.1 / ca policy=1.2.1 map=1.2.1=1.3.1 / no-ca policy=1.3.1",
	  "", -1, -1 },
	{ "/ ca / ca policy=1.2.1 require=0 inhibit=1 / ca policy=1.2.1 / ca policy=1.2.1 map=1.2.1=1.3.1 / no-ca policy=1.3.1",
	  "policy", 4, 1 },

	/* (j) */
	{ "/ ca / ca policy=1.2.1 require=0 any=0 / no-ca policy=2.5.29.32.0",
	  "policy", 2, 1 },
	{ "/ ca / ca policy=1.2.1 require=0 any=1 / no-ca policy=2.5.29.32.0", "",
	  -1, -1 },
	{ "/ ca / ca policy=1.2.1 require=0 any=1 / ca policy=1.2.1 / no-ca policy=2.5.29.32.0",
	  "policy", 3, 1 },
	{ "/ ca / ca policy=1.2.1 require=0 any=0 / ca self policy=2.5.29.32.0 / no-ca policy=1.2.1",
	  "", -1, -1 },
	{ "/ ca / ca policy=1.2.1 require=0 any=0 / no-ca self policy=2.5.29.32.0",
	  "policy", 2, 1 },

	/* (k) */
	{ "/ ca / no-ca / no-ca", "not-a-ca", 1, -1 },
	{ "/ ca / - / no-ca", "not-a-ca", 1, -1 },
	{ "/ ca / usage=06 / no-ca", "not-a-ca", 1, -1 },
	{ "/ ca / v1 / no-ca", "not-a-ca", 1, -1 },
	{ "/ ca / ca v1 / no-ca", "not-a-ca", 1, -1 },
	/* Anchors can be older. */
	{ "/ v1 / no-ca", "", -1, -1 },
	{ "/ usage=06 / no-ca", "", -1, -1 },
	{ "/ - / no-ca", "not-a-ca", 0, -1 },
	{ "/ no-ca / no-ca", "not-a-ca", 0, -1 },

	/* (l) and (m) */
	{ "/ ca / ca length=0 / no-ca", "", -1, -1 },
	{ "/ ca / ca length=0 / ca / no-ca", "path-length", 1, -1 },
	{ "/ ca / ca length=1 / ca / no-ca", "", -1, -1 },
	{ "/ ca / ca length=1 / ca / ca / no-ca", "path-length", 1, -1 },
	{ "/ ca / ca length=0 / ca self / no-ca", "", -1, -1 },
	{ "/ ca / ca length=0 / ca self / ca / no-ca", "path-length", 1, -1 },
	{ "/ ca / ca length=9 / ca length=0 / ca / no-ca", "path-length", 2, -1 },
	{ "/ ca / ca length=0 / ca length=9 / no-ca", "path-length", 1, -1 },
	{ "/ ca length=0 / no-ca", "", -1, -1 }, /* the anchor's holds (RFC 5937) */
	{ "/ ca length=0 / ca / no-ca", "path-length", 0, -1 },
	{ "/ ca length=1 / ca / no-ca", "", -1, -1 },

	/* (n) */
	{ "/ ca usage=06 / no-ca usage=80", "", -1, -1 },
	{ "/ ca / ca usage=02 / no-ca", "key-usage", 1, -1 },
	{ "/ ca usage=02 / no-ca", "key-usage", 0, -1 },

	/* (o) and 6.1.5 (f), the anchor's too */
	{ "/ ca / no-ca critical", "critical-extension", 1, -1 },
	{ "/ ca / ca critical / no-ca", "critical-extension", 1, -1 },
	{ "/ ca critical / no-ca", "critical-extension", 0, -1 },

	/* what is malformed */
	{ "/ ca / no-ca malformed", "malformed", 1, -1 },
	{ "/ ca / ca twice / no-ca", "malformed", 1, -1 },
	{ "/ ca twice / no-ca", "malformed", 0, -1 },

	/* Of a path, the gravest is told. */
	{ "/ ca / no-ca ends=2025 critical forged", "signature", 1, 0 },
	{ "/ ca length=0 / ca ends=2025 / no-ca critical", "path-length", 0, -1 },
};

TEST(each_rule_is_that_of_its_letter)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct finding *f;
		struct course c;

		ROW(rows[i].path);
		f = run(&c, &any, rows[i].path, 1000);
		CHECK_EQ_STR(verify_reason_word(f->reason), rows[i].word);
		CHECK_EQ_INT(position(&c, f->at), rows[i].at);
		CHECK_EQ_INT(position(&c, f->by), rows[i].by);
		course_free(&c);
	}
}

/* The inputs (c), (e), (f) and (g) of 6.1.1, in the words of the options. */
static const struct {
	bool explicit_policy, inhibit_mapping, inhibit_any;
	const char *user; /* NULL: any */
	const char *path, *word, *policies;
} inputs[] = {
	{ false, false, false, NULL, "/ ca / no-ca", "", "" },
	{ true, false, false, NULL, "/ ca / no-ca", "policy", "" },
	{ true, false, false, NULL, "/ ca / no-ca policy=1.2.1", "", "1.2.1" },
	{ true, false, false, "1.2.2", "/ ca / no-ca policy=1.2.1", "policy", "" },
	{ true, false, false, "1.2.1,1.2.2", "/ ca / no-ca policy=1.2.1", "",
	  "1.2.1" },
	{ false, false, false, "1.2.2", "/ ca / no-ca policy=1.2.1", "", "" },
	{ false, true, false, NULL,
	  "/ ca / ca policy=1.2.1 map=1.2.1=1.3.1 / no-ca policy=1.3.1", "", "" },
	{ true, true, false, NULL,
	  "/ ca / ca policy=1.2.1 map=1.2.1=1.3.1 / no-ca policy=1.3.1", "policy",
	  "" },
	{ false, false, true, NULL, "/ ca / no-ca policy=2.5.29.32.0", "", "" },
	{ false, false, false, NULL, "/ ca / no-ca policy=2.5.29.32.0", "", "any" },
	{ true, false, true, NULL, "/ ca / no-ca policy=2.5.29.32.0", "policy",
	  "" },
	{ true, false, false, NULL, "/ ca", "", "any" },
};

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
		buf_str(&text, "any");
	return buf_c(&text);
}

TEST(the_inputs_of_the_standard_are_terms)
{
	for (size_t i = 0; i < ARRAY_LEN(inputs); i++) {
		struct verify_terms terms = { .purpose = OID_UNKNOWN };
		struct policy_set user = { 0 };
		const struct finding *f;
		struct arena a = { 0 };
		struct course c;
		struct span bad;

		ROW(inputs[i].path);
		terms.explicit_policy = inputs[i].explicit_policy;
		terms.inhibit_mapping = inputs[i].inhibit_mapping;
		terms.inhibit_any = inputs[i].inhibit_any;
		if (inputs[i].user != NULL) {
			CHECK(policy_set_parse(&user, &a, span_str(inputs[i].user),
					       &bad));
			terms.policies = &user;
		}
		f = run(&c, &terms, inputs[i].path, 1000);
		CHECK_EQ_STR(verify_reason_word(f->reason), inputs[i].word);
		CHECK_EQ_STR(set_text(&c.policies), inputs[i].policies);
		course_free(&c);
		arena_free(&a);
	}
}

#define SERVER "1.3.6.1.5.5.7.3.1"
#define CLIENT "1.3.6.1.5.5.7.3.2"
#define CODE   "1.3.6.1.5.5.7.3.3"
#define EMAIL  "1.3.6.1.5.5.7.3.4"
#define ALL    "2.5.29.37.0"

static const struct {
	const char *path;
	const char *purposes; /* for which it verifies */
} purposes[] = {
	{ "/ ca / no-ca", "server client email any" },
	{ "/ ca / no-ca eku=" SERVER, "server any" },
	{ "/ ca / no-ca eku=" CLIENT, "client any" },
	{ "/ ca / no-ca eku=" SERVER " eku=" CLIENT, "server client any" },
	{ "/ ca / no-ca eku=" EMAIL, "email any" },
	{ "/ ca / no-ca eku=" CODE, "code-signing any" },
	{ "/ ca / no-ca eku=" ALL, "any" },
	{ "/ ca / no-ca eku=2.16.840.1.113730.4.1", "server any" },
	{ "/ ca / ca eku=" CLIENT " / no-ca", "client any" },
	{ "/ ca / ca eku=" ALL " / no-ca", "any" },
	{ "/ ca eku=" SERVER " / no-ca", "server any" },
	{ "/ ca / ca eku=" CODE " / no-ca eku=" CODE, "code-signing any" },
	/* digitalSignature, nonRepudiation, keyEncipherment, keyAgreement, data */
	{ "/ ca / no-ca eku=" CODE " usage=80", "code-signing any" },
	{ "/ ca / no-ca eku=" CODE " usage=20", "any" },
	{ "/ ca / no-ca usage=80", "server client email any" },
	{ "/ ca / no-ca usage=40", "email any" },
	{ "/ ca / no-ca usage=20", "server email any" }, /* clients must sign */
	{ "/ ca / no-ca usage=08", "server client email any" },
	{ "/ ca / no-ca usage=10", "any" },
	{ "/ ca usage=04 / no-ca", "server client email any" }, /* not of CAs */
};

TEST(purposes_are_those_of_all_certificates_and_of_the_ends_key_usage)
{
	static const char *const words[] = { "server", "client", "email",
					     "code-signing", "any" };

	for (size_t i = 0; i < ARRAY_LEN(purposes); i++) {
		struct buf good = { 0 };

		ROW(purposes[i].path);
		for (size_t k = 0; k < ARRAY_LEN(words); k++) {
			const struct purpose *p = purpose_of_word(words[k]);
			struct verify_terms terms = { .purpose = p->id };
			const struct finding *f;
			struct course c;

			CHECK(purpose_of_id(p->id) == p);
			f = run(&c, &terms, purposes[i].path, 1000);
			if (f->reason == VERIFY_OK)
				add(&good, words[k], strlen(words[k]));
			else
				CHECK_EQ_INT(f->reason, VERIFY_PURPOSE);
			course_free(&c);
		}
		CHECK_EQ_STR(buf_c(&good), purposes[i].purposes);
		buf_free(&good);
	}
	CHECK(purpose_of_word("Server") == NULL);
	CHECK(purpose_of_word("") == NULL);
	CHECK(purpose_of_id(OID_EKU_OCSP) == NULL);
}

/* ---- Revocation: what is asked of whom, and what comes of the answer ---- */

/* What is answered of certificate 1 and of certificate 2. */
struct answers {
	struct rules_status status[3];
	unsigned asked; /* bits: of which it was asked */
};

static const struct rules_status *fake_ask(void *context, const struct rules *r,
					   const struct member *m)
{
	struct answers *a = context;

	CHECK(a->status[r->count].question.cert == NULL);
	CHECK(m->cert != NULL);
	a->asked |= 1u << r->count;
	return &a->status[r->count];
}

#define GOOD  REVOCATION_GOOD, REVOCATION_NONE
#define GONE  REVOCATION_REVOKED, REVOCATION_NONE
#define STALE REVOCATION_UNKNOWN, REVOCATION_STALE
#define MANY  REVOCATION_UNKNOWN, REVOCATION_GAVE_UP

static const struct {
	enum rules_crls crls;
	enum revocation_status ca;
	enum revocation_doubt ca_doubt;
	enum revocation_status end;
	enum revocation_doubt end_doubt;
	const char *word;
	unsigned asked;
} statuses[] = {
	{ RULES_CRLS_ALL, GOOD, GOOD, "", 6 },
	{ RULES_CRLS_ALL, GONE, GOOD, "revoked", 6 },
	{ RULES_CRLS_ALL, GOOD, GONE, "revoked", 6 },
	{ RULES_CRLS_ALL, STALE, GOOD, "revocation-unknown", 6 },
	{ RULES_CRLS_ALL, GOOD, STALE, "revocation-unknown", 6 },
	{ RULES_CRLS_ALL, STALE, GONE, "revoked", 6 },
	{ RULES_CRLS_ALL, GOOD, MANY, "limit", 6 },
	{ RULES_CRLS_END, GONE, GOOD, "", 4 },
	{ RULES_CRLS_END, GOOD, GONE, "revoked", 4 },
	{ RULES_CRLS_END, STALE, GOOD, "", 4 },
	{ RULES_CRLS_END, GOOD, STALE, "revocation-unknown", 4 },
	{ RULES_CRLS_END, GOOD, MANY, "limit", 4 },
	{ RULES_CRLS_TOLD, GONE, GOOD, "revoked", 6 },
	{ RULES_CRLS_TOLD, GOOD, GONE, "revoked", 6 },
	{ RULES_CRLS_TOLD, STALE, STALE, "", 6 },
	{ RULES_CRLS_TOLD, GOOD, MANY, "", 6 },
};

TEST(what_is_revoked_fails_and_what_is_not_known_where_it_must_be)
{
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		struct answers a = { .asked = 0 };
		struct verify_terms terms = { .purpose = OID_UNKNOWN,
					      .crls = statuses[i].crls };
		struct course c;
		char row[16];

		snprintf(row, sizeof(row), "row %zu", i);
		ROW(row);
		a.status[1].answer.status = statuses[i].ca;
		a.status[1].answer.doubt = statuses[i].ca_doubt;
		a.status[2].answer.status = statuses[i].end;
		a.status[2].answer.doubt = statuses[i].end_doubt;
		run(&c, &terms, "/ ca / ca / no-ca", 1000);
		c.rules.ask = fake_ask;
		c.rules.context = &a;
		start_at(&c, false);
		next_at(&c, 1, false);
		next_at(&c, 2, true);
		CHECK_EQ_STR(verify_reason_word(c.rules.state.worst.reason),
			     statuses[i].word);
		CHECK_EQ_INT(a.asked, statuses[i].asked);
		course_free(&c);
		ROW("");
	}
}

/* One name against two subtrees, and one policy: two and five steps. */
TEST(comparisons_are_counted_and_end)
{
	static const char path[] =
		"/ ca exclude=a.test exclude=b.test / no-ca dns=x.c.test";
	uint64_t least = 0;
	struct course c;

	while (least < 100 && run(&c, &any, path, least)->reason == VERIFY_LIMIT) {
		CHECK_EQ_INT(c.left, 0);
		course_free(&c);
		least++;
	}
	CHECK(least > 2 && least < 10);
	CHECK_EQ_INT(c.left, 0);
	course_free(&c);
	CHECK_EQ_INT(run(&c, &any, path, least + 1)->reason, VERIFY_OK);
	CHECK_EQ_INT(c.left, 1);
	course_free(&c);
}

TEST(a_signature_that_is_known_costs_none_and_the_last_is_the_last)
{
	struct course c;
	struct rules_state start;

	run(&c, &any, "/ ca / no-ca", 1000);
	CHECK_EQ_INT(c.signing.left, 999);
	start_at(&c, false);
	start = c.rules.state;
	c.signing.left = 0;
	next_at(&c, 1, true);
	CHECK_EQ_INT(c.rules.state.worst.reason, VERIFY_OK);
	pair_map_clear(&c.signing.known);
	rules_back(&c.rules, 1, &start);
	next_at(&c, 1, true);
	CHECK_EQ_INT(c.rules.state.worst.reason, VERIFY_LIMIT);
	course_free(&c);
}

/* Another certificate in the place of the last leaves nothing of it. */
TEST(the_rules_go_back)
{
	struct course c;
	struct rules_state saved;

	run(&c, &any, "/ ca / ca length=0 require=0 policy=1.2.1 / ca / no-ca",
	    1000);
	CHECK_EQ_INT(c.rules.state.worst.reason, VERIFY_PATHLEN);
	start_at(&c, false);
	next_at(&c, 1, false);
	saved = c.rules.state;
	CHECK_EQ_INT(saved.worst.reason, VERIFY_OK);
	next_at(&c, 2, false);
	CHECK_EQ_INT(c.rules.state.worst.reason, VERIFY_PATHLEN);
	CHECK_EQ_INT(c.rules.count, 3);
	rules_back(&c.rules, 2, &saved);
	CHECK_EQ_INT(c.rules.count, 2);
	CHECK_EQ_INT(c.rules.state.path_length, 0);
	CHECK_EQ_INT(c.rules.state.worst.reason, VERIFY_OK);
	CHECK(!policy_is_null(c.rules.graph));
	course_free(&c);
}
