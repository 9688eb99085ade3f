/* cabundle: the front door. Lists the programs, and runs them. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "tools/bundle_io.h"
#include "tools/options.h"

static const struct option_row options[] = {
	OPTION_END,
};

static const struct {
	const char *name, *brief;
} programs[] = {
	{ "p7b2pem", "convert PKCS#7 and any other bundle to PEM" },
	{ "pem2p7b", "convert PEM and any other bundle to PKCS#7" },
	{ "cabundle-list",
	  "list the certificates with their roles, algorithms and expiry" },
	{ "cabundle-split",
	  "split a bundle into files by region, or by any field" },
	{ "cabundle-merge",
	  "merge bundles, without duplicates and in a fixed order" },
	{ "cabundle-check", "say whether a bundle is fit to ship" },
	{ "cabundle-diff", "what changed between two bundles, by meaning" },
	{ "cabundle-verify",
	  "verify servers' chains with a bundle, before and after its update" },
	{ "cabundle-sum", "print or check the digest of a set of certificates" },
};

static int list_programs(void)
{
	for (size_t i = 0; i < ARRAY_LEN(programs); i++)
		printf("%-16s %s\n", programs[i].name, programs[i].brief);
	printf("\n'cabundle list ...' runs 'cabundle-list ...', and so with the others;\n"
	       "'cabundle help list' shows its options.\n"
	       "Manuals: each program's (1), and cabundle(7) for what they share.\n");
	return EXIT_DONE;
}

#define PREFIX "cabundle-"

/* Without the prefix; NULL where it has none. */
static const char *short_name(const char *name)
{
	return strncmp(name, PREFIX, sizeof(PREFIX) - 1) == 0
		       ? name + sizeof(PREFIX) - 1
		       : NULL;
}

/* The program's full name: as given, or with cabundle- before it; or NULL. */
static const char *find_program(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(programs); i++) {
		const char *name = programs[i].name, *rest = short_name(name);

		if (strcmp(name, word) == 0 ||
		    (rest != NULL && strcmp(rest, word) == 0))
			return name;
	}
	return NULL;
}

/* All that may come first: "help", the full names, and the short ones. */
static const char *word_name(const void *table UNUSED, size_t n)
{
	const char *rest;

	if (n == 0)
		return "help";
	if (n-- <= ARRAY_LEN(programs))
		return programs[n].name;
	n -= ARRAY_LEN(programs);
	if (n >= ARRAY_LEN(programs))
		return NULL;
	rest = short_name(programs[n].name);
	return rest != NULL ? rest : programs[n].name;
}

static const char *program_of(const char *word)
{
	const char *name = find_program(word), *meant;

	if (name != NULL)
		return name;
	meant = nearest(span_str(word), word_name, NULL);
	if (meant != NULL)
		tool_usage("%s: no such program; did you mean '%s'?", shown(word),
			   meant);
	tool_usage("%s: no such program; 'cabundle' without arguments lists them",
		   shown(word));
}

/*
 * The directory that this program lies in, with its slash; false where not known.
 */
static bool own_directory(struct buf *out)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *slash;

	if (n < 0)
		return false;
	path[n] = '\0';
	slash = strrchr(path, '/');
	if (slash == NULL)
		return false;
	buf_add(out, span_of(path, (size_t)(slash - path) + 1));
	return true;
}

/* Becomes the program; returns only where that fails. */
static int become(const char *name, char **words)
{
	struct buf path = { 0 };

	if (own_directory(&path)) {
		buf_str(&path, name);
		execv(buf_c(&path), words);
	} else {
		execvp(name, words);
	}
	tool_complain("cannot run %s: %s", name, strerror(errno));
	buf_free(&path);
	return EXIT_TROUBLE;
}

/* help, help PROGRAM */
static int help(char **operands, size_t count)
{
	static char option[] = "--help";
	char *words[] = { NULL, option, NULL };

	if (count == 0)
		return list_programs();
	if (count > 1)
		tool_usage("help: one program at a time");
	words[0] = operands[0];
	if (strcmp(operands[0], "help") == 0 ||
	    strcmp(operands[0], this_tool.name) == 0)
		return become(this_tool.name, words);
	return become(program_of(operands[0]), words);
}

static int run(char **operands, size_t count)
{
	if (count == 0)
		return list_programs();
	if (strcmp(operands[0], "help") == 0)
		return help(operands + 1, count - 1);
	return become(program_of(operands[0]), operands);
}

const struct tool this_tool = {
	.name = "cabundle",
	.synopsis = "[PROGRAM [ARGUMENT ...]]\n       cabundle help [PROGRAM]",
	.brief = "list the programs for CA bundles, or run one of them",
	.options = options,
	.operand_first = true,
	.run = run,
};
