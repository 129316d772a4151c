/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Processes by descriptor, which a recycled PID cannot redirect (pidfd_open(2)).
 * All work on kernels and C libraries of any age; where one is too old, ENOSYS.
 */
#ifndef CGKILL_PIDFD_H
#define CGKILL_PIDFD_H

#include <signal.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Opens the process (Linux 5.3). Returns a descriptor, or a negative errno: ESRCH
 * also when pid is not that of a process as a whole, ENOSYS also when a seccomp
 * filter forbids it.
 */
int pidfd_of(pid_t pid) __attribute__((warn_unused_result));

/*
 * The id of the cgroup v2 cgroup that the process is in (Linux 6.13). Returns 0, or
 * a negative errno: ENOSYS where the kernel does not tell, ESRCH when it is gone.
 */
int pidfd_cgroup_id(int fd, uint64_t *id)
	__attribute__((nonnull, warn_unused_result));

/*
 * Sends signal number, with info unless that is NULL. Returns 0, or a negative errno
 * as kill(2).
 */
int pidfd_send(int fd, int number, const siginfo_t *info)
	__attribute__((warn_unused_result));

#endif
