/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Processes by descriptor, which a recycled PID cannot redirect (pidfd_open(2)). All functions
 * work with kernels and C libraries of any age; if one is too old, they return ENOSYS. A filter of
 * system calls may make them return any errno.
 */
#ifndef CGKILL_PIDFD_H
#define CGKILL_PIDFD_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attributes.h"

/*
 * Opens the process (Linux 5.3). Returns a descriptor, or a negative errno: ESRCH also if pid
 * is not a thread group leader, ENOSYS also if the kernel was built without such descriptors.
 */
int pidfd_of(pid_t pid) _must_check_;

/*
 * The same, but where that fails, it opens the directory of the process in /proc, which never
 * shows another process that is given the PID. It serves for sending signals and for waiting.
 * Returns a descriptor, or the negative errno of pidfd_of() if neither can be opened.
 */
int pidfd_or_directory_of(pid_t pid) _must_check_;

/* What the kernel tells about the process of a descriptor. */
struct pidfd_identity {
	uint64_t cgroup_id;		/* of the cgroup v2 cgroup that it is in */
	bool may_be_kernel_thread;	/* false: it certainly is not one */
};

/*
 * Gets that information (Linux 6.13). Returns 0, or a negative errno: ENOSYS if the kernel does
 * not tell, ESRCH if the process is gone.
 */
int pidfd_identify(int fd, struct pidfd_identity *identity) _nonnull_ _must_check_;

/*
 * The inode number of the process on pidfs, which no other process ever has and which is higher
 * than that of earlier ones, or 0 if the kernel has no such numbers (before Linux 6.9).
 */
uint64_t pidfd_inode(int fd) _must_check_;

/*
 * Sends signal number to the process pid of the descriptor, with info unless that is NULL
 * (Linux 5.1). Where that is not possible, it is sent to the PID, if the descriptor shows that
 * the process has not ended, so that nobody else can have it at that moment. Returns 0, or a
 * negative errno as for kill(2).
 */
int pidfd_send(int fd, pid_t pid, int number, const siginfo_t *info) _must_check_;

/* Whether the process has ended: nothing but a zombie is left, if at all. */
bool pidfd_has_ended(int fd) _must_check_;

/*
 * Waits until it has, but at most so long. Returns 1 if it has, 0 if not, or a negative errno if
 * that cannot be determined.
 */
int pidfd_await_end(int fd, int milliseconds) _must_check_;

/*
 * Frees the memory of a process that has been sent SIGKILL, without waiting for it to do so (Linux
 * 5.15). Takes as long as that, and waits while the process changes its memory map. Returns 0, or a
 * negative errno: EAGAIN (not all of it), ESRCH (it has begun to free it itself, or has none),
 * EINVAL (it was not killed, or shares its memory with one that was not), ENOSYS.
 */
int pidfd_release_memory(int fd) _must_check_;

/* Closes all descriptors from first to last, inclusive. */
void pidfd_close_range(int first, int last);

#endif
