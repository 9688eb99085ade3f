#include "x509/text.h"

#include "io/utf16.h"
#include "x509/der.h"

bool utf8_next(struct span *s, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	struct span seq;
	uint32_t c;
	size_t n;

	if (s->n == 0)
		return false;
	c = s->p[0];
	n = c < 0x80   ? 1
	    : c < 0xc0 ? 0
	    : c < 0xe0 ? 2
	    : c < 0xf0 ? 3
	    : c < 0xf8 ? 4
		       : 0;
	if (n == 0 || n > s->n)
		return false;
	if (n > 1)
		c &= 0x7fu >> n;
	for (size_t i = 1; i < n; i++) {
		if ((s->p[i] & 0xc0) != 0x80)
			return false;
		c = c << 6 | (s->p[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return false;
	*code = c;
	return span_take(s, n, &seq);
}

bool text_acts(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0xad || c == 0x61c ||
	       c == 0x180e || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
	       c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
	       (c >= 0xe0000 && c <= 0xe007f);
}

static void put_escaped(struct buf *out, struct span bytes)
{
	static const char digit[] = "0123456789ABCDEF";

	for (size_t i = 0; i < bytes.n; i++) {
		uint8_t *p = buf_reserve(out, 3);

		p[0] = '\\';
		p[1] = (uint8_t)digit[bytes.p[i] >> 4];
		p[2] = (uint8_t)digit[bytes.p[i] & 15];
		out->n += 3;
	}
}

/* RFC 4514 section 2.4: what a backslash must precede, where in the value. */
static bool is_special(uint8_t c, bool first, bool last)
{
	return (c != 0 && strchr("\"+,;<>", c) != NULL) ||
	       (first && (c == '#' || c == ' ')) || (last && c == ' ');
}

/* The characters that stand for themselves in every style and place. */
static size_t plain_run(struct span s)
{
	size_t n = 0;

	while (n < s.n) {
		uint8_t c = s.p[n];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		      (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
		      (c == ' ' && n > 0 && n + 1 < s.n)))
			break;
		n++;
	}
	return n;
}

void text_utf8(struct span s, enum text_style style, struct buf *out)
{
	struct span run;
	bool first = true;

	while (s.n > 0) {
		struct span before = s;
		uint32_t code;

		if (span_take(&s, plain_run(s), &run) && run.n > 0) {
			buf_add(out, run);
		} else if (!utf8_next(&s, &code)) {
			if (span_take(&s, 1, &run))
				put_escaped(out, run);
		} else if (text_acts(code)) {
			put_escaped(out, span_of(before.p, before.n - s.n));
		} else {
			if (code == '\\' ||
			    (style == TEXT_RFC4514 && code < 0x80 &&
			     is_special((uint8_t)code, first, s.n == 0)))
				buf_put(out, '\\');
			buf_add(out, span_of(before.p, before.n - s.n));
		}
		first = false;
	}
}

static int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void text_unescape(struct span text, struct buf *out)
{
	for (size_t i = 0; i < text.n; i++) {
		int high = i + 2 < text.n ? hex_digit(text.p[i + 1]) : -1;
		int low = high >= 0 ? hex_digit(text.p[i + 2]) : -1;

		if (text.p[i] == '\\' && low >= 0) {
			buf_put(out, (uint8_t)(high << 4 | low));
			i += 2;
			continue;
		}
		if (text.p[i] == '\\' && i + 1 < text.n && text.p[i + 1] == '\\')
			i++;
		buf_put(out, text.p[i]);
	}
}

/* Fixed-width characters, most significant byte first, to UTF-8. */
static bool wide_to_utf8(struct span body, size_t width, struct buf *out)
{
	if (body.n % width != 0)
		return false;
	for (size_t i = 0; i < body.n; i += width) {
		uint32_t code = 0;

		for (size_t k = 0; k < width; k++)
			code = code << 8 | body.p[i + k];
		if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
			return false;
		buf_reserve(out, 4);
		out->n += utf8_put(out->p + out->n, code);
	}
	return true;
}

static bool convert(uint8_t tag, struct span body, struct buf *out)
{
	switch (tag) {
	case DER_T61_STRING:
		return wide_to_utf8(body, 1, out);
	case DER_BMP_STRING:
		return wide_to_utf8(body, 2, out);
	case DER_UNIVERSAL_STRING:
		return wide_to_utf8(body, 4, out);
	default:
		return false;
	}
}

static bool is_byte_string(uint8_t tag)
{
	return tag == DER_UTF8_STRING || tag == DER_PRINTABLE_STRING ||
	       tag == DER_IA5_STRING || tag == DER_VISIBLE_STRING ||
	       tag == DER_NUMERIC_STRING;
}

bool text_asn1(uint8_t tag, struct span body, enum text_style style,
	       struct buf *out)
{
	struct buf utf8 = { 0 };
	bool done = true;

	if (is_byte_string(tag)) {
		text_utf8(body, style, out);
		return true;
	}
	if (convert(tag, body, &utf8))
		text_utf8(buf_span(&utf8), style, out);
	else if (tag == DER_BMP_STRING || tag == DER_UNIVERSAL_STRING)
		put_escaped(out,
			    body); /* not whole characters: shown, not hidden */
	else
		done = false;
	buf_free(&utf8);
	return done;
}

bool text_raw_utf8(uint8_t tag, struct span body, struct buf *out)
{
	size_t start = out->n;

	if (is_byte_string(tag)) {
		buf_add(out, body);
		return true;
	}
	if (convert(tag, body, out))
		return true;
	out->n = start;
	return false;
}

const char *text_quoted(struct span s, size_t most, struct buf *scratch)
{
	bool cut = s.n > most;

	scratch->n = 0;
	text_utf8(cut ? span_of(s.p, most) : s, TEXT_PLAIN, scratch);
	if (cut)
		buf_str(scratch, "...");
	return buf_c(scratch);
}

size_t text_columns(struct span s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += (s.p[i] & 0xc0) != 0x80;
	return n;
}

void text_markdown(struct span s, struct buf *out)
{
	static const char acts[] = "\\`*_{}[]<>()#+!|~&@";

	for (size_t i = 0; i < s.n; i++) {
		if (memchr(acts, s.p[i], sizeof(acts) - 1) != NULL)
			buf_put(out, '\\');
		buf_put(out, s.p[i]);
	}
}

static bool is_letter_or_digit(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

bool text_belongs(uint8_t tag, uint32_t c)
{
	switch (tag) {
	case DER_PRINTABLE_STRING:
		return is_letter_or_digit(c) ||
		       (c != 0 && c < 0x80 &&
			strchr(" '()+,-./:=?", (int)c) != NULL);
	case DER_NUMERIC_STRING:
		return c == ' ' || (c >= '0' && c <= '9');
	case DER_IA5_STRING:
		return c < 0x80;
	case DER_VISIBLE_STRING:
		return c >= 0x20 && c < 0x7f;
	default:
		return true;
	}
}
