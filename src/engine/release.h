/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * --mrelease: freeing the memory of processes that have been sent SIGKILL, without waiting for them
 * to do so. That takes its time, and gets stuck if a process does that must first finish a change
 * of its memory map. So a thread of its own does it, and nothing else ever waits for it.
 */
#ifndef CGKILL_RELEASE_H
#define CGKILL_RELEASE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/attributes.h"
#include "kernel/cgroup.h"

/*
 * Starts the thread, which otherwise the first process does. Where none can be started, or
 * the cgroup may have too little memory for it, all is left for the end.
 */
void release_prepare(void);

/*
 * Has the memory of the process freed, and waits for nothing. If its PID is another's meanwhile,
 * nothing happens to it.
 */
void release_process(pid_t pid);

/*
 * The same for each process that the cgroup and those below it list. Returns 0, or -EAGAIN if there
 * are too many, unless it may wait until some are dealt with.
 */
int release_cgroup(const struct cgroup *top, bool may_wait) _nonnull_ _must_check_;

/* Waits until all is done, or gets stuck, and tells in an event what has come of it; the last call. */
void release_end(void);

#endif
