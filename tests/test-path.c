#include "tap.h"

#include "fixture.h"
#include "verify/path.h"

struct scene {
	struct path_pool sent, anchors;
	struct path_list list;
};

static bool add(void *context, const struct cert *c, const struct origin *o)
{
	bundle_add(context, c, o);
	return true;
}

static void read_pool(struct path_pool *p, const char *file)
{
	struct collect c;
	struct reader r;

	collect_start(&c);
	reader_start(&r, &c.diags,
		     (struct sink){ .certificate = add, .context = &p->bundle });
	CHECK(reader_path(&r, fixture_path(file)));
	reader_end(&r);
	collect_end(&c);
	path_pool_index(p);
}

/* To be freed with scene_free; static, as it is large. */
static struct scene *scene(const char *sent, const char *anchors, bool partial)
{
	static struct scene s;

	s = (struct scene){ 0 };
	read_pool(&s.sent, sent);
	read_pool(&s.anchors, anchors);
	path_pool_anchor(&s.anchors, OID_EKU_SERVER, partial);
	if (s.sent.bundle.count > 0)
		path_find(&s.list, &s.sent, 0, &s.anchors);
	return &s;
}

static void scene_free(struct scene *s)
{
	path_pool_free(&s->sent);
	path_pool_free(&s->anchors);
}

/*
 * "s0 a1 a0 anchor": positions in what was sent and among the anchors, and the end.
 */
static const char *path_text(const struct scene *s, size_t i)
{
	static const char *const ends[] = {
		[PATH_AT_ANCHOR] = "anchor",	[PATH_AT_DISTRUSTED] = "distrusted",
		[PATH_TOO_LONG] = "too long",	[PATH_NO_ANCHOR] = "no anchor",
		[PATH_NO_ISSUER] = "no issuer", [PATH_OTHER_KEY] = "other key",
	};
	static char text[400];
	size_t n = 0;

	if (i >= s->list.count)
		return "";
	for (size_t k = 0; k < s->list.path[i].count; k++)
		n += (size_t)snprintf(
			text + n, sizeof(text) - n, "%c%zu ",
			s->list.path[i].node[k].pool == &s->sent ? 's' : 'a',
			s->list.path[i].node[k].position);
	snprintf(text + n, sizeof(text) - n, "%s", ends[s->list.path[i].end]);
	return text;
}

static const struct {
	const char *sent, *anchors;
	bool partial;
	const char *first, *second;
} rows[] = {
	{ "verify/servers/orders.pem", "verify/old.pem", false, "s0 a1 a0 anchor",
	  "" },
	{ "verify/servers/audit.der", "verify/old.pem", false, "s0 a1 a0 anchor",
	  "" },
	{ "verify/servers/orders.pem", "verify/new.pem", false, "s0 a0 no issuer",
	  "" },
	{ "verify/servers/orders.pem", "verify/new.pem", true, "s0 a0 anchor", "" },
	{ "verify/servers/orders.pem", "verify/short.pem", false, "s0 s1 no issuer",
	  "" },
	{ "verify/servers/audit.der", "verify/short.pem", false, "s0 no issuer",
	  "" },
	{ "verify/servers/users.pem", "verify/new.pem", false, "s0 s1 a1 anchor",
	  "" },
	{ "verify/flaws/root-missing.pem", "verify/root.pem", false,
	  "s0 s1 no anchor", "" },
	{ "verify/flaws/other-key.pem", "verify/root.pem", false, "s0 other key",
	  "" },
	{ "verify/flaws/two-paths.pem", "verify/root.pem", false, "s0 s1 a0 anchor",
	  "s0 s2 a0 anchor" },
	{ "verify/flaws/self-signed.pem", "verify/flaws/self-signed.pem", false,
	  "a0 anchor", "" },
	{ "verify/flaws/self-signed.pem", "verify/root.pem", false, "s0 no anchor",
	  "" },
	{ "verify/flaws/good.pem", "verify/flaws/good.pem", true, "a0 anchor", "" },
	{ "verify/flaws/good.pem", "verify/flaws/good.pem", false, "s0 no issuer",
	  "" },
	{ "verify/flaws/good.pem", "verify/distrusted.pem", false,
	  "s0 a0 distrusted", "" },
	{ "verify/flaws/good.pem", "verify/distrusted.pem", true,
	  "s0 a0 distrusted", "" },
	{ "verify/flaws/good.pem", "verify/email-only.pem", false,
	  "s0 a0 distrusted", "" },
	/*
	 * a cross-signed CA: itself the anchor first, then on to the other's root
	 */
	{ "roles/leaf.pem", "roles/hier.pem", false, "s0 a1 a0 anchor", "" },
};

TEST(paths_are_those_of_the_fixtures)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct scene *s =
			scene(rows[i].sent, rows[i].anchors, rows[i].partial);
		char row[160];

		snprintf(row, sizeof(row), "%s with %s", rows[i].sent,
			 rows[i].anchors);
		ROW(row);
		CHECK(s->list.count == (rows[i].second[0] == '\0' ? 1 : 2));
		CHECK_EQ_STR(path_text(s, 0), rows[i].first);
		CHECK_EQ_STR(path_text(s, 1), rows[i].second);
		CHECK(!s->list.more);
		scene_free(s);
		ROW("");
	}
}

TEST(a_path_ends_at_the_cap)
{
	struct scene *s =
		scene("verify/flaws/path-too-long.pem", "verify/root.pem", false);

	REQUIRE(s->list.count == 1);
	CHECK_EQ_INT(s->list.path[0].end, PATH_TOO_LONG);
	CHECK_EQ_INT(s->list.path[0].count, CAP_PATH);
	scene_free(s);
}

/*
 * Distrust is of the key under its name, also where the server sends the CA itself.
 */
TEST(what_is_distrusted_is_no_link_either)
{
	static struct scene s;

	s = (struct scene){ 0 };
	read_pool(&s.sent, "verify/flaws/good.pem");
	read_pool(&s.anchors, "verify/distrusted.pem");
	path_pool_anchor(&s.anchors, OID_UNKNOWN, true);
	CHECK_EQ_INT(s.anchors.role[0], PATH_DISTRUSTED);
	CHECK(s.anchors.distrusts);
	scene_free(&s);
}

TEST(the_search_goes_no_further_than_its_caps)
{
	struct path_list *list;
	struct scene *s =
		scene("verify/flaws/two-paths.pem", "verify/root.pem", false);
	struct path_pool many = { 0 };
	struct bundle again = fixture_bundle("verify/flaws/two-paths.pem");

	/* Each copy of a certificate is equal to the first, and counts once. */
	for (size_t i = 0; i < 1000; i++)
		bundle_add(&many.bundle, &again.entry[i % again.count].cert,
			   &again.entry[i % again.count].origin);
	path_pool_index(&many);
	list = calloc(1, sizeof(*list));
	path_find(list, &many, 0, &s->anchors);
	CHECK(list->count <= 2);
	CHECK(list->more); /* more of one name than are looked at */
	free(list);
	path_pool_free(&many);
	bundle_free(&again);
	scene_free(s);
}

TEST(self_signed_is_by_name_and_identifiers)
{
	static const struct {
		const char *file;
		size_t entry;
		bool self_signed;
	} all[] = {
		{ "verify/root.pem", 0, true },
		{ "roles/v1-root.pem", 0, true },
		{ "roles/badsig.pem", 0, true },
		{ "roles/rollover.pem", 0, true },
		{ "roles/rollover.pem", 1, false },
		{ "roles/hier.pem", 1, false },
		{ "roles/leaf.pem", 0, false },
	};

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		struct bundle b = fixture_bundle(all[i].file);

		ROW(all[i].file);
		REQUIRE(b.count > all[i].entry);
		CHECK(path_self_signed(&b.entry[all[i].entry].cert) ==
		      all[i].self_signed);
		bundle_free(&b);
	}
}
