#include "verify/names.h"

#include "x509/dn.h"
#include "x509/text.h"

/* id-on-SmtpUTF8Mailbox: 1.3.6.1.5.5.7.8.9 */
#define SMTP_UTF8_MAILBOX SPAN_LIT("\x2b\x06\x01\x05\x05\x07\x08\x09")

#define HOST_MOST 253 /* bytes of a host's name (RFC 1035 section 2.3.4) */

static const struct {
	uint8_t tag;
	const char *word;
} forms[NAME_FORMS] = {
	[NAME_OTHER] = { DER_CONTEXT_CONSTRUCTED + 0, "other name" },
	[NAME_EMAIL] = { DER_CONTEXT + 1, "e-mail address" },
	[NAME_DNS] = { DER_CONTEXT + 2, "DNS name" },
	[NAME_X400] = { DER_CONTEXT_CONSTRUCTED + 3, "X.400 address" },
	[NAME_DIRECTORY] = { DER_CONTEXT_CONSTRUCTED + 4, "directory name" },
	[NAME_EDI] = { DER_CONTEXT_CONSTRUCTED + 5, "EDI party name" },
	[NAME_URI] = { DER_CONTEXT + 6, "URI" },
	[NAME_IP] = { DER_CONTEXT + 7, "IP address" },
	[NAME_REGISTERED_ID] = { DER_CONTEXT + 8, "registered identifier" },
};

const char *name_form_word(enum name_form form)
{
	return forms[form].word;
}

bool name_next(struct span *rest, struct name *out)
{
	struct span after = *rest;
	struct tlv t;

	if (!der_next(&after, &t))
		return false;
	for (enum name_form form = 0; form < NAME_FORMS; form++) {
		if (t.tag != forms[form].tag)
			continue;
		*out = (struct name){ .form = form, .value = t.body };
		*rest = after;
		return true;
	}
	return false;
}

bool name_eq_nocase(struct span a, struct span b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++) {
		uint8_t x = a.p[i], y = b.p[i];

		if (x >= 'A' && x <= 'Z')
			x += 32;
		if (y >= 'A' && y <= 'Z')
			y += 32;
		if (x != y)
			return false;
	}
	return true;
}

static bool is_label_byte(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool name_is_host(struct span text, bool wildcard)
{
	size_t label = 0;
	bool first = true;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '.') {
			if (label == 0)
				return false;
			label = 0;
			first = false;
		} else if (is_label_byte(text.p[i]) ||
			   (wildcard && first && text.p[i] == '*')) {
			label++;
		} else {
			return false;
		}
	}
	return label > 0 && text.n <= HOST_MOST;
}

const uint8_t *name_find_at(struct span text)
{
	for (size_t i = text.n; i > 0; i--)
		if (text.p[i - 1] == '@')
			return text.p + i - 1;
	return NULL;
}

/* The last label is a number: an IPv4 address, and no host's name. */
static bool is_ipv4(struct span host)
{
	size_t digits = 0;

	while (digits < host.n && host.p[host.n - 1 - digits] >= '0' &&
	       host.p[host.n - 1 - digits] <= '9')
		digits++;
	return digits == host.n || host.p[host.n - 1 - digits] == '.';
}

/*
 * The host of scheme "://" [ userinfo "@" ] host [ ":" port ], and then a path
 * (RFC 3986 section 3). False where there is none, or it is an address, for which
 * RFC 5280 wants the URI refused.
 */
static bool uri_host(struct span uri, struct span *out)
{
	struct span rest = uri, authority;
	size_t n = 0;

	while (rest.n >= 3 && memcmp(rest.p, "://", 3) != 0)
		rest = span_of(rest.p + 1, rest.n - 1);
	if (rest.n < 3 || rest.p == uri.p)
		return false;
	rest = span_of(rest.p + 3, rest.n - 3);
	while (n < rest.n && memchr("/?#", rest.p[n], 3) == NULL)
		n++;
	authority = span_of(rest.p, n);
	if (name_find_at(authority) != NULL)
		authority = name_after(authority, name_find_at(authority));
	for (n = 0; n < authority.n && authority.p[n] != ':'; n++)
		;
	*out = span_of(authority.p, n);
	return name_is_host(*out, false) && !is_ipv4(*out);
}

static bool email_host(struct span mailbox, struct span *out)
{
	const uint8_t *at = name_find_at(mailbox);

	if (at == NULL || at == mailbox.p)
		return false;
	*out = name_after(mailbox, at);
	return name_is_host(*out, false);
}

static bool is_sound(enum name_form form, struct span value, struct span *host)
{
	switch (form) {
	case NAME_DNS:
		return name_is_host(value, true);
	case NAME_EMAIL:
		return email_host(value, host);
	case NAME_URI:
		return uri_host(value, host);
	case NAME_IP:
		return value.n == 4 || value.n == 16;
	default:
		return true;
	}
}

/* A growing set; names are few, but for hostile ones. */
struct collecting {
	struct arena *arena;
	struct name_set *out;
	size_t room;
};

static void add(struct collecting *c, enum name_form form, struct span value,
		bool common_name)
{
	struct name_set *out = c->out;

	if (out->count == c->room) {
		size_t room = c->room > 0 ? 2 * c->room : 4;
		struct name *more = arena_array(c->arena, room, sizeof(*out->name));

		if (out->count > 0)
			memcpy(more, out->name, out->count * sizeof(*more));
		out->name = more;
		c->room = room;
	}
	out->name[out->count] = (struct name){ .form = form,
					       .value = value,
					       .common_name = common_name };
	out->name[out->count].sound =
		is_sound(form, value, &out->name[out->count].host);
	out->count++;
}

static void add_directory(struct collecting *c, struct span name)
{
	struct buf canonical = { 0 };

	if (dn_canonical(name, &canonical))
		add(c, NAME_DIRECTORY, arena_copy(c->arena, buf_span(&canonical)),
		    false);
	else
		c->out->unreadable = "a directory name";
	buf_free(&canonical);
}

/* The text of an attribute as it is added: copied, as it may be converted. */
static bool attribute_text(struct collecting *c, const struct tlv *value,
			   struct span *out)
{
	struct buf text = { 0 };
	bool good = text_raw_utf8(value->tag, value->body, &text);

	if (good)
		*out = arena_copy(c->arena, buf_span(&text));
	buf_free(&text);
	return good;
}

/* A host's name as it stood in subjects before there was subjectAltName. */
static void add_common_name(struct collecting *c, const struct tlv *value)
{
	struct span text;

	if (attribute_text(c, value, &text) && name_is_host(text, true))
		add(c, NAME_DNS, text, true);
}

static void add_attribute(struct collecting *c, const struct dn_attribute *a)
{
	struct span text;

	if (span_eq(a->type, oid_row(OID_ATTR_CN)->octets)) {
		add_common_name(c, &a->value);
	} else if (span_eq(a->type, oid_row(OID_ATTR_EMAIL)->octets)) {
		if (attribute_text(c, &a->value, &text))
			add(c, NAME_EMAIL, text, false);
		else
			c->out->unreadable = "an e-mail address of the subject";
	}
}

static void add_subject(struct collecting *c, struct span name)
{
	struct span whole = name, rdns, rdn;
	struct dn_attribute a;

	if (der_take(&name, DER_SEQUENCE, &rdns) && rdns.n == 0)
		return;
	add_directory(c, whole);
	while (dn_rdn(&rdns, &rdn))
		while (dn_next(&rdn, &a))
			add_attribute(c, &a);
}

/* OtherName ::= SEQUENCE { type-id, value [0] EXPLICIT ANY }, tagged [0]. */
static void add_other(struct collecting *c, struct span value)
{
	struct span type, content, mailbox;

	add(c, NAME_OTHER, value, false);
	if (!der_take(&value, DER_OID, &type) || !span_eq(type, SMTP_UTF8_MAILBOX))
		return;
	if (der_take(&value, DER_CONTEXT_CONSTRUCTED, &content) &&
	    der_take(&content, DER_UTF8_STRING, &mailbox) && content.n == 0)
		add(c, NAME_EMAIL, mailbox, false);
	else
		c->out->unreadable = "a SmtpUTF8Mailbox";
}

void names_of(struct arena *a, const struct cert *cert, struct span alt_names,
	      struct name_set *out)
{
	struct collecting c = { .arena = a, .out = out };
	struct name name;

	*out = (struct name_set){ 0 };
	add_subject(&c, cert->subject);
	while (name_next(&alt_names, &name)) {
		if (name.form == NAME_DIRECTORY)
			add_directory(&c, name.value);
		else if (name.form == NAME_OTHER)
			add_other(&c, name.value);
		else
			add(&c, name.form, name.value, false);
		out->has_dns |= name.form == NAME_DNS;
	}
	if (alt_names.n > 0)
		out->unreadable = "subjectAltName";
}
