/*
 * Which certificates a list names: a bundle, or SHA-256 fingerprints as text, one a
 * line, with or without colons, behind "sha256 Fingerprint=" or not, with anything
 * behind them and comments from # on. An empty file, or one of comments alone, is a
 * list of none.
 */
#ifndef FINGERPRINTS_H
#define FINGERPRINTS_H

#include "base/digest_index.h"
#include "formats/reader.h"

/*
 * fingerprints_add adds what the file names. Faults go to the diagnostics, as those
 * of any bundle do; a line that is no fingerprint is one.
 */
void fingerprints_add(struct digest_index *to, const char *path,
		      struct diags *diags);

#endif
