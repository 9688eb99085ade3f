#include "tools/check/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define FIRST_NS INT64_C(1000000000)
#define EVERY_NS INT64_C(200000000)
#define BATCH	 64 /* certificates between two looks at the clock */

static bool shown;

static int64_t clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void check_progress(uint64_t done, uint64_t all)
{
	static int64_t next;
	int64_t now;

	if (done % BATCH != 0 || !isatty(STDERR_FILENO))
		return;
	now = clock_ns();
	if (next == 0)
		next = now + FIRST_NS;
	if (now < next)
		return;
	next = now + EVERY_NS;
	shown = true;
	fprintf(stderr, "\r%" PRIu64 " of %" PRIu64 " certificates", done, all);
}

void check_progress_end(void)
{
	if (shown)
		fputs("\r\033[K", stderr);
	shown = false;
}
