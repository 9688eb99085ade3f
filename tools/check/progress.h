/* How far a long run is, on standard error where that is a terminal. */
#ifndef CHECK_PROGRESS_H
#define CHECK_PROGRESS_H

#include "base/cdefs.h"

/* check_progress says that done of all certificates were judged; it writes at most
 * five times a second, and nothing in the first second. */
void check_progress(uint64_t done, uint64_t all);

/* check_progress_end wipes what was written. */
void check_progress_end(void);

#endif
