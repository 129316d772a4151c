/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/calm.h"

#include <errno.h>
#include <stdbool.h>
#include <unistd.h>

#include "kernel/control.h"
#include "kernel/process.h"
#include "kernel/procfs.h"
#include "kernel/tree.h"

#define RESTLESS 1

/* A thread that has ended since it was listed was running: what it forked may be anywhere. */
static bool is_at_rest(pid_t tid)
{
	struct process_stat stat;

	if (procfs_thread_stat(tid, &stat) < 0)
		return false;
	return process_stat_is_kernel_thread(&stat) || process_stat_is_at_rest(&stat);
}

/* The caller has one thread, so its TID is its PID. TID 0 stands for one that cannot be seen. */
static int look_at_thread(pid_t tid, void *data)
{
	const pid_t *self = data;

	if (tid == *self)
		return 0;
	return tid > 0 && is_at_rest(tid) ? 0 : RESTLESS;
}

static int look_at_cgroup(const struct cgroup *cgroup, void *data)
{
	int result = cgroup_for_each_thread(cgroup->fd, look_at_thread, data);

	/* Before 4.14 there are no lists of threads. */
	return result == -ENOENT ? RESTLESS : result;
}

int calm_check(const struct cgroup *top)
{
	pid_t self = getpid();
	int result;

	if (procfs_problem() != PROCFS_USABLE)
		return 0;
	result = tree_walk(top, look_at_cgroup, &self);
	return result < 0 ? result : !result;
}
