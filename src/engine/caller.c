/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/caller.h"

#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/path.h"
#include "engine/census.h"
#include "kernel/membership.h"
#include "kernel/mountinfo.h"

/* PROC_CGROUP_INIT_INO in the kernel's <linux/proc_ns.h>, fixed since 4.6. */
#define INITIAL_NAMESPACE 0xEFFFFFFBU

/* /proc shows the whole path only in the initial cgroup namespace. */
static bool in_initial_namespace(void)
{
	struct stat st;

	return stat("/proc/self/ns/cgroup", &st) == 0 && st.st_ino == INITIAL_NAMESPACE;
}

/*
 * Asked once for all operands on a mount. While something on it is open, no other mount gets its
 * id.
 */
static bool is_within_namespace(const struct file_mount *mount)
{
	static uint64_t id;
	static bool within;

	if (!mount->knows_id)
		return false;
	if (mount->id != id)
		within = mountinfo_is_within_namespace(mount->id);
	id = mount->id;
	return within;
}

/*
 * Whether the caller is certain to be elsewhere, without reading the cgroup's lists: its own
 * path contains no cgroup of that name.
 */
static bool is_elsewhere(const struct cgroup *cgroup)
{
	char path[PATH_MAX], directory[PATH_MAX];
	bool initial = in_initial_namespace();
	struct file_mount mount;
	const char *slash;

	if (membership_name(cgroup, 0, 0, path) < 0)
		return false;
	/* The root is never killed, so its processes are not in the cgroup. */
	if (initial && !strcmp(path, "/"))
		return true;
	if (!file_path_of(cgroup->fd, directory))
		return false;
	slash = strrchr(directory, '/');
	/*
	 * The caller's own root directory, and anything that its mount does not reach, has no
	 * name.
	 */
	if (!slash || !slash[1] || path_has_component(path, slash + 1))
		return false;
	file_get_mount(cgroup->fd, &mount);
	/* The name of a mount's top directory may differ from that of the cgroup it shows. */
	return mount.knows_root && !mount.is_root && (initial || is_within_namespace(&mount));
}

int caller_is_inside(const struct cgroup *cgroup)
{
	return is_elsewhere(cgroup) ? 0 : census_finds(cgroup, getpid());
}

/* /proc/self/cgroup, which has the place in each hierarchy, and what it said. */
static struct {
	int fd;
	ssize_t length;		/* negative: it is not known */
	char text[4096];
} place = { .fd = -1, .length = -1 };

static ssize_t read_place(char text[static sizeof(place.text)])
{
	ssize_t length = pread(place.fd, text, sizeof(place.text), 0);

	/* The rest of a longer one may differ. */
	return length < (ssize_t)sizeof(place.text) ? length : -1;
}

void caller_remember_place(void)
{
	place.fd = open("/proc/self/cgroup", O_RDONLY | O_CLOEXEC);
	place.length = read_place(place.text);
}

void caller_forget_place(void)
{
	close_fd(&place.fd);
}

bool caller_has_moved(void)
{
	char text[sizeof(place.text)];
	ssize_t length = read_place(text);

	return length <= 0 || length != place.length ||
	       memcmp(text, place.text, (size_t)length) != 0;
}
