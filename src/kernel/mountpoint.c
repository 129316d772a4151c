/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/mountpoint.h"

#include <config.h>

#include <errno.h>

#ifdef HAVE_LIBMOUNT

# include <fcntl.h>
# include <limits.h>
# include <libmount/libmount.h>
# include <linux/magic.h>
# include <stdint.h>
# include <stdio.h>
# include <string.h>
# include <sys/vfs.h>
# include <unistd.h>

# include "base/array.h"
# include "base/cleanup.h"
# include "base/file.h"
# include "base/library.h"

# define LIBRARY "libmount.so.1"

LIBRARY_NOTE("libmount", "Look up cgroup names below the cgroup2 mount point", "recommended",
	     LIBRARY);

/* The functions that are used, with the names and types of <libmount.h>. */
# define FUNCTIONS(each)		\
	each(mnt_new_table_from_file)	\
	each(mnt_unref_table)		\
	each(mnt_new_iter)		\
	each(mnt_free_iter)		\
	each(mnt_table_next_fs)		\
	each(mnt_fs_get_fstype)		\
	each(mnt_fs_get_id)		\
	each(mnt_fs_get_root)		\
	each(mnt_fs_get_target)

struct libmount {
	FUNCTIONS(LIBRARY_MEMBER)
};

bool mountpoint_built_in(void)
{
	return true;
}

static bool load_libmount(struct libmount *libmount)
{
	static const char *const names[] = { FUNCTIONS(LIBRARY_NAME) };

	return library_load(LIBRARY, names, ARRAY_SIZE(names), libmount);
}

/* Whether the mount shows the whole hierarchy of this cgroup namespace. */
static bool is_candidate(const struct libmount *libmount, struct libmnt_fs *fs)
{
	const char *type = libmount->mnt_fs_get_fstype(fs);
	const char *root = libmount->mnt_fs_get_root(fs);

	return type && root && !strcmp(type, "cgroup2") && !strcmp(root, "/");
}

/*
 * Whether the open directory is the top of the mount with that id. Its path may lead to
 * something mounted over it since.
 */
static bool is_of_mount(int fd, int id)
{
	struct file_mount mount;
	struct statfs fs;

	if (fstatfs(fd, &fs) < 0 || fs.f_type != CGROUP2_SUPER_MAGIC)
		return false;
	/* If the kernel does not tell, the last mount in the list is on top. */
	file_get_mount(fd, &mount);
	return !mount.knows_id || mount.id == (uint64_t)id;
}

static int open_checked(const char *target, int id)
{
	_cleanup_close_ int fd = open(target, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd >= 0 && is_of_mount(fd, id) ? take_fd(&fd) : -ENOENT;
}

static int search_table(const struct libmount *libmount, struct libmnt_table *table,
		  char path[static PATH_MAX])
{
	struct libmnt_iter *iterator = libmount->mnt_new_iter(MNT_ITER_BACKWARD);
	struct libmnt_fs *fs;
	int fd = -ENOENT;

	if (!iterator)
		return -ENOMEM;
	while (fd < 0 && libmount->mnt_table_next_fs(table, iterator, &fs) == 0) {
		const char *target = libmount->mnt_fs_get_target(fs);

		if (!target || !is_candidate(libmount, fs))
			continue;
		fd = open_checked(target, libmount->mnt_fs_get_id(fs));
		snprintf(path, PATH_MAX, "%s", target);
	}
	libmount->mnt_free_iter(iterator);
	return fd;
}

static int find_mount_point(char path[static PATH_MAX])
{
	struct libmount libmount;
	struct libmnt_table *table;
	int fd;

	if (!load_libmount(&libmount))
		return -ENOPKG;
	table = libmount.mnt_new_table_from_file("/proc/self/mountinfo");
	if (!table)
		return -EIO;
	fd = search_table(&libmount, table, path);
	libmount.mnt_unref_table(table);
	return fd;
}

/*
 * A descriptor, or a negative errno. It is not zero at first, so that it is on a page that every
 * run touches anyway.
 */
#define NOT_LOOKED_FOR INT_MIN
static int mount_point = NOT_LOOKED_FOR;
static char mount_point_path[PATH_MAX];

int mountpoint_get(const char **path)
{
	if (mount_point == NOT_LOOKED_FOR)
		mount_point = find_mount_point(mount_point_path);
	*path = mount_point_path;
	return mount_point;
}

void mountpoint_close(void)
{
	if (mount_point >= 0)
		close(mount_point);
	mount_point = NOT_LOOKED_FOR;
}

#else

bool mountpoint_built_in(void)
{
	return false;
}

int mountpoint_get(const char **path)
{
	*path = "";
	return -ENOPKG;
}

void mountpoint_close(void)
{
}

#endif
