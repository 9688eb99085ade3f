/* Files of DER, and of bare base64, which is the same one layer down. */
#include "base/base64.h"
#include "base/caps.h"
#include "formats/object.h"
#include "formats/pem.h"
#include "formats/pkcs7.h"
#include "formats/readers.h"
#include "formats/writer.h"

/* '0' begins many a text: the second byte tells, or the third. */
bool der_sniff(struct span head)
{
	if (head.n < 2 || head.p[0] != DER_SEQUENCE)
		return false;
	if (head.p[1] >= 0x80)
		return true;
	return head.n >= 3 && (head.p[2] == DER_OID || head.p[2] == DER_SEQUENCE ||
			       head.p[2] == DER_INTEGER);
}

/* Whether only NUL and white space are left; then they are noted and passed. */
static bool padding_alone(struct object *o)
{
	uint64_t offset = input_offset(o->in);
	struct span s;
	uint64_t n = 0;

	while ((s = input_fill(o->in, (size_t)n + 1)).n > n) {
		uint8_t c = s.p[n];

		if ((c != 0 && c != ' ' && (c < '\t' || c > '\r')) ||
		    ++n > CAP_PADDING)
			return false;
	}
	if (n > 0)
		object_fault(o, DIAG_ID_TRAILING_PADDING, offset, NULL);
	return true;
}

/* Objects one after another, up to the end of the input. */
static void read_objects(struct object *o)
{
	bool first = true;

	while (!o->reader->stopped && !padding_alone(o)) {
		struct span s = input_fill(o->in, 2);
		enum object_status status;

		if (!first && (s.n < 2 || s.p[0] != DER_SEQUENCE)) {
			object_fault(o, DIAG_ID_TRAILING_DATA, input_offset(o->in),
				     "bytes behind the last object");
			return;
		}
		status = object_read(o);
		if (!o->reader->stopped)
			object_close_container(o, o->container.good);
		if (status == OBJECT_CUT_OFF && o->in->error == 0)
			object_cut_off(o);
		if (status != OBJECT_READ)
			return;
		first = false;
	}
}

void der_read_file(struct reader *r, struct input *in)
{
	struct object o = {
		.reader = r,
		.in = in,
		.place = { .file = r->file },
		.origin = { .file = r->file },
	};

	read_objects(&o);
}

bool bare_sniff(struct span head)
{
	while (head.n > 0 && base64_class(head.p[0]) >= BASE64_SPACE &&
	       base64_class(head.p[0]) <= BASE64_EOL) {
		head.p++;
		head.n--;
	}
	/* 30 8x, a SEQUENCE of 128 bytes or more, or of indefinite length. */
	if (head.n < 64 || !span_starts(head, SPAN_LIT("MI")))
		return false;
	for (size_t i = 0; i < head.n; i++)
		if (base64_class(head.p[i]) == BASE64_OTHER)
			return false;
	return true;
}

void bare_read_file(struct reader *r, struct input *in)
{
	struct pem p;
	struct object o = {
		.reader = r,
		.in = &r->body,
		.place = { .file = r->file, .line = 1 },
		.origin = { .file = r->file, .line = 1 },
	};
	uint64_t lost = r->lost;

	pem_start(&p, in, r->diags, r->file);
	pem_bare(&p);
	diag_report(r->diags, DIAG_ID_BARE_BASE64, &o.place, NULL);
	r->body.context = &p;
	input_reopen(&r->body);
	read_objects(&o);
	if ((p.faulty || !p.ended) && !pem_finish(&p) && r->lost == lost)
		r->lost++;
}

static void write_der(struct writer *w, const struct cert *c,
		      const struct origin *o UNUSED)
{
	spool_add(&w->out->spool, c->der);
}

const struct writer_ops der_writer = { .certificate = write_der };
