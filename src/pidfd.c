/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pidfd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "file.h"

/* The numbers are the same on all architectures but alpha, whose headers have them. */
#ifndef SYS_pidfd_send_signal
# define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
# define SYS_pidfd_open 434
#endif

/* The first version of struct pidfd_info in <linux/pidfd.h>, Linux 6.13. */
struct info {
	uint64_t mask;
	uint64_t cgroup_id;
	uint32_t pid, tgid, ppid;
	uint32_t credentials[8];
	int32_t exit_code;
};
#define INFO_CGROUP_ID (UINT64_C(1) << 2)
#define GET_INFO _IOWR(0xff, 11, struct info)

/* PF_KTHREAD in the kernel's <linux/sched.h>, a part of proc_pid_stat(5), flags. */
#define KERNEL_THREAD 0x00200000

int pidfd_of(pid_t pid)
{
	long fd = syscall(SYS_pidfd_open, pid, 0);

	if (fd >= 0)
		return (int)fd;
	switch (errno) {
	case EPERM:	/* not from the kernel: a filter that does not know it */
		return -ENOSYS;
	case EINVAL:	/* a thread that leads no process, before 6.18 */
	case ENOENT:	/* the same since */
		return -ESRCH;
	default:
		return -errno;
	}
}

int pidfd_cgroup_id(int fd, uint64_t *id)
{
	static bool unknown;
	struct info info = { .mask = INFO_CGROUP_ID };

	if (unknown)
		return -ENOSYS;
	if (ioctl(fd, GET_INFO, &info) < 0) {
		if (errno == ESRCH)
			return -ESRCH;
		unknown = true;
		return -ENOSYS;
	}
	if (!(info.mask & INFO_CGROUP_ID))
		return -ESRCH;
	*id = info.cgroup_id;
	return 0;
}

int pidfd_kill(int fd, int number)
{
	return syscall(SYS_pidfd_send_signal, fd, number, NULL, 0) < 0 ? -errno : 0;
}

int stat_is_kernel_thread(const char *text)
{
	/* The name may hold anything, parentheses too; no other field does. */
	const char *rest = strrchr(text, ')');
	unsigned int flags;

	if (!rest || sscanf(rest, ") %*c %*d %*d %*d %*d %*d %u", &flags) != 1)
		return -EBADMSG;
	return (flags & KERNEL_THREAD) != 0;
}

bool process_is_kernel_thread(pid_t pid)
{
	char name[32], text[512];

	/*
	 * Kernel threads are in the kernel's process group, which has no number;
	 * few others are. This spares reading /proc for each process.
	 */
	if (getpgid(pid) != 0)
		return false;
	snprintf(name, sizeof(name), "/proc/%d/stat", pid);
	return file_read_at(AT_FDCWD, name, text, sizeof(text)) > 0 &&
	       stat_is_kernel_thread(text) == 1;
}
