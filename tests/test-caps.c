/*
 * Every bound that the manuals name: one less and the bound itself are within, one
 * more is not. A row is a bound and a function that says whether n is within it.
 */
#include "tap.h"

#include <errno.h>
#include <limits.h>

#include "base/caps.h"
#include "collect.h"
#include "formats/pem.h"
#include "formats/reader.h"
#include "hex.h"
#include "io/outfile.h"
#include "io/sorter.h"
#include "lint/profile_parts.h"
#include "report/template.h"
#include "scratch.h"
#include "x509/cert.h"

static bool take(void *context UNUSED, const struct cert *c UNUSED,
		 const struct origin *o UNUSED)
{
	return true;
}

/* Whether a reader of these bytes says the word, which is the id of a diagnostic.
 */
static bool reading_says(struct buf *bytes, const char *id)
{
	struct span s = buf_span(bytes);
	struct collect said;
	struct reader r;
	struct input in;
	bool says;

	collect_start(&said);
	reader_start(&r, &said.diags, (struct sink){ take, NULL, NULL });
	input_open_span(&in, &s);
	CHECK(reader_input(&r, &in, "memory"));
	says = strstr(buf_c(&said.text), id) != NULL;
	input_close(&in);
	reader_end(&r);
	collect_end(&said);
	buf_free(bytes);
	return says;
}

/* An element of n bytes in all, its header too. */
static void add_element(struct buf *out, size_t n)
{
	size_t header = 2;

	while (der_head_bytes(n - header) > header)
		header++;
	der_put_head(out, DER_SEQUENCE, n - header);
	buf_fill(out, 0, n - header);
}

static bool certificate_bytes(size_t n)
{
	struct buf bytes = { 0 };

	add_element(&bytes, n);
	return !reading_says(&bytes, "too-large");
}

#define SIGNED_DATA "3080 06092a864886f70d010702 a080 3080 020101 3100 "
#define CLOSED	    " 3100 0000 0000 0000"

static bool certificate_bytes_in_pkcs7(size_t n)
{
	struct buf bytes = { 0 };

	hex_add(&bytes, SIGNED_DATA "300b 06092a864886f70d010701 a080");
	add_element(&bytes, n);
	hex_add(&bytes, "0000" CLOSED);
	return !reading_says(&bytes, "too-large");
}

/* Content of a PKCS#7 in pieces, nested: what is skipped of it begins with its [0].
 */
static bool levels(size_t n)
{
	struct buf bytes = { 0 };

	hex_add(&bytes, SIGNED_DATA "3080 06092a864886f70d010701 a080");
	for (size_t i = 1; i < n; i++)
		hex_add(&bytes, "2480");
	for (size_t i = 0; i < n + 1; i++) /* the SEQUENCE around it, too */
		hex_add(&bytes, "0000");
	hex_add(&bytes, CLOSED);
	return !reading_says(&bytes, "too-deep");
}

/* What a reader of PEM finds in the text, which is freed. */
struct found {
	bool block; /* one that is whole */
	char said[200];
};

static struct found find_in(struct buf *text)
{
	struct span s = buf_span(text);
	struct found found = { 0 };
	struct collect said;
	struct input in;
	struct pem p;

	collect_start(&said);
	input_open_span(&in, &s);
	pem_start(&p, &in, &said.diags, "memory");
	while (pem_next(&p)) {
		uint8_t body[512];

		while (pem_read(&p, body, sizeof(body)) > 0)
			;
		found.block |= pem_finish(&p);
	}
	snprintf(found.said, sizeof(found.said), "%s", buf_c(&said.text));
	input_close(&in);
	collect_end(&said);
	buf_free(text);
	return found;
}

static bool label_bytes(size_t n)
{
	struct buf text = { 0 };

	buf_str(&text, "-----BEGIN ");
	buf_fill(&text, 'X', n);
	buf_str(&text, "-----\nYWJj\n-----END ");
	buf_fill(&text, 'X', n);
	buf_str(&text, "-----\n");
	return find_in(&text).block;
}

static bool line_characters(size_t n)
{
	struct buf text = { 0 };

	buf_str(&text, "-----BEGIN X-----\n");
	buf_fill(&text, 'A', n);
	buf_str(&text, "\n");
	buf_fill(&text, 'A', 4 - n % 4);
	buf_str(&text, "\n-----END X-----\n");
	return strstr(find_in(&text).said, "line-length") == NULL;
}

/* Every line but the last has 64 characters, or that is noted. */
static bool line_characters_missing(size_t n)
{
	return line_characters(64 - n);
}

static bool line_characters_more(size_t n)
{
	return line_characters(64 + n);
}

static bool marker_ends_at(size_t n)
{
	struct buf text = { 0 };

	buf_str(&text, "----BEGIN ");
	buf_fill(&text, 'x', n - text.n - strlen("CERTIFICATE"));
	buf_str(&text, "CERTIFICATE-----\n");
	return strstr(find_in(&text).said, "marker-damaged") != NULL;
}

static bool marker_lead(size_t n)
{
	struct buf text = { 0 };

	buf_fill(&text, '=', n);
	buf_str(&text, "BEGIN CERTIFICATE-----\n");
	return strstr(find_in(&text).said, "marker-damaged") != NULL;
}

static bool header_ends_at(size_t n)
{
	struct buf text = { 0 };

	buf_str(&text, "-----BEGIN X-----\n");
	buf_fill(&text, 'x', n - 1);
	buf_str(&text, ": y\n\nYWJj\n-----END X-----\n");
	return strstr(find_in(&text).said, "headers") != NULL;
}

static bool version_of_certificate(size_t n)
{
	struct buf bytes = { 0 };
	struct cert_error why;
	struct cert c;
	bool parsed;

	hex_add(&bytes, "3019 3012 a0030201");
	buf_put(&bytes, (uint8_t)(n - 1));
	hex_add(&bytes, "020101 3000 3000 3000 3000 3000 3000 030100");
	parsed = cert_parse(buf_span(&bytes), &c, &why);
	CHECK(parsed);
	CHECK(c.version == n || c.version == 0);
	buf_free(&bytes);
	return parsed && c.version == n;
}

static bool length_of_content(size_t n)
{
	struct buf head = { 0 };
	struct der_head h;
	enum der_status status;

	der_put_head(&head, DER_OCTET_STRING, n);
	status = der_head(buf_span(&head), &h);
	CHECK(status == DER_OK || status == DER_HUGE);
	CHECK(status != DER_OK || h.length == n);
	buf_free(&head);
	return status == DER_OK;
}

static bool octets_of_a_small_number(size_t n)
{
	struct buf body = { 0 };
	uint32_t value;
	bool good;

	buf_fill(&body, 1, n);
	good = der_small(buf_span(&body), &value);
	buf_free(&body);
	return good;
}

static bool spooled_in_memory(size_t n)
{
	static const size_t piece = 1000;
	struct spool s;
	bool in_memory;

	spool_start(&s, -1);
	for (size_t done = 0; done < n; done += piece) {
		size_t part = n - done < piece ? n - done : piece;

		memset(spool_reserve(&s, part), 'x', part);
		spool_used(&s, part);
	}
	CHECK_EQ_INT(spool_bytes(&s), n);
	in_memory = s.fd < 0 && s.written == 0;
	spool_free(&s);
	return in_memory;
}

/* A record has a head of twelve bytes. */
static bool sorted_in_memory(size_t n)
{
	uint8_t key[1000] = { 0 };
	struct sorter s = { 0 };
	bool in_memory;

	while (n > 0) {
		size_t part = n > 2 * sizeof(key) ? sizeof(key)
			      : n < 1000	  ? n
						  : n / 2;

		sorter_add(&s, span_of(key, part - 12), 0, (struct span){ 0 });
		n -= part;
	}
	in_memory = s.runs == 0;
	sorter_free(&s);
	return in_memory;
}

/* Of symbolic links that lead one to the next, as many as the kernel follows. */
static bool links(size_t n)
{
	char name[20], next[20];
	struct outfile o;
	bool opened;

	if (!begin())
		return false;
	make("0", "old", 0644);
	for (size_t i = 1; i <= n; i++) {
		snprintf(name, sizeof(name), "%zu", i);
		snprintf(next, sizeof(next), "%zu", i - 1);
		CHECK_EQ_INT(symlink(next, name), 0);
	}
	opened = outfile_open(&o, name);
	if (opened) {
		spool_add(&o.spool, SPAN_LIT("new"));
		CHECK(outfile_commit(&o));
		CHECK_EQ_STR(content("0"), "new");
		CHECK(is_link("1"));
	} else {
		CHECK_EQ_INT(o.error, ELOOP);
	}
	end();
	return opened;
}

static bool detail_bytes(size_t n)
{
	struct place at = { .file = "memory" };
	struct buf detail = { 0 };
	struct collect said;
	bool whole;

	buf_fill(&detail, 'x', n);
	collect_start(&said);
	diag_report(&said.diags, DIAG_ID_FOREIGN, &at, "%s", buf_c(&detail));
	whole = said.details.n == n + 1; /* with its line end */
	collect_end(&said);
	buf_free(&detail);
	return whole;
}

static bool file_name_bytes(size_t n)
{
	struct buf name = { 0 };
	bool safe;

	buf_fill(&name, 'x', n);
	safe = template_is_safe_name(buf_span(&name));
	buf_free(&name);
	return safe;
}

static const struct {
	const char *label;
	size_t most;
	bool (*within)(size_t n);
} bounds[] = {
	{ "bytes of a certificate", CAP_CERT_BYTES, certificate_bytes },
	{ "bytes of a certificate in a PKCS#7", CAP_CERT_BYTES,
	  certificate_bytes_in_pkcs7 },
	{ "levels of indefinite lengths", CAP_DEPTH, levels },
	{ "bytes of a label", CAP_LABEL, label_bytes },
	{ "characters that a line has more than 64", 0, line_characters_more },
	{ "characters that a line has less than 64", 0, line_characters_missing },
	{ "bytes of a line in which a damaged marker is", CAP_MARKER_SEARCH,
	  marker_ends_at },
	{ "characters before a damaged BEGIN", CAP_MARKER_LEAD, marker_lead },
	{ "bytes of a line in which the colon of a header is", CAP_MARKER_SEARCH,
	  header_ends_at },
	{ "version of a certificate", 100, version_of_certificate },
	{ "length of the content of an element", INT_MAX - 5, length_of_content },
	{ "octets of a small number", 4, octets_of_a_small_number },
	{ "output in memory", CAP_SPOOL_MEMORY, spooled_in_memory },
	{ "keys in memory", CAP_SORT_MEMORY, sorted_in_memory },
	{ "symbolic links on the way to an output", 40, links },
	{ "bytes of a detail", 511, detail_bytes },
	{ "bytes of a file name", CAP_FILE_NAME, file_name_bytes },
};

TEST(each_bound_holds_what_it_says_and_no_more)
{
	for (size_t i = 0; i < ARRAY_LEN(bounds); i++) {
		size_t most = bounds[i].most;

		ROW(bounds[i].label);
		if (most > 0)
			CHECK(bounds[i].within(most - 1));
		CHECK(bounds[i].within(most));
		CHECK(!bounds[i].within(most + 1));
	}
}
