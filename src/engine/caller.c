/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/caller.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/path.h"
#include "engine/census.h"
#include "kernel/procfs.h"

/* PROC_CGROUP_INIT_INO in the kernel's <linux/proc_ns.h>, fixed since 4.6. */
#define INITIAL_NAMESPACE 0xEFFFFFFBU

/* Enough for several hundred mounts; if there are more, lists are read. */
#define MOUNTINFO_SIZE 65536

/* /proc shows the whole path only in the initial cgroup namespace. */
static bool in_initial_namespace(void)
{
	struct stat st;

	return stat("/proc/self/ns/cgroup", &st) == 0 && st.st_ino == INITIAL_NAMESPACE;
}

/* The fourth word of a line: "36 35 0:29 /a /mnt rw - cgroup2 none rw". */
static const char *mountinfo_root(const char *line)
{
	for (int i = 0; line && i < 3; i++) {
		line = strchr(line, ' ');
		line += line != NULL;
	}
	return line;
}

/*
 * Whether everything that the mount shows is certain to be below the root of the caller's
 * cgroup namespace: for a mount that is not, mountinfo says "/.." (cgroup_namespaces(7)).
 */
static bool is_within_namespace(const struct file_mount *mount)
{
	static char text[MOUNTINFO_SIZE];
	const char *line = text;
	ssize_t length;

	if (!mount->knows_id)
		return false;
	length = file_read_at(AT_FDCWD, "/proc/self/mountinfo", text, sizeof(text));
	/* It may have been truncated. */
	if (length < 0 || (size_t)length == sizeof(text) - 1)
		return false;
	while (line && strtoull(line, NULL, 10) != mount->id) {
		line = strchr(line, '\n');
		line += line != NULL;
	}
	line = mountinfo_root(line);
	return line && strncmp(line, "/..", strlen("/..")) != 0;
}

/*
 * Whether the caller is certain to be elsewhere, without reading the cgroup's lists: its own
 * path contains no cgroup of that name.
 */
static bool is_elsewhere(int fd)
{
	char path[PATH_MAX], directory[PATH_MAX];
	bool initial = in_initial_namespace();
	struct file_mount mount;
	const char *slash;

	if (procfs_cgroup(0, path) < 0)
		return false;
	/* The root is never killed, so its processes are not in the cgroup. */
	if (initial && !strcmp(path, "/"))
		return true;
	if (!file_path_of(fd, directory))
		return false;
	slash = strrchr(directory, '/');
	/*
	 * The caller's own root directory, and anything that its mount does not reach, has no
	 * name.
	 */
	if (!slash || !slash[1] || path_has_component(path, slash + 1))
		return false;
	file_get_mount(fd, &mount);
	/* The name of a mount's top directory may differ from that of the cgroup it shows. */
	return mount.knows_root && !mount.is_root && (initial || is_within_namespace(&mount));
}

int caller_is_inside(const struct cgroup *cgroup)
{
	return is_elsewhere(cgroup->fd) ? 0 : census_finds(cgroup, getpid());
}
