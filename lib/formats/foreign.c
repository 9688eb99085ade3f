/* Files that are no bundles: said in the words of whoever put them there. */
#include <ctype.h>

#include "formats/format.h"

static const struct {
	struct span magic;
	const char *kind;
} magics[] = {
	{ SPAN_LIT("\x1f\x8b"), "gzip-compressed data: decompress it first" },
	{ SPAN_LIT("PK\x03\x04"), "a ZIP archive: unpack it first" },
	{ SPAN_LIT("PK\x05\x06"), "an empty ZIP archive" },
	{ SPAN_LIT("BZh"), "bzip2-compressed data: decompress it first" },
	{ SPAN_LIT("\xfd"
		   "7zXZ\0"),
	  "xz-compressed data: decompress it first" },
	{ SPAN_LIT("\x28\xb5\x2f\xfd"),
	  "zstd-compressed data: decompress it first" },
	{ SPAN_LIT("7z\xbc\xaf\x27\x1c"), "a 7z archive: unpack it first" },
	{ SPAN_LIT("MSCF"), "a Microsoft cabinet: unpack it first" },
	{ SPAN_LIT("\0GITCRYPT\0"),
	  "encrypted by git-crypt: unlock the repository first" },
	{ SPAN_LIT("\xfe\xed\xfe\xed"),
	  "a Java key store (JKS), which is not read yet" },
	{ SPAN_LIT("\xce\xce\xce\xce"),
	  "a Java key store (JCEKS), which is not read yet" },
	{ SPAN_LIT("\0\0\0\0CERT"),
	  "a Microsoft certificate store (SST), which is not read yet" },
	{ SPAN_LIT("\xa1\x59\xc0\xa5\xe4\x94\xa7\x4a"),
	  "an EFI signature list, which is not read yet" },
	{ SPAN_LIT("%PDF"), "a PDF document" },
	{ SPAN_LIT("\x7f"
		   "ELF"),
	  "a program (ELF)" },
	{ SPAN_LIT("version https://git-lfs"),
	  "a Git LFS pointer: fetch the file first" },
	{ SPAN_LIT("[p11-kit-object-v1]"),
	  "a p11-kit object file, which is not read yet" },
};

const char *foreign_kind(struct span head)
{
	for (size_t i = 0; i < ARRAY_LEN(magics); i++)
		if (span_starts(head, magics[i].magic))
			return magics[i].kind;
	return NULL;
}

static bool is_binary(struct span head)
{
	for (size_t i = 0; i < head.n; i++)
		if (head.p[i] < 0x20 && !isspace(head.p[i]))
			return true;
	return false;
}

const char *foreign_text(struct span head)
{
	struct span s = head;

	if (span_starts(s, SPAN_LIT("\xef\xbb\xbf"))) {
		s.p += 3;
		s.n -= 3;
	}
	while (s.n > 0 && isspace(*s.p)) {
		s.p++;
		s.n--;
	}
	if (s.n == 0)
		return "white space alone";
	if (s.n > 1 && s.p[0] == '<' &&
	    (isalpha(s.p[1]) || s.p[1] == '!' || s.p[1] == '?'))
		return "an HTML or XML page (a failed download?)";
	if (s.p[0] == '{' || s.p[0] == '[')
		return "text that looks like JSON";
	return is_binary(head) ? "binary data of no known format"
			       : "text without a PEM block";
}
