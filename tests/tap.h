/*
 * Unit tests that speak TAP. A test program is one file:
 *
 *	#include "tap.h"
 *	TEST(two_and_two_are_four)
 *	{
 *		CHECK_EQ_INT(2 + 2, 4);
 *	}
 *
 * A test registers itself, its name is the sentence that is true when it passes,
 *and main is here. After a failed CHECK the test goes on; REQUIRE leaves it. ROW
 *names the row of a table in the reports that follow. An argument runs only the
 *tests whose name holds it.
 */
#ifndef TAP_H
#define TAP_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct tap_test {
	const char *name;
	void (*run)(void);
	struct tap_test *next;
};

static struct tap_test *tap_first, **tap_last = &tap_first;

/* Of the test that runs now. */
static bool tap_failed;
static const char *tap_row, *tap_skipped; /* "" where there is none */

#define TEST(name) \
	static void tap_run_##name(void); \
	__attribute__((constructor)) static void tap_register_##name(void) \
	{ \
		static struct tap_test test = { #name, tap_run_##name, NULL }; \
		*tap_last = &test; \
		tap_last = &test.next; \
	} \
	static void tap_run_##name(void)

#define TAP_FAIL(...) \
	do { \
		tap_failed = true; \
		printf("# %s:%d: %s%s", __FILE__, __LINE__, tap_row, \
		       *tap_row ? ": " : ""); \
		printf(__VA_ARGS__); \
		putchar('\n'); \
	} while (0)

#define CHECK(x) \
	do { \
		if (!(x)) \
			TAP_FAIL("%s", #x); \
	} while (0)

#define REQUIRE(x) \
	do { \
		if (!(x)) { \
			TAP_FAIL("%s", #x); \
			return; \
		} \
	} while (0)

#define CHECK_EQ_INT(a, b) \
	do { \
		intmax_t tap_a = (intmax_t)(a), tap_b = (intmax_t)(b); \
		if (tap_a != tap_b) \
			TAP_FAIL("%s is %jd, not %jd", #a, tap_a, tap_b); \
	} while (0)

#define CHECK_EQ_STR(a, b) \
	do { \
		const char *tap_a = (a), *tap_b = (b); \
		if (!tap_a || !tap_b ? tap_a != tap_b : strcmp(tap_a, tap_b) != 0) \
			TAP_FAIL("%s is \"%s\", not \"%s\"", #a, \
				 tap_a ? tap_a : "(NULL)", \
				 tap_b ? tap_b : "(NULL)"); \
	} while (0)

#define CHECK_EQ_MEM(a, a_len, b, b_len) \
	do { \
		size_t tap_m = (a_len), tap_n = (b_len); \
		if (tap_m != tap_n || (tap_n != 0 && memcmp(a, b, tap_n) != 0)) \
			TAP_FAIL("%s, %zu bytes, is not %s, %zu bytes", #a, tap_m, \
				 #b, tap_n); \
	} while (0)

#define ROW(label) (tap_row = (label))
#define SKIP(reason) \
	do { \
		tap_skipped = (reason); \
		return; \
	} while (0)

int main(int argc, char **argv)
{
	int count = 0, failures = 0;

	for (struct tap_test *t = tap_first; t != NULL; t = t->next) {
		if (argc >= 2 && strstr(t->name, argv[1]) == NULL)
			continue;
		tap_failed = false;
		tap_row = tap_skipped = "";
		t->run();
		printf("%sok %d - ", tap_failed ? "not " : "", ++count);
		for (const char *p = t->name; *p != '\0'; p++)
			putchar(*p == '_' ? ' ' : *p);
		printf("%s%s\n", *tap_skipped ? " # SKIP " : "", tap_skipped);
		fflush(stdout); /* a crash must not take the results with it */
		failures += tap_failed;
	}
	printf("1..%d\n", count); /* missing after a crash: an error by itself */
	return failures > 0;
}

#endif
