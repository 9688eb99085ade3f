#include "tap.h"

#include "fixture.h"
#include "verify/signature.h"

/* verify/flaws/dsa.pem: a server, a CA whose key lacks parameters, and the one
 * above, whose key has them. */
struct scene {
	struct path_pool pool;
	struct signing signing;
	struct arena arena;
};

static void scene_start(struct scene *s)
{
	*s = (struct scene){ .pool.bundle = fixture_bundle("verify/flaws/dsa.pem"),
			     .signing.left = 100 };
	path_pool_index(&s->pool);
}

static void scene_free(struct scene *s)
{
	signing_free(&s->signing);
	arena_free(&s->arena);
	path_pool_free(&s->pool);
}

TEST(a_key_inherits_the_parameters_of_the_key_above)
{
	struct scene s;
	struct member *end, *second, *first;
	struct span key;

	scene_start(&s);
	REQUIRE(s.pool.bundle.count == 3);
	end = path_member(&s.pool, 0);
	second = path_member(&s.pool, 1);
	first = path_member(&s.pool, 2);
	CHECK(!end->inherits_key && second->inherits_key && !first->inherits_key);
	key = signature_key(&s.signing, second, first->cert->spki, &s.arena);
	CHECK(key.n > second->cert->spki.n);
	CHECK_EQ_INT(signature_check(&s.signing, end, second, key), SIGNATURE_YES);
	/* The same at the same place, so that what is checked is known. */
	CHECK(signature_key(&s.signing, second, first->cert->spki, &s.arena).p ==
	      key.p);
	CHECK_EQ_INT(signature_check(&s.signing, end, second, key), SIGNATURE_YES);
	CHECK_EQ_INT(s.signing.left, 99);
	signing_forget(&s.signing);
	CHECK_EQ_INT(signature_check(&s.signing, end, second, key), SIGNATURE_YES);
	CHECK_EQ_INT(s.signing.left, 98);
	scene_free(&s);
}

TEST(where_there_is_nothing_to_inherit_a_key_is_its_own)
{
	struct scene s;
	struct member *end, *second, *first;

	scene_start(&s);
	REQUIRE(s.pool.bundle.count == 3);
	end = path_member(&s.pool, 0);
	second = path_member(&s.pool, 1);
	first = path_member(&s.pool, 2);
	/* below a key of another algorithm, and below one that lacks them, too */
	CHECK(span_eq(signature_key(&s.signing, second, end->cert->spki, &s.arena),
		      second->cert->spki));
	CHECK(span_eq(
		signature_key(&s.signing, second, second->cert->spki, &s.arena),
		second->cert->spki));
	/* a key with parameters keeps them */
	CHECK(span_eq(signature_key(&s.signing, first, first->cert->spki, &s.arena),
		      first->cert->spki));
	CHECK(signature_check(&s.signing, end, second, second->cert->spki) !=
	      SIGNATURE_YES);
	scene_free(&s);
}
