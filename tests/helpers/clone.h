/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fork(2) with more options, and without the C library, whose fork() blocks all signals. */
#ifndef CGKILL_CLONE_H
#define CGKILL_CLONE_H

#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

/* The kernel of sparc64 and sh4 has none; there it fails with ENOSYS. */
#ifndef SYS_clone3
# define SYS_clone3 (-1)
#endif

/* struct clone_args; the C library may lack linux/sched.h. */
struct clone_options {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal;
	uint64_t stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};

/*
 * Forks a process into the cgroup whose directory is open, or into that of the caller if cgroup
 * is negative; its PID is pid, or any if that is 0. Further flags are those of clone(2).
 * Returns the same as fork(2).
 */
static inline pid_t clone_process(uint64_t flags, int cgroup, pid_t pid)
{
	struct clone_options options = {
		.flags = flags | (cgroup < 0 ? 0 : UINT64_C(0x200000000)), /* CLONE_INTO_CGROUP */
		.exit_signal = SIGCHLD,
		.set_tid = pid ? (uint64_t)(uintptr_t)&pid : 0,
		.set_tid_size = pid ? 1 : 0,
		.cgroup = cgroup < 0 ? 0 : (uint64_t)cgroup,
	};

	return (pid_t)syscall(SYS_clone3, &options, sizeof(options));
}

#endif
