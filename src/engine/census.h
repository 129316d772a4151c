/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looking at the processes of a tree of cgroups, without doing anything to them. */
#ifndef CGKILL_CENSUS_H
#define CGKILL_CENSUS_H

#include <sys/types.h>

#include "kernel/cgroup.h"

/* The same as cgroup_for_each_process(), for the cgroup and all below it. */
int census_for_each(const struct cgroup *top, process_visitor *visit, void *data)
	__attribute__((nonnull(1, 2), warn_unused_result));

/* Whether the tree lists the process pid: 1 or 0, or a negative errno. */
int census_finds(const struct cgroup *top, pid_t pid)
	__attribute__((nonnull, warn_unused_result));

struct census {
	unsigned long processes;	/* that could be signalled, without the caller */
	unsigned long hidden;		/* that the PID namespace does not show */
	unsigned long kernel_threads;
	pid_t one;			/* one of the processes, or 0 */
};

/* Counts. Returns 0, or a negative errno. */
int census_take(const struct cgroup *top, struct census *census)
	__attribute__((nonnull, warn_unused_result));

#endif
