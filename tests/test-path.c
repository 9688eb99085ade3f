#include "tap.h"

#include "make_cert.h"
#include "verify/path.h"
#include "x509/dn.h"

static void add(struct path_pool *p, const char *subject, uint32_t key,
		const char *issuer, uint32_t serial)
{
	struct make m = { .subject = subject,
			  .issuer = issuer,
			  .key = key,
			  .signer = 1,
			  .serial = serial };

	put_ca(&m.extensions, -1);
	make_cert(&p->bundle, m);
}

static void digest_of(const char *name, uint8_t out[SHA256_BYTES])
{
	struct buf encoded = { 0 };

	put_name(&encoded, name);
	dn_digest(buf_span(&encoded), out);
	buf_free(&encoded);
}

static struct path_entity *find(const struct path_pool *p, const char *name,
				size_t *count)
{
	uint8_t digest[SHA256_BYTES];

	digest_of(name, digest);
	return path_entities(p, digest, count);
}

TEST(certificates_are_found_by_name_and_key)
{
	struct path_pool p = { 0 };
	struct path_entity *e;
	size_t count, position;

	add(&p, "A", 2, "Root", 1);
	add(&p, "B", 3, "Root", 1);
	add(&p, "A", 4, "Root", 1);
	add(&p, "A", 2, "Other", 2);
	add(&p, "a ", 2, "Root", 3); /* the same name (RFC 5280 section 7.1) */
	path_pool_index(&p);
	e = find(&p, "A", &count);
	REQUIRE(count == 2);
	CHECK_EQ_INT(e[0].count + e[1].count, 4);
	CHECK_EQ_INT(p.entities, 3);
	CHECK(p.of[0] == p.of[3] && p.of[0] == p.of[4] && p.of[0] != p.of[2]);
	CHECK_EQ_INT(p.of[0]->count, 3);
	CHECK(path_entity_find(&p, e->subject, p.bundle.entry[2].cert.spki) ==
	      p.of[2]);
	CHECK(path_entity_find(&p, e->subject, p.bundle.entry[1].cert.spki) ==
	      NULL);
	CHECK(path_find(&p, p.of[3], p.bundle.entry[3].cert.der, &position));
	CHECK_EQ_INT(position, 3);
	CHECK(!path_find(&p, p.of[2], p.bundle.entry[3].cert.der, &position));
	find(&p, "C", &count);
	CHECK_EQ_INT(count, 0);
	path_pool_free(&p);
}

TEST(members_are_read_once)
{
	struct path_pool p = { 0 };
	struct member *m;

	add(&p, "A", 2, "Root", 1);
	path_pool_index(&p);
	m = path_member(&p, 0);
	CHECK(m->entry == &p.bundle.entry[0]);
	CHECK(m->pool == &p && m->entity == p.of[0]);
	CHECK(path_member(&p, 0) == m);
	CHECK(path_member_of(&p, p.of[0], 0) == m);
	path_pool_free(&p);
}

TEST(equal_certificates_count_once_at_the_first_position)
{
	struct path_pool p = { 0 };
	size_t position;

	for (int i = 0; i < 3; i++)
		add(&p, "A", 2, "Root", 1);
	path_pool_index(&p);
	CHECK_EQ_INT(p.entities, 1);
	CHECK_EQ_INT(p.entity[0].count, 1);
	CHECK(path_find(&p, &p.entity[0], p.bundle.entry[2].cert.der, &position));
	CHECK_EQ_INT(position, 0);
	path_pool_free(&p);
}

TEST(an_empty_pool_has_none)
{
	struct path_pool p = { 0 };
	size_t count;

	path_pool_index(&p);
	find(&p, "A", &count);
	CHECK_EQ_INT(count, 0);
	path_pool_free(&p);
	path_pool_free(&p);
}

/* Anchors are self-signed, or all where chains may be partial; not what is
 * distrusted, nor what has its name and key. */
TEST(roles_are_those_of_openssl)
{
	static const struct {
		bool partial;
		enum path_role role[5];
	} rows[] = {
		{ false,
		  { PATH_ANCHOR, PATH_LINK, PATH_DISTRUSTED, PATH_LINK,
		    PATH_ANCHOR } },
		{ true,
		  { PATH_ANCHOR, PATH_ANCHOR, PATH_DISTRUSTED, PATH_ANCHOR,
		    PATH_ANCHOR } },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct path_pool p = { 0 };

		add(&p, "Root", 1, "Root", 1);
		add(&p, "A", 2, "Root", 1);
		add(&p, "Evil", 3, "Evil", 1);
		add(&p, "Evil", 3, "Root", 2);
		add(&p, "Evil", 4, "Evil", 3);
		p.bundle.entry[2].origin.trust.distrusted = true;
		path_pool_index(&p);
		path_pool_anchor(&p, OID_EKU_SERVER, rows[i].partial);
		for (size_t k = 0; k < 5; k++)
			CHECK_EQ_INT(p.role[k], rows[i].role[k]);
		CHECK(p.distrusts && p.lasting);
		CHECK(p.of[3]->distrusted && !p.of[4]->distrusted);
		path_pool_free(&p);
	}
}

/* A copy with settings and one without are one certificate, with settings. */
TEST(a_copy_that_is_distrusted_speaks_for_all)
{
	struct path_pool p = { 0 };

	add(&p, "Root", 1, "Root", 1);
	add(&p, "Root", 1, "Root", 1);
	p.bundle.entry[1].origin.trust.distrusted = true;
	path_pool_index(&p);
	path_pool_anchor(&p, OID_EKU_SERVER, true);
	CHECK_EQ_INT(p.role[0], PATH_DISTRUSTED);
	CHECK(p.of[0]->distrusted);
	path_pool_free(&p);
}
