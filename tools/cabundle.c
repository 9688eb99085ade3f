/* cabundle: the front door. Lists the programs, and runs them. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
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
	printf("\n'cabundle list ...' runs 'cabundle-list ...', and so with the others.\n"
	       "Manuals: each program's (1), and cabundle(7) for what they share.\n");
	return EXIT_DONE;
}

/* The program's full name: as given, or with cabundle- before it; or NULL. */
static const char *find_program(const char *word)
{
	static const char prefix[] = "cabundle-";

	for (size_t i = 0; i < ARRAY_LEN(programs); i++) {
		const char *name = programs[i].name;

		if (strcmp(name, word) == 0 ||
		    (strncmp(name, prefix, sizeof(prefix) - 1) == 0 &&
		     strcmp(name + sizeof(prefix) - 1, word) == 0))
			return name;
	}
	return NULL;
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

static int run(char **operands, size_t count)
{
	struct buf path = { 0 };
	const char *name;

	if (count == 0)
		return list_programs();
	name = find_program(operands[0]);
	if (name == NULL)
		tool_usage("%s: no such program; 'cabundle' alone lists them",
			   operands[0]);
	if (own_directory(&path)) {
		buf_str(&path, name);
		execv(buf_c(&path), operands);
	} else {
		execvp(name, operands);
	}
	tool_complain("cannot run %s: %s", name, strerror(errno));
	buf_free(&path);
	return EXIT_TROUBLE;
}

const struct tool this_tool = {
	.name = "cabundle",
	.synopsis = "[PROGRAM [ARGUMENT ...]]",
	.brief = "list the programs for CA bundles, or run one of them",
	.options = options,
	.operand_first = true,
	.run = run,
};
