/*
 * Preloaded into a program, makes allocations or GnuTLS fail; in the environment:
 *
 *	FAIL_AT=n		the n-th call of malloc, calloc or realloc, from 1
 *	FAIL_FROM=n		the n-th and all that follow
 *	FAIL_UNREACHED=FILE	is made where the program ended before the n-th
 *	FAIL_START=error	what gnutls_global_init returns; with 1, it had no
 *				memory and returns success
 *	FAIL_VERIFY=error	what gnutls_pubkey_verify_data2 returns
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
	void *(*malloc)(size_t);
	void *(*calloc)(size_t, size_t);
	void *(*realloc)(void *, size_t);
	void (*free)(void *);
} next;

static unsigned long calls, at, from;

/* What dlsym itself asks for, before there is a next. */
static struct {
	_Alignas(16) uint8_t bytes[4096];
	size_t used;
	bool busy;
} early;

static void *early_alloc(size_t n)
{
	void *p = early.bytes + early.used;

	if (n > sizeof(early.bytes) - early.used)
		abort();
	early.used += (n + 15) / 16 * 16;
	return p;
}

static bool is_early(const void *p)
{
	const uint8_t *byte = p;

	return byte >= early.bytes && byte < early.bytes + sizeof(early.bytes);
}

static void start(void)
{
	const char *value;

	if (next.malloc != NULL || early.busy)
		return;
	early.busy = true;
	*(void **)&next.calloc = dlsym(RTLD_NEXT, "calloc");
	*(void **)&next.realloc = dlsym(RTLD_NEXT, "realloc");
	*(void **)&next.free = dlsym(RTLD_NEXT, "free");
	*(void **)&next.malloc = dlsym(RTLD_NEXT, "malloc");
	if ((value = getenv("FAIL_AT")) != NULL)
		at = strtoul(value, NULL, 10);
	if ((value = getenv("FAIL_FROM")) != NULL)
		from = strtoul(value, NULL, 10);
	early.busy = false;
}

static bool fails(void)
{
	calls++;
	if (calls != at && (from == 0 || calls < from))
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t n)
{
	start();
	if (early.busy)
		return early_alloc(n);
	return fails() ? NULL : next.malloc(n);
}

void *calloc(size_t count, size_t size)
{
	start();
	if (early.busy)
		return early_alloc(count * size);
	return fails() ? NULL : next.calloc(count, size);
}

void *realloc(void *p, size_t n)
{
	void *fresh;

	start();
	if (fails())
		return NULL;
	if (!is_early(p))
		return next.realloc(p, n);
	fresh = next.malloc(n);
	if (fresh != NULL)
		memcpy(fresh, p, n < sizeof(early.bytes) ? n : sizeof(early.bytes));
	return fresh;
}

void free(void *p)
{
	start();
	if (!is_early(p) && next.free != NULL)
		next.free(p);
}

__attribute__((destructor)) static void tell(void)
{
	const char *path = getenv("FAIL_UNREACHED");

	if (path != NULL && calls < (at > from ? at : from))
		close(open(path, O_WRONLY | O_CREAT, 0666));
}

/* The error that GnuTLS is to return for this; 0 where it is to do its work. */
static int error_of(const char *variable)
{
	const char *value = getenv(variable);

	return value != NULL ? (int)strtol(value, NULL, 10) : 0;
}

int gnutls_global_init(void);
int gnutls_global_init(void)
{
	int (*real)(void), error = error_of("FAIL_START");

	*(void **)&real = dlsym(RTLD_NEXT, __func__);
	if (error < 0)
		return error;
	if (real() < 0)
		return -1;
	if (error > 0)
		errno = ENOMEM;
	return 0;
}

int gnutls_pubkey_verify_data2(void *key, int algorithm, unsigned flags,
			       const void *data, const void *signature);
int gnutls_pubkey_verify_data2(void *key, int algorithm, unsigned flags,
			       const void *data, const void *signature)
{
	int (*real)(void *, int, unsigned, const void *, const void *);
	int error = error_of("FAIL_VERIFY");

	*(void **)&real = dlsym(RTLD_NEXT, __func__);
	return error != 0 ? error : real(key, algorithm, flags, data, signature);
}
