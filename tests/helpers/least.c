/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * least FILE - opens it, writes to it, and ends: what is left of its costs is what any program
 * that is linked against the C library costs
 */
#include <fcntl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int fd = argc == 2 ? open(argv[1], O_WRONLY | O_CLOEXEC) : -1;

	return fd < 0 || write(fd, "1", 1) != 1;
}
