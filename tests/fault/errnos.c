/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "errnos.h"

#include <string.h>

/*
 * From section 2 of the manual pages, and for cgroupfs and procfs from what the kernel does. A
 * lasting error is one that a real machine may keep returning from some moment on: because it
 * is broken, out of memory, or under a system call filter; "no such file" is not such an error.
 */
static const struct row {
	const char *calls, *errnos, *lasting;
} table[] = {
	{ "open openat openat2", "ENOENT EACCES EPERM EINTR EIO ENOMEM EMFILE ENODEV EROFS",
	  "EACCES EINTR EIO EMFILE" },
	{ "read pread64 readv", "EINTR EIO ENOMEM ENODEV ESRCH EPERM", "EINTR EIO" },
	{ "write pwrite64 writev", "EINTR EIO ENOMEM EPERM EACCES EBUSY ENODEV ENOSPC",
	  "EINTR EIO EPERM" },
	{ "close", "EINTR EIO", "EIO" },
	{ "stat stat64 lstat lstat64 fstat fstat64 newfstatat fstatat64",
	  "ENOENT EACCES EPERM EIO ENOMEM", "ENOMEM" },
	{ "statx", "ENOENT EACCES EPERM EIO ENOMEM ENOSYS", "ENOSYS" },
	{ "statfs statfs64 fstatfs fstatfs64", "ENOENT EACCES EPERM EINTR EIO ENOMEM", "ENOMEM" },
	{ "access faccessat faccessat2", "ENOENT EACCES EPERM EIO ENOMEM EROFS", "EACCES" },
	{ "readlink readlinkat", "ENOENT EACCES EPERM EIO ENOMEM ESRCH", "EACCES" },
	{ "getdents64", "ENOENT EINTR EIO ENOMEM EPERM", "EINTR EIO" },
	{ "poll ppoll ppoll_time64", "EINTR ENOMEM", "EINTR ENOMEM" },
	{ "ioctl", "ENOTTY ESRCH EINTR EIO ENOMEM ENODEV EPERM", "ENOTTY EINTR" },
	{ "pidfd_open", "ESRCH EINVAL EMFILE ENODEV ENOMEM EPERM ENOSYS",
	  "EMFILE ENODEV ENOMEM EPERM ENOSYS" },
	{ "pidfd_send_signal kill tgkill tkill rt_sigqueueinfo",
	  "ESRCH EPERM ENOMEM EAGAIN ENOSYS", "EPERM ENOMEM ENOSYS" },
	{ "clone clone3", "EAGAIN ENOMEM EPERM ENOSYS", "EAGAIN" },
	{ "getpgid", "ESRCH EPERM", "EPERM" },
	{ "unlinkat rmdir", "EBUSY ENOENT EACCES EPERM EINTR EIO ENOMEM EROFS ENOTEMPTY",
	  "EBUSY EINTR EROFS" },
	{ "mmap mmap2 mremap", "ENOMEM EACCES EPERM ENODEV", "ENOMEM" },
	/* Its wrapper in the C library checks the result, not an errno. */
	{ "brk", "0", "0" },
	{ "mprotect", "ENOMEM EACCES", "" },
	{ "munmap madvise", "ENOMEM", "" },
	{ "fcntl fcntl64", "EBADF EMFILE", "" },
	{ "getrandom", "EINTR EAGAIN ENOSYS", "" },
	/* These never fail. */
	{ "getpid gettid getuid geteuid getgid getegid getppid umask", "", "" },
	/* A filter may stop any other call. */
	{ "", "EPERM", "" },
};

static bool has_word(const char *words, const char *word)
{
	size_t length = strlen(word);
	const char *found = words;

	while ((found = strstr(found, word))) {
		if ((found == words || found[-1] == ' ') && (!found[length] || found[length] == ' '))
			return true;
		found += length;
	}
	return false;
}

static const struct row *row_of(const char *call)
{
	const struct row *row = table;

	while (*row->calls && !has_word(row->calls, call))
		row++;
	return row;
}

const char *errnos_of(const char *call)
{
	return row_of(call)->errnos;
}

const char *errnos_that_last(const char *call)
{
	return row_of(call)->lasting;
}

bool errnos_excluded(const char *call)
{
	return has_word("execve exit exit_group rt_sigreturn restart_syscall arch_prctl futex", call);
}
