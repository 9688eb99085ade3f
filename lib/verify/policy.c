#include "verify/policy.h"

#include <stdlib.h>

/* anyPolicy: 2.5.29.32.0 */
#define ANY_POLICY SPAN_LIT("\x55\x1d\x20\x00")

bool policy_is_any(struct span oid)
{
	return span_eq(oid, ANY_POLICY);
}

/* ---- Reading ---- */

static int by_bytes(const void *a, const void *b)
{
	return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

/* Sorts and drops repeats; the new count. */
static size_t sort_policies(struct span *policy, size_t count)
{
	size_t kept = 0;

	if (count > 0)
		qsort(policy, count, sizeof(*policy), by_bytes);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || !span_eq(policy[kept - 1], policy[i]))
			policy[kept++] = policy[i];
	return kept;
}

void policy_set_sort(struct policy_set *s)
{
	s->count = sort_policies(s->policy, s->count);
}

/* How many elements a list has; what follows checks them. */
static size_t count_elements(struct span list)
{
	struct tlv t;
	size_t count = 0;

	while (der_next(&list, &t))
		count++;
	return count;
}

/* SEQUENCE OF PolicyInformation; RFC 5280 section 4.2.1.4 wants one at least. */
bool policies_read(struct arena *a, struct span value, struct policies *out)
{
	struct span list, one, oid;

	if (!der_take(&value, DER_SEQUENCE, &list) || value.n > 0 || list.n == 0)
		return false;
	out->present = true;
	out->policy = arena_array(a, count_elements(list), sizeof(*out->policy));
	while (der_take(&list, DER_SEQUENCE, &one)) {
		if (!der_take(&one, DER_OID, &oid))
			return false;
		if (policy_is_any(oid))
			out->any = true;
		else
			out->policy[out->count++] = oid;
	}
	out->count = sort_policies(out->policy, out->count);
	return list.n == 0;
}

static int by_mapping(const void *a, const void *b)
{
	const struct policy_mapping *x = a, *y = b;
	int order = span_cmp(x->issuer, y->issuer);

	return order != 0 ? order : span_cmp(x->subject, y->subject);
}

static void sort_mappings(struct policies *p)
{
	size_t kept = 0;

	if (p->mappings > 0)
		qsort(p->mapping, p->mappings, sizeof(*p->mapping), by_mapping);
	for (size_t i = 0; i < p->mappings; i++)
		if (kept == 0 ||
		    by_mapping(&p->mapping[kept - 1], &p->mapping[i]) != 0)
			p->mapping[kept++] = p->mapping[i];
	p->mappings = kept;
}

/* SEQUENCE OF SEQUENCE { issuerDomainPolicy, subjectDomainPolicy } */
bool policies_read_mappings(struct arena *a, struct span value,
			    struct policies *out)
{
	struct span list, one;
	struct policy_mapping m;

	if (!der_take(&value, DER_SEQUENCE, &list) || value.n > 0 || list.n == 0)
		return false;
	out->mapping = arena_array(a, count_elements(list), sizeof(*out->mapping));
	while (der_take(&list, DER_SEQUENCE, &one)) {
		if (!der_take(&one, DER_OID, &m.issuer) ||
		    !der_take(&one, DER_OID, &m.subject) || one.n > 0)
			return false;
		out->maps_any |=
			policy_is_any(m.issuer) || policy_is_any(m.subject);
		out->mapping[out->mappings++] = m;
	}
	sort_mappings(out);
	return list.n == 0;
}

/* ---- Levels ---- */

static struct policy_node *add_node(struct policy_level *l, struct span policy,
				    uint32_t parent, uint32_t parents)
{
	if (l->count == l->room) {
		l->room = l->room > 0 ? 2 * l->room : 8;
		l->node = arena_grow(l->node, l->room * sizeof(*l->node));
	}
	l->node[l->count] = (struct policy_node){ .policy = policy,
						  .parent = parent,
						  .parents = parents };
	return &l->node[l->count++];
}

static void expect(struct policy_level *l, struct span policy, size_t node)
{
	if (l->expects == l->expected_room) {
		l->expected_room = l->expected_room > 0 ? 2 * l->expected_room : 8;
		l->expected = arena_grow(l->expected,
					 l->expected_room * sizeof(*l->expected));
	}
	l->expected[l->expects++] =
		(struct policy_expected){ policy, (uint32_t)node };
}

static struct policy_level *next_level(struct policy_graph *g)
{
	struct policy_level *l = &g->level[++g->depth];

	l->count = l->expects = 0;
	return l;
}

void policy_start(struct policy_graph *g)
{
	struct policy_level *l = &g->level[0];

	g->depth = 0;
	l->count = l->expects = 0;
	add_node(l, ANY_POLICY, 0, 0);
	expect(l, ANY_POLICY, 0);
}

void policy_free(struct policy_graph *g)
{
	for (size_t i = 0; i < CAP_PATH; i++) {
		free(g->level[i].node);
		free(g->level[i].expected);
	}
	*g = (struct policy_graph){ 0 };
}

void policy_cut(struct policy_graph *g, size_t depth)
{
	g->depth = depth;
}

bool policy_is_null(const struct policy_graph *g)
{
	return g->level[g->depth].count == 0;
}

/* The range of what a level expects that is this policy; its length, or 0. */
static uint32_t find_expected(const struct policy_level *l, struct span policy,
			      uint32_t *start)
{
	size_t low = 0, high = l->expects;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (span_cmp(l->expected[middle].policy, policy) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (high = low;
	     high < l->expects && span_eq(l->expected[high].policy, policy); high++)
		;
	*start = (uint32_t)low;
	return (uint32_t)(high - low);
}

static bool has_policy(const struct policies *p, struct span policy)
{
	return p->count > 0 && bsearch(&policy, p->policy, p->count, sizeof(policy),
				       by_bytes) != NULL;
}

static int by_policy(const void *a, const void *b)
{
	const struct policy_node *x = a, *y = b;

	return span_cmp(x->policy, y->policy);
}

static struct policy_node *find_node(struct policy_level *l, size_t count,
				     struct span policy)
{
	struct policy_node key = { .policy = policy };

	return count > 0 ? bsearch(&key, l->node, count, sizeof(key), by_policy)
			 : NULL;
}

/* (d) (1): each policy under those that expect it, else under anyPolicy. */
static void add_policies(struct policy_level *l, const struct policy_level *above,
			 const struct policies *p)
{
	uint32_t any, anys = find_expected(above, ANY_POLICY, &any);

	for (size_t i = 0; i < p->count; i++) {
		uint32_t start, n = find_expected(above, p->policy[i], &start);

		if (n > 0)
			add_node(l, p->policy[i], start, n);
		else if (anys > 0)
			add_node(l, p->policy[i], any, anys)->top = true;
	}
}

/* (d) (2): what is expected and not among the policies, by anyPolicy. */
static void add_any(struct policy_level *l, const struct policy_level *above,
		    const struct policies *p)
{
	for (size_t i = 0; i < above->expects;) {
		struct span policy = above->expected[i].policy;
		size_t start = i;

		while (i < above->expects &&
		       span_eq(above->expected[i].policy, policy))
			i++;
		if (!has_policy(p, policy))
			add_node(l, policy, (uint32_t)start, (uint32_t)(i - start));
	}
}

size_t policy_step(struct policy_graph *g, const struct policies *p, bool any)
{
	const struct policy_level *above = &g->level[g->depth];
	struct policy_level *l = next_level(g);

	if (!p->present || above->count == 0)
		return 1;
	add_policies(l, above, p);
	if (p->any && any)
		add_any(l, above, p);
	if (l->count > 0)
		qsort(l->node, l->count, sizeof(*l->node), by_policy);
	return 1 + p->count + (p->any ? above->expects : 0);
}

/* The mappings of one issuerDomainPolicy: where they end. */
static size_t end_of_mapping(const struct policies *p, size_t start)
{
	size_t end = start;

	while (end < p->mappings &&
	       span_eq(p->mapping[end].issuer, p->mapping[start].issuer))
		end++;
	return end;
}

/*
 * (b) (1). A policy that is not there, while anyPolicy is, gets a node beside
 * anyPolicy's, with its parent.
 */
static void apply_mappings(struct policy_level *l, const struct policies *p)
{
	size_t count = l->count; /* sorted up to here */
	const struct policy_node *any = find_node(l, count, ANY_POLICY);
	uint32_t parent = any != NULL ? any->parent : 0;
	uint32_t parents = any != NULL ? any->parents : 0;

	for (size_t i = 0, end; i < p->mappings; i = end) {
		struct policy_node *n = find_node(l, count, p->mapping[i].issuer);

		end = end_of_mapping(p, i);
		if (n == NULL && parents == 0)
			continue;
		if (n == NULL) {
			n = add_node(l, p->mapping[i].issuer, parent, parents);
			n->top = true;
		}
		n->mapped = true;
		for (size_t k = i; k < end; k++)
			expect(l, p->mapping[k].subject, (size_t)(n - l->node));
	}
}

/* (b) (2) */
static void delete_mapped(struct policy_level *l, const struct policies *p)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->mappings; i++) {
		struct policy_node *n =
			find_node(l, l->count, p->mapping[i].issuer);

		if (n != NULL)
			n->mapped = true;
	}
	for (size_t i = 0; i < l->count; i++)
		if (!l->node[i].mapped)
			l->node[kept++] = l->node[i];
	l->count = kept;
}

static int by_expected(const void *a, const void *b)
{
	const struct policy_expected *x = a, *y = b;
	int order = span_cmp(x->policy, y->policy);

	return order != 0 ? order : (x->node > y->node) - (x->node < y->node);
}

size_t policy_map(struct policy_graph *g, const struct policies *p, bool allowed)
{
	struct policy_level *l = &g->level[g->depth];

	if (allowed)
		apply_mappings(l, p);
	else
		delete_mapped(l, p);
	for (size_t i = 0; i < l->count; i++)
		if (!l->node[i].mapped)
			expect(l, l->node[i].policy, i);
	if (l->expects > 0)
		qsort(l->expected, l->expects, sizeof(*l->expected), by_expected);
	return 1 + p->mappings + l->count;
}

/* ---- The result ---- */

/* Nodes that have no descendant in the last level are none. */
static void reach(struct policy_graph *g)
{
	for (size_t d = 0; d <= g->depth; d++)
		for (size_t i = 0; i < g->level[d].count; i++)
			g->level[d].node[i].reached = d == g->depth;
	for (size_t d = g->depth; d > 0; d--) {
		const struct policy_level *l = &g->level[d];
		struct policy_level *above = &g->level[d - 1];

		for (size_t i = 0; i < l->count; i++) {
			const struct policy_node *n = &l->node[i];

			for (uint32_t k = 0; n->reached && k < n->parents; k++)
				above->node[above->expected[n->parent + k].node]
					.reached = true;
		}
	}
}

size_t policy_nodes(const struct policy_graph *g)
{
	size_t count = 0;

	for (size_t d = 0; d <= g->depth; d++)
		count += g->level[d].count;
	return count;
}

/* The authority_constrained_policy_set. */
static void collect(const struct policy_graph *g, struct arena *a,
		    struct policy_set *out)
{
	out->policy = arena_array(a, policy_nodes(g), sizeof(*out->policy));
	for (size_t d = 0; d <= g->depth; d++) {
		for (size_t i = 0; i < g->level[d].count; i++) {
			const struct policy_node *n = &g->level[d].node[i];

			if (n->reached && n->top)
				out->policy[out->count++] = n->policy;
			else if (d == g->depth && policy_is_any(n->policy))
				out->any = true;
		}
	}
	policy_set_sort(out);
}

static bool set_has(const struct policy_set *s, struct span policy)
{
	return s->count > 0 && bsearch(&policy, s->policy, s->count, sizeof(policy),
				       by_bytes) != NULL;
}

/* Those of the user; anyPolicy stands for all of these. */
static void constrain(struct policy_set *s, const struct policy_set *user,
		      struct arena *a)
{
	struct policy_set kept = { 0 };

	kept.policy = arena_array(a, user->count, sizeof(*kept.policy));
	for (size_t i = 0; i < user->count; i++)
		if (s->any || set_has(s, user->policy[i]))
			kept.policy[kept.count++] = user->policy[i];
	*s = kept;
}

void policy_result(struct policy_graph *g, const struct policy_set *user,
		   struct arena *a, struct policy_set *out)
{
	*out = (struct policy_set){ 0 };
	if (policy_is_null(g))
		return;
	reach(g);
	collect(g, a, out);
	if (!user->any)
		constrain(out, user, a);
}
