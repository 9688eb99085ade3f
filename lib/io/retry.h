/*
 * System calls that are tried again where a signal interrupted them (EINTR), as
 * when the program was stopped and goes on while it waits for a file system over
 * the network. A kernel that answers so for ever is waited for, for ever: to give
 * up is for whoever sends the signal that ends the program.
 */
#ifndef RETRY_H
#define RETRY_H

#include <sys/types.h>

#include "base/cdefs.h"

/* retry_open is openat(2): a descriptor, or -1 with errno set. */
int retry_open(int directory, const char *path, int flags, mode_t mode);

/* retry_fsync and retry_syncfs are fsync(2) and syncfs(2): false with errno set. */
MUST_CHECK bool retry_fsync(int fd);
MUST_CHECK bool retry_syncfs(int fd);

#endif
