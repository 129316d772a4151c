/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The baseline for kill --cgroup: it opens, writes and exits. */
#include <fcntl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int fd = -1;

	if (argc == 2 && chdir(argv[1]) == 0)
		fd = open("cgroup.kill", O_WRONLY | O_CLOEXEC);
	return fd < 0 || write(fd, "1", 1) != 1;
}
