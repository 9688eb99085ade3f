#include "verify/constraints.h"

#include "x509/dn.h"

struct subtree {
	struct span base; /* content octets; of a directoryName, canonical */
	bool unknown;	  /* it has a minimum or a maximum, or no such base */
	struct subtree *next;
};

struct form_subtrees {
	struct subtree *first, **last;
	size_t count;
};

struct constraints {
	struct form_subtrees permitted[NAME_FORMS], excluded[NAME_FORMS];
};

/* ---- Bases ---- */

static struct span without_dot(struct span base)
{
	struct span dot;

	if (base.n > 0 && base.p[0] == '.' && !span_take(&base, 1, &dot))
		return base;
	return base;
}

static bool is_host_base(struct span base)
{
	return base.n == 0 || name_is_host(without_dot(base), false);
}

static bool is_mask(struct span mask)
{
	bool zeros = false;

	for (size_t bit = 0; bit < 8 * mask.n; bit++) {
		bool one = (mask.p[bit / 8] & (0x80 >> bit % 8)) != 0;

		if (one && zeros)
			return false;
		zeros |= !one;
	}
	return true;
}

static bool is_ip_base(struct span base)
{
	size_t n = base.n / 2;

	return (base.n == 8 || base.n == 32) && is_mask(span_of(base.p + n, n));
}

static bool is_email_base(struct span base)
{
	const uint8_t *at = name_find_at(base);

	if (at == NULL)
		return is_host_base(base);
	return at > base.p && name_is_host(name_after(base, at), false);
}

static bool is_base(enum name_form form, struct span base)
{
	switch (form) {
	case NAME_DIRECTORY:
		return true; /* its canonical form was made */
	case NAME_DNS:
	case NAME_URI:
		return is_host_base(base);
	case NAME_EMAIL:
		return is_email_base(base);
	case NAME_IP:
		return is_ip_base(base);
	default:
		return false;
	}
}

/* ---- Reading ---- */

static bool set_directory(struct arena *a, struct subtree *s)
{
	struct buf canonical = { 0 };
	bool good = dn_canonical(s->base, &canonical);

	if (good)
		s->base = arena_copy(a, buf_span(&canonical));
	buf_free(&canonical);
	return good;
}

/* GeneralSubtree ::= SEQUENCE { base, minimum [0] DEFAULT 0, maximum [1] } */
static bool read_subtree(struct arena *a, struct span content,
			 struct form_subtrees *forms)
{
	struct subtree *s = arena_alloc(a, sizeof(*s));
	struct span minimum;
	struct name name;
	uint32_t number;

	/* The base stands first, and the others have tags of names, too. */
	if (!name_next(&content, &name))
		return false;
	s->base = name.value;
	if (name.form == NAME_DIRECTORY && !set_directory(a, s))
		return false;
	if (der_is(content, DER_CONTEXT) &&
	    (!der_take(&content, DER_CONTEXT, &minimum) ||
	     !der_small(minimum, &number) || number != 0))
		s->unknown = true;
	s->unknown |= content.n > 0 || !is_base(name.form, s->base);
	if (forms[name.form].last == NULL)
		forms[name.form].last = &forms[name.form].first;
	*forms[name.form].last = s;
	forms[name.form].last = &s->next;
	forms[name.form].count++;
	return true;
}

static bool read_subtrees(struct arena *a, struct span list,
			  struct form_subtrees *forms, size_t *count)
{
	struct span one;

	while (der_take(&list, DER_SEQUENCE, &one)) {
		if (!read_subtree(a, one, forms))
			return false;
		(*count)++;
	}
	return list.n == 0;
}

const struct constraints *constraints_read(struct arena *a, struct span value)
{
	struct constraints *c = arena_alloc(a, sizeof(*c));
	struct span content, permitted = { 0 }, excluded = { 0 };
	size_t count = 0;

	if (!der_take(&value, DER_SEQUENCE, &content) || value.n > 0)
		return NULL;
	if (der_is(content, DER_CONTEXT_CONSTRUCTED) &&
	    !der_take(&content, DER_CONTEXT_CONSTRUCTED, &permitted))
		return NULL;
	if (der_is(content, DER_CONTEXT_CONSTRUCTED + 1) &&
	    !der_take(&content, DER_CONTEXT_CONSTRUCTED + 1, &excluded))
		return NULL;
	if (content.n > 0 || !read_subtrees(a, permitted, c->permitted, &count) ||
	    !read_subtrees(a, excluded, c->excluded, &count))
		return NULL;
	return count > 0 ? c : NULL;
}

/* ---- Comparing ---- */

static bool ends_nocase(struct span text, struct span end)
{
	return text.n >= end.n &&
	       name_eq_nocase(span_of(text.p + (text.n - end.n), end.n), end);
}

/* A host below a domain, which is given with a "." in front. */
static bool is_below(struct span host, struct span domain)
{
	return host.n > domain.n && ends_nocase(host, domain);
}

static bool dns_within(struct span name, struct span base)
{
	if (base.n == 0 || name_eq_nocase(name, base))
		return true;
	if (base.p[0] == '.')
		return is_below(name, base);
	return name.n > base.n && ends_nocase(name, base) &&
	       name.p[name.n - base.n - 1] == '.';
}

static struct span without_label(struct span name)
{
	const uint8_t *dot = name.n > 0 ? memchr(name.p, '.', name.n) : NULL;

	return dot != NULL ? name_after(name, dot) : (struct span){ 0 };
}

/* Whether a wildcard stands for a name within: for the base itself, if none other.
 */
static bool wildcard_reaches(struct span name, struct span base)
{
	struct span label = name, rest = without_label(name);

	label.n -= rest.n;
	base = without_dot(base);
	return memchr(label.p, '*', label.n) != NULL && rest.n > 0 &&
	       name_eq_nocase(rest, without_label(base));
}

/* A host against a base of rfc822Name and uniformResourceIdentifier. */
static bool host_within(struct span host, struct span base)
{
	if (base.n == 0)
		return true;
	return base.p[0] == '.' ? is_below(host, base) : name_eq_nocase(host, base);
}

static bool email_within(const struct name *n, struct span base)
{
	const uint8_t *at = name_find_at(base);
	size_t local = n->value.n - n->host.n - 1;

	if (at == NULL)
		return host_within(n->host, base);
	return span_eq(span_of(n->value.p, local),
		       span_of(base.p, (size_t)(at - base.p))) &&
	       name_eq_nocase(n->host, name_after(base, at));
}

static bool ip_within(struct span address, struct span base)
{
	if (base.n != 2 * address.n)
		return false;
	for (size_t i = 0; i < address.n; i++)
		if ((address.p[i] ^ base.p[i]) & base.p[address.n + i])
			return false;
	return true;
}

static bool is_within(const struct name *n, const struct subtree *s)
{
	switch (n->form) {
	case NAME_DIRECTORY:
		return span_starts(n->value, s->base);
	case NAME_DNS:
		return dns_within(n->value, s->base);
	case NAME_EMAIL:
		return email_within(n, s->base);
	case NAME_URI:
		return host_within(n->host, s->base);
	case NAME_IP:
		return ip_within(n->value, s->base);
	default:
		return false;
	}
}

static enum constraints_answer check_excluded(const struct form_subtrees *f,
					      const struct name *n)
{
	for (const struct subtree *s = f->first; s != NULL; s = s->next) {
		if (s->unknown)
			return CONSTRAINTS_UNKNOWN;
		if (is_within(n, s) ||
		    (n->form == NAME_DNS && wildcard_reaches(n->value, s->base)))
			return CONSTRAINTS_EXCLUDED;
	}
	return CONSTRAINTS_HOLD;
}

static enum constraints_answer check_permitted(const struct form_subtrees *f,
					       const struct name *n)
{
	if (f->count == 0)
		return CONSTRAINTS_HOLD;
	for (const struct subtree *s = f->first; s != NULL; s = s->next) {
		if (s->unknown)
			return CONSTRAINTS_UNKNOWN;
		if (is_within(n, s))
			return CONSTRAINTS_HOLD;
	}
	return CONSTRAINTS_NOT_PERMITTED;
}

/* Bytes of a name that are compared at the price of a comparison. */
#define BYTES_COMPARED 256

static enum constraints_answer check_name(const struct constraints *c,
					  const struct name *n, uint64_t *left)
{
	const struct form_subtrees *permitted = &c->permitted[n->form];
	const struct form_subtrees *excluded = &c->excluded[n->form];
	uint64_t comparisons = (permitted->count + excluded->count) *
			       (1 + n->value.n / BYTES_COMPARED);
	enum constraints_answer answer;

	if (comparisons == 0)
		return CONSTRAINTS_HOLD;
	if (comparisons > *left)
		return CONSTRAINTS_GAVE_UP;
	*left -= comparisons;
	if (!n->sound)
		return CONSTRAINTS_BAD_NAME;
	answer = check_excluded(excluded, n);
	return answer != CONSTRAINTS_HOLD ? answer : check_permitted(permitted, n);
}

/* A common name counts where it can only be a host's: with a dot. */
static bool counts(const struct name_set *names, const struct name *n, bool hosts)
{
	return !n->common_name ||
	       (hosts && !names->has_dns && without_label(n->value).n > 0);
}

enum constraints_answer constraints_check(const struct constraints *c,
					  const struct name_set *names, bool hosts,
					  uint64_t *left, struct name *found)
{
	*found = (struct name){ 0 };
	if (names->unreadable != NULL)
		return CONSTRAINTS_BAD_NAME;
	for (size_t i = 0; i < names->count; i++) {
		const struct name *n = &names->name[i];
		enum constraints_answer answer;

		if (!counts(names, n, hosts))
			continue;
		answer = check_name(c, n, left);
		if (answer != CONSTRAINTS_HOLD) {
			*found = *n;
			return answer;
		}
	}
	return CONSTRAINTS_HOLD;
}
