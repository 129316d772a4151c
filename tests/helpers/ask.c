/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ask - asks the kernel what a shell cannot
 *
 *   ask clone FROM INTO   what becomes of a child that a process in cgroup FROM makes in INTO by
 *                         clone3(CLONE_INTO_CGROUP): "lives" or "is killed"
 *   ask pidfd             what PIDFD_GET_INFO tells: "cgroup", "no cgroup" or "nothing"
 */
#include <err.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clone.h"

#ifndef SYS_pidfd_open
# define SYS_pidfd_open 434
#endif

static void join(const char *cgroup)
{
	char path[4096];
	int fd;

	snprintf(path, sizeof(path), "%s/cgroup.procs", cgroup);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "0", 1) != 1)
		err(1, "cannot join %s", cgroup);
	close(fd);
}

static const char *ask_clone(const char *from, const char *into)
{
	int status, fd = open(into, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	pid_t pid;

	join(from);
	if (fd < 0)
		err(1, "%s", into);
	pid = clone_process(0, fd, 0);
	if (pid == 0)
		_exit(0);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		err(1, "clone3");
	return WIFSIGNALED(status) ? "is killed" : "lives";
}

static const char *ask_pidfd(void)
{
	/* struct pidfd_info in <linux/pidfd.h> as of Linux 6.13, with PIDFD_INFO_CGROUPID */
	struct {
		uint64_t mask, cgroup_id;
		uint32_t numbers[12];
	} info = { .mask = 1 << 2 };
	int fd = (int) syscall(SYS_pidfd_open, getpid(), 0);

	if (fd < 0 || ioctl(fd, _IOWR(0xff, 11, info), &info) < 0)
		return "nothing";
	return info.mask & 1 << 2 ? "cgroup" : "no cgroup";
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "clone"))
		puts(ask_clone(argv[2], argv[3]));
	else if (argc == 2 && !strcmp(argv[1], "pidfd"))
		puts(ask_pidfd());
	else
		errx(2, "no such question");
	return 0;
}
