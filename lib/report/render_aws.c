/*
 * JSON in the shape of what "aws rds describe-certificates" answers, as far as it
 * can be known without asking: nothing of an account, and no default.
 */
#include "aws/region.h"
#include "report/json.h"
#include "report/render.h"
#include "x509/moment.h"

static struct value get(struct facts *f, const char *field)
{
	return field_get(field_find(span_str(field)), f);
}

static void member(struct render *r, const char *name, struct span value)
{
	static const char indent[] = "            ";

	buf_str(r->out,
		r->out->n > 0 && r->out->p[r->out->n - 1] == '{' ? "\n" : ",\n");
	buf_str(r->out, indent);
	json_string(r->out, span_str(name));
	buf_str(r->out, ": ");
	if (value.n > 0)
		json_unescaped(r->out, value);
	else
		buf_str(r->out, "null");
}

/* Of what AWS lists: roots, but for those of stages that no customer has. */
static struct span identifier(struct facts *f)
{
	if (facts_role(f) != CERT_ROOT || region_is_stage(get(f, "cn").text))
		return (struct span){ 0 };
	return get(f, "rds-ca").text;
}

/* As the command prints times: with an offset, which is that of UTC. */
static void time_member(struct render *r, struct facts *f, const char *name,
			const char *field)
{
	struct value when = get(f, field);
	struct buf text = { 0 };

	if (when.state == VALUE_GOOD) {
		moment_iso(when.number, &text);
		text.n--;
		buf_str(&text, "+00:00");
	}
	member(r, name, buf_span(&text));
	buf_free(&text);
}

/* The ARN of a CA has no account in it. */
static void arn_member(struct render *r, struct facts *f)
{
	struct buf arn = { 0 };
	bool known = identifier(f).n > 0 && get(f, "partition").text.n > 0;

	buf_str(&arn, "arn:");
	buf_add(&arn, get(f, "partition").text);
	buf_str(&arn, ":rds:");
	buf_add(&arn, get(f, "region").text);
	buf_str(&arn, "::cert:");
	buf_add(&arn, identifier(f));
	member(r, "CertificateArn", known ? buf_span(&arn) : (struct span){ 0 });
	buf_free(&arn);
}

static void begin(struct render *r)
{
	buf_str(r->out, "{\n    \"Certificates\": [");
}

static void row(struct render *r, struct facts *f)
{
	bool ca = facts_role(f) != CERT_LEAF;

	buf_str(r->out, r->rows > 0 ? ",\n        {" : "\n        {");
	member(r, "CertificateIdentifier", identifier(f));
	member(r, "CertificateType", ca ? SPAN_LIT("CA") : (struct span){ 0 });
	member(r, "Thumbprint", get(f, "sha1").text);
	time_member(r, f, "ValidFrom", "not-before");
	time_member(r, f, "ValidTill", "not-after");
	arn_member(r, f);
	buf_str(r->out, "\n        }");
}

static void end(struct render *r)
{
	buf_str(r->out, r->rows > 0 ? "\n    ]\n}\n" : "]\n}\n");
}

const struct renderer render_aws = {
	.name = "aws-json",
	.fixed = true,
	.begin = begin,
	.row = row,
	.end = end,
};
