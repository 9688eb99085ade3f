#include "tap.h"

#include "base/buf.h"
#include "base/digest.h"

/* FIPS 180-4, and what sha1sum and sha256sum say of the longer ones. */
static const struct {
	const char *label;
	const char *part;
	size_t times;
	const char *sha1, *sha256;
} rows[] = {
	{ "empty", "", 1, "da39a3ee5e6b4b0d3255bfef95601890afd80709",
	  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "abc", "abc", 1, "a9993e364706816aba3e25717850c26c9cd0d89d",
	  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "two blocks", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	  1, "84983e441c3bd26ebaae4aa1f95129e5e54670f1",
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	{ "a million", "aaaaaaaaaa", 100000,
	  "34aa973cd4c4daa4f61eeb2bdbad27316534016f",
	  "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
};

TEST(digests_are_those_of_the_standard)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		uint8_t sha1[SHA1_BYTES], sha256[SHA256_BYTES];
		struct buf in = { 0 }, hex = { 0 };
		struct digest_stream stream;

		ROW(rows[i].label);
		digest_start(&stream);
		for (size_t k = 0; k < rows[i].times; k++) {
			buf_str(&in, rows[i].part);
			digest_add(&stream, span_str(rows[i].part));
		}
		digest_sha1(buf_span(&in), sha1);
		buf_hex(&hex, span_of(sha1, sizeof(sha1)));
		CHECK_EQ_STR(buf_c(&hex), rows[i].sha1);
		hex.n = 0;
		digest_sha256(buf_span(&in), sha256);
		buf_hex(&hex, span_of(sha256, sizeof(sha256)));
		CHECK_EQ_STR(buf_c(&hex), rows[i].sha256);
		hex.n = 0;
		digest_end(&stream, sha256);
		buf_hex(&hex, span_of(sha256, sizeof(sha256)));
		CHECK_EQ_STR(buf_c(&hex), rows[i].sha256);
		buf_free(&in);
		buf_free(&hex);
	}
}
