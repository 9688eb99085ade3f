#include "formats/writer.h"

void writer_start(struct writer *w, const struct writer_ops *ops,
		  struct outfile *out, struct writer_options options)
{
	*w = (struct writer){ .ops = ops, .options = options, .out = out };
	spool_start(&w->body, -1);
}

void writer_certificate(struct writer *w, const struct cert *c,
			const struct origin *o)
{
	w->ops->certificate(w, c, o);
	w->count++;
}

static struct spool *collecting(struct writer *w)
{
	return w->ops->spools ? &w->body : &w->out->spool;
}

struct writer_mark writer_mark(const struct writer *w)
{
	const struct spool *s = w->ops->spools ? &w->body : &w->out->spool;

	return (struct writer_mark){ .bytes = spool_bytes(s), .count = w->count };
}

void writer_cut(struct writer *w, struct writer_mark mark)
{
	spool_cut(collecting(w), mark.bytes);
	w->count = mark.count;
}

void writer_end(struct writer *w)
{
	if (w->ops->end != NULL)
		w->ops->end(w);
	writer_abandon(w);
}

void writer_abandon(struct writer *w)
{
	spool_free(&w->body);
	buf_free(&w->scratch);
	buf_free(&w->carry);
}
