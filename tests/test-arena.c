#include "tap.h"

#include <stdalign.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"

static bool all_zero(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != 0)
			return false;
	return true;
}

TEST(every_piece_is_zeroed_aligned_and_apart_from_the_others)
{
	/* Sizes round the block's and the large piece's borders among them. */
	static const size_t sizes[] = { 0,     1,     2,     3,	    7,	   8,
					9,     15,    16,    17,    100,   4096,
					16383, 16384, 16385, 65535, 65536, 65537,
					70000, 1,     3 };
	struct arena a = { 0 };
	uint8_t *piece[20 * ARRAY_LEN(sizes)];
	size_t count = 0;

	for (size_t round = 0; round < 20; round++) {
		for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
			uint8_t *p = arena_alloc(&a, sizes[i]);

			CHECK((uintptr_t)p % alignof(max_align_t) == 0);
			CHECK(all_zero(p, sizes[i]));
			memset(p, (int)(count & 0xff), sizes[i]);
			piece[count++] = p;
		}
	}
	for (size_t k = 0; k < count; k++)
		for (size_t i = 0; i < sizes[k % ARRAY_LEN(sizes)]; i++)
			if (piece[k][i] != (k & 0xff)) {
				TAP_FAIL("piece %zu was overwritten", k);
				k = count - 1;
				break;
			}
	arena_free(&a);
}

TEST(free_leaves_an_empty_arena_that_can_be_used_again)
{
	struct arena a = { 0 };

	arena_free(&a);
	memset(arena_alloc(&a, 100), 1, 100);
	arena_free(&a);
	CHECK(a.last == NULL && a.next == NULL && a.left == 0);
	CHECK(all_zero(arena_alloc(&a, 100), 100));
	arena_free(&a);
}

TEST(copy_and_str_are_copies)
{
	struct arena a = { 0 };
	char text[] = "abc";
	struct span copy = arena_copy(&a, span_str(text));
	char *str = arena_str(&a, span_str(text));
	char *none = arena_str(&a, (struct span){ 0 });

	text[0] = 'x';
	CHECK_EQ_MEM(copy.p, copy.n, "abc", 3);
	CHECK_EQ_STR(str, "abc");
	CHECK_EQ_STR(none, "");
	CHECK_EQ_INT(arena_copy(&a, (struct span){ 0 }).n, 0);
	arena_free(&a);
}

TEST(array_has_room_for_all_items)
{
	struct arena a = { 0 };
	uint32_t *p = arena_array(&a, 1000, sizeof(*p));

	CHECK(all_zero((const uint8_t *)p, 1000 * sizeof(*p)));
	memset(p, 0xff, 1000 * sizeof(*p));
	CHECK(arena_array(&a, 0, 8) != NULL);
	arena_free(&a);
}

TEST(grow_keeps_the_content)
{
	char *p = arena_grow(NULL, 4);

	memcpy(p, "abc", 4);
	p = arena_grow(p, 100000);
	CHECK_EQ_STR(p, "abc");
	p = arena_grow(p, 0);
	free(p);
}

/* What the process says and how it ends when run in a child. */
static int child(void (*run)(void), char *said, size_t room)
{
	int ends[2], status;
	ssize_t n;
	pid_t pid;

	fflush(stdout);
	if (pipe(ends) != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		dup2(ends[1], STDERR_FILENO);
		run();
		_exit(0);
	}
	close(ends[1]);
	n = read(ends[0], said, room - 1);
	said[n > 0 ? n : 0] = '\0';
	close(ends[0]);
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static void array_that_overflows(void)
{
	struct arena a = { 0 };

	arena_array(&a, SIZE_MAX / 2, 3);
}

static void piece_as_large_as_memory(void)
{
	struct arena a = { 0 };

	arena_alloc(&a, SIZE_MAX);
}

static void exhausted(void)
{
	arena_exhausted();
}

TEST(without_memory_the_process_says_so_and_exits_with_2)
{
	static void (*const runs[])(void) = { exhausted, array_that_overflows,
					      piece_as_large_as_memory };
	char said[100];

	for (size_t i = 0; i < ARRAY_LEN(runs); i++) {
		CHECK_EQ_INT(child(runs[i], said, sizeof(said)), 2);
		CHECK_EQ_STR(said, "cabundle: out of memory\n");
	}
}
