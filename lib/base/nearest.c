#include "base/nearest.h"

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * row[i % 3][k] is the distance of the first i characters of a from the first k of
 * b; a swap looks two rows back.
 */
size_t nearest_distance(struct span a, struct span b)
{
	uint8_t row[3][NEAREST_BYTES + 1];

	if (a.n > NEAREST_BYTES || b.n > NEAREST_BYTES)
		return SIZE_MAX;
	for (size_t i = 0; i <= a.n; i++) {
		uint8_t *here = row[i % 3];
		const uint8_t *above = row[(i + 2) % 3], *higher = row[(i + 1) % 3];

		for (size_t k = 0; k <= b.n; k++) {
			size_t d;

			if (i == 0 || k == 0) {
				here[k] = (uint8_t)(i + k);
				continue;
			}
			d = above[k - 1] +
			    (size_t)(lower(a.p[i - 1]) != lower(b.p[k - 1]));
			d = least(d, least(above[k], here[k - 1]) + (size_t)1);
			if (i > 1 && k > 1 &&
			    lower(a.p[i - 1]) == lower(b.p[k - 2]) &&
			    lower(a.p[i - 2]) == lower(b.p[k - 1]))
				d = least(d, higher[k - 2] + (size_t)1);
			here[k] = (uint8_t)d;
		}
	}
	return row[a.n % 3][b.n];
}

const char *nearest(struct span word, nearest_name *name, const void *table)
{
	size_t most = least((word.n + 2) / 3, word.n > 0 ? word.n - 1 : 0);
	const char *found = NULL, *one;

	if (word.n == 0)
		return NULL;
	for (size_t n = 0; (one = name(table, n)) != NULL; n++) {
		size_t d = nearest_distance(word, span_str(one));

		if (d > most || (found != NULL && d == most))
			continue;
		found = one;
		most = d;
	}
	return found;
}
