/* Files of PEM blocks. */
#include "formats/object.h"
#include "formats/openssl_trust.h"
#include "formats/pem.h"
#include "formats/pkcs7.h"
#include "formats/readers.h"

enum label_use {
	USE_CERTIFICATE,
	USE_TRUSTED, /* OpenSSL: trust settings behind the certificate */
	USE_CMS,
	USE_CRL,  /* decoded where the sink takes CRLs; else as USE_NAME */
	USE_NAME, /* known and none of these */
	USE_KEY,
	USE_STORE, /* holds certificates, and is not read */
};

static const struct label {
	const char *label;
	enum label_use use;
	const char *what; /* what USE_NAME names; else a note, or NULL */
} labels[] = {
	{ "CERTIFICATE", USE_CERTIFICATE, NULL },
	{ "TRUSTED CERTIFICATE", USE_TRUSTED, "which only OpenSSL reads" },
	{ "PKCS7", USE_CMS, NULL },
	{ "PKCS #7 SIGNED DATA", USE_CMS, "which GnuTLS does not read" },
	{ "CMS", USE_CMS, "which few programs read as a list of certificates" },
	{ "X509 CERTIFICATE", USE_CERTIFICATE,
	  "the label X509 CERTIFICATE, which some readers skip" },
	{ "X.509 CERTIFICATE", USE_CERTIFICATE,
	  "the label X.509 CERTIFICATE, which most readers skip" },
	{ "PKCS12", USE_STORE, "a PKCS#12 file, which is not read yet" },
	{ "CERTIFICATE REQUEST", USE_NAME, "a certificate request (PKCS#10)" },
	{ "NEW CERTIFICATE REQUEST", USE_NAME, "a certificate request (PKCS#10)" },
	{ "X509 CRL", USE_CRL, "a CRL" },
	{ "CRL", USE_CRL, "a CRL" },
	{ "ATTRIBUTE CERTIFICATE", USE_NAME, "an attribute certificate" },
	{ "PUBLIC KEY", USE_NAME, "a public key" },
	{ "RSA PUBLIC KEY", USE_NAME, "a public key" },
	{ "DH PARAMETERS", USE_NAME, "Diffie-Hellman parameters" },
	{ "EC PARAMETERS", USE_NAME, "elliptic curve parameters" },
};

static const struct label *find_label(const char *label)
{
	static const struct label key = { "", USE_KEY, NULL };
	static const char private_key[] = "PRIVATE KEY";
	size_t n = strlen(label), m = sizeof(private_key) - 1;

	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		if (strcmp(labels[i].label, label) == 0)
			return &labels[i];
	return n >= m && strcmp(label + n - m, private_key) == 0 ? &key : NULL;
}

/* A block on its way from BEGIN to END. */
struct block {
	struct pem *pem;
	const struct label *label;
	bool settled; /* END was passed */
};

/*
 * All bytes of the object are in the window: what follows may only be OpenSSL's
 * trust settings. Only now is it known whether the block is whole, and where it
 * ends.
 */
static bool settle(struct object *o, size_t bytes)
{
	struct block *b = o->context;
	bool trusted = b->label->use == USE_TRUSTED;
	struct span s = input_fill(o->in, trusted ? CAP_CERT_BYTES : bytes + 1);

	b->settled = true;
	if (!pem_finish(b->pem))
		return false;
	o->place = pem_place(b->pem);
	if (s.n == bytes)
		return true;
	if (trusted && openssl_trust_parse(span_of(s.p + bytes, s.n - bytes),
					   &o->origin.trust))
		return true;
	object_fault(
		o, DIAG_ID_TRAILING_DATA, bytes,
		trusted ? "what follows the certificate is no OpenSSL trust settings"
			: "bytes behind the object in its block");
	return false;
}

/*
 * A PKCS#7 was read as it came: now for what is left of its block. False where the
 * block turns out to be damaged or cut off; then what it delivered is void.
 */
static bool settle_container(struct object *o, struct block *b,
			     enum object_status status)
{
	bool damaged;

	if (o->reader->stopped)
		return true;
	if (status == OBJECT_READ && input_fill(o->in, 1).n > 0)
		object_fault(o, DIAG_ID_TRAILING_DATA, input_offset(o->in),
			     "bytes behind the object in its block");
	damaged = !pem_finish(b->pem);
	if (status == OBJECT_CUT_OFF && !damaged && o->in->end > 0) {
		o->place = pem_place(b->pem);
		object_cut_off(o);
	}
	object_close_container(o, o->container.good && !damaged);
	return !damaged && status != OBJECT_CUT_OFF;
}

/* The label need not say what the bytes are; where it does not, that is noted. */
static void note_label(struct reader *r, const struct block *b, struct span head)
{
	struct place at = pem_place(b->pem);
	bool container = pkcs7_is(head);
	const char *note = b->label->what;

	if (b->label->use == USE_CRL)
		return;
	if (note != NULL && b->label->use != USE_CERTIFICATE) {
		diag_report(r->diags, DIAG_ID_RARE_LABEL, &at, "%s, %s",
			    b->label->label, note);
		note = NULL;
	}
	if (note == NULL && container && b->label->use != USE_CMS)
		note = "a PKCS#7 under the label CERTIFICATE";
	if (note == NULL && !container && b->label->use == USE_CMS && head.n > 0)
		note = "no PKCS#7 under a label that says so";
	if (note != NULL)
		diag_report(r->diags, DIAG_ID_OLD_LABEL, &at, "%s", note);
}

static void decode_block(struct reader *r, struct block *b)
{
	struct pem *p = b->pem;
	struct object o = {
		.reader = r,
		.in = &r->body,
		.place = pem_place(p),
		.origin = { .file = r->file, .line = p->first, .block = p->block },
		.crl = b->label->use == USE_CRL,
		.settle = settle,
		.context = b,
	};
	uint64_t lost = r->lost;
	struct span head;
	enum object_status status;

	r->body.context = p;
	input_reopen(&r->body);
	head = input_fill(&r->body, 64);
	note_label(r, b, head);
	if (head.n == 0 && r->body.error == 0)
		diag_report(r->diags, DIAG_ID_BASE64_EMPTY, &o.place, NULL);
	status = object_read(&o);
	if (!b->settled && !settle_container(&o, b, status) && r->lost == lost)
		r->lost++;
}

/* A block whose content is not wanted; only its END is. */
static void name_block(struct reader *r, struct pem *p, const struct label *l)
{
	bool whole = pem_finish(p);
	struct place at = pem_place(p);

	if (!whole || (l != NULL && l->use == USE_STORE))
		r->lost++;
	r->others = true;
	if (l == NULL)
		diag_report(r->diags, DIAG_ID_OTHER_OBJECT, &at,
			    "a block of another kind");
	else if (l->use == USE_STORE)
		diag_report(r->diags, DIAG_ID_FOREIGN, &at, "%s", l->what);
	else if (l->use == USE_KEY)
		diag_report(r->diags, DIAG_ID_PRIVATE_KEY, &at, "a private key");
	else
		diag_report(r->diags, DIAG_ID_OTHER_OBJECT, &at, "%s", l->what);
}

/* Nobody can say what of it is to be trusted: nothing of the file is delivered. */
static void refuse(struct reader *r, const struct pem *p, struct reader_mark mark)
{
	struct place at = { .file = r->file, .line = p->foreign_line };

	if (r->found + r->repeated > mark.found + mark.repeated)
		reader_void(r, mark, FILE_REFUSED);
	reader_foreign(r, &at, p->foreign);
}

void pem_read_file(struct reader *r, struct input *in)
{
	struct reader_mark mark = reader_begin(r, FILE_BEGIN);
	struct pem p;

	pem_start(&p, in, r->diags, r->file);
	while (!r->stopped && pem_next(&p)) {
		const struct label *l = find_label(p.label);
		struct block b = { .pem = &p, .label = l };

		if (l != NULL && (l->use <= USE_CMS ||
				  (l->use == USE_CRL && r->crl_sink.take != NULL)))
			decode_block(r, &b);
		else
			name_block(r, &p, l);
	}
	r->lost += p.lost_blocks;
	if (p.foreign != NULL)
		refuse(r, &p, mark);
}

bool any_sniff(struct span head UNUSED)
{
	return true;
}
