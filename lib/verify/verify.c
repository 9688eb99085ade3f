#include "verify/verify.h"

#include "verify/host.h"

/* The bundle's own copy of the server's certificate may be an anchor. */
static struct member *first_member(struct path_pool *sent, size_t leaf,
				   struct path_pool *anchors)
{
	struct member *m = path_member(sent, leaf);
	const struct path_entity *e =
		path_entity_find(anchors, m->entity->subject, m->entity->spki);
	size_t position;

	if (e != NULL && path_find(anchors, e, m->cert->der, &position) &&
	    anchors->role[position] == PATH_ANCHOR)
		return path_member(anchors, position);
	return m;
}

void verify_start(struct verify *v, const struct verify_terms *terms,
		  struct path_pool *sent, size_t leaf, struct path_pool *anchors)
{
	search_forget(&v->shared);
	v->status.revocation.pool = terms->crl_pool;
	v->shared.status = terms->crl_pool != NULL ? &v->status : NULL;
	v->search.shared = &v->shared;
	v->search.terms = terms;
	v->search.sent = sent;
	v->search.anchors = anchors;
	v->leaf = first_member(sent, leaf, anchors);
}

void verify_free(struct verify *v)
{
	search_free(&v->search);
	search_shared_free(&v->shared);
	status_free(&v->status);
	*v = (struct verify){ 0 };
}

/* When all certificates of a path are valid, and which limit that. */
struct period {
	int64_t from, until;
	size_t latest, soonest; /* which starts last, and which ends first */
};

static struct period period_of(const struct path *p)
{
	struct period out = { .from = INT64_MIN, .until = INT64_MAX };

	for (size_t i = 0; i < p->count; i++) {
		const struct member *m = p->member[i];

		if (!m->dated)
			continue;
		if (m->from > out.from) {
			out.from = m->from;
			out.latest = i;
		}
		if (m->until < out.until) {
			out.until = m->until;
			out.soonest = i;
		}
	}
	return out;
}

/* Where it must be known what CRLs say, the path verifies as long as it is. */
static void narrow_by_crls(const struct verify *v, struct verdict *out)
{
	for (size_t i = 0; i < out->path->count; i++) {
		const struct rules_status *s = verify_status(v, i);

		if (s == NULL || v->search.terms->crls < RULES_CRLS_END)
			continue;
		if (s->answer.from > out->from)
			out->from = s->answer.from;
		if (s->answer.until < out->until)
			out->until = s->answer.until;
	}
}

const struct rules_status *verify_status(const struct verify *v, size_t i)
{
	const struct path *p = &v->result.path;

	return v->shared.status != NULL && i + 1 < p->count
		       ? status_of(&v->status, p->member[i], p->member[i + 1])
		       : NULL;
}

static size_t position_of(const struct path *p, const struct member *m)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->member[i] == m)
			return i;
	return 0;
}

struct verdict verify_at(struct verify *v, int64_t when)
{
	struct search_result *result = &v->result;
	struct finding *f = &result->finding;
	struct verdict out = { .finding = f, .path = &result->path };
	struct period period;

	search_refill(&v->shared);
	search_run(&v->search, v->leaf, when, result);
	if (f->reason == VERIFY_OK && v->search.terms->host != NULL &&
	    !host_matches(v->leaf, v->search.terms->host))
		*f = (struct finding){ VERIFY_NAME_MISMATCH, .at = v->leaf };
	period = period_of(out.path);
	out.reason = f->reason;
	out.from = period.from;
	out.until = period.until;
	out.at = f->reason == VERIFY_EXPIRED	     ? period.soonest
		 : f->reason == VERIFY_NOT_YET_VALID ? period.latest
		 : f->reason != VERIFY_OK	     ? position_of(out.path, f->at)
						     : 0;
	if (f->reason == VERIFY_OK) {
		out.policies = &result->policies;
		narrow_by_crls(v, &out);
	}
	return out;
}
