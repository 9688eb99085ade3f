/* Text as consumers search it: lines, places, base64. */

#include "consumer/parts.h"

#include "base/base64.h"

uint64_t line_at(struct line_counter *c, size_t at)
{
	const uint8_t *p = c->file.p;

	for (; c->counted < at; c->counted++)
		c->line += p[c->counted] == '\n' ||
			   (p[c->counted] == '\r' && (c->counted + 1 == c->file.n ||
						      p[c->counted + 1] != '\n'));
	return c->line + 1;
}

size_t span_find(struct span s, struct span text)
{
	const uint8_t *found =
		s.n < text.n ? NULL : memmem(s.p, s.n, text.p, text.n);

	return found != NULL ? (size_t)(found - s.p) : s.n;
}

bool span_ends(struct span s, struct span suffix)
{
	return s.n >= suffix.n &&
	       span_eq(span_of(s.p + s.n - suffix.n, suffix.n), suffix);
}

bool is_ascii(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= 0x80)
			return false;
	return true;
}

bool find_from(struct finder *f, size_t from, size_t *at)
{
	if (!f->asked || (!f->none && f->next < from)) {
		struct span rest = f->file, before;
		size_t place;

		f->asked = true;
		f->none = true;
		if (span_take(&rest, from, &before)) {
			place = span_find(rest, f->text);
			f->none = place == rest.n;
			f->next = from + place;
		}
	}
	*at = f->next;
	return !f->none;
}

/* The decoder's state: bits that are no whole byte yet, and what was seen. */
struct decoder {
	unsigned word, bits, characters, pads;
};

static void take_character(struct decoder *d, uint8_t value, struct buf *out)
{
	d->word = (d->word << 6 | value) & 0xfff;
	d->bits += 6;
	d->characters++;
	if (d->bits >= 8) {
		d->bits -= 8;
		buf_put(out, (uint8_t)(d->word >> d->bits));
	}
}

/* Whether the text may end in this state. */
static bool may_end(const struct decoder *d, const struct base64_rules *rules)
{
	unsigned last = d->characters % 4, missing = last == 0 ? 0 : 4 - last;

	if (last == 1 ||
	    (d->pads != missing && !(rules->pads_optional && d->pads == 0)))
		return false;
	return !rules->canonical || (d->word & ((1U << d->bits) - 1)) == 0;
}

bool consumer_base64(struct span text, const struct base64_rules *rules,
		     struct buf *out)
{
	struct decoder d = { 0 };

	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i], value = base64_class(c);

		if (value < BASE64_PAD) {
			if (d.pads > 0)
				return false;
			take_character(&d, value, out);
		} else if (value == BASE64_PAD) {
			d.pads++;
		} else if (c == '-' && rules->stops_at_hyphen) {
			break;
		} else if (rules->skips != NULL &&
			   (c == '\0' || strchr(rules->skips, c) == NULL)) {
			return false;
		}
	}
	return may_end(&d, rules);
}
