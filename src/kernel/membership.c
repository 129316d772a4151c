/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/membership.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/path.h"
#include "kernel/control.h"
#include "kernel/mountinfo.h"
#include "kernel/procfs.h"
#include "kernel/version.h"

/*
 * A hierarchy of cgroup v1 is one file system. Of the options of its mount, "rw,cpu,cpuacct", those
 * that /proc knows are its controllers, or its name; each is in one hierarchy, so the first will do.
 */
static int find_controller(dev_t device, char found[static MOUNT_OPTIONS_SIZE])
{
	char options[MOUNT_OPTIONS_SIZE], name[PATH_MAX];
	char *rest = options, *word;
	int err = mountinfo_options(device, options);

	while (!err && (word = strsep(&rest, ",")))
		if (procfs_cgroup_v1(0, word, name) == 0) {
			strcpy(found, word);
			return 0;
		}
	return err ? err : -ENODATA;
}

/* Looked up once for all that is in one hierarchy. NULL for cgroup v2. */
static int get_controller(const struct cgroup *cgroup, const char **controller)
{
	static char found[MOUNT_OPTIONS_SIZE];
	static dev_t device;
	int err = 0;

	*controller = cgroup->version->is_unified ? NULL : found;
	if (!*controller || device == cgroup->device)
		return 0;
	err = find_controller(cgroup->device, found);
	device = err ? 0 : cgroup->device;
	return err;
}

int membership_name(const struct cgroup *cgroup, pid_t tid, pid_t pid, char name[static PATH_MAX])
{
	const char *controller;
	int err = get_controller(cgroup, &controller);

	if (err)
		return err;
	if (pid)
		return procfs_cgroup_of_thread(tid, pid, controller, name);
	return controller ? procfs_cgroup_v1(0, controller, name) : procfs_cgroup(0, name);
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
	if (!may_learn(cgroup) || !file_path_of(cgroup->fd, membership->path) ||
	    membership_name(cgroup, tid, pid, membership->before) < 0)
		*membership->before = '\0';
}

static int compare_tid(pid_t tid, void *data)
{
	return tid == *(const pid_t *)data;
}

/*
 * The thread may be in a threaded cgroup below the one that lists its process; in cgroup v1
 * anywhere, if another thread is in this one. There, a thread that has exited is in "/", wherever
 * it was, so that tells nothing.
 */
static bool may_learn_from(const struct cgroup *cgroup, pid_t tid, const char *name)
{
	return cgroup->version->is_unified ||
	       (strcmp(name, "/") != 0 && cgroup_for_each_thread(cgroup, compare_tid, &tid) == 1);
}

void membership_after(struct membership *membership, const struct cgroup *cgroup, pid_t tid,
		      pid_t pid)
{
	char after[PATH_MAX];

	if (*membership->before && may_learn_from(cgroup, tid, membership->before) &&
	    membership_name(cgroup, tid, pid, after) == 0 &&
	    !strcmp(membership->before, after))
		strcpy(membership->name, after);
}

/* In cgroup v1 a cgroup, or one above it, can be renamed, and another one have its name. */
bool membership_is_valid(const struct membership *membership, const struct cgroup *cgroup)
{
	char path[PATH_MAX];

	if (cgroup->version->is_unified)
		return !cgroup_is_gone(cgroup->fd, -ENOENT);
	return file_path_of(cgroup->fd, path) && !strcmp(path, membership->path);
}

bool membership_has_name(const struct membership *membership, const struct cgroup *cgroup,
			 pid_t tid, pid_t pid)
{
	char name[PATH_MAX];

	return *membership->name && membership_name(cgroup, tid, pid, name) == 0 &&
	       path_is_within(name, membership->name);
}
