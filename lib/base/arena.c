#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <unistd.h>

#define BLOCK_BYTES ((size_t)64 * 1024)

struct arena_block {
	struct arena_block *before;
	alignas(max_align_t) uint8_t bytes[];
};

void arena_exhausted(void)
{
	static const char text[] = "cabundle: out of memory\n";
	ssize_t ignored UNUSED = write(STDERR_FILENO, text, sizeof(text) - 1);

	exit(2);
}

void *arena_grow(void *p, size_t n)
{
	p = realloc(p, n > 0 ? n : 1);
	if (p == NULL)
		arena_exhausted();
	return p;
}

/* A block of its own for a large piece; the rest of the last one stays in use. */
static void *alloc_large(struct arena *a, size_t n)
{
	struct arena_block *block;

	if (n > SIZE_MAX - sizeof(*block))
		arena_exhausted();
	block = calloc(1, sizeof(*block) + n);
	if (block == NULL)
		arena_exhausted();
	if (a->last != NULL) {
		block->before = a->last->before;
		a->last->before = block;
	} else {
		a->last = block;
	}
	return block->bytes;
}

void *arena_alloc(struct arena *a, size_t n)
{
	size_t align = alignof(max_align_t);
	struct arena_block *block;
	void *p;

	if (n > BLOCK_BYTES / 4)
		return alloc_large(a, n);
	n = n > 0 ? (n + align - 1) / align * align : align;
	if (n > a->left) {
		block = calloc(1, sizeof(*block) + BLOCK_BYTES);
		if (block == NULL)
			arena_exhausted();
		block->before = a->last;
		a->last = block;
		a->next = block->bytes;
		a->left = BLOCK_BYTES;
	}
	p = a->next;
	a->next += n;
	a->left -= n;
	return p;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	size_t n;

	if (__builtin_mul_overflow(count, size, &n))
		arena_exhausted();
	return arena_alloc(a, n);
}

struct span arena_copy(struct arena *a, struct span s)
{
	uint8_t *p = arena_alloc(a, s.n);

	if (s.n > 0)
		memcpy(p, s.p, s.n);
	return span_of(p, s.n);
}

char *arena_str(struct arena *a, struct span s)
{
	char *p = arena_alloc(a, s.n + 1);

	if (s.n > 0)
		memcpy(p, s.p, s.n);
	return p;
}

void arena_free(struct arena *a)
{
	struct arena_block *block = a->last;

	while (block != NULL) {
		struct arena_block *before = block->before;

		free(block);
		block = before;
	}
	*a = (struct arena){ 0 };
}
