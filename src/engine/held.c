/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/held.h"

#include <limits.h>
#include <stddef.h>

#include "base/file.h"
#include "engine/event.h"
#include "kernel/control.h"
#include "kernel/tree.h"

static int stop_at_process(pid_t pid, void *data)
{
	(void)pid;
	(void)data;
	return 1;
}

static int find_holder(const struct cgroup *cgroup, void *data)
{
	struct cgroup *holder = data;

	return cgroup_for_each_process(cgroup, stop_at_process, holder) == 1 &&
	       (cgroup_open_frozen(cgroup, holder) == 0 || cgroup_is_frozen(cgroup));
}

void held_tell(const struct job *job)
{
	_cleanup_cgroup_ struct cgroup holder = CGROUP_CLOSED;
	char path[PATH_MAX];

	if (cgroup_kills_frozen(&job->cgroup) ||
	    tree_walk(&job->cgroup, find_holder, &holder) != 1)
		return;
	event_emit(&(struct event){
		.kind = EVENT_HELD_FROZEN,
		.cgroup = job->name,
		.job = job,
		.name = holder.fd >= 0 && file_path_of(holder.fd, path) ? path : NULL,
	});
}
