/* What the rows of the format table point to: recognising and reading a file. */
#ifndef READERS_H
#define READERS_H

#include "formats/reader.h"

bool der_sniff(struct span head);
void der_read_file(struct reader *r, struct input *in);

bool bare_sniff(struct span head);
void bare_read_file(struct reader *r, struct input *in);

bool any_sniff(struct span head);
void pem_read_file(struct reader *r, struct input *in);

#endif
