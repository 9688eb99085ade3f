#include "io/guard.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

/* The one thing that a signal handler must reach. */
static struct guard *volatile first;

static bool wanted, caught;

static void remove_all(void)
{
	for (const struct guard *g = first; g != NULL; g = g->next)
		unlinkat(g->directory, g->name, 0);
}

static void on_signal(int number)
{
	remove_all();
	signal(number, SIG_DFL);
	raise(number);
}

/* By default these are ignored, or stop the program, or cannot be caught
 * (signal(7)). */
static bool ends_the_program(int number)
{
	static const int others[] = { SIGCHLD, SIGURG,	SIGWINCH, SIGCONT, SIGKILL,
				      SIGSTOP, SIGTSTP, SIGTTIN,  SIGTTOU };

	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (number == others[i])
			return false;
	return true;
}

/*
 * All of them, those of a fault too: GMP aborts where there is no memory. The C
 * library keeps some numbers for itself and refuses to catch them.
 */
static void catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal }, old;

	sigfillset(&action.sa_mask);
	for (int number = 1; number <= SIGRTMAX; number++)
		if (ends_the_program(number) &&
		    sigaction(number, NULL, &old) == 0 && old.sa_handler == SIG_DFL)
			sigaction(number, &action, NULL);
	atexit(remove_all);
}

void guard_start(void)
{
	wanted = true;
}

void guard_block(sigset_t *before)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, before);
}

void guard_unblock(const sigset_t *before)
{
	int error = errno;

	sigprocmask(SIG_SETMASK, before, NULL);
	errno = error;
}

#define DRAWN 6 /* characters of a name that are not fixed */

/* From a beginning that other processes do not share. */
void guard_draw(struct guard *g)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz"
				       "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	static const char fixed[] = ".cabundle-";
	static uint32_t next;
	uint32_t n;

	_Static_assert(sizeof(fixed) + DRAWN == GUARD_NAME_BYTES, "a name fits");
	if (next == 0 && getrandom(&next, sizeof(next), 0) < 0)
		next = (uint32_t)getpid() << 8;
	n = ++next;
	memcpy(g->name, fixed, sizeof(fixed) - 1);
	for (size_t i = 0; i < DRAWN; i++, n /= sizeof(alphabet) - 1)
		g->name[sizeof(fixed) - 1 + i] =
			alphabet[n % (sizeof(alphabet) - 1)];
	g->name[GUARD_NAME_BYTES - 1] = '\0';
}

void guard_add(struct guard *g)
{
	if (wanted && !caught)
		catch_signals();
	caught = wanted;
	g->before = NULL;
	g->next = first;
	if (first != NULL)
		first->before = g;
	first = g;
}

void guard_drop(struct guard *g)
{
	if (g->next != NULL)
		g->next->before = g->before;
	if (g->before != NULL)
		g->before->next = g->next;
	else
		first = g->next;
	*g = (struct guard){ 0 };
}
