/*
 * base64.h's two hot loops, a line at a time: in plain C, and for processors that
 * can more. base64.c takes the best that is here; tests/test-base64.c holds them
 * equal.
 */
#ifndef BASE64_KERNEL_H
#define BASE64_KERNEL_H

#include "base/span.h"

#define BASE64_LINE	  64 /* characters (RFC 7468 section 2) ... */
#define BASE64_LINE_BYTES 48 /* ... and what they stand for */

struct base64_kernel {
	/*
	 * Decodes 64 characters at p to 48 bytes at out, and may write up to
	 * decode_room bytes there. False where one of the 64 is not of the
	 * alphabet; out then holds nothing of use.
	 */
	bool (*decode)(const uint8_t *p, uint8_t *out);
	size_t decode_room;

	/* Encodes 48 bytes at p, where encode_reads bytes must be readable, to 64
	 * characters at out. */
	void (*encode)(const uint8_t *p, uint8_t *out);
	size_t encode_reads;
};

extern const struct base64_kernel base64_plain;

#if defined(__x86_64__) && defined(__GNUC__)
#define BASE64_HAS_AVX2 1
extern const struct base64_kernel base64_avx2;
#endif

/* base64_best returns the fastest kernel that this processor can run. */
static inline const struct base64_kernel *base64_best(void)
{
#ifdef BASE64_HAS_AVX2
	if (__builtin_cpu_supports("avx2"))
		return &base64_avx2;
#endif
	return &base64_plain;
}

#endif
