#include "io/retry.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int retry_open(int directory, const char *path, int flags, mode_t mode)
{
	int fd;

	do {
		fd = openat(directory, path, flags, mode);
	} while (fd < 0 && errno == EINTR);
	return fd;
}

bool retry_fsync(int fd)
{
	int result;

	do {
		result = fsync(fd);
	} while (result != 0 && errno == EINTR);
	return result == 0;
}

bool retry_syncfs(int fd)
{
	int result;

	do {
		result = syncfs(fd);
	} while (result != 0 && errno == EINTR);
	return result == 0;
}
