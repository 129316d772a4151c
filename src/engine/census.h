/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Enumerating the processes of a tree of cgroups without affecting them. */
#ifndef CGKILL_CENSUS_H
#define CGKILL_CENSUS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attributes.h"
#include "engine/message.h"
#include "kernel/cgroup.h"
#include "kernel/control.h"

/*
 * Visits every process that is in this very cgroup: those whose main thread has exited are
 * visited where their other threads are. Returns the same as cgroup_for_each_process().
 */
int census_of_one(const struct cgroup *cgroup, process_visitor *visit, void *data)
	_nonnull_args_(1, 2) _must_check_;

/* The same for the cgroup and all those below it. */
int census_for_each(const struct cgroup *top, process_visitor *visit, void *data)
	_nonnull_args_(1, 2) _must_check_;

/* Whether the tree lists the process pid: 1 or 0, or a negative errno. */
int census_finds(const struct cgroup *top, pid_t pid) _nonnull_ _must_check_;

/*
 * Visits every process that is in its exit, so that no list shows it any more, while the tree counts
 * as populated (Linux 6.19): looks for them in /proc, as far as that shows them. Who has begun to
 * exit in these milliseconds may be left out: many trees are then looked for in one go. Returns what
 * visit returned if that stopped it, 0 at the end, or a negative errno.
 */
int census_for_each_exiting(const struct cgroup *top, int milliseconds, process_visitor *visit,
			    void *data) _nonnull_args_(1, 3) _must_check_;

/* Whether there is one: 1 or 0, or a negative errno. */
int census_finds_exiting(const struct cgroup *top) _nonnull_ _must_check_;

struct census {
	unsigned long processes;	/* that could be signalled, except the caller */
	unsigned long hidden;		/* that the PID namespace does not show */
	unsigned long kernel_threads;
	bool caller;			/* it is among them */
	pid_t one;			/* one of the processes, or 0 */
};

/* Counts the processes. Returns 0, or a negative errno. */
int census_take(const struct cgroup *top, struct census *census) _nonnull_ _must_check_;

/* The same, but stops at the first process. Returns 1 then. */
int census_take_one(const struct cgroup *top, struct census *census) _nonnull_ _must_check_;

/*
 * Counts what is listed, except the caller, and who is known by the PID not to take the message.
 * Returns 0, or a negative errno: ETIME at that time on the clock of clock_milliseconds().
 */
int census_count(const struct cgroup *top, const struct message *message, int64_t end,
		 unsigned long *count) _nonnull_ _must_check_;

#endif
