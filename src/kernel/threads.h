/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Processes whose main thread has exited while others go on. The kernel moves only threads that
 * live: when such a process is moved, the cgroup that it has left still lists it, and the one
 * that it is in lists nothing but its threads. So a process is where a living thread of it is.
 */
#ifndef CGKILL_THREADS_H
#define CGKILL_THREADS_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/attributes.h"

/* Whether the thread is the main thread of its process, living or not. */
bool thread_is_main(pid_t tid) _must_check_;

/* Whether the thread is one of the process. */
bool thread_is_of(pid_t tid, pid_t pid) _must_check_;

/* A living thread of the process: the main thread, or another; 0 if /proc shows none. */
pid_t thread_find_living(pid_t pid) _must_check_;

/*
 * The process of the thread if its main thread has exited, or 0; 0 also for other threads of
 * *last, which is the process that the call before has come to, at first 0.
 */
pid_t thread_find_headless(pid_t tid, pid_t *last) _nonnull_ _must_check_;

/*
 * Gives the threads of the process that are in their exit a real-time priority, as far as the
 * caller may (CAP_SYS_NICE): then no limit on CPU time of their cgroups holds them up.
 */
void threads_hurry_exit(pid_t pid);

/*
 * Whether two threads of the process are in the same cgroup; for the main thread, if it has
 * exited, that is where it was last.
 */
bool thread_is_beside(pid_t tid, pid_t other, pid_t pid) _must_check_;

#endif
