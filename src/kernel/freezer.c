/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/freezer.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "kernel/cgroup.h"
#include "kernel/mountpoint.h"
#include "kernel/procfs.h"

#define CONTROLLER "freezer"
#define STATE_FILE "freezer.state"
#define SELF_FILE "freezer.self_freezing"

static bool says(const struct cgroup *cgroup, const char *file, const char *word)
{
	char text[32];

	return cgroup_read_file(cgroup->fd, file, text, sizeof(text)) > 0 && !strcmp(text, word);
}

/* The state is FREEZING while some of its processes do not freeze. */
static bool is_frozen(const struct cgroup *cgroup)
{
	return says(cgroup, STATE_FILE, "FROZEN\n") || says(cgroup, STATE_FILE, "FREEZING\n");
}

/* Goes up to the cgroup that was frozen by a write, as far as cgroups can be seen. */
static void go_up(struct cgroup *cgroup)
{
	while (!says(cgroup, SELF_FILE, "1\n")) {
		struct cgroup parent;

		if (cgroup_open(cgroup->fd, "..", &parent) < 0)
			return;
		if (parent.id == cgroup->id || !is_frozen(&parent)) {
			cgroup_close(&parent);
			return;
		}
		cgroup_close(cgroup);
		*cgroup = parent;
	}
}

bool freezer_holds(pid_t pid, char path[static PATH_MAX])
{
	_cleanup_cgroup_ struct cgroup cgroup = CGROUP_CLOSED;
	char name[PATH_MAX];
	_cleanup_close_ int fd = -1;

	if (procfs_cgroup_v1(pid, CONTROLLER, name) < 0)
		return false;
	fd = mountpoint_open_v1(CONTROLLER, name);
	if (fd < 0 || cgroup_open(fd, ".", &cgroup) < 0 || !is_frozen(&cgroup))
		return false;
	go_up(&cgroup);
	return file_path_of(cgroup.fd, path);
}
