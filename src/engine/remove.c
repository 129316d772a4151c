/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/remove.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "kernel/tree.h"

/* Milliseconds: others may create cgroups as fast as they are removed here. */
#define LIMIT 1000

/* rmdir(2) also says EBUSY for what is mounted there, which no waiting will change. */
static int remove_directory(const struct cgroup *parent, const char *name)
{
	if (unlinkat(parent->fd, name, AT_REMOVEDIR) == 0)
		return 0;
	if (errno != EBUSY)
		return -errno;
	return cgroup_child_is_mounted_on(parent->fd, name) ? -EXDEV : -EBUSY;
}

/* Removes a child. If the child has children itself, returns 1 and the open child. */
static int remove_child(const struct cgroup *parent, const char *name, uint64_t id, void *data)
{
	_cleanup_cgroup_ struct cgroup child = CGROUP_CLOSED;
	struct cgroup *next = data;
	bool is_leaf = false;
	int err = remove_directory(parent, name);

	if (!err || err == -ENOENT)
		return 0;
	if (err != -EBUSY && err != -ENOTEMPTY)
		return err;
	err = cgroup_open_child(parent, name, id, &child, &is_leaf);
	if (err)
		return cgroup_says_gone(err) ? 0 : err;
	if (is_leaf)
		return -EBUSY;
	*next = cgroup_take(&child);
	return 1;
}

/*
 * Goes down to the first cgroup whose children have none, removes these, goes up one level and
 * starts again there, until top has no children. This needs no memory.
 */
static int remove_below(struct cgroup *at, int64_t end)
{
	unsigned long depth = 0;

	for (;;) {
		struct cgroup next;
		int err = tree_entries(at, remove_child, &next);

		if (err < 0)
			return err;
		if (err > 0) {
			depth++;
		} else {
			if (depth-- == 0)
				return 0;
			err = cgroup_open(at->fd, "..", &next);
			if (err)
				return err;
		}
		cgroup_close(at);
		*at = next;
		if (clock_milliseconds() > end)
			return -EBUSY;
	}
}

static int remove_by_id(const struct cgroup *parent, const char *name, uint64_t id, void *data)
{
	const struct cgroup *top = data;
	int err;

	if (id != top->id)
		return 0;
	err = remove_directory(parent, name);
	return err ? err : 1;
}

/*
 * The same by the name that the cgroup has according to /proc, which spares reading a long list.
 * Returns 1, or a negative errno, or 0 if that is not its name in the parent.
 */
static int remove_by_name(const struct cgroup *parent, struct cgroup *top)
{
	char path[PATH_MAX];
	const char *slash = file_path_of(top->fd, path) ? strrchr(path, '/') : NULL;
	struct stat st;

	if (!slash || fstatat(parent->fd, slash + 1, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return 0;
	return remove_by_id(parent, slash + 1, st.st_ino, top);
}

/*
 * Removes the cgroup from its parent. For a bind mount of the cgroup ".." is not its parent,
 * and may be any directory.
 */
static int remove_top(struct cgroup *top)
{
	_cleanup_cgroup_ struct cgroup parent = CGROUP_CLOSED;
	int err = cgroup_open(top->fd, "..", &parent);

	if (err)
		return err;
	if (parent.device != top->device)
		return -EXDEV;
	err = remove_by_name(&parent, top);
	if (err == 0)
		err = tree_entries(&parent, remove_by_id, top);
	if (err == 0)
		return cgroup_is_gone(top->fd, -ENOENT) ? 0 : -EXDEV;
	return err > 0 ? 0 : err;
}

int remove_tree(const struct cgroup *cgroup)
{
	_cleanup_cgroup_ struct cgroup at = CGROUP_CLOSED;
	struct cgroup top = *cgroup;
	int err = cgroup_open(cgroup->fd, ".", &at);

	if (err)
		return err;
	err = remove_below(&at, clock_milliseconds() + LIMIT);
	if (!err)
		err = remove_top(&top);
	if (cgroup_is_gone(top.fd, err))
		return 0;
	/* Something below it was removed meanwhile. */
	return cgroup_says_gone(err) ? -EBUSY : err;
}

/* A cgroup that is the top of a mount. */
static int find_mount(const struct cgroup *cgroup, void *data)
{
	const struct file_mount *top = data;
	struct file_mount mount;

	file_get_mount(cgroup->fd, &mount);
	return mount.is_root || (mount.knows_id && top->knows_id && mount.id != top->id);
}

bool remove_is_hindered(const struct cgroup *cgroup)
{
	struct file_mount top;
	int result;

	file_get_mount(cgroup->fd, &top);
	result = tree_walk(cgroup, find_mount, &top);
	return result == 1 || result == -EXDEV;
}
