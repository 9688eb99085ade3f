/*
 * Fields of extensions that hold names and addresses; see field.def. All are lists;
 * what is malformed is invalid, with the words before it.
 */
#include "report/value.h"
#include "x509/general_name.h"

/* The value of the first extension with this identifier; false where it is absent.
 */
static bool find_extension(struct facts *f, enum oid_id id, struct span *value)
{
	struct span rest = f->cert->extensions;
	struct cert_extension x;

	while (cert_next_extension(&rest, &x)) {
		if (!span_eq(x.oid, oid_row(id)->octets))
			continue;
		*value = x.value;
		return true;
	}
	return false;
}

/* A list on its way into the scratch. */
struct words {
	struct buf *out;
	size_t count;
};

static void next_word(struct words *w)
{
	if (w->count++ > 0)
		buf_put(w->out, ',');
}

static void set_words(struct facts *f, const struct words *w, bool good,
		      struct value *out)
{
	if (!good)
		set_invalid(f, out);
	else if (w->count > 0)
		set_text(f, out);
}

/* One extension that is a SEQUENCE OF what each takes; false where it is malformed.
 */
typedef bool take_element(struct span *rest, struct words *w);

static void sequence_field(struct facts *f, enum oid_id id, take_element *each,
			   struct value *out)
{
	struct words w = { .out = &f->scratch };
	struct span value, rest = { 0 };
	bool good;

	if (!find_extension(f, id, &value))
		return;
	good = der_take(&value, DER_SEQUENCE, &rest) && value.n == 0;
	while (good && rest.n > 0)
		good = each(&rest, &w);
	set_words(f, &w, good, out);
}

/* ---- Subject alternative names (RFC 5280 section 4.2.1.6) ---- */

static bool take_alt_name(struct span *rest, struct words *w,
			  enum general_name kind)
{
	enum general_name is;
	struct tlv name;

	if (!der_next(rest, &name))
		return false;
	is = general_name_kind(&name);
	if (is != kind)
		return is != GENERAL_NAMES;
	next_word(w);
	return general_name_value(&name, false, w->out);
}

static bool take_dns(struct span *rest, struct words *w)
{
	return take_alt_name(rest, w, GENERAL_NAME_DNS);
}

static bool take_ip(struct span *rest, struct words *w)
{
	return take_alt_name(rest, w, GENERAL_NAME_IP);
}

static bool take_email(struct span *rest, struct words *w)
{
	return take_alt_name(rest, w, GENERAL_NAME_EMAIL);
}

void field_get_dns(struct facts *f, struct value *out)
{
	sequence_field(f, OID_EXT_SUBJECT_ALT_NAME, take_dns, out);
}

void field_get_ip(struct facts *f, struct value *out)
{
	sequence_field(f, OID_EXT_SUBJECT_ALT_NAME, take_ip, out);
}

void field_get_email(struct facts *f, struct value *out)
{
	sequence_field(f, OID_EXT_SUBJECT_ALT_NAME, take_email, out);
}

/* ---- Certificate policies (section 4.2.1.4) ---- */

static bool take_policy(struct span *rest, struct words *w)
{
	struct span policy, oid;

	if (!der_take(rest, DER_SEQUENCE, &policy) ||
	    !der_take(&policy, DER_OID, &oid))
		return false;
	next_word(w);
	return der_oid_text(oid, w->out);
}

void field_get_policies(struct facts *f, struct value *out)
{
	sequence_field(f, OID_EXT_POLICIES, take_policy, out);
}

/* ---- Authority information access (section 4.2.2.1) ---- */

/* A URI as it is; any other name with its kind before it. */
static bool put_location(const struct tlv *name, struct words *w)
{
	next_word(w);
	return general_name_kind(name) == GENERAL_NAME_URI
		       ? general_name_value(name, false, w->out)
		       : general_name_text(name, false, w->out);
}

/* AccessDescription ::= SEQUENCE { accessMethod, accessLocation GeneralName } */
static bool take_access(struct span *rest, struct words *w, struct span method)
{
	struct span access, oid;
	struct tlv name;

	if (!der_take(rest, DER_SEQUENCE, &access) ||
	    !der_take(&access, DER_OID, &oid) || !der_next(&access, &name) ||
	    access.n > 0 || general_name_kind(&name) == GENERAL_NAMES)
		return false;
	return !span_eq(oid, method) || put_location(&name, w);
}

static bool take_ocsp(struct span *rest, struct words *w)
{
	/* 1.3.6.1.5.5.7.48.1 */
	return take_access(rest, w, SPAN_LIT("\x2b\x06\x01\x05\x05\x07\x30\x01"));
}

static bool take_ca_issuers(struct span *rest, struct words *w)
{
	/* 1.3.6.1.5.5.7.48.2 */
	return take_access(rest, w, SPAN_LIT("\x2b\x06\x01\x05\x05\x07\x30\x02"));
}

void field_get_ocsp(struct facts *f, struct value *out)
{
	sequence_field(f, OID_EXT_AUTHORITY_INFO, take_ocsp, out);
}

void field_get_ca_issuers(struct facts *f, struct value *out)
{
	sequence_field(f, OID_EXT_AUTHORITY_INFO, take_ca_issuers, out);
}

/* ---- CRL distribution points (section 4.2.1.13) ---- */

/* DistributionPointName ::= CHOICE { fullName [0], nameRelativeToCRLIssuer [1] } */
static bool put_point_name(struct span choice, struct words *w)
{
	struct span names;
	struct tlv name;

	if (der_take(&choice, DER_CONTEXT_CONSTRUCTED + 1, &names)) {
		next_word(w);
		buf_str(w->out, "relative:");
		return general_name_relative(names, w->out) && choice.n == 0;
	}
	if (!der_take(&choice, DER_CONTEXT_CONSTRUCTED, &names) || choice.n > 0)
		return false;
	while (names.n > 0)
		if (!der_next(&names, &name) || !put_location(&name, w))
			return false;
	return true;
}

/* DistributionPoint ::= SEQUENCE { name [0], reasons [1], cRLIssuer [2] } */
static bool take_point(struct span *rest, struct words *w)
{
	struct span point, name;

	if (!der_take(rest, DER_SEQUENCE, &point))
		return false;
	if (der_is(point, DER_CONTEXT_CONSTRUCTED) &&
	    (!der_take(&point, DER_CONTEXT_CONSTRUCTED, &name) ||
	     !put_point_name(name, w)))
		return false;
	if (der_is(point, DER_CONTEXT + 1) &&
	    !der_take(&point, DER_CONTEXT + 1, NULL))
		return false;
	if (der_is(point, DER_CONTEXT_CONSTRUCTED + 2) &&
	    !der_take(&point, DER_CONTEXT_CONSTRUCTED + 2, NULL))
		return false;
	return point.n == 0;
}

void field_get_crl_points(struct facts *f, struct value *out)
{
	sequence_field(f, OID_EXT_CRL_POINTS, take_point, out);
}

/* ---- Name constraints (section 4.2.1.10) ---- */

/*
 * GeneralSubtree ::= SEQUENCE { base, minimum [0] DEFAULT 0, maximum [1] OPTIONAL
 * }. Nobody knows what others than 0 and none would mean.
 */
static bool put_subtree(struct span *rest, struct words *w, const char *word)
{
	struct span subtree, minimum;
	struct tlv base;
	uint32_t number;

	if (!der_take(rest, DER_SEQUENCE, &subtree) || !der_next(&subtree, &base))
		return false;
	next_word(w);
	buf_str(w->out, word);
	if (!general_name_text(&base, true, w->out))
		return false;
	if (der_is(subtree, DER_CONTEXT) &&
	    (!der_take(&subtree, DER_CONTEXT, &minimum) ||
	     !der_small(minimum, &number) || number != 0))
		return false;
	return subtree.n == 0;
}

/* GeneralSubtrees, where they are there. */
static bool put_subtrees(struct span *rest, uint8_t tag, const char *word,
			 struct words *w)
{
	struct span subtrees;

	if (!der_is(*rest, tag))
		return true;
	if (!der_take(rest, tag, &subtrees))
		return false;
	while (subtrees.n > 0)
		if (!put_subtree(&subtrees, w, word))
			return false;
	return true;
}

/* SEQUENCE { permittedSubtrees [0] OPTIONAL, excludedSubtrees [1] OPTIONAL } */
void field_get_name_constraints(struct facts *f, struct value *out)
{
	struct words w = { .out = &f->scratch };
	struct span value, rest = { 0 };
	bool good;

	if (!find_extension(f, OID_EXT_NAME_CONSTRAINTS, &value))
		return;
	good = der_take(&value, DER_SEQUENCE, &rest) && value.n == 0 &&
	       put_subtrees(&rest, DER_CONTEXT_CONSTRUCTED, "permitted:", &w) &&
	       put_subtrees(&rest, DER_CONTEXT_CONSTRUCTED + 1, "excluded:", &w) &&
	       rest.n == 0;
	/* One that constrains nothing is there, though empty. */
	if (good)
		set_text(f, out);
	else
		set_invalid(f, out);
}
