#include "x509/oid.h"

#include "x509/der.h"

static const struct oid rows[] = {
#define OID(constant, kind, dotted, octets, name, short_name, bits) \
	{ OID_##constant, OID_##kind, dotted, SPAN_LIT(octets), \
	  name,		  short_name, bits },
#include "x509/oid.def"
#undef OID
};

/* Where the rows of each kind begin and end: they stand together in the table. */
static struct {
	size_t begin, end;
} range[OID_KINDS];

__attribute__((constructor)) static void find_ranges(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		enum oid_kind kind = rows[i].kind;

		if (range[kind].end == 0)
			range[kind].begin = i;
		range[kind].end = i + 1;
	}
}

const struct oid *oid_find(enum oid_kind kind, struct span octets)
{
	for (size_t i = range[kind].begin; i < range[kind].end; i++)
		if (span_eq(rows[i].octets, octets))
			return &rows[i];
	return NULL;
}

const struct oid *oid_row(enum oid_id id)
{
	return &rows[id];
}

void oid_name(enum oid_kind kind, struct span octets, struct buf *out)
{
	const struct oid *row = oid_find(kind, octets);

	if (row != NULL) {
		buf_str(out, row->name);
	} else if (!der_oid_text(octets, out)) {
		buf_put(out, '?');
		buf_hex(out, octets);
	}
}
