#include "tools/convert.h"

#include <inttypes.h>
#include <string.h>

#include "tools/bundle_io.h"
#include "tools/distrust.h"
#include "tools/kept.h"

/* How many certificates there were that were not written. */
struct counts {
	uint64_t read;	     /* all of them */
	uint64_t not_wanted; /* by --where */
	uint64_t refused;    /* that the format must not carry */
};

/* A point to return to. */
struct mark {
	struct writer_mark writer;
	struct counts counts;
	size_t kept;
};

struct run {
	const struct conversion *job;
	struct selection selection;
	struct facts facts;
	struct tool_diags diags;
	struct outfile out;
	struct writer writer;
	struct counts counts;
	struct distrust distrust;
	struct signature_gate *gate; /* NULL: signatures do not matter */
	/* With keep_going, what is read last may forbid the first. */
	struct kept kept;
	struct mark file, container; /* where the current ones began */
};

static bool take_certificate(void *context, const struct cert *c,
			     const struct origin *o)
{
	struct run *run = context;

	run->counts.read++;
	facts_start(&run->facts, &run->selection.context, c, o, run->counts.read);
	if (!filter_match(&run->selection.filter, &run->facts)) {
		run->counts.not_wanted++;
		return true;
	}
	if (run->gate != NULL)
		run->gate->certificate(run->gate, c, o);
	if (distrust_refuses(&run->distrust, &run->diags.diags, run->job->format, c,
			     o))
		run->counts.refused++;
	else if (run->job->keep_going)
		kept_add(&run->kept, c, o);
	else
		writer_certificate(&run->writer, c, o);
	return true;
}

static struct mark mark_here(const struct run *run)
{
	return (struct mark){ writer_mark(&run->writer), run->counts,
			      kept_count(&run->kept) };
}

static void cut_to(struct run *run, const struct mark *mark)
{
	writer_cut(&run->writer, mark->writer);
	run->counts = mark->counts;
	kept_cut(&run->kept, mark->kept);
}

static void take_container(void *context, enum container_event event)
{
	struct run *run = context;

	if (run->gate != NULL)
		run->gate->container(run->gate, event);
	if (event == CONTAINER_BEGIN)
		run->container = mark_here(run);
	else if (event == CONTAINER_BROKEN)
		cut_to(run, &run->container);
	else if (event == FILE_BEGIN)
		run->file = mark_here(run);
	else if (event == FILE_REFUSED)
		cut_to(run, &run->file);
}

static void take_message(void *context, const struct signed_message *m)
{
	struct run *run = context;

	run->gate->message(run->gate, m);
}

/* Whether the gate for signatures, if there is one, is open. */
static bool may_pass(const struct run *run)
{
	return run->gate == NULL ||
	       (run->gate->refused == 0 && run->gate->undecided == 0);
}

static void take_kept(void *context, const struct cert *c, const struct origin *o)
{
	struct run *run = context;

	if (distrust_has(&run->distrust, c)) {
		distrust_copy(&run->diags.diags, o);
		run->counts.refused++;
	} else {
		writer_certificate(&run->writer, c, o);
	}
}

/* False where a temporary file failed, which is then said. */
static bool write_kept(struct run *run)
{
	bool done = kept_each(&run->kept, take_kept, run);

	if (!done)
		complain_temporary(run->kept.der.error);
	return done;
}

/* Nothing is left, and it was --where that left out the last of it. */
static bool none_matches(const struct run *run)
{
	return run->diags.diags.errors == 0 && run->counts.not_wanted > 0;
}

static int nothing_written(struct run *run, uint64_t lost)
{
	uint64_t count = run->writer.count;

	writer_abandon(&run->writer);
	outfile_discard(&run->out);
	if (!may_pass(run)) {
		tool_complain(
			"nothing written, as not everything is signed by who is trusted");
		return run->diags.diags.errors > run->gate->refused ? EXIT_TROUBLE
								    : EXIT_NO;
	}
	if (none_matches(run))
		tool_complain(
			"--where: none of %" PRIu64
			" matches: nothing written (--allow-empty writes an empty bundle)",
			run->counts.read);
	else if (run->diags.diags.errors == 0 ||
		 (run->job->keep_going && count == 0))
		tool_complain(
			"no certificate: nothing written (--allow-empty writes an empty bundle)");
	else if (count > 0)
		/* Copies that were read before one was marked are not known. */
		tool_complain("nothing written; --keep-going delivers %s%" PRIu64
			      " of %" PRIu64,
			      run->distrust.marked.count > 0 ? "at most " : "",
			      count, count + lost);
	else
		tool_complain("nothing written");
	return none_matches(run) ? EXIT_NO : EXIT_TROUBLE;
}

/* Every certificate is accounted for. */
static void tell_counts(const struct run *run, uint64_t count, uint64_t lost)
{
	if (lost > 0)
		tool_complain("%" PRIu64 " of %" PRIu64
			      " written; the rest is named above",
			      count, count + lost);
	else if (run->job->verbose && run->counts.not_wanted == 0)
		tool_complain("%" PRIu64 " written", count);
	if (run->counts.not_wanted > 0)
		tool_complain("%" PRIu64 " read: %" PRIu64 " written, %" PRIu64
			      " not of --where",
			      run->counts.read, count, run->counts.not_wanted);
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
	tell_counts(run, count, lost);
	return run->diags.diags.errors > 0 ? EXIT_NO : EXIT_DONE;
}

/* False where the signatures cannot be checked at all. */
static bool read_all(struct run *run, struct reader *r, char **operands,
		     size_t count)
{
	const struct conversion *job = run->job;

	if (job->open_gate != NULL) {
		run->gate = job->open_gate(&run->diags.diags);
		if (run->gate == NULL)
			return false;
		r->message = take_message;
	}
	r->allow_empty = job->allow_empty;
	read_operands(r, operands, count);
	return true;
}

/* False where it is not to be written. */
static bool acceptable(const struct run *run)
{
	uint64_t errors = run->diags.diags.errors;

	if (!may_pass(run) || (errors > 0 && !run->job->keep_going))
		return false;
	return run->writer.count > 0 || (run->job->allow_empty && errors == 0);
}

static int finish(struct run *run, bool read, uint64_t lost)
{
	bool whole = write_kept(run);

	tool_diags_end(&run->diags);
	lost += run->counts.refused;
	if (whole && read && acceptable(run))
		return write_out(run, lost);
	if (whole)
		return nothing_written(run, lost);
	writer_abandon(&run->writer);
	outfile_discard(&run->out);
	return EXIT_TROUBLE;
}

static void clean_up(struct run *run)
{
	if (run->gate != NULL)
		run->job->close_gate(run->gate);
	kept_free(&run->kept);
	distrust_free(&run->distrust);
	facts_free(&run->facts);
	selection_free(&run->selection);
}

int convert(const struct conversion *job, char **operands, size_t count)
{
	struct run run = { .job = job };
	struct reader r;
	int status;
	bool read;

	if (job->output != NULL && *job->output == '\0')
		tool_usage("--output: an empty file name");
	if (!job->keep_going)
		check_operands(job->output, "-o", operands, count);
	selection_start(&run.selection, &job->selecting);
	selection_refuse_set(&run.selection.filter);
	tool_diags_start(&run.diags, job->verbose, job->strict);
	if (!outfile_open(&run.out, job->output)) {
		complain_outfile(&run.out);
		return EXIT_TROUBLE;
	}
	writer_start(&run.writer, job->format->write, &run.out, job->options);
	reader_start(&r, &run.diags.diags,
		     (struct sink){ take_certificate, take_container, &run });
	kept_start(&run.kept);
	read = read_all(&run, &r, operands, count);
	status = finish(&run, read, r.lost);
	reader_end(&r);
	clean_up(&run);
	return status;
}
