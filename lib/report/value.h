/* How getters of fields set their value. */
#ifndef VALUE_H
#define VALUE_H

#include "report/field.h"

/* The scratch, as it is now, is the text. */
static inline void set_text(struct facts *f, struct value *out)
{
	out->state = VALUE_GOOD;
	out->text = buf_span(&f->scratch);
}

static inline void set_word(struct value *out, const char *word)
{
	out->state = VALUE_GOOD;
	out->text = span_str(word);
}

/* An empty span is an absent value. */
static inline void set_span(struct value *out, struct span s)
{
	out->state = s.n > 0 ? VALUE_GOOD : VALUE_ABSENT;
	out->text = s;
}

static inline void set_number(struct value *out, int64_t number)
{
	out->state = VALUE_GOOD;
	out->number = number;
}

static inline void set_hex(struct facts *f, struct value *out, struct span bytes)
{
	buf_hex(&f->scratch, bytes);
	set_text(f, out);
}

/* The scratch says what is there instead. */
static inline void set_invalid(struct facts *f, struct value *out)
{
	out->state = VALUE_INVALID;
	out->text = buf_span(&f->scratch);
}

#endif
