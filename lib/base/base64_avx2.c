/*
 * Base64 by 32 characters at once, after W. Mula and D. Lemire, "Faster Base64
 * Encoding and Decoding using AVX2 Instructions" (2018).
 */
#include "base/base64_kernel.h"

#ifdef BASE64_HAS_AVX2
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

/* The same 16 bytes in both halves: shuffles do not cross from one to the other. */
#define TWICE(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)

/*
 * Characters to values, by their upper and lower four bits. Each upper half has a
 * bit of its own in high, and low has that bit where the two together are not of
 * the alphabet. What is added to make a value depends on the upper half alone, but
 * for '/', which would be taken for '+'.
 */
AVX2 static bool values(__m256i in, __m256i *out)
{
	const __m256i low = TWICE(0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11,
				  0x11, 0x11, 0x13, 0x1a, 0x1b, 0x1b, 0x1b, 0x1a);
	const __m256i high = TWICE(0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08,
				   0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10);
	const __m256i add = TWICE(0, 63 - '/', 62 - '+', 52 - '0', -'A', -'A',
				  26 - 'a', 26 - 'a', 0, 0, 0, 0, 0, 0, 0, 0);
	const __m256i four_bits = _mm256_set1_epi8(0x0f);
	__m256i upper = _mm256_and_si256(_mm256_srli_epi32(in, 4), four_bits),
		lower = _mm256_and_si256(in, four_bits),
		is_slash = _mm256_cmpeq_epi8(in, _mm256_set1_epi8('/'));

	if (!_mm256_testz_si256(_mm256_shuffle_epi8(low, lower),
				_mm256_shuffle_epi8(high, upper)))
		return false;
	*out = _mm256_add_epi8(
		in, _mm256_shuffle_epi8(add, _mm256_add_epi8(upper, is_slash)));
	return true;
}

/* 32 values of six bits to 24 bytes, and eight of zero behind them. */
AVX2 static __m256i pack(__m256i v)
{
	const __m256i bytes =
		TWICE(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
	/* 2 to 12 bits, 2 of these to 24; then the bytes that matter, together. */
	__m256i twelve = _mm256_maddubs_epi16(v, _mm256_set1_epi32(0x01400140)),
		all = _mm256_madd_epi16(twelve, _mm256_set1_epi32(0x00011000));

	return _mm256_permutevar8x32_epi32(
		_mm256_shuffle_epi8(all, bytes),
		_mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7));
}

AVX2 static bool decode(const uint8_t *p, uint8_t *out)
{
	__m256i a, b;

	if (!values(_mm256_loadu_si256((const __m256i *)p), &a) ||
	    !values(_mm256_loadu_si256((const __m256i *)(p + 32)), &b))
		return false;
	_mm256_storeu_si256((__m256i *)out, pack(a));
	_mm256_storeu_si256((__m256i *)(out + 24), pack(b));
	return true;
}

/* 24 bytes at p, 28 of which are read, to 32 values of six bits. */
AVX2 static __m256i split(const uint8_t *p)
{
	const __m256i threes =
		TWICE(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10);
	__m256i in = _mm256_inserti128_si256(
		_mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)p)),
		_mm_loadu_si128((const __m128i *)(p + 12)), 1);
	__m256i even, odd;

	/* In each word of four bytes b1 b0 b2 b1: multiplied to where they belong.
	 */
	in = _mm256_shuffle_epi8(in, threes);
	even = _mm256_mulhi_epu16(
		_mm256_and_si256(in, _mm256_set1_epi32(0x0fc0fc00)),
		_mm256_set1_epi32(0x04000040));
	odd = _mm256_mullo_epi16(
		_mm256_and_si256(in, _mm256_set1_epi32(0x003f03f0)),
		_mm256_set1_epi32(0x01000010));
	return _mm256_or_si256(even, odd);
}

/*
 * Values to characters: what is added depends on the range, and the ranges count
 * from 0 for a-z, 1 to 10 for the digits, 11 for +, 12 for /, 13 for A-Z.
 */
AVX2 static __m256i characters(__m256i v)
{
	const __m256i add = TWICE('a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52,
				  '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52,
				  '0' - 52, '+' - 62, '/' - 63, 'A', 0, 0);
	__m256i range = _mm256_subs_epu8(v, _mm256_set1_epi8(51)),
		capital = _mm256_cmpgt_epi8(_mm256_set1_epi8(26), v);

	range = _mm256_or_si256(range,
				_mm256_and_si256(capital, _mm256_set1_epi8(13)));
	return _mm256_add_epi8(v, _mm256_shuffle_epi8(add, range));
}

AVX2 static void encode(const uint8_t *p, uint8_t *out)
{
	_mm256_storeu_si256((__m256i *)out, characters(split(p)));
	_mm256_storeu_si256((__m256i *)(out + 32), characters(split(p + 24)));
}

const struct base64_kernel base64_avx2 = {
	.decode = decode,
	.decode_room = 24 + 32,
	.encode = encode,
	.encode_reads = 24 + 28,
};
#endif
