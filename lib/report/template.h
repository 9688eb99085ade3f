/*
 * Templates for file names: text with fields in braces, "{region}-bundle.{ext}".
 * What a field brings is made safe: letters, digits, dot, underscore and hyphen
 * alone, no dot or hyphen first, CAP_FILE_NAME bytes at most. So a name never leads
 * anywhere else.
 */
#ifndef TEMPLATE_H
#define TEMPLATE_H

#include "base/caps.h"
#include "report/field.h"

struct template_part {
	struct span text;	   /* as it stands; or */
	const struct field *field; /* the value of a field; or */
	enum {
		TEMPLATE_TEXT,
		TEMPLATE_FIELD,
		TEMPLATE_NUMBER,
		TEMPLATE_EXTENSION
	} kind;
};

struct template
{
	struct template_part part[CAP_TEMPLATE_PARTS];
	size_t count;
	bool numbered; /* has {n} */
	int width;     /* of {index}: digits, padded with zeros */
};

/*
 * template_parse reads a template, which must outlive the result. It returns NULL,
 * or what is wrong with it, in scratch or not.
 */
const char *template_parse(struct template *t, const char *text,
			   struct buf *scratch);

/*
 * template_put appends the name for one certificate. {n} becomes number, {ext} the
 * extension. Where nothing is left of a field, it is "_".
 */
void template_put(const struct template *t, struct facts *f, uint64_t number,
		  const char *extension, struct buf *out);

/* template_uses says whether a field occurs in it. */
bool template_uses(const struct template *t, const struct field *field);

/* template_is_safe_name says whether a name may stand in a directory as it is. */
bool template_is_safe_name(struct span name);

#endif
