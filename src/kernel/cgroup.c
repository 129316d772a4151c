/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/calls.h"
#include "base/cleanup.h"
#include "base/file.h"
#include "kernel/version.h"

/* In cgroupfs a directory has one link per child in addition to its own two. */
#define LEAF_LINKS 2

static int open_directory(int dir_fd, const char *path, int flags, struct cgroup *cgroup,
			  nlink_t *links)
{
	_cleanup_close_ int fd = openat(dir_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags);
	struct stat st;

	*cgroup = (struct cgroup)CGROUP_CLOSED;
	*links = 0;
	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	cgroup->id = st.st_ino;
	cgroup->device = st.st_dev;
	cgroup->fd = take_fd(&fd);
	*links = st.st_nlink;
	return 0;
}

int cgroup_open(int dir_fd, const char *path, struct cgroup *cgroup)
{
	nlink_t links;
	struct statfs fs;
	int err = open_directory(dir_fd, path, 0, cgroup, &links);

	if (err)
		return err;
	if (fstatfs(cgroup->fd, &fs) < 0) {
		err = -errno;
		cgroup_close(cgroup);
		return err;
	}
	if (fs.f_type == CGROUP2_SUPER_MAGIC)
		cgroup->version = &version2;
	else if (fs.f_type == CGROUP_SUPER_MAGIC)
		cgroup->version = &version1;
	return 0;
}

/*
 * What is mounted on a cgroup is on another device, such as files that only look like a
 * cgroup's, or it is a cgroup from elsewhere, whose id differs from that of the one it covers.
 * The cgroup's own id may also differ, if it has just been removed and created again.
 */
static bool is_mounted_over(const struct cgroup *parent, const struct cgroup *child, uint64_t id)
{
	struct file_mount mount;

	if (child->device != parent->device)
		return true;
	if (child->id == id)
		return false;
	file_get_mount(child->fd, &mount);
	return !mount.knows_root || mount.is_root;
}

int cgroup_open_child(const struct cgroup *parent, const char *name, uint64_t id,
		      struct cgroup *child, bool *is_leaf)
{
	nlink_t links;
	int err = open_directory(parent->fd, name, O_NOFOLLOW, child, &links);

	if (err)
		return err;
	if (is_mounted_over(parent, child, id)) {
		cgroup_close(child);
		return -EXDEV;
	}
	child->version = parent->version;
	*is_leaf = links == LEAF_LINKS;
	return 0;
}

/*
 * A handle of cgroupfs is the id (kernfs_encode_fh() in the kernel's fs/kernfs/mount.c). The
 * structure of the C library ends with an array of unknown size.
 */
struct handle {
	unsigned int size;
	int type;
	uint64_t id;
};
#define HANDLE_OF_KERNFS 0xfe

static int handle_of(int fd, struct handle *handle)
{
	int mount;

	handle->size = sizeof(handle->id);
	if (syscall(SYS_name_to_handle_at, fd, "", handle, &mount, AT_EMPTY_PATH) < 0)
		return -errno;
	return handle->type == HANDLE_OF_KERNFS ? 0 : -EBADMSG;
}

/*
 * The upper half of a 32-bit kernel's id is never 0, so that an inode number never looks like the
 * whole id; elsewhere the halves hardly ever match.
 */
int cgroup_has_id(const struct cgroup *cgroup, uint64_t id)
{
	struct handle handle;
	int err;

	/* Those of cgroup v1 are other numbers in the same range. */
	if (cgroup->version == &version1)
		return 0;
	if (id == cgroup->id)
		return 1;
	if ((uint32_t)id != cgroup->id)
		return 0;
	err = handle_of(cgroup->fd, &handle);
	return err ? err : handle.id == id;
}

bool cgroup_has_ids(const struct cgroup *cgroup)
{
	return cgroup->version->is_unified;
}

bool cgroup_has_child(const struct cgroup *parent, const char *name)
{
	return faccessat(parent->fd, name, F_OK, 0) == 0 || errno != ENOENT;
}

bool cgroup_child_is_leaf(const struct cgroup *parent, const char *name)
{
	struct stat st;

	return fstatat(parent->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       st.st_nlink == LEAF_LINKS;
}

/*
 * struct open_how in <linux/openat2.h>, Linux 5.6, and its flags, by other names: <fcntl.h> of newer
 * C libraries includes that header.
 */
struct how {
	uint64_t flags, mode, resolve;
};
#define IN_MOUNT 1U
#define NO_SYMLINKS 4U

/* Linux 5.6. Returns a descriptor, or a negative errno. */
static int open_in_mount(int dir_fd, const char *name, int flags)
{
	const struct how how = {
		.flags = (unsigned int)flags,
		.resolve = IN_MOUNT | NO_SYMLINKS,
	};
	long fd = syscall(SYS_openat2, dir_fd, name, &how, sizeof(how));

	return fd < 0 ? -errno : (int)fd;
}

/* Whether they were opened through different mounts, as far as the kernel tells. */
static bool is_of_other_mount(int fd, int dir_fd)
{
	struct file_mount mount, dir_mount;
	struct stat st, dir_st;

	if (fstat(fd, &st) < 0 || fstat(dir_fd, &dir_st) < 0 || st.st_dev != dir_st.st_dev)
		return true;
	file_get_mount(fd, &mount);
	file_get_mount(dir_fd, &dir_mount);
	return mount.knows_id && dir_mount.knows_id && mount.id != dir_mount.id;
}

/* The same with older calls. What is mounted there may be a FIFO, which must not block. */
static int open_and_check(int dir_fd, const char *name, int flags)
{
	_cleanup_close_ int fd = openat(dir_fd, name, flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);

	/* ENXIO is from a FIFO that nobody reads. */
	if (fd < 0)
		return errno == ENXIO ? -EXDEV : -errno;
	return is_of_other_mount(fd, dir_fd) ? -EXDEV : take_fd(&fd);
}

static int open_within(int dir_fd, const char *name, int flags)
{
	static bool unknown;
	int fd = unknown ? -ENOSYS : open_in_mount(dir_fd, name, flags | O_CLOEXEC);

	unknown = fd == -ENOSYS;
	/* EPERM and EACCES may come from a filter that does not know the call. */
	if (fd == -ENOSYS || fd == -EPERM || fd == -EACCES)
		fd = open_and_check(dir_fd, name, flags | O_CLOEXEC);
	return fd;
}

int cgroup_open_file(int fd, const char *name, int flags)
{
	return open_within(fd, name, flags);
}

bool cgroup_child_is_mounted_on(int fd, const char *name)
{
	_cleanup_close_ int child = open_within(fd, name, O_PATH | O_DIRECTORY);

	return child == -EXDEV;
}

ssize_t cgroup_read_file(int fd, const char *name, char *text, size_t size)
{
	_cleanup_close_ int file = cgroup_open_file(fd, name, O_RDONLY);

	return file < 0 ? file : file_read_text(file, text, size);
}

void cgroup_close(struct cgroup *cgroup)
{
	if (cgroup->fd >= 0)
		close(cgroup->fd);
	cgroup->fd = -1;
}

struct cgroup cgroup_take(struct cgroup *cgroup)
{
	struct cgroup taken = *cgroup;

	cgroup->fd = -1;
	return taken;
}

/*
 * Since Linux 6.19 a process leaves its cgroup when it has run for the last time, and is hidden from
 * the lists before. rmdir(2) answers EBUSY, or sleeps uninterruptibly until it has left ("Wait for
 * dying tasks to leave on rmdir", 7.0 and 6.19.y); since 7.1 it only defers what has to wait. What
 * other versions have from those patches is not to be seen without trying, and so not tried.
 */
static bool is_kernel_since_7_1(void)
{
	struct utsname system;
	unsigned int version, patch;

	return uname(&system) == 0 && sscanf(system.release, "%u.%u", &version, &patch) == 2 &&
	       (version > 7 || (version == 7 && patch >= 1));
}

bool cgroup_rmdir_ignores_exiting(void)
{
	static bool known, ignores;

	if (!known)
		ignores = is_kernel_since_7_1();
	known = true;
	return ignores;
}

bool cgroup_says_gone(int err)
{
	return err == -ENODEV || err == -ENOENT;
}

/* The kernel removes the files before anything fails because they are gone. */
bool cgroup_is_gone(int fd, int err)
{
	return cgroup_says_gone(err) && faccessat(fd, "cgroup.procs", F_OK, 0) < 0 &&
	       errno == ENOENT;
}

int cgroup_identify(const struct cgroup *cgroup, enum cgroup_kind *kind)
{
	if (cgroup->version)
		return cgroup->version->identify(cgroup, kind);
	*kind = CGROUP_FOREIGN;
	return 0;
}

int cgroup_open_domain(const struct cgroup *threaded, struct cgroup *domain,
		       enum cgroup_kind *kind)
{
	int err = cgroup_open(threaded->fd, "..", domain);

	/* The way up ends somewhere: the root is not threaded. */
	while (!err) {
		_cleanup_cgroup_ struct cgroup child = cgroup_take(domain);

		err = cgroup_identify(&child, kind);
		if (!err && *kind != CGROUP_THREADED) {
			*domain = cgroup_take(&child);
			return 0;
		}
		if (!err)
			err = cgroup_open(child.fd, "..", domain);
		/*
		 * If the caller's root directory is in the middle of the tree, there is no way
		 * further up.
		 */
		if (!err && domain->id == child.id) {
			cgroup_close(domain);
			err = -ENOENT;
		}
	}
	return err;
}
