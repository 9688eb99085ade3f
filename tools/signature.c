#include "tools/signature.h"

#include <stdlib.h>

#include "base/arena.h"
#include "verify/message.h"
#include "x509/text.h"

struct gate {
	struct signature_gate is;
	struct message_check check;
	struct path_pool anchors;
	struct buf anchors_name;
	bool in_container;
	bool judged; /* the container that is being read */
};

static void report(struct gate *g, const struct place *at,
		   enum message_answer answer, const char *text)
{
	static const enum diag_id ids[] = {
		[MESSAGE_SIGNED] = DIAG_ID_MESSAGE_SIGNED,
		[MESSAGE_NOT_SIGNED] = DIAG_ID_NOT_SIGNED,
		[MESSAGE_REFUSED] = DIAG_ID_MESSAGE_SIGNATURE,
		[MESSAGE_UNDECIDED] = DIAG_ID_MESSAGE_UNCHECKED,
	};

	g->is.refused += answer == MESSAGE_NOT_SIGNED || answer == MESSAGE_REFUSED;
	g->is.undecided += answer == MESSAGE_UNDECIDED;
	diag_report(g->is.diags, ids[answer], at, "%s", text);
}

static void take_certificate(struct signature_gate *is, const struct cert *c UNUSED,
			     const struct origin *o)
{
	struct gate *g = (struct gate *)is;
	struct place at = {
		.file = o->file,
		.line = o->line,
		.block = o->block,
		.offset = o->offset,
		.has_offset = o->line == 0,
	};

	if (!g->in_container)
		report(g, &at, MESSAGE_NOT_SIGNED,
		       "a certificate that is in no PKCS#7");
}

static void take_container(struct signature_gate *is, enum container_event event)
{
	struct gate *g = (struct gate *)is;

	if (event == CONTAINER_BEGIN)
		g->judged = false;
	if (event <= CONTAINER_BROKEN)
		g->in_container = event == CONTAINER_BEGIN;
	/* A fault after its certificates, which was reported, leaves these as they
	 * are; but nobody looked at the signature. */
	g->is.undecided += event == CONTAINER_WHOLE && !g->judged;
}

static void take_message(struct signature_gate *is, const struct signed_message *m)
{
	struct gate *g = (struct gate *)is;
	struct buf text = { 0 };
	enum message_answer answer = message_check(&g->check, m, &text);

	g->judged = true;
	report(g, &m->place, answer, buf_c(&text));
	buf_free(&text);
}

static bool add_anchor(void *context, const struct cert *c, const struct origin *o)
{
	bundle_add(context, c, o);
	return true;
}

static bool read_anchors(struct gate *g, const char *file)
{
	uint64_t errors = g->is.diags->errors;
	struct reader r;
	bool good;

	reader_start(&r, g->is.diags,
		     (struct sink){ add_anchor, NULL, &g->anchors.bundle });
	good = reader_path(&r, file) && g->is.diags->errors == errors;
	reader_end(&r);
	path_pool_index(&g->anchors);
	path_pool_anchor(&g->anchors, OID_UNKNOWN, true);
	return good;
}

struct signature_gate *signature_gate_open(const char *anchors, int64_t when,
					   struct diags *diags)
{
	struct gate *g = arena_grow(NULL, sizeof(*g));

	*g = (struct gate){ .is = { .certificate = take_certificate,
				    .container = take_container,
				    .message = take_message,
				    .diags = diags } };
	text_utf8(span_str(anchors), TEXT_PLAIN, &g->anchors_name);
	g->check = (struct message_check){
		.anchors = &g->anchors,
		.anchors_name = buf_c(&g->anchors_name),
		.when = when,
	};
	if (read_anchors(g, anchors))
		return &g->is;
	signature_gate_close(&g->is);
	return NULL;
}

void signature_gate_close(struct signature_gate *is)
{
	struct gate *g = (struct gate *)is;

	if (g == NULL)
		return;
	path_pool_free(&g->anchors);
	buf_free(&g->anchors_name);
	free(g);
}
