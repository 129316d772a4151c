/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/census.h"

#include <unistd.h>

#include "kernel/process.h"
#include "kernel/tree.h"

struct look {
	process_visitor *visit;
	void *data;
};

static int look_at_cgroup(const struct cgroup *cgroup, void *data)
{
	const struct look *look = data;

	return cgroup_for_each_process(cgroup->fd, look->visit, look->data);
}

int census_for_each(const struct cgroup *top, process_visitor *visit, void *data)
{
	struct look look = { visit, data };

	return tree_walk(top, look_at_cgroup, &look);
}

static int find_in_cgroup(const struct cgroup *cgroup, void *data)
{
	return cgroup_lists(cgroup->fd, *(const pid_t *)data);
}

int census_finds(const struct cgroup *top, pid_t pid)
{
	return tree_walk(top, find_in_cgroup, &pid);
}

static int count_process(pid_t pid, void *data)
{
	struct census *census = data;

	if (pid == 0) {
		census->hidden++;
	} else if (pid == getpid()) {
		census->caller = true;
	} else if (procfs_is_kernel_thread(pid)) {
		census->kernel_threads++;
	} else {
		census->processes++;
		census->one = pid;
	}
	return 0;
}

static int find_process(pid_t pid, void *data)
{
	struct census *census = data;

	(void)count_process(pid, census);
	return census->processes != 0;
}

int census_take(const struct cgroup *top, struct census *census)
{
	*census = (struct census){ 0 };
	return census_for_each(top, count_process, census);
}

int census_take_one(const struct cgroup *top, struct census *census)
{
	*census = (struct census){ 0 };
	return census_for_each(top, find_process, census);
}
