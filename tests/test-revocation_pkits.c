/*
 * NIST's PKITS, sections 4.4 (CRLs), 4.14 (distribution points) and 4.15 (deltas):
 * what comes out where every certificate of the path is asked about. Skipped where
 * $CABUNDLE_DATA has no pkits/.
 */
#include "tap.h"

#include "revocation_scene.h"

#define NOW INT64_C(1302825600) /* 2011-04-15 */

static const char *data_path(const char *kind, const char *name,
			     const char *extension)
{
	static char path[4096];
	const char *data = getenv("CABUNDLE_DATA");

	snprintf(path, sizeof(path), "%s/pkits/%s%s%s",
		 data != NULL ? data : "/nowhere", kind, name, extension);
	return path;
}

/* The names of a column, separated by commas, as files of the scene. */
static void read_list(struct scene *s, char *list, const char *kind,
		      const char *extension)
{
	for (char *name = strtok(list, ","); name != NULL; name = strtok(NULL, ","))
		CHECK(scene_read(s, data_path(kind, name, extension)));
}

/*
 * The first that is not good, from the last certificate up; its doubt, or
 * "revoked", or "good".
 */
static const char *outcome(struct scene *s)
{
	const struct cert *c = &s->certs.entry[s->certs.count - 1].cert;
	const struct cert *anchor = &s->certs.entry[0].cert;

	for (size_t i = 0; i < CAP_PATH && c != anchor; i++) {
		const struct cert *issuer = scene_issuer(s, c);
		struct revocation_answer a;

		if (issuer == NULL)
			return "no issuer";
		a = scene_ask(s, c, issuer, NOW);
		CHECK(a.from <= NOW && NOW <= a.until);
		if (a.status == REVOCATION_REVOKED)
			return "revoked";
		if (a.status == REVOCATION_UNKNOWN)
			return revocation_doubt_word(a.doubt);
		c = issuer;
	}
	return "good";
}

/* What must come out where the table says "false". */
static const struct {
	const char *number, *outcome;
} invalid[] = {
	/* valid, but for a DSA key that inherits its parameters, which is not ours
	 */
	{ "4.1.5", "no issuer" },
	{ "4.4.1", "crl-missing" },
	{ "4.4.2", "revoked" },
	{ "4.4.3", "revoked" },
	{ "4.4.4", "crl-signature" },
	{ "4.4.5", "crl-missing" },
	{ "4.4.6", "crl-missing" },
	{ "4.4.8", "crl-critical-entry" },
	{ "4.4.9", "crl-critical-extension" },
	{ "4.4.10", "crl-critical-extension" },
	{ "4.4.11", "crl-stale" },
	{ "4.4.12", "crl-stale" },
	{ "4.4.15", "revoked" },
	{ "4.4.18", "revoked" },
	{ "4.4.20", "revoked" },
	{ "4.4.21", "crl-signer-path" },
	{ "4.5.2", "revoked" },
	{ "4.5.5", "revoked" },
	{ "4.5.7", "revoked" },
	{ "4.7.4", "crl-signer-key-usage" },
	{ "4.7.5", "crl-signer-key-usage" },
	{ "4.14.2", "revoked" },
	{ "4.14.3", "crl-scope" },
	{ "4.14.6", "revoked" },
	{ "4.14.8", "crl-scope" },
	{ "4.14.9", "crl-scope" },
	{ "4.14.11", "crl-scope" },
	{ "4.14.12", "crl-scope" },
	{ "4.14.14", "crl-scope" },
	{ "4.14.15", "revoked" },
	{ "4.14.16", "revoked" },
	{ "4.14.17", "crl-reasons" },
	{ "4.14.20", "revoked" },
	{ "4.14.21", "revoked" },
	{ "4.14.23", "revoked" },
	{ "4.14.26", "crl-missing" },
	{ "4.14.27", "crl-scope" },
	{ "4.14.31", "revoked" },
	{ "4.14.32", "revoked" },
	{ "4.14.34", "revoked" },
	{ "4.14.35", "crl-scope" },
	{ "4.15.1", "crl-base-missing" },
	{ "4.15.3", "revoked" },
	{ "4.15.4", "revoked" },
	{ "4.15.6", "revoked" },
	{ "4.15.9", "revoked" },
	{ "4.15.10", "crl-stale" },
};

/* NULL: it does not validate for another reason, which is nothing of ours. */
static const char *expected(const char *number, bool valid)
{
	static const char *const sections[] = { "4.4.", "4.14.", "4.15." };

	for (size_t i = 0; i < ARRAY_LEN(invalid); i++)
		if (strcmp(invalid[i].number, number) == 0)
			return invalid[i].outcome;
	for (size_t i = 0; i < ARRAY_LEN(sections); i++)
		if (strncmp(number, sections[i], strlen(sections[i])) == 0 &&
		    !valid)
			return "not in the table of this test";
	return valid ? "good" : NULL;
}

static void check_row(char *row)
{
	char *column[6] = { row };
	const char *wanted;
	struct scene s = { .nested = true };

	for (size_t i = 1; i < ARRAY_LEN(column); i++) {
		column[i] = strchr(column[i - 1], '\t');
		if (column[i] == NULL)
			return;
		*column[i]++ = '\0';
	}
	ROW(column[0]);
	read_list(&s, column[3], "certs/", ".crt");
	read_list(&s, column[4], "crls/", ".crl");
	scene_start(&s);
	wanted = expected(column[0], strcmp(column[2], "true") == 0);
	CHECK(s.certs.count >= 2);
	if (s.certs.count >= 2 && wanted != NULL)
		CHECK_EQ_STR(outcome(&s), wanted);
	scene_free(&s);
}

TEST(all_tests_come_out_as_they_should)
{
	FILE *f = fopen(data_path("", "TESTS", ".tsv"), "r");
	static char row[8192];
	unsigned rows = 0;

	if (f == NULL)
		SKIP("no pkits in $CABUNDLE_DATA");
	while (fgets(row, sizeof(row), f) != NULL)
		if (strncmp(row, "4.", 2) == 0) {
			check_row(row);
			rows++;
		}
	ROW("");
	fclose(f);
	CHECK_EQ_INT(rows, 249);
}
