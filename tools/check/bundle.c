#include "tools/check/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/caps.h"
#include "formats/format.h"
#include "io/retry.h"
#include "lint/file.h"
#include "lint/look.h"
#include "lint/minds.h"
#include "lint/profile.h"
#include "lint/set.h"
#include "lint/strength.h"
#include "tools/bundle_io.h"
#include "tools/check/progress.h"
#include "tools/tool.h"
#include "x509/text.h"

struct check {
	const struct check_rules *rules;
	struct findings *findings;
	struct diags diags;
	struct bundle bundle;
	struct buf file_of; /* uint32_t of each entry: its file in the findings */
	size_t file_mark, mark; /* entries before the file, and before the PKCS#7,
				   that is being read */
	struct lint_look look;	/* at the file's bytes; not taken of a directory */
	struct buf bytes;	/* of the file, where consumers are asked */
	bool directory, utf16;
	uint32_t file; /* the number of the file that was named */
	bool trouble;
};

/* What the next findings are of: an entry, or the file. */
struct subject {
	struct check *check;
	const struct entry *entry; /* NULL: the file */
	uint32_t file;
	uint64_t line;		   /* in the file, where entry is NULL; or 0 */
	const struct entry *named; /* whose name and digest are below */
	struct buf name, sha256;
	struct facts facts;
};

/* Computed at the first finding of an entry: most have none. */
static void name_entry(struct subject *s)
{
	const struct entry *e = s->entry;
	uint8_t digest[SHA256_BYTES];
	struct value name;

	if (s->named == e)
		return;
	s->named = e;
	facts_start(&s->facts, &s->check->rules->context, &e->cert, &e->origin,
		    e->index);
	name = field_get(field_find(SPAN_LIT("name")), &s->facts);
	s->name.n = s->sha256.n = 0;
	buf_add(&s->name, name.text);
	digest_sha256(e->cert.der, digest);
	buf_hex(&s->sha256, span_of(digest, sizeof(digest)));
}

static struct finding_place place_of_entry(struct subject *s)
{
	const struct entry *e = s->entry;

	name_entry(s);
	return (struct finding_place){
		.line = e->origin.line,
		.offset = e->origin.offset,
		.has_offset = e->origin.line == 0,
		.certificate = e->index,
		.name = buf_c(&s->name),
		.sha256 = buf_c(&s->sha256),
	};
}

static void at_line(void *context, uint64_t line)
{
	struct subject *s = context;

	s->line = line;
}

/* Adds a finding, with those who mind it; where nobody does that --for asks about,
 * it is left out. */
static void add(struct check *c, struct finding *x, const struct lint_minds *m)
{
	uint32_t asked = c->rules->consumers,
		 of = asked != 0 ? asked : consumers_find("all");
	struct buf fact = { 0 };

	x->minds = of & (m->certificate.refuse | m->certificate.cannot_use |
			 m->may_lose);
	if (asked != 0 && x->minds == 0 && !lint_concerns_all(x->id)) {
		findings_leave_out(c->findings, x->id);
		return;
	}
	buf_str(&fact, x->fact);
	lint_put_minds(m, of, &fact);
	x->fact = buf_c(&fact);
	findings_add(c->findings, x);
	buf_free(&fact);
}

static void found(void *context, enum lint_id id, const char *fact)
{
	struct subject *s = context;
	struct finding x = {
		.id = id, .file = s->file, .at.line = s->line, .fact = fact
	};
	struct lint_minds m =
		lint_minds(id, s->entry != NULL ? &s->entry->cert : NULL, NULL);

	if (s->entry != NULL)
		x.at = place_of_entry(s);
	add(s->check, &x, &m);
}

static void complain(struct check *c, const struct diag *d)
{
	tool_complain("%s: %s", shown(d->place.file), d->detail);
	c->trouble = true;
}

static void take_diag(void *context, const struct diag *d)
{
	struct check *c = context;
	enum lint_id id = lint_of_diag(d->id);
	struct buf block = { 0 }, fact = { 0 };
	struct lint_minds m;
	struct finding x = {
		.id = id,
		.at.line = d->place.line,
		.at.column = d->place.column,
		.at.offset = d->place.offset,
		.at.has_offset = d->place.has_offset && d->place.line == 0,
	};

	if (d->id == DIAG_ID_CANNOT_OPEN || d->id == DIAG_ID_CANNOT_READ)
		complain(c, d);
	if (id == LINT_ID_COUNT)
		return;
	tool_put_block(&block, &d->place);
	if (block.n > 0)
		x.at.block = buf_c(&block);
	tool_put_fact(&fact, d);
	x.fact = buf_c(&fact);
	x.file = findings_file(c->findings, d->place.file);
	m = lint_minds(id, NULL, d->place.label);
	add(c, &x, &m);
	buf_free(&block);
	buf_free(&fact);
}

static bool take_certificate(void *context, const struct cert *cert,
			     const struct origin *o)
{
	struct check *c = context;
	uint32_t file = findings_file(c->findings, o->file);

	if (c->rules->gate != NULL)
		c->rules->gate->certificate(c->rules->gate, cert, o);
	bundle_add(&c->bundle, cert, o);
	buf_add(&c->file_of, span_of(&file, sizeof(file)));
	return true;
}

static void cut_to(struct check *c, size_t mark)
{
	bundle_cut(&c->bundle, mark);
	c->file_of.n = mark * sizeof(uint32_t);
}

/* What is void is nothing that anybody gets. */
static void take_container(void *context, enum container_event event)
{
	struct check *c = context;

	if (c->rules->gate != NULL)
		c->rules->gate->container(c->rules->gate, event);
	if (event == CONTAINER_BEGIN)
		c->mark = c->bundle.count;
	else if (event == CONTAINER_BROKEN)
		cut_to(c, c->mark);
	else if (event == FILE_BEGIN)
		c->file_mark = c->bundle.count;
	else if (event == FILE_REFUSED)
		cut_to(c, c->file_mark);
}

static void take_message(void *context, const struct signed_message *m)
{
	struct check *c = context;

	c->rules->gate->message(c->rules->gate, m);
}

/* What is too large for consumers is not kept any longer. */
static ssize_t look_and_read(void *context, uint8_t *dst, size_t room)
{
	struct check *c = context;

	if (c->bytes.n > CAP_CONSUMER_FILE)
		c->look.keep = NULL;
	return lint_look_read(&c->look, dst, room);
}

/* A file is looked at while it is read. */
static void read_file(struct check *c, struct reader *r, int fd, const char *name)
{
	struct input in;

	input_file_start(&c->look.file, fd);
	if (c->rules->consumers != 0)
		c->look.keep = &c->bytes;
	input_open(&in, look_and_read, c);
	if (!reader_input(r, &in, name))
		c->trouble = true;
	c->utf16 = in.encoding != INPUT_BYTES;
	/* To the end, where the reader had no use for it: for the size. */
	while (input_fill(&in, 1).n > 0)
		input_skip(&in, input_peek(&in).n);
	input_close(&in);
}

static void read_path(struct check *c, struct reader *r, const char *path)
{
	struct place at = { .file = path };
	struct stat st;
	int fd;

	fd = retry_open(AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NOCTTY, 0);
	if (fd < 0) {
		diag_report(&c->diags, DIAG_ID_CANNOT_OPEN, &at, "%s",
			    strerror(errno));
		return;
	}
	c->directory = fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);
	if (c->directory) {
		directory_read(r, path, fd);
		c->trouble |= r->stopped;
		return;
	}
	read_file(c, r, fd, path);
	close(fd);
}

static void read_all(struct check *c, const char *path)
{
	bool standard = path == NULL || strcmp(path, "-") == 0;
	const char *name = standard ? "(standard input)" : path;
	struct reader r;

	c->diags = (struct diags){ .report = take_diag, .context = c };
	c->file = findings_file(c->findings, name);
	reader_start(&r, &c->diags,
		     (struct sink){ take_certificate, take_container, c });
	if (c->rules->gate != NULL) {
		c->rules->gate->diags = &c->diags;
		r.message = take_message;
	}
	if (standard)
		read_file(c, &r, STDIN_FILENO, name);
	else
		read_path(c, &r, path);
	reader_end(&r);
}

/* Everything that is judged of one certificate. */
static void judge_entry(struct check *c, struct lint_set *set, size_t i,
			struct subject *subject)
{
	const struct lint_sink to = { found, subject };
	const struct entry *e = &c->bundle.entry[i];
	bool repeated;

	memcpy(&subject->file, c->file_of.p + i * sizeof(uint32_t),
	       sizeof(uint32_t));
	subject->entry = e;
	lint_trust_settings(&e->origin.trust, &to);
	lint_container(set, i, &to);
	repeated = lint_duplicate(set, i, &to);
	if (repeated)
		return;
	lint_trust(set, i, &to);
	lint_strength(&e->cert,
		      cert_self_issued(&e->cert) &&
			      chain_self(&set->chain, i) != CRYPTO_NO,
		      &to);
	lint_profile(&e->cert, &to);
}

static bool fulfilled(struct check *c, const struct filter *filter,
		      const struct chain *chain, struct facts *facts)
{
	for (size_t i = 0; i < c->bundle.count; i++) {
		const struct entry *e = &c->bundle.entry[i];
		int64_t not_after;

		if (cert_not_after(&e->cert, &not_after) &&
		    not_after < c->rules->context.now)
			continue;
		facts_start(facts, &c->rules->context, &e->cert, &e->origin,
			    e->index);
		facts->chain = chain;
		facts->position = i;
		if (filter_match(filter, facts))
			return true;
	}
	return false;
}

static void judge_requires(struct check *c, const struct lint_set *set,
			   const struct lint_sink *to)
{
	struct facts facts = { 0 };
	struct buf text = { 0 };

	for (size_t i = 0; i < c->rules->requires; i++) {
		if (fulfilled(c, &c->rules->require[i], &set->chain, &facts))
			continue;
		text_quoted(span_str(c->rules->require_text[i]), 200, &text);
		lint_found(to, LINT_ID_REQUIRE,
			   "no unexpired certificate for which: %s", buf_c(&text));
		text.n = 0;
	}
	buf_free(&text);
	facts_free(&facts);
}

/* What is asked of the whole file. */
static void judge_file(struct check *c, const struct lint_set *set,
		       struct subject *subject)
{
	const struct lint_sink to = { found, subject };
	const struct check_rules *rules = c->rules;

	subject->entry = NULL;
	subject->file = c->file;
	if (!c->utf16 && c->bundle.count > 0 && c->bundle.entry[0].origin.line > 0)
		lint_look_judge(&c->look, &to, at_line);
	if (rules->expect != UINT64_MAX && rules->expect != c->bundle.count)
		lint_found(&to, LINT_ID_EXPECT,
			   "%zu certificates, and not %" PRIu64, c->bundle.count,
			   rules->expect);
	if (!c->directory && c->look.bytes > rules->max_bytes)
		lint_found(&to, LINT_ID_MAX_BYTES,
			   "%" PRIu64 " bytes, and not %" PRIu64 " or fewer",
			   c->look.bytes, rules->max_bytes);
	judge_requires(c, set, &to);
	check_aws_bundle(rules->aws, &c->bundle, &to);
}

static void are_of(void *context, const struct entry *e)
{
	struct subject *s = context;

	s->entry = e;
	s->file = s->check->file;
}

/* Consumers load files; a directory is none. */
static const char *not_predicted(const struct check *c)
{
	if (c->directory)
		return "a directory, and --for wants files";
	return c->bytes.n > CAP_CONSUMER_FILE
		       ? "more than 256 MiB, too large for --for"
		       : NULL;
}

static void judge_consumers(struct check *c, struct subject *subject)
{
	const struct consumer_report report = {
		.to = { found, subject },
		.are_of = are_of,
		.context = subject,
		.file = c->file,
	};
	const char *wrong;

	if (c->rules->consumers == 0)
		return;
	wrong = not_predicted(c);
	if (wrong != NULL) {
		tool_complain("%s: %s", shown(c->findings->file[c->file]), wrong);
		c->trouble = true;
		return;
	}
	consumers_judge(c->rules->consumers, buf_span(&c->bytes), &c->bundle,
			c->findings, &report);
}

/* Whether a signature could not be checked, in a file before which so many could
 * not.
 */
static bool is_undecided(const struct check *c, uint64_t before)
{
	const struct signature_gate *gate = c->rules->gate;

	return gate != NULL && gate->undecided > before &&
	       !c->findings->disabled[LINT_ID_MESSAGE_UNCHECKED];
}

bool check_bundle(const char *path, const struct check_rules *rules,
		  struct findings *findings)
{
	struct check c = { .rules = rules, .findings = findings };
	struct subject subject = { .check = &c };
	uint64_t undecided = rules->gate != NULL ? rules->gate->undecided : 0;
	struct lint_set set;

	read_all(&c, path);
	findings->certificates += c.bundle.count;
	lint_set_start(&set, &c.bundle, rules->context.now, rules->soon);
	for (size_t i = 0; i < c.bundle.count; i++) {
		check_progress(i, c.bundle.count);
		judge_entry(&c, &set, i, &subject);
	}
	check_progress_end();
	findings->incomplete |= c.trouble;
	if (!c.trouble) {
		judge_file(&c, &set, &subject);
		judge_consumers(&c, &subject);
	}
	lint_set_free(&set);
	facts_free(&subject.facts);
	buf_free(&subject.name);
	buf_free(&subject.sha256);
	bundle_free(&c.bundle);
	buf_free(&c.file_of);
	buf_free(&c.bytes);
	return !c.trouble && !is_undecided(&c, undecided);
}
