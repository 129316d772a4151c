/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "caller.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "census.h"
#include "file.h"
#include "procfs.h"

/* PROC_CGROUP_INIT_INO in the kernel's <linux/proc_ns.h>, fixed since 4.6. */
#define INITIAL_NAMESPACE 0xEFFFFFFBU

bool path_has_component(const char *path, const char *name)
{
	size_t length = strlen(name);

	while (*path) {
		size_t component;

		path += strspn(path, "/");
		component = strcspn(path, "/");
		if (component && component == length && !strncmp(path, name, length))
			return true;
		path += component;
	}
	return false;
}

/* Only in the initial cgroup namespace does /proc tell the whole path. */
static bool in_initial_namespace(void)
{
	struct stat st;

	return stat("/proc/self/ns/cgroup", &st) == 0 && st.st_ino == INITIAL_NAMESPACE;
}

/* The top directory of a mount may be named otherwise than the cgroup it shows. */
static bool is_mount_root(int fd)
{
	struct file_mount mount;

	file_get_mount(fd, &mount);
	return !mount.knows_root || mount.is_root;
}

/*
 * Whether it is certain, without reading the cgroup's lists, that the caller is
 * elsewhere: its own path holds no cgroup of that name.
 */
static bool is_elsewhere(int fd)
{
	char path[PATH_MAX], directory[PATH_MAX];
	const char *slash;

	if (procfs_cgroup(0, path) < 0 || !in_initial_namespace())
		return false;
	/* What is killed is never the root, so the root's processes are not in it. */
	if (!strcmp(path, "/"))
		return true;
	if (!file_path_of(fd, directory))
		return false;
	slash = strrchr(directory, '/');
	return slash && !path_has_component(path, slash + 1) && !is_mount_root(fd);
}

int caller_is_inside(const struct cgroup *cgroup)
{
	return is_elsewhere(cgroup->fd) ? 0 : census_finds(cgroup, getpid());
}
