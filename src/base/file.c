/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"

/* How many times a read may be interrupted. */
#define ATTEMPTS 10

ssize_t file_read(int fd, void *buffer, size_t size)
{
	ssize_t got;
	int attempt = 0;

	do
		got = read(fd, buffer, size);
	while (got < 0 && errno == EINTR && ++attempt < ATTEMPTS);
	return got < 0 ? -errno : got;
}

ssize_t file_read_text(int fd, char *text, size_t size)
{
	size_t length = 0;
	ssize_t got;

	do {
		got = file_read(fd, text + length, size - 1 - length);
		if (got > 0)
			length += (size_t)got;
	} while (length < size - 1 && got > 0);
	text[length] = '\0';
	return got < 0 ? got : (ssize_t)length;
}

ssize_t file_read_at(int dir_fd, const char *name, char *text, size_t size)
{
	_cleanup_close_ int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : file_read_text(fd, text, size);
}

bool file_path_of(int fd, char path[static PATH_MAX])
{
	char link[32];
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = readlink(link, path, PATH_MAX - 1);
	path[length < 0 ? 0 : length] = '\0';
	return length > 0;
}

/*
 * The start of struct statx in the kernel's <linux/stat.h>, which cannot be included together
 * with <sys/stat.h>; not every C library's <sys/stat.h> has statx(2).
 */
struct statx_start {
	uint32_t mask, block_size;
	uint64_t attributes;
	uint32_t links, uid, gid;
	uint16_t mode, unused;
	uint64_t inode, size, blocks, attributes_mask;
	struct {
		int64_t seconds;
		uint32_t nanoseconds, unused;
	} times[4];
	uint32_t devices[4];
	uint64_t mount_id;
	uint64_t rest[13];
};

#define MOUNT_ID 0x1000U
#define MOUNT_ROOT UINT64_C(0x2000)

/* Without room for the handle, the kernel tells only its size and the mount. */
static void ask_handle(int fd, struct file_mount *mount)
{
	struct {
		uint32_t size;
		int32_t type;
	} handle = { .size = 0 };
	int id;

	if (syscall(SYS_name_to_handle_at, fd, "", &handle, &id, AT_EMPTY_PATH) == 0 ||
	    errno != EOVERFLOW)
		return;
	mount->knows_id = true;
	mount->id = (uint64_t)id;
}

void file_get_mount(int fd, struct file_mount *mount)
{
	struct statx_start st;

	*mount = (struct file_mount){ .knows_root = false };
	if (syscall(SYS_statx, fd, "", AT_EMPTY_PATH, MOUNT_ID, &st) == 0) {
		mount->knows_root = st.attributes_mask & MOUNT_ROOT;
		mount->is_root = st.attributes & MOUNT_ROOT;
		mount->knows_id = st.mask & MOUNT_ID;
		mount->id = st.mount_id;
	}
	if (!mount->knows_id)
		ask_handle(fd, mount);
}
