#include "verify/rules.h"

#include "x509/dn.h"

/* Counters that are not limited; a path is never so long that they end. */
#define UNLIMITED UINT32_MAX

const char *verify_reason_word(enum verify_reason reason)
{
	static const char *const words[] = {
#define REASON(constant, word) word,
		VERIFY_REASONS(REASON)
#undef REASON
	};

	return words[reason];
}

/* The gravest is kept; of equal ones, the first. */
static void find(struct finding *worst, const struct finding *f)
{
	if (f->reason > worst->reason)
		*worst = *f;
}

static void fail(struct rules *r, enum verify_reason reason,
		 const struct member *at, const struct member *by, const char *fact)
{
	find(&r->state.worst,
	     &(struct finding){
		     .reason = reason, .at = at, .by = by, .fact = fact });
}

/* ---- One certificate ---- */

/* 6.1.3 (a) (2): the time is within the validity. */
static enum verify_reason basic_a2_validity(const struct member *m, int64_t when)
{
	if (!m->dated)
		return VERIFY_INVALID_DATE;
	if (when > m->until)
		return VERIFY_EXPIRED;
	return when < m->from ? VERIFY_NOT_YET_VALID : VERIFY_OK;
}

/*
 * 6.1.4 (k): a CA. An anchor can be older than basicConstraints: of version 1, or
 * with a key usage that says so.
 */
static enum verify_reason prepare_k_ca(const struct member *m, bool anchor)
{
	bool old = anchor && m->ca == CERT_CA_ABSENT &&
		   ((m->cert->version == 1 && m->self_issued) || m->has_key_usage);

	if (old)
		return VERIFY_OK;
	return m->ca == CERT_CA_YES && (anchor || m->cert->version >= 3)
		       ? VERIFY_OK
		       : VERIFY_NOT_CA;
}

/* 6.1.4 (n): which may sign certificates. */
static enum verify_reason prepare_n_key_usage(const struct member *m)
{
	return m->has_key_usage && !(m->key_usage & USAGE_KEY_CERT_SIGN)
		       ? VERIFY_KEY_USAGE
		       : VERIFY_OK;
}

/* 6.1.4 (o) and 6.1.5 (f): critical extensions are processed. */
static enum verify_reason prepare_o_critical(const struct member *m)
{
	return m->unprocessed.n > 0 ? VERIFY_CRITICAL : VERIFY_OK;
}

/* Section 4.2: what can only be read in one way. An anchor's signature does not
 * matter. */
static enum verify_reason malformed(const struct member *m, bool anchor)
{
	bool matters =
		m->malformed != NULL && !(anchor && m->malformed_extension.n == 0);

	return matters ? VERIFY_MALFORMED : VERIFY_OK;
}

static enum verify_reason weak(const struct verify_terms *terms,
			       const struct member *m, bool anchor)
{
	unsigned kinds = m->weak_key | (anchor ? 0 : m->weak_signature);

	return kinds & ~terms->allow ? VERIFY_INSECURE : VERIFY_OK;
}

void rules_member(const struct verify_terms *terms, const struct member *m,
		  unsigned place, int64_t when, struct finding *out)
{
	bool anchor = place & RULES_ANCHOR, end = place & RULES_END;
	const struct purpose *purpose = purpose_of_id(terms->purpose);
	const enum verify_reason found[] = {
		basic_a2_validity(m, when),
		purpose_allows(purpose, m, end) ? VERIFY_OK : VERIFY_PURPOSE,
		weak(terms, m, anchor),
		prepare_o_critical(m),
		end ? VERIFY_OK : prepare_n_key_usage(m),
		end ? VERIFY_OK : prepare_k_ca(m, anchor),
		malformed(m, anchor),
	};
	struct finding f = { .at = m };

	*out = (struct finding){ .reason = VERIFY_OK };
	for (size_t i = 0; i < ARRAY_LEN(found); i++) {
		f.reason = found[i];
		find(out, &f);
	}
	if (out->reason == VERIFY_CRITICAL)
		out->extension = m->unprocessed;
	if (out->reason == VERIFY_MALFORMED) {
		out->extension = m->malformed_extension;
		out->fact = m->malformed;
	}
}

/* ---- 6.1.3: what is done with each certificate ---- */

/* (a) (1): signed with the working key. */
static void basic_a1_signature(struct rules *r, const struct member *m)
{
	const struct member *issuer = r->member[r->count - 1];

	switch (signature_check(r->signing, m, issuer, r->state.key)) {
	case SIGNATURE_YES:
		break;
	case SIGNATURE_NO:
		fail(r, VERIFY_SIGNATURE, m, issuer, NULL);
		break;
	case SIGNATURE_UNSUPPORTED:
		fail(r, VERIFY_UNSUPPORTED, m, issuer, NULL);
		break;
	case SIGNATURE_SPENT:
		fail(r, VERIFY_LIMIT, m, issuer, "signatures");
		break;
	}
}

/*
 * (a) (3): not revoked. A doubt that need not be resolved is told of by verify.h;
 * where too many CRLs were looked at, nothing is decided.
 */
static void basic_a3_revocation(struct rules *r, const struct member *m, bool end)
{
	bool wanted = r->terms->crls == RULES_CRLS_ALL ||
		      (r->terms->crls == RULES_CRLS_END && end);
	const struct rules_status *status;
	struct finding f = { .at = m };

	if (r->ask == NULL || (r->terms->crls == RULES_CRLS_END && !end))
		return;
	status = r->ask(r->context, r, m);
	f.status = status;
	if (status->answer.status == REVOCATION_REVOKED)
		f.reason = VERIFY_REVOKED;
	else if (status->answer.status == REVOCATION_GOOD)
		return;
	else if (wanted && status->answer.doubt == REVOCATION_GAVE_UP)
		f.reason = VERIFY_LIMIT;
	else if (wanted)
		f.reason = VERIFY_STATUS_UNKNOWN;
	if (f.reason == VERIFY_LIMIT)
		f.fact = "CRLs";
	find(&r->state.worst, &f);
}

/* Takes work off what may still be done; false where that is too much. */
static bool spend(struct rules *r, uint64_t work, const struct member *m)
{
	if (work > *r->left) {
		*r->left = 0;
		fail(r, VERIFY_LIMIT, m, NULL, "comparisons of names and policies");
		return false;
	}
	*r->left -= work;
	return true;
}

static void constrain(struct rules *r, struct member *m, const struct member *by,
		      bool end)
{
	struct finding f = { VERIFY_NAME_CONSTRAINTS, .at = m, .by = by };
	enum constraints_answer answer = constraints_check(
		by->constraints, member_names(m), end, r->left, &f.name);

	switch (answer) {
	case CONSTRAINTS_HOLD:
		return;
	case CONSTRAINTS_GAVE_UP:
		spend(r, UINT64_MAX, m);
		return;
	case CONSTRAINTS_NOT_PERMITTED:
		break;
	case CONSTRAINTS_EXCLUDED:
		f.fact = "excluded";
		break;
	case CONSTRAINTS_UNKNOWN:
		f.fact = "not understood";
		break;
	case CONSTRAINTS_BAD_NAME:
		f.fact = "malformed";
		break;
	}
	find(&r->state.worst, &f);
}

/*
 * (b) and (c): names lie within the subtrees that are permitted, and in none that
 * is excluded. The intersection and the union that the standard makes of the
 * subtrees of several CAs come to the same as one check for each CA.
 */
static void basic_b_c_names(struct rules *r, struct member *m, bool end)
{
	if (m->self_issued && !end)
		return;
	for (size_t i = 0; i < r->count; i++)
		if (r->member[i]->constraints != NULL)
			constrain(r, m, r->member[i], end);
}

/* (d), (e) and (f): the policies of the certificate, and whether any is left. */
static void basic_d_e_f_policies(struct rules *r, const struct member *m, bool end)
{
	struct rules_state *s = &r->state;
	bool any = s->inhibit_any > 0 || (!end && m->self_issued);

	spend(r, policy_step(r->graph, &m->policies, any), m);
	if (s->explicit_policy == 0 && policy_is_null(r->graph))
		fail(r, VERIFY_POLICY, m, s->explicit_by, NULL);
}

/* ---- 6.1.4: what is done before the next certificate ---- */

static void count_down(uint32_t *counter)
{
	if (*counter > 0 && *counter != UNLIMITED)
		(*counter)--;
}

/* Whether a limit is lower; it then holds. */
static bool lower(uint32_t *counter, int64_t limit)
{
	if (limit == MEMBER_UNLIMITED || (uint64_t)limit >= *counter)
		return false;
	*counter = (uint32_t)limit;
	return true;
}

/* (a) and (b): mappings, none of which is to or from anyPolicy. */
static void prepare_a_b_mappings(struct rules *r, const struct member *m)
{
	if (m->policies.maps_any)
		fail(r, VERIFY_POLICY, m, NULL, "maps anyPolicy");
	spend(r, policy_map(r->graph, &m->policies, r->state.policy_mapping > 0),
	      m);
}

/* (d) to (f): the key, with parameters that are inherited. */
static void prepare_d_e_f_key(struct rules *r, const struct member *m)
{
	r->state.key = signature_key(r->signing, m, r->state.key, r->arena);
}

/* (h): counters, for which self-issued certificates do not count. */
static void prepare_h_counters(struct rules *r, const struct member *m)
{
	if (m->self_issued)
		return;
	count_down(&r->state.explicit_policy);
	count_down(&r->state.policy_mapping);
	count_down(&r->state.inhibit_any);
}

/* (i) and (j): policyConstraints and inhibitAnyPolicy. */
static void prepare_i_j_constraints(struct rules *r, const struct member *m)
{
	struct rules_state *s = &r->state;

	if (lower(&s->explicit_policy, m->require_explicit))
		s->explicit_by = m;
	lower(&s->policy_mapping, m->inhibit_mapping);
	lower(&s->inhibit_any, m->inhibit_any);
}

/* (l) and (m): the length of the path, without self-issued certificates. */
static void prepare_l_m_length(struct rules *r, const struct member *m)
{
	struct rules_state *s = &r->state;

	if (!m->self_issued) {
		if (s->path_length == 0)
			fail(r, VERIFY_PATHLEN, s->length_by, NULL, NULL);
		count_down(&s->path_length);
	}
	if (m->ca == CERT_CA_YES && lower(&s->path_length, m->pathlen))
		s->length_by = m;
}

/* (c) and (g) are the name and the constraints of the path's last certificate. */
static void prepare_next(struct rules *r, const struct member *m)
{
	prepare_a_b_mappings(r, m);
	prepare_d_e_f_key(r, m);
	prepare_h_counters(r, m);
	prepare_i_j_constraints(r, m);
	prepare_l_m_length(r, m);
}

/* ---- The path ---- */

static void append(struct rules *r, struct member *m, const struct finding *flaw)
{
	find(&r->state.worst, flaw);
	r->member[r->count++] = m;
}

/* 6.1.2, with what the anchor's own extensions say (RFC 5937). */
void rules_start(struct rules *r, struct member *anchor, const struct finding *flaw)
{
	const struct verify_terms *t = r->terms;

	r->count = 0;
	r->state = (struct rules_state){
		.key = anchor->entity->spki,
		.explicit_policy = t->explicit_policy ? 0 : UNLIMITED,
		.inhibit_any = t->inhibit_any ? 0 : UNLIMITED,
		.policy_mapping = t->inhibit_mapping ? 0 : UNLIMITED,
		.path_length = UNLIMITED,
	};
	policy_start(r->graph);
	append(r, anchor, flaw);
	if (anchor->ca == CERT_CA_YES &&
	    lower(&r->state.path_length, anchor->pathlen))
		r->state.length_by = anchor;
}

void rules_next(struct rules *r, struct member *m, const struct finding *flaw,
		bool end)
{
	basic_a1_signature(r, m);
	basic_a3_revocation(r, m, end);
	basic_b_c_names(r, m, end);
	basic_d_e_f_policies(r, m, end);
	append(r, m, flaw);
	if (!end)
		prepare_next(r, m);
}

void rules_back(struct rules *r, size_t count, const struct rules_state *saved)
{
	r->count = count;
	r->state = *saved;
	policy_cut(r->graph, count - 1);
}

/* 6.1.5 (a), (b) and (g). */
void rules_end(struct rules *r, struct policy_set *out)
{
	static const struct policy_set any = { .any = true };
	const struct member *m = r->member[r->count - 1];
	struct rules_state *s = &r->state;

	count_down(&s->explicit_policy);
	if (m->require_explicit == 0) {
		s->explicit_policy = 0;
		s->explicit_by = m;
	}
	*out = (struct policy_set){ .any = false };
	if (!spend(r, policy_nodes(r->graph), m))
		return;
	policy_result(r->graph,
		      r->terms->policies != NULL ? r->terms->policies : &any,
		      r->arena, out);
	if (s->explicit_policy == 0 && out->count == 0 && !out->any)
		fail(r, VERIFY_POLICY, m, s->explicit_by, NULL);
}
