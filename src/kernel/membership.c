/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/membership.h"

#include <errno.h>
#include <string.h>

#include "base/path.h"
#include "kernel/procfs.h"

int membership_name(const struct cgroup *cgroup, pid_t tid, pid_t pid, char name[static PATH_MAX])
{
	(void)cgroup;
	return pid ? procfs_cgroup_of_thread(tid, pid, name) : procfs_cgroup(0, name);
}

/* Whether /proc and the names in it are of use. */
static bool may_learn(const struct cgroup *cgroup)
{
	enum cgroup_kind kind;

	return cgroup_identify(cgroup, &kind) == 0 && kind == CGROUP_DOMAIN &&
	       procfs_problem() == PROCFS_USABLE;
}

void membership_before(struct membership *membership, const struct cgroup *cgroup, pid_t tid,
		       pid_t pid)
{
	if (!may_learn(cgroup) || membership_name(cgroup, tid, pid, membership->before) < 0)
		*membership->before = '\0';
}

/* The main thread of such a process may be in a threaded cgroup below. */
void membership_after(struct membership *membership, const struct cgroup *cgroup, pid_t tid,
		      pid_t pid)
{
	char after[PATH_MAX];

	if (*membership->before && membership_name(cgroup, tid, pid, after) == 0 &&
	    !strcmp(membership->before, after))
		strcpy(membership->name, after);
}

bool membership_by_name(const struct membership *membership, const struct cgroup *cgroup, pid_t tid,
			pid_t pid)
{
	char name[PATH_MAX];

	return *membership->name && membership_name(cgroup, tid, pid, name) == 0 &&
	       path_is_within(name, membership->name) && !cgroup_is_gone(cgroup->fd, -ENOENT);
}
