#include "tools/convert.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "tools/bundle_io.h"

struct run {
	const struct conversion *job;
	struct tool_diags diags;
	struct outfile out;
	struct writer writer;
	struct writer_mark container; /* where the current PKCS#7 began */
	uint64_t refused; /* certificates that the format must not carry */
};

static bool take_certificate(void *context, const struct cert *c,
			     const struct origin *o)
{
	struct run *run = context;

	if (may_write(&run->diags.diags, run->job->format, o))
		writer_certificate(&run->writer, c, o);
	else
		run->refused++;
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

static int write_out(struct run *run, uint64_t lost)
{
	uint64_t count = run->writer.count;

	outfile_all_known(&run->out);
	writer_end(&run->writer);
	if (!outfile_commit(&run->out)) {
		complain_outfile(&run->out);
		return EXIT_TROUBLE;
	}
	if (lost > 0)
		tool_complain("%" PRIu64 " of %" PRIu64
			      " written; the rest is named above",
			      count, count + lost);
	else if (run->job->verbose)
		tool_complain("%" PRIu64 " written", count);
	return run->diags.diags.errors > 0 ? EXIT_NO : EXIT_DONE;
}

int convert(const struct conversion *job, char **operands, size_t count)
{
	struct run run = { .job = job };
	struct reader r;
	bool go;

	if (job->output != NULL && *job->output == '\0')
		tool_usage("--output: an empty file name");
	check_operands(job, operands, count);
	tool_diags_start(&run.diags, job->verbose, job->strict);
	if (!outfile_open(&run.out, job->output)) {
		complain_outfile(&run.out);
		return EXIT_TROUBLE;
	}
	writer_start(&run.writer, job->format->write, &run.out, job->options);
	reader_start(&r, &run.diags.diags,
		     (struct sink){ take_certificate, take_container, &run });
	r.allow_empty = job->allow_empty;
	read_operands(&r, operands, count);
	tool_diags_end(&run.diags);
	go = (run.diags.diags.errors == 0 || job->keep_going) &&
	     (run.writer.count > 0 ||
	      (job->allow_empty && run.diags.diags.errors == 0));
	reader_end(&r);
	return go ? write_out(&run, r.lost + run.refused)
		  : nothing_written(&run, r.lost + run.refused);
}
