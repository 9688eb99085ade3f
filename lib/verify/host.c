#include "verify/host.h"

#include <arpa/inet.h>

#include "x509/text.h"

/* An address as subjectAltName has it; 0 bytes where text is not an address. */
static size_t parse_address(const char *text, uint8_t out[16])
{
	if (inet_pton(AF_INET, text, out) == 1)
		return 4;
	return inet_pton(AF_INET6, text, out) == 1 ? 16 : 0;
}

static struct span without_root(struct span host)
{
	if (host.n > 1 && host.p[host.n - 1] == '.')
		host.n--;
	return host;
}

bool host_is_valid(const char *text)
{
	uint8_t address[16];

	return parse_address(text, address) > 0 ||
	       name_is_host(without_root(span_str(text)), false);
}

static size_t first_label(struct span name)
{
	const uint8_t *dot = name.n > 0 ? memchr(name.p, '.', name.n) : NULL;

	return dot != NULL ? (size_t)(dot - name.p) : name.n;
}

/* What is after the first label, with its ".". */
static struct span other_labels(struct span name)
{
	size_t n = first_label(name);

	return span_of(name.p + n, name.n - n);
}

/* A wildcard wants two labels after it, as GnuTLS does: "*.com" is nobody's. */
static bool dns_matches(struct span pattern, struct span host)
{
	struct span rest = other_labels(pattern);

	if (pattern.n > 2 && pattern.p[0] == '*' && pattern.p[1] == '.')
		return other_labels(span_of(rest.p + 1, rest.n - 1)).n > 0 &&
		       name_is_host(span_of(rest.p + 1, rest.n - 1), false) &&
		       first_label(host) > 0 &&
		       name_eq_nocase(rest, other_labels(host));
	return name_is_host(pattern, false) && name_eq_nocase(pattern, host);
}

/* Whether a name counts: a common name only where there is no DNS name. */
static bool counts(const struct name_set *names, const struct name *n)
{
	return (n->form == NAME_DNS && (!n->common_name || !names->has_dns)) ||
	       (n->form == NAME_IP && (n->value.n == 4 || n->value.n == 16));
}

bool host_matches(struct member *m, const char *text)
{
	const struct name_set *names = member_names(m);
	struct span host = without_root(span_str(text));
	uint8_t address[16];
	size_t n = parse_address(text, address);

	for (size_t i = 0; i < names->count; i++) {
		const struct name *name = &names->name[i];

		if (!counts(names, name))
			continue;
		if (name->form == NAME_IP
			    ? n > 0 && span_eq(name->value, span_of(address, n))
			    : n == 0 && dns_matches(name->value, host))
			return true;
	}
	return false;
}

static void put_name(const struct name *n, struct buf *out)
{
	char address[INET6_ADDRSTRLEN];

	if (n->form == NAME_IP &&
	    inet_ntop(n->value.n == 4 ? AF_INET : AF_INET6, n->value.p, address,
		      sizeof(address)) != NULL)
		buf_str(out, address);
	else
		text_utf8(n->value, TEXT_PLAIN, out);
}

#define HOSTS_SHOWN 4

bool host_names(struct member *m, struct buf *out)
{
	const struct name_set *names = member_names(m);
	size_t count = 0;

	for (size_t i = 0; i < names->count && count <= HOSTS_SHOWN; i++) {
		const struct name *n = &names->name[i];

		if (!counts(names, n) || n->common_name)
			continue;
		if (count++ > 0)
			buf_str(out, ", ");
		if (count <= HOSTS_SHOWN)
			put_name(n, out);
		else
			buf_str(out, "...");
	}
	return count > 0;
}
