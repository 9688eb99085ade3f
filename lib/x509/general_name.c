#include "x509/general_name.h"

#include <arpa/inet.h>

#include "x509/dn.h"
#include "x509/text.h"

#define CONSTRUCTED (DER_CONTEXT_CONSTRUCTED - DER_CONTEXT)

static const struct {
	const char *word;
	bool constructed;
} kinds[GENERAL_NAMES] = {
	[GENERAL_NAME_OTHER] = { "other", true },
	[GENERAL_NAME_EMAIL] = { "email", false },
	[GENERAL_NAME_DNS] = { "dns", false },
	[GENERAL_NAME_X400] = { "x400", true },
	[GENERAL_NAME_DIRECTORY] = { "dirname", true },
	[GENERAL_NAME_EDI] = { "edi", true },
	[GENERAL_NAME_URI] = { "uri", false },
	[GENERAL_NAME_IP] = { "ip", false },
	[GENERAL_NAME_REGISTERED] = { "oid", false },
};

enum general_name general_name_kind(const struct tlv *name)
{
	for (int kind = 0; kind < GENERAL_NAMES; kind++)
		if (name->tag ==
		    DER_CONTEXT + kind +
			    (kinds[kind].constructed ? CONSTRUCTED : 0))
			return (enum general_name)kind;
	return GENERAL_NAMES;
}

/* A comma would end the word. */
static void put_string(struct span s, struct buf *out)
{
	struct buf text = { 0 };

	text_utf8(s, TEXT_PLAIN, &text);
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == ',')
			buf_str(out, "\\2C");
		else
			buf_put(out, text.p[i]);
	}
	buf_free(&text);
}

/* RFC 4514 text: commas between RDNs become ";", those in values "\2C". */
static bool put_name(struct span name, struct buf *out)
{
	struct buf text = { 0 };
	bool good = dn_text(name, &text);

	for (size_t i = 0; i < text.n; i++) {
		bool escaped = text.p[i] == '\\' && i + 1 < text.n;

		if (text.p[i] == ',') {
			buf_put(out, ';');
		} else if (escaped && text.p[i + 1] == ',') {
			buf_str(out, "\\2C");
			i++;
		} else {
			buf_put(out, text.p[i]);
			if (escaped)
				buf_put(out, text.p[++i]);
		}
	}
	buf_free(&text);
	return good;
}

bool general_name_relative(struct span content, struct buf *out)
{
	struct buf set = { 0 }, name = { 0 };
	bool good;

	der_put_head(&set, DER_SET, content.n);
	buf_add(&set, content);
	der_put_head(&name, DER_SEQUENCE, set.n);
	buf_add(&name, buf_span(&set));
	good = put_name(buf_span(&name), out);
	buf_free(&set);
	buf_free(&name);
	return good;
}

/* OtherName ::= SEQUENCE { type-id, value [0] EXPLICIT ANY }, the tag implicit. */
static bool put_other(struct span body, struct buf *out)
{
	struct span oid, value;

	if (!der_take(&body, DER_OID, &oid) || !der_oid_text(oid, out) ||
	    !der_take(&body, DER_CONTEXT_CONSTRUCTED, &value) || body.n > 0)
		return false;
	buf_str(out, "=#");
	buf_hex(out, value);
	return true;
}

static bool put_address(struct span bytes, struct buf *out)
{
	char text[INET6_ADDRSTRLEN];

	if (bytes.n != 4 && bytes.n != 16)
		return false;
	if (inet_ntop(bytes.n == 4 ? AF_INET : AF_INET6, bytes.p, text,
		      sizeof(text)) == NULL)
		return false;
	buf_str(out, text);
	return true;
}

/* The number of ones that a mask begins with; false where more follow a zero. */
static bool prefix_length(struct span mask, int *out)
{
	bool ended = false;

	*out = 0;
	for (size_t i = 0; i < 8 * mask.n; i++) {
		bool one = mask.p[i / 8] >> (7 - i % 8) & 1;

		if (one && ended)
			return false;
		ended |= !one;
		*out += one;
	}
	return true;
}

/* Section 4.2.1.10: an address and a mask of the same size. */
static bool put_range(struct span bytes, struct buf *out)
{
	struct span address, mask = bytes;
	int length;

	if (bytes.n % 2 != 0 || !span_take(&mask, bytes.n / 2, &address) ||
	    !put_address(address, out))
		return false;
	buf_put(out, '/');
	if (!prefix_length(mask, &length))
		return put_address(mask, out);
	buf_int(out, length);
	return true;
}

bool general_name_value(const struct tlv *name, bool range, struct buf *out)
{
	switch (general_name_kind(name)) {
	case GENERAL_NAME_OTHER:
		return put_other(name->body, out);
	case GENERAL_NAME_EMAIL:
	case GENERAL_NAME_DNS:
	case GENERAL_NAME_URI:
		put_string(name->body, out);
		return true;
	case GENERAL_NAME_X400:
	case GENERAL_NAME_EDI:
		buf_put(out, '#');
		buf_hex(out, name->body);
		return true;
	case GENERAL_NAME_DIRECTORY:
		return put_name(name->body, out);
	case GENERAL_NAME_IP:
		return range ? put_range(name->body, out)
			     : put_address(name->body, out);
	case GENERAL_NAME_REGISTERED:
		return der_oid_text(name->body, out);
	default:
		return false;
	}
}

bool general_name_text(const struct tlv *name, bool range, struct buf *out)
{
	enum general_name kind = general_name_kind(name);

	if (kind == GENERAL_NAMES)
		return false;
	buf_str(out, kinds[kind].word);
	buf_put(out, ':');
	return general_name_value(name, range, out);
}
