/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/caller.h"

#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/path.h"
#include "engine/census.h"
#include "kernel/procfs.h"

/* PROC_CGROUP_INIT_INO in the kernel's <linux/proc_ns.h>, fixed since 4.6. */
#define INITIAL_NAMESPACE 0xEFFFFFFBU

/* /proc shows the whole path only in the initial cgroup namespace. */
static bool in_initial_namespace(void)
{
	struct stat st;

	return stat("/proc/self/ns/cgroup", &st) == 0 && st.st_ino == INITIAL_NAMESPACE;
}

/* Reads /proc/self/mountinfo, line by line. */
struct mountinfo {
	int fd;
	size_t position, length;	/* the unread part of the text */
	char text[1024];
};

/* The next byte, or -1 at the end. */
static int next_byte(struct mountinfo *file)
{
	if (file->position == file->length) {
		ssize_t got = file_read(file->fd, file->text, sizeof(file->text));

		if (got <= 0)
			return -1;
		file->position = 0;
		file->length = (size_t)got;
	}
	return (unsigned char)file->text[file->position++];
}

/*
 * Reads one word; byte is the one after it. What does not fit is left out. "36 35 0:29 /a /mnt
 * rw - cgroup2 none rw" has the root of the mount in the fourth word.
 */
static void read_word(struct mountinfo *file, char *word, size_t size, int *byte)
{
	size_t length = 0;

	for (*byte = next_byte(file); *byte > ' '; *byte = next_byte(file))
		if (length < size - 1)
			word[length++] = (char)*byte;
	word[length] = '\0';
}

static bool find_root(struct mountinfo *file, uint64_t id, char root[static 4])
{
	for (int byte = 0; byte >= 0;) {
		char number[24], ignored[2];

		read_word(file, number, sizeof(number), &byte);
		read_word(file, ignored, sizeof(ignored), &byte);
		read_word(file, ignored, sizeof(ignored), &byte);
		read_word(file, root, 4, &byte);
		if (*number && strtoull(number, NULL, 10) == id)
			return *root != '\0';
		while (byte >= 0 && byte != '\n')
			byte = next_byte(file);
	}
	return false;
}

/*
 * Whether everything that the mount shows is certain to be below the root of the caller's
 * cgroup namespace: for a mount that is not, mountinfo says "/.." (cgroup_namespaces(7)).
 */
static bool mount_is_within_namespace(uint64_t id)
{
	_cleanup_close_ int fd = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
	struct mountinfo file = { .fd = fd };
	char root[4];

	return fd >= 0 && find_root(&file, id, root) && strcmp(root, "/..") != 0;
}

/*
 * The same, asked once for all operands on a mount, since there may be thousands of mounts. While
 * something on it is open, no other mount gets its id.
 */
static bool is_within_namespace(const struct file_mount *mount)
{
	static uint64_t id;
	static bool within;

	if (!mount->knows_id)
		return false;
	if (mount->id != id)
		within = mount_is_within_namespace(mount->id);
	id = mount->id;
	return within;
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

bool caller_has_moved(void)
{
	char text[sizeof(place.text)];
	ssize_t length = read_place(text);

	return length <= 0 || length != place.length ||
	       memcmp(text, place.text, (size_t)length) != 0;
}
