/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/freezer.h"

#include "base/cleanup.h"
#include "base/file.h"
#include "kernel/control.h"
#include "kernel/mountpoint.h"
#include "kernel/procfs.h"

#define CONTROLLER "freezer"

bool freezer_holds(pid_t pid, char path[static PATH_MAX])
{
	_cleanup_cgroup_ struct cgroup cgroup = CGROUP_CLOSED, frozen = CGROUP_CLOSED;
	char name[PATH_MAX];
	_cleanup_close_ int fd = -1;

	if (procfs_cgroup_v1(pid, CONTROLLER, name) < 0)
		return false;
	fd = mountpoint_open_v1(CONTROLLER, name);
	if (fd < 0 || cgroup_open(fd, ".", &cgroup) < 0)
		return false;
	if (cgroup_open_frozen(&cgroup, &frozen) == 0)
		return file_path_of(frozen.fd, path);
	/* Where that one cannot be seen. */
	return cgroup_is_frozen(&cgroup) && file_path_of(cgroup.fd, path);
}
