/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/pidfd.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/calls.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "kernel/process.h"
#include "kernel/procfs.h"

/* The start of struct pidfd_info in <linux/pidfd.h>, Linux 6.13. */
struct info {
	uint64_t mask;
	uint64_t cgroup_id;
	uint32_t pid, tgid, ppid;
	uint32_t credentials[8];
	int32_t exit_code;
};
#define INFO_CGROUP_ID (UINT64_C(1) << 2)
#define GET_INFO _IOWR(0xff, 11, struct info)

/* Milliseconds between two looks at a process that cannot be polled. */
#define LOOK_INTERVAL 10

int pidfd_of(pid_t pid)
{
	long fd = syscall(SYS_pidfd_open, pid, 0);

	if (fd >= 0)
		return (int)fd;
	switch (errno) {
	case ENODEV:	/* the kernel was built without such descriptors */
		return -ENOSYS;
	case EINVAL:	/* not a thread group leader, before 6.18 */
	case ENOENT:	/* the same since 6.18 */
		return -ESRCH;
	default:
		return -errno;
	}
}

/* Whether it exists, and is not just another thread of one; it may be somebody else's. */
static bool is_process(pid_t pid)
{
	return syscall(SYS_tgkill, pid, pid, 0) == 0 || errno != ESRCH;
}

/* Once the process has been reaped, nothing can be read in its directory any more. */
static int directory_of(pid_t pid)
{
	struct process_stat stat;
	char path[32];
	_cleanup_close_ int fd = -1;
	int err;

	if (procfs_problem())
		return -ENODEV;
	snprintf(path, sizeof(path), "/proc/%d", pid);
	fd = openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	/* There may be no descriptor left for this: better to know before the first signal. */
	err = procfs_stat_at(fd, &stat);
	return err ? err : take_fd(&fd);
}

int pidfd_or_directory_of(pid_t pid)
{
	_cleanup_close_ int directory = -1;
	int fd = pidfd_of(pid);

	if (fd >= 0 || fd == -ESRCH)
		return fd;
	directory = directory_of(pid);
	/* /proc has directories of other threads, too, and may hide those of processes. */
	if (!is_process(pid))
		return -ESRCH;
	return directory < 0 ? fd : take_fd(&directory);
}

/*
 * Kernel threads are children of kthreadd, PID 2, which itself has no parent. A parent that the
 * caller's PID namespace does not show is also reported as 0.
 */
static bool has_kernel_parent(const struct info *info)
{
	return info->ppid == 0 || info->ppid == 2;
}

int pidfd_identify(int fd, struct pidfd_identity *identity)
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
	identity->cgroup_id = info.cgroup_id;
	identity->may_be_kernel_thread = has_kernel_parent(&info);
	return 0;
}

/* Before pidfs all pidfds shared one inode number, on another file system. */
#define PIDFS 0x50494446

uint64_t pidfd_inode(int fd)
{
	struct statfs fs;
	struct stat st;

	if (fstatfs(fd, &fs) < 0 || fs.f_type != PIDFS || fstat(fd, &st) < 0)
		return 0;
	return st.st_ino;
}

static bool is_directory(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Returns 1, 0, or a negative errno, as pidfd_await_end(). */
static int look_for_end(int directory)
{
	struct process_stat stat;
	int err = procfs_stat_at(directory, &stat);

	if (err)
		return err == -ESRCH ? 1 : err;
	return process_stat_has_ended(&stat);
}

/* The same, but does not wait for the process of a directory. */
static int poll_end(int fd, int milliseconds)
{
	struct pollfd process = { .fd = fd, .events = POLLIN };
	int result = poll(&process, 1, milliseconds);

	if (result < 0)
		return -errno;
	/* A directory can always be read. */
	return result && is_directory(fd) ? look_for_end(fd) : result;
}

bool pidfd_has_ended(int fd)
{
	return poll_end(fd, 0) == 1;
}

int pidfd_await_end(int fd, int milliseconds)
{
	int64_t left = milliseconds, end = clock_milliseconds() + left;
	int result;

	for (;;) {
		result = poll_end(fd, (int)left);
		left = end - clock_milliseconds();
		if (result && result != -EINTR)
			return result;
		if (left <= 0)
			return 0;
		if (!result)
			poll(NULL, 0, left < LOOK_INTERVAL ? (int)left : LOOK_INTERVAL);
	}
}

/* A process that has not ended keeps its PID. Returns err if that cannot be determined. */
static int send_by_number(int fd, pid_t pid, int number, const siginfo_t *info, int err)
{
	int ended = poll_end(fd, 0);
	long result;

	if (ended)
		return ended < 0 ? err : -ESRCH;
	result = info ? syscall(SYS_rt_sigqueueinfo, pid, number, info) : kill(pid, number);
	return result < 0 ? -errno : 0;
}

int pidfd_send(int fd, pid_t pid, int number, const siginfo_t *info)
{
	int err = syscall(SYS_pidfd_send_signal, fd, number, info, 0) < 0 ? -errno : 0;

	/* It may come from a filter; if not, kill(2) only repeats it. */
	if (err && err != -ESRCH)
		err = send_by_number(fd, pid, number, info, err);
	return err;
}

int pidfd_release_memory(int fd)
{
	return syscall(SYS_process_mrelease, fd, 0) < 0 ? -errno : 0;
}

void pidfd_close_range(int first, int last)
{
	/* Linux 5.9; glibc has had a function for it since 2.34, musl has none. */
	if (syscall(SYS_close_range, first, last, 0) == 0)
		return;
	for (int fd = first; fd <= last; fd++)
		close(fd);
}
