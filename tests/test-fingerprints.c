#include "tap.h"

#include <sys/wait.h>
#include <unistd.h>

#include "base/caps.h"
#include "fixture.h"
#include "scratch.h"
#include "set/fingerprints.h"

#define ONE	  "91219e17a6de6c8a80fc69c0325c06615e7f5be55b9b549f4e41f2e700358b05"
#define TWO	  "a5ccac151cf51be3117747794c9cf47cacfd99c3f9ff253f8e8b95c0ab939e54"
#define ONE_UPPER "91219E17A6DE6C8A80FC69C0325C06615E7F5BE55B9B549F4E41F2E700358B05"
#define ONE_COLONS \
	"91:21:9E:17:A6:DE:6C:8A:80:FC:69:C0:32:5C:06:61:" \
	"5E:7F:5B:E5:5B:9B:54:9F:4E:41:F2:E7:00:35:8B:05"

/* What a list names: a letter for each digest, "1" and "2" for those above and "?"
 * for others; then what was said. */
static const char *read_path(const char *path)
{
	static struct buf out;
	struct digest_index x = { 0 };
	struct collect c;
	struct buf hex = { 0 };

	collect_start(&c);
	out.n = 0;
	fingerprints_add(&x, path, &c.diags);
	for (size_t i = 0; i < x.count; i++) {
		hex.n = 0;
		buf_hex(&hex, span_of(x.digest[i], SHA256_BYTES));
		buf_put(&out, strcmp(buf_c(&hex), ONE) == 0   ? '1'
			      : strcmp(buf_c(&hex), TWO) == 0 ? '2'
							      : '?');
	}
	if (c.text.n > 0)
		buf_printf(&out, " %s", buf_c(&c.text));
	buf_free(&hex);
	collect_end(&c);
	digest_index_free(&x);
	return buf_c(&out);
}

static const char *read_text(struct span text)
{
	char path[4096];
	const char *found = "(no file)";
	int fd = scratch_file(path);

	if (fd >= 0) {
		if (write(fd, text.p, text.n) == (ssize_t)text.n)
			found = read_path(path);
		close(fd);
		unlink(path);
	}
	return found;
}

TEST(lists_are_read_in_the_forms_they_come_in)
{
	static const struct {
		const char *text, *wanted;
	} rows[] = {
		{ ONE "\n", "1" },
		{ ONE, "1" },
		{ ONE "\n" TWO "\n", "12" },
		{ TWO "\r\n" ONE "\r\n", "21" },
		{ ONE "\n" ONE "\n" ONE_COLONS "\n" ONE_UPPER "\n", "1" },
		{ ONE_UPPER "\n", "1" },
		{ ONE_COLONS "\n", "1" },
		{ "sha256 Fingerprint=" ONE_COLONS "\n", "1" },
		{ "SHA256 Fingerprint=" ONE_COLONS "\r\n" TWO, "12" },
		{ "# why\n\n  \t\n" ONE "\n", "1" },
		{ "# why\r\n\r\n" ONE "\r\n", "1" },
		{ ONE " # why\n" TWO "# why\n", "12" },
		{ "  " ONE "  \n\t" TWO "\t\n", "12" },
		{ ONE "  file.pem\n" TWO " CN=Root B,O=x=y\n", "12" },
		{ ONE "\tRoot A\t2045\n", "1" },
		{ "#" ONE "\n" TWO "\n", "2" },
		{ ONE "\nnot one\n" TWO "\n", "12 not-a-fingerprint:2" },
		{ ONE "\n\n" TWO "0\n", "1 not-a-fingerprint:3" },
		{ ONE "\n" TWO ":\n", "12" },
		/* SHA-1, cut off, and a stray digit */
		{ ONE "\n0123456789012345678901234567890123456789\n",
		  "1 not-a-fingerprint:2" },
		{ ONE "\n" ONE_COLONS ":00\n", "1 not-a-fingerprint:2" },
		{ ONE "\n9:1219e17a6de6c8a80fc69c0325c06615e7f5be55b9b549f4e41f2"
		      "e700358b05\n",
		  "1 not-a-fingerprint:2" },
		{ ONE "\ng1219e17a6de6c8a80fc69c0325c06615e7f5be55b9b549f4e41f2e"
		      "700358b05\n",
		  "1 not-a-fingerprint:2" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ROW(rows[i].text);
		CHECK_EQ_STR(read_text(span_str(rows[i].text)), rows[i].wanted);
	}
}

/* So many blanks before a fingerprint, on the second line, and something after it.
 */
static const char *after_blanks(size_t blanks, const char *after)
{
	static struct buf text;

	text.n = 0;
	buf_str(&text, TWO "\n");
	buf_fill(&text, ' ', blanks);
	buf_str(&text, ONE);
	buf_str(&text, after);
	buf_str(&text, "\n");
	return read_text(buf_span(&text));
}

TEST(a_fingerprint_stands_within_so_many_bytes_of_its_line_or_is_refused)
{
	const size_t room = CAP_LIST_LINE - 2 * SHA256_BYTES;

	CHECK_EQ_STR(after_blanks(room - 1, ""), "21");
	CHECK_EQ_STR(after_blanks(room, ""), "21");
	CHECK_EQ_STR(after_blanks(room + 1, ""), "2 not-a-fingerprint:2");
	CHECK_EQ_STR(after_blanks(room, "0"), "2 not-a-fingerprint:2");
	CHECK_EQ_STR(after_blanks(room - 1, " 0"), "21");
	CHECK_EQ_STR(after_blanks(2 * CAP_LIST_LINE, ""), "2 not-a-fingerprint:2");
	CHECK_EQ_STR(after_blanks(0, " # and a long comment ................"),
		     "21");
}

TEST(bundles_are_read_whatever_their_format)
{
	static const struct {
		const char *file, *wanted;
	} rows[] = {
		{ "pem/three.pem", "12?" },
		{ "der/three.der", "12?" },
		{ "windows/ber.p7b", "12? cms-ber+0" },
		{ "windows/bare.b64", "12? bare-base64:1" },
		{ "windows/utf16be.pem", "12? utf-16" },
		{ "pem/dups.pem", "12" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ROW(rows[i].file);
		CHECK_EQ_STR(read_path(fixture_path(rows[i].file)), rows[i].wanted);
	}
}

/* What comes through a pipe cannot be read twice; its writer stops between two
 * blocks, where a bundle that lost its beginning would look whole. */
TEST(a_pipe_is_read_from_its_beginning)
{
	struct buf bundle = fixture_bytes("rds/global-bundle.pem");
	struct bundle wanted = fixture_bundle("rds/global-bundle.pem");
	struct digest_index x = { 0 };
	struct collect c;
	char path[64];
	size_t half;
	int fds[2];
	pid_t child;

	REQUIRE(bundle.n > 8192 && pipe(fds) == 0);
	half = (size_t)((uint8_t *)memmem(bundle.p + 8192, bundle.n - 8192,
					  "-----BEGIN", 10) -
			bundle.p);
	child = fork();
	REQUIRE(child >= 0);
	if (child == 0) {
		ssize_t n = write(fds[1], bundle.p, half);

		usleep(200000);
		n += write(fds[1], bundle.p + half, bundle.n - half);
		_exit(n < 0);
	}
	close(fds[1]);
	snprintf(path, sizeof(path), "/dev/fd/%d", fds[0]);
	collect_start(&c);
	fingerprints_add(&x, path, &c.diags);
	close(fds[0]);
	waitpid(child, NULL, 0);
	CHECK_EQ_STR(buf_c(&c.text), "");
	CHECK_EQ_INT(x.count, wanted.count);
	collect_end(&c);
	digest_index_free(&x);
	bundle_free(&wanted);
	buf_free(&bundle);
}

TEST(what_cannot_be_read_is_an_error)
{
	CHECK_EQ_STR(read_path("/nonexistent/list"), " cannot-open");
	CHECK(strchr(read_path(fixture_path("pem/bad-char.pem")), ' ') != NULL);
	CHECK(strchr(read_text(span_str("nothing of the kind\n")), ' ') != NULL);
}

TEST(a_list_may_name_nothing)
{
	static const char *const lists[] = {
		"",
		"\n",
		" \t\r\n\r\n",
		"# none yet\n",
		"\n\n# none yet\n  # nor here",
	};

	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		ROW(lists[i]);
		CHECK_EQ_STR(read_text(span_str(lists[i])), "");
	}
	ROW("");
}

/* What stands above a bundle does not make it a list. */
TEST(comments_may_stand_above_a_bundle)
{
	struct buf pem = fixture_bytes("pem/three.pem"), text = { 0 };

	for (int i = 0; i < 500; i++)
		buf_str(&text, "# a bundle that begins with its licence\n");
	CHECK(text.n > 10000);
	buf_add(&text, buf_span(&pem));
	CHECK_EQ_STR(read_text(buf_span(&text)), "12?");
	buf_free(&text);
	buf_free(&pem);
}

/* What comes later cannot tell a bundle from a list, whose lines are no comments.
 */
TEST(a_bundle_begins_within_so_many_bytes_of_comments)
{
	struct buf pem = fixture_bytes("pem/one.pem"), text = { 0 };

	for (int above = -1; above <= 1; above++) {
		size_t room = (size_t)(CAP_LIST_HEAD + above);

		text.n = 0;
		while (text.n + 64 < room)
			buf_str(&text, "# a comment\n");
		buf_put(&text, '#');
		buf_fill(&text, 'x', room - text.n - 1);
		buf_put(&text, '\n');
		text.n = room; /* the line's end, or one byte more */
		text.p[room - 1] = '\n';
		buf_add(&text, buf_span(&pem));
		CHECK((strcmp(read_text(buf_span(&text)), "1") == 0) ==
		      (above < 0));
	}
	buf_free(&text);
	buf_free(&pem);
}

/* A comment may be longer than what is looked at at once. */
TEST(long_comments_and_long_lists_are_read)
{
	struct buf text = { 0 };

	for (int i = 0; i < 20000; i++)
		buf_str(&text, "# a list of roots that nobody should trust\n");
	buf_str(&text, ONE "\n");
	CHECK_EQ_STR(read_text(buf_span(&text)), "1");
	text.n = 0;
	for (int i = 0; i < 30000; i++)
		buf_printf(&text, "%s  # line %d\r\n", i % 2 != 0 ? ONE : TWO, i);
	CHECK_EQ_STR(read_text(buf_span(&text)), "21");
	text.n = 0;
	buf_str(&text, ONE " # ");
	buf_fill(&text, 'x', 1000000);
	buf_str(&text, "\n" TWO "\n");
	CHECK_EQ_STR(read_text(buf_span(&text)), "12");
	text.n = 0;
	buf_str(&text, ONE "\n");
	buf_fill(&text, ' ', 1000000);
	buf_str(&text, "\n" TWO "\n");
	CHECK_EQ_STR(read_text(buf_span(&text)), "12");
	buf_free(&text);
}
