#include "report/field.h"
#include "x509/text.h"

#define SHOWN 100 /* bytes of what was given for a name */

const char *field_unknown(struct span name, struct buf *scratch)
{
	const char *meant = field_nearest(name);
	struct buf quoted = { 0 };

	scratch->n = 0;
	buf_printf(scratch, "'%s' is not a field; ",
		   text_quoted(name, SHOWN, &quoted));
	if (meant != NULL)
		buf_printf(scratch, "did you mean '%s'?", meant);
	else
		buf_str(scratch, "'cabundle-list --list-fields' has them");
	buf_free(&quoted);
	return buf_c(scratch);
}
