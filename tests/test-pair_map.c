#include "tap.h"

#include "verify/pair_map.h"

static char place[4000]; /* whose addresses are keys */

TEST(pairs_have_numbers)
{
	struct pair_map m = { 0 };
	uint32_t value = 7;

	CHECK(!pair_map_find(&m, place, NULL, &value));
	CHECK_EQ_INT(value, 7);
	pair_map_add(&m, place, NULL, 1);
	pair_map_add(&m, place, place, 2);
	pair_map_add(&m, place + 1, place, 3);
	CHECK(pair_map_find(&m, place, NULL, &value) && value == 1);
	CHECK(pair_map_find(&m, place, place, &value) && value == 2);
	CHECK(pair_map_find(&m, place + 1, place, &value) && value == 3);
	CHECK(!pair_map_find(&m, place + 1, NULL, &value));
	pair_map_free(&m);
}

TEST(maps_grow_are_cleared_and_used_again)
{
	struct pair_map m = { 0 };
	uint32_t value;

	for (int round = 0; round < 3; round++) {
		size_t most = round == 1 ? 10 : sizeof(place);

		for (size_t i = 0; i < most; i++)
			pair_map_add(&m, place + i, place + most - i, (uint32_t)i);
		CHECK_EQ_INT(m.count, most);
		for (size_t i = 0; i < most; i++)
			CHECK(pair_map_find(&m, place + i, place + most - i,
					    &value) &&
			      value == i);
		pair_map_clear(&m);
		CHECK_EQ_INT(m.count, 0);
		CHECK(!pair_map_find(&m, place, place + most, &value));
	}
	pair_map_free(&m);
	pair_map_free(&m);
}
