#include "formats/foreign.h"

#include <ctype.h>
#include <strings.h>

static const struct {
	struct span magic;
	struct foreign foreign;
} magics[] = {
	{ SPAN_LIT("\x1f\x8b"),
	  { "gzip-compressed data: decompress it first", false } },
	{ SPAN_LIT("PK\x03\x04"), { "a ZIP archive: unpack it first", false } },
	{ SPAN_LIT("PK\x05\x06"), { "an empty ZIP archive", false } },
	{ SPAN_LIT("BZh"),
	  { "bzip2-compressed data: decompress it first", false } },
	{ SPAN_LIT("\xfd"
		   "7zXZ\0"),
	  { "xz-compressed data: decompress it first", false } },
	{ SPAN_LIT("\x28\xb5\x2f\xfd"),
	  { "zstd-compressed data: decompress it first", false } },
	{ SPAN_LIT("7z\xbc\xaf\x27\x1c"),
	  { "a 7z archive: unpack it first", false } },
	{ SPAN_LIT("MSCF"), { "a Microsoft cabinet: unpack it first", false } },
	{ SPAN_LIT("\0GITCRYPT\0"),
	  { "encrypted by git-crypt: unlock the repository first", false } },
	{ SPAN_LIT("\xfe\xed\xfe\xed"),
	  { "a Java key store (JKS), which is not read yet", true } },
	{ SPAN_LIT("\xce\xce\xce\xce"),
	  { "a Java key store (JCEKS), which is not read yet", true } },
	{ SPAN_LIT("\0\0\0\0CERT"),
	  { "a Microsoft certificate store (SST), which is not read yet", true } },
	{ SPAN_LIT("\xa1\x59\xc0\xa5\xe4\x94\xa7\x4a"),
	  { "an EFI signature list, which is not read yet", true } },
	{ SPAN_LIT("%PDF"), { "a PDF document", false } },
	{ SPAN_LIT("\x7f"
		   "ELF"),
	  { "a program (ELF)", false } },
	{ SPAN_LIT("version https://git-lfs"),
	  { "a Git LFS pointer: fetch the file first", false } },
};

/* What lines of text begin with; and what no line of a bundle's comments does. */
static const struct foreign p11_kit = {
	"a p11-kit object file, which is not read yet", true
};
static const struct foreign certdata = {
	"NSS's certdata.txt, which is not read yet", true
};
static const struct foreign ccadb = { "a CCADB report (CSV), which is not read yet",
				      true };

const struct foreign *foreign_line(struct span line)
{
	if (span_starts(line, SPAN_LIT("[p11-kit-object-v")))
		return &p11_kit;
	if (span_starts(line, SPAN_LIT("CKA_CLASS CK_OBJECT_CLASS ")))
		return &certdata;
	return NULL;
}

/* The next cell of a line of CSV (RFC 4180), without its quotes; "" within is rare.
 */
static struct span next_cell(struct span *line)
{
	bool quoted = line->n > 0 && line->p[0] == '"';
	struct span rest = span_of(line->p + quoted, line->n - quoted), cell;
	const uint8_t *end =
		rest.n > 0 ? memchr(rest.p, quoted ? '"' : ',', rest.n) : NULL;

	cell = span_of(rest.p, end != NULL ? (size_t)(end - rest.p) : rest.n);
	rest = span_of(rest.p + cell.n, rest.n - cell.n);
	end = rest.n > 0 ? memchr(rest.p, ',', rest.n) : NULL;
	*line = end != NULL ? span_of(end + 1, rest.n - (size_t)(end - rest.p) - 1)
			    : span_of(NULL, 0);
	return cell;
}

/* A table whose names of columns are not all there. */
bool foreign_wants_more(struct span head)
{
	return head.n < FOREIGN_HEAD_BYTES && head.n > 0 &&
	       memchr(head.p, ',', head.n) != NULL &&
	       memchr(head.p, '\n', head.n) == NULL;
}

/* The Common CA Database's reports with certificates: by the names of columns. */
static bool is_ccadb(struct span head)
{
	static const struct span names[] = {
		SPAN_LIT("PEM"),
		SPAN_LIT("PEM Info"),
		SPAN_LIT("X.509 Certificate (PEM)"),
	};
	size_t n = 0;

	while (n < head.n && head.p[n] != '\n' && head.p[n] != '\r')
		n++;
	if (memchr(head.p, '"', n) == NULL && memchr(head.p, ',', n) == NULL)
		return false;
	for (struct span line = span_of(head.p, n); line.n > 0;) {
		struct span cell = next_cell(&line);

		for (size_t i = 0; i < ARRAY_LEN(names); i++)
			if (span_eq(cell, names[i]))
				return true;
	}
	return false;
}

static struct span without_mark(struct span s)
{
	return span_starts(s, SPAN_LIT("\xef\xbb\xbf")) ? span_of(s.p + 3, s.n - 3)
							: s;
}

const struct foreign *foreign_head(struct span head)
{
	for (size_t i = 0; i < ARRAY_LEN(magics); i++)
		if (span_starts(head, magics[i].magic))
			return &magics[i].foreign;
	head = without_mark(head);
	return head.n > 0 && is_ccadb(head) ? &ccadb : NULL;
}

static bool is_binary(struct span head)
{
	for (size_t i = 0; i < head.n; i++)
		if (head.p[i] < 0x20 && !isspace(head.p[i]))
			return true;
	return false;
}

static struct span trimmed(struct span head)
{
	struct span s = without_mark(head);

	while (s.n > 0 && isspace(*s.p)) {
		s.p++;
		s.n--;
	}
	return s;
}

bool foreign_is_page(struct span head)
{
	struct span s = trimmed(head);

	return s.n > 1 && s.p[0] == '<' &&
	       (isalpha(s.p[1]) || s.p[1] == '!' || s.p[1] == '?');
}

/* An answer in XML, such as a store's "access denied"; XHTML is a page. */
static bool is_xml(struct span head)
{
	for (struct span s = head; s.n >= 4; s.p++, s.n--)
		if (strncasecmp((const char *)s.p, "html", 4) == 0)
			return false;
	return span_starts(trimmed(head), SPAN_LIT("<?xml"));
}

const char *foreign_text(struct span head)
{
	struct span s = trimmed(head);

	if (s.n == 0)
		return "white space alone";
	if (foreign_is_page(head))
		return is_xml(head) ? "an XML document (a failed download?)"
				    : "an HTML page (a failed download?)";
	if (s.p[0] == '{' || s.p[0] == '[')
		return "text that looks like JSON";
	return is_binary(head) ? "binary data of no known format"
			       : "text without a PEM block";
}
