/*
 * The name that a mistyped word was probably meant to be, for "did you mean".
 *
 * The distance of two words is the number of characters that are missing, added,
 * replaced, or swapped with their neighbour (Damerau and Levenshtein, each pair of
 * neighbours swapped at most once). Letters of ASCII count as equal whatever their
 * case. A name is near where the distance is a third of the word's length (rounded
 * up) or less, and less than its length.
 */
#ifndef NEAREST_H
#define NEAREST_H

#include "base/span.h"

/* Longer words and names are near to nothing, so that the work is bounded. */
#define NEAREST_BYTES 64

/* A table of names: returns name n of it, or NULL after the last. */
typedef const char *nearest_name(const void *table, size_t n);

/*
 * nearest returns the name of the table that is nearest to the word, the first of
 * several; NULL where none is near.
 */
const char *nearest(struct span word, nearest_name *name, const void *table);

/* nearest_distance is the distance of two words, or SIZE_MAX where one is too long.
 */
size_t nearest_distance(struct span a, struct span b);

#endif
