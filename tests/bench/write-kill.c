/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The baseline for kill --cgroup: it opens, writes and closes, for each of the absolute paths.
 * With --remove before these it then removes all of them, each as soon as that is possible. With
 * --when and a number of milliseconds it waits for so long between opening and writing.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int kill_cgroup(const char *path, int wait)
{
	int fd = -1, done;

	if (chdir(path) == 0)
		fd = open("cgroup.kill", O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	if (wait)
		poll(NULL, 0, wait);
	done = write(fd, "1", 1) == 1 ? 0 : -1;
	close(fd);
	return done;
}

static int remove_cgroup(const char *path)
{
	int err;

	while ((err = rmdir(path)) < 0 && errno == EBUSY)
		usleep(100);
	return err;
}

int main(int argc, char **argv)
{
	bool removes = argc > 1 && !strcmp(argv[1], "--remove");
	bool waits = argc > 2 && !strcmp(argv[1], "--when");
	int first = waits ? 3 : removes ? 2 : 1, failed = argc <= first;

	for (int i = first; i < argc; i++)
		failed |= kill_cgroup(argv[i], waits ? atoi(argv[2]) : 0) < 0;
	for (int i = first; i < argc && removes; i++)
		failed |= remove_cgroup(argv[i]) < 0;
	return failed;
}
