/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/held.h"

#include <limits.h>
#include <stddef.h>

#include "base/file.h"
#include "engine/event.h"
#include "kernel/control.h"
#include "kernel/freezer.h"
#include "kernel/process.h"
#include "kernel/procfs.h"
#include "kernel/tree.h"

/* In the hierarchy of the freezer, where its own files tell. */
static int find_holder(const struct cgroup *cgroup, void *data)
{
	struct cgroup *holder = data;

	return cgroup_lists_any(cgroup) == 1 &&
	       (cgroup_open_frozen(cgroup, holder) == 0 || cgroup_is_frozen(cgroup));
}

static bool find_by_files(const struct cgroup *top, char path[static PATH_MAX])
{
	_cleanup_cgroup_ struct cgroup holder = CGROUP_CLOSED;

	if (cgroup_kills_frozen(top) || tree_walk(top, find_holder, &holder) != 1)
		return false;
	if (holder.fd < 0 || !file_path_of(holder.fd, path))
		*path = '\0';
	return true;
}

/* Who is frozen by cgroup v1 is in that state; asking further takes long. */
static int is_held(pid_t pid, void *data)
{
	struct process_stat stat;

	return pid > 0 && procfs_stat(pid, &stat) == 0 && stat.state == 'D' &&
	       freezer_holds(pid, data);
}

static int find_held(const struct cgroup *cgroup, void *data)
{
	return cgroup_for_each_process(cgroup, is_held, data);
}

static bool find_by_process(const struct cgroup *top, char path[static PATH_MAX])
{
	return procfs_problem() == PROCFS_USABLE && tree_walk(top, find_held, path) == 1;
}

void held_tell(const struct job *job)
{
	char path[PATH_MAX];

	if (find_by_files(&job->cgroup, path) || find_by_process(&job->cgroup, path))
		event_emit(&(struct event){
			.kind = EVENT_HELD_FROZEN,
			.cgroup = job->name,
			.name = *path ? path : NULL,
		});
}
