#include "convert.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "openssl_trust.h"
#include "tool.h"

struct run {
	const struct conversion *job;
	struct tool_diags diags;
	struct outfile out;
	struct writer writer;
	struct writer_mark container; /* where the current PKCS#7 began */
	uint64_t seen;
};

/* What the source says beside the certificate; false where it must not be written.
 */
static bool check_trust(struct run *run, const struct origin *o)
{
	struct place at = { .file = o->file, .line = o->line, .block = o->block };
	struct buf text = { 0 };

	if (o->trust.aux.p == NULL ||
	    run->job->format->carries & FORMAT_CARRIES_TRUST)
		return true;
	openssl_trust_text(&o->trust, &text);
	diag_report(&run->diags.diags,
		    o->trust.distrusted ? DIAG_ID_DISTRUSTED : DIAG_ID_TRUST_DATA,
		    &at, "%s", text.n > 0 ? buf_c(&text) : "a name");
	buf_free(&text);
	return !o->trust.distrusted;
}

static bool take_certificate(void *context, const struct cert *c,
			     const struct origin *o)
{
	struct run *run = context;

	run->seen++;
	if (!check_trust(run, o))
		return true;
	writer_certificate(&run->writer, c, o);
	return true;
}

static void take_container(void *context, enum container_event event)
{
	struct run *run = context;

	if (event == CONTAINER_BEGIN)
		run->container = writer_mark(&run->writer);
	else if (event == CONTAINER_BROKEN)
		writer_cut(&run->writer, run->container);
}

/* People type "p7b2pem in out". */
static void check_operands(const struct conversion *job, char **operands,
			   size_t count)
{
	if (job->output == NULL && count == 2 && strcmp(operands[1], "-") != 0 &&
	    access(operands[1], F_OK) != 0 && errno == ENOENT)
		tool_usage("%s: no such file; to write it, say -o %s", operands[1],
			   operands[1]);
}

static void read_operands(struct run *run, struct reader *r, char **operands,
			  size_t count)
{
	size_t i = 0;

	tool_terminal_hint(count);
	do {
		if (!reader_path(r, count > 0 ? operands[i] : NULL))
			break;
	} while (++i < count);
	tool_diags_end(&run->diags);
}

static int nothing_written(struct run *run, uint64_t lost)
{
	uint64_t count = run->writer.count;

	writer_abandon(&run->writer);
	outfile_discard(&run->out);
	if (run->diags.diags.errors == 0 || (run->job->keep_going && count == 0))
		tool_complain(
			"no certificate: nothing written (--allow-empty writes an empty bundle)");
	else if (count > 0)
		tool_complain("nothing written; --keep-going delivers %" PRIu64
			      " of %" PRIu64,
			      count, count + lost);
	else
		tool_complain("nothing written");
	return EXIT_TROUBLE;
}

static int write_out(struct run *run)
{
	uint64_t count = run->writer.count;

	outfile_all_known(&run->out);
	writer_end(&run->writer);
	if (!outfile_commit(&run->out)) {
		if (run->out.error != EPIPE)
			tool_complain("%s: %s: %s", run->out.name, run->out.failed,
				      strerror(run->out.error));
		return EXIT_TROUBLE;
	}
	if (run->job->verbose || run->job->keep_going)
		tool_complain("%" PRIu64 " certificates written%s", count,
			      run->diags.diags.errors > 0
				      ? "; what was left out is named above"
				      : "");
	return run->diags.diags.errors > 0 ? EXIT_NO : EXIT_DONE;
}

int convert(const struct conversion *job, char **operands, size_t count)
{
	struct run run = { .job = job };
	struct reader r;
	bool go;

	check_operands(job, operands, count);
	tool_diags_start(&run.diags, job->verbose, job->strict);
	if (!outfile_open(&run.out, job->output)) {
		tool_complain("%s: %s: %s", run.out.name, run.out.failed,
			      strerror(run.out.error));
		return EXIT_TROUBLE;
	}
	writer_start(&run.writer, job->format->write, &run.out, job->options);
	reader_start(&r, &run.diags.diags,
		     (struct sink){ take_certificate, take_container, &run });
	r.allow_empty = job->allow_empty;
	read_operands(&run, &r, operands, count);
	go = (run.diags.diags.errors == 0 || job->keep_going) &&
	     (run.writer.count > 0 ||
	      (job->allow_empty && run.diags.diags.errors == 0));
	reader_end(&r);
	return go ? write_out(&run) : nothing_written(&run, r.lost);
}
