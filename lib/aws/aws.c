#include "aws/aws.h"

#include <stdlib.h>

#ifdef HAVE_JANSSON

#include "aws/json.h"
#include "x509/moment.h"
#include "x509/text.h"

#define CERTIFICATES "Certificates"
#define VERSIONS     "DBEngineVersions"

/* An object of the array, and how to say where it is. */
struct item {
	struct aws_json *json;
	struct aws_path path;
	const json_t *object;
	struct arena *arena;
};

static const char *type_name(const json_t *value)
{
	static const char *const names[] = {
		[JSON_OBJECT] = "an object", [JSON_ARRAY] = "an array",
		[JSON_STRING] = "a string",  [JSON_INTEGER] = "a number",
		[JSON_REAL] = "a number",    [JSON_TRUE] = "true",
		[JSON_FALSE] = "false",	     [JSON_NULL] = "null",
	};

	return names[json_typeof(value)];
}

static bool wrong(struct item *i, const char *inner, const char *what)
{
	i->path.inner = inner;
	return aws_json_wrong(i->json, &i->path, "%s", what);
}

static bool wrong_type(struct item *i, const char *inner, const json_t *value,
		       const char *wanted)
{
	i->path.inner = inner;
	if (value == NULL)
		return aws_json_wrong(i->json, &i->path, "not there");
	return aws_json_wrong(i->json, &i->path, "%s, not %s", type_name(value),
			      wanted);
}

static struct span string_span(const json_t *value)
{
	return span_of(json_string_value(value), json_string_length(value));
}

/* A string that must be there; valid as long as the document. */
static bool get_string(struct item *i, const char *name, struct span *out)
{
	const json_t *value = json_object_get(i->object, name);

	if (!json_is_string(value))
		return wrong_type(i, name, value, "a string");
	*out = string_span(value);
	return true;
}

static bool get_text(struct item *i, const char *name, struct span *out)
{
	if (!get_string(i, name, out))
		return false;
	*out = arena_copy(i->arena, *out);
	return true;
}

static bool get_time(struct item *i, const char *name, int64_t *out)
{
	struct span text;

	if (!get_string(i, name, &text))
		return false;
	return moment_of_rfc3339(text, out) ||
	       wrong(i, name, "no time such as 2021-05-24T22:06:59+00:00");
}

static int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool sha1_of_hex(struct span text, uint8_t out[SHA1_BYTES])
{
	if (text.n != (size_t)2 * SHA1_BYTES)
		return false;
	for (size_t i = 0; i < SHA1_BYTES; i++) {
		int high = hex_digit(text.p[2 * i]);
		int low = hex_digit(text.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

static bool get_thumbprint(struct item *i, uint8_t out[SHA1_BYTES])
{
	const char *name = "Thumbprint";
	struct span text;

	if (!get_string(i, name, &text))
		return false;
	return sha1_of_hex(text, out) ||
	       wrong(i, name, "no SHA-1 in 40 hex digits");
}

/* arn:PARTITION:rds:REGION:ACCOUNT:cert:IDENTIFIER. The member may be missing. */
static bool get_region(struct item *i, struct span *out)
{
	const char *name = "CertificateArn";
	const json_t *value = json_object_get(i->object, name);
	struct span rest, part = { 0 };

	*out = part;
	if (value == NULL || json_is_null(value))
		return true;
	if (!json_is_string(value))
		return wrong_type(i, name, value, "a string");
	rest = string_span(value);
	for (int n = 0; n < 4; n++) {
		const uint8_t *colon =
			rest.n > 0 ? memchr(rest.p, ':', rest.n) : NULL;

		if (colon == NULL)
			return true;
		part = span_of(rest.p, (size_t)(colon - rest.p));
		rest = span_of(colon + 1, rest.n - part.n - 1);
	}
	*out = arena_copy(i->arena, part);
	return true;
}

static bool read_certificate(struct aws_answers *a, struct item *i)
{
	struct aws_certificate c;

	if (!get_text(i, "CertificateIdentifier", &c.identifier) ||
	    !get_thumbprint(i, c.sha1) ||
	    !get_time(i, "ValidFrom", &c.valid_from) ||
	    !get_time(i, "ValidTill", &c.valid_till) || !get_region(i, &c.region))
		return false;
	if (a->certificates == a->certificate_room) {
		a->certificate_room = 2 * a->certificate_room + 16;
		a->certificate =
			arena_grow(a->certificate, a->certificate_room * sizeof(c));
	}
	a->certificate[a->certificates++] = c;
	return true;
}

static bool get_rotation(struct item *i, enum aws_rotation *out)
{
	const char *name = "SupportsCertificateRotationWithoutRestart";
	const json_t *value = json_object_get(i->object, name);

	*out = AWS_ROTATION_UNKNOWN;
	if (value == NULL || json_is_null(value))
		return true;
	if (!json_is_boolean(value))
		return wrong_type(i, name, value, "true or false");
	*out = json_is_true(value) ? AWS_ROTATION_RUNS_ON : AWS_ROTATION_RESTARTS;
	return true;
}

/* Older engines have no such list. */
static bool get_cas(struct item *i, struct aws_version *v)
{
	const char *name = "SupportedCACertificateIdentifiers";
	const json_t *list = json_object_get(i->object, name);
	struct span *ca;

	v->ca_count = 0;
	v->ca = NULL;
	if (list == NULL || json_is_null(list))
		return true;
	if (!json_is_array(list))
		return wrong_type(i, name, list, "an array");
	ca = arena_array(i->arena, json_array_size(list) + 1, sizeof(*ca));
	for (size_t n = 0; n < json_array_size(list); n++) {
		const json_t *value = json_array_get(list, n);

		if (!json_is_string(value))
			return wrong_type(i, name, value, "a string, in the array");
		ca[n] = arena_copy(i->arena, string_span(value));
	}
	v->ca = ca;
	v->ca_count = json_array_size(list);
	return true;
}

static bool read_version(struct aws_answers *a, struct item *i)
{
	struct aws_version v;

	if (!get_text(i, "Engine", &v.engine) ||
	    !get_text(i, "EngineVersion", &v.version) ||
	    !get_rotation(i, &v.rotation) || !get_cas(i, &v))
		return false;
	if (a->versions == a->version_room) {
		a->version_room = 2 * a->version_room + 16;
		a->version = arena_grow(a->version, a->version_room * sizeof(v));
	}
	a->version[a->versions++] = v;
	return true;
}

typedef bool read_item(struct aws_answers *a, struct item *i);

/* An answer that has more pages does not say everything. */
static void warn_of_pages(const struct aws_json *j)
{
	static const char *const marks[] = { "Marker", "NextToken" };
	struct place at = { .file = j->file };

	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (json_is_string(json_object_get(j->document, marks[i])))
			diag_report(j->diags, DIAG_ID_AWS_PAGE, &at, "%s",
				    marks[i]);
}

static bool read_document(struct aws_answers *a, struct aws_json *j,
			  const char *member, read_item *read)
{
	struct aws_path path = { .index = AWS_NO_INDEX };
	const json_t *list;

	if (!json_is_object(j->document))
		return aws_json_wrong(j, &path, "%s, not an object with %s",
				      type_name(j->document), member);
	list = json_object_get(j->document, member);
	if (list == NULL)
		return aws_json_wrong(j, &path, "no member %s", member);
	path.member = member;
	if (!json_is_array(list))
		return aws_json_wrong(j, &path, "%s, not an array",
				      type_name(list));
	warn_of_pages(j);
	for (size_t n = 0; n < json_array_size(list); n++) {
		struct item i = {
			j, { member, n, NULL }, json_array_get(list, n), &a->arena
		};

		if (!json_is_object(i.object))
			return wrong_type(&i, NULL, i.object, "an object");
		if (!read(a, &i))
			return false;
	}
	return true;
}

/* A file that says nothing would prove anything. */
static bool read_file(struct aws_answers *a, const char *path, struct diags *diags,
		      const char *member, read_item *read)
{
	size_t before = a->certificates + a->versions;
	struct aws_json j;
	bool good = aws_json_open(&j, path, diags);

	if (!good)
		return false;
	while (good && aws_json_next(&j))
		good = read_document(a, &j, member, read);
	good = good && !j.failed;
	if (good && a->certificates + a->versions == before) {
		struct place at = { .file = j.file };

		if (j.count == 0)
			diag_report(diags, DIAG_ID_EMPTY_FILE, &at, NULL);
		else
			diag_report(diags, DIAG_ID_AWS_ANSWER, &at,
				    "nothing is in %s", member);
		good = false;
	}
	aws_json_close(&j);
	return good;
}

bool aws_read_certificates(struct aws_answers *a, const char *path,
			   struct diags *diags)
{
	return read_file(a, path, diags, CERTIFICATES, read_certificate);
}

bool aws_read_versions(struct aws_answers *a, const char *path, struct diags *diags)
{
	return read_file(a, path, diags, VERSIONS, read_version);
}

#else

static bool cannot(const char *path, struct diags *diags)
{
	struct place at = { .file = path };

	diag_report(diags, DIAG_ID_NO_JANSSON, &at, NULL);
	return false;
}

bool aws_read_certificates(struct aws_answers *a UNUSED, const char *path,
			   struct diags *diags)
{
	return cannot(path, diags);
}

bool aws_read_versions(struct aws_answers *a UNUSED, const char *path,
		       struct diags *diags)
{
	return cannot(path, diags);
}

#endif

void aws_free(struct aws_answers *a)
{
	arena_free(&a->arena);
	free(a->certificate);
	free(a->version);
	*a = (struct aws_answers){ 0 };
}
