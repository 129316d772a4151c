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
# include "base/path.h"

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
	each(mnt_fs_get_fs_options)	\
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

static int load_libmount(struct libmount *libmount)
{
	static const char *const names[] = { FUNCTIONS(LIBRARY_NAME) };
	int err = library_load(LIBRARY, names, ARRAY_SIZE(names), libmount);

	return err == -ENOENT ? -ENOPKG : err;
}

static bool is_cgroup2(const struct libmount *libmount, struct libmnt_fs *fs)
{
	const char *type = libmount->mnt_fs_get_fstype(fs);

	return type && !strcmp(type, "cgroup2");
}

/* Whether the mount shows the whole hierarchy of this cgroup namespace, no more and no less. */
static bool begins_at_root(const struct libmount *libmount, struct libmnt_fs *fs)
{
	const char *root = libmount->mnt_fs_get_root(fs);

	return root && !strcmp(root, "/");
}

/*
 * Whether the open directory is of the mount with that id. Its path may lead to something mounted
 * over it since.
 */
static bool is_of_mount(int fd, int id, long magic)
{
	struct file_mount mount;
	struct statfs fs;

	if (fstatfs(fd, &fs) < 0 || fs.f_type != magic)
		return false;
	/* If the kernel does not tell, the last mount in the list is on top. */
	file_get_mount(fd, &mount);
	return !mount.knows_id || mount.id == (uint64_t)id;
}

static int open_checked(const char *target, int id)
{
	_cleanup_close_ int fd = open(target, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd >= 0 && is_of_mount(fd, id, CGROUP2_SUPER_MAGIC) ? take_fd(&fd) : -ENOENT;
}

/* What a search through the mounts is for, and what it finds. */
struct search {
	int (*open)(const struct libmount *libmount, struct libmnt_fs *fs, struct search *search);
	char *path;			/* the mount point; for cgroup v2 */
	bool others;			/* some do not begin at the root; for cgroup v2 */
	const char *controller, *name;	/* for cgroup v1 */
};

static int open_v2(const struct libmount *libmount, struct libmnt_fs *fs, struct search *search)
{
	const char *target = libmount->mnt_fs_get_target(fs);

	if (!target || !is_cgroup2(libmount, fs))
		return -ENOENT;
	if (!begins_at_root(libmount, fs)) {
		search->others = true;
		return -ENOENT;
	}
	snprintf(search->path, PATH_MAX, "%s", target);
	return open_checked(target, libmount->mnt_fs_get_id(fs));
}

/* Whether the list has the word: "rw,freezer". */
static bool has_option(const char *options, const char *word)
{
	size_t length = strlen(word);

	while (options && (strncmp(options, word, length) != 0 ||
			   (options[length] && options[length] != ','))) {
		options = strchr(options, ',');
		if (options)
			options++;
	}
	return options;
}

/* The mount may show only a part of the hierarchy. */
static int open_v1(const struct libmount *libmount, struct libmnt_fs *fs, struct search *search)
{
	const char *type = libmount->mnt_fs_get_fstype(fs);
	const char *root = libmount->mnt_fs_get_root(fs);
	const char *target = libmount->mnt_fs_get_target(fs);
	char path[2 * PATH_MAX];
	_cleanup_close_ int fd = -1;

	if (!type || !root || !target || strcmp(type, "cgroup") != 0 ||
	    !has_option(libmount->mnt_fs_get_fs_options(fs), search->controller) ||
	    !path_is_within(search->name, root))
		return -ENOENT;
	snprintf(path, sizeof(path), "%s%s", target,
		 search->name + (strcmp(root, "/") ? strlen(root) : 0));
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && is_of_mount(fd, libmount->mnt_fs_get_id(fs), CGROUP_SUPER_MAGIC) ?
	       take_fd(&fd) : -ENOENT;
}

static int search_table(const struct libmount *libmount, struct libmnt_table *table,
			struct search *search)
{
	struct libmnt_iter *iterator = libmount->mnt_new_iter(MNT_ITER_BACKWARD);
	struct libmnt_fs *fs;
	int fd = -ENOENT;

	if (!iterator)
		return -ENOMEM;
	while (fd < 0 && libmount->mnt_table_next_fs(table, iterator, &fs) == 0)
		fd = search->open(libmount, fs, search);
	libmount->mnt_free_iter(iterator);
	return fd < 0 && search->others ? -ENXIO : fd;
}

static int read_mounts(struct libmount *libmount, struct libmnt_table **table)
{
	int err = load_libmount(libmount);

	if (err)
		return err;
	*table = libmount->mnt_new_table_from_file("/proc/self/mountinfo");
	if (*table)
		return 0;
	return errno == ENOMEM ? -ENOMEM : -EIO;
}

static int find_mount_point(char path[static PATH_MAX])
{
	struct search search = { .open = open_v2 };
	struct libmount libmount;
	struct libmnt_table *table;
	int fd = read_mounts(&libmount, &table);

	search.path = path;
	if (fd)
		return fd;
	fd = search_table(&libmount, table, &search);
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

/* The mounts, which are kept for further cgroups of cgroup v1. */
static struct libmount mounts_libmount;
static struct libmnt_table *mounts;

int mountpoint_open_v1(const char *controller, const char *name)
{
	struct search search = { .open = open_v1, .controller = controller, .name = name };
	int err = mounts ? 0 : read_mounts(&mounts_libmount, &mounts);

	return err ? err : search_table(&mounts_libmount, mounts, &search);
}

void mountpoint_close(void)
{
	if (mount_point >= 0)
		close(mount_point);
	mount_point = NOT_LOOKED_FOR;
	if (mounts)
		mounts_libmount.mnt_unref_table(mounts);
	mounts = NULL;
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

int mountpoint_open_v1(const char *controller, const char *name)
{
	(void)controller;
	(void)name;
	return -ENOPKG;
}

void mountpoint_close(void)
{
}

#endif
